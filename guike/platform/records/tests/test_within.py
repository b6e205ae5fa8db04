"""References of one record that belong together, held on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import record_update
from tests.support.company import (
    Company,
    again,
    code,
    codes,
    ctx_of,
    delete,
    found,
    history,
    make,
    patch,
    restore,
)
from tests.support.race import overlapping


@pytest.fixture
def us(db: None) -> Company:
    begin_versions()
    return found()


def test_what_is_declared(db: None) -> None:
    assert {
        f"{spec.name}.{item.name}": (item.within, item.keeps)
        for spec in catalogue().objects.values()
        for item in spec.within_fields
    } == {
        "contact.reports_to": ("account", False),
        "opportunity.primary_contact": ("account", False),
        "invoice_request.address": ("account", True),
        "invoice_request.order": ("account", True),
        "invoice_request.title": ("account", True),
        "payment.order": ("account", True),
        "receivable.order": ("account", True),
        "refund.order": ("account", True),
        "refund.payment": ("account", True),
        "sales_order.opportunity": ("account", True),
        "sales_return.exchange_order": ("account", True),
        "sales_return.shipment": ("order", True),
        "write_off.receivable": ("account", True),
        "sales_order.shipping_address": ("account", True),
        "sales_order.billing_address": ("account", True),
    }


def deal(us: Company, account: Any, **values: Any) -> Any:
    return make("opportunity", name="大单", source="other", account=account.pk, owner=us.zhang, **values)


def test_who_moves_is_named_no_more_where_he_was(us: Company) -> None:
    here, there = us.account(), us.account()
    boss = make("contact", name="王总", account=here.pk, owner=us.zhang)
    clerk = make("contact", name="小李", account=here.pk, reports_to=boss.pk, owner=us.zhang)
    open_deal, other = deal(us, here, primary_contact=boss.pk), deal(us, here, primary_contact=clerk.pk)
    assert code(patch(us.zhang, boss, account=there.pk)) is None
    assert again(clerk).reports_to_id is None
    assert again(open_deal).primary_contact_id is None
    assert again(other).primary_contact_id == clerk.pk
    assert history(open_deal, "primary_contact")[-1] == (boss.pk, None)
    assert again(open_deal).version == open_deal.version + 1


def test_he_leaves_his_superior_behind_unless_both_move(us: Company) -> None:
    here, there = us.account(), us.account()
    boss = make("contact", name="王总", account=here.pk, owner=us.zhang)
    clerk = make("contact", name="小李", account=here.pk, reports_to=boss.pk, owner=us.zhang)
    assert code(patch(us.zhang, clerk, account=there.pk)) is None
    assert again(clerk).reports_to_id is None
    assert codes(patch(us.zhang, clerk, reports_to=boss.pk)) == {"reports_to": "reference.not_within"}
    assert code(patch(us.zhang, clerk, account=here.pk, reports_to=boss.pk)) is None
    rows = [{"id": one.pk, "account": there.pk} for one in (boss, clerk)]
    assert [code(one) for one in record_update(ctx_of(us.zhang), "contact", rows)] == [None, None]
    assert again(clerk).reports_to_id == boss.pk


def test_an_opportunity_that_moves_leaves_its_contact(us: Company) -> None:
    here, there = us.account(), us.account()
    person = make("contact", name="王总", account=here.pk, owner=us.zhang)
    one = deal(us, here, primary_contact=person.pk)
    wrong = patch(us.zhang, deal(us, there), primary_contact=person.pk)
    assert codes(wrong) == {"primary_contact": "reference.not_within"}
    assert code(patch(us.zhang, one, account=there.pk)) is None
    assert again(one).primary_contact_id is None


@pytest.mark.parametrize("field", ["shipping_address", "billing_address"])
def test_what_must_stand_keeps_what_it_names(us: Company, field: str) -> None:
    here, there = us.account(status="formal"), us.account(status="formal")
    address = make("address", account=here.pk, detail="文三路 1 号", owner=us.zhang)
    order = make("sales_order", account=here.pk, owner=us.zhang, **{field: address.pk})
    assert codes(patch(us.zhang, address, account=there.pk)) == {"account": "reference.held_within"}
    assert again(address).account_id == here.pk
    assert getattr(again(order), f"{field}_id") == address.pk
    assert code(patch(us.zhang, order, **{field: None})) is None
    assert code(patch(us.zhang, address, account=there.pk)) is None
    assert codes(patch(us.zhang, order, **{field: address.pk})) == {field: "reference.not_within"}


def test_an_opportunity_with_orders_stays_with_its_account(us: Company) -> None:
    here, there = us.account(status="formal"), us.account(status="formal")
    one = deal(us, here)
    order = make("sales_order", account=here.pk, opportunity=one.pk, owner=us.zhang)
    assert codes(patch(us.zhang, one, account=there.pk)) == {"account": "reference.held_within"}
    wrong = patch(us.zhang, order, account=there.pk)
    assert codes(wrong) == {"opportunity": "reference.not_within"}
    assert (again(order).account_id, again(one).account_id) == (here.pk, here.pk)


def test_of_two_at_once_nobody_is_named_where_he_is_not(fresh_db: str) -> None:
    begin_versions()
    us = found()

    def scene() -> tuple[Any, Any, Any]:
        here, there = us.account(), us.account()
        return make("contact", name="王总", account=here.pk, owner=us.zhang), deal(us, here), there

    person, one, there = scene()
    named = lambda: code(patch(us.zhang, one, primary_contact=person.pk))  # noqa: E731
    moved = lambda: code(patch(us.zhang, person, account=there.pk))  # noqa: E731
    assert overlapping(named, moved) == (None, None)
    assert (again(person).account_id, again(one).primary_contact_id) == (there.pk, None)
    person, one, there = scene()
    assert overlapping(moved, lambda: codes(patch(us.zhang, one, primary_contact=person.pk))) == (
        None,
        {"primary_contact": "reference.not_within"},
    )
    assert again(one).primary_contact_id is None


def test_out_of_the_recycle_bin_nobody_is_named_who_has_left_the_group(us: Company) -> None:
    """Who moves takes leave of living records alone; the others hear of it when they come back."""
    here, there = us.account(), us.account()
    boss = make("contact", name="王总", account=here.pk, owner=us.zhang)
    moved, stayed = deal(us, here, primary_contact=boss.pk), deal(us, here)
    for one in (moved, stayed):
        assert code(delete(us.admin, one)) is None
    assert code(patch(us.zhang, boss, account=there.pk)) is None
    assert code(restore(us.admin, moved)) is None
    assert again(moved).primary_contact_id is None
    assert again(moved).deleted_at is None
    assert history(moved, "primary_contact")[-1] == (boss.pk, None)
    assert code(restore(us.admin, stayed)) is None
    assert again(stayed).version == stayed.version


def test_what_must_stand_keeps_a_record_in_the_recycle_bin(us: Company) -> None:
    here, there = us.account(status="formal"), us.account()
    place = make("address", account=here.pk, detail="路")
    order = make("sales_order", account=here.pk, shipping_address=place.pk, owner=us.zhang)
    assert code(delete(us.admin, order)) is None
    assert code(patch(us.admin, place, account=there.pk)) is None
    assert codes(restore(us.admin, order)) == {"shipping_address": "reference.not_within"}
    assert again(order).deleted_at is not None
    assert code(patch(us.admin, again(place), account=here.pk)) is None
    assert code(restore(us.admin, order)) is None
    assert again(order).shipping_address_id == place.pk


def test_a_line_does_not_come_back_under_a_product_that_is_gone(us: Company) -> None:
    pen, ink = (make("product", name=name, code=name) for name in ("笔", "墨"))
    lines = [
        {"product": pen.pk, "quantity": "1", "unit_price": "2"},
        {"product": ink.pk, "quantity": "1", "unit_price": "2"},
    ]
    order = make("sales_order", account=us.account(status="formal").pk, owner=us.zhang, lines=lines)
    assert code(delete(us.admin, ink)) == "delete.children"
    assert code(delete(us.admin, order)) is None
    assert code(delete(us.admin, ink)) is None
    assert code(restore(us.admin, order)) == "restore.parent_deleted"
    assert again(order).deleted_at is not None
    assert code(restore(us.admin, ink)) is None
    assert code(restore(us.admin, order)) is None
