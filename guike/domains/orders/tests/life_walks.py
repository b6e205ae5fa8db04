"""Random acts of a seller and his approver on a few orders, by every door. After each: an order in effect has no amount that
its approval did not see, and its account counts exactly what is in effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from guike.domains.accounts.models import Account
from guike.domains.catalog.models import Product
from guike.domains.orders.rules import SOLD, closed_part
from guike.domains.orders.tests.shop import SELLER, WHY, lines, orders, ship_lines
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, over
from guike.platform.audit import origin
from guike.platform.records.actions import record_patch
from tests.support.company import ctx_of

#: above it somebody decides
LIMIT = Decimal(500)
#: (which act, which order, which variant of it)
Act = tuple[int, int, int]
_MOST = 4


@dataclass
class World:
    """`seen`: order → the amount that its last approval saw; `done`: how often each act took effect."""

    firm: Firm
    products: list[int]
    known: list[int] = field(default_factory=list)
    seen: dict[int, Decimal] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    @classmethod
    def open(cls, firm: Firm) -> World:
        firm.grant(
            firm.seller, sales_order=[*SELLER["sales_order"], "revise", "copy", "import", "close_short"]
        )
        firm.define(asks("经理", SUPERIOR), filter=over(str(LIMIT)))
        return cls(firm, [firm.shop.product(price) for price in ("100", "170", "333.33")])

    def act(self, act: Act) -> None:
        """Do one; whatever is refused changes nothing that `check` would not see."""
        which, order, variant = act
        verb = VERBS[which % len(VERBS)]
        if verb is not create and not self.known:
            return
        pk = self.known[order % len(self.known)] if self.known else 0
        self.done[verb.__name__] += verb(self, pk, variant)
        self.check()

    def check(self) -> None:
        total = Decimal(0)
        for row in orders().filter(pk__in=self.known, deleted_at=None):
            if row.status not in SOLD:
                continue
            total += row.total_amount
            assert row.total_amount <= LIMIT or row.total_amount == self.seen.get(row.pk), (
                row.pk, row.status, row.total_amount, self.seen.get(row.pk),
            )  # fmt: skip
            below = lines().filter(order_id=row.pk, deleted_at=None, quantity__lt=0)
            assert not below.exists()
            standing = lines().filter(order_id=row.pk, deleted_at=None)
            assert sum(line.net_amount for line in standing) == row.total_amount
            assert all(line.quantity >= line.shipped_qty + line.closed_qty for line in standing)
            closed = sum(closed_part(line.net_amount, line.quantity, line.closed_qty, 2) for line in standing)
            assert row.closed_amount == closed
            assert row.close_reason or not closed
        kept = Account.objects.system(reason=WHY).get(pk=self.firm.shop.account).total_order_amount
        assert kept == total

    def values(self, pk: int, variant: int) -> dict[str, Any]:
        """A change of an order, with its version."""
        rows = list(lines().filter(order_id=pk, deleted_at=None).order_by("position"))
        kept = [{"id": row.pk} for row in rows]
        product = self.products[variant % len(self.products)]
        changes: list[dict[str, Any]] = [
            {"lines": [{**one, "quantity": str(1 + variant % 7)} for one in kept]},
            {"lines": [*kept, {"product": product, "quantity": str(1 + variant % 5)}]},
            {"lines": kept[1:] or [{"product": product, "quantity": "1"}]},
            {"lines": [{**one, "unit_price": str(50 + variant % 400)} for one in kept]},
            {"order_discount_rate": f"0.{variant % 9}"},
            {"target_amount": str(100 + variant)},
            {"description": f"备注 {variant}"},
        ]
        return {"_version": orders().get(pk=pk).version, **changes[variant % len(changes)]}


def _went(answer: Any) -> int:
    assert answer.status_code < 500, answer.content
    return int(answer.status_code < 300)


def create(world: World, _pk: int, variant: int) -> int:
    if len(world.known) >= _MOST:
        return 0
    made = world.firm.shop.order({"product": world.products[variant % 3], "quantity": str(1 + variant % 4)})
    world.known.append(made["id"])
    return 1


def edit(world: World, pk: int, variant: int) -> int:
    return _went(world.firm.seller.patch(f"/records/sales_order/{pk}", world.values(pk, variant)))


def edit_many(world: World, pk: int, variant: int) -> int:
    sent = {"update": [{"id": pk, **world.values(pk, variant)}]}
    return _went(world.firm.seller.post("/records/sales_order/bulk", sent))


def edit_line(world: World, pk: int, variant: int) -> int:
    line = lines().filter(order_id=pk).first()
    return _went(world.firm.seller.patch(f"/records/sales_order_line/{line.pk}", {"quantity": str(variant)}))


def imported(world: World, pk: int, variant: int) -> int:
    with origin.by("import"):
        (outcome,) = record_patch(
            ctx_of(world.firm.seller.id), "sales_order", [{"id": pk, **world.values(pk, variant)}]
        )
    return int(outcome.ok)


def submit(world: World, pk: int, _variant: int) -> int:
    return _went(world.firm.shop.act({"id": pk}, "submit"))


def confirm(world: World, pk: int, _variant: int) -> int:
    return _went(world.firm.shop.act({"id": pk}, "confirm"))


def cancel(world: World, pk: int, variant: int) -> int:
    return 0 if variant % 5 else _went(world.firm.shop.act({"id": pk}, "cancel", reason="不要了"))


def revise(world: World, pk: int, variant: int) -> int:
    values = world.values(pk, variant)
    return _went(world.firm.shop.act({"id": pk}, "revise", values=values, reason="客户要求"))


def decide(world: World, pk: int, variant: int) -> int:
    """The approver decides by what his screen says of the amount: the card of the order, or what its change would bring."""
    mine = [
        item
        for item in world.firm.manager.get("/approvals/tasks", box="todo").json()["items"]
        if item["record"]["id"] == pk and item["kind"] == "task"
    ]
    if not mine:
        return 0
    task = mine[0]["id"]
    shown = world.firm.manager.get(f"/approvals/tasks/{task}").json()["request"]
    if variant % 4 == 0:
        to = {} if variant % 8 else {"to": "applicant"}
        return _went(world.firm.manager.post(f"/approvals/tasks/{task}/reject", {"comment": "不行", **to}))
    card = next(one["value"] for one in shown["card"] if one["field"] == "total_amount")
    changed = [
        one["new"]
        for one in (shown["foreseen"] or {"fields": []})["fields"]
        if one["field"] == "total_amount"
    ]
    before = world.seen.get(pk)
    world.seen[pk] = Decimal(changed[0] if changed else card)
    went = _went(world.firm.manager.post(f"/approvals/tasks/{task}/approve", {"comment": "好"}))
    if world.firm.request({"id": pk})["failure"] and before is not None:
        world.seen[pk] = before
    return went


def withdraw(world: World, pk: int, _variant: int) -> int:
    found = world.firm.seller.get("/approvals/requests", object="sales_order", id=str(pk)).json()
    request = found.get("items")  # none of an order that was deleted
    if not request:
        return 0
    return _went(world.firm.seller.post(f"/approvals/requests/{request[0]['id']}/withdraw", {}))


def reprice(world: World, _pk: int, variant: int) -> int:
    product = Product.objects.system(reason=WHY).get(pk=world.products[variant % 3])
    path = f"/records/product/{product.pk}"
    return _went(
        world.firm.seller.patch(
            path, {"_version": product.version, "standard_price": str(80 + variant % 300)}
        )
    )


def ship(_world: World, pk: int, variant: int) -> int:
    """As shipments will, in code of the system."""
    row = orders().get(pk=pk)
    if row.status != "approved" or variant % 5:
        return 0
    standing = lines().filter(order_id=pk, deleted_at=None)
    ship_lines(pk, {line.pk: min(line.quantity, Decimal(variant % 3)) for line in standing})
    orders().filter(pk=pk).update(status="partly_shipped")
    return 1


def close_short(world: World, pk: int, _variant: int) -> int:
    """Nothing is left open then, and what was approved stands."""
    before = orders().get(pk=pk).total_amount
    went = _went(world.firm.shop.act({"id": pk}, "close_short", reason="客户不再要了"))
    if went:
        standing = lines().filter(order_id=pk, deleted_at=None)
        assert all(line.quantity == line.shipped_qty + line.closed_qty for line in standing)
        assert orders().get(pk=pk).total_amount == before
    return went


def delete(world: World, pk: int, variant: int) -> int:
    return 0 if variant % 5 else _went(world.firm.seller.delete(f"/records/sales_order/{pk}"))


VERBS: tuple[Callable[[World, int, int], int], ...] = (
    create, create, edit, edit_many, edit_line, imported, submit, submit, submit, confirm, revise, revise, revise, revise,
    decide, decide, decide, decide, withdraw, reprice, ship, cancel, delete, close_short,
)  # fmt: skip
