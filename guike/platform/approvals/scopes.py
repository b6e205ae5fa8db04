"""Who sees requests, tasks, and the records that he has to decide about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.reasons import Arm, Rule
from guike.platform.access.scope import Linked
from guike.platform.approvals.flows import may_run
from guike.platform.approvals.models import ApprovalReader, ApprovalRequest, ApprovalTask
from guike.platform.filters.expressions import literal
from guike.platform.metadata.spec import ObjectSpec

WHY = "who takes part in a request sees it"
#: an open task, or a request that was given to read, lets its holder read the record
HELD = Text("您有待处理的审批，或已抄送给您", "You have to decide about it, or it was given to you to read")


def _mine(user: int) -> Any:
    """The requests in which somebody has, or had, a task, or which he was given to read."""
    own = ApprovalTask.objects.system(reason=WHY).filter(Q(approver_id=user) | Q(acting_for_id=user))
    given = ApprovalReader.objects.filter(user_id=user)
    return Q(pk__in=own.values("request_id")) | Q(pk__in=given.values("request_id")) | Q(applicant_id=user)


def requests(ctx: Context, _action: str) -> Q | None:
    """Applicants, approvers and readers see their requests; administrators see all."""
    if ctx.actor.is_administrator:
        return None
    return Q(pk__in=[]) if ctx.user_id is None else _mine(ctx.user_id)


def tasks(ctx: Context, _action: str) -> Q | None:
    """Whoever sees a request sees how far it is: its tasks."""
    if ctx.actor.is_administrator:
        return None
    if ctx.user_id is None:
        return Q(pk__in=[])
    seen = ApprovalRequest.objects.system(reason=WHY).filter(_mine(ctx.user_id))
    return Q(request_id__in=seen.values("pk"))


def held_records(ctx: Context, spec: ObjectSpec, action: str) -> Sequence[Rule]:
    """The records about which the caller has to decide now, or which he was given to read."""
    if action != "view" or ctx.user_id is None or not spec.has_approval or not may_run(spec.name):
        return ()
    user = f"('{{{int(ctx.user_id)}}}'::bigint[])[1]"
    select = (
        f"SELECT record_id FROM approval_task WHERE approver_id = {user} AND status = 'open'"  # noqa: S608 - a number, an api name
        f" AND object = {literal(spec.name)}"
        f" UNION ALL SELECT record_id FROM approval_reader WHERE user_id = {user} AND object = {literal(spec.name)}"
    )
    held = Q(Linked(select, ctx.form))
    return (Rule("approval", HELD, held, Arm(rest=held)),)
