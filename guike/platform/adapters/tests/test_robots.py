"""Robots of groups against a real HTTP server: dialects, signatures, and the ways in which one may fail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from guike.kernel import clock
from guike.kernel.errors import Invalid
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import adapter_of, health, ports
from guike.platform.adapters.robots import Robot
from guike.platform.settings.services import set_many
from tests.support.receiver import Receiver, receiving

NOON = "2026-11-21T04:00:00.250+00:00"


@pytest.fixture
def group(settings: Any) -> Iterator[Receiver]:
    """A server of this machine that the operator opened."""
    with receiving() as receiver:
        settings.OUTBOUND_HOSTS = [f"127.0.0.1:{receiver.port}"]
        receiver.answer = lambda _one: (200, {}, b'{"errcode": 0, "errmsg": "ok"}')
        yield receiver


def signed(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_wecom_mentions_people_by_their_numbers(group: Receiver) -> None:
    Robot("wecom", f"{group.url}?key=k1").say("张三：待审批 2 条", ["13800000001"])
    (one,) = group.received
    assert (one.path, one.headers["Content-Type"]) == ("/hook?key=k1", "application/json; charset=utf-8")
    assert json.loads(one.body) == {
        "msgtype": "text",
        "text": {"content": "张三：待审批 2 条", "mentioned_mobile_list": ["13800000001"]},
    }


def test_dingtalk_is_signed_in_the_address(group: Receiver) -> None:
    with clock.frozen(NOON):
        Robot("dingtalk", f"{group.url}?access_token=t", "SEC1").say("张三：待审批 2 条", ["13800000001"])
    (one,) = group.received
    assert parse_qs(urlsplit(one.path).query) == {
        "access_token": ["t"],
        "timestamp": ["1795233600250"],
        "sign": [signed("SEC1", "1795233600250\nSEC1")],
    }
    assert json.loads(one.body) == {
        "msgtype": "text",
        "text": {"content": "张三：待审批 2 条 @13800000001"},
        "at": {"atMobiles": ["13800000001"], "isAtAll": False},
    }


def test_feishu_is_signed_in_the_body(group: Receiver) -> None:
    group.answer = lambda _one: (200, {}, b'{"code": 0, "msg": "success"}')
    with clock.frozen(NOON):
        Robot("feishu", group.url, "SEC2").say("张三：待审批 2 条", [])
    (one,) = group.received
    assert json.loads(one.body) == {
        "timestamp": "1795233600",
        "sign": signed("1795233600\nSEC2", ""),
        "msg_type": "text",
        "content": {"text": "张三：待审批 2 条"},
    }


@pytest.mark.parametrize("dialect", ["dingtalk", "feishu"])
def test_without_a_secret_nothing_is_signed(group: Receiver, dialect: Any) -> None:
    Robot(dialect, group.url).say("有新提醒", [])
    (one,) = group.received
    assert one.path == "/hook"
    assert "sign" not in json.loads(one.body)


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (500, b"", AdapterUnavailable, "500"),
        (429, b"slow", AdapterUnavailable, "429 slow"),
        (
            200,
            b'{"errcode": 45009, "errmsg": "freq out of limit"}',
            AdapterUnavailable,
            "45009 freq out of limit",
        ),
        (200, b'{"errcode": 310000, "errmsg": "sign not match"}', AdapterRefused, "310000 sign not match"),
        (200, b'{"code": 19021, "msg": "sign match fail"}', AdapterRefused, "19021 sign match fail"),
        (200, b"<html>", AdapterRefused, "200 <html>"),
        (200, b"[]", AdapterRefused, "200 []"),
        (404, b"no", AdapterRefused, "404 no"),
        (302, b"", AdapterRefused, "302"),
    ],
)
def test_what_the_other_side_says_is_told(
    group: Receiver, status: int, body: bytes, error: Any, said: str
) -> None:
    group.answer = lambda _one: (status, {}, body)
    with pytest.raises(error) as refused:
        Robot("feishu", group.url).say("有新提醒", [])
    assert refused.value.params["reason"] == said


def test_an_absent_server_is_for_now_and_an_inner_one_for_good(group: Receiver, settings: Any) -> None:
    group.stop()
    with pytest.raises(AdapterUnavailable):
        Robot("wecom", group.url).say("有新提醒", [])
    settings.OUTBOUND_HOSTS = []
    group.start()
    with pytest.raises(AdapterRefused) as refused:
        Robot("wecom", group.url).say("有新提醒", [])
    assert "是内网地址" in refused.value.message("zh-CN")
    assert "is an inner address" in refused.value.message("en")
    assert group.received == []


@pytest.mark.django_db
def test_a_robot_is_set_up_in_the_settings_and_its_address_never_shown(group: Receiver) -> None:
    assert {"wecom", "dingtalk", "feishu"} <= set(ports())
    assert health("wecom").code == "off"
    set_many({"wecom.adapter": "robot"}, None)
    assert health("wecom").code == "adapter.refused"
    set_many({"wecom.url": group.url}, None)
    assert health("wecom").is_ok
    robot = adapter_of("wecom")
    robot.say("有新提醒", [])
    assert len(group.received) == 1
    assert group.url not in repr(robot)
    with pytest.raises(Invalid) as refused:
        set_many({"wecom.url": "http://10.0.0.1/hook"}, None)
    assert [(one.field, one.code) for one in refused.value.errors] == [("wecom.url", "outbound.inner")]
