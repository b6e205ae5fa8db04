"""How an activity repeats: rules of iCalendar (RFC 5545) on the company's wall clock, decided without a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from guike.kernel.numerals import whole

#: what a rule may say; hours and minutes may not repeat
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
PARTS = frozenset(
    {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
)
MOST_INTERVAL = 99
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_SAMPLE = datetime(2026, 1, 1, 9)  # noqa: DTZ001 - a wall clock


def checked(text: str) -> str | None:
    """The rule in one way of writing, without `RRULE:`; None for one that is wrong or repeats within a day."""
    parts = _parts(text)
    if parts is None or not set(parts) <= PARTS or parts.get("FREQ") not in FREQUENCIES:
        return None
    if "COUNT" in parts and "UNTIL" in parts:
        return None
    if not whole(parts.get("INTERVAL", "1"), MOST_INTERVAL) or not whole(parts.get("COUNT", "1")):
        return None
    rule = _written(parts)
    try:
        first = next(iter(_rule(rule, _SAMPLE, UTC)), None)
    except (ValueError, TypeError, OverflowError):
        return None
    return rule if first is not None else None


def _parts(text: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for piece in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, sign, value = piece.strip().partition("=")
        if not sign or not value or name in found:
            return None
        found[name] = value
    return found


def _written(parts: dict[str, str]) -> str:
    order = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "COUNT", "UNTIL")
    return ";".join(f"{name}={parts[name]}" for name in order if name in parts)


def _rule(text: str, start: datetime, zone: object) -> rrule | rruleset:
    """The rule on a wall clock; its UNTIL is a moment of the same clock."""
    parts = _parts(text) or {}
    until = parts.get("UNTIL")
    if until is not None and until.endswith("Z"):
        at = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = at.astimezone(zone).strftime("%Y%m%dT%H%M%S")  # type: ignore[arg-type]
    elif until is not None and len(until) == 8:
        parts["UNTIL"] = f"{until}T235959"
    return rrulestr(_written(parts), dtstart=start)


def occurrences(rule: str, start: datetime, tz: str, until: datetime, most: int) -> list[datetime]:
    """When the rule falls due after `start` up to `until`, at most `most` times: the same hour of the wall clock in `tz`,
    also when the clocks change. `start` itself is left out."""
    return list(_occurrences(rule, start, ZoneInfo(tz), until, most))


def _occurrences(
    rule: str, start: datetime, zone: ZoneInfo, until: datetime, most: int
) -> Iterator[datetime]:
    local = start.astimezone(zone).replace(tzinfo=None)
    number = 0
    for one in _rule(rule, local, zone):
        at = one.replace(tzinfo=zone).astimezone(UTC)
        if at > until or number >= most:
            return
        if at > start:
            number += 1
            yield at


def ended(rule: str, before: datetime) -> str:
    """The rule without what falls due at `before` or later."""
    parts = _parts(rule) or {}
    parts.pop("COUNT", None)
    last = (before - timedelta(seconds=1)).astimezone(UTC)
    return _written({**parts, "UNTIL": last.strftime("%Y%m%dT%H%M%SZ")})


def shifted(rule: str, days: int, gone: int) -> str:
    """The rule of what is left of a series when it moves by some days and `gone` times are over: weekdays move along; a day of
    the month follows the new start."""
    parts = _parts(rule) or {}
    if "COUNT" in parts:
        parts["COUNT"] = str(max(1, int(parts["COUNT"]) - gone))
    if days and parts.get("FREQ") == "WEEKLY" and "BYDAY" in parts:
        named = [_DAY.fullmatch(day) for day in parts["BYDAY"].split(",")]
        places = [DAYS.index(day[2]) for day in named if day]
        parts["BYDAY"] = ",".join(DAYS[(place + days) % 7] for place in places)
    elif days:
        for name in ("BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"):
            parts.pop(name, None)
    return _written(parts)
