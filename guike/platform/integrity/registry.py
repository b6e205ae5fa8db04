"""What must hold of each record: figures that code keeps beside what they follow from. Domains declare it while the apps load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from django.db.models import Q

from guike.kernel.text import Text

Bound = Literal["equal", "at_most"]


@dataclass(frozen=True)
class SumOf:
    """The sum of a field of the rows of `object_name` that name the record by `by`, those in the recycle bin apart. `by` and `where` are
    look-ups of the database's columns."""

    object_name: str
    column: str
    by: str
    where: Q = field(default_factory=Q)


#: a column of the record or of one that it names ("-" before it: taken off), or a sum of others
Term = str | SumOf


@dataclass(frozen=True)
class Identity:
    """`kept` and `derived` are sums of terms, which are equal for each record that `where` names, or the first is `at_most` the second."""

    code: str
    object_name: str
    label: Text
    kept: Sequence[Term]
    derived: Sequence[Term]
    where: Q
    bound: Bound

    @property
    def reads(self) -> frozenset[str]:
        """The objects whose rows decide it, those apart that a path leads to."""
        sums = (one.object_name for one in (*self.kept, *self.derived) if isinstance(one, SumOf))
        return frozenset({self.object_name, *sums})


#: (record, what is kept, what follows)
Found = tuple[int, Decimal, Decimal]


@dataclass(frozen=True)
class OwnComparison:
    """What no sum of columns says, compared by a function of the domain, which gives what differs."""

    code: str
    object_name: str
    label: Text
    find: Callable[[], Iterator[Found]]


_identities: dict[str, Identity] = {}
_own: dict[str, OwnComparison] = {}


def identity(
    code: str,
    object_name: str,
    label: Text,
    kept: Term | Sequence[Term],
    derived: Term | Sequence[Term],
    where: Q | None = None,
    bound: Bound = "equal",
) -> Identity:
    """Declare one: `identity("payment.allocated", "payment", T("已核销 = 核销记录之和", …), "allocated_amount",
    SumOf("allocation", "amount", "payment"))`. The nightly job and the tests compare both sides. TypeError when the code is taken."""
    if code in _identities:
        raise TypeError(f"identity {code!r} is declared twice")
    _identities[code] = Identity(code, object_name, label, _terms(kept), _terms(derived), where or Q(), bound)
    return _identities[code]


def compared_by(
    code: str, object_name: str, label: Text, find: Callable[[], Iterator[Found]]
) -> OwnComparison:
    """Declare a comparison of one's own. `find` reads in chunks, each with statements of its own. TypeError when the code is taken."""
    if code in _own:
        raise TypeError(f"comparison {code!r} is declared twice")
    _own[code] = OwnComparison(code, object_name, label, find)
    return _own[code]


def own_comparisons() -> tuple[OwnComparison, ...]:
    """All of them, in the order in which they were declared."""
    return tuple(_own.values())


def _terms(side: Term | Sequence[Term]) -> Sequence[Term]:
    return (side,) if isinstance(side, str | SumOf) else tuple(side)


def identities() -> tuple[Identity, ...]:
    """All of them, in the order in which they were declared."""
    return tuple(_identities.values())
