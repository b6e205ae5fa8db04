"""Stock, decided without a database: states of documents, what each kind moves, and from where goods are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

Kind = Literal["issue", "receipt", "transfer", "count", "adjustment", "loan", "loan_return"]
#: kinds whose lines are taken out of the warehouse, and those whose lines come in
OUT, IN = frozenset({"issue", "transfer", "loan"}), frozenset({"receipt", "loan_return"})

STATES = StateSpec(
    field="status",
    states=(
        State("draft", Text("草稿", "Draft"), "default", next=Text("等 {owner} 填好后过账", "{owner} to fill it in and post it")),
        State("posted", Text("已过账", "Posted"), "green"),
        State("cancelled", Text("已作废", "Cancelled"), "default"),
    ),
    first=("draft",),
    steps=(
        Step("post", ("draft",), ("posted",)),
        Step("cancel", ("draft", "posted"), ("cancelled",)),
    ),
    locks=(
        StateLock(
            ("posted", "cancelled"),
            Text(
                "已过账的单据不能再修改；需要更正时请作废后重新填写。",
                "A posted document stands; to correct it, cancel it and make another.",
            ),
            but=frozenset({"owner", "department", "external_id", "source_system"}),
        ),
    ),
)  # fmt: skip

#: (product, warehouse)
Place = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """A line of a document as the ledger needs it, in the product's base unit."""

    product: int
    base_qty: Decimal
    counted: Decimal | None = None


def moves_of(
    kind: str, warehouse: int, target: int | None, parts: Sequence[Part], on_hand: Mapping[Place, Decimal]
) -> list[tuple[Place, Decimal]]:
    """What a document changes, in the order of its lines; what changes nothing is left out. `on_hand`: what the books say, for
    counts."""
    found: list[tuple[Place, Decimal]] = []
    for part in parts:
        here = (part.product, warehouse)
        if kind == "count":
            found.append((here, (part.counted or Decimal(0)) - on_hand.get(here, Decimal(0))))
        elif kind in OUT:
            found.append((here, -part.base_qty))
            if kind == "transfer" and target is not None:
                found.append(((part.product, target), part.base_qty))
        else:
            found.append((here, part.base_qty))
    return [(place, change) for place, change in found if change]


@dataclass(frozen=True)
class Level:
    """What lies at a place, and how much of it is held for orders."""

    on_hand: Decimal
    reserved: Decimal

    @property
    def available(self) -> Decimal:
        return self.on_hand - self.reserved


def shortfall(
    changes: Sequence[tuple[Place, Decimal]], levels: Mapping[Place, Level]
) -> tuple[Place, Decimal, Level] | None:
    """The first place that would be left with less than is held there: the place, what is taken there in all, and its level."""
    total: dict[Place, Decimal] = defaultdict(Decimal)
    for place, change in changes:
        total[place] += change
    for place, change in total.items():
        level = levels.get(place, Level(Decimal(0), Decimal(0)))
        if change < 0 and level.available + change < 0:
            return place, -change, level
    return None


def take_from(
    wanted: Decimal, available: Sequence[tuple[int, Decimal]]
) -> tuple[list[tuple[int, Decimal]], Decimal]:
    """From which warehouses goods are taken, and what is missing. `available`: (warehouse, quantity) in the order in which the
    company prefers them. One that has all of it comes before several with a part each."""
    for warehouse, quantity in available:
        if quantity >= wanted > 0:
            return [(warehouse, wanted)], Decimal(0)
    taken: list[tuple[int, Decimal]] = []
    for warehouse, quantity in available:
        part = min(max(quantity, Decimal(0)), wanted)
        if part > 0:
            taken.append((warehouse, part))
            wanted -= part
    return taken, wanted
