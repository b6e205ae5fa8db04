"""Activities that repeat: the rows of the times to come are written ahead, so that each is planned, moved, booked for and
finished by itself. The first row of a series has the rule; a change of one and the following ones begins a new series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from guike.domains.activities.models import Activity
from guike.domains.activities.repeats import ended, occurrences, shifted
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.limits import SERIES_AHEAD_DAYS, SERIES_ROWS
from guike.platform.access.context import Context, system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values, get_value
from guike.platform.records.writing import record_change, record_create

WHY = "the rows of a series are kept ahead of the calendar"
#: no series has had more times
MOST_TIMES = 10_000
#: what every row of a series has from the one before
COPIED = (
    "kind", "purpose", "priority", "subject", "content", "related", "participants", "owner", "place", "region",
    "attendees", "stage",
)  # fmt: skip


def series_created(ctx: Context, drafts: Sequence[Draft[Activity]]) -> None:
    """Write the rows of the times to come of new activities that repeat."""
    for draft in drafts:
        if draft.row.repeat:
            extend(ctx, draft.row)


def extend(ctx: Context, head: Activity) -> int:
    """Write the rows of a series up to the horizon; how many."""
    if head.planned_start_at is None:
        return 0
    until = clock.now() + timedelta(days=int(SERIES_AHEAD_DAYS))
    known = head.repeated_until or head.planned_start_at
    times = occurrences(head.repeat, head.planned_start_at, ctx.timezone, until, _most(head, known))
    fresh = [at for at in times if at > known][: int(SERIES_ROWS)]
    lasts = head.planned_end_at - head.planned_start_at if head.planned_end_at else None
    if fresh:
        copied = _copied(head)
        rows = [
            {
                **copied,
                "planned_start_at": format_instant(at),
                "planned_end_at": format_instant(at + lasts) if lasts is not None else None,
            }
            for at in fresh
        ]
        outcomes = record_create(
            ctx, "activity", rows, system=True, added=[{"series": head.pk} for _row in rows]
        )
        refused = next((one.refusal for one in outcomes if one.refusal is not None), None)
        if refused is not None:
            raise refused
    # What did not fit is written the next time: the horizon stops at the last row.
    reached = fresh[-1] if len(fresh) == SERIES_ROWS else until
    Activity.objects.system(reason=WHY).filter(pk=head.pk).update(repeated_until=reached)
    return len(fresh)


def _most(head: Activity, known: datetime) -> int:
    """Enough times to get past those that are known."""
    assert head.planned_start_at is not None
    return (known - head.planned_start_at).days + int(SERIES_ROWS) + 2


def _copied(head: Activity) -> dict[str, Any]:
    spec = catalogue().get("activity")
    values = {name: get_value(spec.by_name[name], head) for name in COPIED}
    return {name: value for name, value in values.items() if value not in (None, [])}


def series_extend() -> int:
    """Write the rows of all series that come within the horizon; how many. Runs every night."""
    until = clock.now() + timedelta(days=int(SERIES_AHEAD_DAYS) - 1)
    heads = Activity.objects.system(reason=WHY).filter(deleted_at=None).exclude(repeat="")
    due = heads.filter(Q(repeated_until__lt=until) | Q(repeated_until=None)).order_by("pk")
    ctx, made = system_context(), 0
    for head in due.iterator():
        try:
            made += extend(ctx, head)
        except Refusal:  # its owner has left, what it is about is gone: the series waits for a person
            continue
    return made


def apply_following(ctx: Context, draft: Draft[Activity]) -> None:
    """Change the later rows of a series like this one, which becomes the first of a new series."""
    same = {name: draft.get(name) for name in COPIED if draft.changed(name)}
    _follow(ctx, draft.row, draft.before("planned_start_at"), same)


def move_following(ctx: Context, row: Activity, before: datetime | None) -> None:
    """Move the later rows of a series like this one, which was planned for `before`."""
    _follow(ctx, row, before, {})


def _follow(ctx: Context, row: Activity, before: datetime | None, same: Values) -> None:
    head = _head(row)
    if head is None or before is None or row.planned_start_at is None:
        return
    move = row.planned_start_at - before
    lasts = row.planned_end_at - row.planned_start_at if row.planned_end_at else None
    others = _later(head, before, row.pk)
    _split(ctx, head, row, before, move)
    if others:
        changes = [(one, {**same, "series": row.pk, **_moved(one, move, lasts)}) for one in others]
        record_change(ctx, "activity", changes)


def _moved(one: Activity, move: timedelta, lasts: timedelta | None) -> dict[str, Any]:
    assert one.planned_start_at is not None
    start = one.planned_start_at + move
    return {"planned_start_at": start, "planned_end_at": start + lasts if lasts is not None else None}


def _head(row: Activity) -> Activity | None:
    """The row with the rule of the series that a row belongs to, locked; None for one that does not repeat."""
    head_id = row.pk if row.repeat else row.series_id
    if head_id is None:
        return None
    lock({"activity": [head_id]})
    return Activity.objects.system(reason=WHY).filter(pk=head_id).exclude(repeat="").first()


def _later(head: Activity, after: datetime, but: int) -> list[Activity]:
    """The rows of a series that are planned later and not begun, locked."""
    rows = Activity.objects.system(reason=WHY).filter(
        series_id=head.pk, status="planned", deleted_at=None, planned_start_at__gt=after
    )
    rows = rows.exclude(pk=but).order_by("pk")
    lock({"activity": list(rows.values_list("pk", flat=True))})
    return list(rows)


def _split(ctx: Context, head: Activity, row: Activity, before: datetime, move: timedelta) -> None:
    """The rule goes on with this row; before it the old one ends. Of the head itself the rule moves along."""
    assert head.planned_start_at is not None
    start = before if head.pk == row.pk else head.planned_start_at
    gone = 0 if head.pk == row.pk else len(occurrences(head.repeat, start, ctx.timezone, before, MOST_TIMES))
    rule = shifted(head.repeat, round(move / timedelta(days=1)), gone)
    until = head.repeated_until + move if head.repeated_until is not None else None
    rows = Activity.objects.system(reason=WHY)
    if head.pk != row.pk:
        rows.filter(pk=head.pk).update(repeated_until=None)
        record_change(ctx, "activity", [(head, {"repeat": ended(head.repeat, before)})])
        rows.filter(pk=head.pk).update(repeated_until=before)
    record_change(ctx, "activity", [(row, {"repeat": rule, "series": None})])
    rows.filter(pk=row.pk).update(repeated_until=until)


def activity_end_series(
    ctx: Context, rows: Sequence[Activity], _params: Values
) -> list[Refusal | Mapping[str, Any] | None]:
    """No more after this one: the later rows that are not begun are cancelled, and none is written any more."""
    return [_ended(ctx, row) for row in rows]


def _ended(ctx: Context, row: Activity) -> Refusal | None:
    head = _head(row)
    if head is None or row.planned_start_at is None:
        return Refusal("activity.no_series")
    later = _later(head, row.planned_start_at, row.pk)
    cancelled = {"cancelled_at": clock.now(), "cancelled_by": ctx.user_id}
    if later:
        record_change(ctx, "activity", [(one, cancelled) for one in later], step="cancel")
    after = row.planned_start_at + timedelta(seconds=1)
    target = row if head.pk == row.pk else head
    record_change(ctx, "activity", [(target, {"repeat": ended(head.repeat, after)})])
    return None
