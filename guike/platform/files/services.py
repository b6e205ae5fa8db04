"""Stores, attaches and removes files."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from guike.kernel import clock
from guike.kernel.errors import Forbidden, Invalid, NotFound, field_error
from guike.kernel.limits import FILE_BYTES, FILES_PER_RECORD
from guike.platform.access.context import Context
from guike.platform.database.composing import Lookup
from guike.platform.files import store
from guike.platform.files.models import File
from guike.platform.files.queries import file_of, may_record
from guike.platform.files.types import ending_of, type_of

_NAME_CHARS = 200
_UNATTACHED = timedelta(hours=24)
_DELETED = timedelta(days=30)
_PURGE_ROWS = 1_000
_MEGABYTE = 1024 * 1024


class Upload(Protocol):
    """The interface of Django's uploaded files."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """The content, piece by piece."""


@dataclass(frozen=True)
class Attachment:
    """Files to attach to a record; `field` empty = its list of attachments; `is_image`: only pictures are accepted."""

    ids: Sequence[int]
    object_name: str
    record_id: int
    field: str = ""
    is_image: bool = False


def file_store(upload: Upload, user_id: int | None) -> File:
    """Store an uploaded file; only the uploader may see it until it is attached.

    Invalid (field `file`) for an empty or too large file, a refused type, or a content that does not fit the name's
    type.
    """
    return file_write(upload.name or "", upload.chunks(), user_id)


def file_attach(ctx: Context, upload: Upload, object_name: str, record_id: int) -> File:
    """`file_store` to a record's list of attachments at once. NotFound when the caller may not see the record,
    Forbidden when he may not edit it; a refused one leaves neither row nor content."""
    _require_record(ctx, object_name, record_id)

    def to_record(file: File) -> None:
        attach([Attachment([file.id], object_name, record_id)], ctx.user_id)

    return file_write(upload.name or "", upload.chunks(), ctx.user_id, also=to_record)


def file_write(
    name: str,
    chunks: Iterable[bytes],
    user_id: int | None,
    *,
    most_bytes: int = int(FILE_BYTES),
    also: Callable[[File], None] | None = None,
) -> File:
    """`file_store` for content that the product itself makes: exports, error lists. `also`: called with the row in the
    same transaction; if it fails, neither row nor content remains."""
    shown_name = clean_name(name)
    with store.received(chunks, most_bytes) as content:
        media_type, error = type_of(shown_name, content.head)
        if content.size == 0:
            error = field_error("file", "file.empty")
        elif content.size > most_bytes:
            megabytes = content.size // _MEGABYTE + 1
            error = field_error("file", "file.too_large", size=megabytes, max=most_bytes // _MEGABYTE)
        if error is not None:
            raise Invalid([error])
        with transaction.atomic():
            file = File.objects.create(
                name=shown_name,
                size=content.size,
                type=media_type,
                digest=content.digest,
                uploaded_by=user_id,
                created_at=clock.now(),
            )
            if also is not None:
                also(file)
            content.keep()
    return file


def clean_name(name: str) -> str:
    """A file's name without folders and without characters that hide or reverse the text after them."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
    ).strip()
    if len(seen) > _NAME_CHARS:
        ending = ending_of(seen)[:20]
        seen = f"{seen[: _NAME_CHARS - len(ending) - 1]}.{ending}"
    return seen or "file"


def attach(attachments: Sequence[Attachment], user_id: int | None) -> None:
    """Attach files to records, all or none. The calling code must have checked that the records may be edited.

    Invalid for a file that `refused` names; `too_many_items` beyond 100 files of one record. `user_id` None = the system, any unattached file.
    """
    with transaction.atomic():
        files = _named(attachments, File.objects.select_for_update(no_key=True))
        wrong = _give(files, attachments, user_id)
        if wrong:
            raise Invalid([field_error(attachment.field or "files", code) for attachment, code in wrong])
        File.objects.bulk_update(files.values(), ["object_name", "record_id", "field"])
        _refuse_too_many({(a.object_name, a.record_id) for a in attachments if a.ids})


def refused(attachments: Sequence[Attachment], user_id: int | None) -> list[tuple[Attachment, str]]:
    """(attachment, code) for each file that does not exist, belongs to another user or record, or is not a picture
    although one is required. Changes nothing."""
    return _give(_named(attachments, File.objects.all()), attachments, user_id)


def _named(attachments: Sequence[Attachment], files: QuerySet[File]) -> dict[int, File]:
    wanted = {file_id for attachment in attachments for file_id in attachment.ids}
    return {file.id: file for file in files.filter(id__in=wanted, deleted_at=None).order_by("id")}


def _give(
    files: Mapping[int, File], attachments: Sequence[Attachment], user_id: int | None
) -> list[tuple[Attachment, str]]:
    wrong = []
    for attachment in attachments:
        for file_id in attachment.ids:
            file = files.get(file_id)
            if file is None or not _may_take(file, attachment, user_id):
                wrong.append((attachment, "type.file"))
            elif attachment.is_image and not file.type.startswith("image/"):
                wrong.append((attachment, "type.image"))
            else:
                file.object_name, file.record_id = attachment.object_name, attachment.record_id
                file.field = attachment.field
    return wrong


def _may_take(file: File, attachment: Attachment, user_id: int | None) -> bool:
    if file.object_name:
        return (file.object_name, file.record_id) == (attachment.object_name, attachment.record_id)
    return user_id is None or file.uploaded_by == user_id


def _refuse_too_many(records: Collection[tuple[str, int]]) -> None:
    for object_name in {name for name, _record_id in records}:
        ids = [record_id for name, record_id in records if name == object_name]
        crowded = (
            File.objects.filter(object_name=object_name, record_id__in=ids, deleted_at=None)
            .values("record_id")
            .annotate(number=Count("id"))
            .filter(number__gt=int(FILES_PER_RECORD))
            .order_by("record_id")
            .first()
        )
        if crowded is not None:
            count = crowded["number"]
            raise Invalid([field_error("files", "too_many_items", max=int(FILES_PER_RECORD), count=count)])


def _require_record(ctx: Context, object_name: str, record_id: int) -> None:
    if not may_record(ctx, object_name, record_id, "view"):
        raise NotFound
    if not may_record(ctx, object_name, record_id, "edit"):
        raise Forbidden("access.out_of_scope")


def detach(object_name: str, record_id: int, file_ids: Iterable[int]) -> int:
    """Remove files from a record; the number of files. The calling code must have checked the record."""
    return File.objects.filter(
        id__in=list(file_ids), object_name=object_name, record_id=record_id, deleted_at=None
    ).update(deleted_at=clock.now())


def file_delete(ctx: Context, file_id: int) -> None:
    """Remove one file; NotFound when the caller may not change it."""
    file = file_of(ctx, file_id, "edit")
    File.objects.filter(id=file.id).update(deleted_at=clock.now())


def forget_files(object_name: str, record_ids: Sequence[int]) -> int:
    """Take the names of all files of some records away; the next purge removes them and their content for good. How many."""
    files = File.objects.filter(object_name=object_name, record_id__in=record_ids)
    return files.update(name="-", deleted_at=clock.now() - 2 * _DELETED)


def forget_unattached(file_ids: Iterable[int | None]) -> int:
    """`forget_files` for what the product made and nobody attached, such as exports. How many."""
    files = File.objects.filter(object_name="", id__in=[one for one in file_ids if one is not None])
    return files.update(name="-", deleted_at=clock.now() - 2 * _DELETED)


def move_files(object_name: str, record_ids: Sequence[int], to_record_id: int) -> int:
    """Move all files of some records to another record of the same object (merging); the number of files."""
    files = File.objects.filter(object_name=object_name, record_id__in=record_ids)
    return files.update(record_id=to_record_id)


def copy_files(source: tuple[str, int], targets: Iterable[tuple[str, int]]) -> int:
    """Attach the attachments of one record (object, id) to other records as well, with shared content; the number of
    new files."""
    given = set(targets)
    rows = _ATTACHMENTS.instances([source[1]], source[0])
    copies = [
        File(
            name=row.name,
            size=row.size,
            type=row.type,
            digest=row.digest,
            object_name=object_name,
            record_id=record_id,
            uploaded_by=row.uploaded_by,
            created_at=row.created_at,
        )
        for row in rows
        for object_name, record_id in sorted(given)
    ]
    if not copies:
        return 0
    with transaction.atomic():
        File.objects.bulk_create(copies)
        _refuse_too_many(given)
    return len(copies)


def _attachments(object_name: str) -> Any:
    rows = File.objects.filter(object_name=object_name, field="", deleted_at=None)
    return rows.order_by("id")


_ATTACHMENTS = Lookup(_attachments, "record_id")


def purge() -> int:
    """Remove files that were not attached within 24 hours and those deleted 30 days ago, then content without a file;
    the number of files."""
    now = clock.now()
    forgotten = File.objects.filter(object_name="", created_at__lt=now - _UNATTACHED)
    deleted = File.objects.filter(deleted_at__lt=now - _DELETED)
    rows: dict[int, str] = {}
    for found in (forgotten, deleted):
        rows |= dict(found.order_by("id").values_list("id", "digest")[:_PURGE_ROWS])
    # The condition is repeated in the DELETE, because a file may just have been attached.
    File.objects.filter(Q(object_name="") | Q(deleted_at__isnull=False), id__in=rows).delete()
    named = set(File.objects.filter(digest__in=set(rows.values())).values_list("digest", flat=True))
    store.remove_unused(set(rows.values()) - named)
    return len(rows)
