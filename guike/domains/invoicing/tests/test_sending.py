"""A provider issues invoices: later, or never; what it says is lost, comes twice, late, or not at all, and there is one invoice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from guike.domains.invoicing.models import SimulatedPaper
from guike.domains.invoicing.papers import Answer, Paper
from guike.domains.invoicing.provider import PORT
from guike.domains.invoicing.sending import follow_all, heard
from guike.domains.invoicing.simulator import TAKES, Simulator
from guike.domains.invoicing.tests.desk import Desk, body, errors, invoices, number, requests
from guike.kernel import clock
from guike.kernel.money import round_amount
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import health, standing_in
from guike.platform.jobs.testing import run_queued
from guike.platform.org.queries import begin_versions
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db
CODE = "1090511030000000000"


class Provider:
    """One that fails where it is told to. `issued`: how often it has issued an invoice under a reference."""

    def __init__(self) -> None:
        self.papers: dict[str, Paper] = {}
        self.issued: Counter[str] = Counter()
        self.numbers: dict[str, str] = {}
        self.drops: list[str] = []
        self.is_slow = self.is_strict = False

    def check(self) -> None:
        """It always serves."""

    def _drop(self, where: str) -> None:
        if self.drops and self.drops[0] == where:
            self.drops.pop(0)
            raise AdapterUnavailable("adapter.unavailable", service="平台", reason="会话已断开")

    def submit(self, paper: Paper) -> None:
        self._drop("before")
        if self.is_strict:
            raise AdapterRefused("adapter.refused", service="平台", reason="购买方不存在")
        if paper.reference not in self.papers:
            self.papers[paper.reference] = paper
            self.issued[paper.reference] += 1
            self.numbers[paper.reference] = number()
        self._drop("after")

    def answer(self, reference: str) -> Answer:
        self._drop("answer")
        if reference not in self.papers:
            return Answer("unknown")
        return (
            Answer("working")
            if self.is_slow
            else Answer("issued", self.numbers[reference], clock.today("Asia/Shanghai"))
        )


@pytest.fixture
def desk() -> Desk:
    desk = Desk.open()
    set_many({f"{PORT}.adapter": "simulator"}, None)
    return desk


@pytest.fixture
def provider() -> Any:
    with standing_in(PORT, Provider()) as fake:
        yield fake


def asked(desk: Desk, **values: Any) -> dict[str, Any]:
    order = desk.order(
        {"product": desk.till.shop.product("33.33", tax_rate="0.13", tax_code=CODE), "quantity": "3"}
    )
    return desk.ask(order, **values)


def send(desk: Desk, request: dict[str, Any]) -> None:
    body(desk.act(request, "issue"))


def work() -> None:
    begin_versions()
    run_queued()


def one_invoice(provider: Provider, desk: Desk) -> None:
    (row,) = requests()
    (made,) = invoices()
    assert (row.status, row.issued_amount, made.amount) == ("issued", row.amount, row.amount)
    assert made.number == provider.numbers[row.sent_under]
    assert made.issued_by_id == desk.till.finance.id
    assert set(provider.issued.values()) == {1}


def test_a_request_without_a_number_goes_to_the_provider_and_comes_back_as_an_invoice(
    desk: Desk, provider: Provider
) -> None:
    send(desk, asked(desk))
    (row,) = requests()
    assert (row.status, invoices().count(), provider.papers) == ("issuing", 0, {})
    order = {"id": row.order_id}
    assert desk.told(order) == ("0.00", "99.99", "99.99", "0.00")
    work()
    one_invoice(provider, desk)
    assert desk.told(order) == ("99.99", "0.00", "0.00", "0.00")
    (paper,) = provider.papers.values()
    assert (paper.amount, paper.tax_amount, paper.kind) == (Decimal("99.99"), row.tax_amount, "special")
    assert paper.buyer.bank_account == "6222 0000 1111"
    (line,) = paper.lines
    assert (line.tax_code, line.quantity) == (CODE, 3)
    assert line.net_amount + line.tax_amount == paper.amount
    assert line.quantity is not None
    assert line.unit_price is not None
    assert round_amount(line.quantity * line.unit_price, 2) == line.net_amount


@pytest.mark.parametrize(
    "drops", [["answer"], ["before"], ["after"], ["answer", "before", "after", "answer"]]
)
def test_a_session_that_drops_anywhere_leaves_one_invoice(
    desk: Desk, provider: Provider, drops: list[str]
) -> None:
    """I10"""
    provider.drops = list(drops)
    send(desk, asked(desk))
    with pytest.raises(AssertionError, match="queued"):  # the job is tried again later
        work()
    assert (requests().get().status, invoices().count()) == ("issuing", 0)
    for _n in drops:
        follow_all()
    follow_all()
    one_invoice(provider, desk)


def test_a_call_back_that_is_lost_is_made_up_for_by_asking(desk: Desk, provider: Provider) -> None:
    provider.is_slow = True
    send(desk, asked(desk))
    work()
    follow_all()
    assert (requests().get().status, invoices().count()) == ("issuing", 0)
    provider.is_slow = False
    follow_all()
    one_invoice(provider, desk)


def test_call_backs_that_come_twice_or_out_of_order_change_nothing_more(
    desk: Desk, provider: Provider
) -> None:
    provider.is_slow = True
    send(desk, asked(desk))
    work()
    reference = requests().get().sent_under
    given = Answer("issued", provider.numbers[reference], clock.today("Asia/Shanghai"))
    assert heard(reference, Answer("working")) is False
    assert heard(reference, given) is True
    for late in (given, Answer("working"), Answer("failed", reason="晚到"), Answer("issued", number())):
        heard(reference, late)
    follow_all()
    one_invoice(provider, desk)
    assert heard("guike-of-nobody", given) is True


def test_what_the_provider_refuses_goes_back_to_finance_with_the_reason_and_may_be_sent_again(
    desk: Desk, provider: Provider
) -> None:
    provider.is_strict = True
    made = asked(desk)
    send(desk, made)
    work()
    row = requests().get()
    assert row.status == "pending"
    assert "购买方不存在" in row.issue_error
    items = body(desk.till.finance.get("/notifications"))["items"]
    assert [one["kind"] for one in items if one["kind"].startswith("invoice")] == ["invoice_request.failed"]
    provider.is_strict = False
    send(desk, made)
    work()
    one_invoice(provider, desk)
    assert requests().get().issue_error == ""


def test_a_number_that_cannot_be_is_no_invoice(desk: Desk, provider: Provider) -> None:
    provider.is_slow = True
    send(desk, asked(desk))
    work()
    assert heard(requests().get().sent_under, Answer("issued", "123")) is True
    row = requests().get()
    assert (row.status, invoices().count()) == ("pending", 0)
    assert "20" in row.issue_error


def test_while_the_provider_works_nobody_changes_or_sends_it_again_but_the_number_may_be_given(
    desk: Desk, provider: Provider
) -> None:
    provider.is_slow = True
    made = asked(desk)
    send(desk, made)
    work()
    assert body(desk.act(made, "issue"), 409)["code"] == "invoice_request.sent"
    assert body(desk.act(made, "reject", reason="否"), 409)["code"] == "action.not_now"
    late = desk.till.shop.seller.patch(
        f"/records/invoice_request/{made['id']}", {"amount": "1", "_version": requests().get().version}
    )
    assert body(late, 409)["code"] == "invoice_request.locked"
    body(desk.issue(made))
    provider.is_slow = False
    follow_all()
    assert (requests().get().status, invoices().count()) == ("issued", 1)


def test_a_product_without_a_tax_code_is_named_and_nothing_is_sent(desk: Desk, provider: Provider) -> None:
    shop = desk.till.shop
    product = shop.product("10", name="没有编码的产品")
    made = desk.ask(desk.order({"product": product, "quantity": "1"}))
    refused = body(desk.act(made, "issue"), 409)
    assert refused["code"] == "invoice_request.no_tax_code"
    assert "没有编码的产品" in refused["detail"]
    assert (requests().get().status, provider.papers) == ("pending", {})


def test_without_a_provider_finance_gives_the_number(desk: Desk) -> None:
    set_many({f"{PORT}.adapter": "off"}, None)
    made = asked(desk)
    assert errors(desk.act(made, "issue")) == [("number", "invoice.needs_number")]
    assert requests().get().status == "pending"
    body(desk.issue(made))
    assert invoices().count() == 1


def test_the_simulator_takes_its_time_and_issues_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert health(PORT).is_ok
    send(desk, asked(desk))
    work()
    assert (requests().get().status, SimulatedPaper.objects.count()) == ("issuing", 1)
    SimulatedPaper.objects.update(at=clock.now() - TAKES - timedelta(seconds=1))
    follow_all()
    follow_all()
    (made,) = invoices()
    assert (requests().get().status, len(made.number)) == ("issued", 20)
    assert Simulator().answer("guike-of-nobody") == Answer("unknown")
