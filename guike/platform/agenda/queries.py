"""Reads calendars: one's own, and those of the people below, never a colleague's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from guike.kernel.errors import Invalid, NotFound, field_error, register
from guike.kernel.fold import fold
from guike.kernel.limits import CALENDAR_DAYS, CALENDAR_ENTRIES, CALENDAR_PEOPLE
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.agenda.registry import Asked, Entry, record_source, sources
from guike.platform.metadata.types import format_instant
from guike.platform.org.queries import directory
from guike.platform.records.reading import require_visible

register(
    {
        "calendar.too_long": T("一次最多查看 {max} 天的日历", "At most {max} days of a calendar at once"),
        "calendar.too_many": T("一次最多查看 {max} 个人的日历", "At most {max} calendars at once"),
    }
)


def people_below(ctx: Context) -> frozenset[int]:
    """Those whose calendars the caller may look at besides his own: who reports to him, and who is in a department
    that he heads."""
    known = directory().people
    headed = ctx.actor.headed_departments
    found = {*ctx.actor.subordinates}
    if headed:
        found |= {one.id for one in known.values() if one.department_id in headed}
    return frozenset(i for i in found if i in known and known[i].status == "active" and i != ctx.user_id)


def calendar_people(ctx: Context, q: str = "") -> list[dict[str, Any]]:
    """The caller and the people below him, whose names contain `q`; he himself first."""
    known = directory().people
    below = sorted(people_below(ctx), key=lambda i: (known[i].name, i))
    ids = [ctx.person_id, *below]
    sought = fold(q.strip())
    chosen = [i for i in ids if not sought or (i in known and sought in fold(known[i].name))]
    return [_person(ctx, i) for i in chosen[: int(CALENDAR_PEOPLE)]]


def _person(ctx: Context, user_id: int) -> dict[str, Any]:
    known = directory().people.get(user_id)
    unit = directory().unit_name(known.department_id) if known is not None else None
    named = person(ctx, user_id) or {"id": user_id, "name": None}
    return {**named, "department": unit, "is_me": user_id == ctx.user_id}


def calendar(ctx: Context, start: datetime, end: datetime, users: Iterable[int]) -> dict[str, Any]:
    """`{"items", "users", "truncated"}`: what stands in these calendars. Somebody whose calendar the caller may not look
    at is left out, whatever he may see of his records. Invalid for a period or a list that is too long."""
    _check_span(start, end)
    wanted = list(dict.fromkeys(users)) or [ctx.person_id]
    if len(wanted) > CALENDAR_PEOPLE:
        raise Invalid([field_error("users", "calendar.too_many", max=int(CALENDAR_PEOPLE))])
    allowed = {ctx.person_id} | people_below(ctx)
    shown = [one for one in wanted if one in allowed]
    entries, more = calendar_entries(ctx, frozenset(shown), start, end)
    return {
        "items": [_shown(ctx, one, frozenset(shown)) for one in entries],
        "users": [_person(ctx, one) for one in shown],
        "truncated": more,
    }


def _check_span(start: datetime, end: datetime) -> None:
    if end <= start:
        raise Invalid([field_error("to", "before_start", start=T("开始", "From"))])
    if end - start > timedelta(days=int(CALENDAR_DAYS)):
        raise Invalid([field_error("to", "calendar.too_long", max=int(CALENDAR_DAYS))])


def calendar_of_record(
    ctx: Context, object_name: str, record_id: int, start: datetime, end: datetime
) -> dict[str, Any]:
    """The same of one record: when it is taken and by whom. NotFound for one that the caller may not see, or that has no
    calendar."""
    _check_span(start, end)
    source = record_source(object_name)
    if source is None:
        raise NotFound
    require_visible(ctx, object_name, record_id)
    most = int(CALENDAR_ENTRIES)
    found = source(ctx, record_id, Asked(frozenset(), start, end, most + 1))
    items = [_shown(ctx, one, frozenset(one.users)) for one in found[:most]]
    return {"items": items, "users": [], "truncated": len(found) > most}


def calendar_entries(
    ctx: Context, users: frozenset[int], start: datetime, end: datetime
) -> tuple[list[Entry], bool]:
    """(entries that the caller may see, the earliest first; whether there are more). Whose calendars these are the
    caller of this function has decided."""
    if not users:
        return [], False
    most = int(CALENDAR_ENTRIES)
    asked = Asked(users, start, end, most + 1)
    found = [entry for source in sources() for entry in source(ctx, asked)]
    found.sort(key=lambda one: (one.start, one.object, one.id))
    return found[:most], len(found) > most


def _shown(ctx: Context, entry: Entry, users: frozenset[int]) -> dict[str, Any]:
    return {
        "object": entry.object,
        "id": entry.id,
        "type": entry.type,
        "title": entry.title,
        "start_at": format_instant(entry.start),
        "end_at": format_instant(entry.end),
        "users": [person(ctx, one) for one in entry.users if one in users],
        "kind": entry.kind.get(ctx.locale) if entry.kind else None,
        "color": entry.color,
        "state": entry.state.get(ctx.locale) if entry.state else None,
        "is_closed": entry.is_closed,
        "is_overdue": entry.is_overdue,
        "is_repeated": entry.is_repeated,
        "may_move": entry.may_move,
        "move": {"action": entry.by or None, "start": entry.starts, "end": entry.ends},
        "is_shut": entry.is_shut,
        "place": entry.place or None,
        "belongs_to": {"object": entry.belongs[0], "id": entry.belongs[1]} if entry.belongs else None,
    }
