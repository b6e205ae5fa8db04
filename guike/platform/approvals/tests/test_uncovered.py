"""The page of definitions says about which objects nobody decides."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import body
from guike.platform.approvals.models import ApprovalDefinition
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, over
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions, bump
from tests.support.company import nobody_decides


@pytest.fixture
def firm(db):
    found = Firm.open()
    nobody_decides()
    return found


def named(firm: Firm) -> list[str]:
    return [one["object"] for one in body(firm.boss.get("/approvals/uncovered"))["items"]]


@pytest.mark.req("AP-01", "AP-03")
def test_every_object_with_approvals_is_named_until_a_published_definition_in_use_begins_with_it(firm):
    having = {
        spec.name for spec in catalogue().objects.values() if spec.has_approval and spec.area != "admin"
    }
    rest = ["expense", "product_code_request", "refund", "sales_return", "write_off"]
    assert having == {*rest, "sales_order"}
    assert sorted(named(firm)) == sorted([*rest, "sales_order"])
    made = firm.define(asks("经理", SUPERIOR), filter=over("50"), publish=False)
    assert "sales_order" in named(firm)
    body(firm.boss.post(f"/records/approval_definition/{made}/actions/publish", {}))
    assert sorted(named(firm)) == rest
    ApprovalDefinition.objects.system(reason="test").filter(pk=made).update(is_active=False)
    bump(metadata=True)
    begin_versions()
    assert "sales_order" in named(firm)


def test_one_that_begins_with_a_change_decides_about_nothing_that_is_submitted(firm):
    firm.define(asks("经理", SUPERIOR), trigger="change", fields=["description"])
    assert "sales_order" in named(firm)


def test_a_custom_object_is_named_by_its_switch_and_label(firm):
    body(
        firm.boss.post(
            "/records/object_def", {"api_name": "loan__c", "label": "借用单", "has_approval": True}
        ),
        201,
    )
    items = body(firm.boss.get("/approvals/uncovered"))["items"]
    assert {"object": "loan__c", "label": "借用单"} in items


def test_it_is_for_those_who_see_definitions(firm):
    assert body(firm.seller.get("/approvals/uncovered"), 403)["code"] == "access.no_permission"
