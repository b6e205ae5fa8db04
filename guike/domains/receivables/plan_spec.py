"""Terms of payment and payment plans, declared."""

from __future__ import annotations

from guike.domains.receivables import plans
from guike.domains.receivables.models import Installment, PaymentPlan, PaymentTerm, PaymentTermLine
from guike.domains.receivables.timing import INSTALLMENT_DAYS, INSTALLMENT_OVERDUE
from guike.kernel.due_dates import AFTER_ORDER, AFTER_RECEIPT, AFTER_SHIPMENT, EARLIER, KEEP, LATER, ON_DATE
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, READ, VIEW, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    FieldSpec,
    Hooks,
    ObjectSpec,
    RollupSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

TOTAL = "sales_order.total_amount"
_AFTER = (
    (AFTER_ORDER, "订单生效后", "After the order"),
    (AFTER_SHIPMENT, "发货后", "After shipping"),
    (AFTER_RECEIPT, "签收后", "After receipt"),
)


def _due_fields(*events: tuple[str, str, str]) -> tuple[FieldSpec, ...]:
    """When a part is due (`kernel.due_dates.DueRule`)."""
    return (
        f("choice", "due_rule", "起算", "Counts from", required=True, default=AFTER_ORDER, choices=choices(*events)),
        f("integer", "months", "加月数", "Months", default=0, minimum="0", maximum="120",
          help=Text("如质保金在签收后 12 个月", "As 12 for a retention that is due a year after receipt")),
        f("boolean", "is_month_end", "月结", "End of month", default=False,
          help=Text("先到当月最后一天，再加天数", "To the last day of that month first, then the days")),
        f("integer", "days", "加天数", "Days", default=0, minimum="0", maximum="3650"),
        f("integer", "day_of_month", "固定付款日", "Day of month", minimum="1", maximum="31",
          help=Text("每月几号付款；当月没有这一天时取月末", "The next such day; in a shorter month its last one")),
        f("choice", "free_days", "遇休息日", "On a free day", default=KEEP, choices=choices(
            (KEEP, "不变", "Stays"), (LATER, "顺延", "The next workday"), (EARLIER, "提前", "The workday before"))),
    )  # fmt: skip


TERM = ObjectSpec(
    name="payment_term",
    model=PaymentTerm,
    label=Text("收款条件", "Terms of payment"),
    plural=Text("收款条件", "Terms of payment"),
    area="receivables",
    position=64,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("lines", "lines", "分期", "Parts", lines_object="payment_term_line"),
        f("long_text", "description", "备注", "Remarks"),
    ),
    header=("is_active",),
    list_columns=("name", "is_active", "description", "updated_at"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "is_active")),
        Section(Text("分期", "Parts"), ("lines",)),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    views=(
        ViewSpec("active", Text("启用的", "Active"), {"field": "is_active", "op": "eq", "value": True}, sort=("name",)),
        ViewSpec("all", Text("全部收款条件", "All terms"), sort=("name",)),
    ),
    hooks=Hooks(prepare=plans.term_prepare),
)  # fmt: skip

TERM_LINE = ObjectSpec(
    name="payment_term_line",
    model=PaymentTermLine,
    label=Text("收款条件明细", "Part of terms"),
    plural=Text("收款条件明细", "Parts of terms"),
    parent="payment_term",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "payment_term", "收款条件", "Terms", target="payment_term", create_only=True),
        f("text", "name", "款项", "Part", required=True, max_length=60),
        f("percent", "rate", "比例", "Share", required=True, minimum="0", maximum="1"),
        *_due_fields(*_AFTER),
    ),
    list_columns=("payment_term", "name", "rate", "due_rule", "months", "is_month_end", "days", "day_of_month", "free_days"),
)  # fmt: skip

PLAN = ObjectSpec(
    name="payment_plan",
    model=PaymentPlan,
    label=Text("收款计划", "Payment plan"),
    plural=Text("收款计划", "Payment plans"),
    area="receivables",
    position=63,
    name_field="",
    named_after=("order",),
    access=AccessSpec(requires=("order",), inherits=("order",), any_owner=True),
    has_team=False,
    fields=(
        f("reference", "order", "销售订单", "Sales order", target="sales_order", required=True, create_only=True),
        f("choice", "kind", "分期方式", "Divided by", required=True, default="rate",
          choices=choices(("rate", "比例", "Shares"), ("fixed", "金额", "Amounts"))),
        f("lines", "lines", "分期", "Installments", lines_object="installment"),
        f("long_text", "description", "备注", "Remarks"),
    ),
    header=("order", "kind", "owner"),
    list_columns=("order", "kind", "owner", "updated_at"),
    form=(
        Section(Text("收款计划", "Payment plan"), ("order", "kind", "owner")),
        Section(Text("分期", "Installments"), ("lines",)),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    views=(
        ViewSpec("mine", Text("我的收款计划", "My plans"), {"field": "owner", "op": "is_me"}),
        ViewSpec("all", Text("全部收款计划", "All plans")),
    ),
    hooks=Hooks(prepare=plans.plan_prepare, written=plans.plan_written, deleting=plans.plan_deleting),
)  # fmt: skip

INSTALLMENT = ObjectSpec(
    name="installment",
    model=Installment,
    label=Text("分期", "Installment"),
    plural=Text("分期", "Installments"),
    parent="payment_plan",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "payment_plan", "收款计划", "Payment plan", target="payment_plan", create_only=True),
        f("text", "name", "款项", "Part", required=True, max_length=60),
        f("percent", "rate", "比例", "Share", minimum="0", maximum="1"),
        f("money", "fixed_amount", "金额", "Amount", minimum="0", tells=TOTAL, help=Text("按金额的计划填写", "Where the plan goes by amounts")),
        *_due_fields((ON_DATE, "指定日期", "On a day"), *_AFTER),
        f("date", "fixed_on", "指定日期", "On", help=Text("起算为“指定日期”时填写", "Where it counts from “On a day”")),
        f("money", "amount", "应收金额", "Amount due", read_only=True, system=True, tells=TOTAL,
          help=Text("订单生效后得出，随订单变更", "Worked out once the order is in effect, and again when it changes")),
        f("date", "due_on", "到期日", "Due on", read_only=True, system=True,
          help=Text("起算的事发生后得出", "Known once that from which it counts has happened")),
        f("money", "paid_amount", "已收金额", "Paid", read_only=True, system=True, tells=TOTAL),
        f("money", "open_amount", "未收金额", "Open", read_only=True, system=True, tells=TOTAL),
        f("boolean", "is_overdue", "已逾期", "Overdue", read_only=True, system=True, computed=INSTALLMENT_OVERDUE),
        f("integer", "overdue_days", "逾期天数", "Days overdue", read_only=True, system=True, computed=INSTALLMENT_DAYS),
    ),
    rollups=(RollupSpec("paid_amount", "receivable", "installment", "sum", "allocated_amount", as_stands=True),),
    list_columns=("payment_plan", "name", "rate", "due_rule", "amount", "due_on", "paid_amount", "open_amount", "is_overdue"),
)  # fmt: skip


def declare() -> None:
    """Register them, and who keeps them."""
    registry.add(TERM, TERM_LINE, PLAN, INSTALLMENT)
    registry.grant(
        "payment_term",
        {"finance": FULL, "sales sales_assistant order_manager": VIEW, "executive": READ},
    )
    registry.grant(
        "payment_plan",
        {"sales": WRITE, "sales_assistant order_manager": VIEW, "finance": FULL, "executive": READ},
    )
    registry.extend("sales_order", related=("payment_plans",))
