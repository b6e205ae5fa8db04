"""Anonymises a person: what a record tells of him goes from the record and from everything that refers to it.

The record stays, and so do documents that name it, their amounts and their numbers. What a free text says of him goes where the
text belongs to the record or to one that refers to it; docs/admin/privacy.md names what remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.errors import FieldError, Invalid, NotFound
from guike.kernel.phones import display_phone
from guike.platform.access.context import Context
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.audit.retention import blank
from guike.platform.audit.services import audit
from guike.platform.automation.models import AutomationRun
from guike.platform.database.ledger import ledgers
from guike.platform.database.models import ShownModel
from guike.platform.events.models import Event
from guike.platform.exchange.models import Import, ImportRow
from guike.platform.exchange.services import FILES_OF
from guike.platform.feed.models import Comment
from guike.platform.feed.scopes import COMMENT
from guike.platform.files.queries import files_of
from guike.platform.files.services import forget_files
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.notify.models import Notification
from guike.platform.privacy.rules import pattern_of, tells, without
from guike.platform.records.locking import lock
from guike.platform.records.models import History, IdempotencyRecord, RecordLink
from guike.platform.records.reading import require_visible, table
from guike.platform.records.writing import record_change
from guike.platform.webhooks.models import WebhookDelivery

#: the action and its permission
OPERATION = "anonymise"
WHY = "a person is anonymised, whatever the state of his records"
#: the name of somebody who has none any more, before the number of his record
ANONYMOUS = "已匿名"
BECAUSE = "a person was anonymised"
_TEXTS = frozenset({"text", "long_text"})
#: tables that are about a record: how they say about which, and the columns in which they keep values of it
_ABOUT: tuple[tuple[type[ShownModel], tuple[str, str], Mapping[str, Any]], ...] = (
    (ApprovalRequest, ("record__object", "record__id"), {"params": {}, "watched": {}}),
    (AutomationRun, ("object", "record_id"), {"cause": {}, "log": []}),
    (WebhookDelivery, ("record__object", "record__id"), {"facts": {}}),
)


def anonymise_foreseen(ctx: Context, object_name: str, record_id: int) -> dict[str, Any]:
    """What would be touched: {"fields": [label], "history", "files", "notices", "records": [{"object", "label", "count"}]}.
    Changes nothing; for whoever may do it."""
    spec = require_visible(ctx, object_name, record_id)
    ctx.require(object_name, OPERATION)
    if spec.action(OPERATION) is None:
        raise NotFound
    row = table(spec).system(reason=WHY).get(pk=record_id)
    said = _values(spec, row)
    pointing = [(catalogue().get(name), ids) for name, ids in _pointing(spec, record_id)]
    return {
        "fields": [item.label.get(ctx.locale) for item in personal_fields(spec) if item.name in said],
        "history": History.objects.filter(object=spec.name, record_id=record_id).count(),
        "files": sum(len(files) for files in files_of(spec.name, [record_id]).values()),
        "notices": Notification.objects.filter(object_name=spec.name, record_id=record_id).count(),
        "records": [
            {"object": holder.name, "label": holder.plural.get(ctx.locale), "count": len(ids)}
            for holder, ids in pointing
        ],
    }


def record_anonymise(
    object_name: str, ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]
) -> list[None]:
    """The action: {"name", "reason"}. Invalid unless the name is typed as it stands, or when the reason tells of him."""
    spec = catalogue().get(object_name)
    for row in rows:
        values = _values(spec, row)
        pattern = pattern_of(_spellings(spec, row, values))
        if params["name"].strip() != row.label.strip() and params["name"].strip() != values.get("name", ""):
            raise Invalid([FieldError("name", "privacy.other_name")])
        if tells(pattern, [params["reason"]]):
            raise Invalid([FieldError("reason", "privacy.reason_tells")])
        _forget(ctx, spec, row, pattern)
        audit(ctx.user_id, "privacy.anonymise", spec.name, row.pk, detail={"reason": params["reason"]})
    return [None for _ in rows]


def personal_fields(spec: ObjectSpec) -> list[FieldSpec]:
    """The fields that tell of a person."""
    return [item for item in spec.fields if item.is_personal and item.stored and not item.computed]


def _values(spec: ObjectSpec, row: Any) -> dict[str, str]:
    """{field: what it says} of the personal fields that say something."""
    found = {item.name: _held(item, row) for item in personal_fields(spec)}
    return {name: str(value) for name, value in found.items() if value not in (None, "")}


def _spellings(spec: ObjectSpec, row: Any, values: Mapping[str, str]) -> list[str]:
    """The values, those that stood there before, and phones also without the country's code, as people write them."""
    before = History.objects.filter(object=spec.name, record_id=row.pk)
    known = list(values.items())
    for item in personal_fields(spec):
        for pair in before.filter(field=item.name).values_list("old", "new"):
            known += [(item.name, one) for one in pair if isinstance(one, str) and one]
    phones = [display_phone(one) for name, one in known if spec.by_name[name].type == "phone"]
    return [*(one for _name, one in known), *phones]


def _held(item: FieldSpec, row: Any) -> Any:
    return row.custom.get(item.name) if item.custom else getattr(row, item.attname)


def _forget(ctx: Context, spec: ObjectSpec, row: Any, pattern: re.Pattern[str] | None) -> None:
    pointing = dict(_pointing(spec, row.pk))
    beside = {model: _about(model, spec.name, row.pk) for model, _columns, _empty in _ABOUT}
    lock(pointing | {model._meta.db_table: ids for model, ids in beside.items()})
    fresh: dict[str, Any] = {
        item.name: None for item in personal_fields(spec) if _held(item, row) not in (None, "")
    }
    fresh |= {item.name: f"{ANONYMOUS} {row.pk}" for item in personal_fields(spec) if item.person}
    if pattern is not None:
        said = [(item, text) for item, text in _said(spec, row) if item.name not in fresh]
        fresh |= {item.name: without(pattern, text) for item, text in said if pattern.search(text)}
    record_change(ctx, spec.name, [(row, fresh)], bypass=WHY)
    if pattern is not None:
        for name, ids in pointing.items():
            _clean(ctx, catalogue().get(name), ids, pattern)
        _forget_answers(pattern)
    for model, _columns, empty in _ABOUT:
        if beside[model]:
            model.objects.system(reason=WHY).filter(pk__in=beside[model]).update(**empty)
    _forget_beside(ctx, spec, row.pk)


def _said(spec: ObjectSpec, row: Any) -> Iterator[tuple[FieldSpec, str]]:
    """The free texts of a row."""
    for item in spec.fields:
        if item.type in _TEXTS and item.stored and not item.computed and not item.formula:
            text = _held(item, row)
            if isinstance(text, str) and text:
                yield item, text


def _pointing(spec: ObjectSpec, record_id: int) -> Iterator[tuple[str, list[int]]]:
    """The records that refer to this one, by object; what is said of it included."""
    linked = RecordLink.objects.filter(target_object=spec.name, target_id=record_id)
    found: dict[str, set[int]] = {}
    for name, pk in linked.values_list("object", "record_id"):
        found.setdefault(name, set()).add(pk)
    said = Comment.objects.system(reason=WHY).filter(object=spec.name, record=record_id)
    found.setdefault(COMMENT, set()).update(said.values_list("pk", flat=True))
    for holder in catalogue().objects.values():
        if holder.ledger is not None or holder.is_audited or holder.is_line:
            continue
        here = Q()
        for item in holder.fields:
            if item.is_reference and item.stored and not item.custom and item.target_object == spec.name:
                here |= Q(**{item.attname: record_id})
        ids = found.get(holder.name, set())
        if here:
            ids |= set(table(holder).system(reason=WHY).filter(here).values_list("pk", flat=True))
        if ids:
            yield holder.name, sorted(ids)


def _clean(ctx: Context, holder: ObjectSpec, ids: Sequence[int], pattern: re.Pattern[str]) -> None:
    """Take what tells of the person out of the free texts of these records, and out of the history of those texts."""
    changed: dict[int, set[str]] = {}
    for row in table(holder).system(reason=WHY).filter(pk__in=ids).order_by("pk"):
        fresh = {
            item.name: without(pattern, text) for item, text in _said(holder, row) if pattern.search(text)
        }
        if fresh:
            record_change(ctx, holder.name, [(row, fresh)], bypass=WHY)
            changed[row.pk] = set(fresh)
    if changed:
        names = sorted({name for fields in changed.values() for name in fields})
        about: dict[str, Sequence[object]] = {"object": [holder.name], "record_id": sorted(changed)}
        blank(ctx.user_id, History, about, because=BECAUSE, only={"field": names})
        _forget_events(holder.name, sorted(changed))


def _about(model: type[ShownModel], object_name: str, record_id: int) -> list[int]:
    """The rows of a table that are about this record."""
    columns = next(columns for one, columns, _empty in _ABOUT if one is model)
    rows = model.objects.system(reason=WHY).filter(
        **dict(zip(columns, (object_name, record_id), strict=True))
    )
    return list(rows.values_list("pk", flat=True))


def _forget_beside(ctx: Context, spec: ObjectSpec, record_id: int) -> None:
    """What other tables keep of the record itself."""
    for ledger in ledgers():
        if ledger.keeping is not None and set(ledger.keeping.about) == {"object", "record_id"}:
            blank(ctx.user_id, ledger, {"object": [spec.name], "record_id": [record_id]}, because=BECAUSE)
    forget_files(spec.name, [record_id])
    # what is on its way through other channels goes with them, by the database's own key
    Notification.objects.filter(object_name=spec.name, record_id=record_id).delete()
    runs = list(Import.objects.filter(object=spec.name).values_list("job_id", flat=True))
    taken = ImportRow.objects.filter(run__in=runs, record_id=record_id)
    forget_files(FILES_OF, list(taken.values_list("run", flat=True)))
    taken.update(old=None, reasons=None, cells=None)
    _forget_events(spec.name, [record_id])


def _forget_events(object_name: str, ids: Sequence[int]) -> None:
    """Empty the old and new values that events tell of these records; which fields changed they go on telling."""
    gone = {str(one) for one in ids}
    told = Event.objects.filter(object_name=object_name)
    for event in told.filter(payload__changes__has_any_keys=sorted(gone)):
        changes = {
            pk: {key: [None, None] for key in fields} if pk in gone else fields
            for pk, fields in event.payload["changes"].items()
        }
        Event.objects.filter(pk=event.pk).update(payload={**event.payload, "changes": changes})


def _forget_answers(pattern: re.Pattern[str]) -> None:
    """Answers that are kept for a repeated call, for a day, and tell of him."""
    kept = IdempotencyRecord.objects.values_list("pk", "answer").iterator()
    IdempotencyRecord.objects.filter(pk__in=[pk for pk, answer in kept if pattern.search(answer)]).delete()
