"""Why a row is open to somebody: every reason is a source of rules, registered at start, also by higher packages.

A rule says the same twice: as a predicate, and as a look-up (`Arm`) from which a page is merged, so that a list does not
depend on where in the table its rows lie. Where it is no look-up it says why not; lists of whom it lets in are then
collected or walked along. A new way of being let in (sharing, a dimension, an approval's inbox) is one more source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec


@dataclass(frozen=True)
class Arm:
    """Rows that one look-up finds: those whose `column` holds one of `ids`, narrowed by `rest`; without a
    column, the few rows that `rest` names."""

    column: str = ""
    ids: frozenset[int] = frozenset()
    rest: Q | None = None


@dataclass(frozen=True)
class NoArm:
    """The rule is no look-up. why: for whoever wonders why a list is slow."""

    why: str


@dataclass(frozen=True)
class Rule:
    """One reason to be let in. predicate None = every row. `arm`: the same as one look-up."""

    name: str
    text: Text
    predicate: Q | None
    arm: Arm | NoArm

    def __post_init__(self) -> None:
        if self.predicate is None and isinstance(self.arm, Arm):
            raise ValueError(f"the rule {self.name} lets in every row, which no look-up finds")


#: personal: lets in whatever else holds; wide: only where the records that the object requires are visible, too
Standing = Literal["personal", "wide"]
#: (caller, object, action) → the rules that may let him in
Source = Callable[[Context, ObjectSpec, str], Sequence[Rule]]
_sources: dict[str, tuple[Standing, Source]] = {}


def scope_source(name: str, standing: Standing, source: Source) -> None:
    """Register a source of rules; called at start. ValueError when the name is taken."""
    if name in _sources:
        raise ValueError(f"scope source {name} is registered twice")
    _sources[name] = (standing, source)


def rules_of(ctx: Context, spec: ObjectSpec, action: str, standing: Standing) -> list[Rule]:
    """All rules of this standing that hold for the caller, in the order in which their sources were registered."""
    return list(_asked(ctx, spec, action, standing))


def _asked(ctx: Context, spec: ObjectSpec, action: str, standing: Standing) -> Iterator[Rule]:
    for known, source in _sources.values():
        if known == standing:
            yield from source(ctx, spec, action)
