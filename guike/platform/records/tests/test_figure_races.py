"""Figures on real connections: whoever comes second sees what the first did, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome
from guike.platform.records.tests.test_following import (
    APPROVED,
    make,
    order,
    per_caller,
    product,
    rollup,
    row,
)
from guike.platform.records.upkeep.nightly import compare_rollups
from guike.platform.records.writing import (
    fetch_locked,
    record_change,
    record_delete,
    record_restore,
    record_update,
)
from tests.support.race import at_once, overlapping

WHY = "the tests' own rows"
MANY = 12


@pytest.fixture
def account(fresh_db: str) -> int:
    begin_versions()
    made = make("account", name="棠梨包装", pool=make("account_pool", name="公海"), status="formal")
    rollup("product", "x_sold", "sales_order_line", "product", "sum", "quantity")
    rollup("product", "x_approved", "sales_order_line", "product", "sum", "quantity", filter=APPROVED)
    return made


def figures(product_id: int) -> list[Decimal]:
    begin_versions()
    return [Decimal(figure) for figure in per_caller("product", product_id, "x_sold", "x_approved")]


def fresh(call: Callable[[], Any]) -> Any:
    begin_versions()
    return call()


def delete(order_id: int) -> Outcome:
    (outcome,) = record_delete(system_context(), "sales_order", [order_id])
    return outcome


def restore(order_id: int) -> Outcome:
    (outcome,) = record_restore(system_context(), "sales_order", [order_id])
    return outcome


def sell(order_id: int, quantity: str) -> Outcome:
    """Change the quantity of the order's lines."""
    lines = (
        table(catalogue().get("sales_order_line")).system(reason=WHY).filter(order_id=order_id).order_by("pk")
    )
    rows = [{"id": line.pk, "product": line.product_id, "quantity": quantity} for line in lines]
    version = row("sales_order", order_id).version
    (outcome,) = record_update(
        system_context(), "sales_order", [{"id": order_id, "_version": version, "lines": rows}]
    )
    return outcome


def change(object_name: str, record_id: int, **values: Any) -> None:
    """As domain code does, on a row that it holds; to any state whatever."""
    with transaction.atomic():
        found, _refused = fetch_locked(system_context(), catalogue().get(object_name), [record_id], "edit")
        changes = [(found[record_id], values)]
        record_change(system_context(migration=True), object_name, changes, bypass="any change at all")


def set_status(object_name: str, record_id: int, status: str) -> None:
    change(object_name, record_id, status=status)


@pytest.mark.parametrize("delete_first", [True, False])
def test_a_document_is_deleted_while_its_line_changes(account: int, delete_first: bool) -> None:
    one = product()
    made, other = order(account, [(one, "5")]), order(account, [(one, "1")])
    pair = (lambda: delete(made), lambda: sell(made, "7"))
    first, second = overlapping(*(pair if delete_first else reversed(pair)))
    assert first.refusal is None
    if delete_first:
        assert second.refusal.code == "not_found"
    else:
        assert second.refusal is None
    assert figures(one) == [1, 0]
    assert restore(made).refusal is None
    assert figures(one) == [6 if delete_first else 8, 0]
    assert compare_rollups() == 0
    assert other


def test_documents_come_back_at_once_whose_lines_name_the_same_products_crosswise(account: int) -> None:
    first, second = product("P1"), product("P2")
    made = [order(account, [(first, "1"), (second, "2")][:: 1 if n % 2 else -1]) for n in range(MANY)]
    assert [delete(one).refusal for one in made] == [None] * MANY
    assert figures(first) == figures(second) == [0, 0]
    outcomes = at_once(*(partial(fresh, partial(restore, one)) for one in made))
    assert [one.refusal for one in outcomes] == [None] * MANY
    assert (figures(first), figures(second)) == ([MANY, 0], [2 * MANY, 0])
    assert compare_rollups() == 0


def test_documents_are_made_at_once_whose_lines_name_the_same_products_crosswise(account: int) -> None:
    first, second = product("P1"), product("P2")
    lines = [(first, "1"), (second, "2")]
    at_once(*(partial(fresh, partial(order, account, lines[:: 1 if n % 2 else -1])) for n in range(MANY)))
    assert (figures(first), figures(second)) == ([MANY, 0], [2 * MANY, 0])
    assert compare_rollups() == 0


@pytest.mark.parametrize("state_first", [True, False])
def test_a_document_is_approved_while_the_lines_of_another_are_written(
    account: int, state_first: bool
) -> None:
    one = product()
    made, other = order(account, [(one, "5")]), order(account, [(one, "1")])
    pair = (lambda: set_status("sales_order", made, "approved"), lambda: sell(other, "7"))
    overlapping(*(pair if state_first else reversed(pair)))
    assert figures(one) == [12, 5]
    assert compare_rollups() == 0


def test_many_documents_are_approved_and_written_at_once(account: int) -> None:
    first, second = product("P1"), product("P2")
    made = [order(account, [(first, "1"), (second, "1")][:: 1 if n % 2 else -1]) for n in range(MANY)]
    calls = [
        partial(set_status, "sales_order", one, "approved") if n % 3 else partial(sell, one, "4")
        for n, one in enumerate(made)
    ]
    at_once(*(partial(fresh, call) for call in calls))
    approved = len([n for n in range(MANY) if n % 3])
    for one in (first, second):
        assert figures(one) == [approved + 4 * (MANY - approved), approved]
    assert compare_rollups() == 0


@pytest.fixture
def visits(account: int) -> int:
    """Visits of a campaign to formal accounts are counted; the account is a reference of the visit's own."""
    make("object_def", api_name="visit__c", label="拜访", plural_label="拜访")
    for name, target in (("x_campaign", "campaign"), ("x_account", "account")):
        make("field_def", object="visit__c", api_name=name, type="reference", target=target, label=name)
    formal = {"field": "x_account.status", "op": "eq", "value": "formal"}
    rollup("campaign", "x_visits", "visit__c", "x_campaign", "count", filter=formal)
    return make("campaign", name="春季开放日")


@pytest.mark.parametrize("state_first", [True, False])
def test_a_record_is_born_that_names_one_whose_state_changes(
    account: int, visits: int, state_first: bool
) -> None:
    """The first cannot see the other's row, or the other's state: both hold what is named."""
    pair = (
        lambda: set_status("account", account, "potential"),
        lambda: make("visit__c", name="甲", x_campaign=visits, x_account=account),
    )
    overlapping(*(pair if state_first else reversed(pair)))
    begin_versions()
    assert Decimal(per_caller("campaign", visits, "x_visits")[0]) == 0
    assert compare_rollups() == 0


@pytest.mark.parametrize("state_first", [True, False])
def test_a_record_moves_to_another_parent_while_the_state_changes(
    account: int, visits: int, state_first: bool
) -> None:
    elsewhere = make("campaign", name="秋季开放日")
    visit = make("visit__c", name="甲", x_campaign=visits, x_account=account)
    pair = (
        lambda: set_status("account", account, "potential"),
        lambda: change("visit__c", visit, x_campaign=elsewhere),
    )
    overlapping(*(pair if state_first else reversed(pair)))
    begin_versions()
    assert [Decimal(per_caller("campaign", one, "x_visits")[0]) for one in (visits, elsewhere)] == [0, 0]
    assert compare_rollups() == 0


def test_the_nightly_count_waits_for_who_is_writing(account: int) -> None:
    """What it counted before the other committed is not stored over what the other kept."""
    one = product()
    made = order(account, [(one, "5")])
    wrong = row("product", one)
    table(catalogue().get("product")).system(reason=WHY).filter(pk=one).update(
        custom={**wrong.custom, "x_sold": "99"}
    )
    overlapping(lambda: sell(made, "7"), compare_rollups)
    assert figures(one) == [7, 0]
