"""Routes of approvals: the inbox, decisions one by one and in bulk, a request with its way, people who are away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, json_answer
from guike.entry.api.idempotency import keyed
from guike.entry.api.queries import check_params
from guike.kernel.errors import BadRequest, FieldError, Invalid, Refusal, problem
from guike.kernel.limits import BULK_ROWS, PAGE_DEFAULT, PAGE_MAX
from guike.kernel.numerals import MOST, whole
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.approvals import absence, deciding, queries, services
from guike.platform.approvals.choosing import fact_fields, people_fields, team_records, team_roles
from guike.platform.approvals.conditions import known_fields
from guike.platform.approvals.marks import marks
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.approvals.simulating import preview
from guike.platform.approvals.trying_notices import try_notice
from guike.platform.approvals.uncovered import uncovered
from guike.platform.metadata.catalogue import catalogue
from guike.platform.views.describe import Describer

router = Router(tags=["approvals"])
_COMMENT = 4_000
_FILES = 20


class Opinion(Form):
    comment: str = Field(default="", max_length=_COMMENT)
    files: list[int] = Field(default=[], max_length=_FILES)


class Rejection(Opinion):
    to: Literal["end", "applicant", "step"] | None = None
    step: int | None = None


class Transferred(Opinion):
    user: int = Field(ge=1)


class Added(Transferred):
    position: Literal["before", "after", "beside"] = "after"


class Bulk(Form):
    ids: list[int] = Field(min_length=1, max_length=int(BULK_ROWS))
    comment: str = Field(default="", max_length=_COMMENT)


class Rerouted(Opinion):
    step: int


class Tried(Form):
    object: str = Field(max_length=80)
    approvers: list[Any] = Field(max_length=50)
    id: int | None = None
    in_groups: bool = False


class TriedNotice(Form):
    object: str = Field(max_length=80)
    id: int
    template: str = Field(min_length=1, max_length=1_000)
    receivers: list[Any] = Field(default=[], max_length=50)
    user: int | None = None


class Absence(Form):
    from_on: date | None = None
    until_on: date | None = None
    substitute: int | None = None
    takes_open: bool = False


def _ctx(request: HttpRequest) -> Context:
    ctx: Context = request.auth  # type: ignore[attr-defined]
    ctx.require_key("approval_task", "view" if request.method == "GET" else "edit")
    return ctx


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    if not given:
        return None
    number = whole(given, MOST)
    if number is None:
        raise BadRequest("request.bad", reason=name)
    return number


@router.get("/approvals/tasks")
def get_tasks(request: HttpRequest) -> HttpResponse:
    """`box` todo (also `status=pending`), done, started, cc; `object`, `limit`, `cursor`."""
    ctx = _ctx(request)
    check_params(request, frozenset({"box", "status", "object", "limit", "cursor"}))
    box = request.GET.get("box") or ("todo" if request.GET.get("status", "pending") == "pending" else "done")
    if box not in queries.BOXES:
        raise BadRequest("request.bad", reason="box")
    limit = _number(request, "limit") or int(PAGE_DEFAULT)
    name = request.GET.get("object", "")
    before = _number(request, "cursor")
    found = queries.inbox(ctx, box, object_name=name, before=before, limit=min(limit, int(PAGE_MAX)))
    return json_answer(found)


@router.get("/approvals/tasks/{int:task_id}")
def get_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task with its request, the facts beside the buttons, and what changed since the caller decided last."""
    return json_answer(deciding.task_named(_ctx(request), task_id))


@router.post("/approvals/tasks/approve")
def approve_many(request: HttpRequest, body: Bulk) -> HttpResponse:
    """One result for each task."""
    return _each(request, body, lambda ctx, pk: services.approve(ctx, pk, comment=body.comment))


@router.post("/approvals/tasks/reject")
def reject_many(request: HttpRequest, body: Bulk) -> HttpResponse:
    """One result for each task; the comment stands at each."""
    return _each(request, body, lambda ctx, pk: services.reject(ctx, pk, comment=body.comment))


def _each(request: HttpRequest, body: Bulk, act: Callable[[Context, int], Any]) -> HttpResponse:
    ctx = _ctx(request)

    def outcome(pk: int) -> dict[str, Any]:
        try:
            act(ctx, pk)
        except Refusal as refused:
            return {"id": pk, "ok": False, "error": problem(refused, ctx.locale)}
        return {"id": pk, "ok": True}

    def work() -> HttpResponse:
        found = {
            pk: outcome(pk) for pk in dict.fromkeys(body.ids)
        }  # a task that is named twice is decided once
        return json_answer({"results": [{"index": index, **found[pk]} for index, pk in enumerate(body.ids)]})

    return keyed(request, ctx, work)


def _done(request: HttpRequest, act: Callable[[Context], ApprovalRequest]) -> HttpResponse:
    ctx = _ctx(request)
    return keyed(request, ctx, lambda: json_answer(queries.progress(ctx, act(ctx))))


@router.post("/approvals/tasks/{int:task_id}/approve")
def approve_task(request: HttpRequest, task_id: int, body: Opinion) -> HttpResponse:
    """Agree."""
    return _done(request, lambda ctx: services.approve(ctx, task_id, comment=body.comment, files=body.files))


@router.post("/approvals/tasks/{int:task_id}/reject")
def reject_task(request: HttpRequest, task_id: int, body: Rejection) -> HttpResponse:
    """Refuse, with a reason; `to` says where it leads."""
    return _done(
        request,
        lambda ctx: services.reject(
            ctx, task_id, comment=body.comment, to=body.to, step=body.step, files=body.files
        ),
    )


@router.post("/approvals/tasks/{int:task_id}/transfer")
def transfer_task(request: HttpRequest, task_id: int, body: Transferred) -> HttpResponse:
    """Let somebody else decide."""
    return _done(request, lambda ctx: services.transfer(ctx, task_id, body.user, comment=body.comment))


@router.post("/approvals/tasks/{int:task_id}/add_approver")
def add_approver(request: HttpRequest, task_id: int, body: Added) -> HttpResponse:
    """Ask somebody besides."""
    return _done(
        request,
        lambda ctx: services.add_approver(ctx, task_id, body.user, body.position, comment=body.comment),
    )


@router.post("/approvals/tasks/{int:task_id}/grab")
def grab_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take a task that the first to take it decides."""
    return _done(request, lambda ctx: services.grab(ctx, task_id))


@router.get("/approvals/requests")
def get_requests(request: HttpRequest) -> HttpResponse:
    """The requests about a record: `object`, `id`."""
    ctx = _ctx(request)
    check_params(request, frozenset({"object", "id"}))
    record_id = _number(request, "id")
    if record_id is None:
        raise Invalid([FieldError("id", "required")])
    return json_answer({"items": queries.requests_about(ctx, request.GET.get("object", ""), record_id)})


@router.get("/approvals/requests/{int:request_id}")
def get_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request with its way so far and ahead."""
    return json_answer(queries.request_named(_ctx(request), request_id))


@router.post("/approvals/requests/{int:request_id}/urge")
def urge_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Remind those who have to decide."""
    return _done(request, lambda ctx: services.urge(ctx, request_id))


@router.post("/approvals/requests/{int:request_id}/comment")
def comment_request(request: HttpRequest, request_id: int, body: Opinion) -> HttpResponse:
    """A remark."""
    if not body.comment.strip():
        raise Invalid([FieldError("comment", "required")])
    ctx = _ctx(request)

    def work() -> HttpResponse:
        services.comment(ctx, request_id, body.comment, body.files)
        return json_answer(queries.request_named(ctx, request_id))

    return keyed(request, ctx, work)


@router.post("/approvals/requests/{int:request_id}/withdraw")
def withdraw_request(request: HttpRequest, request_id: int, body: Opinion) -> HttpResponse:
    """The applicant takes it back."""
    return _done(request, lambda ctx: services.withdraw(ctx, request_id, comment=body.comment))


@router.post("/approvals/requests/{int:request_id}/resubmit")
def resubmit_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """The applicant submits again what was returned to him."""
    return _done(request, lambda ctx: services.resubmit(ctx, request_id))


@router.post("/approvals/requests/{int:request_id}/cancel")
def cancel_request(request: HttpRequest, request_id: int, body: Opinion) -> HttpResponse:
    """An administrator ends it; the comment says why."""
    return _done(request, lambda ctx: services.cancel(ctx, request_id, body.comment))


@router.post("/approvals/requests/{int:request_id}/reroute")
def reroute_request(request: HttpRequest, request_id: int, body: Rerouted) -> HttpResponse:
    """An administrator sends it to a step; the comment says why."""
    return _done(request, lambda ctx: services.reroute(ctx, request_id, body.step, body.comment))


@router.get("/approvals/marks")
def get_marks(request: HttpRequest) -> HttpResponse:
    """Which of the records `ids` (1,2,3) of `object` are being approved, and by which task of the caller."""
    ctx = _ctx(request)
    check_params(request, frozenset({"object", "ids"}))
    spec = catalogue().get(request.GET.get("object", ""))
    ids = [whole(one, MOST) for one in request.GET.get("ids", "").split(",")]
    if len(ids) > int(PAGE_MAX) or None in ids:
        raise BadRequest("request.bad", reason="ids")
    return json_answer({"items": marks(ctx, spec, [one for one in ids if one is not None])})


@router.get("/approvals/uncovered")
def get_uncovered(request: HttpRequest) -> HttpResponse:
    """The objects with approvals about which nobody decides at the moment: {"items": [{"object", "label"}]}."""
    ctx = _ctx(request)
    check_params(request, frozenset())
    ctx.require("approval_definition", "view")
    return json_answer({"items": uncovered(ctx)})


@router.post("/approvals/preview")
def preview_approvers(request: HttpRequest, body: Tried) -> HttpResponse:
    """Who the approvers of a step are today, for a record or the latest one: {"people": [{"id", "name", "acting_for", "group"}]}."""
    ctx = _ctx(request)
    ctx.require("approval_definition", "view")
    spec = catalogue().get(body.object)
    found = preview(ctx, spec, body.id, ctx.user_id, body.approvers, in_groups=body.in_groups)
    people = [
        {**(person(ctx, one.person) or {}), "acting_for": person(ctx, one.acting_for), "group": one.label}
        for one in found
    ]
    return json_answer({"people": people})


@router.post("/approvals/notices/preview")
def preview_notice(request: HttpRequest, body: TriedNotice) -> HttpResponse:
    """What a notice would say about a record: to each receiver, or to `user`: {"items": [{"user", "text"}]}."""
    ctx = _ctx(request)
    ctx.require("approval_definition", "view")
    spec = catalogue().get(body.object)
    ctx.require(spec.name, "view")
    found = try_notice(ctx, spec, body.id, body.template, body.receivers, body.user)
    return json_answer({"items": [{"user": person(ctx, one), "text": text} for one, text in found]})


@router.get("/approvals/options")
def get_options(request: HttpRequest) -> HttpResponse:
    """What the author of a definition of `object` may choose from: facts, teams with their roles, fields that name people."""
    ctx = _ctx(request)
    check_params(request, frozenset({"object"}))
    ctx.require("approval_definition", "view")
    spec = catalogue().get(request.GET.get("object", ""))
    described = Describer(ctx)
    known = known_fields(spec.name)
    return json_answer(
        {
            "facts": [
                {"name": name, "field": described.field(known, item)} for name, item in fact_fields(spec)
            ],
            "team_records": team_records(ctx, spec),
            "team_roles": team_roles(ctx, spec),
            "people_fields": people_fields(ctx, spec),
        }
    )


@router.get("/approvals/absence")
def get_absence(request: HttpRequest) -> HttpResponse:
    """When the caller is away, and who decides for him then."""
    ctx = _ctx(request)
    return json_answer(absence.of(ctx))


@router.put("/approvals/absence")
def put_absence(request: HttpRequest, body: Absence) -> HttpResponse:
    """Set it, or end it with nothing."""
    ctx = _ctx(request)
    absence.set_own(ctx, body.from_on, body.until_on, body.substitute, takes_open=body.takes_open)
    return json_answer(absence.of(ctx))
