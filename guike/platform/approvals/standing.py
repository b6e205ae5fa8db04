"""Objects that have approvals by the switch alone: how far each record is, and the actions that ask for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Case, CharField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from guike.kernel.errors import Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.approvals import services
from guike.platform.approvals.registry import approval_of
from guike.platform.approvals.store import requests
from guike.platform.filters.computed import computed, is_computed
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ActionSpec, FieldSpec, ObjectSpec, choices, spec_field
from guike.platform.records.shapes import Values

NONE, PENDING, APPROVED, REJECTED = "none", "pending", "approved", "rejected"
STATUS = "approval_status"
_CHOICES = choices(
    (NONE, "未送审", "Not submitted", "default"),
    (PENDING, "审批中", "Pending", "gold"),
    (APPROVED, "已通过", "Approved", "green"),
    (REJECTED, "已驳回", "Rejected", "red"),
)


def status_of(status: str, *, is_returned: bool, is_reopened: bool) -> str:
    """How a record stands by its last request."""
    if status == "pending":
        return REJECTED if is_returned else PENDING
    if status == "approved":
        return NONE if is_reopened else APPROVED
    return REJECTED if status == "rejected" else NONE


def _build(object_name: str, _now: datetime, _timezone: str) -> Any:
    last = requests().filter(object=object_name, record_id=OuterRef("pk")).order_by("-id")
    told = Case(
        When(status="pending", is_returned=True, then=Value(REJECTED)),
        When(status="pending", then=Value(PENDING)),
        When(status="approved", is_reopened=False, then=Value(APPROVED)),
        When(status="rejected", then=Value(REJECTED)),
        default=Value(NONE),
        output_field=CharField(),
    )
    return Coalesce(
        Subquery(last.annotate(told=told).values("told")[:1]), Value(NONE), output_field=CharField()
    )


def _read(object_name: str, row: Any, _now: datetime, _timezone: str) -> str:
    last = requests().filter(object=object_name, record_id=row.pk).order_by("-id").first()
    if last is None:
        return NONE
    return status_of(last.status, is_returned=last.is_returned, is_reopened=last.is_reopened)


def _is_led(spec: ObjectSpec) -> bool:
    """Whether the platform leads the approvals of the object by itself."""
    return spec.has_approval and not spec.is_line and approval_of(spec.name) is None and spec.area != "admin"


def status_field(spec: ObjectSpec) -> tuple[FieldSpec, ...]:
    """`approval_status` of an object that the platform leads."""
    if not _is_led(spec):
        return ()
    name = f"approval.{spec.name}"
    if not is_computed(name):
        computed(name, partial(_build, spec.name), partial(_read, spec.name), follows_clock=False)
    return (
        spec_field(
            "choice",
            STATUS,
            "审批状态",
            "Approval",
            read_only=True,
            system=True,
            computed=name,
            choices=_CHOICES,
        ),
    )


def actions(spec: ObjectSpec) -> tuple[ActionSpec, ...]:
    """`submit`, `withdraw` and `reopen` of an object that the platform leads; `withdraw` of every one."""
    if not spec.has_approval or spec.is_line or spec.area == "admin":
        return ()
    own = approval_of(spec.name)
    if own is not None:
        pending: Any = {
            "field": spec.states.field if spec.states else "",
            "op": "in",
            "value": list(own.waiting),
        }
        return (_withdraw(spec, pending),)

    def among(*codes: str) -> dict[str, Any]:
        return {"field": STATUS, "op": "in", "value": list(codes)}

    return (
        ActionSpec(
            "submit", Text("提交审批", "Submit"), partial(_submit, spec.name), when=among(NONE, REJECTED),
            when_text=Text("已在审批中或已通过", "it is pending or approved already"), operation="edit",
            confirm=Text("提交后，审批结束前不能修改。", "It cannot be changed until the approval is over."), done=Text("已提交审批", "Submitted"),
        ),
        _withdraw(spec, among(PENDING, REJECTED)),
        ActionSpec(
            "reopen", Text("重新编辑", "Reopen"), partial(_reopen, spec.name), when=among(APPROVED), operation="edit", on_list=False,
            when_text=Text("尚未通过审批", "it is not approved"),
            confirm=Text("重新编辑后，审批结果作废，修改完需再次送审。", "The approval counts no longer; submit it again after your changes."),
            done=Text("可以修改了", "It can be changed"),
        ),
    )  # fmt: skip


def _withdraw(spec: ObjectSpec, when: Any) -> ActionSpec:
    return ActionSpec(
        "withdraw", Text("撤回审批", "Withdraw"), partial(_take_back, spec.name), when=when, operation="edit", scope="view",
        when_text=Text("不在审批中", "it is not being approved"), offered=when,
        confirm=Text("撤回后可以修改，再次提交将重新审批。", "You can change it then; submitting it again starts anew."), done=Text("已撤回", "Withdrawn"),
    )  # fmt: skip


def _submit(object_name: str, ctx: Context, rows: Sequence[Any], params: Values) -> list[Refusal | None]:
    return services.submit(ctx, object_name, rows, params)


def _take_back(object_name: str, ctx: Context, rows: Sequence[Any], params: Values) -> list[Refusal | None]:
    return services.withdraw_records(ctx, object_name, rows, params)


def _reopen(object_name: str, ctx: Context, rows: Sequence[Any], _params: Values) -> list[Refusal | None]:
    return services.reopen(ctx, object_name, rows)


def declare() -> None:
    """Register the field and the actions."""
    registry.common_fields.append(status_field)
    registry.common_actions.append(actions)
