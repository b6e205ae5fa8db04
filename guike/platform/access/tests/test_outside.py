"""A login from outside sees records of whom it stands for, whatever its role says, and objects that declare it alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from unittest import mock

import pytest

from guike.domains.orders.tests.shop import Shop, body
from guike.entry.tests.people import Caller, person
from guike.platform.access import actor
from guike.platform.access.actor import Actor, standing_source
from guike.platform.metadata.registry import registry
from guike.platform.org.queries import begin_versions, bump

pytestmark = pytest.mark.django_db

AUDIENCES = {"account": "id", "sales_order": "account", "product": ""}
EVERYTHING = ["view", "create", "edit", "delete", "export"]
RIGHTS = dict.fromkeys((*AUDIENCES, "lead", "contact"), EVERYTHING)


def _again() -> None:
    bump(metadata=True, permission=True)
    begin_versions()


@pytest.fixture
def shop() -> Shop:
    return Shop.open()


@pytest.fixture
def customer(shop: Shop) -> Iterator[Caller]:
    """A login of the shop's account, whose role would let it see everything."""
    objects = {
        name: registry.objects[name].with_(
            access=replace(registry.objects[name].access, audiences={"portal": field})
        )
        for name, field in AUDIENCES.items()
    }

    def stands(_login: Actor) -> Mapping[str, frozenset[int]]:
        return {"account": frozenset({shop.account})}

    with mock.patch.dict(registry.objects, objects), mock.patch.dict(actor._standing_sources):
        standing_source("portal", stands)
        login = person("customer", RIGHTS, kind="portal")
        _again()
        yield login
    _again()


def test_it_sees_its_own_orders_and_no_others(shop: Shop, customer: Caller) -> None:
    product = shop.product()
    own = shop.order({"product": product, "quantity": "2"})
    other = shop.order({"product": product, "quantity": "3"}, account=shop.make_account())
    page = body(customer.get("/records/sales_order"))
    assert ([one["id"] for one in page["items"]], page["total"]) == ([own["id"]], 1)
    assert body(customer.get(f"/records/sales_order/{own['id']}"))["lines"][0]["quantity"] == "2"
    assert customer.get(f"/records/sales_order/{other['id']}").status_code == 404
    assert customer.patch(f"/records/sales_order/{other['id']}", {"description": "x"}).status_code == 404
    found = body(
        customer.post("/records/sales_order/aggregate", {"groups": [], "measures": [{"agg": "count"}]})
    )
    assert found["totals"] == {"count": 1}
    assert [one["id"] for one in body(customer.get("/records/account"))["items"]] == [shop.account]
    reasons = body(customer.get(f"/records/sales_order/{own['id']}/access"))["items"]
    assert (reasons[0]["operation"], reasons[0]["rule"]) == ("view", "outside")


def test_what_does_not_declare_it_is_closed(shop: Shop, customer: Caller) -> None:
    assert customer.get("/records/lead").status_code == 403
    assert customer.get("/records/contact").status_code == 403
    assert body(customer.get("/records/product"))["total"] == 0


def test_who_stands_for_nobody_sees_nothing(shop: Shop, customer: Caller) -> None:
    shop.order({"product": shop.product(), "quantity": "2"})
    with mock.patch.dict(actor._standing_sources, clear=True):
        _again()
        assert body(customer.get("/records/sales_order"))["total"] == 0
        assert body(customer.get("/records/account"))["total"] == 0
