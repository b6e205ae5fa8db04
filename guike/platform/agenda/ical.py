"""Calendar entries as an iCalendar (RFC 5545) document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.agenda.registry import Entry
from guike.platform.settings import queries as settings

#: how often programs should ask again
REFRESH = timedelta(minutes=30)
#: how long an entry without an end is shown
SHOWN = timedelta(minutes=30)


def ical_of(ctx: Context, entries: Sequence[Entry]) -> bytes:
    """The entries in the company's time zone, whose rules the document brings along."""
    zone = ZoneInfo(ctx.timezone)
    calendar = Calendar()
    calendar.add("prodid", "-//Guike//Calendar//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{settings.get('company.name') or '贵客'} · {ctx.actor.name}")
    calendar.add("x-wr-timezone", ctx.timezone)
    calendar.add("refresh-interval", REFRESH)
    for entry in entries:
        calendar.add_component(_event(ctx, entry, zone))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(ctx: Context, entry: Entry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", f"{entry.object}-{entry.id}@guike")
    event.add("dtstamp", clock.now())
    event.add("dtstart", entry.start.astimezone(zone))
    event.add("dtend", (entry.end or entry.start + SHOWN).astimezone(zone))
    kind = entry.kind.get(ctx.locale) if entry.kind else ""
    event.add("summary", f"{kind} · {entry.title}" if kind else entry.title)
    if entry.place:
        event.add("location", entry.place)
    said = [entry.text, entry.state.get(ctx.locale) if entry.state else ""]
    description = "\n".join(part for part in said if part)
    if description:
        event.add("description", description)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.is_closed or entry.type == "task" else "OPAQUE")
    return event
