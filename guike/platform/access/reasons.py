"""The reasons for which a caller may see a row, and the bounds that keep him from rows all the same. Each is a source of
rules, registered at start, also by higher packages.

A rule has two forms of one meaning: a predicate, and a look-up (`Arm`) from which a page is merged, so that the speed
of a list does not depend on where in the table its rows are. A rule without a look-up explains why (`NoArm`); lists of
a caller with such a rule are collected or walked. A new reason (sharing, an approval's inbox) is one more source.

A bound (a management dimension, a restriction rule) is a condition that a row has to meet besides a reason.
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
    """The rows that one look-up finds: `column` is one of `ids`, and `rest` holds. Without a column, the few rows that
    `rest` names."""

    column: str = ""
    ids: frozenset[int] = frozenset()
    rest: Q | None = None


@dataclass(frozen=True)
class NoArm:
    """The rule has no look-up. why: the explanation for a developer who examines a slow list."""

    why: str


@dataclass(frozen=True)
class Rule:
    """One reason to see rows. predicate: the condition, None = every row. arm: the same rows as one look-up. by: the records
    (object, id) that give the reason, told to whom they are visible."""

    name: str
    text: Text
    predicate: Q | None
    arm: Arm | NoArm
    by: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if self.predicate is None and isinstance(self.arm, Arm):
            raise ValueError(f"the rule {self.name} lets in every row, which no look-up finds")


#: personal: always holds; wide: holds only where the parents that the object requires are visible, too
Standing = Literal["personal", "wide"]
#: (caller, object, action) → the rules that hold for him
Source = Callable[[Context, ObjectSpec, str], Sequence[Rule]]
_sources: dict[str, tuple[Standing, Source]] = {}


def scope_source(name: str, standing: Standing, source: Source) -> None:
    """Register a source of rules; called at start. ValueError when the name is taken."""
    if name in _sources:
        raise ValueError(f"scope source {name} is registered twice")
    _sources[name] = (standing, source)


def rules_of(ctx: Context, spec: ObjectSpec, action: str, standing: Standing) -> list[Rule]:
    """All rules of this standing that hold for the caller, in the order in which their sources were registered."""
    return list(_rules_of_sources(ctx, spec, action, standing))


def _rules_of_sources(ctx: Context, spec: ObjectSpec, action: str, standing: Standing) -> Iterator[Rule]:
    for known, source in _sources.values():
        if known == standing:
            yield from source(ctx, spec, action)


@dataclass(frozen=True)
class Bound:
    """A condition that rows have to meet, whatever the reasons are. text: what is said to whom it keeps out; by: as of a
    rule."""

    name: str
    text: Text
    predicate: Q
    by: tuple[tuple[str, int], ...] = ()


#: wide: bounds the wide reasons, so that owners and members of the team pass; every: bounds all of them
Reach = Literal["wide", "every"]
#: (caller, object, action) → the bounds that hold for him
BoundSource = Callable[[Context, ObjectSpec, str], Sequence[Bound]]
_bounds: dict[str, tuple[Reach, BoundSource]] = {}


def scope_bound(name: str, reach: Reach, source: BoundSource) -> None:
    """Register a source of bounds; called at start. ValueError when the name is taken."""
    if name in _bounds:
        raise ValueError(f"scope bound {name} is registered twice")
    _bounds[name] = (reach, source)


def bounds_of(ctx: Context, spec: ObjectSpec, action: str, reach: Reach) -> list[Bound]:
    """All bounds of this reach that hold for the caller. A login from outside is bound to whom it stands for instead."""
    return [
        bound for known, source in _bounds.values() if known == reach for bound in source(ctx, spec, action)
    ]
