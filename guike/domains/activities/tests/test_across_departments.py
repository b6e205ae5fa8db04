"""A task from an order to somebody of another department: he sees what is to be done and by when, not the order."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from guike.domains.activities.services import activity_remind
from guike.kernel import clock
from tests.support.company import act, again, caller, code, ctx_of, found, make, notices, patch, person

SECRET = "绝密客户有限公司"


class Told:
    """张三's order for a customer, and a task of it for 钱会计 of the finance department."""

    def __init__(self):
        self.us = found()
        finance = make("department", name="财务部", code="FIN-X", kind="operations").pk
        role = make(
            "role", name="只有行动", permissions={"activity": ["view", "create", "edit", "complete", "start"]}
        )
        self.qian = make(
            "user", username="qian", name="钱会计", department=finance, roles=[role.pk], is_salesperson=False
        ).pk
        self.account = self.us.account(name=SECRET, status="formal")
        unit = make("unit", name="只")
        product = make("product", code="P-1", name="打印机", base_unit=unit.pk, standard_price="10")
        self.order = make(
            "sales_order",
            self.us.zhang,
            account=self.account.pk,
            lines=[{"product": product.pk, "quantity": "1"}],
        )
        contact = make("contact", name="绝密联系人", account=self.account.pk, owner=self.us.zhang)
        self.related = [{"object": "sales_order", "id": self.order.pk}]
        self.task = make(
            "activity", self.us.zhang, kind="task", subject="核对开票资料", related=self.related, owner=self.qian,
            planned_end_at="2026-11-27T09:00:00Z", attendees=[{"object": "contact", "id": contact.pk}],
        )  # fmt: skip
        self.secrets = (SECRET, self.order.number, "绝密联系人")


@pytest.fixture
def told(db):
    return Told()


@pytest.mark.req("AC-16")
def test_he_sees_the_task_with_its_day_and_nothing_of_the_order(told):
    api = caller(told.qian)
    path = f"/records/activity/{told.task.pk}"
    one = api.get(path).json()
    assert (one["subject"], one["planned_end_at"], one["status"]) == (
        "核对开票资料",
        "2026-11-27T09:00:00Z",
        "planned",
    )
    assert (one["related"], one["account"], one["attendees"], one["owner"]["name"]) == (
        [],
        None,
        [],
        "钱会计",
    )
    assert [item["id"] for item in api.get("/records/activity").json()["items"]] == [told.task.pk]
    assert code(patch(told.us.admin, told.task, planned_start_at="2026-11-26T09:00:00Z")) is None
    other = told.us.account(name="又一个" + SECRET)
    patch(told.us.admin, told.task, related=[*told.related, {"object": "account", "id": other.pk}])
    asked = [
        path, "/records/activity", f"{path}/history", f"{path}/timeline", f"{path}/access",
        f"{path}?fields=subject,related,account,account.name,attendees", "/records/activity?fields=related,account.name&sort=account",
        "/search?q=" + SECRET, "/search?q=" + told.order.number, "/search?q=核对开票", f"/records/sales_order/{told.order.pk}",
        f"/records/sales_order/{told.order.pk}/related/activities", f"/records/account/{told.account.pk}/related/all_activities",
    ]  # fmt: skip
    for url in asked:
        answer = api.get(url)
        text = json.dumps(answer.json(), ensure_ascii=False)
        assert not any(secret in text for secret in told.secrets), url
    mine = caller(told.us.zhang).get(path).json()
    assert [named["name"] for named in mine["related"]] == [told.order.number, "又一个" + SECRET]
    assert mine["account"]["name"] == "又一个" + SECRET


@pytest.mark.req("AC-16")
def test_nor_by_filtering_grouping_or_exporting(told):
    """Not even whether the task is about an order of which he knows the id."""
    api, zhang = caller(told.qian), caller(told.us.zhang)
    named = {"field": "related", "op": "has_any", "value": [{"object": "sales_order", "id": told.order.pk}]}
    of_account = {"field": "account", "op": "eq", "value": told.account.pk}
    for filter_ in (named, of_account):
        query = json.dumps(filter_)
        assert api.get("/records/activity", filter=query).json()["items"] == []
        assert [item["id"] for item in zhang.get("/records/activity", filter=query).json()["items"]] == [
            told.task.pk
        ]
    without = {"not": named}
    assert [i["id"] for i in api.get("/records/activity", filter=json.dumps(without)).json()["items"]] == [
        told.task.pk
    ]
    asked = {"groups": ["account"], "measures": [{"agg": "count"}]}
    [group] = api.post("/records/activity/aggregate", asked).json()["rows"]
    assert group["keys"] == {"account": None}
    [group] = zhang.post("/records/activity/aggregate", asked).json()["rows"]
    assert group["keys"]["account"] == {"id": told.account.pk, "name": SECRET}


@pytest.mark.req("AC-16")
def test_what_he_does_not_see_stays_when_he_writes(told):
    api = caller(told.qian)
    lead = (
        make("lead", told.qian, name="他自己的", source="phone")
        if ctx_of(told.qian).can("lead", "create")
        else None
    )
    assert lead is None
    changed = api.patch(f"/records/activity/{told.task.pk}", {"related": [], "content": "资料齐了"})
    assert changed.status_code == 200, changed.content
    assert again(told.task).related == told.related
    assert again(told.task).account_id == told.account.pk
    unknown = api.patch(f"/records/activity/{told.task.pk}", {"related": told.related})
    assert unknown.status_code == 200  # it stood there already, so nothing is told
    other = told.us.account()
    refused = api.patch(
        f"/records/activity/{told.task.pk}", {"related": [{"object": "account", "id": other.pk}]}
    )
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [("related", "reference.unknown")]
    assert again(told.task).related == told.related
    assert code(act(told.qian, told.task, "complete", result="已核对")) is None


@pytest.mark.req("AC-16")
def test_it_is_his_to_do_and_he_is_reminded_when_it_is_late(told):
    with clock.frozen("2026-11-27T09:01:00+00:00"):
        listed = (
            caller(told.qian)
            .get("/records/activity", filter='{"field": "owner", "op": "is_me"}', fields="subject,is_overdue")
            .json()["items"]
        )
        assert [(item["subject"], item["is_overdue"]) for item in listed] == [("核对开票资料", True)]
        assert activity_remind() == 1
        assert notices(told.qian, "activity.overdue") == ["行动“核对开票资料”已过计划结束时间，还没有完成"]
        clock.advance(timedelta(hours=1))
        act(told.qian, told.task, "complete", result="已核对")
        assert notices(told.qian, "activity.overdue") == []
    shown = (
        caller(told.us.zhang).get(f"/records/sales_order/{told.order.pk}/related/activities").json()["items"]
    )
    assert [(item["subject"], item["status"], item["owner"]["name"]) for item in shown] == [
        ("核对开票资料", "done", "钱会计")
    ]


def test_a_booking_tells_for_what_to_those_alone_who_may_see_it(told):
    room = make("resource", name="3 号会议室")
    times = {"start_at": "2026-11-27T01:00:00Z", "end_at": "2026-11-27T02:00:00Z"}
    booking = make("resource_booking", told.us.zhang, resource=room.pk, activity=told.task.pk, **times)
    path = f"/records/resource_booking/{booking.pk}"
    assert caller(told.us.zhang).get(path).json()["activity"]["name"] == "核对开票资料"
    shown = caller(told.us.wang).get(path).json()
    assert (shown["activity"], shown["resource"]["name"], shown["owner"]["name"]) == (
        None,
        "3 号会议室",
        "钱会计",
    )
    stranger = person("新人", "sales", department=told.us.south)
    assert (
        caller(stranger).get(f"/records/activity/{told.task.pk}/related/resource_bookings").status_code == 404
    )
