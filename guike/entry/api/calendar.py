"""Routes of the calendar: its entries, whose one may look at, and the links for programs outside."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, OneLine, empty_answer, json_answer
from guike.entry.api.auth import in_person
from guike.entry.api.queries import check_params
from guike.kernel.errors import FieldError, Invalid
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.agenda.feeds import feed_create, feed_read, feed_revoke, feeds_of
from guike.platform.agenda.models import CalendarFeed
from guike.platform.agenda.queries import calendar, calendar_of_record, calendar_people
from guike.platform.metadata.types import DATE, ValueRefused, format_instant, parse_instant

router = Router(tags=["calendar"])


class NewFeed(Form):
    name: OneLine = Field(default="", max_length=100)


@router.get("")
def get_calendar(request: HttpRequest) -> HttpResponse:
    """What stands in calendars from `from` up to `to` (days of the company, or instants); `users`: ids, one's own when
    left out. `of`: a record that has a calendar (`resource:12`), instead of people."""
    check_params(request, frozenset({"from", "to", "users", "of"}))
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("calendar", "view")
    errors: list[FieldError] = []
    start, end = (_instant(request, name, ctx.timezone, errors) for name in ("from", "to"))
    users = _users(request.GET.get("users", ""), errors)
    record = _record(request.GET.get("of", ""), errors)
    if errors or start is None or end is None:
        raise Invalid(errors)
    if record is not None:
        return json_answer(calendar_of_record(ctx, *record, start, end))
    return json_answer(calendar(ctx, start, end, users))


def _record(given: str, errors: list[FieldError]) -> tuple[str, int] | None:
    name, _colon, number = given.strip().partition(":")
    record_id = whole(number)
    if given.strip() and (not name or record_id is None):
        errors.append(FieldError("of", "type.reference"))
    return (name, record_id) if name and record_id is not None else None


def _instant(request: HttpRequest, name: str, tz: str, errors: list[FieldError]) -> datetime | None:
    given = request.GET.get(name, "").strip()
    if not given:
        errors.append(FieldError(name, "required"))
        return None
    try:
        if DATE.fullmatch(given):
            return datetime.combine(date.fromisoformat(given), time(), ZoneInfo(tz))
        # a plus sign of an offset that was not escaped arrives as a space
        return parse_instant(given.replace(" ", "+"))
    except (ValueRefused, ValueError):
        errors.append(FieldError(name, "type.instant"))
        return None


def _users(given: str, errors: list[FieldError]) -> list[int]:
    parts = [part.strip() for part in given.split(",") if part.strip()]
    ids = [whole(part) for part in parts]
    if any(one is None for one in ids):
        errors.append(FieldError("users", "type.reference"))
    return [one for one in ids if one is not None]


@router.get("/people")
def list_people(request: HttpRequest) -> HttpResponse:
    """Whose calendars one may look at: one's own and those of the people below; `q` searches their names."""
    check_params(request, frozenset({"q"}))
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("calendar", "view")
    return json_answer({"items": calendar_people(ctx, request.GET.get("q", ""))})


def _feed(row: CalendarFeed) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "created_at": format_instant(row.created_at),
        "last_used_at": format_instant(row.last_used_at),
    }


@router.get("/feeds")
def list_feeds(request: HttpRequest) -> HttpResponse:
    """The caller's links, without their secrets."""
    ctx = in_person(request)
    return json_answer({"items": [_feed(row) for row in feeds_of(ctx.person_id)]})


@router.post("/feeds")
def create_feed(request: HttpRequest, payload: NewFeed | None = None) -> HttpResponse:
    """A secret link to the caller's own calendar, shown once. 201."""
    ctx = in_person(request)
    row, secret = feed_create(ctx, payload.name if payload is not None else "")
    url = request.build_absolute_uri(f"/api/v1/calendar/subscribe/{secret}.ics")
    return json_answer({**_feed(row), "url": url}, 201)


@router.delete("/feeds/{int:feed_id}")
def revoke_feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Revoke a link: it answers 404 from now on. 204."""
    feed_revoke(in_person(request), feed_id)
    return empty_answer()


@router.get("/subscribe/{secret}.ics", auth=None)
def subscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a link as text/calendar. The link is the right to read it; nothing else is asked."""
    check_params(request, frozenset())
    answer = HttpResponse(feed_read(secret), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="guike.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
