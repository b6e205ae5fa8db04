"""Task centres of messengers (企业微信, 钉钉, 飞书): an open task stands there, too, and is decided there or here, once only.

A centre is an adapter that a package registers. What it is told is written down for each task (`ApprovalOuterTask`), so it is told again
after a failure and never twice after a success; `put` may be repeated and must be harmless then, by the task's id. A decision that
comes back goes through the same services as one that is made here: who comes second is told that the task is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from guike.kernel import clock
from guike.kernel.errors import NotFound
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.approvals import services
from guike.platform.approvals.models import ApprovalOuterTask, ApprovalRequest, ApprovalTask
from guike.platform.approvals.notices import MOVED
from guike.platform.approvals.store import tasks
from guike.platform.events.registry import Happened, subscribe
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import labels
from guike.platform.records.writing import insert_values

Effect = Literal["approve", "reject"]


@dataclass(frozen=True)
class CentreTask:
    """What a centre shows: `task` is its stable id, `user_id` who decides, `title` in his language, `path` where it is
    decided here."""

    task: int
    user_id: int
    title: str
    path: str


class TaskCentre(Protocol):
    """An adapter. Errors are raised: the call is made again later."""

    name: str

    def put(self, task: CentreTask) -> str:
        """Show the task; the centre's own id of it. Called again with the same task, it answers the same."""

    def close(self, outer_id: str, status: str) -> None:
        """The task is over; `status` as of the task here. Closing twice is harmless."""


_centres: dict[str, TaskCentre] = {}


def task_centre(centre: TaskCentre) -> None:
    """Register a centre. ValueError for a name that is taken."""
    if centre.name in _centres:
        raise ValueError(f"the task centre {centre.name} is registered twice")
    _centres[centre.name] = centre


def told(happened: Happened) -> None:
    """Tell every centre what became of the tasks of an event; in its transaction, so it is written down once."""
    ids = happened.payload["ids"]
    for centre in _centres.values():
        _tell(centre, list(tasks().filter(pk__in=ids).order_by("pk")))


def _tell(centre: TaskCentre, rows: Sequence[ApprovalTask]) -> None:
    known = {
        one.task_id: one
        for one in ApprovalOuterTask.objects.select_for_update(no_key=True).filter(
            centre=centre.name, task_id__in=[row.pk for row in rows]
        )
    }
    for row in rows:
        outer = known.get(row.pk)
        if row.status == "open" and outer is None and row.approver_id is not None:
            outer_id = centre.put(_shown(row, row.approver_id))
            columns = ("task_id", "centre", "outer_id", "at")
            insert_values(ApprovalOuterTask, columns, [(row.pk, centre.name, outer_id, clock.now())])
        elif row.status not in ("open", "waiting") and outer is not None and outer.closed_at is None:
            centre.close(outer.outer_id, row.status)
            ApprovalOuterTask.objects.filter(pk=outer.pk).update(closed_at=clock.now())


def _shown(row: ApprovalTask, user_id: int) -> CentreTask:
    actor = actor_of(user_id)
    ctx = Context(actor, actor.locale or "zh-CN") if actor is not None else None
    spec = catalogue().objects.get(row.object)
    label = spec.label.get(ctx.locale) if spec is not None and ctx is not None else row.object
    name = labels(ctx, row.object, [row.record_id]).get(row.record_id, "") if ctx is not None else ""
    return CentreTask(row.pk, user_id, f"{label} {name} · {row.name}".strip(), f"/approvals?task={row.pk}")


def decided_outside(
    centre: str, outer_id: str, user_id: int, effect: Effect, comment: str
) -> ApprovalRequest:
    """A decision that was made in a centre, whose adapter has verified who made it. NotFound for a task that the centre does not
    hold or that is not this person's; ApprovalRefused `approval.task_over` when it was decided here meanwhile."""
    outer = ApprovalOuterTask.objects.filter(centre=centre, outer_id=outer_id).first()
    actor = actor_of(user_id)
    row = tasks().filter(pk=outer.task_id).first() if outer is not None else None
    if row is None or actor is None or row.approver_id != user_id:
        raise NotFound
    ctx = Context(actor, actor.locale or "zh-CN")
    if effect == "approve":
        return services.approve(ctx, row.pk, comment=comment)
    return services.reject(ctx, row.pk, comment=comment)


def declare() -> None:
    """Hear of tasks that opened or are over."""
    subscribe(MOVED, "approvals.centres", told)
