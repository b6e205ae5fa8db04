"""Reads of files within the caller's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from guike.kernel.errors import NotFound
from guike.platform.access.context import Context
from guike.platform.files import store
from guike.platform.files.models import File
from guike.platform.files.types import PICTURES

#: (caller, object, record, operation "view" or "edit") → allowed
CanAccess = Callable[[Context, str, int, str], bool]


def _nobody(_ctx: Context, _object_name: str, _record_id: int, _operation: str) -> bool:
    return False


_can_access: CanAccess = _nobody


def set_access(check: CanAccess) -> None:
    """Set the function that tells whether a caller may see or edit a record. It is set at start; until then nobody
    may."""
    global _can_access
    _can_access = check


def may(ctx: Context, file: File, operation: str) -> bool:
    """Whether the caller may `view` or `edit` a file: by the rights on its record, or as the uploader of an unattached
    file."""
    if not file.object_name:
        return file.uploaded_by is not None and file.uploaded_by == ctx.user_id
    if file.record_id is None or not _can_access(ctx, file.object_name, file.record_id, operation):
        return False
    return not file.field or ctx.level(file.object_name, file.field) in ("read", "edit")


def may_record(ctx: Context, object_name: str, record_id: int, operation: str) -> bool:
    """Whether the caller may `view` or `edit` the record that files are attached to."""
    return _can_access(ctx, object_name, record_id, operation)


def file_of(ctx: Context, file_id: int, operation: str = "view") -> File:
    """The file; NotFound when it is absent, deleted or not visible to the caller."""
    file = File.objects.filter(id=file_id, deleted_at=None).first()
    if file is None or not may(ctx, file, operation):
        raise NotFound()
    return file


def unowned_file(file_id: int) -> Path:
    """The content of a file that the product made for itself: nobody's upload, attached to nothing, gone after a day. The calling
    code must have checked whom it is for. NotFound when there is none."""
    file = File.objects.filter(id=file_id, object_name="", uploaded_by=None, deleted_at=None).first()
    if file is None:
        raise NotFound()
    return open_file(file)


def unattached(ctx: Context) -> list[File]:
    """The caller's own uploads that are not attached yet, oldest first."""
    rows = File.objects.filter(object_name="", uploaded_by=ctx.user_id, deleted_at=None)
    return list(rows.order_by("id")) if ctx.user_id is not None else []


def files_of(object_name: str, record_ids: Iterable[int], field: str | None = None) -> dict[int, list[File]]:
    """Record → its files, oldest first; `field` None = of all fields. The calling code must have checked the
    records."""
    rows = File.objects.filter(object_name=object_name, record_id__in=list(record_ids), deleted_at=None)
    if field is not None:
        rows = rows.filter(field=field)
    found: dict[int, list[File]] = {}
    for file in rows.order_by("id"):
        found.setdefault(int(file.record_id or 0), []).append(file)
    return found


def file_facts(file_ids: Iterable[int]) -> dict[int, dict[str, object]]:
    """The values of file fields in the API's form, by id; the calling code must have checked the records."""
    files = File.objects.filter(id__in=set(file_ids), deleted_at=None)
    return {file.id: shown(file) for file in files}


def shown(file: File) -> dict[str, object]:
    """A file in the API's form: {"id", "name", "size", "type"}."""
    return {"id": file.id, "name": file.name, "size": file.size, "type": file.type}


def open_file(file: File) -> Path:
    """The path of its content. FileNotFoundError when the disk has lost it."""
    path = store.path_of(file.digest)
    if not path.exists():
        raise FileNotFoundError(f"content of file {file.id} is missing: {path}")
    return path


def thumbnail(file: File) -> Path | None:
    """The path of a small JPEG of a picture; None for other files and for pictures that cannot be read."""
    return store.thumbnail_of(file.digest) if file.type in PICTURES else None
