"""Random acts on a few orders, their goods and their money, by every door that people have. After each act every identity of goods and money
holds, recomputed from the rows alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from django.apps import apps
from django.db.models import F, Sum

from guike.domains.fulfilment.tests.yard import Yard, put
from guike.domains.invoicing.tests.desk import TAX_NUMBER, number
from guike.entry.tests.people import person
from tests.support.company import nobody_decides

ZERO = Decimal(0)
WHY = "test"
_MOST = 4
#: states of an order in effect
_SOLD = ("approved", "partly_shipped", "shipped", "received", "completed")


def rows(model: str, **where: Any) -> Any:
    """Living rows of a table, the oldest first."""
    table: Any = apps.get_model(model)
    return table.objects.system(reason=WHY).filter(**where).order_by("pk")


def total(found: Any, name: str) -> Decimal:
    return found.order_by().aggregate(sum=Sum(name))["sum"] or ZERO


@dataclass
class World:
    """`known`: the orders that are acted on; `done`: how often each act took effect."""

    yard: Yard
    random: Random
    products: list[int]
    known: list[int] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def open(cls, random: Random) -> World:
        nobody_decides()
        walker = person("walker", is_administrator=True, is_salesperson=True)
        yard = Yard(walker)
        yard.account = yard.make_account()
        yard.here, yard.there = (
            int(yard.make("warehouse", code=code, name=code, position=n)["id"])
            for n, code in enumerate(("W1", "W2"))
        )
        put("stock.managed", True)
        products = [yard.product(price) for price in ("100", "33.33", "7.77")]
        return cls(yard, random, [*products, yard.product("250", kind="service")])

    def turn_over(self) -> None:
        """Other orders, of another account, under other settings."""
        self.known.clear()
        self.yard.account = self.yard.make_account()
        self.yard.make(
            "invoice_title", account=self.yard.account, name="抬头", kind="ordinary", tax_number=TAX_NUMBER
        )
        put("receivable.point", self.random.choice(("order", "order", "shipment", "issue", "receipt")))
        put("refund.reopens_outstanding", self.random.random() < 0.7)

    def act(self) -> None:
        """One act, after which everything holds."""
        self.step()
        self.check()

    def step(self) -> None:
        """One act."""
        verb = self.random.choice(VERBS)
        if verb is not create and not self.known:
            verb = create
        order = self.random.choice(self.known) if self.known else 0
        self.done[verb.__name__] += verb(self, order)

    def beside(self, seed: int) -> World:
        """Somebody else who acts on the same orders at the same time."""
        return replace(self, random=Random(seed), done=Counter())

    def do(self, record: str, action: str, **params: Any) -> int:
        return self.went(self.yard.seller.post(f"/records/{record}/actions/{action}", params))

    def went(self, answer: Any) -> int:
        assert answer.status_code < 500, answer.content
        return int(answer.status_code < 300)

    def one_of(self, model: str, **where: Any) -> Any:
        found = list(rows(model, deleted_at=None, **where))
        return self.random.choice(found) if found else None

    def some(self, most: Decimal) -> Decimal:
        """An amount up to a bit above `most`."""
        return max((most * self.random.randint(1, 11) / 10).quantize(Decimal("0.01")), Decimal("0.01"))

    # -- what must hold

    def check(self) -> None:
        for order in rows("orders.SalesOrder", pk__in=self.known, deleted_at=None):
            self._goods(order)
            self._money(order)
            self._invoices(order)
        self._ledgers()
        self._stock()

    def _goods(self, order: Any) -> None:
        for line in rows("orders.SalesOrderLine", order_id=order.pk, deleted_at=None):
            parts = rows("fulfilment.ShipmentLine", order_line_id=line.pk, deleted_at=None,
                         shipment__status__in=("shipped", "received"))  # fmt: skip
            back = rows("fulfilment.SalesReturnLine", order_line_id=line.pk, deleted_at=None,
                        sales_return__status="received")  # fmt: skip
            said = (line.shipped_qty, line.received_qty, line.returned_qty)
            assert said == (
                total(parts, "quantity"),
                total(parts, "received_qty"),
                total(back, "quantity"),
            ), said
            assert line.returned_qty <= line.shipped_qty
            assert line.shipped_qty + line.closed_qty <= line.quantity

    def _money(self, order: Any) -> None:
        if order.status not in _SOLD:
            return
        standing = rows("orders.SalesOrderLine", order_id=order.pk, deleted_at=None)
        assert total(standing, "net_amount") == order.total_amount
        net = order.total_amount - order.closed_amount - order.returned_amount
        back = rows("fulfilment.SalesReturn", order_id=order.pk, status="received", deleted_at=None)
        assert total(back, "total_amount") == order.returned_amount
        owed = rows("receivables.Receivable", order_id=order.pk, deleted_at=None).exclude(status="cancelled")
        if not order.receivable_point:
            assert total(owed, "amount") == net, (order.pk, total(owed, "amount"), net)
        else:
            assert total(owed, "amount") <= net
        plan = rows("receivables.Installment", payment_plan__order_id=order.pk, deleted_at=None,
                    payment_plan__deleted_at=None)  # fmt: skip
        assert not plan.exists() or total(plan, "amount") == net
        for part in plan:
            mine = rows("receivables.Receivable", installment_id=part.pk)
            assert part.paid_amount == total(mine, "allocated_amount")
        paid = rows("receivables.Payment", order_id=order.pk, deleted_at=None)
        assert order.collected_amount == total(paid.filter(status="confirmed"), "amount")
        assert order.unconfirmed_payment_amount == total(paid.filter(status="pending"), "amount")
        refunds = rows("receivables.Refund", order_id=order.pk, status="paid", deleted_at=None)
        assert order.refunded_amount == total(refunds, "amount")

    def _invoices(self, order: Any) -> None:
        said = (order.invoiced_amount, order.unconfirmed_invoice_amount)
        papers = rows("invoicing.Invoice", order_id=order.pk, deleted_at=None)
        waiting = rows("invoicing.InvoiceRequest", order_id=order.pk, status="pending", deleted_at=None)
        assert said == (total(papers, "amount"), total(waiting, "amount"))
        for paper in papers:
            assert total(rows("invoicing.InvoiceLine", invoice_id=paper.pk), "amount") == paper.amount

    def _ledgers(self) -> None:
        entries = rows("receivables.Allocation")
        for row in rows("receivables.Receivable", account_id=self.yard.account):
            mine = entries.filter(receivable_id=row.pk)
            assert row.allocated_amount == total(mine, "amount")
            assert row.balance_amount == row.amount - row.allocated_amount >= 0
        for row in rows("receivables.Payment", account_id=self.yard.account):
            gone = total(
                rows("receivables.Refund", payment_id=row.pk, status="paid", deleted_at=None), "amount"
            )
            mine = total(entries.filter(payment_id=row.pk), "amount")
            assert row.allocated_amount == mine
            assert mine + gone <= row.amount
            assert row.status == "confirmed" or mine == gone == 0

    def _stock(self) -> None:
        for level in rows("inventory.StockLevel"):
            here = {"product_id": level.product_id, "warehouse_id": level.warehouse_id}
            moved = total(rows("inventory.StockMove", **here), "change_qty")
            held = total(rows("fulfilment.Reservation", status="held", deleted_at=None, **here), "quantity")
            assert (level.on_hand_qty, level.reserved_qty) == (moved, held)
            assert level.on_hand_qty >= level.reserved_qty >= 0


# -- acts


def create(world: World, _order: int) -> int:
    if len(world.known) >= _MOST:
        return 0
    lines = [
        {"product": product, "quantity": str(world.random.randint(1, 9))}
        for product in world.random.sample(world.products, world.random.randint(1, 3))
    ]
    extra = {"order_discount_rate": "0.0333"} if world.random.random() < 0.4 else {}
    world.known.append(int(world.yard.order(*lines, **extra)["id"]))
    return 1


def plan(world: World, order: int) -> int:
    shares = world.random.choice((("1",), ("0.3", "0.7"), ("0.3333", "0.3333", "0.3334")))
    events = ("after_order", "after_shipment", "after_receipt")
    lines = [
        {"name": f"{n} 期", "rate": share, "due_rule": world.random.choice(events), "days": 10}
        for n, share in enumerate(shares, 1)
    ]
    return world.went(
        world.yard.seller.post("/records/payment_plan", {"order": order, "kind": "rate", "lines": lines})
    )


def confirm(world: World, order: int) -> int:
    return world.do(f"sales_order/{order}", "confirm")


def revise(world: World, order: int) -> int:
    row = rows("orders.SalesOrder", pk=order).get()
    lines = [
        {"id": line.pk, "quantity": str(max(line.quantity + world.random.randint(-3, 3), 1))}
        for line in rows("orders.SalesOrderLine", order_id=order, deleted_at=None)
    ]
    values = {"_version": row.version, "lines": lines}
    return world.do(f"sales_order/{order}", "revise", values=values, reason="改量")


def close_short(world: World, order: int) -> int:
    return (
        0 if world.random.random() < 0.7 else world.do(f"sales_order/{order}", "close_short", reason="不要了")
    )


def cancel(world: World, order: int) -> int:
    return 0 if world.random.random() < 0.8 else world.do(f"sales_order/{order}", "cancel", reason="不要了")


def stock_up(world: World, _order: int) -> int:
    goods = world.random.choice(world.products[:-1])
    world.yard.receive_goods(
        goods, str(world.random.randint(1, 12)), world.random.choice((world.yard.here, world.yard.there))
    )
    return 1


def ship(world: World, order: int) -> int:
    if world.random.random() < 0.4:
        return world.do(f"sales_order/{order}", "ship")
    open_lines = rows("orders.SalesOrderLine", order_id=order, deleted_at=None, shipped_qty__lt=F("quantity"))
    if not open_lines.exists():
        return 0
    line = world.random.choice(list(open_lines))
    part = {"line": line.pk, "quantity": str(world.random.randint(1, 4))}
    return world.do(f"sales_order/{order}", "ship", lines=[part])


def receive(world: World, order: int) -> int:
    shipment = world.one_of("fulfilment.Shipment", order_id=order, status="shipped")
    if shipment is None:
        return 0
    if world.random.random() < 0.6:
        return world.do(f"shipment/{shipment.pk}", "receive")
    line = world.one_of("fulfilment.ShipmentLine", shipment_id=shipment.pk)
    return world.do(f"shipment/{shipment.pk}", "receive", lines=[{"line": line.pk, "quantity": "1"}])


def unship(world: World, order: int) -> int:
    shipment = world.one_of("fulfilment.Shipment", order_id=order, status="shipped")
    return 0 if shipment is None else world.do(f"shipment/{shipment.pk}", "cancel", reason="错发")


def send_back(world: World, order: int) -> int:
    line = world.one_of("orders.SalesOrderLine", order_id=order, shipped_qty__gt=0)
    if line is None:
        return 0
    part = {"order_line": line.pk, "quantity": str(world.random.randint(1, 3)),
            "condition": world.random.choice(("restock", "scrap"))}  # fmt: skip
    given = {
        "order": order,
        "kind": "return",
        "reason": "划伤",
        "warehouse": world.yard.here,
        "lines": [part],
    }
    answer = world.yard.seller.post("/records/sales_return", given)
    return world.went(answer) and world.do(f"sales_return/{answer.json()['id']}", "submit")  # type: ignore[attr-defined]


def take_back(world: World, order: int) -> int:
    back = world.one_of("fulfilment.SalesReturn", order_id=order, status="approved")
    if back is None:
        return 0
    if world.random.random() < 0.2:
        return world.do(f"sales_return/{back.pk}", "cancel", reason="不退了")
    return world.do(f"sales_return/{back.pk}", "receive")


def pay(world: World, order: int) -> int:
    row = rows("orders.SalesOrder", pk=order).get()
    left = row.total_amount - row.closed_amount - row.returned_amount - row.collected_amount
    given: dict[str, Any] = {"amount": str(world.some(max(left, Decimal(10)))), "account": world.yard.account}
    if world.random.random() < 0.8:
        given |= {"order": order, "accepts_over": world.random.random() < 0.3}
    return world.went(world.yard.seller.post("/records/payment", given))


def decide(world: World, _order: int) -> int:
    payment = world.one_of("receivables.Payment", account_id=world.yard.account, status="pending")
    if payment is None:
        return 0
    if world.random.random() < 0.2:
        return world.do(f"payment/{payment.pk}", "reject", reason="未到账")
    return world.do(f"payment/{payment.pk}", "confirm")


def allocate(world: World, _order: int) -> int:
    payment = world.one_of("receivables.Payment", account_id=world.yard.account, status="confirmed")
    return 0 if payment is None else world.do(f"payment/{payment.pk}", "allocate")


def deallocate(world: World, _order: int) -> int:
    payment = world.one_of("receivables.Payment", account_id=world.yard.account, allocated_amount__gt=0)
    return 0 if payment is None else world.do(f"payment/{payment.pk}", "deallocate", reason="核错")


def move(world: World, order: int) -> int:
    payment = world.one_of("receivables.Payment", account_id=world.yard.account, status="confirmed")
    target: Mapping[str, Any] = {"order": order} if world.random.random() < 0.7 else {}
    return 0 if payment is None else world.do(f"payment/{payment.pk}", "move", **target)


def refund(world: World, _order: int) -> int:
    payment = world.one_of("receivables.Payment", account_id=world.yard.account, status="confirmed")
    if payment is None:
        return 0
    given = {"payment": payment.pk, "amount": str(world.some(payment.amount / 2)), "reason": "多付了"}
    answer = world.yard.seller.post("/records/refund", given)
    if not world.went(answer):
        return 0
    made = f"refund/{answer.json()['id']}"  # type: ignore[attr-defined]
    return world.do(made, "submit") and world.do(made, "approve") and world.do(made, "pay")


def write_off(world: World, _order: int) -> int:
    owed = world.one_of(
        "receivables.Receivable", account_id=world.yard.account, status__in=("open", "partly")
    )
    if owed is None or world.random.random() < 0.5:
        return 0
    given = {
        "receivable": owed.pk,
        "kind": "bad_debt",
        "amount": str(world.some(owed.balance_amount / 3)),
        "reason": "收不回",
    }
    answer = world.yard.seller.post("/records/write_off", given)
    if not world.went(answer):
        return 0
    made = f"write_off/{answer.json()['id']}"  # type: ignore[attr-defined]
    return world.do(made, "submit") and world.do(made, "approve")


def undo_write_off(world: World, _order: int) -> int:
    done = world.one_of("receivables.WriteOff", account_id=world.yard.account, status="approved")
    return 0 if done is None else world.do(f"write_off/{done.pk}", "cancel", reason="收回来了")


def ask_invoice(world: World, order: int) -> int:
    row = rows("orders.SalesOrder", pk=order).get()
    given = {"order": order, "amount": str(world.some(max(row.total_amount / 2, Decimal(1))))}
    return world.went(world.yard.seller.post("/records/invoice_request", given))


def issue(world: World, order: int) -> int:
    asked = world.one_of("invoicing.InvoiceRequest", order_id=order, status="pending")
    if asked is None:
        return 0
    if world.random.random() < 0.2:
        return world.do(f"invoice_request/{asked.pk}", "reject", reason="抬头不对")
    return world.do(f"invoice_request/{asked.pk}", "issue", number=number())


def red(world: World, order: int) -> int:
    paper = world.one_of("invoicing.Invoice", order_id=order, is_red=False, left_amount__gt=0)
    if paper is None:
        return 0
    part = {} if world.random.random() < 0.5 else {"amount": str(world.some(paper.left_amount))}
    return world.do(f"invoice/{paper.pk}", "issue_red", number=number(), reason="开错", **part)


VERBS: tuple[Callable[[World, int], int], ...] = (
    create, create, plan, confirm, confirm, confirm, confirm, revise, revise, close_short, cancel, stock_up, stock_up, ship, ship, ship, receive, receive,
    unship, send_back, send_back, take_back, take_back, pay, pay, decide, decide, allocate, deallocate, move, refund, write_off,
    undo_write_off, ask_invoice, issue, red,
)  # fmt: skip
