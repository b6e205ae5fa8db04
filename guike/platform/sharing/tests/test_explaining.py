"""Why somebody may or may not, what would change it, and what a rule would change before it is saved."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.events.models import Event
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.sharing.models import RestrictionRule, SharingRule
from guike.platform.sharing.tests.test_rules import A_CLASS, party, restrict, role_of, share
from tests.support import company
from tests.support.company import WHY, caller, make, row


@pytest.fixture
def us(db: None) -> company.Company:
    return company.found()


def told(us: company.Company, record: Any, user: int, operation: str = "view", name: str = "account") -> Any:
    """What the administrator is told of somebody: (allowed, rule, names of what gives it, ways to change it)."""
    answer = caller(us.admin).get("/access/explain", object=name, id=str(record.pk), user=str(user)).json()
    (line,) = [one for one in answer["items"] if one["operation"] == operation]
    return (
        line["allowed"],
        line["rule"],
        [one["name"] for one in line["by"]],
        [w["text"] for w in line["would"]],
    )


@pytest.mark.req("PM-14")
def test_each_reason_is_named_with_what_gives_it(us):
    record = us.account(owner=us.zhang)
    assert told(us, record, us.zhang)[:3] == (True, "owner", [])
    assert told(us, record, us.manager)[1] in ("department", "superior")
    share(us, [party("user", us.wang)], name="华北共享", owners=[party("user", us.zhang)])
    assert told(us, record, us.wang)[:3] == (True, "sharing", ["华北共享"])
    assert told(us, record, us.admin)[1] == "role_all"
    path = f"/records/account/{record.pk}/team"
    caller(us.admin).post(path, {"user": us.li, "access": "read"})
    assert told(us, record, us.li)[:2] == (True, "team")


@pytest.mark.req("PM-14")
def test_what_keeps_somebody_out_is_named_with_what_would_change_it(us):
    record = us.account(owner=us.wang, level="A")
    allowed, rule, _by, ways = told(us, record, us.zhang)
    assert (allowed, rule) == (False, "out_of_scope")
    assert "Make a sharing rule" in ways
    restrict(us, name="A类保密", users=[us.wang])
    assert told(us, record, us.wang) == (
        False, "restriction", ["A类保密"], ["Let the rule no longer hold for the person or the record"],
    )  # fmt: skip


def test_a_dimension_that_keeps_out_is_named(us):
    make("management_dimension", name="客户权限", code="account_class", kind="account_class")
    record = us.account(owner=us.zhang, level="A")
    caller(us.admin).patch(f"/records/user/{us.manager}", {"dimensions": {"account_class": ["B"]}})
    allowed, rule, by, ways = told(us, record, us.manager)
    assert (allowed, rule, by) == (False, "dimension", ["客户权限"])
    assert ways[0].startswith("Add the record's value to the dimension of the person")
    caller(us.admin).patch(f"/records/user/{us.manager}", {"dimensions": {"account_class": ["A"]}})
    assert told(us, record, us.manager)[0] is True


@pytest.mark.req("PM-07")
def test_the_customer_that_is_not_visible_is_named(us):
    account = us.account(owner=us.wang, name="南方客户")
    deal = make("opportunity", us.wang, name="甲", account=account.pk, source="other")
    share(us, [party("user", us.zhang)], object="opportunity", owners=[party("user", us.wang)])
    found = told(us, deal, us.zhang, name="opportunity")
    assert found[:3] == (False, "requires", ["南方客户"])


def test_a_function_that_no_role_grants_is_told_with_the_roles(us):
    record = us.account(owner=us.zhang)
    allowed, rule, _by, ways = told(us, record, us.marketing, "edit")
    if not allowed:
        assert rule in ("no_permission", "out_of_scope")
        assert ways


@pytest.mark.req("PM-14", "PM-21")
def test_what_only_lets_read_is_named_where_editing_is_refused(us):
    record = us.account(owner=us.zhang)
    share(us, [party("user", us.wang)], name="只读共享", owners=[party("user", us.zhang)])
    allowed, rule, by, ways = told(us, record, us.wang, "edit")
    assert (allowed, rule, by) == (False, "out_of_scope", ["只读共享"])
    assert ways[0] == "Let the same give editing, too"


@pytest.mark.req("PM-01", "PM-14")
def test_fields_are_explained_by_role_and_a_hidden_one_to_nobody_who_may_not_know_it(us):
    record = us.account(owner=us.zhang)
    levels = {"account.phone": "masked", "account.level": "read", "account.address": "hidden"}
    role = role_of("sales")
    assert caller(us.admin).patch(f"/records/role/{role}", {"fields": levels}).status_code == 200
    path = {"object": "account", "id": str(record.pk)}
    theirs = caller(us.admin).get("/access/explain", **path, user=str(us.zhang)).json()["fields"]
    found = {one["field"]: (one["level"], [by["id"] for by in one["by"]]) for one in theirs}
    assert found == {name.removeprefix("account."): (level, [role]) for name, level in levels.items()}
    own = caller(us.zhang).get("/access/explain", **path).json()["fields"]
    assert {one["field"]: one["text"] for one in own} == {
        "phone": "Shown masked, and not written", "level": "Only read",
    }  # fmt: skip
    assert caller(us.admin).get("/access/explain", **path).json()["fields"] == []


def test_others_are_explained_to_administrators_alone_and_nothing_tells_of_an_unseen_record(us):
    record = us.account(owner=us.wang)
    path = {"object": "account", "id": str(record.pk)}
    assert caller(us.manager).get("/access/explain", **path).status_code == 404
    assert caller(us.wang).get("/access/explain", **path, user=str(us.zhang)).status_code == 403
    assert caller(us.wang).get("/access/explain", **path).status_code == 200


def effect(us: company.Company, kind: str, **rule: Any) -> dict[str, Any]:
    before = (Event.objects.count(), SharingRule.objects.system(reason=WHY).count(),
              RestrictionRule.objects.system(reason=WHY).count())  # fmt: skip
    answer = caller(us.admin).post("/access/simulate", {"kind": kind, "rule": {"object": "account", **rule}})
    assert answer.status_code == 200, answer.json()
    assert before == (Event.objects.count(), SharingRule.objects.system(reason=WHY).count(),
                      RestrictionRule.objects.system(reason=WHY).count())  # fmt: skip
    return dict(answer.json())


def test_a_sharing_rule_tells_beforehand_how_much_it_opens_and_to_whom(us):
    for _number in range(3):
        us.account(owner=us.wang)
    us.account(owner=us.zhang)
    found = effect(
        us, "sharing_rule", owners=[party("department", us.south)], targets=[party("role", role_of("sales"))]
    )
    people = {one["user"]["id"]: (one["now"], one["then"]) for one in found["people"]}
    assert found["records"] == 3
    assert people == {us.zhang: (0, 3), us.li: (0, 3), us.wang: (3, 3)}
    assert found["people_count"] == 3


def test_a_restriction_tells_beforehand_how_much_it_closes(us):
    us.account(owner=us.zhang, level="A")
    us.account(owner=us.zhang, level="B")
    found = effect(us, "restriction_rule", filter=A_CLASS, users=[us.zhang, us.wang])
    assert found["records"] == 1
    people = {one["user"]["id"]: (one["now"], one["then"]) for one in found["people"]}
    assert people == {us.zhang: (1, 0), us.wang: (0, 0)}


def test_what_a_restriction_closes_is_not_promised_by_a_sharing_rule(us):
    us.account(owner=us.wang, level="A")
    us.account(owner=us.wang, level="B")
    restrict(us, users=[us.zhang])
    found = effect(us, "sharing_rule", owners=[party("user", us.wang)], targets=[party("user", us.zhang)])
    (line,) = found["people"]
    assert (found["records"], line["now"], line["then"]) == (2, 0, 1)


@pytest.mark.req("PM-19")
def test_a_team_rule_tells_beforehand_whom_it_adds_and_to_how_much(us):
    make("management_dimension", name="客户权限", code="class", kind="account_class")
    us.account(owner=us.zhang, level="A")
    us.account(owner=us.zhang, level="B")
    us.account(owner=us.wang, level="A")
    User.objects.system(reason=WHY).filter(pk=us.li).update(deputies=[us.zhang], dimensions={"class": ["B"]})
    bump(permission=True)
    begin_versions()
    rule = {"source": "owners", "owners": [party("user", us.zhang), party("user", us.wang)], "access": "read"}

    def told(*members: Any, **more: Any) -> dict[int, tuple[int, int]]:
        found = effect(us, "team_rule", members=list(members), **{**rule, **more})
        assert found["people_count"] == len(found["people"])
        return {one["user"]["id"]: (one["now"], one["then"]) for one in found["people"]}

    assert told({"kind": "serving"}) == {us.li: (0, 2)}
    assert told({"kind": "serving"}, party("user", us.wang)) == {us.li: (0, 2), us.wang: (1, 3)}
    assert told({"kind": "field", "value": "owner"}) == {us.zhang: (2, 2), us.wang: (1, 1)}
    only_a = {"source": "filter", "filter": A_CLASS}
    assert told({"kind": "serving"}, **only_a) == {us.li: (0, 1)}
    restrict(us, users=[us.li])
    assert told({"kind": "serving"}) == {us.li: (0, 1)}


@pytest.mark.req("PM-02")
def test_the_fields_by_which_a_dimension_may_divide_each_object_are_told(us):
    answer = caller(us.admin).get("/access/dimension_paths", kind="account_class").json()
    told = {one["object"]: one for one in answer["items"]}
    assert (told["account"]["label"], told["account"]["default"]) == ("Account", "level")
    assert told["contact"]["default"] == "account.level"
    assert {"path": "account.level", "label": "Account / Level"} in told["contact"]["paths"]
    assert {"path": "level", "label": "Level"} in told["account"]["paths"]
    for path in told["contact"]["paths"]:
        values = {"name": "x", "code": "x1", "kind": "account_class", "paths": {"contact": path["path"]}}
        made = caller(us.admin).post("/records/management_dimension", {**values, "is_active": "no"})
        assert [error["field"] for error in made.json()["errors"]] == ["is_active"]
    assert caller(us.admin).get("/access/dimension_paths", kind="nonsense").json() == {"items": []}
    assert caller(us.manager).get("/access/dimension_paths", kind="region").status_code == 403


def test_what_is_wrong_with_a_rule_is_told_before_it_is_tried(us):
    body = {"kind": "sharing_rule", "rule": {"object": "account", "owners": [], "targets": [{"kind": "x"}]}}
    answer = caller(us.admin).post("/access/simulate", body)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["owners", "targets[0]"]
    assert caller(us.manager).post("/access/simulate", body).status_code == 403


@pytest.mark.req("PM-14", "PM-02")
def test_what_a_limit_of_a_person_would_change_is_told_before_it_is_saved(us):
    make("management_dimension", name="客户权限", code="class", kind="account_class")
    for level in ("A", "A", "B"):
        us.account(level=level, owner=us.zhang)
    admin = caller(us.admin)

    def told(**changes: Any) -> tuple[int, int]:
        items = admin.post("/access/simulate_person", {"user": us.manager, **changes}).json()["items"]
        (line,) = [one for one in items if one["object"] == "account"]
        return line["now"], line["then"]

    assert told() == (3, 3)
    assert told(dimensions={"class": ["A"]}) == (3, 2)
    assert told(dimensions={"class": "all"}) == (3, 3)
    assert told(roles=[]) == (3, 0)
    before = row("user", us.manager).dimensions
    assert company.patch(us.admin, row("user", us.manager), dimensions={"class": ["A"]}).ok
    assert told(dimensions=before) == (2, 3)
    assert told(dimensions={"class": ["A"]}) == (2, 2)
    wrong = admin.post(
        "/access/simulate_person", {"user": 999_999, "roles": 1, "dimensions": {"nothing": []}}
    )
    assert {one["field"]: one["code"] for one in wrong.json()["errors"]} == {
        "user": "reference.unknown",
        "roles": "type.list",
        "dimensions.nothing": "dimension.unknown",
    }
    assert caller(us.manager).post("/access/simulate_person", {"user": us.zhang}).status_code == 403
