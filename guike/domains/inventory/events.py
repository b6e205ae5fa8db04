"""What happened to the goods at a place, for systems that keep the same stock elsewhere."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.events.registry import fact

_LEVELS = ("stock_level",)
RESERVED = fact("stock.reserved", T("库存：预留", "Stock: held for an order"), _LEVELS)
RELEASED = fact("stock.released", T("库存：解除预留", "Stock: no more held"), _LEVELS)
USED = fact("stock.used", T("库存：预留的货已出库", "Stock: what was held has left"), _LEVELS)
MOVED = fact("stock.moved", T("库存：出入库", "Stock: came or left"), _LEVELS)
