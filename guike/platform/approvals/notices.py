"""What people are told of approvals, and by which texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from guike.kernel import clock
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.approvals import people
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.models import ApprovalReader, ApprovalRequest, ApprovalTask
from guike.platform.approvals.situation import last_resort
from guike.platform.approvals.store import Held, tasks
from guike.platform.events.services import emit
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.models import Notification
from guike.platform.notify.registry import Way, notification_kind
from guike.platform.notify.rendering import render_for
from guike.platform.notify.services import Notice, notify_many
from guike.platform.org.queries import directory
from guike.platform.records.reading import visible_of
from guike.platform.records.writing import insert_values

TASK, URGED = "approval.task", "approval.urged"
#: the event of tasks that opened or are over: {"ids": […]}
MOVED = "approval.tasks_moved"
#: who rejected, where no person did
_SYSTEM = Text("系统", "the system")


#: kind → its label and its text, Chinese and English
_KINDS: dict[str, tuple[str, str, str, str]] = {
    TASK: ("待审批", "To approve", "{object}“{name}”待您审批：{step}", "{object} “{name}” waits for you: {step}"),
    URGED: ("催办", "Urged", "{by}催您审批{object}“{name}”", "{by} urges you to decide about {object} “{name}”"),
    "approval.approved": ("审批通过", "Approved", "{object}“{name}”已通过审批", "{object} “{name}” is approved"),
    "approval.rejected": (
        "审批驳回", "Rejected", "{object}“{name}”被{by}驳回：{comment}", "{by} rejected {object} “{name}”: {comment}",
    ),
    "approval.returned": (
        "审批退回", "Returned",
        "{object}“{name}”被{by}退回，请修改后再次提交：{comment}",
        "{by} returned {object} “{name}”: {comment}. Mend it and submit it again",
    ),
    "approval.cancelled": (
        "审批取消", "Cancelled",
        "{object}“{name}”的审批已被管理员取消",
        "The approval of {object} “{name}” was cancelled by an administrator",
    ),
    "approval.cc": (
        "抄送", "For your information",
        "{object}“{name}”抄送给您：{step}", "{object} “{name}” was given to you to read: {step}",
    ),
    "approval.comment": (
        "审批评论", "Comment",
        "{by}评论了{object}“{name}”的审批：{comment}", "{by} on the approval of {object} “{name}”: {comment}",
    ),
    "approval.notice": ("审批结果通知", "After an approval", "{text}", "{text}"),
    "approval.failed": (
        "审批未能生效", "No effect",
        "{object}“{name}”已通过审批，但未能生效：{comment}",
        "{object} “{name}” is approved, but had no effect: {comment}",
    ),
    "approval.dead": (
        "审批异常", "Broken approval",
        "审批单 {number} 无法继续，已解除锁定：{comment}",
        "Request {number} cannot go on and was unlocked: {comment}",
    ),
}  # fmt: skip


#: the occasion of these is `task-<id>`
_TO_TASK = Way(
    "/approvals?task={id}", (("approve", Text("同意", "Approve")), ("reject", Text("驳回", "Reject")))
)


def declare() -> None:
    """Register the kinds of notices."""
    for name, (label, label_en, text, text_en) in _KINDS.items():
        way = _TO_TASK if name in (TASK, URGED) else None
        notification_kind(name, Text(label, label_en), Text(text, text_en), way=way)


def visible_records(ctx: Context, object_name: str, ids: Collection[int]) -> set[int]:
    """Those of the records that the caller may see."""
    spec = catalogue().objects.get(object_name)
    return set() if spec is None or not ctx.can(object_name, "view") else set(visible_of(ctx, spec, ids))


def _about(
    held: Held, kind: str, users: Collection[int | None], occasion: str = "", **params: object
) -> Notice:
    told = {"name": held.row.label, "object": held.spec.label.as_map(), **params}
    return Notice(kind, [one for one in users if one], held.spec.name, held.row.pk, occasion, told)


def tasks_moved(held: Held, opened: Sequence[ApprovalTask]) -> None:
    """Those who have to decide now are told; those who need not any more are told no longer."""
    emit(MOVED, "approval_task", {"ids": [row.pk for row in held.tasks]})
    over = [f"task-{row.pk}" for row in held.tasks if row.status != "open"]
    Notification.objects.filter(
        kind__in=(TASK, URGED), object_name=held.spec.name, record_id=held.row.pk, occasion__in=over
    ).delete()
    notify_many(
        _about(held, TASK, [row.approver_id], f"task-{row.pk}", step=row.name)
        for row in opened
        if row.approver_id
    )


def urged(held: Held, waiting: Sequence[ApprovalTask]) -> None:
    """Those who have to decide are reminded."""
    by = directory().person_name(held.request.applicant_id) or ""
    Notification.objects.filter(
        kind=URGED,
        object_name=held.spec.name,
        record_id=held.row.pk,
        occasion__in=[f"task-{row.pk}" for row in waiting],
    ).delete()
    notify_many(
        _about(held, URGED, [row.approver_id], f"task-{row.pk}", by=by) for row in waiting if row.approver_id
    )


def check_urged(last: datetime | None, minutes: int, timezone: str) -> None:
    """ApprovalRefused `approval.urged_recently`, which says when it may be urged again."""
    again = None if last is None else last + timedelta(minutes=minutes)
    if again is not None and clock.now() < again:
        shown = again.astimezone(ZoneInfo(timezone)).strftime("%H:%M")
        raise ApprovalRefused("approval.urged_recently", time=shown, extra={"again_at": again.isoformat()})


def commented(request: ApprovalRequest, author: int | None, content: str) -> None:
    """The applicant and those who take part are told of a remark."""
    spec = catalogue().get(request.object)
    rows = tasks().filter(request=request).exclude(status="cancelled")
    concerned = {request.applicant_id, *rows.values_list("approver_id", flat=True)} - {author, None}
    by = directory().person_name(author) or ""
    name = (request.record or {}).get("name") or ""
    params = {"by": by, "comment": content[:200], "object": spec.label.as_map(), "name": name}
    notify_many([Notice("approval.comment", concerned, request.object, request.record_id, "", params)])


def _last_word(held: Held) -> tuple[str | Mapping[str, str], str]:
    """Who rejected, and what he said."""
    rejected = [row for row in held.tasks if row.status == "rejected"]
    last = max(rejected, key=lambda row: (row.round, row.pk), default=None)
    if last is None:
        reasons = [step.reason for step in held.run.steps if step.status == "rejected"]
        return _SYSTEM.as_map(), reasons[-1] if reasons else ""
    return directory().person_name(last.approver_id) or "", last.comment


def returned(held: Held) -> None:
    """The applicant has to mend the record."""
    by, words = _last_word(held)
    occasion = f"returned-{held.request.pk}-{held.run.round}"
    notify_many(
        [_about(held, "approval.returned", [held.request.applicant_id], occasion, by=by, comment=words)]
    )


def ended(held: Held) -> None:
    """The applicant is told, and whom the definition names."""
    status, occasion = held.run.status, f"request-{held.request.pk}"
    by, words = _last_word(held) if status == "rejected" else ("", "")
    if status in ("approved", "rejected", "cancelled"):
        kind = f"approval.{status}"
        notify_many([_about(held, kind, [held.request.applicant_id], occasion, by=by, comment=words)])
    if held.request.failure:
        concerned = [held.request.applicant_id, last_resort()]
        notify_many([_about(held, "approval.failed", concerned, occasion, comment=held.request.failure)])
    for number, notice in enumerate(held.published.content.get("notices") or ()):
        if notice["on"] == status:
            _notice(held, notice["receivers"], notice["template"], f"{occasion}-{number}")


def _notice(held: Held, receivers: Sequence[people.Entry], template: str, occasion: str) -> None:
    """Each receiver once, by a text that shows him no value that he may not see."""
    users = {one for entry in receivers for one in people.people_of(held.about.case, entry)}
    texts = render_for(users, template, held.spec.name, held.row.pk)
    notify_many(
        _about(held, "approval.notice", [user], occasion, text=text) for user, text in sorted(texts.items())
    )


def give_to_read(held: Held, known: Collection[tuple[int, int]]) -> None:
    """Those whom the steps name that began now are given the request to read, each once."""
    wanted: dict[int, tuple[int, str]] = {}
    for one in held.run.steps:
        if (one.step, one.round) in known or one.status in ("skipped", "carried"):
            continue
        for entry in held.published.steps[one.step]["cc"] or ():
            for user in people.people_of(held.about.case, entry):
                if not people.can_open(held.spec, user):
                    continue  # he could read neither the record nor what is said of it
                wanted.setdefault(user, (one.step, held.flow.step(one.step).name))
    if not wanted:
        return
    there = set(ApprovalReader.objects.filter(request_id=held.request.pk).values_list("user_id", flat=True))
    fresh = {user: step for user, step in wanted.items() if user not in there}
    columns = ("request_id", "object", "record_id", "user_id", "step", "at")
    now, place = clock.now(), (held.request.pk, held.spec.name, held.row.pk)
    insert_values(
        ApprovalReader, columns, [(*place, user, step, now) for user, (step, _name) in fresh.items()]
    )
    notify_many(
        _about(held, "approval.cc", [user], f"cc-{held.request.pk}", step=name)
        for user, (_step, name) in fresh.items()
    )


def dead(request: ApprovalRequest, why: str) -> None:
    """An administrator is told of a request that could not go on."""
    params = {"number": request.number, "comment": why}
    notify_many([Notice("approval.dead", [last_resort()], "", None, f"dead-{request.pk}", params)])
