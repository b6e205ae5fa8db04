"""What the author of a definition is offered, and what his choices come to."""

from __future__ import annotations

import pytest

from guike.domains.orders.tests.shop import body, errors
from guike.kernel.text import T
from guike.platform.approvals import registry
from guike.platform.approvals.registry import approval_fact
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, asks, fresh, one, over
from guike.platform.notify.models import Notification
from guike.platform.org.queries import begin_versions, bump


@pytest.fixture
def firm(db):
    return Firm.open()


@pytest.fixture
def credit(monkeypatch):
    """A fact of orders: 800 are left."""
    monkeypatch.setattr(registry, "_facts", {})
    approval_fact(
        "credit",
        "sales_order",
        lambda _ctx, rows: {row.pk: 800 for row in rows},
        T("可用信用", "Credit left"),
    )
    bump(metadata=True)
    begin_versions()


def role(caller_role: int, group: str = "") -> dict[str, object]:
    return {"kind": "role", "value": caller_role, **({"group": group} if group else {})}


def test_the_facts_of_an_object_are_offered_as_fields_that_conditions_read(firm, credit):
    found = body(firm.boss.get("/approvals/options", object="sales_order"))
    (fact,) = found["facts"]
    assert (fact["name"], fact["field"]["name"], fact["field"]["label"]) == (
        "credit",
        "fact_credit",
        "Credit left",
    )
    assert "lte" in fact["field"]["operators"]
    made = firm.define(asks("经理", SUPERIOR), filter={"field": "fact_credit", "op": "gte", "value": "800"})
    assert firm.submitted()["status"] == "pending_approval"
    path = f"/records/approval_definition/{made}"
    body(firm.boss.patch(path, {"filter": {"field": "fact_credit", "op": "gt", "value": "800"}}))
    body(firm.boss.post(f"{path}/actions/publish", {}))
    assert firm.submitted()["status"] == "approved"
    assert body(firm.boss.get("/approvals/options", object="expense"))["facts"] == []


@pytest.mark.req("PM-39")
def test_teams_their_roles_and_people_behind_references_are_offered(firm):
    team = {"user": firm.clerk.id, "role": "客户经理", "access": "read"}
    body(firm.seller.post(f"/records/account/{firm.shop.account}/team", team))
    found = body(firm.boss.get("/approvals/options", object="sales_order"))
    assert {"field": "account", "label": "Account", "object": "account"} in found["team_records"]
    assert found["team_records"][0]["field"] == ""
    assert found["team_roles"] == ["客户经理"]
    paths = [one["path"] for one in found["people_fields"]]
    assert paths[0] == "owner"
    assert "account.owner" in paths


def test_only_who_may_see_definitions_is_offered_anything(firm):
    assert (
        body(firm.seller.get("/approvals/options", object="sales_order"), 403)["code"]
        == "access.no_permission"
    )


@pytest.mark.req("AP-02")
def test_one_of_each_group_has_to_approve_and_a_group_without_people_is_not_passed_over(firm):
    legal, money = firm.role_of(firm.clerk), firm.role_of(firm.finance)
    nobody = body(firm.boss.post("/records/role", {"name": "空角色"}), 201)["id"]
    fresh()
    entries = [role(legal, "法务"), role(money, "财务"), one(firm.director) | {"group": "财务"}]
    asked = body(
        firm.boss.post(
            "/approvals/preview", {"object": "sales_order", "approvers": entries, "in_groups": True}
        )
    )
    assert [(p["name"], p["group"]) for p in asked["people"]] == [
        ("clerk", "法务"), ("finance", "财务"), ("director", "财务"),
    ]  # fmt: skip
    definition = firm.define(asks("会签", *entries, need="per_group"))
    order = firm.submitted()
    firm.decide(firm.director)
    assert firm.status(order) == "pending_approval"
    assert firm.todo(firm.finance) == []
    firm.decide(firm.clerk)
    assert firm.status(order) == "approved"
    path = f"/records/approval_definition/{definition}"
    row = body(firm.boss.get(path))
    steps = [{"id": row["steps"][0]["id"], "approvers": [role(nobody, "法务"), role(money, "财务")]}]
    body(firm.boss.patch(path, {"_version": row["_version"], "steps": steps}))
    body(firm.boss.post(f"{path}/actions/publish", {}))
    other = firm.submitted()
    firm.decide(firm.finance)
    assert firm.status(other) == "pending_approval"
    firm.decide(firm.boss)
    assert firm.status(other) == "approved"


def test_a_team_of_no_record_is_refused_in_words(firm):
    made = firm.define(
        asks("经理", {"kind": "team_role", "value": "客户经理", "field": "description"}), publish=False
    )
    refused = firm.boss.post(f"/records/approval_definition/{made}/actions/publish", {})
    assert errors(refused) == [("steps[0].approvers", "flow.approver")]
    assert "whose team" in refused.json()["errors"][0]["message"]


TEMPLATE = "订单 {number} 已通过，金额 {total_amount}"


def tried(firm, order, user=None, template=TEMPLATE, receivers=()):
    asked = {"object": "sales_order", "id": order["id"], "template": template, "receivers": list(receivers)}
    return firm.boss.post("/approvals/notices/preview", {**asked, "user": user})


@pytest.mark.req("AP-06")
def test_a_notice_is_tried_on_a_record_as_each_receiver_would_read_it(firm):
    role_id = firm.role_of(firm.clerk)
    firm.boss.patch(f"/records/role/{role_id}", {"fields": {"sales_order.total_amount": "hidden"}})
    order = firm.order("1280")
    body(
        firm.boss.post(f"/records/sales_order/{order['id']}/team", {"user": firm.clerk.id, "access": "read"})
    )
    fresh()
    receivers = [role(role_id), {"kind": "field", "value": "owner"}]
    found = body(tried(firm, order, receivers=receivers))["items"]
    assert {one["user"]["name"]: one["text"] for one in found} == {
        "seller": f"订单 {order['number']} 已通过，金额 1,280.00",
        "clerk": f"订单 {order['number']} 已通过，金额 ***",
    }
    (only,) = body(tried(firm, order, user=firm.clerk.id))["items"]
    assert (only["user"]["id"], only["text"]) == (firm.clerk.id, f"订单 {order['number']} 已通过，金额 ***")
    assert not Notification.objects.filter(kind="approval.notice").exists()


def test_a_notice_that_cannot_be_read_is_tried_by_nobody(firm):
    order = firm.order()
    assert errors(tried(firm, order, template="{nothing}", receivers=[{"kind": "user", "value": None}])) == [
        ("template", "template.unknown_field"), ("receivers", "flow.receiver"),
    ]  # fmt: skip
    assert errors(tried(firm, {"id": 999_999})) == [("id", "reference.unknown")]
    asked = {"object": "sales_order", "id": order["id"], "template": TEMPLATE, "user": firm.boss.id}
    assert body(firm.seller.post("/approvals/notices/preview", asked), 403)["code"] == "access.no_permission"


@pytest.mark.req("AP-06")
def test_a_notice_with_a_hole_is_refused_at_its_place_when_it_is_saved_or_published(firm):
    made = firm.define(asks("经理", SUPERIOR), publish=False)
    path = f"/records/approval_definition/{made}"
    bad = {"on": "approved", "receivers": [SUPERIOR], "template": "{nothing}"}
    version = body(firm.boss.get(path))["_version"]
    assert errors(firm.boss.patch(path, {"_version": version, "notices": [bad]})) == [
        ("notices[0].template", "template.unknown_field")
    ]
    assert body(firm.boss.get(path))["notices"] == []
    empty = {"on": "approved", "receivers": [], "template": " "}
    body(firm.boss.patch(path, {"_version": version, "notices": [empty]}))
    assert errors(firm.boss.post(f"{path}/actions/publish", {})) == [
        ("notices[0].receivers", "flow.no_receivers"), ("notices[0].template", "flow.no_text"),
    ]  # fmt: skip
    assert body(firm.boss.get(path))["version"] == 0


def test_a_trial_says_that_another_definition_comes_first(firm):
    first = firm.define(asks("经理", SUPERIOR), name="先来的", filter=over("100"))
    later = firm.define(asks("总监", one(firm.director)), name="后来的", position=1)
    large, small = firm.order("200"), firm.order("50")
    path = f"/records/approval_definition/{later}/actions/simulate"
    taken = [body(firm.boss.post(path, {"id": order["id"]}))["taken_by"] for order in (large, small)]
    assert taken == ["先来的", None]
    version = body(firm.boss.get(f"/records/approval_definition/{first}"))["_version"]
    body(firm.boss.patch(f"/records/approval_definition/{first}", {"_version": version, "position": 2}))
    assert body(firm.boss.post(path, {"id": large["id"]}))["taken_by"] is None


def test_the_people_of_a_step_are_tried_as_those_of_the_owner_of_the_record(firm):
    firm.order()
    asked = body(firm.boss.post("/approvals/preview", {"object": "sales_order", "approvers": [SUPERIOR]}))
    assert [one["name"] for one in asked["people"]] == ["manager"]
