"""Whom definitions name, when he leaves."""

import pytest

from guike.domains.orders.tests.shop import WHY, body
from guike.entry.tests.people import person
from guike.platform.approvals.models import ApprovalDefinition, ApprovalRequest, ApprovalVersion
from guike.platform.approvals.succession import in_his_place
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, all_tasks, asks, one
from guike.platform.audit.models import AuditEntry
from guike.platform.org.models import HandoverEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.req("AP-10", "BA-14")]


@pytest.fixture
def firm():
    return Firm.open()


def named(content):
    """Whom a version names, place by place."""
    steps = [
        (step["name"], [entry.get("value") for entry in step[place] or ()])
        for step in content["steps"]
        for place in ("approvers", "cc", "escalate_to")
    ]
    return [*steps, *[[entry["value"] for entry in notice["receivers"]] for notice in content["notices"]]]


def versions(definition):
    rows = ApprovalVersion.objects.filter(definition_id=definition).order_by("number")
    return [(row.number, named(row.content), row.content["fallback"]) for row in rows]


def drafted(firm, definition):
    """(name, approvers) of each step as it is edited."""
    record = body(firm.boss.get(f"/records/approval_definition/{definition}"))
    return [(step["name"], [entry.get("value") for entry in step["approvers"]]) for step in record["steps"]]


def leaves(firm, leaver, to, **receivers):
    given = {"to": to.id, **({"receivers": receivers} if receivers else {})}
    return firm.boss.post(f"/records/user/{leaver.id}/actions/leave", given)


def handed(leaver):
    rows = HandoverEntry.objects.system(reason=WHY).filter(person=leaver.id).order_by("id")
    return [(row.what["zh-CN"], row.what["en"], row.count, row.receiver_id) for row in rows]


def preview(firm, leaver):
    items = body(firm.boss.get("/access/handover", user=str(leaver.id)))["items"]
    return {item["key"]: (item["label"], item["count"], item["names"]) for item in items}


def great(firm):
    """A published definition that names finance everywhere, with a step that is not published yet; its id."""
    both = {"kind": "user", "value": [firm.finance.id, firm.clerk.id]}
    late = {"escalate_after_hours": 8, "escalate_to": [one(firm.finance)], "cc": [one(firm.finance)]}
    notices = [{"on": "approved", "receivers": [one(firm.finance)], "template": "{number}"}]
    steps = (asks("经理", SUPERIOR), asks("财务", both, **late))
    definition = firm.define(*steps, name="大额订单", fallback=firm.finance.id, notices=notices)
    record = body(firm.boss.get(f"/records/approval_definition/{definition}"))
    standing = ({"id": step["id"]} for step in record["steps"])
    edited = {"_version": record["_version"], "steps": [*standing, asks("未发布", one(firm.finance))]}
    answer = firm.boss.patch(f"/records/approval_definition/{definition}", edited)
    assert answer.status_code == 200, answer.content
    return definition


def content(person, clerk):
    """Whom a version of it names, and who decides when nobody else can."""
    manager = [("经理", [None]), ("经理", []), ("经理", [])]
    finance = [("财务", [[person, clerk]]), ("财务", [person]), ("财务", [person])]
    return [*manager, *finance, [person]], person


def test_the_successor_stands_in_every_place_of_what_is_in_force_and_of_what_is_edited(firm):
    finance, clerk, director = firm.finance.id, firm.clerk.id, firm.director.id
    definition = great(firm)
    sketch = firm.define(asks("财务", one(firm.finance)), name="草稿", position=2, publish=False)
    firm.define(asks("经理", SUPERIOR), name="无关", position=3)
    body(leaves(firm, firm.finance, firm.director))
    assert versions(definition) == [(1, *content(finance, clerk)), (2, *content(director, clerk))]
    assert drafted(firm, definition) == [
        ("经理", [None]),
        ("财务", [[director, clerk]]),
        ("未发布", [director]),
    ]
    assert (versions(sketch), drafted(firm, sketch)) == ([], [("财务", [director])])
    rows = ApprovalDefinition.objects.system(reason=WHY).filter(object="sales_order").order_by("position")
    assert [(row.name, row.published_version, row.fallback_id) for row in rows] == [
        ("大额订单", 2, director),
        ("草稿", 0, firm.boss.id),
        ("无关", 1, firm.boss.id),
    ]


def test_what_names_the_leaver_is_told_before_and_kept_after(firm):
    great(firm)
    firm.define(asks("财务", one(firm.finance)), name="草稿", position=2, publish=False)
    firm.define(asks("经理", SUPERIOR), name="无关", position=3)
    assert preview(firm, firm.finance) == {
        "approval_definition": ("People in approval definitions", 2, ["大额订单", "草稿"])
    }
    done = body(leaves(firm, firm.finance, firm.director))
    assert done["handed_over"] == {"approval_definition": 2}
    zh, en = "审批流中的人员：大额订单、草稿", "People in approval definitions: 大额订单, 草稿"
    assert handed(firm.finance) == [(zh, en, 2, firm.director.id)]
    lines = AuditEntry.objects.system(reason=WHY).filter(action="user.hand_over")
    assert [(one.detail["of"], one.detail["what"]["zh-CN"], one.detail["count"]) for one in lines] == [
        ("approval_definition", zh, 2)
    ]


def test_a_request_that_runs_asks_the_successor_when_the_leaver_s_turn_comes(firm):
    great(firm)
    order = firm.submitted()
    body(leaves(firm, firm.finance, firm.director))
    (request,) = ApprovalRequest.objects.system(reason=WHY)
    assert request.definition_version == 2
    firm.decide(firm.manager)
    assert all_tasks() == [
        ("经理", "manager", "approved"),
        ("财务", "director", "open"),
        ("财务", "clerk", "open"),
    ]
    firm.decide(firm.director)
    firm.decide(firm.clerk)
    assert firm.status(order) == "approved"


def test_an_old_version_goes_on_with_its_requests_and_the_one_in_force_stays(firm):
    definition = firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)))
    firm.submitted()
    record = body(firm.boss.get(f"/records/approval_definition/{definition}"))
    (first, second) = record["steps"]
    steps = [{"id": first["id"]}, {"id": second["id"], "approvers": [one(firm.clerk)]}]
    changed = firm.boss.patch(
        f"/records/approval_definition/{definition}", {"_version": record["_version"], "steps": steps}
    )
    assert changed.status_code == 200, changed.content
    body(firm.boss.post(f"/records/approval_definition/{definition}/actions/publish", {}))
    body(leaves(firm, firm.finance, firm.director))
    assert [(number, people[3]) for number, people, _fallback in versions(definition)] == [
        (1, ("财务", [firm.finance.id])),
        (2, ("财务", [firm.clerk.id])),
        (3, ("财务", [firm.director.id])),
    ]
    assert ApprovalDefinition.objects.system(reason=WHY).get(pk=definition).published_version == 2
    assert ApprovalRequest.objects.system(reason=WHY).get().definition_version == 3
    firm.decide(firm.manager)
    assert all_tasks()[-1] == ("财务", "director", "open")
    body(firm.boss.post(f"/records/approval_definition/{definition}/actions/publish", {}))
    assert [number for number, *_rest in versions(definition)] == [1, 2, 3, 4]


def test_who_may_not_open_the_records_cannot_follow_and_nothing_is_changed(firm):
    definition = firm.define(asks("财务", one(firm.finance)), name="大额订单")
    stranger = person("stranger", {"lead": ["view"]})
    before = (versions(definition), drafted(firm, definition))
    refused = leaves(firm, firm.finance, stranger)
    assert refused.status_code == 422, refused.content
    assert refused.json()["errors"] == [
        {
            "field": "to",
            "code": "flow.cannot_succeed",
            "message": "“大额订单” names the person, and who follows may not see Sales order at all; grant it in the role,"
            " or give the people in approval definitions to somebody else",
        }
    ]
    wrong = leaves(firm, firm.finance, firm.director, approval_definition=stranger.id)
    assert [one["field"] for one in wrong.json()["errors"]] == ["receivers.approval_definition"]
    assert (versions(definition), drafted(firm, definition)) == before
    assert User.objects.system(reason=WHY).get(pk=firm.finance.id).status == "active"
    assert handed(firm.finance) == []

    body(leaves(firm, firm.finance, stranger, approval_definition=None))
    assert (versions(definition), drafted(firm, definition)) == before
    assert handed(firm.finance) == [
        ("审批流中的人员：大额订单", "People in approval definitions: 大额订单", 1, None)
    ]


def test_entries_keep_their_places_and_name_nobody_twice():
    entries = [
        {"kind": "user", "value": [5, 7, 9], "group": "甲"},
        {"kind": "user", "value": 7},
        {"kind": "role", "value": 7},
    ]
    assert in_his_place(entries, 7, 9) == [
        {"kind": "user", "value": [5, 9], "group": "甲"},
        {"kind": "user", "value": 9},
        {"kind": "role", "value": 7},
    ]
    assert in_his_place(None, 7, 9) is None
    assert in_his_place([], 7, 9) == []
