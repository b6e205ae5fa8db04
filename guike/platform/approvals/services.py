"""What people do with approvals. Each function is one use-case: it locks the record, its request and its tasks, lets the
engine decide, writes what differs, and lets what follows happen in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from guike.kernel import clock
from guike.kernel.approvals import running
from guike.kernel.approvals.running import NotAllowed
from guike.kernel.approvals.shapes import Asked, Effect, Place, Run, Target
from guike.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Refusal
from guike.platform.access.context import Context
from guike.platform.approvals import effects, notices, people
from guike.platform.approvals.errors import ApprovalForbidden, ApprovalRefused
from guike.platform.approvals.flows import Published
from guike.platform.approvals.foreseeing import becoming, with_values
from guike.platform.approvals.matching import definition_for, returned
from guike.platform.approvals.models import ApprovalComment, ApprovalRequest, ApprovalTask
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.store import Held, hold, load, requests, save, tasks
from guike.platform.approvals.watching import snapshot
from guike.platform.audit import origin
from guike.platform.calendar.queries import add_working_hours
from guike.platform.database.locks import use_case, whole
from guike.platform.events.services import emit
from guike.platform.files.services import Attachment, attach, refused
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Values
from guike.platform.records.writing import begin_write, insert_values, record_change, record_create

Act = Callable[[Held], int | None]


# Beginning -------------------------------------------------------------------------------------------------------------


def begin(
    ctx: Context,
    object_name: str,
    rows: Sequence[Any],
    *,
    triggers: Sequence[str] = WHOLE,
    action: str = "",
    params: Mapping[str, Any] | None = None,
    fields: Sequence[str] = (),
) -> list[ApprovalRequest]:
    """Ask for the approval of locked records that are submitted; those that were returned go on. The requests, in which
    the first people are asked, or which are over because nobody needs to be.

    `params`: what is asked for, of a change of `fields` or an action. ApprovalRefused `approval.running` for a record that
    people decide about already.
    """
    spec = catalogue().get(object_name)
    going_on = returned(object_name, [row.pk for row in rows])
    found = []
    for row in rows:
        if row.pk in going_on:
            found.append(go_on(ctx, going_on[row.pk]))
            continue
        published = definition_for(spec, row, triggers, action=action, fields=fields)
        if published is not None:
            asked = {"action": action, "params": dict(params or {})}
            found.append(ask(ctx, spec, row, published, asked))
    return found


def ask(
    ctx: Context, spec: ObjectSpec, row: Any, published: Published, asked: Mapping[str, Any]
) -> ApprovalRequest:
    """A new request of a definition, with further values of the request. What was approved in one that was rejected may stand,
    but never of another change of the record."""
    former = None if asked.get("foreseen") else _former(spec, row, published)
    held = _new_request(ctx, spec, row, published, asked)
    if former is None:
        held.run = running.start(held.flow, held.about, ctx.user_id or 0)
    else:
        changed = snapshot(spec, row, published) != former.request.watched
        held.run = running.follow_up(held.flow, held.about, former.run, ctx.user_id or 0, changed=changed)
    write(ctx, held)
    return held.request


def _former(spec: ObjectSpec, row: Any, published: Published) -> Held | None:
    """The request that was rejected last, where what was approved in it may stand."""
    last = requests().filter(object=spec.name, record_id=row.pk).order_by("-id").first()
    if last is None or last.status != "rejected" or last.definition_id != published.definition_id:
        return None
    return load(last)


def _new_request(
    ctx: Context, spec: ObjectSpec, row: Any, published: Published, asked: Mapping[str, Any]
) -> Held:
    if requests().filter(object=spec.name, record_id=row.pk, status="pending").exists():
        raise ApprovalRefused("approval.running")
    values = {
        "object": spec.name,
        "record": {"object": spec.name, "id": row.pk},
        "record_id": row.pk,
        "definition": published.definition_id,
        "version": published.version,
        "trigger": published.trigger,
        "applicant": ctx.user_id,
        "watched": snapshot(spec, becoming(spec, row, asked.get("foreseen")), published),
        "record_version": row.version,
        "started_at": clock.now(),
        **asked,
    }
    (outcome,) = record_create(
        ctx, "approval_request", [{}], added=[{k: v for k, v in values.items() if v not in (None, "")}],
        system=True, atomic=True,
    )  # fmt: skip
    request = requests().get(pk=outcome.id)
    return Held(spec, row, request, published, Run(ctx.user_id or 0))


def begin_change(
    ctx: Context, spec: ObjectSpec, row: Any, params: Mapping[str, Any], wished: Mapping[str, Any]
) -> None:
    """Ask for the approval of a change whose values were taken out of the write. Its condition holds for the record as it
    would become."""
    published = definition_for(spec, with_values(spec, row, wished), ("change",), fields=wished)
    if published is not None:
        ask(ctx, spec, row, published, {"params": dict(params)})


def restart(ctx: Context, held: Held) -> None:
    """A new round for everybody: something watched was changed."""
    watched = snapshot(held.spec, held.becoming, held.published)
    _allowed(lambda: running.restart(held.flow, held.run, held.about))
    record_change(ctx, "approval_request", [(held.request, {"watched": watched})])
    write(ctx, held)


def drop(ctx: Context, request_id: int) -> None:
    """End a request whose record needs no decision any more; nothing follows from it."""
    held = hold(request_id)
    running.withdraw(held.run, "cancelled")
    notices.tasks_moved(held, save(ctx, held))


# Deciding --------------------------------------------------------------------------------------------------------------


def approve(ctx: Context, task_id: int, *, comment: str = "", files: Sequence[int] = ()) -> ApprovalRequest:
    """Agree to what a task asks. ApprovalRefused, ApprovalForbidden."""
    return _decide(ctx, task_id, "approve", comment, files)


def reject(
    ctx: Context,
    task_id: int,
    *,
    comment: str,
    to: Target | None = None,
    step: int | None = None,
    files: Sequence[int] = (),
) -> ApprovalRequest:
    """Refuse it, with a reason. `to`: where it leads, the step's own way without it; `step`: the key of the step."""
    if not comment.strip():
        raise ApprovalRefused("approval.comment_needed", field="comment", status=422)
    return _decide(ctx, task_id, "reject", comment, files, to, step)


def _decide(
    ctx: Context,
    task_id: int,
    effect: Effect,
    comment: str,
    files: Sequence[int],
    to: Target | None = None,
    step: int | None = None,
) -> ApprovalRequest:
    def act(held: Held) -> int:
        key = _own(ctx, held, task_id)
        running.decide(held.flow, held.run, held.about, key, effect, to=to, step=step)
        return key

    return _act(ctx, _request_of(task_id), act, comment=comment, files=files)


def grab(ctx: Context, task_id: int) -> ApprovalRequest:
    """Take a task that the first to take it decides."""

    def act(held: Held) -> None:
        running.grab(held.flow, held.run, _own(ctx, held, task_id))

    return _act(ctx, _request_of(task_id), act)


def transfer(ctx: Context, task_id: int, user: int, *, comment: str = "") -> ApprovalRequest:
    """Let somebody else decide."""

    def act(held: Held) -> int:
        key = _own(ctx, held, task_id)
        running.transfer(held.run, key, _chosen(held, user))
        return key

    return _act(ctx, _request_of(task_id), act, comment=comment, name=_name(user))


def add_approver(
    ctx: Context, task_id: int, user: int, place: Place, *, comment: str = ""
) -> ApprovalRequest:
    """Ask somebody besides: before oneself, after oneself, or at the same time."""

    def act(held: Held) -> None:
        running.add_approver(held.run, _own(ctx, held, task_id), _chosen(held, user), place)
        if comment.strip():
            _remark(ctx, held.request, "comment", comment)

    return _act(ctx, _request_of(task_id), act, name=_name(user))


def _own(ctx: Context, held: Held, task_id: int) -> int:
    """The caller's task. An administrator may take another's, which the task says."""
    key = held.key_of(task_id)
    task = held.run.tasks[key]
    if task.person == ctx.user_id:
        return key
    if not ctx.administers or ctx.user_id is None:
        raise ApprovalForbidden("approval.not_yours") if _may_know(ctx, held.request) else NotFound()
    return running.transfer(held.run, key, Asked(ctx.user_id, task.person), "override").key


def _chosen(held: Held, user: int) -> Asked:
    """Somebody whom a person chose, or his substitute."""
    if user == held.request.applicant_id:
        raise ApprovalRefused("approval.is_applicant", field="user")
    if not people.can_decide(directory(), user):
        raise ApprovalRefused("reference.unknown", field="user", status=422)
    one = people.present(held.about.case.on, user) or Asked(user)
    if not people.can_open(held.spec, one.person):
        raise ApprovalRefused(
            "approval.cannot_open", field="user", status=422, name=_name(one.person), object=held.spec.label
        )
    return one


# The applicant ---------------------------------------------------------------------------------------------------------


def withdraw(ctx: Context, request_id: int, *, comment: str = "") -> ApprovalRequest:
    """The applicant takes his request back."""

    def act(held: Held) -> None:
        _require_applicant(ctx, held)
        if not held.may_withdraw:
            raise ApprovalRefused("approval.decided_already")
        running.withdraw(held.run)
        if comment.strip():
            _remark(ctx, held.request, "comment", comment)

    return _act(ctx, request_id, act)


def resubmit(ctx: Context, request_id: int) -> ApprovalRequest:
    """The applicant submits again what was returned to him."""
    found = requests().filter(pk=request_id).values_list("object", "record_id", "applicant_id").first()
    if found is None or not _may_know(ctx, requests().get(pk=request_id)):
        raise NotFound
    with whole(), origin.by("approval"):
        begin_write(ctx)
        return go_on(ctx, request_id, on_submit=True)


def go_on(ctx: Context, request_id: int, *, on_submit: bool = False) -> ApprovalRequest:
    """What was returned to the applicant is decided about again."""
    held = hold(request_id)
    _require_applicant(ctx, held)
    if on_submit:
        effects.submitted(ctx, held)
    watched = snapshot(held.spec, held.becoming, held.published)
    _allowed(
        lambda: running.resubmit(held.flow, held.run, held.about, changed=watched != held.request.watched)
    )
    record_change(ctx, "approval_request", [(held.request, {"watched": watched})])
    write(ctx, held)
    return held.request


def _require_applicant(ctx: Context, held: Held) -> None:
    if ctx.user_id == held.request.applicant_id or ctx.administers:
        return
    raise ApprovalForbidden("approval.not_applicant") if _may_know(ctx, held.request) else NotFound()


def urge(ctx: Context, request_id: int) -> ApprovalRequest:
    """Remind those who have to decide; at most once in the time that the definition gives, for each step."""
    with whole():
        begin_write(ctx)
        held = hold(request_id)
        _require_applicant(ctx, held)
        if held.run.status != "pending":
            raise ApprovalRefused("approval.run_over")
        now = clock.now()
        waiting = [held.tasks[task.key] for task in held.run.open_tasks()]
        last = max((row.last_urged_at for row in waiting if row.last_urged_at), default=None)
        notices.check_urged(last, int(held.published.content.get("urge_minutes") or 60), ctx.timezone)
        record_change(ctx, "approval_task", [(row, {"last_urged_at": now}) for row in waiting])
        _remark(ctx, held.request, "urge", "")
        notices.urged(held, waiting)
        return held.request


def comment(ctx: Context, request_id: int, content: str, files: Sequence[int] = ()) -> int:
    """A remark on a request by anybody who may see it; its id."""
    request = requests().filter(pk=request_id).first()
    if request is None or not _may_know(ctx, request):
        raise NotFound
    with whole():
        begin_write(ctx)
        found = _remark(ctx, request, "comment", content, files)
        emit(effects.CHANGED, request.object, {"ids": [request.record_id]})
        notices.commented(request, ctx.user_id, content)
        return found


def _remark(
    ctx: Context, request: ApprovalRequest, kind: str, content: str, files: Sequence[int] = ()
) -> int:
    give_files(ctx, request, files)
    row = (request.pk, ctx.user_id, clock.now(), kind, content.strip(), list(files))
    insert_values(ApprovalComment, ("request_id", "author_id", "at", "kind", "content", "files"), [row])
    last = ApprovalComment.objects.filter(request_id=request.pk).order_by("-id").values_list("id", flat=True)
    return int(last[0])


# Administrators --------------------------------------------------------------------------------------------------------


def cancel(ctx: Context, request_id: int, reason: str) -> ApprovalRequest:
    """An administrator ends a request without a decision; the record may be changed again."""

    def act(held: Held) -> None:
        _administer(ctx, held, reason)
        running.withdraw(held.run, "cancelled")

    return _act(ctx, request_id, act)


def reroute(ctx: Context, request_id: int, step: int, reason: str) -> ApprovalRequest:
    """An administrator sends a request to a step."""

    def act(held: Held) -> None:
        _administer(ctx, held, reason)
        running.reroute(held.flow, held.run, held.about, step)

    return _act(ctx, request_id, act)


def _administer(ctx: Context, held: Held, reason: str) -> None:
    if not ctx.administers:
        raise Forbidden("access.no_permission") if _may_know(ctx, held.request) else NotFound()
    if not reason.strip():
        raise ApprovalRefused("approval.comment_needed", field="comment", status=422)
    _remark(ctx, held.request, "admin", reason)


def reopen(ctx: Context, object_name: str, rows: Sequence[Any]) -> list[Refusal | None]:
    """Records whose approval stands are opened to be changed, and submitted again afterwards."""
    ids = [row.pk for row in rows]
    found = requests().filter(object=object_name, record_id__in=ids, status="approved", is_reopened=False)
    wanted = list(found.values_list("pk", flat=True))
    lock({"approval_request": wanted})
    standing = list(requests().filter(pk__in=wanted))
    record_change(ctx, "approval_request", [(row, {"is_reopened": True}) for row in standing])
    return [None for _row in rows]


# Common ----------------------------------------------------------------------------------------------------------------


@use_case
def _act(
    ctx: Context,
    request_id: int,
    act: Act,
    *,
    comment: str = "",
    files: Sequence[int] = (),
    name: str = "",
) -> ApprovalRequest:
    with whole(), origin.by("approval"):
        begin_write(ctx)
        held = hold(request_id)
        key = _allowed(lambda: act(held), name)
        write(ctx, held, key, comment, files)
        return held.request


def _allowed(act: Callable[[], Any], name: str = "") -> Any:
    """The engine's answer; what it does not allow as a refusal."""
    try:
        return act()
    except NotAllowed as refused:
        raise ApprovalRefused(f"approval.{refused.code}", name=name) from None


def write(
    ctx: Context, held: Held, by: int | None = None, comment: str = "", files: Sequence[int] = ()
) -> None:
    """Write what an act changed, tell whom it concerns, and let follow what follows."""
    give_files(ctx, held.request, files)
    was_returned = held.request.is_returned
    known = {(step["step"], step["round"]) for step in held.request.steps}
    opened = save(ctx, held, comment=comment, files=files, by=by)
    _set_limits(ctx, held, opened)
    notices.give_to_read(held, known)
    notices.tasks_moved(held, opened)
    effects.follow(ctx, held, was_returned=was_returned)


def _set_limits(ctx: Context, held: Held, opened: Sequence[ApprovalTask]) -> None:
    due = [
        (row, {"due_at": add_working_hours(row.opened_at, hours)})
        for row in opened
        if row.opened_at is not None and (hours := held.published.steps[row.step]["escalate_after_hours"])
    ]
    if due:
        record_change(ctx, "approval_task", due)


def give_files(ctx: Context, request: ApprovalRequest, files: Sequence[int]) -> None:
    """Attach uploaded files to the request. Invalid for one that does not exist or belongs to something else."""
    if not files:
        return
    given = [Attachment(list(files), "approval_request", request.pk, "", False)]
    wrong = refused(given, ctx.user_id)
    if wrong:
        raise Invalid([FieldError("files", wrong[0][1])])
    attach(given, ctx.user_id)


def _request_of(task_id: int) -> int:
    found: int | None = tasks().filter(pk=task_id).values_list("request_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _may_know(ctx: Context, request: ApprovalRequest) -> bool:
    """Whether the caller sees the request, by itself or with its record."""
    if ApprovalRequest.objects.visible_to(ctx, "view", "approval_request").filter(pk=request.pk).exists():
        return True
    return bool(notices.visible_records(ctx, request.object, [request.record_id]))


def _name(user: int) -> str:
    return directory().person_name(user) or ""


def submit(ctx: Context, object_name: str, rows: Sequence[Any], _params: Values) -> list[Refusal | None]:
    """The action of objects whose approvals the platform leads: ask for one, or take effect at once where nobody has to
    decide."""
    answers: list[Refusal | None] = []
    for row in rows:
        try:
            started = begin(ctx, object_name, [row])
        except ApprovalRefused as refused:
            answers.append(refused)
            continue
        answers.append(None if started else ApprovalRefused("approval.not_needed"))
    return answers


def withdraw_records(
    ctx: Context, object_name: str, rows: Sequence[Any], _params: Values
) -> list[Refusal | None]:
    """The action of a record: the applicant takes its request back."""
    pending = dict(
        requests()
        .filter(object=object_name, record_id__in=[row.pk for row in rows], status="pending")
        .values_list("record_id", "pk")
    )
    answers: list[Refusal | None] = []
    for row in rows:
        try:
            if row.pk not in pending:
                raise ApprovalRefused("approval.run_over")
            withdraw(ctx, pending[row.pk])
            answers.append(None)
        except Refusal as refused:
            answers.append(refused)
    return answers
