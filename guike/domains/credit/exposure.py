"""What of the credit of accounts is used. Each package that keeps documents registers its part, and counts every amount once: what
has become a receivable is taken off the part of orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from guike.domains.credit.rules import Overdue
from guike.domains.credit.settings import COUNTS
from guike.domains.orders.queries import open_totals
from guike.kernel.text import Text
from guike.platform.settings import queries as settings

#: (accounts, orders that do not count) → account → amount in the base currency; what lowers the exposure is negative
Sums = Callable[[Collection[int], Collection[int]], Mapping[int, Decimal]]
#: accounts → what they should have paid
OverdueSource = Callable[[Collection[int]], Mapping[int, Overdue]]


@dataclass(frozen=True)
class Part:
    """Amounts of one kind that use credit."""

    name: str
    label: Text
    sums: Sums = field(compare=False)


_parts: dict[str, Part] = {}
_overdue: list[OverdueSource] = []


def exposure_part(name: str, label: Text, sums: Sums) -> None:
    """Let further amounts use credit; called at start. ValueError for a name that is taken."""
    if name in _parts:
        raise ValueError(f"the part {name} of exposures is registered twice")
    _parts[name] = Part(name, label, sums)


def overdue_source(source: OverdueSource) -> None:
    """Say what accounts should have paid; called at start. ValueError where it is said already."""
    if _overdue:
        raise ValueError("what is overdue is said twice")
    _overdue.append(source)


def part_label(name: str) -> Text:
    """The name of a part for people."""
    return _parts[name].label


def exposures(accounts: Collection[int], without: Collection[int]) -> dict[int, dict[str, Decimal]]:
    """By account and part, without those orders."""
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for part in _parts.values():
        for account, amount in part.sums(accounts, without).items():
            if amount:
                found[account][part.name] = amount
    return found


def overdue_of(accounts: Collection[int]) -> Mapping[int, Overdue]:
    """What accounts should have paid, of those that should."""
    return _overdue[0](accounts) if _overdue else {}


def of_orders(accounts: Collection[int], without: Collection[int]) -> Mapping[int, Decimal]:
    """The part of orders: what is in effect and not completed; by a setting, also what waits for approval."""
    return open_totals(accounts, without, with_pending=settings.get(COUNTS) == "submitted")
