"""What is measured of approvals: submitting an order, and deciding its one task."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import bare
from bench.caller import sign_in
from bench.reading import Measurement
from bench.writing import COUNTER, EVENT, copied, in_one_transaction, order_of_lines
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.approvals.models import ApprovalDefinition, ApprovalRequest, ApprovalTask
from guike.platform.notify.models import Notification
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.actions import record_action
from guike.platform.records.writing import record_create

WHY = "the approvals of the bench"


def administrator() -> Context:
    """The administrator of the bench's company, with the rights of now."""
    begin_versions()
    actor = actor_of(sign_in("admin").user_id)
    assert actor is not None
    return Context(actor)


@contextmanager
def defined(**values: Any) -> Iterator[None]:
    """Within, a published definition with one step stands, which the head of a branch decides."""
    ctx = administrator()
    step = {"name": "经理", "approvers": [{"kind": "user", "value": sign_in("head").user_id}]}
    given = {"name": f"审批 {time.time_ns()}", "fallback": ctx.user_id, "steps": [step], **values}
    (made,) = record_create(ctx, "approval_definition", [given], atomic=True)
    (refusal,) = [one.refusal for one in record_action(ctx, "approval_definition", "publish", [made.id], {})]
    if refusal is not None:
        raise RuntimeError(str(refusal))
    begin_versions()
    try:
        yield
    finally:
        ApprovalDefinition.objects.system(reason=WHY).filter(pk=made.id).update(
            is_active=False,
            published_version=0,  # as if it had never been
        )
        bump(metadata=True)
        begin_versions()


@contextmanager
def approvings(runs: int) -> Iterator[list[Measurement]]:
    """The measurements, for which the definition stands. `runs`: how often each will be called, warming up included."""
    seller, head = sign_in("own5000"), sign_in("head")
    with defined(object="sales_order", trigger="submit"):
        orders = [order_of_lines(seller)["id"] for _n in range(3 * runs + 1)]
        submitted, waiting = orders[:runs], orders[runs:]
        for order in waiting:
            seller.post(f"/records/sales_order/{order}/actions/submit", {})
        tasks = ApprovalTask.objects.system(reason=WHY).filter(record_id__in=waiting, status="open")
        ours, theirs = (
            iter(part) for part in _halves(list(tasks.order_by("pk").values_list("pk", flat=True)))
        )
        first = next(ours)
        head.post(f"/approvals/tasks/{first}/approve", {})
        request = ApprovalTask.objects.system(reason=WHY).values_list("request_id", flat=True).get(pk=first)
        to_submit = iter(submitted)
        yield [
            Measurement(
                "submit an order for approval",
                lambda: seller.post(f"/records/sales_order/{next(to_submit)}/actions/submit", {}),
                in_one_transaction(lambda: _submission_by_hand(orders[-1], request)),
            ),
            Measurement(
                "decide an approval task", lambda: head.post(f"/approvals/tasks/{next(ours)}/approve", {"comment": "同意"}),
                in_one_transaction(lambda: _decision_by_hand(next(theirs), orders[-1])),
            ),
        ]  # fmt: skip


def _halves(ids: list[int]) -> tuple[list[int], list[int]]:
    return ids[: len(ids) // 2 + 1], ids[len(ids) // 2 + 1 :]


def _submission_by_hand(order: int, request: int) -> list[bare.Statement]:
    """The order is locked and read with its lines, a request and a task are written, the order waits, the approver is told."""
    return [
        ("SELECT * FROM sales_order WHERE id = %s FOR NO KEY UPDATE", [order]),
        ("SELECT * FROM sales_order_line WHERE order_id = %s AND deleted_at IS NULL", [order]),
        (COUNTER, ()),
        copied(ApprovalRequest, "id", request),
        copied(ApprovalTask, "request_id", request, "", ApprovalRequest),
        ("UPDATE sales_order SET version = version + 1, updated_at = now() WHERE id = %s", [order]),
        _told(),
        *[(EVENT, ())] * 2,
    ]


def _decision_by_hand(task: int, order: int) -> list[bare.Statement]:
    """Task, request and order are locked, the task is decided, the request closed, the order approved, its seller told."""
    return [
        ("SELECT * FROM sales_order WHERE id = %s FOR NO KEY UPDATE", [order]),
        ("SELECT * FROM approval_request WHERE id = (SELECT request_id FROM approval_task WHERE id = %s) FOR NO KEY UPDATE", [task]),
        ("SELECT * FROM approval_task WHERE id = %s FOR NO KEY UPDATE", [task]),
        ("SELECT * FROM sales_order_line WHERE order_id = %s AND deleted_at IS NULL", [order]),
        ("UPDATE approval_task SET status = 'approved', decided_at = now(), comment = '同意' WHERE id = %s", [task]),
        ("UPDATE approval_request SET status = 'approved', closed_at = now() WHERE id = (SELECT request_id FROM approval_task WHERE id = %s)", [task]),
        ("UPDATE sales_order SET approved_at = now(), version = version + 1, updated_at = now() WHERE id = %s", [order]),
        _told(),
        *[(EVENT, ())] * 2,
    ]  # fmt: skip


def _told() -> bare.Statement:
    table = Notification._meta.db_table
    return (
        f"INSERT INTO {table} (user_id, kind, object, record_id, params, occasion, at, is_dispatched)"  # noqa: S608
        " VALUES (1, 'bench', 'sales_order', 1, '{}', clock_timestamp()::text, now(), true)",
        (),
    )
