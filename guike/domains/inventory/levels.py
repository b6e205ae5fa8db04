"""The places at which goods lie: made when goods first come there, locked before anything is decided by them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from guike.domains.inventory.errors import StockRefused
from guike.domains.inventory.models import StockLevel
from guike.domains.inventory.queries import levels_at, warehouse_names
from guike.domains.inventory.rules import Level, Place, shortfall
from guike.kernel.errors import Refusal
from guike.kernel.money import plain
from guike.platform.access.context import system_context
from guike.platform.database.turns import take_turns
from guike.platform.records.locking import lock
from guike.platform.records.writing import record_create


def locked_levels(places: Iterable[Place], *, make: bool = False) -> dict[Place, StockLevel]:
    """What lies at these places, locked until the transaction ends. `make`: places where nothing ever lay get their row."""
    wanted = set(places)
    if make:
        _make(wanted)
    found = _at(wanted)
    lock({"stock_level": [row.pk for row in found.values()]})
    return _at(wanted)


def _at(wanted: set[Place]) -> dict[Place, StockLevel]:
    found = levels_at({product for product, _one in wanted}, {warehouse for _one, warehouse in wanted})
    return {place: row for place, row in found.items() if place in wanted}


def _make(wanted: set[Place]) -> None:
    missing = wanted - _at(wanted).keys()
    if not missing:
        return
    take_turns(f"stock_level|{product}|{warehouse}" for product, warehouse in missing)
    missing -= _at(wanted).keys()
    rows = [{"product": product, "warehouse": warehouse} for product, warehouse in sorted(missing)]
    if rows:
        record_create(system_context(), "stock_level", rows, system=True, atomic=True)


def as_rules(levels: dict[Place, StockLevel]) -> dict[Place, Level]:
    """The same, for decisions."""
    return {place: Level(row.on_hand_qty, row.reserved_qty) for place, row in levels.items()}


def check_enough(
    kind: str, changes: Sequence[tuple[Place, Decimal]], levels: dict[Place, StockLevel]
) -> Refusal | None:
    """Refuses what would take more than is available. Of a count and an adjustment the words tell what is held for orders."""
    lacking = shortfall(changes, as_rules(levels))
    if lacking is None:
        return None
    (product, warehouse), wanted, level = lacking
    row = levels.get((product, warehouse))
    name, place = row.label if row else f"#{product}", warehouse_names([warehouse])[warehouse]
    if kind in ("count", "adjustment") and level.on_hand >= wanted:
        reserved = plain(level.reserved)
        return StockRefused("stock.is_reserved", product=name, warehouse=place, reserved=reserved)
    available = plain(level.available)
    return StockRefused(
        "stock.not_enough", product=name, warehouse=place, available=available, wanted=plain(wanted)
    )
