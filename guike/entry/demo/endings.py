"""How some of the oldest orders of the demo company ended. Goods are not shipped in Guike yet, so what was shipped is written as
the package of shipments will: by the steps of the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.domains.catalog.queries import goods_among
from guike.domains.orders.queries import order_lines
from guike.entry.demo.business import Company
from guike.entry.demo.stored import rows_of
from guike.platform.records.writing import record_change

#: how many orders end in each way
_EACH = 4
_REASONS = ("客户项目缩减，余下的不再要", "该型号停产，客户同意不再补发")


def endings(company: Company) -> None:
    """Some are shipped in part, some closed short, some received, some completed."""
    orders = rows_of("sales_order").filter(status="approved").order_by("created_at", "pk")
    large = [row for row in orders[: 20 * _EACH] if _can_be_split(row.pk)]
    partly, short = large[:_EACH], large[_EACH : 2 * _EACH]
    whole = [row for row in orders[: 20 * _EACH] if row not in large][: 2 * _EACH]
    _ship(company, [*partly, *short], "partly_shipped")
    for number, row in enumerate(short):
        company.act("sales_order", "close_short", [row.pk], {"reason": _REASONS[number % len(_REASONS)]})
    _ship(company, whole, "shipped")
    _take(company, [row.pk for row in whole], "receive")
    company.act("sales_order", "complete", [row.pk for row in (*whole[:_EACH], *short[:1])])


def _can_be_split(pk: int) -> bool:
    lines = order_lines([pk])[pk]
    goods = goods_among(line.product_id for line in lines)
    return any(line.quantity >= 2 for line in lines if line.product_id in goods)


def _ship(company: Company, rows: Sequence[Any], state: str) -> None:
    """Everything, or half of what there are two of."""
    standing = order_lines([row.pk for row in rows])
    lines = [line for found in standing.values() for line in found]
    goods = goods_among(line.product_id for line in lines)
    shipped = [
        (line, {"shipped_qty": line.quantity if state == "shipped" else line.quantity // 2})
        for line in lines
        if line.product_id in goods
    ]
    record_change(company.ctx, "sales_order_line", shipped)
    record_change(company.ctx, "sales_order", [(row, {"status": state}) for row in rows], step="ship")


def _take(company: Company, ids: Sequence[int], step: str) -> None:
    rows = rows_of("sales_order").filter(pk__in=ids).order_by("pk")
    record_change(company.ctx, "sales_order", [(row, {}) for row in rows], step=step)
