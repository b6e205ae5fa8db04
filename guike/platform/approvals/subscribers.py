"""Where the write path meets approvals: records that are saved, changes and actions that have to wait, people who leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel.approvals import running
from guike.kernel.approvals.shapes import Asked
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.approvals import notices, services
from guike.platform.approvals.effects import is_decided
from guike.platform.approvals.flows import may_run
from guike.platform.approvals.matching import begins, definition_for
from guike.platform.approvals.registry import approval_of
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.store import asked_about, hold, requests, save, tasks
from guike.platform.approvals.watching import watched_fields
from guike.platform.metadata.spec import ActionSpec, ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.records.actions import action_gate
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import deferral, record_change
from guike.platform.states.participants import observe

CHANGE, ACTION, CREATE = "change", "action", "create"


def observed(ctx: Context, spec: ObjectSpec, moment: str, changes: Sequence[Any]) -> None:
    """What the write path tells of every write."""
    if not spec.has_approval or is_decided() or not may_run(spec.name):
        return
    if moment == "created":
        saved(ctx, spec, changes)
    elif moment == "changed":
        changed(ctx, spec, changes)
        left = [draft for draft in changes if spec.states is not None and spec.states.field in draft.old]
        if left:
            gone(ctx, spec, left)
    elif moment == "deleted":
        gone(ctx, spec, changes)


def saved(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """New records whose definition begins on saving are submitted at once, if they are complete."""
    if not begins(spec.name, (CREATE,)):
        return
    own = approval_of(spec.name)
    rows = [draft.row for draft in drafts]
    wanted = [row for row in rows if definition_for(spec, row, (CREATE,)) is not None]
    if not wanted:
        return
    ready = list(own.ready(ctx, wanted)) if own is not None else wanted
    if not ready:
        return
    if own is not None:
        own.on_submit(ctx, ready)
    services.begin(ctx, spec.name, ready, triggers=(CREATE,))


def changed(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """A watched value was changed while people decide: everybody is asked again. A record about which people decide is frozen
    (`guard`), so one of which the write path has found that it is not frozen need not be asked about."""
    touched = {draft.row.pk: draft for draft in drafts if draft.old and draft.frozen is not False}
    asked = asked_about(spec.name, touched) if touched else []
    if not asked:
        return
    pending = requests().filter(object=spec.name, record_id__in=asked, status="pending", is_returned=False)
    for request in list(pending):
        held = hold(request.pk)
        watched = {item.name for item in watched_fields(spec, held.published)}
        if watched & touched[request.record_id].old.keys():
            services.restart(ctx, held)


def gone(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """A record that was deleted, or left its waiting state by another way (an order that is cancelled), is not decided
    about any more; a change or an action that waits is, until the record is closed or in a state in which the action is not taken."""
    own, machine = approval_of(spec.name), spec.states
    over: list[int] = []
    ended: list[int] = []
    now: dict[int, str] = {}
    for draft in drafts:
        state = draft.get(machine.field) if machine is not None and own is not None else ""
        now[draft.row.pk] = state
        if draft.fate == "deleted" or (machine is not None and state in machine.closed):
            ended.append(draft.row.pk)
        elif own is not None and state not in own.waiting:
            over.append(draft.row.pk)
    pending = requests().filter(object=spec.name, status="pending", record_id__in=now).order_by("pk")
    for pk, record_id, trigger, action in list(pending.values_list("pk", "record_id", "trigger", "action")):
        step = machine.step(action) if machine is not None and own is not None else None
        is_late = step is not None and now[record_id] not in step.sources
        if record_id in ended or is_late or (record_id in over and trigger in WHOLE):
            services.drop(ctx, pk)


class HeldChanges:
    """Changes of people that a definition lets wait."""

    def hold(self, _ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
        if is_decided() or not begins(spec.name, (CHANGE,)):
            return
        for draft in drafts:
            if draft.is_new or not draft.old or draft.step:
                continue
            found = definition_for(spec, draft.row, (CHANGE,), fields=draft.old)
            if found is None:
                continue
            waiting = found.names("fields") & draft.old.keys()
            draft.held = {name: draft.get(name) for name in waiting}
            for name in waiting:
                draft.set(name, draft.before(name))
                draft.sent.pop(name, None)

    def begin(self, ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            params = {name: _sent(spec, name, value) for name, value in draft.held.items()}
            try:
                services.begin_change(ctx, spec, draft.row, params, draft.held)
            except Refusal as refused:
                draft.refusal = refused


def _sent(spec: ObjectSpec, name: str, value: Any) -> Any:
    """The value as a client sends it."""
    item = spec.by_name[name]
    return None if value is None else TYPES[item.value_type].dump(item, value)


def gate(
    ctx: Context, spec: ObjectSpec, action: ActionSpec, rows: Sequence[Any], raw: Mapping[str, Any]
) -> Mapping[int, Any]:
    """The answers for those records whose action has to wait for a decision."""
    if not spec.has_approval or is_decided() or not begins(spec.name, (ACTION,)):
        return {}
    own = approval_of(spec.name)
    if own is not None and action.name == own.revise:
        return {}  # it asks by itself, for the record as it would become
    answers: dict[int, Any] = {}
    for row in rows:
        if definition_for(spec, row, (ACTION,), action=action.name) is None:
            continue
        try:
            services.begin(ctx, spec.name, [row], triggers=(ACTION,), action=action.name, params=raw)
            answers[row.pk] = None
        except Refusal as refused:
            answers[row.pk] = refused
    return answers


def in_hand(user: int) -> int:
    """How many tasks somebody has to decide, and how many of his requests are pending."""
    waiting = tasks().filter(approver_id=user, status__in=("open", "waiting")).count()
    return int(waiting + requests().filter(applicant_id=user, status="pending").count())


def hand_over(ctx: Context, leaver: int, successor: int) -> Mapping[str, int]:
    """Everything that somebody has to decide, and what was returned to him, goes to his successor."""
    open_tasks = tasks().filter(approver_id=leaver, status__in=("open", "waiting"))
    moved = 0
    for pk in sorted(set(open_tasks.values_list("request_id", flat=True))):
        held = hold(pk)
        to = Asked(successor) if held.about.can(successor) else held.about.in_place_of(successor)
        moved += len(running.leave(held.run, leaver, to))
        opened = save(ctx, held)
        notices.tasks_moved(held, opened)
    mine = list(requests().filter(applicant_id=leaver, status="pending").values_list("pk", flat=True))
    for pk in mine:
        held = hold(pk)
        record_change(ctx, "approval_request", [(held.request, {"applicant": successor})])
    return {"approval_task": moved, "approval_request": len(mine)}


def declare() -> None:
    """Register everything."""
    observe("approvals", observed)
    deferral(HeldChanges())
    action_gate(gate)
