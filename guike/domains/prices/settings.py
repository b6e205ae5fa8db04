"""In which order prices are looked for."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.errors import FieldError, field_error
from guike.kernel.text import T
from guike.platform.settings.registry import Section, setting

PRICES = Section("prices", T("价格", "Prices"), 49)


def _some(value: Sequence[str]) -> FieldError | None:
    return None if value else field_error("price.order", "required")


PRICE_ORDER = setting(
    "price.order",
    "multi_choice",
    ("agreement", "account", "salesperson", "list", "standard"),
    section=PRICES,
    label=T("取价顺序", "Order of prices"),
    help=T(
        "按所选先后取第一个有价格的来源；没有选的来源不取价。强制优先的价目表总在最前",
        "The first source that has a price gives it; a source that is not chosen gives none. "
        "A book that comes first comes before all of them",
    ),
    choices=(
        ("agreement", T("协议价", "Agreement")),
        ("account", T("客户价", "Account price")),
        ("salesperson", T("业务员价", "Salesperson price")),
        ("list", T("价目表", "Price list")),
        ("standard", T("标准价", "Standard price")),
    ),
    check=_some,
).key
