"""An order on paper: the amounts are those of the document, and nobody reads there what he may not see."""

from __future__ import annotations

import io
import itertools
import re

import pypdf
import pytest

from guike.domains.orders.tests.shop import SELLER, Shop, body
from guike.kernel.text import LOCALES
from guike.platform.audit.models import AuditEntry
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.printing.content import faults
from guike.platform.printing.presets import preset_content, presets

WHY = "a test looks"
PRINTER = {**SELLER, "sales_order": [*SELLER["sales_order"], "print"]}


def role(permissions=PRINTER, **values):
    """What the seller may do from now on."""
    mine = Role.objects.system(reason=WHY).filter(name="role of seller")
    mine.update(permissions=permissions, **values)
    bump(permission=True)


@pytest.fixture
def shop(db):
    shop = Shop.open()
    role()
    return shop


@pytest.fixture
def order(shop):
    """2 × 100.00 less a tenth, and 8.88: 188.88."""
    rows = (
        {"product": shop.product("100", name="铜版纸"), "quantity": "2", "discount_rate": "0.1"},
        {"product": shop.product("8.88", name="胶水"), "quantity": "1"},
    )
    return shop.order(*rows, ordered_on="2026-11-30", order_discount_rate="0")


def text_of(answer):
    """The text of a PDF without blanks, which typesetting moves."""
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def printed(shop, order, **query):
    return shop.seller.get(f"/records/sales_order/{order['id']}/print", **query)


def noted():
    """(record, outcome, detail) of the prints that the audit knows."""
    rows = AuditEntry.objects.system(reason=WHY).filter(action="print").order_by("id")
    return [(r.record_id, r.outcome, r.detail) for r in rows]


def test_the_preset_fits_in_every_language():
    assert list(presets()) == ["sales_order", "shipment"]
    for (name, preset), locale in itertools.product(
        ((name, one) for name, several in presets().items() for one in several), LOCALES
    ):
        assert faults(catalogue().get(name), preset_content(preset, locale)) == []


@pytest.mark.req("CO-13")
def test_the_amounts_on_paper_are_those_of_the_order(shop, order):
    assert (order["total_amount"], order["tax_amount"], order["discount_amount"]) == (
        "188.88",
        "0.00",
        "20.00",
    )
    shop.seller._client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    shop.change(order, description="请在<周一>前 #strong[送到] $x$")
    text = text_of(printed(shop, order))
    assert "销售订单确认书" in text
    assert f"订单编号{order['number']}" in text
    rows = [f"{n}{row['product']['name']}" for n, row in enumerate(order["lines"], start=1)]
    assert [name in text for name in ("铜版纸", "胶水")] == [True, True], rows
    assert "180.00" in text
    assert "订单金额¥188.88" in text
    assert "金额大写人民币壹佰捌拾捌元捌角捌分" in text
    assert "备注请在<周一>前#strong[送到]$x$" in text
    assert "第1页共1页" in text
    assert noted() == [(order["id"], "ok", {"rows": 1, "template": "销售订单确认书"})]


@pytest.mark.req("CO-13")
def test_without_the_right_nothing_is_printed_and_the_refusal_is_noted(shop, order):
    role(SELLER)
    for path in ("print", "print/templates"):
        answer = shop.seller.get(f"/records/sales_order/{order['id']}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    answer = shop.seller.post("/records/sales_order/print/documents", {"ids": [order["id"]]})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    assert noted() == [(None, "refused", {}), (None, "refused", {})]


@pytest.mark.req("CO-13", "PM-38")
def test_the_warehouse_prints_without_prices(shop, order):
    """Hidden columns go with their sums, hidden amounts with their words; in a text stands that something is not told."""
    prices = (
        "list_price",
        "unit_price",
        "discount_rate",
        "net_amount",
        "amount",
        "list_amount",
        "discount_amount",
    )
    amounts = ("list_amount", "discount_amount", "order_discount_amount", "total_amount", "tax_amount")
    hidden = {f"sales_order_line.{name}": "hidden" for name in prices}
    role(fields=hidden | {f"sales_order.{name}": "hidden" for name in amounts})
    text = text_of(printed(shop, order))
    assert "铜版纸" in text
    assert "No.CodeProductQuantityUnit1" in text
    assert not [
        word for word in ("100", "188.88", "8.88", "180", "20.00", "¥", "壹佰", "Amount") if word in text
    ]
    standard = text_of(printed(shop, order, template="standard"))
    assert "铜版纸" in standard
    assert not [word for word in ("188.88", "8.88", "180.00", "¥") if word in standard]


@pytest.mark.req("CO-13")
def test_masked_amounts_stay_masked_and_are_not_added_up(shop, order):
    role(fields={"sales_order_line.net_amount": "masked", "sales_order.total_amount": "masked"})
    seen = shop.get(order)
    text = text_of(printed(shop, order))
    assert f"Total{seen['total_amount']}" in text
    assert "***" in seen["total_amount"]
    assert not [word for word in ("188.88", "8.888.88", "180.00", "壹佰") if word in text]


@pytest.mark.req("CO-13")
def test_several_orders_are_one_pdf_with_page_numbers_of_their_own(shop, order):
    other = shop.order({"product": shop.product("7"), "quantity": "3"})
    answer = shop.seller.post("/records/sales_order/print/documents", {"ids": [other["id"], order["id"]]})
    pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert [other["number"] in pages[0], order["number"] in pages[1]] == [True, True]
    assert ["Page 1 of 1" in page for page in pages] == [True, True]
    assert [record for record, _outcome, _detail in noted()] == [other["id"], order["id"]]
    answer = shop.seller.post("/records/sales_order/print/documents", {"ids": [order["id"], 999999]})
    assert (answer.status_code, len(noted())) == (404, 2)


def test_what_is_asked_wrongly_is_refused(shop, order):
    for asked in ({}, {"ids": []}, {"ids": ["1"]}, {"ids": [True]}, {"ids": [order["id"]], "x": 1}):
        assert shop.seller.post("/records/sales_order/print/documents", asked).status_code == 422
    answer = printed(shop, order, template="999")
    assert (answer.status_code, answer.json()["code"]) == (422, "print.no_template")
    assert printed(shop, order, format="docx").status_code == 400
    assert printed(shop, {"id": 999999}).status_code == 404
    assert noted() == []


def test_the_pages_come_as_pictures_for_a_preview(shop, order):
    answer = body(printed(shop, order, format="pages"))
    assert (answer["count"], len(answer["pages"])) == (1, 1)
    assert answer["pages"][0].startswith("data:image/png;base64,iVBORw0KGgo")


def test_what_a_record_can_be_printed_with(shop, order):
    items = body(shop.seller.get(f"/records/sales_order/{order['id']}/print/templates"))["items"]
    assert items == [
        {"template": "confirmation", "name": "Order confirmation", "is_default": True},
        {"template": "standard", "name": "Standard", "is_default": False},
    ]
