"""Two who decide at the same moment: real connections. A decision and what follows from it are one transaction."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest
from django.db import connection

from guike.domains.orders.models import SalesOrder
from guike.domains.orders.tests.shop import WHY, body
from guike.entry.tests.people import person
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.approvals import effects, services
from guike.platform.approvals.models import ApprovalRequest, ApprovalTask
from guike.platform.approvals.tests.firm import LOOKS, Firm, all_tasks, asks, fresh, one
from guike.platform.events.models import Event
from guike.platform.org.queries import begin_versions
from tests.support.race import at_once

ROUNDS = 6


def acting(user: int, call: Any) -> str:
    """The call's refusal as a code, "" for none. It runs in a thread with a connection of its own."""
    begin_versions()
    actor = actor_of(user)
    assert actor is not None
    try:
        call(Context(actor))
    except Exception as refused:
        return str(getattr(refused, "code", type(refused).__name__))
    return ""


def open_task(person: int) -> int:
    row = (
        ApprovalTask.objects.system(reason=WHY)
        .filter(approver_id=person, status="open")
        .order_by("-pk")
        .first()
    )
    assert row is not None
    return int(row.pk)


def deciding(person: int) -> Callable[[], str]:
    """The person agrees to the task that waits for him."""
    task = open_task(person)
    return lambda: acting(person, lambda ctx: services.approve(ctx, task))


def status_of(order: dict[str, Any]) -> str:
    return str(SalesOrder.objects.system(reason=WHY).values_list("status", flat=True).get(pk=order["id"]))


def times_approved(order: dict[str, Any]) -> int:
    rows = Event.objects.filter(kind="record.state_changed", object_name="sales_order")
    changes = [one for event in rows for one in event.payload["changes"]]
    return sum(one["id"] == order["id"] and one["new"] == "approved" for one in changes)


@pytest.mark.req("AP-02", "NO-03")
def test_two_at_once_decide_as_if_one_came_after_the_other(fresh_db):
    firm = Firm.open()
    firm.define(asks("财务", one(firm.finance), one(firm.clerk), need="any"))
    for _round in range(ROUNDS):
        order = firm.submitted()
        calls = [deciding(firm.finance.id), deciding(firm.clerk.id)]
        assert Counter(at_once(*calls)) == {"": 1, "approval.task_over": 1}
        assert (status_of(order), times_approved(order)) == ("approved", 1)


def test_approval_and_withdrawal_at_once_have_one_outcome(fresh_db):
    firm = Firm.open()
    firm.define(asks("财务", one(firm.finance)))
    seen = set()
    for _round in range(ROUNDS):
        order = firm.submitted()
        task = open_task(firm.finance.id)
        request = ApprovalTask.objects.system(reason=WHY).get(pk=task).request_id
        outcomes = at_once(
            deciding(firm.finance.id),
            partial(acting, firm.seller.id, partial(_call, services.withdraw, request)),
        )
        assert min(outcomes) == ""
        assert max(outcomes) in ("approval.task_over", "approval.run_over")
        assert status_of(order) == ("approved" if outcomes[0] == "" else "draft")
        seen.add(status_of(order))


def test_all_of_ten_decide_at_once_and_it_takes_effect_once(fresh_db):
    firm = Firm.open()
    people = [person(f"judge{n}", LOOKS) for n in range(10)]
    fresh()
    firm.define(asks("会签", *[one(caller) for caller in people]))
    order = firm.submitted()
    calls = [deciding(caller.id) for caller in people]
    assert at_once(*calls) == [""] * 10
    assert (status_of(order), times_approved(order)) == ("approved", 1)
    assert {status for _step, _person, status in all_tasks()} == {"approved"}


def _decide_and_die(task: int, user: int) -> None:
    """In a process of its own: decides, and is killed before what follows is committed."""
    parents = connection.connection  # kept, because to close it here would end it there, too
    connection.connection = None

    def die(*_args: Any, **_kwargs: Any) -> None:
        assert parents is not connection.connection
        os.kill(os.getpid(), 9)

    effects.follow = die
    services.effects.follow = die
    acting(user, lambda ctx: services.approve(ctx, task))


def test_killed_between_decision_and_effect_nothing_is_half_done(fresh_db):
    firm = Firm.open()
    firm.define(asks("财务", one(firm.finance)))
    order = firm.submitted()
    task = open_task(firm.finance.id)
    for _round in range(3):
        victim = get_context("fork").Process(target=_decide_and_die, args=(task, firm.finance.id))
        victim.start()
        victim.join(60)
        assert victim.exitcode == -9
        assert all_tasks() == [("财务", "finance", "open")]
        assert status_of(order) == "pending_approval"
    firm.decide(firm.finance)
    assert (status_of(order), times_approved(order)) == ("approved", 1)
    assert ApprovalRequest.objects.system(reason=WHY).get().status == "approved"


def test_random_acts_of_many_leave_every_request_with_somebody_who_decides(fresh_db):
    """The same walk as of the engine alone, on rows: seeded."""
    rng = random.Random(7)
    firm = Firm.open()
    firm.define(
        asks("经理", one(firm.manager)),
        asks("会签", one(firm.finance), one(firm.clerk)),
        resubmit_from="rejecting_step",
    )
    people = [firm.manager, firm.director, firm.finance, firm.clerk]
    orders = [firm.submitted() for _n in range(3)]
    for _turn in range(40):
        rows = list(ApprovalTask.objects.system(reason=WHY).filter(status="open"))
        if not rows:
            break
        row = rng.choice(rows)
        other = rng.choice(people).id
        act = rng.choice(("approve", "approve", "reject", "transfer", "add", "return", "withdraw"))
        place = rng.choice(("before", "after", "beside"))
        calls: dict[str, Callable[[Context], Any]] = {
            "approve": partial(_call, services.approve, row.pk),
            "reject": partial(_call, services.reject, row.pk, comment="不"),
            "return": partial(_call, services.reject, row.pk, comment="改", to="applicant"),
            "transfer": partial(_call, services.transfer, row.pk, other),
            "add": partial(_call, services.add_approver, row.pk, other, place),
            "withdraw": partial(_call, services.withdraw, row.request_id),
        }
        who = firm.seller.id if act == "withdraw" else row.approver_id
        code = acting(who, calls[act])
        assert code in ("", "approval.asked_already"), (act, code)
        for order in orders:
            _consistent(order)
            if status_of(order) in ("draft", "rejected"):
                body(firm.shop.act(order, "submit"))


def _call(service: Callable[..., Any], *given: Any, **more: Any) -> Any:
    """The service with the caller's context, which comes last, as its first argument."""
    *values, ctx = given
    return service(ctx, *values, **more)


def _consistent(order: dict[str, Any]) -> None:
    pending = ApprovalRequest.objects.system(reason=WHY).filter(record_id=order["id"], status="pending")
    assert pending.count() <= 1
    for request in pending:
        waiting = ApprovalTask.objects.system(reason=WHY).filter(request=request, status="open").count()
        assert (waiting == 0) == request.is_returned
    is_waiting = pending.filter(is_returned=False).exists()
    assert (status_of(order) == "pending_approval") == is_waiting
