"""Receivables, payments and what was allocated, declared; what orders, accounts and campaigns keep of them."""

from __future__ import annotations

from guike.domains.accounts.services import transaction_source
from guike.domains.credit.queries import exposure_part, overdue_source
from guike.domains.fulfilment.services import when_goods_moved
from guike.domains.orders.queries import SOLD
from guike.domains.orders.services import Moment, completes, echoes
from guike.domains.receivables import (
    allocating,
    exchanges,
    exposure,
    following,
    identities,
    plan_spec,
    services,
    settings,
)
from guike.domains.receivables.entries import DOCUMENTS, entries_follow
from guike.domains.receivables.models import Allocation, Payment, Receivable
from guike.domains.receivables.queries import fully_collected
from guike.domains.receivables.refund_spec import REFUND, REFUND_APPROVAL
from guike.domains.receivables.rules import OWED, PAYMENT_STATES, RECEIVABLE_STATES, REFUND_STATES
from guike.domains.receivables.timing import OVERDUE, OVERDUE_DAYS, declare_overdue
from guike.domains.receivables.write_off_spec import WRITE_OFF, WRITE_OFF_APPROVAL, WRITE_OFF_LIMIT
from guike.kernel.text import Text
from guike.platform.approvals.registry import approval
from guike.platform.metadata.ledgers import entry_fields, ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, KEEP, READ, VIEW, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    LedgerSpec,
    ObjectSpec,
    Participant,
    RollupSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

__all__ = ["declare", "settings"]

#: who does not see what an order amounts to does not see what is owed for it
TOTAL = "sales_order.total_amount"
PENDING = PAYMENT_STATES.among("pending")
CONFIRMED = PAYMENT_STATES.among("confirmed")
PAID_BACK = REFUND_STATES.among("paid")
IS_OWED = RECEIVABLE_STATES.among(*OWED)
SOON = {
    "any": [
        {"field": "due_on", "op": "within", "value": "today"},
        {"field": "due_on", "op": "within", "value": "next_7_days"},
    ]
}
LATE = {"field": "is_overdue", "op": "eq", "value": True}
LEFT = {"field": "unallocated_amount", "op": "gt", "value": "0"}
GIVEN_UP = {"field": "kind", "op": "in", "value": ["difference", "bad_debt"]}
USED = {"field": "allocated_amount", "op": "gt", "value": "0"}

RECEIVABLE = ObjectSpec(
    name="receivable",
    model=Receivable,
    label=Text("应收款", "Receivable"),
    plural=Text("应收款", "Receivables"),
    area="receivables",
    position=62,
    name_field="number",
    number_pattern="AR{yyyy}{mm}{dd}-{seq:4}",
    document_date="incurred_on",
    has_money=True,
    path_field="status",
    access=AccessSpec(requires=("account",), inherits=("order",), any_owner=True),
    # an order in effect stays anyhow, and says why better
    holds={"field": "source", "op": "eq", "value": "external"},
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("reference", "order", "销售订单", "Sales order", target="sales_order", within="account", keeps=True),
        f("reference", "shipment", "发货单", "Shipment", target="shipment", read_only=True, traces=True),
        f("reference", "installment", "分期", "Installment", target="installment", read_only=True, traces=True),
        f(
            "choice", "source", "来源", "Source", read_only=True, default="external",
            choices=choices(
                ("order", "订单生效", "Order"), ("shipment", "发货", "Shipment"), ("issue", "出库", "Issue from stock"),
                ("receipt", "签收", "Receipt"), ("milestone", "里程碑", "Milestone"), ("service", "服务", "Service"),
                ("external", "外部系统或手工", "Other system or by hand"),
            ),
        ),
        f("date", "incurred_on", "产生日期", "Incurred on", required=True, default="$today"),
        f("date", "due_on", "到期日", "Due on", default="$today",
            help=Text("空着的，在起算的事（如签收）发生后得出", "Empty while that from which it counts, such as the receipt, has not happened")),
        f("money", "amount", "应收金额", "Amount", required=True, base_column="base_amount", tells=TOTAL),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True, tells=TOTAL),
        f("money", "allocated_amount", "已核销金额", "Allocated", read_only=True, system=True),
        f("money", "written_off_amount", "核销坏账和差异", "Written off", read_only=True, system=True, tells=TOTAL,
            help=Text("已核销金额中没有收到钱的部分", "The part of what is allocated that nobody paid")),
        f("money", "balance_amount", "未收金额", "Open", read_only=True, system=True, base_column="base_balance_amount", tells=TOTAL),
        f("money", "base_balance_amount", "本位币未收金额", "Open in base currency", read_only=True, system=True, tells=TOTAL),
        f("choice", "status", "状态", "Status", read_only=True),
        f("boolean", "is_overdue", "已逾期", "Overdue", read_only=True, computed=OVERDUE),
        f("integer", "overdue_days", "逾期天数", "Days overdue", read_only=True, computed=OVERDUE_DAYS),
        f("long_text", "description", "备注", "Remarks"),
    ),
    states=RECEIVABLE_STATES,
    header=("account", "status", "amount", "balance_amount", "due_on", "order"),
    list_columns=("number", "account", "order", "amount", "allocated_amount", "balance_amount", "due_on", "status", "owner"),
    form=(
        Section(Text("应收款", "Receivable"), ("account", "order", "amount", "currency", "incurred_on", "due_on", "owner")),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    detail=(
        Section(Text("应收款", "Receivable"), (
            "number", "account", "order", "shipment", "installment", "source", "status", "incurred_on", "due_on", "is_overdue", "overdue_days",
            "owner", "department",
        )),
        Section(Text("金额", "Amounts"), (
            "amount", "allocated_amount", "written_off_amount", "balance_amount", "currency", "exchange_rate", "base_amount", "base_balance_amount",
        )),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    related=("allocations", "write_offs"),
    rollups=(
        RollupSpec("written_off_amount", "allocation", "receivable", "sum", "amount", GIVEN_UP, as_stands=True),
    ),
    views=(
        ViewSpec("open", Text("未收清", "Open"), IS_OWED, sort=("due_on",)),
        ViewSpec("overdue", Text("已逾期", "Overdue"), LATE, sort=("due_on",)),
        ViewSpec("due", Text("7 天内到期", "Due within 7 days"), {"all": [IS_OWED, SOON]}, sort=("due_on",)),
        ViewSpec("mine", Text("我的应收款", "My receivables"), {"all": [{"field": "owner", "op": "is_me"}, IS_OWED]}, sort=("due_on",)),
        ViewSpec("settled", Text("已结清", "Settled"), RECEIVABLE_STATES.among("settled"), sort=("-due_on",)),
        ViewSpec("written_off", Text("有坏账", "Written off"), RECEIVABLE_STATES.among("written_off"), sort=("-due_on",)),
        ViewSpec("all", Text("全部应收款", "All receivables")),
    ),
    hooks=Hooks(
        prepare=services.receivable_prepare, written=services.receivable_written, deleting=services.receivable_deleting
    ),
)  # fmt: skip

PAYMENT = ObjectSpec(
    name="payment",
    model=Payment,
    label=Text("回款", "Payment"),
    plural=Text("回款", "Payments"),
    area="receivables",
    position=61,
    sought=7,
    name_field="number",
    number_pattern="PM{yyyy}{mm}{dd}-{seq:4}",
    document_date="received_on",
    has_money=True,
    path_field="status",
    access=AccessSpec(
        requires=("account",), inherits=("order",), any_owner=True, switch=settings.OBEYS_PAYMENTS
    ),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("reference", "order", "销售订单", "Sales order", target="sales_order", within="account", keeps=True,
            help=Text("预收款不选订单", "Left empty for money paid in advance")),
        f("money", "amount", "回款金额", "Amount", required=True, base_column="base_amount"),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True),
        f("date", "received_on", "到账日期", "Received on", required=True, default="$today"),
        f("choice", "method", "付款方式", "Method", default="bank", choices=choices(
            ("bank", "银行转账", "Bank transfer"), ("cash", "现金", "Cash"), ("draft", "承兑汇票", "Draft"),
            ("wechat", "微信", "WeChat"), ("alipay", "支付宝", "Alipay"), ("account", "客户账户", "Account balance"))),
        f("text", "reference_no", "流水号", "Reference no.", searchable=True, max_length=60),
        f("text", "payer_name", "付款方", "Payer", searchable=True, max_length=200,
            help=Text("与客户名称不同时填写", "Where it is not the account itself")),
        f("boolean", "accepts_over", "允许超额", "More than the order", default=False,
            help=Text("客户多付时勾选；多出的部分留作未核销", "When the customer paid too much; the rest stays unallocated")),
        f("choice", "status", "状态", "Status", read_only=True),
        f("instant", "confirmed_at", "确认时间", "Confirmed at", read_only=True),
        f("user", "confirmed_by", "确认人", "Confirmed by", read_only=True, traces=True,
            relation="confirmed_payments", relation_label=Text("确认的回款", "Payments confirmed")),
        f("text", "reject_reason", "驳回原因", "Reason for rejecting", read_only=True, max_length=500),
        f("money", "allocated_amount", "已核销金额", "Allocated", read_only=True, system=True),
        f("money", "refunded_amount", "已退款金额", "Refunded", read_only=True, system=True),
        f("money", "unallocated_amount", "未核销金额", "Unallocated", read_only=True, system=True,
            base_column="base_unallocated_amount"),
        f("money", "base_unallocated_amount", "本位币未核销金额", "Unallocated in base currency", read_only=True, system=True),
        f("long_text", "description", "备注", "Remarks"),
    ),
    states=PAYMENT_STATES,
    rollups=(
        RollupSpec("allocated_amount", "allocation", "payment", "sum", "amount", as_stands=True),
        RollupSpec("refunded_amount", "refund", "payment", "sum", "amount", PAID_BACK, as_stands=True),
    ),
    header=("account", "status", "amount", "unallocated_amount", "received_on", "order"),
    list_columns=(
        "number", "account", "order", "amount", "received_on", "status", "method", "unallocated_amount", "owner", "reference_no",
    ),
    form=(
        Section(Text("回款", "Payment"), ("account", "order", "amount", "currency", "received_on", "method", "owner")),
        Section(Text("付款信息", "How it was paid"), ("payer_name", "reference_no", "accepts_over", "description")),
    ),
    detail=(
        Section(Text("回款", "Payment"), (
            "number", "account", "order", "status", "amount", "currency", "received_on", "method", "payer_name", "reference_no",
            "accepts_over", "owner", "department",
        )),
        Section(Text("确认与核销", "Confirmation and allocation"), (
            "confirmed_at", "confirmed_by", "reject_reason", "allocated_amount", "refunded_amount", "unallocated_amount", "exchange_rate", "base_amount",
        )),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    related=("allocations", "refunds"),
    views=(
        ViewSpec("pending", Text("待确认", "To be confirmed"), PENDING, sort=("received_on",)),
        ViewSpec("mine", Text("我的回款", "My payments"), {"field": "owner", "op": "is_me"}),
        ViewSpec("unallocated", Text("未核销", "Unallocated"), LEFT, sort=("received_on",)),
        ViewSpec("rejected", Text("已驳回", "Rejected"), PAYMENT_STATES.among("rejected")),
        ViewSpec("returned", Text("驳回给我的", "Sent back to me"),
            {"all": [{"field": "owner", "op": "is_me"}, PAYMENT_STATES.among("rejected")]}),
        ViewSpec("this_month", Text("本月到账", "Received this month"),
            {"all": [CONFIRMED, {"field": "received_on", "op": "within", "value": "this_month"}]}, sort=("-received_on",)),
        ViewSpec("all", Text("全部回款", "All payments")),
    ),
    hooks=Hooks(prepare=services.payment_prepare),
    actions=(
        ActionSpec(
            "confirm", Text("确认到账", "Confirm"), services.payment_confirm, placement="primary", scope="view",
            when=PAYMENT_STATES.among("pending", "confirmed"), offered=PENDING,
            confirm=Text(
                "确认后计入订单的已回款，金额不能再修改。", "It counts as collected for its order, and its amount stands."
            ),
            shows=("account", "order", "amount", "received_on", "payer_name"), done=Text("已确认", "Confirmed"),
        ),
        ActionSpec(
            "reject", Text("驳回", "Reject"), services.payment_reject, scope="view", danger=True,
            params=(f("text", "reason", "驳回原因", "Reason", required=True, max_length=500),),
            shows=("account", "order", "amount"), done=Text("已驳回给业务员", "Back with its owner"),
        ),
        ActionSpec(
            "resubmit", Text("重新提交", "Submit again"), services.payment_resubmit, operation="edit", placement="primary",
            offered=PAYMENT_STATES.among("rejected"),
            confirm=Text("重新提交后由财务确认。", "Finance is asked to confirm it again."),
            shows=("amount", "received_on", "reject_reason"), done=Text("已提交财务", "Submitted"),
        ),
        ActionSpec(
            "allocate", Text("核销", "Allocate"), allocating.payment_allocate, placement="primary", scope="view", when=CONFIRMED, offered=LEFT,
            when_text=Text("尚未确认", "it is not confirmed"),
            params=(
                f("reference", "receivable", "应收款", "Receivable", target="receivable",
                    help=Text("不选时，先核销本订单的，再核销先到期的", "Left empty: those of its order first, then what is due first")),
                f("money", "amount", "核销金额", "Amount", minimum="0",
                    help=Text("不填时，能核销多少就核销多少", "Left empty: as much as fits")),
                f("json", "allocations", "逐项核销", "Several", holds="raw"),
            ),
            shows=("amount", "unallocated_amount"), done=Text("已核销", "Allocated"),
        ),
        ActionSpec(
            "deallocate", Text("取消核销", "Take allocation back"), allocating.payment_deallocate, scope="view", when=CONFIRMED,
            offered=USED, danger=True, on_list=False,
            params=(
                f("reference", "receivable", "应收款", "Receivable", target="receivable",
                    help=Text("不选时取消全部", "Left empty: all of it")),
                f("text", "reason", "原因", "Reason", max_length=500),
                f("json", "allocations", "核销记录", "Entries", holds="raw"),
            ),
            shows=("amount", "allocated_amount"), done=Text("已取消核销", "Taken back"),
        ),
        ActionSpec(
            "move", Text("改挂订单", "Move to another order"), services.payment_move, operation="allocate", scope="view",
            when=CONFIRMED, on_list=False, locks=("order", "params.order"),
            params=(
                f("reference", "order", "销售订单", "Sales order", target="sales_order",
                    help=Text("不选时作为预收款", "Left empty: money paid in advance")),
            ),
            shows=("order", "amount", "allocated_amount"), done=Text("已改挂", "Moved"),
        ),
    ),
)  # fmt: skip

ALLOCATION = ledger_object(
    name="allocation",
    model=Allocation,
    label=Text("核销记录", "Allocation"),
    plural=Text("核销记录", "Allocations"),
    parent="receivable",
    parent_relation="allocations",
    access=AccessSpec(kind="line"),
    name_field="",
    named_after=("receivable",),
    ledger=LedgerSpec(account="receivable", amount="amount", balance="balance", level="allocated_amount", floor=True),
    fields=(
        f("reference", "receivable", "应收款", "Receivable", target="receivable"),
        f("reference", "payment", "回款", "Payment", target="payment", traces=True),
        f("reference", "write_off", "坏账核销", "Write-off", target="write_off", traces=True),
        f("reference", "refund", "退款", "Refund", target="refund", traces=True),
        f("choice", "kind", "类型", "Kind", choices=choices(
            ("payment", "回款", "Payment"), ("difference", "小额差异", "Small difference"), ("bad_debt", "坏账", "Bad debt"),
            ("refund", "退款不再收取", "Refunded, not asked for again"))),
        f("money", "amount", "核销金额", "Amount", tells="receivable.allocated_amount"),
        f("money", "balance", "累计已核销", "Allocated in all", tells="receivable.allocated_amount"),
        f("text", "note", "说明", "Note", max_length=500),
        *entry_fields("allocation"),
    ),
    list_columns=("receivable", "sequence", "payment", "kind", "amount", "balance", "note", "created_by", "created_at"),
)  # fmt: skip


def declare_rights() -> None:
    """What the preset roles may do. Finance alone confirms; who moves goods sees nothing of money."""
    registry.grant(
        "receivable", {"sales sales_assistant order_manager": VIEW, "finance": FULL, "executive": READ}
    )
    registry.grant(
        "payment",
        {
            "sales": WRITE,
            "sales_assistant order_manager": VIEW,
            "finance": (*FULL, "confirm", "reject", "allocate", "deallocate"),
            "executive": READ,
        },
    )
    registry.grant(
        "refund",
        {
            "sales": (*KEEP, "submit"),
            "sales_assistant order_manager": VIEW,
            "finance": (*FULL, "submit", "approve", "pay"),
            "executive": READ,
        },
    )
    registry.grant("write_off", {"finance": (*FULL, "submit", "approve"), "sales": VIEW, "executive": READ})
    registry.grant("write_off_limit", {"finance executive": READ})


def declare_entries() -> None:
    """Whatever is written of these documents is booked."""
    for name in DOCUMENTS:
        follow = entries_follow(name)
        registry.extend(
            name,
            hooks=Hooks(written=follow),
            participants=(
                Participant("receivables.unbooked", "deleted", follow),
                Participant("receivables.booked_again", "restored", follow),
            ),
        )


def declare() -> None:
    """Register the objects, the menu area, and what follows from them elsewhere."""
    declare_rights()
    identities.declare()
    declare_overdue()
    registry.area("receivables", "应收与回款", "Receivables", "sales", 63)
    registry.add(PAYMENT, RECEIVABLE, REFUND, WRITE_OFF, WRITE_OFF_LIMIT, ALLOCATION)
    declare_entries()
    approval(REFUND_APPROVAL)
    approval(WRITE_OFF_APPROVAL)
    plan_spec.declare()
    registry.extend("user", related=("owned_payments",))
    registry.extend(
        "sales_order",
        related=("payments", "receivables", "refunds"),
        rollups=(
            RollupSpec("refunded_amount", "refund", "order", "sum", "amount", PAID_BACK, as_stands=True),
            RollupSpec("collected_amount", "payment", "order", "sum", "amount", CONFIRMED, as_stands=True),
            RollupSpec(
                "unconfirmed_payment_amount", "payment", "order", "sum", "amount", PENDING, as_stands=True
            ),
        ),
        participants=(
            Participant("receivables.arise", "entered", following.order_approved, states=("approved",)),
            Participant(
                "receivables.exchanged", "entered", exchanges.exchange_approved, states=("approved",)
            ),
            Participant("receivables.revised", "revised", following.order_changed),
            Participant("receivables.closed", "entered", following.order_changed, states=("shipped",)),
            Participant("receivables.handed_over", "handed_over", following.order_handed_over),
            Participant("receivables.received", "entered", following.order_received, states=("received",)),
            Participant("receivables.cancelled", "entered", following.order_cancelled, states=("cancelled",)),
        ),
    )
    registry.extend(
        "sales_return",
        hooks=Hooks(written=exchanges.exchange_named),
        participants=(
            Participant("receivables.returned", "entered", exchanges.goods_returned, states=("received",)),
        ),
    )
    when_goods_moved(following.goods_moved)
    echoes("collected_amount", "unconfirmed_payment_amount", "refunded_amount")
    exposure_part("receivables", Text("应收款", "Receivables"), exposure.of_receivables)
    exposure_part(
        "orders_receivable",
        Text("已转应收的订单", "Orders that are receivable"),
        exposure.of_orders_receivable,
    )
    exposure_part("payments", Text("未核销的回款", "Unallocated payments"), exposure.of_payments)
    overdue_source(exposure.overdue)
    completes("collected", Moment(Text("签收并收齐款时", "When it is received and paid"), fully_collected))
    registry.extend(
        "account",
        related=("payments", "receivables", "refunds", "write_offs"),
        rollups=(
            RollupSpec("total_collected_amount", "payment", "account", "sum", "amount", CONFIRMED),
            RollupSpec("last_payment_on", "payment", "account", "max", "received_on", CONFIRMED),
        ),
    )
    transaction_source("payment", Text("回款", "Payment"), "last_payment_on")
    sold = {"field": "status", "op": "in", "value": list(SOLD)}
    registry.extend(
        "campaign",
        rollups=(RollupSpec("collected_amount", "sales_order", "campaign", "sum", "collected_amount", sold),),
    )
