"""What must hold of returns and of what is held."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.integrity.registry import SumOf, identity


def declare() -> None:
    """Register them."""
    identity(
        "sales_return.lines",
        "sales_return",
        T("退货单：金额 = 明细之和", "Returns: amount = sum of the lines"),
        "total_amount",
        SumOf("sales_return_line", "net_amount", "sales_return"),
    )
    identity(
        "stock_level.held",
        "stock_level",
        T("库存：预留 ≤ 现存", "Stock: reserved ≤ on hand"),
        "reserved_qty",
        "on_hand_qty",
        bound="at_most",
    )
