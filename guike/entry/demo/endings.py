"""How some of the oldest orders of the demo company ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.domains.catalog.queries import goods_among
from guike.domains.orders.queries import order_lines
from guike.entry.demo.business import Company
from guike.entry.demo.stored import rows_of

#: how many orders end in each way
_EACH = 4
_REASONS = ("客户项目缩减，余下的不再要", "该型号停产，客户同意不再补发")


def endings(company: Company) -> None:
    """Some are shipped in part, some closed short, some received, some completed."""
    orders = rows_of("sales_order").filter(status="approved").order_by("created_at", "pk")
    large = [row for row in orders[: 20 * _EACH] if _can_be_split(row.pk)]
    partly, short = large[:_EACH], large[_EACH : 2 * _EACH]
    rest = [row for row in orders[: 20 * _EACH] if row not in large and _goods_of(row.pk)]
    whole = rest[: 2 * _EACH]
    _ship(company, [*partly, *short], "partly_shipped")
    for number, row in enumerate(short):
        company.act("sales_order", "close_short", [row.pk], {"reason": _REASONS[number % len(_REASONS)]})
    _ship(company, whole, "shipped")
    company.act("sales_order", "receive", [row.pk for row in whole], {"signed_by": "收货处"})
    company.act("sales_order", "complete", [row.pk for row in (*whole[:_EACH], *short[:1])])


def _goods_of(pk: int) -> list[Any]:
    lines = order_lines([pk])[pk]
    goods = goods_among(line.product_id for line in lines)
    return [line for line in lines if line.product_id in goods]


def _can_be_split(pk: int) -> bool:
    return any(line.quantity >= 2 for line in _goods_of(pk))


def _ship(company: Company, rows: Sequence[Any], state: str) -> None:
    """Everything, or half of what there are two of, as it was before stock was kept here."""
    for row in rows:
        lines = [
            {"line": line.pk, "quantity": str(line.quantity if state == "shipped" else line.quantity // 2)}
            for line in _goods_of(row.pk)
            if state == "shipped" or line.quantity >= 2
        ]
        said = {
            "carrier": "顺丰速运",
            "tracking_no": f"SF{row.pk:010}",
            "lines": lines,
        }
        company.act("sales_order", "ship", [row.pk], said)
