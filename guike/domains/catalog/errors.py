"""What categories are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

BARCODE_TAKEN, UNITS_NEED_BASE = "product.barcode_taken", "product.units_need_base"
TAX_CODE = "product.tax_code"
UNIT_IS_BASE, UNIT_TWICE = "product_unit.is_base", "product_unit.twice"


class BarcodeTaken(Refusal):
    """A product that comes back from the recycle bin has a barcode that another product has now."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "restore.barcode_taken": T(
            "条码“{barcode}”现在用于产品“{product}”，请先改那个产品的条码",
            "The barcode “{barcode}” is that of the product “{product}” now; change it there first",
        )
    }


register(
    {
        "category.loop": T(
            "上级类目不能是自己或自己的下级", "The parent must not be the category itself or one below it"
        ),
        BARCODE_TAKEN: T(
            "条码“{barcode}”已用于产品“{product}”，请换一个",
            "The barcode “{barcode}” is that of the product “{product}”; give another one",
        ),
        TAX_CODE: T("税收分类编码是 {digits} 位数字", "A tax classification code has {digits} digits"),
        UNITS_NEED_BASE: T("有多单位的产品必须有基本单位", "A product with further units needs a base unit"),
        UNIT_IS_BASE: T("这是产品的基本单位，不必再列", "This is the base unit of the product; leave it out"),
        UNIT_TWICE: T("同一单位只能列一次", "Each unit is listed once"),
        "category.depth": T("类目最多 {max} 级", "Categories have at most {max} levels"),
    }
)
