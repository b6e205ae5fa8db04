"""What follows when a request ends or is returned, in the transaction of the act that ended it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import transaction

from guike.kernel.approvals.shapes import Run
from guike.kernel.errors import Refusal
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context, system_context
from guike.platform.approvals import notices
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.foreseeing import is_foreseen, picture
from guike.platform.approvals.registry import ApprovalSpec, Effect, approval_of
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.store import Held
from guike.platform.audit import origin
from guike.platform.events.services import emit
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_change, record_update

CHANGED = "approval.changed"
#: ends of a request that leave the record as it was
_UNDONE = ("withdrawn", "cancelled")


@dataclass(frozen=True)
class Decision:
    """Under which something is done that would need one. `is_by_person`: somebody agreed, not the system alone; `demands`: those
    of the object that held when it was asked for."""

    object: str
    record: int
    is_by_person: bool
    demands: frozenset[str]


_decision: ContextVar[Decision | None] = ContextVar("guike_decision", default=None)


def is_decided() -> bool:
    """Whether what is written now was approved, so that it does not need it again."""
    return _decision.get() is not None


def decision_on(object_name: str, record_id: int) -> Decision | None:
    """The decision that is carried out now, if it is about this record."""
    found = _decision.get()
    return found if found is not None and (found.object, found.record) == (object_name, record_id) else None


@contextmanager
def _deciding(held: Held) -> Iterator[None]:
    """Within, nothing waits for an approval."""
    own = approval_of(held.spec.name)
    stood = held.becoming
    demands = (
        frozenset(name for name in own.demands if getattr(stood, name)) if own is not None else frozenset()
    )
    token = _decision.set(Decision(held.spec.name, held.request.record_id, _is_by_person(held.run), demands))
    try:
        yield
    finally:
        _decision.reset(token)


def _is_by_person(run: Run) -> bool:
    """In this round, or in an earlier one that still stands."""
    if any(one.status == "carried" for one in run.now()):
        return True
    return any(
        task.round == run.round and task.status == "approved" and task.origin != "automatic"
        for task in run.tasks
    )


def follow(ctx: Context, held: Held, *, was_returned: bool) -> None:
    """Let follow what the end of the run, or its return to the applicant, brings."""
    emit(CHANGED, held.spec.name, {"ids": [held.request.record_id]})
    run = held.run
    if run.status == "pending":
        if run.returned and not was_returned:
            _own(ctx, held, lambda own: own.on_rejected)
            notices.returned(held)
        return
    if run.status == "approved":
        _approved(ctx, held)
    elif run.status in _UNDONE and not was_returned:
        _own(ctx, held, lambda own: own.on_withdrawn)
    elif run.status == "rejected":
        _own(ctx, held, lambda own: own.on_rejected)
    notices.ended(held)


def submitted(ctx: Context, held: Held) -> None:
    """The record waits again."""
    _own(ctx, held, lambda own: own.on_submit)


def _own(ctx: Context, held: Held, chosen: Callable[[ApprovalSpec], Effect]) -> None:
    own = approval_of(held.spec.name)
    if own is not None and held.request.trigger in WHOLE:
        with _deciding(held):
            chosen(own)(ctx, [held.row])


def _approved(ctx: Context, held: Held) -> None:
    if held.request.trigger in WHOLE:
        _own(ctx, held, lambda own: own.on_approved)
        return
    refusal = _perform(held)
    if refusal is not None:
        wrong = [error.message("zh-CN") for error in refusal.field_errors()]
        failure = ("；".join(wrong) or refusal.message("zh-CN"))[:500]
        record_change(ctx, "approval_request", [(held.request, {"failure": failure})])


def _perform(held: Held) -> Refusal | None:
    """Do what was asked for, as the applicant and with his rights of today; the refusal where it is not possible any
    more."""
    request = held.request
    actor = actor_of(request.applicant_id) if request.applicant_id is not None else None
    ctx = system_context() if actor is None else Context(actor, actor.locale or "zh-CN")
    source = origin.Origin(**{**origin.current().__dict__, "source": "approval"})
    try:
        with transaction.atomic(), origin.acting(source), _deciding(held):
            if request.trigger == "action":
                _act_as_foreseen(ctx, held)
            else:
                single(record_update(ctx, held.spec.name, [{"id": request.record_id, **request.params}]))
    except Refusal as refused:
        return refused
    return None


def _act_as_foreseen(ctx: Context, held: Held) -> None:
    """Take the action that was asked for. Where it was tried before, it must do now what the approvers saw."""
    request = held.request
    before = picture(held.spec, request.record_id) if request.foreseen else None
    single(record_action(ctx, held.spec.name, request.action, [request.record_id], request.params))
    if before is not None and not is_foreseen(
        before, picture(held.spec, request.record_id), request.foreseen
    ):
        raise ApprovalRefused("approval.foreseen_differs")
