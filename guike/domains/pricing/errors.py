"""What the lines and the total of a priced document are refused for."""

from __future__ import annotations

from guike.kernel.errors import register
from guike.kernel.text import T

PRODUCT_INACTIVE, NOT_FOR_SALE, NO_PRICE = "line.product_inactive", "line.not_for_sale", "line.no_price"
QUANTITY, TOTAL_OF_LINES = "line.quantity", "line.total_of_lines"
UNIT, NO_UNIT, BASE_QUANTITY = "line.unit", "line.no_unit", "line.base_quantity"

register(
    {
        PRODUCT_INACTIVE: T("产品“{product}”已停用，不能再选", "The product “{product}” is no longer sold"),
        NOT_FOR_SALE: T(
            "产品“{product}”不对外销售，不能选到单据上", "The product “{product}” is not for sale"
        ),
        NO_PRICE: T(
            "该产品没有按此单位的标准价，请填写单价",
            "The product has no standard price for this unit; give a unit price",
        ),
        UNIT: T(
            "产品“{product}”没有这个单位，可选：{units}",
            "“{product}” is not sold in this unit; choose one of: {units}",
        ),
        NO_UNIT: T(
            "产品“{product}”没有基本单位：请不填单位，或先填写产品的基本单位",
            "“{product}” has no base unit: leave the unit empty or give the product a base unit first",
        ),
        BASE_QUANTITY: T(
            "按基本单位折算后超出 14 位整数或 6 位小数，请修改数量",
            "In base units it has more than 14 digits or 6 decimal places; change the quantity",
        ),
        QUANTITY: T("数量必须大于 0", "The quantity must be above 0"),
        TOTAL_OF_LINES: T(
            "有产品明细时，金额由明细合计", "With product lines the amount is the sum of the lines"
        ),
    }
)
