"""Text messages through a gateway that is called over HTTP, against a real server of this machine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guike.kernel.errors import Invalid
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import adapter_of, health
from guike.platform.adapters.sms import HttpGateway, Sms
from guike.platform.settings.services import set_many
from tests.support.receiver import receiving

BODY = '{"to": ["{mobile}"], "msg": {"text": "{text}"}, "id": "{reference}", "n": 1}'
SAID = Sms("+8613800000001", '订单 "SO1" 已发货 {mobile}', "guike-message-7")


@pytest.fixture(autouse=True)
def opened(settings: Any) -> None:
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]


def test_the_gateway_gets_the_number_and_the_text_in_its_own_shape() -> None:
    with receiving() as server:
        HttpGateway(server.url, BODY, "k-1", "", "贵客").send(SAID)
    (one,) = server.received
    assert json.loads(one.body) == {
        "to": ["13800000001"],
        "msg": {"text": '【贵客】订单 "SO1" 已发货 {mobile}'},
        "id": "guike-message-7",
        "n": 1,
    }
    assert one.headers["Authorization"] == "Bearer k-1"


@pytest.mark.parametrize(
    ("status", "answer", "expected"),
    [
        (200, b'{"code":0}', None),
        (200, b'{"code":17,"msg":"no balance"}', AdapterRefused),
        (400, b'{"code":0}', AdapterRefused),
        (429, b"slow down", AdapterUnavailable),
        (503, b"", AdapterUnavailable),
    ],
)
def test_what_its_answers_mean(status: int, answer: bytes, expected: type[Exception] | None) -> None:
    with receiving() as server:
        server.answer = lambda _one: (status, {}, answer)
        gateway = HttpGateway(server.url, BODY, taken='"code":0')
        if expected is None:
            gateway.send(SAID)
        else:
            with pytest.raises(expected):
                gateway.send(SAID)


def test_inner_addresses_are_not_called(settings: Any) -> None:
    settings.OUTBOUND_HOSTS = []
    with receiving() as server, pytest.raises(AdapterRefused):
        HttpGateway(server.url, BODY).send(SAID)
    assert server.received == []


@pytest.mark.django_db
def test_a_company_sets_it_up_and_wrong_bodies_are_refused() -> None:
    assert health("sms").code == "off"
    with receiving() as server:
        set_many({"sms.adapter": "http", "sms.url": server.url, "sms.body": BODY}, None)
        assert health("sms").is_ok
        adapter_of("sms").send(SAID)
    assert len(server.received) == 1
    for wrong in ("{", '{"to": "{mobile}"}', '{"to": "{mobile}", "m": "{text}", "x": "{price}"}'):
        with pytest.raises(Invalid) as refused:
            set_many({"sms.body": wrong}, None)
        assert [error.code for error in refused.value.errors] == ["sms.body"]
