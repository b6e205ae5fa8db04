"""What an approver needs to decide: his task, the facts beside the buttons, what changed since he decided last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from guike.kernel.approvals.running import returnable
from guike.kernel.errors import NotFound
from guike.platform.access.context import Context
from guike.platform.approvals import queries
from guike.platform.approvals.notices import visible_records
from guike.platform.approvals.registry import facts_of
from guike.platform.approvals.store import WHY, Held, load, tasks
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.models import History
from guike.platform.records.reading import records_by_ids, table
from guike.platform.timeline.queries import shown_change

_CHANGES = 100


def task_named(ctx: Context, task_id: int) -> dict[str, Any]:
    """A task with its request, the facts beside the buttons, and what changed since its person decided last."""
    row = tasks().filter(pk=task_id).select_related("request").first()
    if row is None or not queries.may_read(ctx, row.request):
        raise NotFound
    held = load(row.request)
    step = held.flow.step(row.step)
    return {
        "id": row.pk,
        **queries.task_part(ctx, row),
        "request": queries.progress(ctx, row.request),
        "facts": _facts(ctx, held, held.published.steps[row.step]["shown_facts"] or []),
        "changes": _changes(ctx, held),
        "returnable": [
            {"key": key, "name": held.flow.step(key).name} for key in returnable(held.flow, held.run, step)
        ],
        "reject_to": step.reject_to,
    }


def _facts(ctx: Context, held: Held, names: Sequence[str]) -> list[dict[str, Any]]:
    known = facts_of(held.spec.name)
    facts = held.about.judge.facts([name for name in names if name in known])
    found = [
        {
            "name": name,
            "label": known[name].label.get(ctx.locale),
            "type": known[name].type,
            "value": _plain(value),
        }
        for name, value in facts.items()
    ]
    fields = [name for name in names if name not in known and name in held.spec.by_name]
    record = records_by_ids(ctx, held.spec, [held.row.pk]).get(held.row.pk, {}) if fields else {}
    return found + [
        {
            "name": name,
            "label": held.spec.by_name[name].label.get(ctx.locale),
            "type": None,
            "value": record[name],
        }
        for name in fields
        if name in record
    ]


def _plain(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


def _changes(ctx: Context, held: Held) -> list[dict[str, Any]]:
    """What was changed in the record and its lines since the caller decided about it last; nothing where he never did."""
    about = tasks().filter(object=held.spec.name, record_id=held.row.pk, decided_at__isnull=False)
    last = about.filter(approver_id=ctx.user_id).exclude(origin="automatic").order_by("-decided_at").first()
    if last is None or not visible_records(ctx, held.spec.name, [held.row.pk]):
        return []
    wanted = Q(object=held.spec.name, record_id=held.row.pk)
    for _item, line in catalogue().lines_of(held.spec.name):
        ids = table(line).system(reason=WHY).filter(**{line.parent_field.attname: held.row.pk})
        wanted |= Q(object=line.name, record_id__in=ids.values("pk"))
    rows = History.objects.filter(wanted, at__gt=last.decided_at).order_by("at", "id")[:_CHANGES]
    return _joined(ctx, rows)


def _joined(ctx: Context, rows: Iterable[History]) -> list[dict[str, Any]]:
    """One entry for each field, from what it was to what it is."""
    found: dict[tuple[str, int, str], dict[str, Any]] = {}
    for row in rows:
        change = shown_change(ctx, row)
        if change is None:
            continue
        key = (row.object, row.record_id, row.field)
        old = found[key]["old"] if key in found else change["old"]
        found[key] = {"object": row.object, "id": row.record_id, **change, "old": old}
    return [one for one in found.values() if one["old"] != one["new"]]
