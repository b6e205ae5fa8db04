"""Tells other systems of the stock by events of levels. Each says by how much what is held or what lies there has changed, so that whoever
adds the changes up has our figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.inventory.events import MOVED
from guike.domains.inventory.models import StockDocument
from guike.domains.inventory.queries import level_codes
from guike.kernel.money import plain
from guike.platform.events.services import NewEvent, emit_many

#: level, by how much it changed, what else is to be said of it
Change = tuple[int, Decimal, Mapping[str, Any]]


def tell_stock(kind: str, changes: Sequence[Change]) -> None:
    """Tell of changes of locked levels, in the transaction that makes them: one event, with all that happened at each level."""
    by_level: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for level, quantity, said in changes:
        by_level[level].append({"quantity": plain(quantity), **said})
    if not by_level:
        return
    codes = level_codes(by_level)
    facts = {
        str(level): {"product": codes[level][0], "warehouse": codes[level][1], "changes": said}
        for level, said in by_level.items()
    }
    emit_many([NewEvent(kind, "stock_level", {"ids": sorted(by_level), "facts": facts})])


def tell_moved(row: StockDocument, moves: Sequence[Any]) -> None:
    """A document has moved goods, or its moves were taken back. `moves`: the entries of the ledger (`StockMove`)."""
    said = {
        "document": row.pk,
        "number": row.number,
        "kind": row.kind,
        "shipment": row.shipment_id,
        "sales_return": row.sales_return_id,
    }
    changes = [
        (
            move.level_id,
            move.change_qty,
            {"move": move.pk, "on_hand": plain(move.balance_qty), "day": move.moved_on.isoformat(), **said},
        )
        for move in moves
    ]
    tell_stock(MOVED, changes)
