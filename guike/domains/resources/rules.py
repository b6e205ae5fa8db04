"""States of bookings, and where they go when their activity moves; decided without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

STATES = StateSpec(
    field="status",
    states=(
        State("booked", Text("已预订", "Booked"), "green"),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    first=("booked",),
    steps=(Step("cancel", ("booked",), ("cancelled",)),),
    locks=(
        StateLock(
            ("cancelled",),
            Text("预订已取消，请重新预订", "The booking was cancelled; book anew"),
            delete_refusal="",
        ),
    ),
)


@dataclass(frozen=True)
class Span:
    """From `start` up to, but not including, `end`. Spans that only touch do not overlap."""

    start: datetime
    end: datetime

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Taken:
    """A span in which somebody has a resource. `booking`: None for one that is about to be made."""

    resource: int
    span: Span
    booking: int | None = None
    owner: int | None = None


def moved(booking: Span, before: tuple[datetime | None, datetime | None], after: Span) -> Span:
    """Where a booking goes when its activity, planned for `before`, is planned for `after`: it keeps its distance from
    the start, and from the end where the activity had one."""
    old_start, old_end = before
    if old_start is None:
        return after
    start = booking.start + (after.start - old_start)
    lasts = booking.end - booking.start
    end = booking.end + (after.end - old_end) if old_end is not None else start + lasts
    return Span(start, end if end > start else start + lasts)


def first_clash(wanted: Taken, taken: Iterable[Taken]) -> Taken | None:
    """The earliest booking that has the resource in this span; a booking does not stand in its own way."""
    return min(_clashes(wanted, taken), key=lambda one: one.span.start, default=None)


def _clashes(wanted: Taken, taken: Iterable[Taken]) -> Iterator[Taken]:
    for one in taken:
        is_same = one is wanted or (one.booking is not None and one.booking == wanted.booking)
        if one.resource == wanted.resource and not is_same and one.span.overlaps(wanted.span):
            yield one
