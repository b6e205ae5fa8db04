"""Where the demo company keeps its goods: two warehouses, what lies in them, what orders hold, and what is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from guike.domains.catalog.queries import goods_among
from guike.domains.inventory.settings import MANAGED
from guike.domains.orders.queries import order_lines
from guike.domains.orders.services import follow_goods
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of
from guike.kernel import clock
from guike.platform.settings.services import set_many

#: pieces of what costs less than so much; of the dearest machines there are few, and orders wait for the next delivery
_PLENTY = ((Decimal(10_000), 4_000), (Decimal(100_000), 400))
_FEW = 40
#: how long the stock is kept here, and how many of what was shipped before are still not completed
_DAYS, _NOT_COMPLETED = 45, 12
_WAITING, _ON_THE_WAY = 3, 5
#: every so many of them came late
_LATE = 9


def former(company: Company) -> None:
    """What was sold before the company kept its stock here was shipped and received, most of it is completed."""
    since = company.now - timedelta(days=_DAYS)
    orders = list(rows_of("sales_order").filter(status="approved", created_at__lt=since).order_by("pk"))
    lines = order_lines([row.pk for row in orders])
    goods = goods_among(line.product_id for found in lines.values() for line in found)
    rows: list[Row] = []
    for order in orders:
        sent = order.created_at + timedelta(days=6)
        parts = [
            {"order_line": line.pk, "quantity": str(line.quantity), "received_qty": str(line.quantity)}
            for line in lines[order.pk]
            if line.product_id in goods
        ]
        if parts:
            rows.append(
                {
                    "order": order.pk,
                    "status": "received",
                    "carrier": "顺丰速运",
                    "tracking_no": f"SF{order.pk:010}",
                    "shipped_at": sent.isoformat(),
                    "received_on": (sent + timedelta(days=3)).date().isoformat(),
                    "signed_by": "收货处",
                    "owner": company.users["shipper1"],
                    "lines": parts,
                }
            )
    company.create("shipment", rows)
    follow_goods(company.ctx, orders)
    _delivered(rows)
    shipped = {row["order"] for row in rows}
    done = [row.pk for row in orders if row.status == "received" or row.pk not in shipped]
    company.act("sales_order", "complete", done[: len(done) - _NOT_COMPLETED])


def _delivered(shipments: Sequence[Row]) -> None:
    """Most of it came by the day for which it was promised."""
    for number, row in enumerate(shipments):
        on = date.fromisoformat(row["received_on"])
        promised = on - timedelta(days=2) if number % _LATE == 0 else on + timedelta(days=number % 4)
        lines = rows_of("sales_order_line").filter(pk__in=[part["order_line"] for part in row["lines"]])
        lines.update(promised_on=promised, delivered_on=on)


def stock(company: Company) -> None:
    """The warehouses, and the count with which the company began to keep its stock here."""
    keeper = company.users["warehouse1"]
    company.warehouses = company.create(
        "warehouse",
        [
            {"code": "CK01", "name": "成品总仓", "keeper": keeper, "address": "科技路 18 号 3 号库", "position": 10},
            {"code": "CK02", "name": "华南分仓", "keeper": keeper, "address": "物流大道 66 号", "position": 20},
        ],
    )  # fmt: skip
    goods = rows_of("product").filter(kind="goods", standard_price__isnull=False).order_by("pk")
    lines: list[Row] = [{"product": row.pk, "counted_qty": str(_pieces(row.standard_price))} for row in goods]
    _post(
        company,
        {
            "kind": "count",
            "warehouse": company.warehouses[0],
            "reason": "启用库存，期初盘点",
            "moved_on": (company.now - timedelta(days=_DAYS)).date().isoformat(),
            "lines": lines,
        },
    )
    set_many({MANAGED: True}, None, as_system=True)


def _pieces(price: Decimal) -> int:
    return next((pieces for limit, pieces in _PLENTY if price < limit), _FEW)


def held(company: Company) -> None:
    """Open orders hold their goods; some goods are moved and lent; some shipments wait, others are on their way."""
    main, south = company.warehouses
    orders = (
        rows_of("sales_order").filter(status__in=("approved", "partly_shipped")).order_by("approved_at", "pk")
    )
    company.act("sales_order", "reserve", [row.pk for row in orders])
    product = rows_of("product").get(code="LX-L310").pk
    lent = rows_of("product").get(code="LX-T200").pk
    _post(company, {"kind": "transfer", "warehouse": main, "to_warehouse": south, "reason": "华南备货",
                    "lines": [{"product": product, "quantity": "60"}, {"product": lent, "quantity": "12"}]})  # fmt: skip
    back = (clock.today("Asia/Shanghai") + timedelta(days=14)).isoformat()
    _post(company, {"kind": "loan", "warehouse": main, "account": company.accounts[0][0], "due_back_on": back,
                    "reason": "客户试用样机", "lines": [{"product": lent, "quantity": "3"}]})  # fmt: skip
    full = [row for row in orders if row.status == "approved" and _is_full(row.pk)]
    company.act("sales_order", "prepare_shipment", [row.pk for row in full[-_WAITING:]])
    for row in full[-_WAITING - _ON_THE_WAY : -_WAITING]:
        said = {"carrier": "德邦快递", "tracking_no": f"DP{row.pk:010}"}
        company.act("sales_order", "ship", [row.pk], said)


def _is_full(order: int) -> bool:
    """Whether the order holds all its goods."""
    lines = rows_of("sales_order_line").filter(order_id=order)
    return lines.filter(reserved_qty__gt=0).exists() and not lines.filter(backordered_qty__gt=0).exists()


def _post(company: Company, document: Row) -> None:
    (made,) = company.create("stock_document", [{**document, "owner": company.users["warehouse1"]}])
    company.act("stock_document", "post", [made])
