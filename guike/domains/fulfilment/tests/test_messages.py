"""What the team and the customer are told of an order and its goods, once each, and by mail, by text message, or not at all."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from io import BytesIO
from typing import Any

import pypdf
import pytest
from aiosmtpd.controller import Controller

from guike.domains.fulfilment.tests.yard import Yard, put, shipments
from guike.domains.orders.tests.shop import body, errors
from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.platform.access.models import TeamMember
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.mail import recorded_mail
from guike.platform.adapters.sms import recorded_sms
from guike.platform.jobs.testing import run_queued
from guike.platform.messaging.models import CustomerMessage, OptOut
from guike.platform.messaging.sending import dispatch
from guike.platform.notify.models import Notification
from guike.platform.settings.services import set_many
from tests.support.company import deliver, notices

pytestmark = pytest.mark.django_db
WHY = "test"
NOON = "2026-11-21T04:00:00+00:00"  # 12:00 in China


@pytest.fixture
def yard() -> Iterator[Yard]:
    with clock.frozen(NOON):
        yard = Yard.opened()
        yard.admin = person("admin_x", {}, is_administrator=True)  # type: ignore[attr-defined]
        yield yard


def contact(yard: Any, name: str, **values: Any) -> int:
    given = {"name": name, "account": yard.account, **values}
    return int(body(yard.admin.post("/records/contact", given), 201)["id"])


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def rows() -> list[CustomerMessage]:
    return list(CustomerMessage.objects.system(reason=WHY).order_by("pk"))


def told() -> list[tuple[str, str, str]]:
    return [(row.kind, row.address, row.status) for row in rows()]


def sent() -> list[tuple[str, str, str]]:
    """(address, subject, text) of the mails that go out now."""
    with recorded_mail() as mails:
        dispatch()
        run_queued()
    return [(", ".join(one.to), one.subject, one.text) for one in mails.sent]


def member(order: dict[str, Any], name: str) -> int:
    return helper(order, name).id


def helper(order: dict[str, Any], name: str, *, edit: bool = False) -> Caller:
    """Somebody in the team of an order, who may do nothing with its goods."""
    rights = ["view", "edit"] if edit else ["view"]
    user = person(name, {"sales_order": rights, "shipment": rights})
    TeamMember.objects.create(
        object="sales_order", record_id=order["id"], user_id=user.id, access="edit", created_at=clock.now()
    )
    return user


@pytest.mark.req("OR-10")
def test_one_message_to_the_team_and_one_to_the_customer_at_each_step(yard: Any) -> None:
    for kind in ("order_approved", "shipment_shipped", "shipment_received"):
        put(f"message.{kind}.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    product = yard.product("100")
    yard.receive_goods(product, "10")
    order = yard.order({"product": product, "quantity": "2"})
    team = member(order, "helper")
    body(yard.act(order, "confirm"))
    deliver()
    number = order["number"]
    assert notices(team, "order.approved") == [f"订单“{number}”已生效，等待发货"]
    assert [one[:2] for one in sent()] == [("wang@example.com", f"订单 {number} 已确认")]
    body(yard.ship(order, carrier="顺丰", tracking_no="SF1"))
    for _again in range(2):
        deliver()
        assert notices(team, "shipment.shipped") == [f"订单“{number}”已发货 顺丰 SF1"]
    ((to, subject, text),) = sent()
    assert (to, subject) == ("wang@example.com", f"订单 {number} 已发货")
    assert "承运商：顺丰\n运单号：SF1\n" in text
    assert sent() == []
    body(yard.act(order, "receive"))
    deliver()
    assert notices(team, "shipment.received") == [f"订单“{number}”的货已签收"]
    assert [one[:2] for one in sent()] == [("wang@example.com", f"订单 {number} 已签收")]
    assert [status for _kind, _to, status in told()] == ["sent"] * 3


def test_a_company_that_chose_nothing_writes_to_nobody(yard: Any) -> None:
    contact(yard, "王芳", email="wang@example.com")
    product = yard.product("100")
    yard.receive_goods(product, "10")
    body(yard.ship(yard.sold(product, "2")))
    deliver()
    assert told() == []
    assert sent() == []


@pytest.mark.req("ST-07")
def test_goods_that_are_prepared_are_told_once(yard: Any) -> None:
    """[ST-07 one notice to sales, one to the customer if allowed]"""
    put("message.shipment_prepared.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    product = yard.product("100")
    yard.receive_goods(product, "10")
    order = yard.sold(product, "2")
    team = member(order, "helper")
    body(yard.act(order, "prepare_shipment"))
    (shipment,) = shipments(order)
    for _again in range(2):
        body(yard.do(shipment.pk, "prepare"))
        deliver()
    assert notices(team, "shipment.prepared") == [f"订单“{order['number']}”的货已备好，等待发出"]
    assert [one[:2] for one in sent()] == [("wang@example.com", f"订单 {order['number']} 已备货")]
    (shipment,) = shipments(order)
    assert (shipment.status, shipment.prepared_at.isoformat(), shipment.prepared_by_id) == (
        "draft",
        NOON,
        yard.seller.id,
    )
    body(yard.do(shipment.pk, "confirm"))
    assert yard.do(shipment.pk, "prepare").status_code == 409


def test_who_may_not_prepare_changes_and_tells_nothing(yard: Any) -> None:
    put("message.shipment_prepared.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    product = yard.product("100")
    yard.receive_goods(product, "10")
    order = yard.sold(product, "2")
    body(yard.act(order, "prepare_shipment"))
    (shipment,) = shipments(order)
    looker = helper(order, "looker", edit=True)
    assert looker.post(f"/records/shipment/{shipment.pk}/actions/prepare", {}).status_code == 403
    deliver()
    (after,) = shipments(order)
    assert after.prepared_at is None
    assert told() == []


def shipped(yard: Yard) -> dict[str, Any]:
    product = yard.product("100")
    yard.receive_goods(product, "10")
    order = yard.sold(product, "2")
    body(yard.ship(order))
    deliver()
    return order


def test_who_opted_out_has_no_address_or_shares_one_is_written_as_not_told(yard: Any) -> None:
    put("message.shipment_shipped.channels", "both")
    refuser = contact(yard, "李雷", email="LI@example.com", mobile="13800000001")
    contact(yard, "王芳", email="wang@example.com")
    contact(yard, "张三", email="WANG@example.com", mobile="13800000003")
    body(yard.admin.post(f"/records/contact/{refuser}/actions/refuse_messages", {"channel": "email"}))
    shipped(yard)
    with recorded_sms() as texts:
        mails = sent()
    assert [one[0] for one in mails] == ["wang@example.com"]
    assert sorted(one.mobile for one in texts.sent) == ["+8613800000001", "+8613800000003"]
    found = [(row.channel, row.address, (row.reason or {}).get("zh-CN", row.status)) for row in rows()]
    assert found == [
        ("email", "LI@example.com", "联系人已退订"),
        ("email", "wang@example.com", "sent"),
        ("email", "WANG@example.com", "与另一位联系人的地址相同，只发一次"),
        ("sms", "+8613800000001", "sent"),
        ("sms", "", "联系人没有这种联系方式"),
        ("sms", "+8613800000003", "sent"),
    ]


def test_who_opts_out_while_a_message_waits_is_not_written_to(yard: Any) -> None:
    put("message.shipment_shipped.channels", "email")
    one = contact(yard, "王芳", email="wang@example.com")
    shipped(yard)
    path = f"/records/contact/{one}/actions"
    body(yard.admin.post(f"{path}/refuse_messages", {}))
    assert sent() == []
    assert told() == [("shipment.shipped", "wang@example.com", "suppressed")]
    body(yard.admin.post(f"{path}/accept_messages", {}))
    assert yard.admin.post(f"{path}/accept_messages", {}).status_code == 409
    assert OptOut.objects.system(reason=WHY).filter(deleted_at=None).count() == 0


def test_a_shipment_that_was_cancelled_before_it_was_told_is_not_told(yard: Any) -> None:
    put("message.shipment_shipped.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    order = shipped(yard)
    body(yard.do(shipments(order)[0].pk, "cancel", reason="装错了"))
    assert sent() == []
    assert told() == [("shipment.shipped", "wang@example.com", "suppressed")]


def test_a_channel_that_fails_is_tried_again_given_up_and_shown(yard: Any) -> None:
    """[OR-10 a failed channel is retried and shown]"""
    put("message.shipment_shipped.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    order = shipped(yard)
    waits = []
    with recorded_mail() as mails:
        mails.trouble = AdapterUnavailable("adapter.unavailable", service="SMTP", reason="忙")
        for _try in range(6):
            (row,) = rows()
            at = max(row.due_at, clock.now())
            waits.append(at)
            with clock.frozen(at.isoformat()):
                dispatch()
                run_queued()
    minutes = [(b - a) // timedelta(minutes=1) for a, b in itertools.pairwise(waits)]
    assert minutes == [1, 5, 15, 60, 180]
    (row,) = rows()
    assert (row.status, row.attempts) == ("failed", 6)
    owner = yard.seller.id
    assert Notification.objects.filter(user_id=owner, kind="message.failed").count() == 1
    (shipment,) = shipments(order)
    entries = body(yard.seller.get(f"/records/shipment/{shipment.pk}/timeline"))["items"]
    (entry,) = [one for one in entries if one["kind"] == "message"]
    assert entry["is_problem"] is True
    assert entry["title"] == "To the customer by E-mail, —: Shipped; failed"
    assert "忙" in entry["body"]
    body(yard.admin.post(f"/records/customer_message/{row.pk}/actions/resend", {}))
    assert [one[0] for one in sent()] == ["wang@example.com"]


def test_a_refusal_for_good_is_given_up_at_once(yard: Any) -> None:
    put("message.shipment_shipped.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    shipped(yard)
    with recorded_mail() as mails:
        mails.trouble = AdapterRefused("adapter.refused", service="SMTP", reason="550")
        dispatch()
        run_queued()
    (row,) = rows()
    assert (row.status, row.attempts) == ("failed", 1)


def test_at_night_a_message_waits_for_the_morning(yard: Any) -> None:
    put("message.shipment_shipped.channels", "email")
    contact(yard, "王芳", email="wang@example.com")
    with clock.frozen("2026-11-21T15:30:00+00:00"):  # 23:30 in China
        shipped(yard)
        assert sent() == []
    (row,) = rows()
    assert row.due_at.isoformat() == "2026-11-22T00:00:00+00:00"
    with clock.frozen("2026-11-22T00:00:30+00:00"):
        assert len(sent()) == 1


def test_the_company_s_own_words_and_only_known_places(yard: Any) -> None:
    answer = yard.admin.patch("/settings", {"message.shipment_shipped.sms": "{order} {price}"})
    assert errors(answer) == [("message.shipment_shipped.sms", "message.place")]
    set_many({"message.shipment_shipped.sms": "{name}：{order} 出发了 { x }"}, None)
    put("message.shipment_shipped.channels", "sms")
    contact(yard, "{order}", mobile="13800000001")
    order = shipped(yard)
    with recorded_sms() as texts:
        sent()
    # the name of a person is no template
    assert [one.text for one in texts.sent] == [f"{{order}}：{order['number']} 出发了 {{ x }}"]


def test_a_real_mail_server_gets_it(yard: Any) -> None:
    class Box:
        def __init__(self) -> None:
            self.received: list[Any] = []

        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
            self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
            return "250 OK"

    box = Box()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        port = server.port
        set_many({"mail.adapter": "smtp", "mail.smtp_host": "127.0.0.1", "mail.smtp_port": port,
                  "mail.smtp_security": "none", "mail.sender": "crm@example.com",
                  "message.shipment_shipped.channels": "email"}, None)  # fmt: skip
        contact(yard, "王芳", email="wang@example.com")
        order = shipped(yard)
        dispatch()
        run_queued()
    finally:
        server.stop()
    ((to, mail),) = box.received
    assert to == ["wang@example.com"]
    assert str(make_header(decode_header(mail["Subject"]))) == f"订单 {order['number']} 已发货"
    (row,) = rows()
    assert mail["Message-ID"] == f"<guike-message-{row.pk}@example.com>"


def test_an_order_shows_its_steps_with_times_and_what_is_on_its_way(yard: Any) -> None:
    product = yard.product("100")
    yard.receive_goods(product, "10")
    order = yard.sold(product, "4", expected_delivery_on="2026-11-30")
    path = f"/records/sales_order/{order['id']}/progress"

    def seen(by: Any = None) -> tuple[list[tuple[str, bool, bool]], list[tuple[Any, ...]]]:
        found = body((by or yard.seller).get(path))
        names = ("carrier", "tracking_no", "expected_delivery_on", "received_on")
        return (
            [(one["name"], one["is_done"], one["is_current"]) for one in found["steps"]],
            [tuple(one[name] for name in names) for one in found["shipments"]],
        )

    waits = [("shipped", False, False), ("received", False, False), ("completed", False, False)]
    ordered = [("created", True, False), ("approved", True, True), ("prepared", False, False)]
    assert seen() == ([*ordered, *waits], [])
    with clock.frozen("2026-11-23T02:00:00+00:00"):
        body(yard.ship(order, "1", carrier="顺丰", tracking_no="SF1", expected_delivery_on="2026-11-25"))
    shipped = [("created", True, False), ("approved", True, False), ("prepared", False, False)]
    on_way = ("顺丰", "SF1", "2026-11-25", None)
    assert seen() == ([*shipped, ("shipped", True, True), *waits[1:]], [on_way])
    found = body(yard.seller.get(path))
    assert found["expected_delivery_on"] == "2026-11-30"
    assert [one["at"] for one in found["steps"] if one["name"] == "shipped"] == ["2026-11-23T02:00:00Z"]
    looker = helper(order, "colleague")
    assert seen(looker) == seen()
    blind = person("blind", {"sales_order": ["view"]})
    assert blind.get(path).status_code == 404
    with clock.frozen("2026-11-24T02:00:00+00:00"):
        body(yard.ship(order))
        body(yard.act(order, "receive"))
    assert ("received", True, True) in seen()[0]
    assert [one[3] for one in seen()[1]] == ["2026-11-24", "2026-11-24"]


def test_the_pick_list_names_the_warehouse_and_no_prices(yard: Any) -> None:
    """[ST-07 pick list per warehouse]"""
    product = yard.product("98765")
    yard.receive_goods(product, "10")
    order = yard.sold(product, "2")
    body(yard.act(order, "prepare_shipment"))
    (shipment,) = shipments(order)
    offered = body(yard.admin.get(f"/records/shipment/{shipment.pk}/print/templates"))["items"]
    assert [(one["template"], one["is_default"]) for one in offered[:2]] == [
        ("delivery_note", True),
        ("pick_list", False),
    ]
    paper = yard.admin.get(f"/records/shipment/{shipment.pk}/print", template="pick_list")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(paper.content)).pages)
    assert "Pick list" in text
    assert "成品仓" in text
    assert "98,765" not in text
    assert "98765" not in text
