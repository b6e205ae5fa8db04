"""Members by rule come while a record meets it and go after, and never touch who was added by hand."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.access.models import TeamMember
from guike.platform.jobs.models import Job
from guike.platform.sharing import teams
from guike.platform.sharing.tests.test_rules import listed, party, renamed, role_of
from tests.support import company
from tests.support.company import caller, make

A_CLASS = {"field": "level", "op": "eq", "value": "A"}


@pytest.fixture
def us(db: None) -> company.Company:
    return company.found()


def rule(us: company.Company, *members: dict[str, Any], **values: Any) -> int:
    """A rule that is in force for all records."""
    given = {"name": "自动团队", "object": "account", "filter": A_CLASS, "members": list(members), **values}
    answer = caller(us.admin).post("/records/team_rule", given)
    assert answer.status_code == 201, answer.json()
    teams.keep_all(given["object"])
    return int(answer.json()["id"])


def members(record: Any) -> set[tuple[int, str]]:
    """(user, source without the rule's id)"""
    rows = TeamMember.objects.filter(object="account", record_id=record.pk)
    return {(one.user_id, one.source.partition(":")[0]) for one in rows}


@pytest.mark.req("PM-18")
def test_a_value_adds_a_person_and_another_value_takes_him_out_but_not_who_was_added_by_hand(us):
    record = us.account(owner=us.zhang, level="B")
    rule(us, party("user", us.wang), access="edit")
    assert members(record) == set()
    company.patch(us.zhang, record, level="A")
    assert members(record) == {(us.wang, "rule")}
    assert renamed(us.wang, record) == 200
    caller(us.admin).post(f"/records/account/{record.pk}/team", {"user": us.wang, "access": "read"})
    assert members(record) == {(us.wang, "rule"), (us.wang, "manual")}
    company.patch(us.zhang, record, level="C")
    assert members(record) == {(us.wang, "manual")}
    assert renamed(us.wang, record) == 403


def test_new_imported_and_handed_over_records_follow_the_rule_in_their_transaction(us):
    rule(us, party("user", us.wang), source="owners", filter=None, owners=[party("user", us.zhang)])
    record = us.account(us.zhang)
    assert members(record) == {(us.wang, "rule")}
    assert company.act(us.admin, record, "transfer", owner=us.li).refusal is None
    assert members(record) == set()


@pytest.mark.req("PM-19", "PM-26")
def test_the_managing_director_edits_what_belongs_to_the_people_whom_he_serves(us):
    director = company.person("常务经理", "sales", department=us.south)
    theirs, others = us.account(owner=us.zhang), us.account(owner=us.li)
    activity = make(
        "activity",
        owner=us.zhang,
        subject="拜访",
        kind="visit",
        related=[{"object": "account", "id": theirs.pk}],
    )
    everybody = {"source": "owners", "filter": None, "owners": [party("role", role_of("sales"))]}
    rule(us, {"kind": "serving"}, access="edit", **everybody)
    rule(us, {"kind": "serving"}, access="read", object="activity", **everybody)
    assert listed(director) == set()
    answer = caller(us.admin).patch(f"/records/user/{director}", {"deputies": [us.zhang]})
    assert answer.status_code == 200, answer.json()
    assert Job.objects.filter(kind=teams.KIND, params={"object": "account"}).exists()
    teams.nightly()
    assert listed(director) == {theirs.pk}
    assert renamed(director, theirs) == 200
    assert caller(director).get(f"/records/account/{others.pk}").status_code == 404
    assert caller(director).get(f"/records/activity/{activity.pk}").status_code == 200
    answer = caller(director).patch(f"/records/activity/{activity.pk}", {"subject": "改"})
    assert answer.status_code == 403
    assert company.again(activity).subject == "拜访"
    new = us.account(us.zhang)
    assert renamed(director, new) == 200


def test_a_field_of_the_record_names_the_member_and_the_owner_is_none(us):
    record = us.account(owner=us.zhang, level="A")
    rule(us, {"kind": "field", "value": "created_by"}, party("user", us.zhang))
    assert members(record) == set()
    other = us.account(us.li, level="A")
    caller(us.admin).patch(f"/records/account/{other.pk}", {"owner": us.wang})
    assert members(company.again(other)) == {(us.zhang, "rule"), (us.li, "rule")}


def test_a_rule_that_is_switched_off_or_deleted_takes_its_members_with_it(us):
    record = us.account(owner=us.zhang, level="A")
    made = rule(us, party("user", us.wang))
    assert members(record) == {(us.wang, "rule")}
    caller(us.admin).patch(f"/records/team_rule/{made}", {"access": "edit", "role_label": "专员"})
    teams.keep_all("account")
    (row,) = TeamMember.objects.filter(object="account", record_id=record.pk)
    assert (row.access, row.role) == ("edit", "专员")
    caller(us.admin).delete(f"/records/team_rule/{made}")
    teams.keep_all("account")
    assert members(record) == set()


def test_who_has_left_is_no_member(us):
    record = us.account(owner=us.zhang, level="A")
    rule(us, party("user", us.wang))
    assert company.act(us.admin, company.row("user", us.wang), "disable").refusal is None
    teams.nightly()
    assert members(record) == set()


@pytest.mark.parametrize(("given", "field", "code"), [
    ({"object": "product"}, "object", "team_rule.object"),
    ({"filter": {"field": "total_order_amount", "op": "gt", "value": 1}}, "filter", "team_rule.not_followed"),
    ({"filter": {"field": "owner.department", "op": "is_not_empty"}}, "filter", "team_rule.not_followed"),
    ({"members": []}, "members", "required"),
    ({"members": [{"kind": "field", "value": "name"}]}, "members[0]", "team_rule.field"),
    ({"members": [{"kind": "boss"}]}, "members[0]", "team_rule.member"),
    ({"members": [{"kind": "user", "value": 987654321}]}, "members[0]", "sharing.gone"),
])  # fmt: skip
def test_rules_that_cannot_be_followed_are_refused_when_they_are_defined(us, given, field, code):
    defaults = {"name": "规则", "object": "account", "filter": A_CLASS, "members": [party("user", us.wang)]}
    answer = caller(us.admin).post("/records/team_rule", {**defaults, **given})
    assert answer.status_code == 422
    assert (field, code) in [(e["field"], e["code"]) for e in answer.json()["errors"]]
