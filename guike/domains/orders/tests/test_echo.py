"""What follows an order is told on it, from the day on which a package keeps it; and what happens with its approval happens in one
transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from guike.domains.accounts.models import Account
from guike.domains.orders.echo import DERIVED, ECHO, KEPT, echoes, echoes_lines
from guike.domains.orders.rules import enterable, outstanding, to_invoice, uninvoiced
from guike.domains.orders.tests.shop import WHY, Shop, body, orders
from guike.kernel.errors import Conflict
from guike.platform.access.context import Context
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, over
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import Participant
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change


def amounts(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("total", "closed", "returned", "collected", "refunded", "unconfirmed", "found"),
    [
        (1000, 0, 0, 300, 0, 200, (700, 500)),  # RE-05
        (1000, 0, 100, 600, 50, 0, (350, 350)),  # RP-07
        (1000, 0, 100, 1000, 100, 0, (0, 0)),  # returned and refunded after full payment
        (1000, 400, 0, 300, 0, 100, (300, 200)),  # closed short
    ],
)
def test_what_is_outstanding_contains_the_unconfirmed(
    total: int,
    closed: int,
    returned: int,
    collected: int,
    refunded: int,
    unconfirmed: int,
    found: tuple[int, int],
) -> None:
    """I16"""
    given = amounts(total, closed, returned, collected, refunded)
    assert (outstanding(*given), enterable(*[*given, Decimal(unconfirmed)])) == found


@pytest.mark.parametrize(
    ("total", "closed", "returned", "invoiced", "unconfirmed", "found"),
    [(1000, 0, 0, 400, 100, (600, 500)), (1000, 100, 50, 400, 100, (450, 350))],  # IN-01
)
def test_what_is_to_be_invoiced_contains_the_unconfirmed(
    total: int, closed: int, returned: int, invoiced: int, unconfirmed: int, found: tuple[int, int]
) -> None:
    """I16"""
    given = amounts(total, closed, returned, invoiced)
    assert (to_invoice(*given), uninvoiced(*[*given, Decimal(unconfirmed)])) == found


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop.open("echo")


def shown(shop: Shop, object_name: str = "sales_order") -> set[str]:
    return {one["name"] for one in body(shop.seller.get(f"/meta/objects/{object_name}"))["fields"]}


#: kept by receivables, and what follows from these
MONEY = {
    "collected_amount", "unconfirmed_payment_amount", "refunded_amount", "outstanding_amount", "enterable_amount",
}  # fmt: skip
#: kept by invoicing, and what follows from these
BILLS = {
    "invoiced_amount",
    "unconfirmed_invoice_amount",
    "to_invoice_amount",
    "uninvoiced_amount",
    "shipped_uninvoiced_amount",
    "collected_uninvoiced_amount",
    "invoiced_uncollected_amount",
    "over_invoiced_amount",
}


def test_nothing_is_shown_before_a_package_keeps_it(shop: Shop) -> None:
    """What is shipped, held and paid is kept; the rest waits for its package."""
    assert {*ECHO} & shown(shop) == {"shipped_amount", "returned_amount", *MONEY, *BILLS}
    assert {"reserved_qty", "backordered_qty", "received_qty", "invoiced_qty"} <= shown(
        shop, "sales_order_line"
    )


@pytest.fixture
def money(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What invoices bring, to orders of which nobody keeps that yet."""
    for name in ("sales_order", "sales_order_line"):
        spec = registry.objects[name]
        before = [
            replace(one, in_effect=one.in_effect and one.name not in {*BILLS, "invoiced_qty"})
            for one in spec.fields
        ]
        monkeypatch.setitem(registry.objects, name, spec.with_(fields=tuple(before)))
    monkeypatch.setattr(registry, "frozen", False)
    echoes("invoiced_amount")
    fields = registry.objects["sales_order"].by_name
    assert (fields["to_invoice_amount"].in_effect, fields["uninvoiced_amount"].in_effect) == (True, False)
    echoes("unconfirmed_invoice_amount")
    echoes_lines("invoiced_qty")
    bump(metadata=True)
    begin_versions()
    yield
    bump(metadata=True)


def test_a_package_that_keeps_amounts_shows_them_and_what_follows(money: None, shop: Shop) -> None:
    assert {*ECHO} & shown(shop) == {"shipped_amount", "returned_amount", *MONEY, *BILLS}
    assert "invoiced_qty" in shown(shop, "sales_order_line")
    order = shop.order({"product": shop.product("100"), "quantity": "10"})
    body(shop.act(order, "confirm"))
    found = shop.get(order)
    assert (found["to_invoice_amount"], found["uninvoiced_amount"]) == ("1000.00", "1000.00")
    asked = {"filter": {"field": "to_invoice_amount", "op": "eq", "value": "1000"}, "fields": ["number"]}
    assert [one["id"] for one in body(shop.seller.post("/records/sales_order/query", asked))["items"]] == [
        order["id"]
    ]
    assert shop.change(order, invoiced_amount="1").status_code == 422


def test_an_order_tells_no_other_amount() -> None:
    with pytest.raises(ValueError, match="no \\['weight'\\]"):
        echoes("weight")
    assert {name for one in DERIVED.values() for name in one.columns} - {*KEPT} == {
        "total_amount",
        "closed_amount",
    }


@pytest.mark.django_db
@pytest.mark.req("OR-14")
def test_what_follows_an_approval_happens_with_it_or_neither_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """[OR-14] a trial reservation writes, a trial receivable plan refuses: neither is kept, and the approval still waits"""
    is_short = True

    def reserve(ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
        ids = [draft.row.account_id for draft in drafts]
        for row in Account.objects.system(reason=WHY).filter(pk__in=ids).select_for_update():
            record_change(ctx, "account", [(row, {"description": "已预留"})])

    def plan(_ctx: Context, _drafts: Sequence[Draft[Any]]) -> None:
        if is_short:
            raise Conflict("conflict.stale")

    firm = Firm.open()
    firm.define(asks("经理", SUPERIOR), filter=over("100"))
    order = firm.order(quantity="5")
    spec = catalogue().get("sales_order")
    following = (
        Participant("stock.trial", "entered", reserve, states=("approved",)),
        Participant("money.trial", "entered", plan, states=("approved",)),
    )
    followed = spec.with_(participants=(*spec.participants, *following))
    monkeypatch.setitem(catalogue().objects, "sales_order", followed)  # type: ignore[arg-type]
    body(firm.shop.act(order, "submit"))
    account = Account.objects.system(reason=WHY)

    def stands() -> tuple[str, str, Any]:
        found = account.get(pk=firm.shop.account)
        row = orders().get(pk=order["id"])
        return row.status, found.description, f"{found.total_order_amount:.2f}"

    (task,) = firm.todo(firm.manager)
    refused = firm.manager.post(f"/approvals/tasks/{task}/approve", {"comment": "好"})
    assert (body(refused, 409)["code"], stands()) == ("conflict.stale", ("pending_approval", "", "0.00"))
    assert firm.todo(firm.manager) == [task]
    is_short = False
    body(firm.manager.post(f"/approvals/tasks/{task}/approve", {"comment": "好"}))
    assert stands() == ("approved", "已预留", "500.00")
