"""The step that submits the record for approval, and may wait until somebody has decided."""

from __future__ import annotations

from datetime import timedelta

from guike.kernel import clock
from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.approvals.effects import CHANGED
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.approvals.registry import approval_of
from guike.platform.automation import waking
from guike.platform.automation.definition import Step
from guike.platform.automation.steps.registry import Hold, Item, StepKind, Work, Writes, step_kind
from guike.platform.events.registry import Happened, subscribe
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single

WHY = "a rule waits for the approval that it asked for"
NAME = "start_approval"
#: how long a run sleeps that waits for a decision; the decision wakes it before
LOOK = timedelta(days=1)
_AFTER = ("end", "go_on")


def _check(ctx: Context, spec: ObjectSpec, step: Step, place: str) -> list[FieldError]:
    errors = []
    action = spec.action(_submit_of(spec))
    if not spec.has_approval or action is None:
        errors.append(FieldError(f"{place}.do", "automation.no_approval"))
    elif not ctx.can(spec.name, action.permission):
        told = {"object": spec.label, "name": ctx.actor.name}
        errors.append(FieldError(f"{place}.do", "automation.identity_may_not", told))
    if not isinstance(step.get("wait", False), bool):
        errors.append(FieldError(f"{place}.wait", "type.boolean"))
    if step.get("after", "end") not in _AFTER:
        errors.append(FieldError(f"{place}.after", "automation.wait_form"))
    return errors


def _submit_of(spec: ObjectSpec) -> str:
    own = approval_of(spec.name)
    return own.submit if own is not None else "submit"


def _run(work: Work) -> None:
    for item in work.items:
        if item.awaits is None:
            _submit(work, item)
        if item.refusal is None and work.step.get("wait"):
            _wait(work, item)


def _submit(work: Work, item: Item) -> None:
    try:
        single(record_action(work.ctx, work.spec.name, _submit_of(work.spec), [item.row.pk], {}))
    except Refusal as refused:
        item.refusal = refused
        return
    item.did = {"approval": _status(work, item)}


def _status(work: Work, item: Item) -> str:
    """How the last request about the record stands; "approved" where nobody had to decide."""
    rows = ApprovalRequest.objects.system(reason=WHY).filter(object=work.spec.name, record_id=item.row.pk)
    last = rows.order_by("-id").values_list("status", flat=True).first()
    return str(last or "approved")


def _wait(work: Work, item: Item) -> None:
    status = _status(work, item)
    if status == "pending":
        item.hold = Hold(clock.now() + LOOK, {"kind": "approval"})
    elif status == "approved" or work.step.get("after", "end") == "go_on":
        item.did = {"approval": status}
    else:
        item.ends = "not_approved"


def _plan(work: Work) -> None:
    for item in work.items:
        item.did = {"approval": "asked"}


def _writes(spec: ObjectSpec, _step: Step) -> list[Writes]:
    """Submitting moves the record's state."""
    return [Writes(spec.name, (spec.states.field,) if spec.states is not None else ())]


def _decided(happened: Happened) -> None:
    waking.wake(happened.object_name, happened.payload["ids"], "approval")


def declare() -> None:
    """Offer the step, and hear of decisions."""
    step_kind(StepKind(NAME, T("提交审批", "Submit for approval"), _check, _run, _plan, _writes))
    subscribe(CHANGED, "automation.approvals", _decided)
