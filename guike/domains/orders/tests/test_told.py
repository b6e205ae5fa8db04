"""Who is told that an order is to be shipped: by a rule of the company, as often as that is so anew."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.automation.tests.rules import rule, work
from tests.support.company import Company, act, again, code, found, make, nobody_decides, notices, patch

pytestmark = pytest.mark.django_db
TO_SHIP = {"field": "status", "op": "eq", "value": "approved"}


@pytest.fixture
def us() -> Company:
    company = found()
    nobody_decides()
    return company


def told(us: Company) -> tuple[list[str], list[str]]:
    work()
    return notices(us.manager, "automation.message"), notices(us.zhang, "automation.message")


def revised(us: Company, order: Any, **values: Any) -> str | None:
    given = {"_version": again(order).version, **values}
    return code(act(us.zhang, order, "revise", values=given, reason="客户追加"))


@pytest.mark.req("OR-08")
def test_each_receiver_once_when_it_is_to_be_shipped_and_again_after_a_change(us: Company) -> None:
    """[OR-08 entering 待发货 sends one message to each configured receiver; re-entry after a change sends again; saving without
    state change none]"""
    people = [{"kind": "user", "value": us.manager}, {"kind": "field", "value": "owner"}]
    step = {"do": "notify", "to": people, "text": "{number} 待发货"}
    rule(us.admin, "sales_order", step, trigger="updated", fields=["status", "revision_no"], filter=TO_SHIP)
    product = make("product", code="A", name="A", standard_price="10")
    account = us.account(owner=us.zhang, status="formal")
    lines = [{"product": product.pk, "quantity": "2"}]
    order = make("sales_order", us.zhang, account=account.pk, lines=lines)
    assert told(us) == ([], [])
    assert code(act(us.zhang, order, "submit")) is None
    once = [f"{order.number} 待发货"]
    assert told(us) == (once, once)
    assert code(patch(us.zhang, order, description="请小心轻放")) is None
    assert told(us) == (once, once)
    assert revised(us, order, lines=[{"product": product.pk, "quantity": "3"}]) is None
    assert told(us) == (once * 2, once * 2)
    assert revised(us, order, lines=None) is not None
    assert told(us) == (once * 2, once * 2)
    assert code(act(us.zhang, order, "cancel", reason="不要了")) is None
    assert told(us) == (once * 2, once * 2)
