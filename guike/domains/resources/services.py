"""Writes of bookings: nobody has a resource that another has at that moment.

Whoever books or moves a booking holds its resource until the commit, so the second of two at the same moment waits, sees
the first one's booking and is told whose it is. The constraint of the table stands behind this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from guike.domains.activities.queries import Plan, plans_of
from guike.domains.resources.errors import ResourceTaken
from guike.domains.resources.models import NO_OVERLAP, Resource, ResourceBooking
from guike.domains.resources.rules import Span, Taken, first_clash, moved
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.access.people import person_name
from guike.platform.events.services import gathered
from guike.platform.filters.caller import UNREADABLE
from guike.platform.notify.services import Notice, notify_many
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change, record_change_each, record_create, refuse_constraint

WHY = "whether a resource is free concerns the bookings of everybody"
BOOKED = "booked"
NOT_BOOKED = "resource.not_booked"


def booking_prepare(ctx: Context, drafts: Sequence[Draft[ResourceBooking]]) -> None:
    """Set the times and the owner from the activity, and refuse what is taken."""
    plans = plans_of({d.get("activity") for d in drafts if d.is_new and d.get("activity")})
    wanted: list[tuple[Draft[Any], Taken]] = []
    for draft in drafts:
        if draft.is_new:
            _begin(draft, plans.get(draft.get("activity")))
        span = _span_of(draft)
        if span is not None and draft.get("resource") and draft.changed("resource", "start_at", "end_at"):
            wanted.append((draft, Taken(draft.get("resource"), span, draft.row.pk, draft.row.owner_id)))
    _refuse_taken(ctx, wanted, "start_at")


def _begin(draft: Draft[ResourceBooking], plan: Plan | None) -> None:
    draft.set("status", draft.sent.get("status") or BOOKED)
    if plan is None:
        return
    for name, at in (("start_at", plan.start), ("end_at", plan.end)):
        if draft.get(name) is None and at is not None and not any(e.field == name for e in draft.errors):
            draft.set(name, at)
    if "owner" not in draft.sent and plan.owner is not None:
        draft.set("owner", plan.owner)


def _span_of(draft: Draft[ResourceBooking]) -> Span | None:
    start, end = draft.get("start_at"), draft.get("end_at")
    if start is None or end is None or draft.get("status") != BOOKED:
        return None
    if end <= start:
        draft.error("end_at", "before_start", start=draft.spec.by_name["start_at"].label)
        return None
    return Span(start, end)


def _refuse_taken(ctx: Context, wanted: Sequence[tuple[Draft[Any], Taken]], field: str) -> None:
    """Refuse drafts whose resource is out of use, or taken: by a booking that stands or by an earlier draft of the same
    write."""
    resources = hold([one.resource for _draft, one in wanted])
    taken = standing([one for _draft, one in wanted])
    leaving = {one.booking for _draft, one in wanted if one.booking is not None}
    taken = [one for one in taken if one.booking not in leaving]
    for draft, one in wanted:
        resource = resources.get(one.resource)
        if resource is None:
            continue  # the check of references says so
        clash = first_clash(one, taken)
        if clash is not None:
            draft.refusal = draft.refusal or refusal_of(ctx, resource, clash, field)
        elif not resource.is_active and draft.is_new:
            draft.error(field, "resource.inactive", resource=resource.label)
        else:
            taken.append(one)


def hold(ids: Iterable[int]) -> dict[int, Resource]:
    """Lock resources, so that others who book them come after; the living ones by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    lock({"resource": wanted})
    rows = Resource.objects.system(reason=WHY).filter(pk__in=wanted, deleted_at=None)
    return {row.pk: row for row in rows}


def standing(wanted: Sequence[Taken]) -> list[Taken]:
    """The bookings that stand for these resources between the first start and the last end."""
    if not wanted:
        return []
    rows = ResourceBooking.objects.system(reason=WHY).filter(
        resource_id__in={one.resource for one in wanted},
        status=BOOKED,
        deleted_at=None,
        start_at__lt=max(one.span.end for one in wanted),
        end_at__gt=min(one.span.start for one in wanted),
    )
    found = rows.order_by("start_at", "pk").values_list("resource_id", "start_at", "end_at", "pk", "owner_id")
    return [Taken(resource, Span(start, end), pk, owner) for resource, start, end, pk, owner in found]


def refusal_of(ctx: Context, resource: Resource, clash: Taken, field: str | None = None) -> ResourceTaken:
    """Whose booking is in the way and until when, as far as the caller may read bookings."""
    told = ctx.can("resource_booking", "view") and not any(
        ctx.level("resource_booking", name) in UNREADABLE for name in ("owner", "start_at", "end_at")
    )
    owner = person_name(ctx, clash.owner) if told else None
    if not owner:
        return ResourceTaken("resource.taken_by_somebody", field=field, resource=resource.label)
    start, end = (_shown(at, ctx.timezone) for at in (clash.span.start, clash.span.end))
    return ResourceTaken(
        "resource.taken", field=field, resource=resource.label, owner=owner, start=start, end=end
    )


def _shown(at: datetime, tz: str) -> str:
    return at.astimezone(ZoneInfo(tz)).strftime("%Y-%m-%d %H:%M")


def booking_cancel(ctx: Context, rows: Sequence[ResourceBooking], _params: Values) -> list[Refusal | None]:
    """booked → cancelled: the resource is free again."""
    return record_change_each(ctx, "resource_booking", [(row, {}) for row in rows], step="cancel")


# -- with activities


def activity_prepare(ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
    """Refuse a new activity whose resources are taken at its planned time."""
    wanted: list[tuple[Draft[Any], Taken]] = []
    for draft in drafts:
        resources = draft.sent.get("resources") or ()
        if not draft.is_new or not resources or draft.errors:
            continue
        span = _planned(draft.row)
        if span is None:
            draft.error("resources", "resource.needs_times")
            continue
        wanted += [(draft, Taken(one, span, None, draft.row.owner_id)) for one in resources]
    _refuse_taken(ctx, wanted, "resources")


def _planned(row: Any) -> Span | None:
    start, end = row.planned_start_at, row.planned_end_at
    return Span(start, end) if start is not None and end is not None and start < end else None


def activity_written(ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
    """Book what a new activity asks for; move or cancel the bookings of one that moves or is cancelled."""
    rows = [
        {"resource": resource, "activity": draft.row.pk}
        for draft in drafts
        if draft.is_new
        for resource in draft.sent.get("resources") or ()
    ]
    if rows:
        _book(ctx, rows)
    repeated = [d for d in drafts if d.is_new and d.get("series") and not d.sent.get("resources")]
    if repeated:
        _book_like_first(ctx, repeated)
    changed = [draft for draft in drafts if not draft.is_new]
    cancelled = [d.row.pk for d in changed if d.changed("status") and d.get("status") == "cancelled"]
    moving = [d for d in changed if d.changed("planned_start_at", "planned_end_at", "owner")]
    bookings = _bookings({*cancelled, *(draft.row.pk for draft in moving)})
    cancel_bookings(ctx, [one for pk in cancelled for one in bookings[pk]])
    _move(ctx, [draft for draft in moving if draft.row.pk not in set(cancelled)], bookings)


def _book_like_first(ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
    """Book for the rows of a series what its first one has booked. Where that is taken, the owner is told instead."""
    heads = {draft.get("series") for draft in drafts}
    bookings, plans = _bookings(heads), plans_of(heads)
    wanted: list[tuple[Draft[Any], Taken]] = []
    for draft in drafts:
        plan, after = plans.get(draft.get("series")), _planned(draft.row)
        if plan is None or after is None:
            continue
        for row in bookings[draft.get("series")]:
            span = moved(Span(row.start_at, row.end_at), (plan.start, plan.end), after)
            wanted.append((draft, Taken(row.resource_id, span, None, draft.row.owner_id)))
    resources = hold([one.resource for _draft, one in wanted])
    taken = standing([one for _draft, one in wanted])
    free: list[Values] = []
    notices: list[Notice] = []
    for draft, one in wanted:
        resource = resources.get(one.resource)
        if resource is not None and resource.is_active and first_clash(one, taken) is None:
            taken.append(one)
            times = {"start_at": one.span.start.isoformat(), "end_at": one.span.end.isoformat()}
            free.append(
                {"resource": one.resource, "activity": draft.row.pk, "owner": draft.row.owner_id, **times}
            )
        elif resource is not None and draft.row.owner_id is not None:
            told = {
                "name": draft.row.label,
                "resource": resource.label,
                "start": _shown(one.span.start, ctx.timezone),
            }
            notices.append(Notice(NOT_BOOKED, [draft.row.owner_id], "activity", draft.row.pk, params=told))
    if free:
        _book(ctx, free)
    notify_many(notices)


def activity_deleted(ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
    """A deleted activity needs its resources no longer."""
    bookings = _bookings({draft.row.pk for draft in drafts})
    cancel_bookings(ctx, [one for rows in bookings.values() for one in rows])


def activity_book(ctx: Context, rows: Sequence[Any], params: Values) -> list[Refusal | None]:
    """Book resources for an activity, for its planned time unless another is given."""
    return [_booked_for(ctx, row, params) for row in rows]


def _booked_for(ctx: Context, row: Any, params: Values) -> Refusal | None:
    times = {name: params[name].isoformat() for name in ("start_at", "end_at") if params.get(name)}
    if len(times) < 2 and _planned(row) is None:
        return Refusal("resource.needs_times", field="resources")
    try:
        with transaction.atomic(), gathered():
            _book(ctx, [{"resource": one, "activity": row.pk, **times} for one in params["resources"]])
    except Refusal as refusal:
        return refusal
    return None


def _book(ctx: Context, rows: Sequence[Values]) -> None:
    """Make bookings, all or none. Raises the first refusal."""
    ctx.require("resource_booking", "create")
    for outcome in record_create(ctx, "resource_booking", rows, system=True):
        if outcome.refusal is not None:
            raise outcome.refusal


def _bookings(activities: Collection[int]) -> dict[int, list[ResourceBooking]]:
    """The standing bookings of activities, locked together with their resources."""
    found: dict[int, list[ResourceBooking]] = defaultdict(list)
    if not activities:
        return found
    rows = ResourceBooking.objects.system(reason=WHY).filter(
        activity_id__in=activities, status=BOOKED, deleted_at=None
    )
    named = list(rows.values_list("pk", "resource_id"))
    if named:
        lock({"resource_booking": [pk for pk, _one in named], "resource": {one for _pk, one in named}})
        for row in rows.order_by("pk"):
            assert row.activity_id is not None
            found[row.activity_id].append(row)
    return found


def cancel_bookings(ctx: Context, rows: Sequence[ResourceBooking]) -> None:
    """Cancel standing bookings that are held."""
    if rows:
        record_change(ctx, "resource_booking", [(row, {}) for row in rows], step="cancel")


def _move(ctx: Context, drafts: Sequence[Draft[Any]], bookings: dict[int, list[ResourceBooking]]) -> None:
    """Bookings go where their activity goes, or the whole write is refused."""
    changes: list[tuple[ResourceBooking, dict[str, Any]]] = []
    wanted: list[Taken] = []
    for draft in drafts:
        after = _planned(draft.row)
        before = draft.before("planned_start_at"), draft.before("planned_end_at")
        for row in bookings[draft.row.pk]:
            span = Span(row.start_at, row.end_at)
            if after is not None and draft.changed("planned_start_at", "planned_end_at"):
                span = moved(span, before, after)
                wanted.append(Taken(row.resource_id, span, row.pk, row.owner_id))
            values = {"start_at": span.start, "end_at": span.end}
            changes.append((row, values | ({"owner": draft.row.owner_id} if draft.changed("owner") else {})))
    _check_free(ctx, wanted)
    if changes:
        record_change(ctx, "resource_booking", changes)


def _check_free(ctx: Context, wanted: Sequence[Taken]) -> None:
    """ResourceTaken when one of these clashes with a booking that stays, or with another of these."""
    resources = hold([one.resource for one in wanted])
    leaving = {one.booking for one in wanted}
    taken = [one for one in standing(wanted) if one.booking not in leaving]
    for one in wanted:
        clash = first_clash(one, taken)
        if clash is not None:
            raise refusal_of(ctx, resources[one.resource], clash)
        taken.append(one)


def _lost(draft: Draft[Any]) -> Refusal:
    return ResourceTaken("resource.taken_by_somebody", field="start_at", resource=draft.row.label)


refuse_constraint(NO_OVERLAP, _lost)
