"""Values that change with the clock (overdue, expired): they are expressions, computed at read and never stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Expression

from guike.kernel import clock

#: (now, the company's time zone) → an expression over the object's own columns
Builder = Callable[[datetime, str], Expression]
#: (the row, now, the company's time zone) → the same value in Python
Reader = Callable[[Any, datetime, str], Any]


@dataclass(frozen=True)
class Computed:
    """The two forms of one value; they must be equal."""

    build: Builder
    read: Reader
    follows_clock: bool


_registered: dict[str, Computed] = {}


def computed(name: str, build: Builder, read: Reader, *, follows_clock: bool = True) -> None:
    """Register what `FieldSpec(computed=name)` means. ValueError for a name taken. `follows_clock`: the same
    row has another value at another time, or in another time zone."""
    if name in _registered:
        raise ValueError(f"the computed value {name!r} is declared twice")
    _registered[name] = Computed(build, read, follows_clock)


def is_computed(name: str) -> bool:
    """Whether a computed value of this name is registered."""
    return name in _registered


def follows_clock(name: str) -> bool:
    """Whether the value changes with time alone."""
    return _registered[name].follows_clock


def computed_expression(name: str, tz: str) -> Expression:
    """The SQL form at this moment. KeyError for an unregistered name."""
    return _registered[name].build(clock.now(), tz)


def computed_value(name: str, row: Any, tz: str) -> Any:
    """The value of one row at this moment."""
    return _registered[name].read(row, clock.now(), tz)
