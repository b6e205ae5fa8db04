"""Random acts of sales and finance on a few orders: after each, every sum is what its parts say."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from guike.domains.receivables.queries import standing
from guike.domains.receivables.rules import state_of
from guike.domains.receivables.tests.till import Till, allocations, orders, payments, receivables

ZERO = Decimal(0)
ACTS = 120
VERBS = (
    "order",
    "pay",
    "pay",
    "confirm",
    "confirm",
    "reject",
    "allocate",
    "part",
    "undo",
    "revise",
    "cancel",
    "owed",
    "move",
)


class World:
    """What a seller and finance do; what is refused leaves every identity standing."""

    def __init__(self) -> None:
        self.till = Till.open()
        self.orders: list[dict[str, Any]] = []
        self.paid: list[dict[str, Any]] = []
        self.done: set[str] = set()

    def act(self, verb: str, which: int, size: int) -> None:
        amount = f"{size * 37}.{size:02}"
        if verb == "order" or not self.orders:
            self.orders.append(
                self.till.shop.order({"product": self.till.shop.product("99.99"), "quantity": f"{size}"})
            )
            self.till.shop.act(self.orders[-1], "confirm")
            return
        order = self.orders[which % len(self.orders)]
        if verb == "pay":
            answer = self.till.enter(amount, order if which % 3 else None, accepts_over=True)
            self.paid += [answer.json()] if answer.status_code == 201 else []  # type: ignore[attr-defined]
        elif verb == "owed":
            self.till.owed(amount)
        elif verb == "revise":
            self.revise(order, size)
        elif verb == "cancel":
            self.note(verb, self.till.shop.act(order, "cancel", reason="不要了"))
        elif self.paid:
            free = payments().filter(unallocated_amount__gt=0).values_list("pk", flat=True)
            chosen = (
                {"id": free[which % len(free)]}
                if verb == "part" and free
                else self.paid[which % len(self.paid)]
            )
            self.pay(verb, chosen, order, size)

    def pay(self, verb: str, paid: dict[str, Any], order: dict[str, Any], size: int) -> None:
        if verb == "part":
            one = receivables()[size % receivables().count()]
            given = [{"receivable": one.pk, "amount": f"{size}.01"}]
            self.note(verb, self.till.act(paid, "allocate", allocations=given))
        elif verb == "move":
            self.note(verb, self.till.act(paid, "move", order=order["id"]))
        else:
            name = "deallocate" if verb == "undo" else verb
            self.note(
                verb,
                self.till.act(
                    paid, name, **({"reason": "错"} if name != "confirm" and name != "allocate" else {})
                ),
            )

    def revise(self, order: dict[str, Any], size: int) -> None:
        found = self.till.shop.get(order)
        lines = [{"id": found["lines"][0]["id"], "quantity": f"{size}"}]
        values = {"_version": found["_version"], "lines": lines}
        self.note("revise", self.till.shop.act(order, "revise", values=values, reason="改"))

    def note(self, verb: str, answer: Any) -> None:
        assert answer.status_code in (200, 409, 422), answer.content
        if answer.status_code == 200:
            self.done.add(verb)

    def check(self) -> None:
        entries = standing(receivable_id__gt=0)
        for row in receivables():
            mine = sum((one.amount for one in entries if one.receivable == row.pk), ZERO)
            assert (row.allocated_amount, row.balance_amount) == (mine, row.amount - mine)
            assert row.status in ("cancelled", state_of(row.amount, mine))
        for row in payments():
            mine = sum((one.amount for one in entries if one.payment == row.pk), ZERO)
            assert row.allocated_amount == mine <= row.amount
            assert row.unallocated_amount == (row.amount - mine if row.status == "confirmed" else ZERO)
        for row in orders():
            paid = dict.fromkeys(("pending", "confirmed", "rejected"), ZERO)
            for one in payments().filter(order_id=row.pk):
                paid[one.status] += one.amount
            assert (row.collected_amount, row.unconfirmed_payment_amount) == (
                paid["confirmed"],
                paid["pending"],
            )
            owed = sum(
                (one.amount for one in receivables().filter(order_id=row.pk).exclude(status="cancelled")),
                ZERO,
            )
            assert owed == (row.total_amount if row.status == "approved" else ZERO), row.status


@pytest.mark.django_db
@pytest.mark.req("RE-03")
@pytest.mark.parametrize("seed", [1, 2])
def test_every_sum_is_what_its_parts_say(seed: int) -> None:
    """[RE-03] I1, I2, I4, I5: receivable = allocated + open; payment = allocated + left; collected of an order = its confirmed payments;
    what is owed for it = its total"""
    world, random = World(), Random(seed)
    for _n in range(ACTS):
        world.act(random.choice(VERBS), random.randrange(12), random.randrange(1, 41))
        world.check()
    assert {"confirm", "reject", "allocate", "part", "undo", "revise"} <= world.done
    assert allocations().exclude(reverses=None).count() > 0
