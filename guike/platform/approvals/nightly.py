"""What the clock brings: time limits that are over, absences that begin, requests that nobody can decide any more."""

from __future__ import annotations

from functools import reduce
from operator import or_

import structlog
from django.db.models import Q

from guike.kernel import clock
from guike.kernel.approvals import running
from guike.kernel.approvals.running import NotAllowed
from guike.kernel.errors import NotFound, Refusal
from guike.platform.access.context import Context, system_context
from guike.platform.approvals import notices, people, services
from guike.platform.approvals.absence import hand_open_tasks
from guike.platform.approvals.store import Held, hold, requests, tasks
from guike.platform.database.locks import use_case, whole
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.locking import lock
from guike.platform.records.writing import begin_write, record_change

_log = structlog.get_logger(__name__)


def escalate() -> int:
    """Hand tasks whose time is over to whom their step names; how many."""
    late = tasks().filter(status="open", due_at__lte=clock.now()).order_by("due_at", "pk")
    moved = 0
    for request in dict.fromkeys(late.values_list("request_id", flat=True)):
        moved += _escalated(system_context(), request)
    return moved


@use_case
def _escalated(ctx: Context, request_id: int) -> int:
    with whole():
        begin_write(ctx)
        held = hold(request_id)
        now, moved = clock.now(), 0
        for task in list(held.run.open_tasks()):
            row = held.tasks[task.key]
            if row.due_at is None or row.due_at > now or row.origin == "escalated":
                continue
            entries = held.published.steps[task.step]["escalate_to"] or []
            last = held.about.fallback()
            to = next(iter(people.asked(held.about.case, entries, fallback=last)), last)
            try:
                running.transfer(held.run, task.key, to, "escalated")
                moved += 1
            except NotAllowed:
                record_change(
                    ctx, "approval_task", [(row, {"due_at": None})]
                )  # he is asked in this step anyway
        services.write(ctx, held)
        return moved


def check() -> dict[str, int]:
    """Bring on requests that nobody can decide, and end those that cannot go on at all: {"brought_on", "ended"}. Afterwards
    there is none without somebody who decides."""
    found = {"brought_on": 0, "ended": 0}
    pending = requests().filter(status="pending").order_by("pk").values_list("pk", flat=True)
    for pk in list(pending):
        try:
            found["brought_on"] += _checked(system_context(), pk)
        except (Refusal, LookupError, ValueError) as failure:
            _log.exception("an approval cannot go on", request=pk)
            found["ended"] += _ended(system_context(), pk, failure)
    return found


def hand_on() -> int:
    """Bring on the requests with a task of somebody who has left, or whose roles do not open the record any more; how many.
    Run often, because rights change at any time."""
    standing = tasks().filter(status__in=("open", "waiting")).order_by()
    wrong = [
        Q(object=name, approver_id=person)
        for name, person in standing.values_list("object", "approver_id").distinct()
        if name in catalogue().objects and not people.can_take(catalogue().get(name), person)
    ]
    if not wrong:
        return 0
    stranded = standing.filter(reduce(or_, wrong), request__status="pending").values_list(
        "request_id", flat=True
    )
    return sum(_checked(system_context(), pk) for pk in sorted(set(stranded)))


@use_case
def _checked(ctx: Context, request_id: int) -> int:
    """One when something had to be done: a task of somebody who has left, or may not open the record any more, goes to the
    fallback; a run without tasks goes on."""
    with whole():
        begin_write(ctx)
        held = hold(request_id)
        left = _hand_on(held)
        moved = running.repair(held.flow, held.run, held.about) or left
        if moved:
            services.write(ctx, held)
        return int(moved)


def _hand_on(held: Held) -> bool:
    about = held.about
    gone = {task.person for task in held.run.tasks if task.is_undecided and not about.can(task.person)}
    for person in sorted(gone):
        running.leave(held.run, person, about.in_place_of(person))
    return bool(gone)


@use_case
def _ended(ctx: Context, request_id: int, failure: Exception) -> int:
    """End a request that cannot be led: its record is free, and an administrator is told."""
    with whole():
        begin_write(ctx)
        why = f"{type(failure).__name__}: {failure}"[:200]
        try:
            held = hold(request_id)
        except (NotFound, LookupError):
            return _closed(ctx, request_id, why)
        running.withdraw(held.run, "cancelled")
        services.write(ctx, held)
        notices.dead(held.request, why)
        return 1


def _closed(ctx: Context, request_id: int, why: str) -> int:
    """The record, or its definition, is gone: the request and its tasks are closed as they stand."""
    ids = list(
        tasks().filter(request_id=request_id, status__in=("open", "waiting")).values_list("pk", flat=True)
    )
    lock({"approval_request": [request_id], "approval_task": ids})
    request = requests().get(pk=request_id)
    now = clock.now()
    record_change(ctx, "approval_request", [(request, {"status": "cancelled", "closed_at": now})], step="end")
    open_rows = list(tasks().filter(pk__in=ids))
    record_change(
        ctx,
        "approval_task",
        [(row, {"status": "cancelled", "closed_at": now}) for row in open_rows],
        step="end",
    )
    notices.dead(request, why)
    return 1


def declare() -> None:
    """Register the periodic tasks."""
    periodic("approvals.escalate", "*/5 * * * *", escalate)
    periodic("approvals.absences", "*/5 * * * *", hand_open_tasks)
    periodic("approvals.rights", "*/5 * * * *", hand_on)
    periodic("approvals.check", "50 2 * * *", check)
