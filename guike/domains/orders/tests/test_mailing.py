"""An order goes by mail as a PDF, and whoever sends it learns when it could not be sent."""

from __future__ import annotations

import io
import socket
from email import message_from_bytes

import pypdf
import pytest
from aiosmtpd.controller import Controller

from guike.domains.orders.tests.shop import SELLER, Shop, body, errors
from guike.domains.orders.tests.test_printing import PRINTER, noted, role
from guike.entry.tests.people import person
from guike.platform.adapters.errors import AdapterRefused
from guike.platform.adapters.mail import LABEL, recorded_mail
from guike.platform.jobs.testing import run_queued
from guike.platform.notify.models import Notification
from guike.platform.settings.services import set_many

RIGHTS = {**PRINTER, "contact": ["view", "create", "edit"]}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def shop(db):
    shop = Shop.open()
    role(RIGHTS)
    return shop


@pytest.fixture
def order(shop):
    return shop.order({"product": shop.product("188.88"), "quantity": "1"}, ordered_on="2026-11-30")


class Letterbox:
    def __init__(self):
        self.received = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.received.append((envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def letterbox():
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    set_many(
        {
            "mail.adapter": "smtp",
            "mail.smtp_host": "127.0.0.1",
            "mail.smtp_port": port,
            "mail.smtp_security": "none",
            "mail.sender": "crm@example.com",
        },
        None,
    )
    yield box
    controller.stop()


def mailed(shop, order, **values):
    given = {"to": ["buyer@example.com"], "subject": "订单确认", "text": "您好，\n请见附件。"} | values
    return shop.seller.post(f"/records/sales_order/{order['id']}/print/mail", given)


@pytest.mark.req("CO-13")
def test_an_order_goes_by_mail_as_a_pdf(shop, order, letterbox):
    assert list(body(mailed(shop, order, to=["buyer@example.com", "b@example.com"]), 202)) == ["job"]
    assert noted() == [
        (
            order["id"],
            "ok",
            {
                "rows": 1,
                "template": "Order confirmation",
                "way": "mail",
                "to": ["buyer@example.com", "b@example.com"],
            },
        )
    ]
    run_queued()
    ((to, message),) = letterbox.received
    assert to == ["buyer@example.com", "b@example.com"]
    text, pdf = message.get_payload()
    assert text.get_payload(decode=True).decode() == "您好，\r\n请见附件。\r\n"
    assert pdf.get_content_type() == "application/pdf"
    assert pdf.get_filename() == f"Sales order {order['number']}.pdf"
    pages = pypdf.PdfReader(io.BytesIO(pdf.get_payload(decode=True))).pages
    assert "¥188.88" in pages[0].extract_text()


@pytest.mark.req("CO-13")
def test_who_may_not_print_mails_nothing(shop, order):
    role(SELLER)
    with recorded_mail() as post:
        answer = mailed(shop, order)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
        assert shop.seller.get(f"/records/sales_order/{order['id']}/print/recipients").status_code == 403
        run_queued()
    assert (post.sent, noted()) == ([], [(None, "refused", {})])


def test_faulty_letters_are_refused(shop, order):
    with recorded_mail():
        assert errors(mailed(shop, order, to=[])) == [("to", "required")]
        assert errors(mailed(shop, order, to=["nobody"], subject=" ")) == [
            ("to", "type.email"),
            ("subject", "required"),
        ]
        assert errors(mailed(shop, order, to=["a@example.com"] * 21)) == [("to", "too_many_items")]
        assert errors(mailed(shop, order, subject="x" * 201)) == [("subject", "too_long")]
        assert errors(mailed(shop, order, to="a@example.com")) == [("to", "required")]
    assert mailed(shop, order).json()["code"] == "adapter.off"
    assert noted() == []


@pytest.mark.req("CO-13")
def test_the_sender_is_told_when_it_could_not_be_sent(shop, order):
    with recorded_mail() as post:
        body(mailed(shop, order), 202)
        post.trouble = AdapterRefused("adapter.refused", service=LABEL, reason="550 no such mailbox")
        run_queued()
    told = Notification.objects.filter(kind="printing.mail_failed")
    assert [(one.user_id, one.object_name, one.record_id) for one in told] == [
        (shop.seller.id, "sales_order", order["id"])
    ]
    text = body(shop.seller.get("/notifications"))["items"][0]["text"]
    assert "订单确认" in text
    assert "550 no such mailbox" in text


@pytest.mark.req("CO-13")
def test_the_contacts_of_the_account_are_proposed(shop, order):
    def contact(**values):
        return shop.make("contact", account=shop.account, **values)

    contact(name="王芳", email="wang@example.com")
    contact(name="无邮箱")
    shop.make("contact", account=shop.make_account(), name="别家", email="other@example.com")
    address = f"/records/sales_order/{order['id']}/print/recipients"
    assert body(shop.seller.get(address))["items"] == [{"name": "王芳", "email": "wang@example.com"}]
    role(RIGHTS, fields={"contact.email": "masked"})
    assert body(shop.seller.get(address))["items"] == []
    stranger = person("stranger", RIGHTS)
    assert stranger.get(address).status_code == 404
