"""Sales orders, declared."""

from __future__ import annotations

from guike.domains.orders import (
    closing,
    delivery,
    echo,
    identities,
    new_products,
    revising,
    services,
    template_spec,
)
from guike.domains.orders.judging import DEMANDS
from guike.domains.orders.line_spec import PRICES, SALES_ORDER_LINE
from guike.domains.orders.models import SalesOrder
from guike.domains.orders.printing import declare_print
from guike.domains.orders.rules import EDITABLE, SOLD, STATES
from guike.domains.pricing.documents import ORIGIN, header_fields, priced
from guike.kernel.text import Text
from guike.platform.approvals.registry import ApprovalSpec, approval
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FIGURES, OUT, READ, VIEW, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    Participant,
    RollupSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

#: what is said of an order before it takes effect
FACTS = ("account", "total_amount", "discount_amount")
SALES_ORDER = ObjectSpec(
    name="sales_order",
    model=SalesOrder,
    label=Text("销售订单", "Sales order"),
    plural=Text("销售订单", "Sales orders"),
    area="orders",
    position=60,
    sought=5,
    name_field="number",
    number_pattern="SO{yyyy}{mm}{dd}-{seq:4}",
    document_date="ordered_on",
    has_money=True,
    has_approval=True,
    path_field="status",
    access=AccessSpec(requires=("account",), dimensions={"category": "lines.product.category"}),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True),
        f(
            "reference",
            "opportunity",
            "来源商机",
            "Opportunity",
            target="opportunity",
            within="account",
            keeps=True,
        ),
        f("reference", "lead", "来源线索", "Lead", target="lead", read_only=True, traces=True),
        f("reference", "campaign", "来源活动", "Campaign", target="campaign"),
        f("choice", "status", "状态", "Status", read_only=True),
        f("choice", "sales_type", "销售类型", "Sales type", choice_set="sales_type"),
        f(
            "choice",
            "scene",
            "下单场景",
            "Scene",
            choices=choices(
                ("on_behalf", "代客下单", "For the customer"),
                ("dealer", "经销商订货", "Dealer order"),
                ("visit", "访销", "On a visit"),
            ),
        ),
        f(
            "choice",
            "channel",
            "下单渠道",
            "Channel",
            choices=choices(
                ("web", "网页", "Web"),
                ("mobile", "手机", "Mobile"),
                ("mini_program", "小程序", "Mini program"),
                ("h5", "H5", "H5"),
                ("portal", "订货通", "Customer portal"),
            ),
        ),
        f("text", "customer_order_no", "客户订单号", "Customer's order no.", searchable=True, max_length=60),
        f("date", "ordered_on", "下单日期", "Ordered on", required=True, default="$today"),
        f(
            "date",
            "expected_delivery_on",
            "预计交货日期",
            "Expected delivery",
            due=("approved", "partly_shipped"),
        ),
        f(
            "reference",
            "shipping_address",
            "收货地址",
            "Shipping address",
            target="address",
            within="account",
            keeps=True,
            relation_label=Text("收货订单", "Orders shipped here"),
        ),
        f(
            "reference",
            "billing_address",
            "开票地址",
            "Billing address",
            target="address",
            within="account",
            keeps=True,
            relation_label=Text("开票订单", "Orders billed here"),
        ),
        f(
            "reference",
            "payment_term",
            "收款条件",
            "Terms of payment",
            target="payment_term",
            offered="is_active",
            help=Text("不选时按客户的收款条件", "Left empty: those of the account"),
        ),
        f(
            "choice",
            "receivable_point",
            "应收产生于",
            "Receivable since",
            read_only=True,
            system=True,
            help=Text("空着的，随订单生效产生", "Empty: since it took effect"),
            choices=choices(
                ("shipment", "发货", "Shipment"),
                ("issue", "出库", "Issue from stock"),
                ("receipt", "签收", "Receipt"),
            ),
        ),
        f("long_text", "description", "备注", "Remarks"),
        f("text", "close_reason", "少发关闭原因", "Reason for closing short", read_only=True, max_length=500),
        f("instant", "completed_at", "完成时间", "Completed at", read_only=True),
        f("text", "cancel_reason", "取消原因", "Reason for cancelling", read_only=True, max_length=500),
        f("instant", "submitted_at", "提交时间", "Submitted at", read_only=True),
        f("instant", "approved_at", "审核时间", "Approved at", read_only=True),
        f("integer", "revision_no", "变更次数", "Revisions", read_only=True, default=0),
        f("text", "revision_reason", "变更原因", "Reason for revising", read_only=True, max_length=500),
        f("instant", "revised_at", "变更生效时间", "Revised at", read_only=True),
        f(
            "boolean",
            "is_beyond_credit",
            "超出信用额度",
            "Beyond credit",
            read_only=True,
            system=True,
            tells="account.credit_limit_amount",
            help=Text(
                "超出客户的可用信用额度，须经审批",
                "The credit of the account does not suffice: somebody has to agree",
            ),
        ),
        *header_fields(PRICES, "sales_order_line", Text("订单明细", "Lines"), Text("订单金额", "Total")),
        *echo.echo_fields(),
    ),
    states=STATES,
    header=("account", "status", "total_amount", "ordered_on", "expected_delivery_on", "owner"),
    list_columns=(
        "number",
        "account",
        "status",
        "total_amount",
        "ordered_on",
        "owner",
        "expected_delivery_on",
        "discount_amount",
        "opportunity",
        "created_at",
    ),
    form=(
        Section(
            Text("基本信息", "Details"),
            (
                "account",
                "opportunity",
                "ordered_on",
                "expected_delivery_on",
                "sales_type",
                "scene",
                "channel",
                "customer_order_no",
                "owner",
                "campaign",
            ),
        ),
        Section(
            Text("订单明细", "Lines"),
            ("currency", "is_tax_included", "lines", "order_discount_rate", "target_amount"),
        ),
        Section(
            Text("收货、付款与开票", "Delivery, payment and billing"),
            ("shipping_address", "billing_address", "payment_term"),
        ),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    detail=(
        Section(
            Text("基本信息", "Details"),
            (
                "number",
                "account",
                "opportunity",
                "status",
                "ordered_on",
                "expected_delivery_on",
                "sales_type",
                "scene",
                "channel",
                "customer_order_no",
                "owner",
                "department",
            ),
        ),
        Section(Text("订单明细", "Lines"), ("lines",)),
        Section(
            Text("金额", "Amounts"),
            (
                "list_amount",
                "discount_amount",
                "order_discount_amount",
                "tax_amount",
                "is_tax_included",
                "total_amount",
                "currency",
                "exchange_rate",
                "base_total_amount",
                "closed_amount",
            ),
        ),
        Section(
            Text("收货、付款与开票", "Delivery, payment and billing"),
            ("shipping_address", "billing_address", "payment_term"),
        ),
        Section(Text("发货、回款与开票", "Goods, money and invoices"), echo.ECHO),
        Section(
            Text("来源与进度", "Origin and progress"),
            (
                "lead",
                "campaign",
                "submitted_at",
                "approved_at",
                "revision_no",
                "revision_reason",
                "revised_at",
                "attributed_owner",
                "attributed_department",
                "attributed_on",
                "close_reason",
                "completed_at",
                "cancel_reason",
            ),
        ),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    related=("activities",),
    views=(
        ViewSpec("all", Text("全部订单", "All orders")),
        ViewSpec(
            "mine",
            Text("我的订单", "My orders"),
            {"field": "owner", "op": "is_me"},
            columns=(
                "number",
                "account",
                "status",
                "total_amount",
                "collected_amount",
                "unconfirmed_payment_amount",
                "outstanding_amount",
                "ordered_on",
                "expected_delivery_on",
            ),
        ),
        ViewSpec("to_submit", Text("待提交", "To submit"), STATES.among(*EDITABLE)),
        ViewSpec("pending", Text("待审批", "Pending approval"), STATES.among("pending_approval")),
        ViewSpec(
            "to_ship",
            Text("待发货", "To ship"),
            {
                "all": [
                    STATES.among("approved", "partly_shipped"),
                    {"some": "lines", "where": {"field": "product.kind", "op": "eq", "value": "goods"}},
                ]
            },
            sort=("expected_delivery_on",),
        ),
        ViewSpec("approved", Text("已生效", "Approved"), STATES.among(*SOLD)),
        ViewSpec(
            "this_month",
            Text("本月订单", "This month"),
            {"all": [STATES.among(*SOLD), {"field": "ordered_on", "op": "within", "value": "this_month"}]},
            sort=("-ordered_on",),
        ),
        ViewSpec("cancelled", Text("已取消", "Cancelled"), STATES.among("cancelled")),
    ),
    hooks=Hooks(prepare=services.order_prepare),
    participants=(
        Participant("orders.costs", "entered", services.keep_costs, states=("approved",)),
        Participant("orders.new_costs", "revised", services.keep_costs),
        Participant("orders.closed", "revised", closing.keep_closed),
    ),
    actions=(
        ActionSpec(
            "submit",
            Text("提交", "Submit"),
            services.order_submit,
            placement="primary",
            confirm=Text(
                "提交后，需要审批的订单进入审批，其余的立即生效。生效后客户、明细和金额不能再修改，潜在客户转为正式客户。",
                "An order that needs an approval goes there; any other takes effect at once. Then its account, lines and"
                " amounts can no longer be changed, and a potential account becomes formal.",
            ),
            shows=FACTS,
            done=Text("已提交", "Submitted"),
        ),
        ActionSpec(
            "confirm",
            Text("审核", "Confirm"),
            services.order_confirm,
            confirm=Text(
                "审核后订单立即生效：客户、明细和金额不能再修改，潜在客户转为正式客户。",
                "The order takes effect at once: its account, lines and amounts can no longer be changed, and a potential"
                " account becomes formal.",
            ),
            shows=FACTS,
            done=Text("已审核", "Confirmed"),
        ),
        ActionSpec(
            "revise",
            Text("变更", "Revise"),
            revising.order_revise,
            on_list=False,
            params=(
                f("json", "values", "变更后的内容", "New values", required=True),
                f("text", "reason", "变更原因", "Reason", required=True, max_length=500),
            ),
            done=Text(
                "已提交变更；需要审批的，批准后生效",
                "The revision was submitted; where it needs an approval, it takes effect with that",
            ),
        ),
        ActionSpec(
            "complete",
            Text("完成", "Complete"),
            closing.order_complete,
            confirm=Text(
                "完成后订单不再变化。货没有发完的订单不能完成。",
                "A completed order no longer changes. One with goods that are still to be shipped cannot be completed.",
            ),
            done=Text("订单已完成", "Order completed"),
        ),
        ActionSpec(
            "close_short",
            Text("少发关闭", "Close short"),
            closing.order_close_short,
            danger=True,
            confirm=Text(
                "未发的货不再发，也不再收这部分款；不能恢复，要补货请另下订单。",
                "What has not been shipped is not shipped any more, nor is it paid. There is no way back: order again for more.",
            ),
            shows=("total_amount",),
            params=(f("text", "reason", "关闭原因", "Reason", required=True, max_length=500),),
            done=Text("未发的部分已关闭", "What was not shipped is closed"),
        ),
        ActionSpec(
            "cancel",
            Text("取消订单", "Cancel order"),
            services.order_cancel,
            danger=True,
            params=(f("text", "reason", "取消原因", "Reason", required=True, max_length=500),),
            done=Text("订单已取消", "Order cancelled"),
        ),
        ActionSpec(
            "copy",
            Text("复制", "Copy"),
            services.order_copy,
            scope="view",
            operation="create",
            on_list=False,
            done=Text("已复制为新的草稿", "Copied as a new draft"),
        ),
    ),
)


APPROVAL = ApprovalSpec(
    "sales_order",
    waiting=("pending_approval",),
    demands=DEMANDS,
    on_submit=services.order_follow("submit", "pending_approval"),
    on_approved=services.order_follow("approve", "approved"),
    on_rejected=services.order_follow("reject", "rejected"),
    on_withdrawn=services.order_follow("take_back", "draft"),
    ready=services.order_ready,
    revise="revise",
    card=("account", "total_amount", "discount_amount", "ordered_on", "expected_delivery_on"),
)


def declare_rights() -> None:
    """What the preset roles may do with orders. Who moves the goods does not see for how much."""
    working = (
        *WRITE,
        "submit",
        "confirm",
        "revise",
        "cancel",
        "close_short",
        "complete",
        "transfer",
        "print",
    )
    registry.grant(
        "sales_order",
        {
            "sales": working,
            "superior": OUT,
            "department_head": ("delete",),
            "channel_head": ("import",),
            "sales_assistant": (*working, *OUT),
            "order_manager": (*working, *OUT, "delete"),
            "finance": (*READ, "confirm", "print"),
            "goods service": VIEW,
            "marketing_manager marketing_head": FIGURES,
            "executive": READ,
        },
    )
    amounts = (
        "list_amount", "discount_amount", "order_discount_amount", "total_amount", "tax_amount", "closed_amount", *echo.ECHO,
    )  # fmt: skip
    registry.limit("sales_order", amounts, "hidden", duties="goods")
    prices = (
        "list_price", "list_amount", "unit_price", "discount_rate", "amount", "allocated_discount_amount",
        "discount_amount", "net_amount", "tax_rate", "tax_amount", "returned_amount", *ORIGIN,
    )  # fmt: skip
    registry.limit("sales_order_line", prices, "hidden", duties="goods")


def declare() -> None:
    """Register orders, the menu area, and what accounts and campaigns keep of them."""
    declare_rights()
    identities.declare()
    declare_print()
    new_products.declare()
    registry.area("orders", "订单", "Orders", "sales", 60)
    registry.choice_set(
        "sales_type",
        "销售类型",
        "Sales type",
        ("ordinary", "普通销售", "Ordinary sale"),
        ("project", "项目销售", "Project sale"),
        ("transfer", "调拨销售", "Transfer sale"),
        ("sample", "样品销售", "Sample sale"),
    )
    registry.add(*priced(PRICES, SALES_ORDER, SALES_ORDER_LINE))
    registry.extend("user", related=("owned_sales_orders",))
    echo.declare()
    delivery.declare()
    template_spec.declare()
    approval(APPROVAL)
    sold = STATES.among(*SOLD)
    registry.extend(
        "account",
        rollups=(
            RollupSpec("total_order_amount", "sales_order", "account", "sum", "total_amount", sold),
            RollupSpec("first_order_on", "sales_order", "account", "min", "ordered_on", sold),
            RollupSpec("last_order_on", "sales_order", "account", "max", "ordered_on", sold),
        ),
    )
    registry.extend(
        "campaign",
        rollups=(RollupSpec("order_amount", "sales_order", "campaign", "sum", "total_amount", sold),),
    )
