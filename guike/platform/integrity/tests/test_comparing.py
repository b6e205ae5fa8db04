"""Everything that follows from something else is derived again; what differs is told and not touched."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.receivables.models import Installment, Receivable
from guike.domains.receivables.tests.till import Till
from guike.entry.tests.people import person
from guike.platform.integrity.comparing import Check, checks
from guike.platform.integrity.models import IntegrityResult
from guike.platform.integrity.services import DIFFERS, KIND, compare
from guike.platform.jobs.models import Job
from guike.platform.jobs.testing import run_queued
from guike.platform.notify.models import Notification

pytestmark = pytest.mark.django_db


def named(code: str) -> Check:
    return next(one for one in checks() if one.code == code)


def body(answer: Any) -> Any:
    assert answer.status_code < 300, answer.content
    return answer.json()


@pytest.fixture
def till() -> Till:
    return Till.open()


def test_nothing_differs_and_every_check_says_how_much_it_compared(till: Till) -> None:
    till.owed("100")
    till.order("1000")
    boss = person("keeper", is_administrator=True)
    assert {one["differing"] for one in body(boss.get("/integrity"))["items"]} == {None}
    started = body(boss.post("/integrity/check"))
    assert body(boss.get("/integrity"))["job"] == started["job"]
    refused = boss.post("/integrity/check")
    assert (refused.status_code, refused.json()["code"]) == (409, "integrity.runs")
    run_queued()
    assert Job.objects.get(kind=KIND).result == {"checks": len(checks()), "differing": 0}
    told = body(boss.get("/integrity"))
    assert told["job"] is None
    found = {one["code"]: one for one in told["items"]}
    assert {one["differing"] for one in found.values()} == {0}
    assert found["receivable.allocated_amount"]["compared"] == 2
    assert found["sales_order.receivables"]["compared"] == 1  # an order in effect is not left out
    assert found["sales_order.collected_amount"]["examples"] == []


@pytest.mark.figures_apart("figures are broken on purpose")
def test_what_was_written_past_the_program_is_found_told_once_and_left_alone(till: Till) -> None:
    owed = Receivable.objects.system(reason="test").get(pk=till.owed("100")["id"])
    Receivable.objects.system(reason="test").filter(pk=owed.pk).update(allocated_amount=7)
    boss = person("keeper", is_administrator=True)
    check = named("receivable.allocated_amount")
    for _twice in range(2):
        assert compare(check) == 1
    item = next(one for one in body(boss.get("/integrity"))["items"])
    assert (item["code"], item["differing"]) == ("receivable.allocated_amount", 1)
    assert item["examples"] == [{"id": owed.pk, "name": owed.number, "kept": "7", "derived": "0"}]
    assert Notification.objects.filter(kind=DIFFERS, user_id=boss.id).count() == 1
    assert Receivable.objects.system(reason="test").get(pk=owed.pk).allocated_amount == 7


@pytest.mark.figures_apart("figures are broken on purpose")
@pytest.mark.parametrize("amount", ["99.99", "100.01"])
def test_a_plan_that_does_not_add_up_is_found(till: Till, amount: str) -> None:
    order = till.order("100")["id"]
    line = {"name": "全款", "rate": "1", "due_rule": "after_order", "days": 30}
    body(till.finance.post("/records/payment_plan", {"order": order, "kind": "rate", "lines": [line]}))
    check = named("payment_plan.installments")
    assert list(check.differences()) == []
    Installment.objects.system(reason="test").update(amount=amount)
    assert [one.derived for one in check.differences()] == ["100"]


def test_administrators_alone_see_and_start_it(till: Till) -> None:
    for caller in (till.finance, till.shop.seller):
        assert caller.get("/integrity").status_code == 403
        assert caller.post("/integrity/check").status_code == 403
    assert not Job.objects.filter(kind=KIND).exists()
    assert not IntegrityResult.objects.exists()
