"""Reminders by mail and by robots of groups: once, when the person wants it, tried again, and told when it fails."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from guike.kernel import clock
from guike.kernel.errors import Invalid
from guike.kernel.text import T
from guike.platform.adapters.errors import AdapterUnavailable
from guike.platform.adapters.mail import recorded_mail
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued
from guike.platform.notify import registry
from guike.platform.notify.deliveries import dispatch
from guike.platform.notify.models import NotificationDelivery
from guike.platform.notify.preferences import set_preferences
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import mark_read, notify, withdraw
from guike.platform.org.models import User
from guike.platform.settings.services import set_many
from tests.support.company import WHY, caller, found, notices
from tests.support.receiver import receiving

NOON = "2026-11-21T04:00:00+00:00"  # 12:00 in China


@pytest.fixture
def us(db: Any, monkeypatch: Any) -> Iterator[Any]:
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    notification_kind("t.due", T("到期", "Due"), T("“{name}”到期", "“{name}” is due"))
    notification_kind("t.news", T("消息", "News"), T("{name}", "{name}"))
    us = found()
    users = User.objects.system(reason=WHY)
    users.filter(pk=us.zhang).update(email="zhang@example.com", mobile="+8613800000001")
    users.filter(pk=us.li).update(email="li@example.com")
    with clock.frozen(NOON):
        yield us


def choose(user: int, *channels: str, kind: str = "", **more: Any) -> None:
    set_preferences(user, [{"kind": kind, "channels": list(channels), **more}])


def send() -> list[tuple[str, str]]:
    """What goes out now: (address, subject) of each mail."""
    with recorded_mail() as mails:
        dispatch()
        run_queued()
    return [(", ".join(mail.to), mail.subject) for mail in mails.sent]


@pytest.mark.req("NO-04")
def test_a_reminder_goes_once_through_the_channels_that_its_receiver_chose(us: Any) -> None:
    choose(us.zhang, "email")
    for _time in range(2):
        notify("t.due", [us.zhang, us.li], occasion="on 21", name="合同")
    assert send() == [("zhang@example.com", "[我的公司] 到期：“合同”到期")]
    notify("t.due", [us.zhang, us.li], occasion="on 21", name="合同")
    assert send() == []
    assert [one.status for one in NotificationDelivery.objects.system(reason=WHY)] == ["sent"]
    assert notices(us.zhang, "t.due") == notices(us.li, "t.due") == ["“合同”到期"]


def test_a_kind_may_have_channels_of_its_own(us: Any) -> None:
    set_preferences(
        us.zhang, [{"kind": "", "channels": ["email"]}, {"kind": "t.news", "channels": ["in_app"]}]
    )
    notify("t.news", [us.zhang], name="一条消息")
    notify("t.due", [us.zhang], name="合同")
    assert [subject for _to, subject in send()] == ["[我的公司] 到期：“合同”到期"]


@pytest.mark.req("NO-04")
def test_what_is_read_withdrawn_or_no_longer_seen_meanwhile_is_not_sent(us: Any) -> None:
    choose(us.zhang, "email")
    lead, foreign = us.lead(), us.lead(owner=us.wang)
    notify("t.due", [us.zhang], "lead", lead.pk, "a", name="甲")
    notify("t.due", [us.zhang], "lead", foreign.pk, "a", name="乙")
    notify("t.news", [us.zhang], name="丙")
    dispatch()
    withdraw("t.due", "lead", [lead.pk])
    mark_read(us.zhang, kind="t.news")
    assert send() == []
    assert NotificationDelivery.objects.system(reason=WHY).count() == 0


def test_who_left_gets_none(us: Any) -> None:
    choose(us.zhang, "email")
    notify("t.due", [us.zhang], name="合同")
    User.objects.system(reason=WHY).filter(pk=us.zhang).update(status="left")
    assert send() == []


@pytest.mark.req("NO-04")
def test_quiet_hours_hold_and_what_was_held_comes_as_one_message(us: Any) -> None:
    choose(us.zhang, "email", quiet_from="11:00", quiet_to="13:00")
    notify("t.due", [us.zhang], name="甲")
    notify("t.news", [us.zhang], name="乙")
    assert send() == []
    clock.advance(timedelta(minutes=59))
    assert send() == []
    clock.advance(timedelta(minutes=1))
    with recorded_mail() as mails:
        dispatch()
        run_queued()
    (mail,) = mails.sent
    assert mail.subject == "[我的公司] 2 条提醒"
    assert mail.text.split("\n\n")[:2] == ["到期：“甲”到期", "消息：乙"]


def test_a_daily_digest_gathers_a_day(us: Any) -> None:
    choose(us.zhang, "email", digest="daily")
    notify("t.due", [us.zhang], name="甲")
    assert send() == []
    clock.advance(timedelta(hours=20))  # 8:00
    notify("t.news", [us.zhang], name="乙")
    assert send() == []
    clock.advance(timedelta(hours=1))
    assert send() == [("zhang@example.com", "[我的公司] 2 条提醒")]


@pytest.mark.req("NO-04")
def test_a_server_that_does_not_answer_is_tried_again_ever_later_until_it_is_told(us: Any) -> None:
    choose(us.zhang, "email")
    choose(us.li, "email")
    notify("t.due", [us.zhang, us.li], name="合同")
    with recorded_mail() as mails:
        mails.trouble = AdapterUnavailable("adapter.unavailable", service="邮件", reason="timeout")
        dispatch()
        run_queued()
        attempts = (
            NotificationDelivery.objects.system(reason=WHY)
            .order_by("user_id")
            .values_list("status", "attempts")
        )
        assert list(attempts) == [
            ("waiting", 1),
            ("waiting", 0),
        ]  # a server that is away is not asked for everybody
        state = caller(us.zhang).get("/notifications/preferences").json()["channels"][0]
        assert (state["last_error"], state["is_retried"]) == ("“邮件” cannot be reached now: timeout", True)
        mails.trouble = None
        dispatch()
        run_queued()
        assert [mail.to for mail in mails.sent] == [("li@example.com",)]
        mails.trouble = AdapterUnavailable("adapter.unavailable", service="邮件", reason="timeout")
        for minutes in (1, 5, 15, 60, 180):
            clock.advance(timedelta(minutes=minutes))
            dispatch()
            run_queued()
        (row,) = NotificationDelivery.objects.system(reason=WHY).filter(user_id=us.zhang)
        assert (row.status, row.attempts) == ("failed", 6)
    said = "通过“邮件”发送提醒失败：“邮件”暂时无法连接：timeout"
    assert notices(us.zhang, "notify.failed") == notices(us.admin, "notify.failed") == [said]
    assert notices(us.admin, "notify.failed", "en") == [
        "Reminders could not be sent through “E-mail”: “邮件” cannot be reached now: timeout"
    ]
    assert notices(us.li, "notify.failed") == []
    clock.advance(timedelta(days=1))
    assert send() == []


def test_a_refusal_is_for_good_and_told_once_a_day(us: Any) -> None:
    choose(us.zhang, "email")
    User.objects.system(reason=WHY).filter(pk=us.zhang).update(email="")
    for number in range(3):
        notify("t.due", [us.zhang], name=str(number))
        assert send() == []
    assert {one.status for one in NotificationDelivery.objects.system(reason=WHY)} == {"failed"}
    assert notices(us.zhang, "notify.failed") == [
        "通过“邮件”发送提醒失败：“张三”没有填写邮箱，请在用户资料中补充"
    ]
    assert len(notices(us.admin, "notify.failed")) == 1


def test_a_job_that_died_is_made_good_after_its_lease(us: Any, monkeypatch: Any) -> None:
    choose(us.zhang, "email")
    notify("t.due", [us.zhang], name="合同")

    class Died(BaseException):
        pass

    with recorded_mail() as mails:
        mails.trouble = Died()  # type: ignore[assignment]
        dispatch()
        with pytest.raises(Died):
            run_queued()
    NotificationDelivery.objects.system(reason=WHY).get(status="waiting", attempts=1)
    Job.objects.all().delete()
    assert send() == []
    clock.advance(timedelta(minutes=10))
    assert len(send()) == 1


class Letterbox:
    def __init__(self) -> None:
        self.received: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 OK"


def test_a_real_server_receives_it(us: Any, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://crm.example.com"]
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        values = {
            "adapter": "smtp",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_security": "none",
            "sender": "crm@example.com",
        }
        set_many({f"mail.{name}": value for name, value in values.items()}, None)
        choose(us.zhang, "email")
        lead = us.lead(name="王小明")
        notify("t.due", [us.zhang], "lead", lead.pk, name="王小明")
        dispatch()
        run_queued()
    finally:
        server.stop()
    ((to, message),) = box.received
    assert to == ["zhang@example.com"]
    assert str(make_header(decode_header(message["Subject"]))) == "[我的公司] 到期：“王小明”到期"
    text = message.get_payload(decode=True).decode()
    assert f"https://crm.example.com/o/lead/{lead.pk}" in text


def test_a_group_reads_kinds_and_numbers_and_nothing_of_the_records(us: Any, settings: Any) -> None:
    with receiving() as group:
        settings.OUTBOUND_HOSTS = [f"127.0.0.1:{group.port}"]
        group.answer = lambda _one: (200, {}, b'{"errcode": 0}')
        set_many({"dingtalk.adapter": "robot", "dingtalk.url": group.url}, None)
        choose(us.zhang, "dingtalk")
        for name in ("甲公司", "乙公司"):
            notify("t.due", [us.zhang], name=name)
        notify("t.news", [us.zhang], name="机密")
        dispatch()
        run_queued()
        (one,) = group.received
    body = json.loads(one.body)
    assert body["text"]["content"] == "张三：您有新的提醒，到期 2 条、消息 1 条。请登录 CRM 查看 @13800000001"
    assert body["at"]["atMobiles"] == ["13800000001"]


class TestChoosing:
    def test_each_chooses_for_himself(self, us: Any) -> None:
        api = caller(us.zhang)
        first = api.get("/notifications/preferences").json()
        assert first["all"] == {
            "channels": ["in_app"],
            "quiet_from": None,
            "quiet_to": None,
            "digest": "none",
        }
        assert {one["kind"]: one["channels"] for one in first["items"]}["t.due"] is None
        assert "notify.failed" not in {one["kind"] for one in first["items"]}
        assert [(one["channel"], one["is_on"], one["sent_to"]) for one in first["channels"]] == [
            ("email", False, "zhang@example.com"),
            ("wecom", False, "+8613800000001"),
            ("dingtalk", False, "+8613800000001"),
            ("feishu", False, "+8613800000001"),
        ]
        items = [
            {
                "kind": "",
                "channels": ["email"],
                "quiet_from": "22:00",
                "quiet_to": "08:00",
                "digest": "daily",
            },
            {"kind": "t.due", "channels": ["in_app", "feishu", "email"]},
        ]
        answer = api._client.put(
            "/api/v1/notifications/preferences", json.dumps({"items": items}), content_type="application/json"
        ).json()
        assert answer["all"] == {
            "channels": ["in_app", "email"],
            "quiet_from": "22:00",
            "quiet_to": "08:00",
            "digest": "daily",
        }
        assert {one["kind"]: one["channels"] for one in answer["items"]}["t.due"] == [
            "in_app",
            "email",
            "feishu",
        ]
        assert caller(us.li).get("/notifications/preferences").json()["all"]["channels"] == ["in_app"]

    @pytest.mark.parametrize(
        ("one", "errors"),
        [
            ({"kind": "t.none"}, {"items[0].kind": "preference.kind"}),
            ({"channels": ["pigeon"]}, {"items[0].channels": "type.choice"}),
            ({"channels": "email"}, {"items[0].channels": "type.choice"}),
            ({"digest": "weekly"}, {"items[0].digest": "type.choice"}),
            ({"quiet_from": "22:00"}, {"items[0].quiet_from": "preference.quiet"}),
            ({"quiet_from": "22:00", "quiet_to": "22:00"}, {"items[0].quiet_from": "preference.quiet"}),
            ({"quiet_from": "25:00", "quiet_to": "08:00"}, {"items[0].quiet_from": "preference.time"}),
            ({"quiet_from": 22, "quiet_to": "08:00"}, {"items[0].quiet_from": "preference.time"}),
            ({"chanels": []}, {"items[0].chanels": "unknown_field"}),
            ("email", {"items[0]": "type.map"}),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_changed(self, us: Any, one: Any, errors: Any) -> None:
        choose(us.zhang, "email")
        with pytest.raises(Invalid) as refused:
            set_preferences(us.zhang, [one])
        assert {error.field: error.code for error in refused.value.errors} == errors
        assert caller(us.zhang).get("/notifications/preferences").json()["all"]["channels"] == [
            "in_app",
            "email",
        ]

    def test_a_kind_is_there_once(self, us: Any) -> None:
        with pytest.raises(Invalid) as refused:
            set_preferences(us.zhang, [{"kind": "t.due"}, {"kind": "t.due"}])
        assert [(one.field, one.code) for one in refused.value.errors] == [
            ("items[1].kind", "preference.twice")
        ]


@pytest.mark.req("NO-04")
def test_administrators_list_what_was_not_sent_and_send_it_again(us: Any) -> None:
    """With why and for whom, never with its text; nobody else sees or sends anything."""
    choose(us.zhang, "email")
    choose(us.li, "email")
    lead = us.lead(name="绝密客户")
    User.objects.system(reason=WHY).filter(pk=us.zhang).update(email="")
    notify("t.due", [us.zhang], "lead", lead.pk, "on 21", name="绝密客户")
    notify("t.due", [us.li], name="合同")
    assert send() == [("li@example.com", "[我的公司] 到期：“合同”到期")]
    failed = {"filter": {"field": "status", "op": "eq", "value": "failed"}}
    admin, stranger = caller(us.admin), caller(us.manager)
    (row,) = admin.post("/records/notification_delivery/query", failed).json()["items"]
    assert (row["user"]["name"], row["channel"], row["status"], row["attempts"]) == (
        "张三",
        "email",
        "failed",
        1,
    )
    assert (row["kind"], row["error"]) == (
        "Due",
        "“张三” has no e-mail address; add it to the user's record",
    )
    assert row["record"] == {"object": "lead", "id": lead.pk, "name": "绝密客户"}
    assert admin.get("/operations").json()["reminders"] == {
        "pending": 0, "failed": 0, "dead": 1, "oldest_at": None, "last_hour": 1,
    }  # fmt: skip
    again = f"/records/notification_delivery/{row['id']}/actions/resend"
    for refused in (
        stranger.get("/records/notification_delivery"), stranger.post(again, {}),
        stranger.get("/operations"), admin.patch(f"/records/notification_delivery/{row['id']}", {"status": "sent"}),
        admin.delete(f"/records/notification_delivery/{row['id']}"), admin.post("/records/notification_delivery", {}),
    ):  # fmt: skip
        assert refused.status_code == 403
    assert send() == []
    User.objects.system(reason=WHY).filter(pk=us.zhang).update(email="zhang@example.com")
    assert admin.post(again, {}).status_code == 200
    assert send() == [("zhang@example.com", "[我的公司] 到期：“绝密客户”到期")]
    assert admin.post(again, {}).status_code == 409
    assert [one.status for one in NotificationDelivery.objects.system(reason=WHY)] == ["sent", "sent"]
    withdraw("t.due", "lead", [lead.pk])
    assert NotificationDelivery.objects.system(reason=WHY).count() == 1  # it goes with its reminder
