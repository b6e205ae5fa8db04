"""Fields whose values are made of other columns when rows are read: `FieldSpec.told` names the teller."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.platform.access.context import Context

#: (the reader, column values of the rows of a page) → for each row {field: its value in the API's form}
Tell = Callable[[Context, Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Teller:
    """`columns`: the columns that it reads."""

    columns: tuple[str, ...]
    tell: Tell


_tellers: dict[str, Teller] = {}


def teller(name: str, columns: tuple[str, ...], tell: Tell) -> None:
    """Register what `FieldSpec(told=name)` means. ValueError for a name taken."""
    if name in _tellers:
        raise ValueError(f"the teller {name!r} is declared twice")
    _tellers[name] = Teller(columns, tell)


def teller_of(name: str) -> Teller:
    """The registered teller. KeyError for an unknown name."""
    return _tellers[name]
