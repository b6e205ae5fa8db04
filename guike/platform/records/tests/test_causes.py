"""Every change in the history says in which operation it was made, by what, and which action caused it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from guike.domains.orders.tests.shop import Shop, body, orders
from guike.entry.tests.people import Caller, person
from guike.platform.access.context import system_context
from guike.platform.audit import origin
from guike.platform.jobs.registry import kind_named
from guike.platform.records.models import History
from guike.platform.records.shapes import history
from guike.platform.records.writing import record_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return Shop.open()


def told(object_name: str, record_id: int, field: str) -> list[tuple[str, str]]:
    """(source, why), oldest first."""
    rows = History.objects.filter(object=object_name, record_id=record_id, field=field).order_by("id")
    return list(rows.values_list("source", "why"))


def operations() -> list[str]:
    """Those of all changes of people, in order, each once; a company begins with a definition of its own."""
    rows = History.objects.exclude(object__startswith="approval_").order_by("id")
    return list(dict.fromkeys(rows.values_list("operation", flat=True)))


def test_a_form_an_action_and_many_at_once(shop: Shop) -> None:
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    body(shop.change(order, description="急"))
    body(shop.act(order, "confirm"))
    path = "/records/sales_order"
    body(shop.seller.post(f"{path}/bulk", {"update": [{"id": order["id"], "description": "缓"}]}))
    params = {"ids": [order["id"]], "params": {"reason": "退单"}}
    body(shop.seller.post(f"{path}/actions/cancel", params))
    assert told("sales_order", order["id"], "description") == [("form", ""), ("bulk", "")]
    assert told("sales_order", order["id"], "status") == [
        ("form", "sales_order.confirm"),
        ("bulk", "sales_order.cancel"),
    ]
    assert len(operations()) == 4
    assert "" not in operations()


def test_what_follows_from_an_action_names_that_action(shop: Shop) -> None:
    """One call is one operation: the account became formal because the order was confirmed."""
    account = shop.make_account(status="potential")
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    orders().filter(pk=order["id"]).update(account_id=account)
    before = operations()
    body(shop.act(order, "confirm"))
    assert told("account", account, "status") == [("form", "sales_order.confirm")]
    assert told("sales_order", order["id"], "status") == [("form", "sales_order.confirm")]
    assert len([one for one in operations() if one not in before]) == 1


def test_a_state_sent_by_patch_names_the_action_that_it_is_and_nothing_after_it_does(shop: Shop) -> None:
    account, other = shop.make_account(status="potential"), shop.make_account()
    rows: list[dict[str, Any]] = [{"id": account, "status": "formal"}, {"id": other, "status": "lost"}]
    body(shop.seller.post("/records/account/bulk", {"update": rows}))
    assert told("account", account, "status") == [("bulk", "account.formalize")]
    assert told("account", other, "status") == [("bulk", "")]


def test_outside_a_call_it_is_the_system(shop: Shop) -> None:
    record_update(system_context(), "account", [{"id": shop.account, "phone": "010-12345678"}])
    assert told("account", shop.account, "phone") == [("system", "")]
    assert [kind_named(name).source for name in ("exchange.import", "exchange.undo", "records.action")] == [
        "import",
        "undo",
        "bulk",
    ]


def test_a_cause_inside_another_is_not_named_and_a_way_that_is_unknown_is_refused() -> None:
    with origin.caused("lead.convert"):
        with origin.caused("account.formalize"):
            assert origin.current().why == "lead.convert"
        assert origin.current().why == "lead.convert"
    assert origin.current().why == ""
    with pytest.raises(ValueError, match="guess"), origin.by("guess"):
        pass


def test_the_history_says_it_to_who_may_see_the_object_of_the_cause(shop: Shop) -> None:
    account = shop.make_account(status="potential")
    order = shop.order({"product": shop.product("100"), "quantity": "2"})
    orders().filter(pk=order["id"]).update(account_id=account)
    body(shop.act(order, "confirm"))

    def entry(who: Caller) -> dict[str, Any]:
        items = body(who.get(f"/records/account/{account}/history"))["items"]
        return next(one for one in items if one["field"] == "status")

    seen = entry(shop.seller)
    assert (seen["source"], seen["why"]) == ("form", {"code": "sales_order.confirm", "label": "Confirm"})
    assert seen["operation"] == operations()[-1]
    narrow = person("narrow", {"account": ["view"]}, superior_id=None)
    body(shop.seller.post(f"/records/account/{account}/team", {"user": narrow.id, "access": "read"}))
    assert entry(narrow)["why"] is None


def test_a_history_of_an_earlier_version_gets_its_columns_and_keeps_its_rows(shop: Shop) -> None:
    """What was written before says nothing of its cause; what comes after does."""
    body(shop.seller.patch(f"/records/account/{shop.account}", {"phone": "010-12345678"}))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE history DROP operation, DROP source, DROP why")
    history.install()
    history.install()
    body(shop.seller.patch(f"/records/account/{shop.account}", {"phone": "010-87654321"}))
    assert told("account", shop.account, "phone") == [("", ""), ("form", "")]
    items = body(shop.seller.get(f"/records/account/{shop.account}/history"))["items"]
    assert [(one["source"], one["operation"] is None) for one in items[:2]] == [("form", False), (None, True)]
