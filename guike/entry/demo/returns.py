"""What customers of the demo company sent back: some came in, one was exchanged for a dearer model, one is on its way, one is being written."""

from __future__ import annotations

from typing import Any

from guike.domains.catalog.queries import goods_among
from guike.domains.orders.queries import order_lines
from guike.domains.receivables.exchanges import settle_exchanges
from guike.domains.receivables.following import follow_orders
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of

#: (kind, why, how far it went)
_STORIES = (
    ("return", "两台外壳运输划伤，客户要求退货", "received"),
    ("exchange", "型号选小了，换大一档", "received"),
    ("return", "客户项目缩减，未开箱退回", "approved"),
    ("return", "显示屏有坏点，等售后判定", "draft"),
)


def returns(company: Company) -> None:
    """Of the newest orders that were received."""
    orders = list(rows_of("sales_order").filter(status="received").order_by("-pk")[: len(_STORIES)])
    lines = order_lines([row.pk for row in orders])
    goods = goods_among(line.product_id for found in lines.values() for line in found)
    rows: list[Row] = []
    for order, (kind, reason, _far) in zip(orders, _STORIES, strict=False):
        line = next(line for line in lines[order.pk] if line.product_id in goods)
        rows.append(
            {
                "order": order.pk,
                "kind": kind,
                "reason": reason,
                "warehouse": company.warehouses[0],
                "owner": order.owner_id,
                "lines": [{"order_line": line.pk, "quantity": str(min(line.quantity, 2))}],
            }
        )
    made = company.create("sales_return", rows)
    far = {pk: story[2] for pk, story in zip(made, _STORIES, strict=False)}
    company.act("sales_return", "submit", [pk for pk in made if far[pk] != "draft"])
    for pk in [pk for pk in made if far[pk] == "received"]:
        company.act("sales_return", "receive", [pk])
    rows_of("sales_return").filter(status="received").update(received_by=company.users["warehouse1"])
    _exchange(company, rows_of("sales_return").filter(kind="exchange").first())
    follow_orders(company.ctx, list(rows_of("sales_order").filter(pk__in=[row.pk for row in orders])))
    settle_exchanges(company.ctx, list(rows_of("sales_return").filter(kind="exchange")))


def _exchange(company: Company, row: Any) -> None:
    """The next dearer model goes out instead."""
    if row is None:
        return
    (line,) = rows_of("sales_return_line").filter(sales_return_id=row.pk)
    sold = rows_of("product").get(pk=line.product_id)
    dearer = (
        rows_of("product")
        .filter(kind="goods", is_active=True, is_sellable=True, standard_price__gt=sold.standard_price or 0)
        .order_by("standard_price", "pk")
        .first()
    )
    wanted = {"product": (dearer or sold).pk, "quantity": str(line.quantity)}
    company.act("sales_return", "create_order", [row.pk], {"lines": [wanted]})
    out = rows_of("sales_return").get(pk=row.pk).exchange_order_id
    company.act("sales_order", "confirm", [out])
    company.act("sales_order", "reserve", [out])
    follow_orders(company.ctx, list(rows_of("sales_order").filter(pk=out)))
