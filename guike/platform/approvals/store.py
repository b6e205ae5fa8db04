"""A run, read from its rows and written back to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from guike.kernel import clock
from guike.kernel.approvals.shapes import Flow, Run, StepRun, Task
from guike.kernel.errors import NotFound
from guike.platform.access.context import Context
from guike.platform.approvals.flows import Published, published
from guike.platform.approvals.foreseeing import becoming, lines_of
from guike.platform.approvals.models import ApprovalRequest, ApprovalTask
from guike.platform.approvals.situation import Standing
from guike.platform.database import statements
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.locking import lock
from guike.platform.records.reading import table
from guike.platform.records.writing import record_change, record_create

WHY = "a request is led by the engine, whoever may see it"
_ASKED = "SELECT DISTINCT record_id FROM approval_request WHERE object = $1 AND record_id = ANY($2::bigint[])"
_DECIDED = ("approved", "rejected")
_TASK_FIELDS = (
    "step", "round", "seat", "turn", "origin", "reason", "status"
)  # fmt: skip


@dataclass
class Held:
    """A request with its record, both locked, and its run. `tasks`: the rows of the run's tasks, by key."""

    spec: ObjectSpec
    row: Any
    request: ApprovalRequest
    published: Published
    run: Run
    tasks: list[ApprovalTask] = field(default_factory=list)

    @property
    def flow(self) -> Flow:
        return self.published.flow

    @property
    def about(self) -> Standing:
        """The situation now; of a change that waits, the one that it would bring."""
        foreseen = self.request.foreseen
        load = lines_of(foreseen) if foreseen else None
        return Standing(self.published, self.spec, self.becoming, self.request.applicant_id, load)

    @property
    def becoming(self) -> Any:
        """The record as it is decided about."""
        return becoming(self.spec, self.row, self.request.foreseen)

    @property
    def may_withdraw(self) -> bool:
        """Whether the definition lets the applicant take the request back now. One that was returned to him he always may."""
        if self.run.returned:
            return True
        rule = self.published.content.get("withdraw") or "always"
        decided = any(task.status == "approved" and task.origin != "automatic" for task in self.run.tasks)
        return rule == "always" or (rule == "before_decision" and not decided)

    def key_of(self, task_id: int) -> int:
        """The key of a task in the run. NotFound for one of another request."""
        for key, task in enumerate(self.tasks):
            if task.pk == task_id:
                return key
        raise NotFound


def requests() -> Any:
    """All requests, for the engine."""
    return ApprovalRequest.objects.system(reason=WHY)


def asked_about(object_name: str, ids: Iterable[int]) -> list[int]:
    """Those of the records about which there is, or was, a request: mostly none, which every save asks."""
    listed = "{" + ",".join(str(int(one)) for one in ids) + "}"
    return [pk for (pk,) in statements.rows(_ASKED, [object_name, listed])]


def tasks() -> Any:
    """All tasks, for the engine."""
    return ApprovalTask.objects.system(reason=WHY)


def hold(request_id: int) -> Held:
    """Lock a request, its tasks and its record, in the order of the house, and load the run. NotFound without it, or
    without its record."""
    found = requests().filter(pk=request_id).values_list("object", "record_id").first()
    if found is None or found[0] not in catalogue().objects:
        raise NotFound
    ids = list(tasks().filter(request_id=request_id).values_list("pk", flat=True))
    lock({found[0]: [found[1]], "approval_request": [request_id], "approval_task": ids})
    return load(requests().get(pk=request_id))


def load(request: ApprovalRequest) -> Held:
    """The run of a request that is locked."""
    spec = catalogue().get(request.object)
    row = table(spec).system(reason=WHY).filter(pk=request.record_id).first()
    if row is None:
        raise NotFound
    rows = list(tasks().filter(request_id=request.pk).order_by("pk"))
    run = Run(
        applicant=request.applicant_id or 0,
        status=request.status,
        round=request.round,
        returned=request.is_returned,
        rejected_by=request.rejected_step,
        steps=[StepRun(**one) for one in request.steps],
        tasks=[_task(key, one) for key, one in enumerate(rows)],
    )
    return Held(spec, row, request, published(request.definition_id, request.definition_version), run, rows)


def _task(key: int, row: ApprovalTask) -> Task:
    return Task(
        key, row.step, row.round, row.seat, row.turn, row.approver_id or 0, row.acting_for_id, row.origin, row.status,
        row.group_label, row.reason,
    )  # fmt: skip


def save(
    ctx: Context, held: Held, *, comment: str = "", files: Sequence[int] = (), by: int | None = None
) -> list[ApprovalTask]:
    """Write what the act changed, and answer the tasks that were opened. `by`: the key of the task that was decided, which keeps the
    comment."""
    now = clock.now()
    held.request = _save_request(ctx, held, now)
    ending: list[tuple[ApprovalTask, dict[str, Any]]] = []
    going: list[tuple[ApprovalTask, dict[str, Any]]] = []
    opened: list[ApprovalTask] = []
    for key, row in enumerate(held.tasks):
        task = held.run.tasks[key]
        values = {
            name: getattr(task, name)
            for name in ("turn", "status")
            if getattr(task, name) != getattr(row, name)
        }
        if key == by:
            values |= {"comment": comment, "files": list(files)}
        if "status" in values:
            values |= _moved(held, task, now)
        if not values:
            continue
        (going if task.is_undecided else ending).append((row, values))
        if values.get("status") == "open":
            opened.append(row)
    if ending:
        record_change(ctx, "approval_task", ending, step="end")
    if going:
        record_change(ctx, "approval_task", going, step="go_on")
    return opened + _save_new(ctx, held, now)


def _save_request(ctx: Context, held: Held, now: datetime) -> ApprovalRequest:
    run, row = held.run, held.request
    values: dict[str, Any] = {
        "round": run.round,
        "is_returned": run.returned,
        "rejected_step": run.rejected_by,
        "steps": [asdict(step) for step in run.steps],
    }
    if run.status != row.status:
        values |= {"status": run.status, "closed_at": now}
    step = "end" if run.status != row.status else ""
    record_change(ctx, "approval_request", [(row, values)], step=step)
    return row


def _moved(held: Held, task: Task, now: datetime) -> dict[str, Any]:
    """What goes with another status."""
    if task.status == "open":
        return {"opened_at": now}
    if task.status in _DECIDED:
        return {"decided_at": now, "closed_at": now, "record_version": held.row.version}
    return {} if task.is_undecided else {"closed_at": now}


def _save_new(ctx: Context, held: Held, now: datetime) -> list[ApprovalTask]:
    fresh = held.run.tasks[len(held.tasks) :]
    if not fresh:
        return []
    outcomes = record_create(
        ctx,
        "approval_task",
        [{}] * len(fresh),
        added=[_values(held, task, now) for task in fresh],
        system=True,
        atomic=True,
    )
    rows = {row.pk: row for row in tasks().filter(pk__in=[one.id for one in outcomes])}
    new = [rows[one.id] for one in outcomes if one.id is not None]
    held.tasks += new
    return [row for row in new if row.status == "open"]


def _values(held: Held, task: Task, now: datetime) -> dict[str, Any]:
    values = {
        **{name: getattr(task, name) for name in _TASK_FIELDS},
        "request": held.request.pk,
        "object": held.request.object,
        "record_id": held.request.record_id,
        "name": held.flow.step(task.step).name,
        "group_label": task.label,
        "approver": task.person,
        "acting_for": task.acting_for,
        "opened_at": None if task.status == "waiting" else now,
    }
    if task.status in _DECIDED:  # a switch of the flow decided
        values |= {"decided_at": now, "closed_at": now, "record_version": held.row.version}
    return {name: value for name, value in values.items() if value is not None}
