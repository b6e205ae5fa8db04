"""What the lines and the total of a priced document are refused for."""

from __future__ import annotations

from guike.kernel.errors import register
from guike.kernel.text import T

PRODUCT_INACTIVE, NO_PRICE = "line.product_inactive", "line.no_price"
QUANTITY, TOTAL_OF_LINES = "line.quantity", "line.total_of_lines"

register(
    {
        PRODUCT_INACTIVE: T("产品“{product}”已停用，不能再选", "The product “{product}” is no longer sold"),
        NO_PRICE: T(
            "该产品没有按此单位的标准价，请填写单价",
            "The product has no standard price for this unit; give a unit price",
        ),
        QUANTITY: T("数量必须大于 0", "The quantity must be above 0"),
        TOTAL_OF_LINES: T(
            "有产品明细时，金额由明细合计", "With product lines the amount is the sum of the lines"
        ),
    }
)
