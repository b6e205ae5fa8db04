"""Everything about one person, as a list and as a file, for whoever has the permission and says on what ground."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import Forbidden, NotFound
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.people import person_name
from guike.platform.audit.services import audit
from guike.platform.directory.users import above_caller
from guike.platform.exchange.models import Export
from guike.platform.exchange.services import export_note
from guike.platform.files.models import File
from guike.platform.files.queries import open_file
from guike.platform.files.services import clean_name, file_write
from guike.platform.jobs.registry import Run
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.privacy.anonymising import check_reason
from guike.platform.privacy.employees import everything_of_employee
from guike.platform.privacy.finding import COPY, WHY, Person, is_employee, is_of_persons, person_of
from guike.platform.privacy.pages import page_of, scope_of
from guike.platform.privacy.reasons import given_reason
from guike.platform.privacy.telling import Section, Trace, everything_of
from guike.platform.records.actions import asked_by, job_context
from guike.platform.records.reading import require_visible, table
from guike.platform.settings import queries as settings

OPERATION = "personal_copy"
KIND = "privacy.copy"
#: traces of one section on the screen; the file has them all
SHOWN = 50
MOST_BYTES = 200 * 1024 * 1024
_BLOCK = 256 * 1024

TITLE = T("个人信息副本", "Copy of personal data")
LEFT_OUT = T(
    "文件太大，未放入压缩包，请在记录页下载",
    "left out of the archive for its size; download it from the record",
)
LOST = T("文件内容已丢失", "the content of the file is lost")


def personal_copy(ctx: Context, object_name: str, record_id: int, reason: str) -> dict[str, Any]:
    """{"name", "scope", "closed", "sections": [{"code", "label", "stays", "count", "is_cut", "items"}]}: everything about the person; of each
    section the first entries. NotFound without the record, or when its object is not of persons; Forbidden without the
    permission (audited); Invalid without a ground, or with one that tells of the person."""
    person, why = _asked(ctx, object_name, record_id, reason)
    sections = _everything(ctx, person)
    audit(ctx.user_id, "privacy.copy", object_name, record_id, detail={"reason": why, **_counts(sections)})
    return {
        "name": person.row.label,
        "scope": scope_of(person.spec).get(ctx.locale),
        "closed": _closed(sections),
        "sections": [
            {
                "code": one.code,
                "label": one.label.get(ctx.locale),
                "stays": one.stays.get(ctx.locale) if one.stays else None,
                "count": len(one.traces),
                "is_cut": one.is_cut,
                "items": [_item(ctx, trace) for trace in one.traces[:SHOWN]],
            }
            for one in sections
        ],
    }


def copy_start(ctx: Context, object_name: str, record_id: int, reason: str) -> int:
    """Start to write the file and return the id of the export, which is also the job's. Refused like `personal_copy`."""
    person, why = _asked(ctx, object_name, record_id, reason)
    with transaction.atomic():
        job_id = start(KIND, asked_by(ctx), ctx.user_id, total=1)
        export_note(ctx, job_id, person.spec.name, {"record": record_id}, (), COPY)
        audit(
            ctx.user_id, "privacy.copy_file", object_name, record_id, detail={"reason": why, "export": job_id}
        )
    return job_id


def run_copy(run: Run) -> dict[str, Any]:
    """The job: {"rows", "file"}: a zip with `index.html`, `data.json` and the files of the record."""
    row = Export.objects.get(job_id=run.id)
    ctx = job_context(run)
    record_id = int(row.query["record"])
    spec = require_visible(ctx, row.object, record_id)
    ctx.require(row.object, OPERATION)
    person = person_of(spec, table(spec).system(reason=WHY).get(pk=record_id))
    sections = _everything(ctx, person)
    count = sum(len(one.traces) for one in sections)
    now = clock.now().astimezone(ZoneInfo(ctx.timezone))
    with tempfile.TemporaryDirectory(prefix="guike-copy-") as folder:
        path = Path(folder) / "copy.zip"
        _write(path, ctx, person, sections)
        # the name of the file stays in places that are not emptied with the person, so it does not tell his
        name = f"{TITLE.get(ctx.locale)}-{spec.name}-{record_id}-{now:%Y%m%d-%H%M}.zip"
        with path.open("rb") as file, transaction.atomic():
            blocks = iter(lambda: file.read(_BLOCK), b"")
            stored = file_write(name, blocks, ctx.user_id, most_bytes=2 * MOST_BYTES)
            Export.objects.filter(job_id=run.id).update(file_id=stored.id, rows=count)
    run.progress(1, 1)
    return {"rows": count, "file": stored.id}


def _asked(ctx: Context, object_name: str, record_id: int, reason: str) -> tuple[Person, str]:
    spec = require_visible(ctx, object_name, record_id)
    try:
        ctx.require(object_name, OPERATION)
    except Forbidden:
        audit(ctx.user_id, "privacy.copy", object_name, record_id, outcome="refused")
        raise
    if not (is_of_persons(spec) or is_employee(spec)):
        raise NotFound
    person = person_of(spec, table(spec).system(reason=WHY).get(pk=record_id))
    if is_employee(spec) and above_caller(ctx, person.row.roles):
        audit(ctx.user_id, "privacy.copy", object_name, record_id, outcome="refused")
        raise Forbidden("access.no_permission")
    why = given_reason(reason, "privacy.basis")
    check_reason(person, why)
    return person, why


def _everything(ctx: Context, person: Person) -> list[Section]:
    return everything_of_employee(ctx, person) if is_employee(person.spec) else everything_of(ctx, person)


def _counts(sections: Sequence[Section]) -> dict[str, Any]:
    return {"rows": sum(len(one.traces) for one in sections), "closed": _closed(sections)}


def _closed(sections: Sequence[Section]) -> int:
    """How many records that the caller may not open refer to the person."""
    return sum(trace.is_closed for one in sections for trace in one.traces)


def _item(ctx: Context, trace: Trace) -> dict[str, Any]:
    opens = trace.object and trace.record is not None and not trace.is_closed
    return {
        "title": trace.title,
        "at": format_instant(trace.at),
        "by": person_name(ctx, trace.by),
        "record": {"object": trace.object, "id": trace.record} if opens else None,
        "is_closed": trace.is_closed,
        "values": [{"label": label, "text": text} for label, text in trace.values],
    }


def _write(path: Path, ctx: Context, person: Person, sections: Sequence[Section]) -> None:
    files = [trace.file for one in sections for trace in one.traces if trace.file is not None]
    spec, head = catalogue().get(person.spec.name), _head(ctx, person)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        notes = dict(_add_files(ctx, archive, files))
        data = {
            **head,
            "sections": [
                {
                    "code": one.code,
                    "label": one.label.get(ctx.locale),
                    "is_cut": one.is_cut,
                    "items": [
                        _item(ctx, trace) | ({"file": notes[trace.file.id]} if trace.file is not None else {})
                        for trace in one.traces
                    ],
                }
                for one in sections
            ],
        }
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
        archive.writestr("index.html", page_of(ctx, spec.label.get(ctx.locale), data))


def _head(ctx: Context, person: Person) -> dict[str, Any]:
    """What the file says of itself."""
    return {
        "title": TITLE.get(ctx.locale),
        "company": settings.get("company.name"),
        "object": person.spec.name,
        "id": person.id,
        "name": person.row.label,
        "scope": scope_of(person.spec).get(ctx.locale),
        "made_at": format_instant(clock.now()),
        "made_by": ctx.actor.name,
    }


def _add_files(
    ctx: Context, archive: zipfile.ZipFile, files: Sequence[File]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Put the files into the archive, as many as it holds: (id, {"path"} or {"note"})."""
    left = MOST_BYTES
    for number, file in enumerate(files, start=1):
        if file.size > left:
            yield file.id, {"note": LEFT_OUT.get(ctx.locale)}
            continue
        name = f"files/{number:03d}-{clean_name(file.name)}"
        try:
            archive.write(open_file(file), name)
        except FileNotFoundError:
            yield file.id, {"note": LOST.get(ctx.locale)}
            continue
        left -= file.size
        yield file.id, {"path": name}
