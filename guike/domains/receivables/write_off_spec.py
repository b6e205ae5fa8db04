"""Write-offs and who may write off what by himself, declared."""

from __future__ import annotations

from guike.domains.receivables import refunding, writing_off
from guike.domains.receivables.models import WriteOff, WriteOffLimit
from guike.domains.receivables.refund_spec import REASON
from guike.domains.receivables.rules import WRITE_OFF_STATES
from guike.kernel.text import Text
from guike.platform.approvals.registry import ApprovalSpec
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    RollupSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

WRITE_OFF = ObjectSpec(
    name="write_off",
    model=WriteOff,
    label=Text("坏账核销", "Write-off"),
    plural=Text("坏账核销", "Write-offs"),
    area="receivables",
    position=64,
    name_field="number",
    number_pattern="WO{yyyy}{mm}{dd}-{seq:4}",
    document_date="written_on",
    has_money=True,
    has_approval=True,
    path_field="status",
    access=AccessSpec(requires=("account",), inherits=("receivable",), any_owner=True),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("reference", "receivable", "应收款", "Receivable", target="receivable", within="account", keeps=True, required=True),
        f("choice", "kind", "类型", "Kind", required=True, default="difference", choices=choices(
            ("difference", "小额差异", "Small difference"), ("bad_debt", "坏账", "Bad debt"))),
        f("money", "amount", "核销金额", "Amount", required=True, base_column="base_amount"),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True),
        f("money", "effective_amount", "实际核销", "In effect", read_only=True, system=True,
            help=Text("应收款后来变小时，冲回多核销的部分", "A receivable that becomes smaller takes back what was given up beyond it")),
        f("date", "written_on", "日期", "On", required=True, default="$today"),
        f("text", "reason", "原因", "Reason", required=True, searchable=True, max_length=500),
        f("choice", "status", "状态", "Status", read_only=True),
        f("text", "reject_reason", "驳回或冲回原因", "Reason for rejecting or taking back", read_only=True, max_length=500),
    ),
    states=WRITE_OFF_STATES,
    rollups=(RollupSpec("effective_amount", "allocation", "write_off", "sum", "amount", as_stands=True),),
    header=("account", "status", "kind", "amount", "receivable"),
    list_columns=("number", "account", "receivable", "kind", "amount", "effective_amount", "status", "written_on", "reason", "owner"),
    form=(
        Section(Text("核销", "Write-off"), ("account", "receivable", "kind", "amount", "written_on", "owner")),
        Section(Text("原因", "Reason"), ("reason",)),
    ),
    detail=(
        Section(Text("核销", "Write-off"), (
            "number", "account", "receivable", "kind", "amount", "effective_amount", "currency", "exchange_rate", "base_amount",
            "written_on", "reason",
            "reject_reason", "owner", "department", "status",
        )),
    ),
    views=(
        ViewSpec("pending", Text("待审批", "Pending approval"), WRITE_OFF_STATES.among("pending_approval"), sort=("written_on",)),
        ViewSpec("mine", Text("我的核销", "Mine"), {"field": "owner", "op": "is_me"}),
        ViewSpec("done", Text("已核销", "Written off"), WRITE_OFF_STATES.among("approved"), sort=("-written_on",)),
        ViewSpec("all", Text("全部坏账核销", "All write-offs")),
    ),
    hooks=Hooks(prepare=writing_off.write_off_prepare),
    actions=(
        ActionSpec(
            "submit", Text("提交", "Submit"), writing_off.write_off_submit, placement="primary", locks=("receivable",),
            confirm=Text(
                "权限以内的小额差异立即核销，其余的等审批。",
                "A small difference within your limit is written off at once; anything else waits for approval.",
            ),
            shows=("account", "receivable", "kind", "amount"), done=Text("已提交", "Submitted"),
        ),
        ActionSpec(
            "approve", Text("批准", "Approve"), writing_off.write_off_approve, placement="primary", scope="view",
            locks=("receivable",), confirm=Text("批准后应收款立即减少。", "The receivable falls at once."),
            shows=("account", "receivable", "kind", "amount", "reason"), done=Text("已核销", "Written off"),
        ),
        ActionSpec(
            "reject", Text("驳回", "Reject"), writing_off.write_off_reject, operation="approve", scope="view", danger=True,
            params=(REASON,), shows=("account", "amount", "reason"), done=Text("已驳回", "Sent back"),
        ),
        ActionSpec(
            "take_back", Text("撤回", "Take back"), writing_off.write_off_take_back, operation="submit",
            shows=("account", "amount"), done=Text("已撤回", "Taken back"),
        ),
        ActionSpec(
            "cancel", Text("冲回", "Take back the write-off"), writing_off.write_off_cancel, operation="approve", scope="view",
            danger=True, locks=("receivable",), params=(REASON,),
            confirm=Text("应收款重新打开。", "The receivable is open again."),
            shows=("account", "receivable", "amount"), done=Text("已冲回", "Taken back"),
        ),
    ),
)  # fmt: skip

WRITE_OFF_APPROVAL = ApprovalSpec(
    "write_off",
    waiting=("pending_approval",),
    on_submit=refunding.follow("write_off", "submit"),
    on_approved=writing_off.write_off_approved,
    on_rejected=refunding.follow("write_off", "reject"),
    on_withdrawn=refunding.follow("write_off", "take_back"),
    card=("account", "receivable", "kind", "amount", "reason"),
)

WRITE_OFF_LIMIT = ObjectSpec(
    name="write_off_limit",
    model=WriteOffLimit,
    label=Text("小额核销权限", "Write-off limit"),
    plural=Text("小额核销权限", "Write-off limits"),
    area="receivables",
    position=65,
    name_field="",
    label_of=writing_off.limit_label,
    label_from=("role",),
    access=AccessSpec(kind="open"),
    has_team=False,
    has_files=False,
    has_timeline=False,
    fields=(
        f("reference", "role", "角色", "Role", target="role", required=True, unique=True),
        f("money", "max_amount", "最多核销", "Up to", required=True, minimum="0",
            help=Text("本位币；不超过它的小额差异提交后立即核销", "In the base currency; a small difference up to it is written off at once")),
        f("boolean", "is_active", "启用", "Active", default=True),
    ),
    header=("max_amount", "is_active"),
    list_columns=("role", "max_amount", "is_active"),
    form=(Section(Text("基本信息", "Details"), ("role", "max_amount", "is_active")),),
    views=(ViewSpec("all", Text("全部小额核销权限", "All limits"), sort=("id",)),),
)  # fmt: skip
