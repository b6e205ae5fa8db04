"""Anonymises a person: what a record tells of him goes from the record and from everything that refers to it.

The record stays, and so do documents that name it, their amounts and their numbers. What a free text says of him goes where the
text belongs to the record or to one that refers to it; docs/admin/privacy.md names what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError, Invalid, NotFound
from guike.platform.access.context import Context
from guike.platform.audit.retention import blank
from guike.platform.audit.services import audit
from guike.platform.events.models import Event
from guike.platform.exchange.services import FILES_OF
from guike.platform.files.queries import files_of
from guike.platform.files.services import forget_files, forget_unattached
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.privacy import finding
from guike.platform.privacy.finding import ABOUT, Person, free_texts, held, person_of, personal_fields
from guike.platform.privacy.rules import tells, without
from guike.platform.records.locking import lock
from guike.platform.records.models import History, IdempotencyRecord
from guike.platform.records.reading import require_visible, table
from guike.platform.records.writing import record_change

#: the action and its permission
OPERATION = "anonymise"
WHY = "a person is anonymised, whatever the state of his records"
#: the name of somebody who has none any more, before the number of his record
ANONYMOUS = "已匿名"
BECAUSE = "a person was anonymised"


def anonymise_foreseen(ctx: Context, object_name: str, record_id: int) -> dict[str, Any]:
    """What would be touched: {"fields": [label], "history", "files", "notices", "records": [{"object", "label", "count"}]}.
    Changes nothing; for whoever may do it."""
    spec = require_visible(ctx, object_name, record_id)
    ctx.require(object_name, OPERATION)
    if spec.action(OPERATION) is None:
        raise NotFound
    person = person_of(spec, table(spec).system(reason=WHY).get(pk=record_id))
    referring = [(catalogue().get(name), ids) for name, ids in finding.pointing(person).items()]
    return {
        "fields": [
            item.label.get(ctx.locale) for item in personal_fields(spec) if item.name in person.values
        ],
        "history": finding.entries_of(person, History).count(),
        "files": sum(len(files) for files in files_of(spec.name, [record_id]).values()),
        "notices": finding.notices(person).count(),
        "records": [
            {"object": holder.name, "label": holder.plural.get(ctx.locale), "count": len(ids)}
            for holder, ids in referring
        ],
    }


def record_anonymise(
    object_name: str, ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]
) -> list[None]:
    """The action: {"name", "reason"}. Invalid unless the name is typed as it stands, or when the reason tells of him."""
    spec = catalogue().get(object_name)
    for row in rows:
        person = person_of(spec, row)
        if params["name"].strip() not in (row.label.strip(), person.values.get("name", "")):
            raise Invalid([FieldError("name", "privacy.other_name")])
        check_reason(person, params["reason"])
        _forget(ctx, person)
        audit(ctx.user_id, "privacy.anonymise", spec.name, row.pk, detail={"reason": params["reason"]})
    return [None for _ in rows]


def check_reason(person: Person, reason: str) -> None:
    """Invalid for a reason that tells of the person: the audit keeps it for good."""
    if tells(person.pattern, [reason]):
        raise Invalid([FieldError("reason", "privacy.reason_tells")])


def _forget(ctx: Context, person: Person) -> None:
    spec, row, pattern = person.spec, person.row, person.pattern
    referring = finding.pointing(person)
    beside = {model: list(finding.about(person, model).values_list("pk", flat=True)) for model, *_ in ABOUT}
    lock(referring | {model._meta.db_table: ids for model, ids in beside.items()})
    fresh: dict[str, Any] = {
        item.name: None for item in personal_fields(spec) if held(item, row) not in (None, "")
    }
    fresh |= {item.name: f"{ANONYMOUS} {row.pk}" for item in personal_fields(spec) if item.person}
    if pattern is not None:
        said = [(item, text) for item, text in free_texts(spec, row) if item.name not in fresh]
        fresh |= {item.name: without(pattern, text) for item, text in said if pattern.search(text)}
    kept = [one.pk for one in finding.answers(person)]
    record_change(ctx, spec.name, [(row, fresh)], bypass=WHY)
    for name, ids in referring.items():
        _clean(ctx, person, catalogue().get(name), ids)
    IdempotencyRecord.objects.filter(pk__in=kept).delete()
    for model, _columns, empty in ABOUT:
        if beside[model]:
            model.objects.system(reason=WHY).filter(pk__in=beside[model]).update(**empty)
    _forget_beside(ctx, person)


def _clean(ctx: Context, person: Person, holder: ObjectSpec, ids: Sequence[int]) -> None:
    """Take what tells of the person out of the free texts of these records, and out of the history of those texts."""
    pattern = person.pattern
    if pattern is None:
        return
    changed: dict[int, set[str]] = {}
    for entry in finding.said_before(person, holder, ids):
        changed.setdefault(entry.record_id, set()).add(entry.field)
    for row in table(holder).system(reason=WHY).filter(pk__in=ids).order_by("pk"):
        fresh = {
            item.name: without(pattern, text)
            for item, text in free_texts(holder, row)
            if pattern.search(text)
        }
        if fresh:
            record_change(ctx, holder.name, [(row, fresh)], bypass=WHY)
            changed.setdefault(row.pk, set()).update(fresh)
    if changed:
        names = sorted({name for fields in changed.values() for name in fields})
        about: dict[str, Sequence[object]] = {"object": [holder.name], "record_id": sorted(changed)}
        blank(ctx.user_id, History, about, because=BECAUSE, only={"field": names})
        _forget_events(holder.name, sorted(changed))


def _forget_beside(ctx: Context, person: Person) -> None:
    """What other tables keep of the record itself."""
    name, record_id = person.spec.name, person.id
    for ledger in finding.ledgers_about():
        blank(ctx.user_id, ledger, {"object": [name], "record_id": [record_id]}, because=BECAUSE)
    forget_files(name, [record_id])
    forget_unattached(finding.copies(person).values_list("file_id", flat=True))
    # what is on its way through other channels goes with them, by the database's own key
    finding.notices(person).delete()
    taken = finding.import_rows(person)
    forget_files(FILES_OF, list(taken.values_list("run", flat=True)))
    taken.update(old=None, reasons=None, cells=None)
    _forget_events(name, [record_id])


def _forget_events(object_name: str, ids: Sequence[int]) -> None:
    """Empty the old and new values that events tell of these records; which fields changed they go on telling."""
    gone = {str(one) for one in ids}
    for event in finding.events(object_name, ids):
        changes = {
            pk: {key: [None, None] for key in fields} if pk in gone else fields
            for pk, fields in event.payload["changes"].items()
        }
        Event.objects.filter(pk=event.pk).update(payload={**event.payload, "changes": changes})
