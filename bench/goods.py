"""What goods and money cost: shipping many lines, one receipt over many receivables, and lists of orders that tell what was paid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import bare
from bench.approving import administrator
from bench.caller import Person, sign_in
from bench.reading import Measurement, page
from bench.writing import COUNTER, EVENT, copied, in_one_transaction, order_of_lines
from guike.domains.catalog.models import Product
from guike.domains.fulfilment.models import Shipment, ShipmentLine
from guike.domains.inventory.models import StockDocument, StockDocumentLine, StockMove
from guike.domains.inventory.settings import MANAGED
from guike.domains.receivables.models import Allocation, Payment
from guike.platform.access.context import Context
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import record_create
from guike.platform.settings import queries as settings
from guike.platform.settings.services import set_many

WHY = "the goods of the bench"
OWED, GOODS = 500, 50
_PLAIN = "number,account,total_amount,ordered_on,owner,status"
_MONEY = f"{_PLAIN},collected_amount,outstanding_amount"


def followed() -> list[Measurement]:
    """A page of all orders as it is, and with what was collected and what is open."""
    boss = sign_in("admin")
    by_hand = [
        (
            "SELECT id, number, account_id, total_amount, ordered_on, owner_id, status, collected_amount, closed_amount, returned_amount,"
            " refunded_amount FROM sales_order WHERE deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 81",
            (),
        )
    ]
    return [
        Measurement("list of orders", page(boss, "sales_order", fields=_PLAIN), lambda: bare.run(by_hand)),
        Measurement(
            "list of orders with collected and open",
            page(boss, "sales_order", fields=_MONEY),
            lambda: bare.run(by_hand),
        ),
    ]


@contextmanager
def moved(runs: int) -> Iterator[list[Measurement]]:
    """Within, stock is kept. `runs`: how often each will be called, warming up included."""
    boss, ctx = sign_in("admin"), administrator()
    before = settings.get(MANAGED)
    try:
        payments = iter(_paying(boss, ctx, runs))
        set_many({MANAGED: True}, None)
        begin_versions()
        orders = _stocked(boss, ctx, runs)
        shippable, first = iter(orders), orders[0]
        boss.post(f"/records/sales_order/{next(shippable)}/actions/ship", {})
        boss.post(f"/records/payment/{next(payments)}/actions/allocate", {})
        yield [
            Measurement(
                f"a receipt over {OWED} receivables",
                lambda: boss.post(f"/records/payment/{next(payments)}/actions/allocate", {}),
                in_one_transaction(_receipt_by_hand),
            ),
            Measurement(
                f"ship an order of {GOODS} lines",
                lambda: boss.post(f"/records/sales_order/{next(shippable)}/actions/ship", {}),
                in_one_transaction(lambda: _shipment_by_hand(first)),
            ),
        ]
    finally:
        set_many({MANAGED: before}, None)
        begin_versions()


def _paying(boss: Person, ctx: Context, runs: int) -> list[int]:
    """Confirmed payments, each of an account that owes as much in many parts."""
    found = []
    for _one in range(runs + 1):
        account = boss.post("/records/account", {"name": "瀚澈物流有限公司", "source": "phone"}).json()["id"]
        owed = {"account": account, "amount": "10", "due_on": "2036-01-01"}
        record_create(ctx, "receivable", [dict(owed) for _part in range(OWED)], atomic=True)
        payment = boss.post("/records/payment", {"account": account, "amount": str(10 * OWED)}).json()["id"]
        boss.post(f"/records/payment/{payment}/actions/confirm", {})
        found.append(int(payment))
    return found


def _stocked(boss: Person, ctx: Context, runs: int) -> list[int]:
    """Orders in effect of many lines whose goods lie there."""
    place = boss.post("/records/warehouse", {"code": f"B{runs}-{id(ctx)}", "name": "成品仓"}).json()["id"]
    account = order_of_lines(boss)["account"]["id"]
    rows = Product.objects.system(reason=WHY).filter(kind="goods", deleted_at=None).order_by("pk")
    goods = list(rows.values_list("pk", flat=True)[:GOODS])
    lines = [{"product": pk, "quantity": "3"} for pk in goods]
    lots = [{**line, "quantity": str(3 * (runs + 2))} for line in lines]
    receipt = boss.post(
        "/records/stock_document", {"kind": "receipt", "warehouse": place, "lines": lots}
    ).json()
    boss.post(f"/records/stock_document/{receipt['id']}/actions/post", {})
    found: list[int] = []
    for _one in range(runs + 1):
        order = boss.post("/records/sales_order", {"account": account, "lines": lines}).json()["id"]
        boss.post(f"/records/sales_order/{order}/actions/confirm", {})
        found.append(int(order))
    return found


def _receipt_by_hand() -> list[bare.Statement]:
    """The payment, what is owed, an entry for each part, what each has left."""
    entry: Any = Allocation.objects.system(reason=WHY).exclude(payment=None).order_by("-pk").first()
    payment = entry.payment_id
    account = Payment.objects.system(reason=WHY).get(pk=payment).account_id
    return [
        ("SELECT * FROM payment WHERE id = %s FOR NO KEY UPDATE", [payment]),
        ("SELECT * FROM receivable WHERE account_id = %s AND deleted_at IS NULL ORDER BY due_on, id FOR NO KEY UPDATE", [account]),
        copied(Allocation, "payment_id", payment, "", most=OWED),
        (
            "UPDATE receivable SET status = 'settled', version = version + 1, updated_at = now() WHERE account_id = %s",
            [account],
        ),
        ("UPDATE payment SET version = version + 1, updated_at = now() WHERE id = %s", [payment]),
        *[(EVENT, ())] * 2,
    ]  # fmt: skip


def _shipment_by_hand(order: int) -> list[bare.Statement]:
    """The order with its lines and what is held for them; a shipment and an issue with a line for each; moves, levels, reservations,
    figures of the lines."""
    shipment: Any = Shipment.objects.system(reason=WHY).filter(order_id=order).order_by("pk").first()
    lines = "SELECT id FROM sales_order_line WHERE order_id = %s AND deleted_at IS NULL"
    levels = f"SELECT level_id FROM reservation WHERE order_line_id IN ({lines})"  # noqa: S608
    return [
        ("SELECT * FROM sales_order WHERE id = %s FOR NO KEY UPDATE", [order]),
        ("SELECT * FROM sales_order_line WHERE order_id = %s AND deleted_at IS NULL FOR NO KEY UPDATE", [order]),
        (f"SELECT * FROM reservation WHERE order_line_id IN ({lines})", [order]),  # noqa: S608
        (f"SELECT * FROM stock_level WHERE id IN ({levels}) ORDER BY id FOR NO KEY UPDATE", [order]),  # noqa: S608
        (COUNTER, ()), (COUNTER, ()),
        copied(Shipment, "id", shipment.pk),
        copied(ShipmentLine, "shipment_id", shipment.pk, "", Shipment, GOODS),
        copied(StockDocument, "id", shipment.issue_id),
        copied(StockDocumentLine, "document_id", shipment.issue_id, "", StockDocument, GOODS),
        copied(StockMove, "document_id", shipment.issue_id, "", StockDocument, GOODS),
        (f"UPDATE stock_level SET version = version + 1, updated_at = now() WHERE id IN ({levels})", [order]),  # noqa: S608
        (f"UPDATE reservation SET version = version + 1, updated_at = now() WHERE order_line_id IN ({lines})", [order]),  # noqa: S608
        ("UPDATE sales_order_line SET version = version + 1, updated_at = now() WHERE order_id = %s", [order]),
        ("UPDATE sales_order SET version = version + 1, updated_at = now() WHERE id = %s", [order]),
        *[(EVENT, ())] * 3,
    ]  # fmt: skip
