"""Samples lent to customers: they come back, or are used up. ST-12."""

from __future__ import annotations

import pytest

from guike.domains.inventory.tests.store import Store, body, errors, moves, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    return Store.open()


@pytest.mark.req("ST-12")
def test_ten_three_lent_two_back_one_kept(store: Store) -> None:
    """I5. ST-12: stock 10, loan 3 → available 7; 2 back → 9; 1 kept → closed as used, on hand 9."""
    goods = store.product()
    store.post("receipt", {"product": goods, "quantity": "10"})
    loan = store.post("loan", {"product": goods, "quantity": "3"}, account=store.account)
    assert (stock(goods, store.here)[2], loan["is_lent"]) == ("7", True)

    back = store.post("loan_return", {"product": goods, "quantity": "2"}, loan=loan["id"])
    assert back["account"]["id"] == store.account
    assert (stock(goods, store.here)[2], store.get(loan)["lines"][0]["returned_qty"]) == ("9", "2")

    ended = body(store.act(loan, "use", reason="客户留作样板"))
    assert (ended["is_lent"], ended["used_reason"], ended["lines"][0]["used_qty"]) == (
        False,
        "客户留作样板",
        "1",
    )
    assert (stock(goods, store.here), moves(goods)) == (("9", "0", "9"), ["10", "-3", "2"])
    assert body(store.act(loan, "use", reason="再次"), 409)["code"] == "action.not_now"


def test_no_more_comes_back_than_was_lent(store: Store) -> None:
    """When it is written and again when it is posted, since another return may have been posted between."""
    goods, other = store.product(), store.product()
    store.post("receipt", {"product": goods, "quantity": "5"}, {"product": other, "quantity": "5"})
    loan = store.post("loan", {"product": goods, "quantity": "3"}, account=store.account)
    four = store.draft("loan_return", {"product": goods, "quantity": "4"}, loan=loan["id"])
    assert errors(four) == [("lines[0].quantity", "stock.beyond_lent")]
    strange = store.draft("loan_return", {"product": other, "quantity": "1"}, loan=loan["id"])
    assert errors(strange) == [("lines[0].product", "stock.not_lent")]

    first, second = (
        body(store.draft("loan_return", {"product": goods, "quantity": "2"}, loan=loan["id"]), 201)
        for _one in range(2)
    )
    body(store.act(first, "post"))
    assert body(store.act(second, "post"), 409)["code"] == "stock.not_lent_any_more"
    assert (stock(goods, store.here)[0], store.get(loan)["lines"][0]["returned_qty"]) == ("4", "2")


def test_a_loan_and_its_returns_are_cancelled_backwards(store: Store) -> None:
    goods = store.product()
    store.post("receipt", {"product": goods, "quantity": "5"})
    loan = store.post("loan", {"product": goods, "quantity": "3"}, account=store.account)
    back = store.post("loan_return", {"product": goods, "quantity": "3"}, loan=loan["id"])
    assert store.get(loan)["is_lent"] is False
    assert body(store.act(loan, "cancel", reason="录错"), 409)["code"] == "stock.loan_returned"
    body(store.act(back, "cancel", reason="录错"))
    assert (store.get(loan)["is_lent"], store.get(loan)["lines"][0]["returned_qty"]) == (True, "0")
    body(store.act(loan, "cancel", reason="录错"))
    assert (stock(goods, store.here)[0], store.get(loan)["is_lent"]) == ("5", False)
