"""What categories, and products on a line, are refused for."""

from __future__ import annotations

from guike.kernel.errors import register
from guike.kernel.text import T

PRODUCT_INACTIVE, NO_PRICE = "line.product_inactive", "line.no_price"

register(
    {
        "category.loop": T(
            "上级类目不能是自己或自己的下级", "The parent must not be the category itself or one below it"
        ),
        "category.depth": T("类目最多 {max} 级", "Categories have at most {max} levels"),
        PRODUCT_INACTIVE: T("产品“{product}”已停用，不能再选", "The product “{product}” is no longer sold"),
        NO_PRICE: T(
            "该产品没有按此单位的标准价，请填写单价",
            "The product has no standard price for this unit; give a unit price",
        ),
    }
)
