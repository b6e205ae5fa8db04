"""Requests for a product code, from the salesperson who asks to the product."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.catalog.models import Product, ProductCodeRequest
from guike.domains.expenses.tests.office import body, employed, errors
from guike.entry.tests.people import Caller, person
from guike.platform.org.queries import bump
from tests.support.company import make

pytestmark = pytest.mark.django_db
WHY = "test"
DOOR = "/records/product_code_request"


class Firm:
    """A salesperson who asks, a colleague of his, and the two who keep the products."""

    def __init__(self) -> None:
        person("boss", is_administrator=True)
        self.seller, self.colleague = employed("seller", "sales"), employed("colleague", "sales")
        self.keepers = [employed(name, "product_admin") for name in ("keeper", "deputy")]
        bump(permission=True)
        self.category = make("product_category", name="标签").pk
        self.unit = make("unit", name="卷筒").pk

    def given(self, **values: Any) -> dict[str, Any]:
        usual = {
            "name": "耐高温标签",
            "category": self.category,
            "base_unit": self.unit,
            "reason": "客户指定",
        }
        return {**usual, **values}

    def submitted(self, **values: Any) -> dict[str, Any]:
        made = body(self.seller.post(DOOR, self.given(**values)), 201)
        body(self.submit(made))
        return made

    def submit(self, made: dict[str, Any]) -> Any:
        return self.seller.post(f"{DOOR}/{made['id']}/actions/submit", {})

    def decide(self, by: Caller, what: str = "approve", **values: Any) -> Any:
        (task,) = body(by.get("/approvals/tasks", box="todo"))["items"]
        return by.post(f"/approvals/tasks/{task['id']}/{what}", values)


@pytest.fixture
def firm():
    return Firm()


def row(made: dict[str, Any]) -> ProductCodeRequest:
    return ProductCodeRequest.objects.system(reason=WHY).get(pk=made["id"])


def products() -> list[tuple[str, str, str]]:
    rows = Product.objects.system(reason=WHY).order_by("pk")
    return list(rows.values_list("code", "name", "specification"))


@pytest.mark.parametrize("asked", [{}, {"code": "BQ-900"}])
def test_with_the_approval_of_one_keeper_there_is_the_product(firm, asked):
    """I10: under the code that was asked for, else under the number of the request."""
    made = firm.submitted(specification="120 度", **asked)
    assert (row(made).status, products()) == ("pending", [])
    assert body(firm.colleague.get(f"{DOOR}/{made['id']}"))["name"] == "耐高温标签"
    body(firm.decide(firm.keepers[1], comment="同意"))
    assert body(firm.keepers[0].get("/approvals/tasks", box="todo"))["items"] == []
    found = row(made)
    code = asked.get("code") or found.number
    assert (found.status, products()) == ("approved", [(code, "耐高温标签", "120 度")])
    product = Product.objects.system(reason=WHY).get(code=code)
    assert product.pk == found.product_id
    assert (product.category_id, product.base_unit_id, product.kind) == (firm.category, firm.unit, "goods")
    refused = firm.seller.patch(f"{DOOR}/{made['id']}", {"name": "别的"})
    assert body(refused, 409)["code"] == "product_code_request.locked"


def test_a_code_that_a_product_has_is_refused_when_it_is_asked_for_and_when_it_is_decided(firm):
    """I10: both learn it, and nothing is changed."""
    make("product", code="BQ-1", name="旧标签")
    answer = firm.seller.post(DOOR, firm.given(code="bq-1"))
    assert errors(answer) == [("code", "product_code_request.code_taken")]
    assert "旧标签" in answer.json()["errors"][0]["message"]
    made = firm.submitted(code="BQ-2")
    make("product", code="BQ-2", name="抢先")
    before = products()
    assert errors(firm.decide(firm.keepers[0])) == [("code", "unique.taken")]
    assert (row(made).status, row(made).product_id, products()) == ("pending", None, before)


def test_what_is_rejected_is_mended_and_asked_for_again(firm):
    made = firm.submitted()
    body(firm.decide(firm.keepers[0], "reject", comment="已有同类"))
    assert (row(made).status, products()) == ("rejected", [])
    body(firm.seller.patch(f"{DOOR}/{made['id']}", {"specification": "200 度"}))
    body(firm.submit(made))
    body(firm.decide(firm.keepers[0]))
    assert [specification for _code, _name, specification in products()] == ["200 度"]


def test_asking_alone_makes_no_product(firm):
    made = body(firm.seller.post(DOOR, firm.given()), 201)
    # the only step that he may take from there is to ask
    body(firm.seller.patch(f"{DOOR}/{made['id']}", {"status": "approved"}))
    assert firm.seller.post("/records/product", {"code": "X", "name": "X"}).status_code == 403
    assert (row(made).status, products()) == ("pending", [])
