"""What may be changed of a record while people decide about it: decided here alone, for the screen, the API, imports and
rules alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.flows import may_run, published
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.approvals.registry import approval_of
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.store import asked_about, requests, tasks
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.states.freezes import Freeze, freeze_source

PENDING = Text("审批中，不能修改", "It is being approved and cannot be changed")
SETTLED = Text("已通过审批；要改请先“重新编辑”", "It is approved; reopen it to change it")


def freezes(ctx: Context, spec: ObjectSpec, ids: Sequence[int]) -> Mapping[int, Freeze]:
    """Pending requests freeze their records; approved ones do, where the object has no states that would.

    While it is pending, those who have to decide may change the open fields of their step. While it is returned, the
    applicant mends it.
    """
    if not may_run(spec.name):
        return {}
    found: dict[int, Freeze] = {}
    for request in _latest(spec, ids):
        if request.status == "pending":
            if not request.is_returned:
                found[request.record_id] = _pending(ctx, spec, request)
        elif _stands(request) and _is_generic(spec):
            found[request.record_id] = _settled()
    return found


def _stands(request: ApprovalRequest) -> bool:
    return request.status == "approved" and request.trigger in WHOLE and not request.is_reopened


def _latest(spec: ObjectSpec, ids: Sequence[int]) -> list[ApprovalRequest]:
    """The last request of each record."""
    asked = asked_about(spec.name, ids)
    if not asked:
        return []
    rows = requests().filter(object=spec.name, record_id__in=asked).order_by("record_id", "-id")
    return list(rows.distinct("record_id"))


def _is_generic(spec: ObjectSpec) -> bool:
    return approval_of(spec.name) is None


def _pending(ctx: Context, spec: ObjectSpec, request: ApprovalRequest) -> Freeze:
    opened = open_fields(ctx, request)
    return Freeze(
        PENDING,
        lambda fields: ApprovalRefused("approval.locked", fields=fields),
        ApprovalRefused("approval.locked_whole"),
        frozenset() if _is_generic(spec) or request.trigger not in WHOLE else None,
        opened,
    )


def _settled() -> Freeze:
    return Freeze(
        SETTLED, lambda fields: ApprovalRefused("approval.settled", fields=fields), None, frozenset()
    )


def open_fields(ctx: Context, request: ApprovalRequest) -> frozenset[str]:
    """The fields that the caller may change now, because he has to decide."""
    if ctx.user_id is None:
        return frozenset()
    steps = set(
        tasks().filter(request=request, approver_id=ctx.user_id, status="open").values_list("step", flat=True)
    )
    if not steps:
        return frozenset()
    flow = published(request.definition_id, request.definition_version)
    return frozenset(name for step in steps for name in flow.steps[step]["open_fields"] or ())


def declare() -> None:
    """Register the source."""
    freeze_source("approvals", freezes)
