"""Reads of approvals: the inbox, a request with its way so far and ahead, what an approver needs to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q

from guike.kernel import clock
from guike.kernel.approvals.shapes import Task
from guike.kernel.errors import NotFound
from guike.kernel.limits import PAGE_DEFAULT, PAGE_MAX
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.approvals import foreseeing
from guike.platform.approvals.guard import open_fields
from guike.platform.approvals.models import (
    ApprovalComment,
    ApprovalDefinition,
    ApprovalReader,
    ApprovalRequest,
    ApprovalTask,
)
from guike.platform.approvals.notices import visible_records
from guike.platform.approvals.reasons import told
from guike.platform.approvals.registry import approval_of
from guike.platform.approvals.store import WHY, Held, load, requests, tasks
from guike.platform.calendar.queries import working_hours_between
from guike.platform.files.queries import file_facts
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import labels_of_many, records_by_ids

Box = Literal["todo", "done", "started", "cc"]
BOXES: tuple[Box, ...] = ("todo", "done", "started", "cc")
_CARD = 5
_SECONDS_OF_HOUR = Decimal(3600)


def at(instant: datetime | None) -> str | None:
    """An instant as the API writes it."""
    return None if instant is None else format_instant(instant)


def hours(start: datetime | None, end: datetime | None) -> dict[str, str] | None:
    """{"clock", "working"}: how long something waited, in hours with one place; until now where it still does."""
    if start is None:
        return None
    until = end or clock.now()
    by_clock = Decimal((until - start).total_seconds()) / _SECONDS_OF_HOUR
    working = working_hours_between(start, until) if until > start else Decimal(0)
    return {"clock": f"{by_clock:.1f}", "working": f"{working:.1f}"}


# The inbox -------------------------------------------------------------------------------------------------------------


def todo_count(ctx: Context) -> int:
    """How many decisions wait for the caller, and records that were returned to him."""
    if ctx.user_id is None:
        return 0
    open_tasks = tasks().filter(approver_id=ctx.user_id, status="open").count()
    return int(open_tasks + _returned_to(ctx.user_id).count())


def _returned_to(user: int) -> Any:
    return requests().filter(applicant_id=user, status="pending", is_returned=True)


def inbox(
    ctx: Context,
    box: Box,
    *,
    object_name: str = "",
    before: int | None = None,
    limit: int = int(PAGE_DEFAULT),
) -> dict[str, Any]:
    """{"items", "next_cursor", "counts"}; newest first. An item of `todo` and `done` is a task, of `started` and `cc` a
    request; what was returned to the caller stands in front of his tasks."""
    user = ctx.person_id
    limit = min(limit, int(PAGE_MAX))
    if box in ("todo", "done"):
        rows = _tasks_of(user, box, object_name, before)[: limit + 1]
        found = list(rows.select_related("request"))
        front = _returned_items(ctx, user, object_name) if box == "todo" and before is None else []
        items = front + _task_items(ctx, found[:limit])
    else:
        requested = _requests_of(user, box, object_name, before)
        found = list(requested[: limit + 1])
        items = _request_items(ctx, found[:limit])
    more = len(found) > limit
    return {
        "items": items,
        "next_cursor": str(found[limit - 1].pk) if more else None,
        "counts": {"todo": todo_count(ctx)},
    }


def _tasks_of(user: int, box: Box, object_name: str, before: int | None) -> Any:
    rows = tasks()
    mine = Q(approver_id=user, status="open")
    done = Q(decided_at__isnull=False) & (Q(approver_id=user) | Q(acting_for_id=user))
    return _page(rows.filter(mine if box == "todo" else done), object_name, before)


def _requests_of(user: int, box: Box, object_name: str, before: int | None) -> Any:
    given = Q(pk__in=ApprovalReader.objects.filter(user_id=user).values("request_id"))
    return _page(requests().filter(Q(applicant_id=user) if box == "started" else given), object_name, before)


def _page(rows: Any, object_name: str, before: int | None) -> Any:
    if object_name:
        rows = rows.filter(object=object_name)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")


def _returned_items(ctx: Context, user: int, object_name: str) -> list[dict[str, Any]]:
    rows = _returned_to(user)
    if object_name:
        rows = rows.filter(object=object_name)
    return [
        {**item, "kind": "resubmit"} for item in _request_items(ctx, list(rows.order_by("-pk")[:PAGE_MAX]))
    ]


def _task_items(ctx: Context, rows: Sequence[ApprovalTask]) -> list[dict[str, Any]]:
    shown = _records(ctx, ((row.object, row.record_id) for row in rows))
    return [
        {
            "id": row.pk,
            "kind": "task",
            "request": _request_part(ctx, row.request),
            **_line_part(ctx, shown, row.request),
            **task_part(ctx, row),
        }
        for row in rows
    ]


def _request_items(ctx: Context, rows: Sequence[ApprovalRequest]) -> list[dict[str, Any]]:
    shown = _records(ctx, ((row.object, row.record_id) for row in rows))
    return [
        {
            "id": row.pk,
            "kind": "request",
            "request": _request_part(ctx, row),
            **_line_part(ctx, shown, row),
        }
        for row in rows
    ]


def _line_part(ctx: Context, shown: Shown, row: ApprovalRequest) -> dict[str, Any]:
    """The record in a line of the inbox: which action waits, and the card as it would be after it."""
    part = _record_part(ctx, shown, row.object, row.record_id)
    spec = catalogue().objects.get(row.object)
    action = spec.action(row.action) if spec is not None and row.action else None
    if spec is None or action is None:
        return part
    card = [
        {**one, "value": foreseeing.value_after(spec, row.foreseen, one["field"], one["value"])}
        for one in part["card"]
    ]
    return {**part, "object_label": f"{part['object_label']} · {action.label.get(ctx.locale)}", "card": card}


def _request_part(ctx: Context, row: ApprovalRequest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "status": row.status,
        "is_returned": row.is_returned,
        "round": row.round,
        "trigger": row.trigger,
        "action": row.action,
        "applicant": person(ctx, row.applicant_id),
        "started_at": at(row.started_at),
        "closed_at": at(row.closed_at),
        "failure": row.failure,
    }


def task_part(ctx: Context, row: ApprovalTask, files: Mapping[int, Any] | None = None) -> dict[str, Any]:
    """A task as everybody who sees the request reads it."""
    return {
        "task": row.pk,
        "step": {"key": row.step, "name": row.name},
        "round": row.round,
        "approver": person(ctx, row.approver_id),
        "acting_for": person(ctx, row.acting_for_id),
        "origin": row.origin,
        "reason": told(row.reason, row.object, ctx.locale),
        "group": row.group_label,
        "status": row.status,
        "opened_at": at(row.opened_at),
        "due_at": at(row.due_at),
        "decided_at": at(row.decided_at),
        "waiting_hours": hours(row.opened_at, row.closed_at),
        "comment": row.comment,
        "files": [files[one] for one in row.files if one in files] if files else [],
        "record_version": row.record_version,
        "last_urged_at": at(row.last_urged_at),
    }


Shown = Mapping[tuple[str, int], Mapping[str, Any]]


def _records(ctx: Context, wanted: Iterable[tuple[str, int]]) -> Shown:
    """The records that the caller may see, with the fields of their cards."""
    by_object: dict[str, set[int]] = defaultdict(set)
    for name, pk in wanted:
        by_object[name].add(pk)
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for name, ids in by_object.items():
        spec = catalogue().objects.get(name)
        seen = visible_records(ctx, name, ids) if spec is not None else set()
        if spec is not None and seen:
            for pk, record in records_by_ids(ctx, spec, sorted(seen)).items():
                found[name, pk] = record
    return found


def _record_part(ctx: Context, shown: Shown, name: str, pk: int) -> dict[str, Any]:
    spec = catalogue().objects.get(name)
    record = shown.get((name, pk))
    label = spec.label.get(ctx.locale) if spec is not None else name
    told = labels_of_many(ctx, {name: {pk}}).get(name, {}).get(pk, "") if record is not None else ""
    return {
        "record": {
            "object": name,
            "id": pk,
            "name": told,
            "visible": record is not None,
            "currency": record.get("currency") if record is not None else None,
        },
        "object_label": label,
        "card": [] if record is None or spec is None else _card(ctx, spec, record),
    }


def card_fields(spec: ObjectSpec) -> tuple[str, ...]:
    """The fields that tell most of a record in a line."""
    own = approval_of(spec.name)
    return own.card if own is not None and own.card else (spec.header or spec.list_columns)[:_CARD]


def _card(ctx: Context, spec: ObjectSpec, record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """[{"field", "label", "value"}] as the record answers them; what is empty or not for the caller is left out."""
    return [
        {"field": name, "label": spec.by_name[name].label.get(ctx.locale), "value": record[name]}
        for name in card_fields(spec)
        if record.get(name) not in (None, "")
    ]


# One request -----------------------------------------------------------------------------------------------------------


def requests_about(ctx: Context, object_name: str, record_id: int) -> list[dict[str, Any]]:
    """All requests about a record that the caller sees, the newest first. NotFound for a record that he does not see."""
    spec = catalogue().get(object_name)
    if not visible_records(ctx, spec.name, [record_id]):
        raise NotFound
    rows = requests().filter(object=spec.name, record_id=record_id).order_by("-pk")[:PAGE_MAX]
    return [progress(ctx, row) for row in rows]


def request_named(ctx: Context, request_id: int) -> dict[str, Any]:
    """One request. NotFound for who sees neither it nor its record."""
    row = requests().filter(pk=request_id).first()
    if row is None or not may_read(ctx, row):
        raise NotFound
    ApprovalReader.objects.filter(request_id=row.pk, user_id=ctx.person_id, read_at=None).update(
        read_at=clock.now()
    )
    return progress(ctx, row)


def may_read(ctx: Context, row: ApprovalRequest) -> bool:
    """Whether the caller takes part in the request or sees its record."""
    own = ApprovalRequest.objects.visible_to(ctx, "view", "approval_request").filter(pk=row.pk)
    return own.exists() or bool(visible_records(ctx, row.object, [row.record_id]))


def progress(ctx: Context, row: ApprovalRequest) -> dict[str, Any]:
    """{"id", "status", "definition", "steps": [{"name", "status", "tasks"}], "comments", "may", …}: the way so far, and the
    steps that may come."""
    held = load(row)
    comments = list(ApprovalComment.objects.filter(request_id=row.pk).order_by("id"))
    attached = [one for row in held.tasks for one in row.files] + [
        one for each in comments for one in each.files
    ]
    files = file_facts(set(attached))
    definition = ApprovalDefinition.objects.system(reason=WHY).filter(pk=row.definition_id).first()
    told = definition.name if definition is not None else held.published.name
    shown = _records(ctx, [(row.object, row.record_id)])
    return {
        **_request_part(ctx, row),
        **_record_part(ctx, shown, row.object, row.record_id),
        "definition": {"id": row.definition_id, "name": told, "version": row.definition_version},
        "steps": _steps(ctx, held, files),
        "comments": [
            {
                "id": one.pk,
                "kind": one.kind,
                "author": person(ctx, one.author_id),
                "at": at(one.at),
                "content": one.content,
                "files": [files[f] for f in one.files if f in files],
            }
            for one in comments
        ],
        "readers": [
            {"user": person(ctx, one.user_id), "at": at(one.at), "read_at": at(one.read_at)}
            for one in ApprovalReader.objects.filter(request_id=row.pk).order_by("id")
        ],
        "asked_for": _asked_for(ctx, held),
        "foreseen": foreseeing.told(ctx, held.spec, row.foreseen) if _sees(ctx, row) else None,
        "may": acts(ctx, held),
        "task": next((held.tasks[t.key].pk for t in held.run.open_tasks() if t.person == ctx.user_id), None),
        "open_fields": sorted(open_fields(ctx, row)),
    }


def _sees(ctx: Context, row: ApprovalRequest) -> bool:
    return bool(row.foreseen) and bool(visible_records(ctx, row.object, [row.record_id]))


def _asked_for(ctx: Context, held: Held) -> list[dict[str, Any]]:
    """What a change would write, as the caller may see it."""
    if held.request.trigger != "change":
        return []
    return [
        {"field": name, "label": held.spec.by_name[name].label.get(ctx.locale), "value": value}
        for name, value in held.request.params.items()
        if name in held.spec.by_name and ctx.level(held.spec.name, name) not in ("hidden", "masked")
    ]


def _steps(ctx: Context, held: Held, files: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Steps in the order in which they began, round by round; after them, as "future", those that may come."""
    found = []
    for one in held.run.steps:
        mine = [row for row in held.tasks if row.step == one.step and row.round == one.round]
        found.append(
            _step(
                held,
                one.step,
                one.status,
                told(one.reason, held.spec.name, ctx.locale),
                one.round,
                [task_part(ctx, row, files) for row in mine],
            )
        )
    if held.run.status == "pending":
        reached = {one.step for one in held.run.now()}
        found += [
            _step(held, step.key, "future", "", held.run.round, [])
            for group in held.flow.groups()
            for step in held.flow.of_group(group)
            if step.key not in reached
        ]
    return found


def _step(
    held: Held, key: int, status: str, reason: str, round_: int, asked: list[dict[str, Any]]
) -> dict[str, Any]:
    step = held.flow.step(key)
    return {
        "key": key,
        "name": step.name,
        "group": step.group,
        "need": step.need,
        "need_count": step.need_count,
        "conditional": step.conditional,
        "round": round_,
        "status": status,
        "reason": reason,
        "tasks": asked,
    }


def acts(ctx: Context, held: Held) -> list[str]:
    """What the caller may do with the request now."""
    if held.run.status != "pending":
        return ["comment"]
    mine = [task for task in held.run.open_tasks() if task.person == ctx.user_id]
    found = ["comment"]
    if mine:
        found += ["approve", "reject", "transfer", "add_approver"]
        if any(_may_grab(held, task) for task in mine):
            found.append("grab")
    if ctx.user_id == held.request.applicant_id:
        found.append("resubmit" if held.run.returned else "urge")
        if held.may_withdraw:
            found.append("withdraw")
    if ctx.administers:
        found += ["cancel", "reroute"]
    return found


def _may_grab(held: Held, task: Task) -> bool:
    """Whether the first to take the task decides, and nobody has taken it yet."""
    rivals = [one for one in held.run.tasks_of(task.step) if one.is_undecided and one.seat != task.seat]
    return held.flow.step(task.step).need == "first" and bool(rivals)


_WAITS = T("等 {people} 审批（{step}）", "{people} to decide ({step})")
_RETURNED = T("审批已退回，等 {people} 改后再提交", "Returned: {people} to change and submit it again")
_AND, _COMMA = T("；", "; "), T("、", ", ")
_SOMEBODY = T("审批人", "The approver")


def _waits_for(ctx: Context, row: ApprovalRequest, step: str, approvers: Sequence[Any]) -> str:
    """Whom a request waits for, as a sentence."""
    people = [person(ctx, row.applicant_id)] if row.is_returned else approvers
    names = _COMMA.get(ctx.locale).join(dict.fromkeys(one["name"] for one in people if one)) or _SOMEBODY
    return (_RETURNED if row.is_returned else _WAITS).format(ctx.locale, people=names, step=step)


def with_block(ctx: Context, record: Mapping[str, Any], found: Mapping[str, Any] | None) -> dict[str, Any]:
    """The record with its approval, which says what happens next. A record of which only a change waits goes on meanwhile."""
    whole = {**record, "approval": found}
    if found is not None:
        meanwhile = [record["_next"]] if found["trigger"] == "action" and "_next" in record else []
        whole["_next"] = _AND.get(ctx.locale).join([found["next"], *meanwhile])
    return whole


def block(ctx: Context, spec: ObjectSpec, record_id: int) -> dict[str, Any] | None:
    """`approval` of a record that people decide about: {"request", "step", "approvers", "waiting_hours", "may",
    "open_fields", "next"}; None without a pending request."""
    row = requests().filter(object=spec.name, record_id=record_id, status="pending").first()
    if row is None:
        return None
    held = load(row)
    waiting = [held.tasks[task.key] for task in held.run.open_tasks()]
    since = min((one.opened_at for one in waiting if one.opened_at), default=row.started_at)
    step = "、".join(dict.fromkeys(one.name for one in waiting))
    approvers = [person(ctx, one.approver_id) for one in waiting]
    return {
        "request": row.pk,
        "number": row.number,
        "trigger": row.trigger,
        "step": step,
        "approvers": approvers,
        "waiting_hours": hours(since, None),
        "is_returned": row.is_returned,
        "may": acts(ctx, held),
        "task": next((one.pk for one in waiting if one.approver_id == ctx.user_id), None),
        "open_fields": sorted(open_fields(ctx, row)),
        "next": _waits_for(ctx, row, step, approvers),
    }
