"""The registry of purposes: what a link shows of a record, and what its holder may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from guike.kernel.text import Text
from guike.platform.access.context import Context

#: whether an answer comes with a remark
Remark = Literal["none", "optional", "required"]


@dataclass(frozen=True)
class Column:
    """One column of the table. `is_number`: written to the right."""

    name: str
    label: str
    is_number: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the table: its cells by the names of the columns, and what was remarked about it, if anything."""

    id: int
    cells: Mapping[str, str]
    remark: str = ""


@dataclass(frozen=True)
class Button:
    """One way to answer. `remark`: about the whole; `about_lines`: single lines are remarked about, one at least; `line_label`: what is
    written there, else what is wrong with it; `needs_name`: whether it matters who answers."""

    verb: str
    label: str
    remark: Remark = "none"
    about_lines: bool = False
    is_danger: bool = False
    line_label: str = ""
    needs_name: bool = True


@dataclass(frozen=True)
class Page:
    """What the holder of a link sees, in his language and as plain text: nothing that is not written here leaves the house."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Said:
    """What was answered: the name that the person typed, the remark, and remarks by line."""

    name: str
    remark: str = ""
    lines: Mapping[int, str] = field(default_factory=dict)


#: (the system in the reader's language, the record) → its page; None where there is nothing to show any more
Show = Callable[[Context, int], Page | None]
#: (the system in the reader's language, the record, what was said); it refuses what no longer fits
Take = Callable[[Context, int, Said], None]


@dataclass(frozen=True)
class Purpose:
    """`operation`: what one must be allowed to do with the record to make or withdraw such a link; `days`: for how long it is valid
    unless something else is asked."""

    name: str
    object: str
    label: Text
    show: Show
    answers: Mapping[str, Take] = field(default_factory=dict)
    operation: str = "edit"
    days: int = 30


_purposes: dict[tuple[str, str], Purpose] = {}


def public_link(purpose: Purpose) -> None:
    """Offer links for this purpose. ValueError for one that is declared twice."""
    key = (purpose.object, purpose.name)
    if key in _purposes:
        raise ValueError(f"the purpose {purpose.name} of {purpose.object} is declared twice")
    _purposes[key] = purpose


def purposes_of(object_name: str) -> list[Purpose]:
    return [one for (name, _purpose), one in _purposes.items() if name == object_name]


def purpose_of(object_name: str, name: str) -> Purpose | None:
    return _purposes.get((object_name, name))
