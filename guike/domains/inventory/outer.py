"""The port to a system that keeps the same stock elsewhere, and its adapter: any server that answers JSON over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from guike.domains.inventory.settings import STOCK
from guike.kernel.limits import OUTER_STOCK_PAGES
from guike.kernel.text import T, Text
from guike.platform.adapters.asking import Asked, address_error
from guike.platform.adapters.errors import AdapterRefused
from guike.platform.adapters.registry import OFF, Adapter, port
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import setting

PORT = "outer_stock"
LABEL = T("外部库存系统", "Outer stock system")
#: more than any quantity that a column of ours can hold
_TOO_MUCH = Decimal(10) ** 11
#: the digits that a quantity keeps here
_EXACT = Decimal("0.000001")


@dataclass(frozen=True)
class Lying:
    """What the other system says lies of a product, by its code, in the product's base unit."""

    product: str
    quantity: Decimal


class OuterStockPort(Adapter, Protocol):
    """What an adapter does. What happens here is told by webhooks of the facts of `events.py`, so there is nothing to send."""

    def get_stock(self, warehouse: str) -> Iterator[Lying]:
        """What lies in the warehouse of this code. AdapterUnavailable where it may be known later, AdapterRefused for good."""


@dataclass(frozen=True)
class HttpStock:
    """`GET url?warehouse=CODE[&after=CURSOR]`: `{"items": [{"product", "quantity"}], "next": cursor or null}`."""

    server: Asked

    def check(self) -> None:
        """It answers a question about no warehouse."""
        self.server.ask({"warehouse": ""}, "items")

    def get_stock(self, warehouse: str) -> Iterator[Lying]:
        after: str | None = None
        for _number in range(int(OUTER_STOCK_PAGES)):
            asked = {"warehouse": warehouse} | ({"after": after} if after else {})
            page = self.server.ask(asked, "items")
            yield from (_lying(one) for one in page["items"])
            before, after = after, page.get("next")
            if not after:
                return
            if after == before or not isinstance(after, str):
                break
        raise refused(T("翻页没有尽头，或“next”不是文字", "the pages have no end, or “next” is no text"))


def _lying(one: Any) -> Lying:
    code = one.get("product") if isinstance(one, dict) else None
    try:
        quantity = Decimal(str(one.get("quantity")))
    except (InvalidOperation, AttributeError):
        quantity = Decimal("NaN")
    if (
        not isinstance(code, str)
        or not code.strip()
        or not quantity.is_finite()
        or abs(quantity) >= _TOO_MUCH
    ):
        shown = str(one)[:100]
        raise refused(T(f"产品或数量无法识别：{shown}", f"a product or a quantity cannot be read: {shown}"))
    return Lying(code.strip(), quantity.quantize(_EXACT))


def refused(reason: Text | str) -> AdapterRefused:
    """For good, with the reason."""
    return AdapterRefused("adapter.refused", service=LABEL, reason=reason)


def is_on() -> bool:
    """Whether the company has connected one."""
    return bool(settings.get(f"{PORT}.adapter") != OFF)


def _http() -> HttpStock:
    url = settings.get("outer_stock.url")
    if not url:
        raise AdapterRefused("adapter.off", service=LABEL)
    return HttpStock(Asked(LABEL, str(url), str(settings.get("outer_stock.key") or "")))


port(PORT, LABEL, STOCK, {"http": (T("JSON 接口", "JSON over HTTP"), _http)})
setting(
    "outer_stock.url",
    "text",
    "",
    section=STOCK,
    check=address_error,
    label=T("外部库存系统的查询地址", "Address of the outer stock system"),
    help=T(
        "按仓库编码查询现存数量的网址，格式见用户手册“库存与发货 · 外部库存系统”",
        "Where what lies in a warehouse is asked for by its code; the manual's chapter on stock has the format",
    ),
)
setting(
    "outer_stock.key",
    "secret",
    "",
    section=STOCK,
    label=T("外部库存系统的密钥", "Key of the outer stock system"),
    help=T(
        "查询时以 Bearer 方式提供；保存后不再显示", "Sent as a bearer token; never shown again once saved"
    ),
)
