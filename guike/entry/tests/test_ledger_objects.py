"""Ledgers are read like objects, with the scope and the field permission of what they belong to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guike.domains.opportunities.models import StageHistory
from guike.platform.audit.services import audit
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.references.holding import protects
from tests.support.company import WHY, Company, act, caller, found, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def us() -> Company:
    return found()


def deal(us: Company, owner: int, name: str) -> Any:
    account = us.account(owner)
    made = make("opportunity", owner, name=name, account=account.pk, source="lead", amount="20000")
    act(owner, made, "advance", feedback=f"{name} 预算已批")
    return made


def answer(response: Any) -> Any:
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def feedbacks(page: Any) -> list[str | None]:
    return [item["feedback"] for item in page["items"]]


def test_steps_are_listed_to_who_sees_the_opportunity_newest_first(us: Company) -> None:
    deal(us, us.zhang, "甲")
    deal(us, us.wang, "乙")
    for user, expected in (
        (us.zhang, ["甲 预算已批", None]),
        (us.wang, ["乙 预算已批", None]),
        (us.manager, ["甲 预算已批", None]),
        (us.admin, ["乙 预算已批", None, "甲 预算已批", None]),
    ):
        assert feedbacks(answer(caller(user).get("/records/stage_history"))) == expected


def test_one_step_is_read_and_another_s_is_not_there(us: Company) -> None:
    mine, other = deal(us, us.zhang, "甲"), deal(us, us.wang, "乙")
    rows = StageHistory.objects.system(reason=WHY).order_by("-id")
    own, foreign = (rows.filter(opportunity_id=one.pk)[0].pk for one in (mine, other))
    zhang = caller(us.zhang)
    told = answer(zhang.get(f"/records/stage_history/{own}"))
    assert (told["opportunity"]["name"], told["created_by"]["name"], told["amount"]) == (
        "甲",
        "张三",
        "20000.00",
    )
    assert zhang.get(f"/records/stage_history/{foreign}").status_code == 404


def test_steps_are_filtered_counted_and_related(us: Company) -> None:
    made = deal(us, us.zhang, "甲")
    zhang = caller(us.zhang)
    first = StageHistory.objects.system(reason=WHY).order_by("id")[0].to_stage_id
    entered = {"field": "from_stage", "op": "eq", "value": first}
    page = answer(zhang.post("/records/stage_history/query", {"filter": entered}))
    assert (page["total"], feedbacks(page)) == (1, ["甲 预算已批"])
    asked = {"groups": ["opportunity"], "measures": [{"as": "n", "agg": "count"}]}
    (group,) = answer(zhang.post("/records/stage_history/aggregate", asked))["rows"]
    assert group["values"] == {"n": 2}
    page = answer(zhang.get(f"/records/opportunity/{made.pk}/related/stage_history"))
    assert feedbacks(page) == ["甲 预算已批", None]
    told = answer(zhang.get("/meta/objects/opportunity"))
    (relation,) = [one for one in told["relations"] if one["object"] == "stage_history"]
    assert relation["can_create"] is False


def test_what_a_field_hides_its_steps_do_not_tell(us: Company) -> None:
    deal(us, us.zhang, "甲")
    held = Role.objects.system(reason=WHY).filter(code="sales")
    held.update(fields={"opportunity.stage": "hidden", "opportunity.amount": "masked"})
    bump(permission=True)
    zhang = caller(us.zhang)
    item = answer(zhang.get("/records/stage_history"))["items"][0]
    assert not {"from_stage", "to_stage", "feedback"} & item.keys()
    assert item["amount"] == "****"
    asked = {"filter": {"field": "to_stage", "op": "is_not_empty"}}
    assert zhang.post("/records/stage_history/query", asked).status_code == 422


def test_administrators_read_the_audit_and_nobody_else_does(us: Company) -> None:
    audit(us.zhang, "team.add", "lead", 7, outcome="refused", detail={"pool": 5})
    boss = caller(us.admin)
    page = answer(
        boss.post(
            "/records/audit_entry/query", {"filter": {"field": "action", "op": "eq", "value": "team.add"}}
        )
    )
    (item,) = page["items"]
    assert (item["actor"]["name"], item["object"], item["record_id"], item["outcome"], item["detail"]) == (
        "张三",
        "lead",
        7,
        "refused",
        {"pool": 5},
    )
    assert answer(boss.get(f"/records/audit_entry/{item['id']}"))["action"] == "team.add"
    assert "audit_entry" in [one["name"] for one in answer(boss.get("/meta/objects"))["items"]]
    asked = {"groups": ["outcome"], "measures": [{"as": "n", "agg": "count"}]}
    groups = answer(boss.post("/records/audit_entry/aggregate", asked))["rows"]
    assert {row["keys"]["outcome"]: row["values"]["n"] for row in groups}["refused"] == 1
    for user in (us.zhang, us.manager, us.marketing, us.pool_admin):
        other = caller(user)
        for response in (
            other.get("/records/audit_entry"),
            other.get(f"/records/audit_entry/{item['id']}"),
            other.get("/meta/objects/audit_entry"),
            other.post("/records/audit_entry/aggregate", asked),
        ):
            assert (response.status_code, response.json()["code"]) == (403, "access.no_permission")
        assert "audit_entry" not in [one["name"] for one in answer(other.get("/meta/objects"))["items"]]


def test_no_role_but_the_administrator_s_opens_the_audit(us: Company) -> None:
    """Not even one that was given the right past the checks, nor one that sees all of everything."""
    boss = caller(us.admin)
    refused = boss.post("/records/role", {"name": "审计", "permissions": {"audit_entry": ["view"]}})
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [
        ("permissions.audit_entry[0]", "role.operation")
    ]
    held = Role.objects.system(reason=WHY).filter(code="sales")
    held.update(
        permissions={"audit_entry": ["view", "export"], "*": ["*"]},
        scopes={"*": {"view": "all", "edit": "all"}},
    )
    bump(permission=True)
    zhang = caller(us.zhang)
    assert zhang.get("/records/audit_entry").json()["code"] == "access.no_permission"
    assert answer(boss.get("/records/audit_entry"))["total"] > 0


def test_the_person_and_the_stage_that_a_ledger_names_may_go(us: Company) -> None:
    """It tells of them and keeps nothing from being removed; an account with entries stays."""
    begin_versions()
    known = catalogue()
    assert [
        f"{child.name}.{item.name}"
        for target in known.objects.values()
        for child, item in known.referrers.get(target.name, ())
        if child.ledger is not None and not child.ledger.account and protects(child, item, target)
    ] == []
