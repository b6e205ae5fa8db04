"""Several finance people at one receipt of the bank: real connections, one of them takes it."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from guike.domains.bank.tests.test_receipts import came, claim, claims, decide, match, name, receipts
from guike.domains.receivables.tests.till import Till, body, payments
from tests.support.race import at_once


@pytest.fixture
def till(fresh_db: None) -> Till:
    return Till.open()


def told(answer: Any) -> str:
    return "taken" if answer.status_code == 200 else str(answer.json()["code"])


def test_a_receipt_is_matched_once_whoever_matches_it_to_what(till: Till) -> None:
    orders = [till.order("1000"), till.order("1000")]
    receipt = came(till, "1000", name(till))
    outcomes = at_once(*[partial(match, till, receipt, order=orders[n % 2]["id"]) for n in range(8)])
    assert Counter(map(told, outcomes)) == {"taken": 1, "action.not_now": 7}
    row, paid = receipts().get(), payments().get()
    assert (row.status, row.payment_id, paid.amount, paid.status) == ("matched", paid.pk, 1000, "confirmed")
    assert sorted(till.money(one)[0] for one in orders) == ["0.00", "1000.00"]


def test_of_two_claims_that_are_accepted_at_once_one_counts(till: Till) -> None:
    orders = [till.order("1000"), till.order("1000")]
    receipt = came(till, "1000", "短名")
    people = (till.shop.seller, till.finance)
    made = [
        body(claim(till, receipt, (one, "1000"), by=by), 201) for one, by in zip(orders, people, strict=True)
    ]
    outcomes = at_once(*[partial(decide, till, one, "accept") for one in made for _twice in range(3)])
    assert Counter(map(told, outcomes)) == {"taken": 1, "action.not_now": 5}
    paid = payments().get()
    assert (paid.amount, receipts().get().status) == (1000, "matched")
    assert sorted(claims().values_list("status", flat=True)) == ["accepted", "refused"]
    assert sorted(till.money(one)[0] for one in orders) == ["0.00", "1000.00"]
