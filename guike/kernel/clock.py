"""Business time. All code reads the present instant and day from here, so that tests can set them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass
class _Held:
    """A clock that stands still. It is mutable, so that all copies of the context see it advance."""

    instant: datetime


_held: ContextVar[_Held | None] = ContextVar("guike_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    held = _held.get()
    return datetime.now(UTC) if held is None else held.instant


def today(tz: str) -> date:
    """The calendar day in the time zone ``tz`` (IANA name). ZoneInfoNotFoundError for an unknown one."""
    return now().astimezone(ZoneInfo(tz)).date()


@contextmanager
def frozen(instant: datetime | str) -> Iterator[datetime]:
    """Stop the clock at ``instant`` (aware, or ISO text with an offset) in this context. For tests."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    if moment.tzinfo is None:
        raise ValueError("frozen() needs an instant with a time zone")
    held = _Held(moment.astimezone(UTC))
    token = _held.set(held)
    try:
        yield held.instant
    finally:
        _held.reset(token)


def advance(by: timedelta) -> datetime:
    """Move a stopped clock forward and return the new instant. RuntimeError when the clock is not stopped."""
    held = _held.get()
    if held is None:
        raise RuntimeError("advance() moves a frozen() clock only")
    held.instant += by
    return held.instant
