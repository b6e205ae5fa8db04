"""Refunds, declared."""

from __future__ import annotations

from guike.domains.receivables import refunding
from guike.domains.receivables.models import Refund
from guike.domains.receivables.rules import REFUND_STATES
from guike.kernel.text import Text
from guike.platform.approvals.registry import ApprovalSpec
from guike.platform.metadata.spec import AccessSpec, ActionSpec, Hooks, ObjectSpec, Section, ViewSpec
from guike.platform.metadata.spec import spec_field as f

REASON = f("text", "reason", "原因", "Reason", required=True, max_length=500)

REFUND = ObjectSpec(
    name="refund",
    model=Refund,
    label=Text("退款", "Refund"),
    plural=Text("退款", "Refunds"),
    area="receivables",
    position=63,
    name_field="number",
    number_pattern="RF{yyyy}{mm}{dd}-{seq:4}",
    document_date="asked_on",
    has_money=True,
    has_approval=True,
    path_field="status",
    access=AccessSpec(requires=("account",), inherits=("payment",), any_owner=True),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("reference", "order", "销售订单", "Sales order", target="sales_order", within="account", keeps=True,
            help=Text("只选订单时，从它够退的回款中退", "With an order alone: of a payment of it that is large enough")),
        f("reference", "payment", "回款", "Payment", target="payment", within="account", keeps=True,
            help=Text("退的是哪一笔回款；只选订单时由系统选", "The payment of which money goes back; with an order alone it is chosen")),
        f("money", "amount", "退款金额", "Amount", required=True, base_column="base_amount"),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True),
        f("date", "asked_on", "申请日期", "Asked on", required=True, default="$today"),
        f("text", "reason", "退款原因", "Reason", required=True, searchable=True, max_length=500),
        f("choice", "status", "状态", "Status", read_only=True),
        f("date", "paid_on", "付款日期", "Paid on", read_only=True),
        f("text", "reference_no", "流水号", "Reference no.", read_only=True, searchable=True, max_length=60),
        f("text", "reject_reason", "驳回原因", "Reason for rejecting", read_only=True, max_length=500),
    ),
    states=REFUND_STATES,
    header=("account", "status", "amount", "payment", "order", "paid_on"),
    list_columns=("number", "account", "order", "payment", "amount", "status", "asked_on", "paid_on", "reason", "owner"),
    form=(
        Section(Text("退款", "Refund"), ("account", "order", "payment", "amount", "asked_on", "owner")),
        Section(Text("原因", "Reason"), ("reason",)),
    ),
    detail=(
        Section(Text("退款", "Refund"), (
            "number", "account", "order", "payment", "amount", "currency", "exchange_rate", "base_amount", "asked_on", "reason", "owner",
            "department", "status",
        )),
        Section(Text("付款", "Payment"), ("paid_on", "reference_no", "reject_reason")),
    ),
    views=(
        ViewSpec("pending", Text("待审批", "Pending approval"), REFUND_STATES.among("pending_approval"), sort=("asked_on",)),
        ViewSpec("to_pay", Text("待付款", "To be paid"), REFUND_STATES.among("approved"), sort=("asked_on",)),
        ViewSpec("mine", Text("我的退款", "My refunds"), {"field": "owner", "op": "is_me"}),
        ViewSpec("paid", Text("已退款", "Paid"), REFUND_STATES.among("paid"), sort=("-paid_on",)),
        ViewSpec("all", Text("全部退款", "All refunds")),
    ),
    hooks=Hooks(prepare=refunding.refund_prepare),
    actions=(
        ActionSpec(
            "submit", Text("提交", "Submit"), refunding.refund_submit, placement="primary",
            confirm=Text("提交后等审批，金额不能再修改。", "It waits for approval, and its amount stands."),
            shows=("account", "payment", "amount", "reason"), done=Text("已提交", "Submitted"),
        ),
        ActionSpec(
            "approve", Text("批准", "Approve"), refunding.refund_approve, placement="primary", scope="view",
            confirm=Text("批准后由财务付款。", "Finance pays it then."),
            shows=("account", "order", "payment", "amount", "reason"), done=Text("已批准", "Approved"),
        ),
        ActionSpec(
            "reject", Text("驳回", "Reject"), refunding.refund_reject, operation="approve", scope="view", danger=True,
            params=(REASON,), shows=("account", "amount", "reason"), done=Text("已驳回", "Sent back"),
        ),
        ActionSpec(
            "take_back", Text("撤回", "Take back"), refunding.refund_take_back, operation="submit",
            shows=("account", "amount"), done=Text("已撤回", "Taken back"),
        ),
        ActionSpec(
            "pay", Text("登记付款", "Pay"), refunding.refund_pay, placement="primary", scope="view", locks=("payment",),
            params=(
                f("date", "paid_on", "付款日期", "Paid on", default="$today"),
                f("text", "reference_no", "流水号", "Reference no.", max_length=60),
            ),
            shows=("account", "order", "payment", "amount", "reason"), done=Text("已退款", "Paid"),
        ),
    ),
)  # fmt: skip

REFUND_APPROVAL = ApprovalSpec(
    "refund",
    waiting=("pending_approval",),
    on_submit=refunding.follow("refund", "submit"),
    on_approved=refunding.follow("refund", "approve"),
    on_rejected=refunding.follow("refund", "reject"),
    on_withdrawn=refunding.follow("refund", "take_back"),
    card=("account", "order", "payment", "amount", "reason"),
)
