"""What a customer does without a sign-in, by the links in his messages: confirm the receipt, follow his order, opt out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from guike.domains.fulfilment.tests.yard import Yard, line_of, put, shipments, status_of
from guike.domains.orders.tests.shop import body
from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.adapters.errors import AdapterUnavailable
from guike.platform.adapters.mail import recorded_mail
from guike.platform.jobs.testing import run_queued
from guike.platform.messaging.models import CustomerMessage, OptOut
from guike.platform.messaging.sending import dispatch
from tests.support.company import deliver, notices

pytestmark = pytest.mark.django_db
WHY = "test"
NOON = "2026-11-21T04:00:00+00:00"
PRICE = "98765.43"


@pytest.fixture
def yard(settings: Any) -> Iterator[Any]:
    settings.CSRF_TRUSTED_ORIGINS = ["http://testserver"]
    with clock.frozen(NOON):
        yard: Any = Yard.opened()
        yard.admin = person("admin_x", {}, is_administrator=True)
        put("message.order_approved.channels", "email")
        put("message.shipment_shipped.channels", "email")
        given = {"name": "王芳", "account": yard.account, "email": "wang@example.com"}
        body(yard.admin.post("/records/contact", given), 201)
        yard.product_id = yard.product(PRICE)
        yard.receive_goods(yard.product_id, "10")
        yield yard


def mails() -> list[str]:
    deliver()
    with recorded_mail() as sent:
        dispatch()
        run_queued()
    return [one.text for one in sent.sent]


def token(text: str, nth: int = 0) -> str:
    return str(re.findall(r"http://testserver/l/([\w-]+)", text)[nth])


def look(key: str, status: int = 200) -> dict[str, Any]:
    return body(Client(headers={"Accept-Language": "zh-CN"}).get(f"/api/v1/public/links/{key}"), status)  # type: ignore[arg-type]


def answer(key: str, verb: str, again: str = "a", **said: Any) -> Any:
    client = Client(
        headers={"Accept-Language": "zh-CN", "Idempotency-Key": again, "Origin": "http://testserver"}
    )
    given = json.dumps({"verb": verb, **said})
    return client.post(f"/api/v1/public/links/{key}", given, content_type="application/json")


def sent_on(yard: Any, quantity: str = "4") -> tuple[dict[str, Any], str]:
    """An order that was shipped whole, and the token of its customer."""
    order = yard.sold(yard.product_id, quantity)
    mails()
    body(yard.ship(order, carrier="顺丰", tracking_no="SF1"))
    (text,) = mails()
    return order, token(text)


@pytest.mark.req("ST-05")
def test_the_customer_confirms_the_receipt_once_by_his_link(yard: Any) -> None:
    order, key = sent_on(yard)
    page = look(key)
    assert page["title"] == "收货确认"
    assert {"label": "承运商", "value": "顺丰"} in page["facts"]
    assert [line["cells"]["quantity"] for line in page["lines"]] == ["4"]
    assert "98765" not in json.dumps(page)
    assert status_of(order) == "shipped"
    for _again in range(2):
        body(answer(key, "received_all", name="王芳", remark="外箱有压痕"))
    (row,) = shipments(order)
    assert (row.status, row.signed_by, row.received_by_id) == ("received", "王芳", None)
    assert (row.customer_signed_by, row.customer_signed_at.isoformat(), row.customer_remark) == (
        "王芳",
        NOON,
        "外箱有压痕",
    )
    assert status_of(order) == "received"
    deliver()
    assert notices(yard.seller.id, "shipment.received") == [f"订单“{order['number']}”的货已签收"]
    assert look(key)["buttons"] == []
    assert answer(key, "received_all", "b", name="别人").status_code == 422
    assert shipments(order)[0].customer_signed_by == "王芳"


def test_a_part_that_came_leaves_the_rest_open_and_staff_hear_of_it(yard: Any) -> None:
    order, key = sent_on(yard)
    line = str(look(key)["lines"][0]["id"])
    for wrong in ("五", "5", "-1", "NaN", "Infinity", "1e9999999"):
        assert (
            answer(key, "received_part", wrong.encode().hex(), name="王芳", lines={line: wrong}).status_code
            == 422
        )
    assert line_of(order)["received"] == "0"
    assert answer(key, "received_part", name="王芳", lines={line: "3"}).status_code == 200
    assert line_of(order)["received"] == "3"
    assert shipments(order)[0].status == "shipped"
    assert notices(yard.seller.id, "shipment.partly_received") == [
        f"王芳 确认收到订单“{order['number']}”的一部分货，其余还没有收到"
    ]
    assert answer(key, "received_all", "c", name="王芳").status_code == 200
    assert line_of(order)["received"] == "4"
    assert shipments(order)[0].status == "received"


def test_a_link_of_a_cancelled_shipment_shows_nothing(yard: Any) -> None:
    order, key = sent_on(yard)
    body(yard.do(shipments(order)[0].pk, "cancel", reason="装错了"))
    assert look(key, 404)["code"] == "link.gone"
    assert answer(key, "received_all", name="王芳").status_code == 404
    assert line_of(order)["received"] == "0"


@pytest.mark.req("OR-09")
def test_the_customer_sees_the_same_steps_as_his_salesperson(yard: Any) -> None:
    order = yard.sold(yard.product_id, "4", expected_delivery_on="2026-11-30")
    (text,) = mails()
    key = token(text)

    def steps() -> tuple[list[str], list[str]]:
        seen = body(yard.seller.get(f"/records/sales_order/{order['id']}/progress"))["steps"]
        labels = {"created": "下单", "approved": "生效", "prepared": "备货", "shipped": "发货",
                  "received": "签收", "completed": "完成"}  # fmt: skip
        ours = [labels[one["name"]] + (" ●" if one["is_current"] else "") for one in seen]
        names = [*labels.values(), *(f"{one} ●" for one in labels.values())]
        return ours, [one["label"] for one in look(key)["facts"] if one["label"] in names]

    def agree(current: str) -> None:
        ours, theirs = steps()
        assert ours == theirs
        assert f"{current} ●" in theirs

    agree("生效")
    assert {"label": "预计送达", "value": "2026-11-30"} in look(key)["facts"]
    body(yard.ship(order, carrier="顺丰", tracking_no="SF1", expected_delivery_on="2026-11-25"))
    agree("发货")
    (way,) = look(key)["lines"]
    assert {name: way["cells"][name] for name in ("carrier", "tracking_no", "expected")} == {
        "carrier": "顺丰",
        "tracking_no": "SF1",
        "expected": "2026-11-25",
    }
    body(yard.act(order, "receive"))
    agree("签收")
    assert "98765" not in json.dumps(look(key))
    assert look(key)["buttons"] == []


def test_who_opts_out_by_the_link_in_a_mail_is_not_written_to_any_more(yard: Any) -> None:
    _order, _key = sent_on(yard)
    order = yard.sold(yard.product_id, "1")
    (text,) = mails()
    key = token(text, 1)
    page = look(key)
    assert page["title"] == "退订通知"
    assert not OptOut.objects.system(reason=WHY).exists()
    assert answer(key, "opt_out").status_code == 200
    assert look(key)["buttons"] == []
    (row,) = OptOut.objects.system(reason=WHY)
    assert (row.address, row.kind, row.source) == ("wang@example.com", "email", "link")
    body(yard.ship(order))
    assert mails() == []
    last = CustomerMessage.objects.system(reason=WHY).order_by("-pk").first()
    assert (last.status, last.reason["zh-CN"]) == ("suppressed", "联系人已退订")


def test_a_mail_that_is_sent_again_has_the_same_links_and_nobody_reads_a_token(yard: Any) -> None:
    yard.sold(yard.product_id, "1")
    deliver()
    texts = []
    with recorded_mail() as sent:
        sent.trouble = AdapterUnavailable("adapter.unavailable", service="SMTP", reason="忙")
        dispatch()
        run_queued()
        (row,) = CustomerMessage.objects.system(reason=WHY)
        assert row.links.startswith("sealed:")
        assert "/l/" not in row.text + row.links
        before = row.links
        sent.trouble = None
        with clock.frozen(row.due_at.isoformat()):
            dispatch()
            run_queued()
        texts = [one.text for one in sent.sent]
    (row,) = CustomerMessage.objects.system(reason=WHY)
    assert (row.status, row.links) == ("sent", "")
    assert before
    assert look(token(texts[0]))["title"] == "订单进度"


def test_without_an_address_of_the_product_there_are_no_links(yard: Any, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = []
    yard.sold(yard.product_id, "1")
    (text,) = mails()
    assert "/l/" not in text
    assert "{link}" not in text
