"""Returns, declared: what comes back of orders, for its money or for other goods."""

from __future__ import annotations

from guike.domains.fulfilment import exchanging, returning
from guike.domains.fulfilment.models import SalesReturn, SalesReturnLine
from guike.domains.fulfilment.return_rules import EXCHANGE, RESTOCK, RETURN, RETURNABLE, SCRAP, STATES
from guike.kernel.text import Text
from guike.platform.approvals.registry import ApprovalSpec, approval
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import OUT, READ, VIEW, WRITE
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

_BACK = {"field": "status", "op": "in", "value": list(STATES.of("back"))}
_LINE_BACK = {"field": "sales_return.status", "op": "in", "value": list(STATES.of("back"))}
_KINDS = choices((RETURN, "退货", "Return", "orange"), (EXCHANGE, "换货", "Exchange", "blue"))
_REASON = f("text", "reason", "退货原因", "Reason", required=True, max_length=500)
_MAY_COME_BACK = {"field": "status", "op": "in", "value": list(RETURNABLE)}

SALES_RETURN = ObjectSpec(
    name="sales_return",
    model=SalesReturn,
    label=Text("退货单", "Return"),
    plural=Text("退货单", "Returns"),
    area="orders",
    position=66,
    name_field="number",
    number_pattern="RT{yyyy}{mm}{dd}-{seq:4}",
    document_date="returned_on",
    has_money=True,
    has_approval=True,
    path_field="status",
    access=AccessSpec(requires=("order",), inherits=("order",), any_owner=True),
    fields=(
        f("reference", "order", "销售订单", "Order", target="sales_order", required=True, create_only=True),
        f("reference", "account", "客户", "Account", target="account", read_only=True),
        f("reference", "shipment", "发货单", "Shipment", target="shipment", within="order", keeps=True),
        f("choice", "kind", "类型", "Kind", required=True, default=RETURN, choices=_KINDS),
        _REASON,
        f("reference", "exchange_order", "换货订单", "Order that goes out", target="sales_order", within="account", keeps=True,
          relation="exchanges", relation_label=Text("换货来源", "Exchanged for"),
          help=Text("换货时发出的新订单", "Of an exchange, the order by which other goods go out")),
        f("reference", "warehouse", "入库仓库", "Warehouse", target="warehouse", offered="is_active",
          relation_label=Text("退货单", "Returns")),
        f("money", "total_amount", "退货金额", "Returned amount", read_only=True, system=True, base_column="base_total_amount",
          help=Text("按订单的折后金额，含税", "What the goods cost on the order, after every discount and with tax")),
        f("money", "base_total_amount", "本位币退货金额", "Returned amount in base currency", read_only=True, system=True),
        f("choice", "status", "状态", "Status", read_only=True),
        f("date", "returned_on", "退货日期", "Day", required=True, default="$today"),
        f("instant", "submitted_at", "提交时间", "Submitted at", read_only=True),
        f("instant", "approved_at", "批准时间", "Approved at", read_only=True),
        f("date", "received_on", "收货日期", "Received on", read_only=True),
        f("instant", "received_at", "收货登记时间", "Receipt noted at", read_only=True),
        f("user", "received_by", "收货登记人", "Receipt noted by", read_only=True, relation="returns_received"),
        f("reference", "receipt", "入库单", "Receipt", target="stock_document", read_only=True, relation="received_returns"),
        f("text", "cancel_reason", "取消原因", "Reason for cancelling", read_only=True, max_length=500),
        f("long_text", "description", "备注", "Remarks"),
        f("lines", "lines", "退货明细", "Lines", lines_object="sales_return_line"),
    ),
    states=STATES,
    header=("order", "account", "status", "kind", "total_amount", "warehouse", "exchange_order"),
    list_columns=(
        "number", "order", "account", "kind", "status", "total_amount", "reason", "returned_on", "warehouse", "exchange_order",
        "received_on", "owner",
    ),
    form=(
        Section(Text("基本信息", "Details"), ("order", "shipment", "kind", "reason", "exchange_order", "warehouse", "returned_on", "owner")),
        Section(Text("退货明细", "Lines"), ("lines",)),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    detail=(
        Section(Text("基本信息", "Details"), (
            "number", "order", "account", "status", "kind", "reason", "shipment", "warehouse", "returned_on", "exchange_order",
            "owner", "department",
        )),
        Section(Text("退货明细", "Lines"), ("lines",)),
        Section(Text("金额", "Amounts"), ("total_amount", "currency", "exchange_rate", "base_total_amount")),
        Section(Text("审批与收货", "Approval and receipt"), (
            "submitted_at", "approved_at", "received_on", "received_by", "received_at", "receipt", "cancel_reason",
        )),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    views=(
        ViewSpec("all", Text("全部退货单", "All returns")),
        ViewSpec("mine", Text("我的退货单", "My returns"), {"field": "owner", "op": "is_me"}),
        ViewSpec("to_submit", Text("待提交", "To submit"), STATES.among("draft", "rejected")),
        ViewSpec("to_receive", Text("待收货", "To be received"), STATES.among("approved"), sort=("approved_at",)),
        ViewSpec("received", Text("已收货", "Received"), STATES.among("received"), sort=("-received_on",)),
    ),
    hooks=Hooks(prepare=returning.return_prepare),
    actions=(
        ActionSpec(
            "submit", Text("提交", "Submit"), returning.return_submit, placement="primary", locks=("order",),
            confirm=Text(
                "提交后不能再修改；需要审批的进入审批，其余的等货退回。",
                "It can no longer be changed. One that needs an approval goes there; any other waits for the goods.",
            ),
            shows=("order", "kind", "total_amount"), done=Text("已提交", "Submitted"),
        ),
        ActionSpec(
            "receive", Text("确认收货", "Confirm receipt"), returning.return_receive, placement="primary", scope="view",
            locks=("order",), on_list=False,
            confirm=Text(
                "可再售的货入库，订单金额和应收款随之减少，不能撤销。",
                "What can be sold again comes into the stock; the order and what is owed for it go down. There is no way back.",
            ),
            shows=("order", "account", "warehouse"),
            params=(
                f("date", "received_on", "收货日期", "Received on", default="$today"),
                f("reference", "warehouse", "入库仓库", "Warehouse", target="warehouse", offered="is_active",
                  help=Text("不填则入退货单上的仓库", "Without it, the one that the return names")),
            ),
            done=Text("已收货", "The goods are back"),
        ),
        ActionSpec(
            "create_order", Text("生成换货订单", "Make the order that goes out"), exchanging.return_exchange, on_list=False,
            when={"all": [STATES.among("draft", "pending_approval", "approved", "received"),
                          {"field": "kind", "op": "eq", "value": EXCHANGE}]},
            when_text=Text("是换货，且没有取消", "It is an exchange that stands"),
            offered={"field": "exchange_order", "op": "is_empty"},
            confirm=Text(
                "按退回的产品生成一张草稿订单，改成换出的产品后提交；退货金额用来抵它的应收款。",
                "A draft order with what comes back is made, to be changed into what goes out. What the return is worth settles it.",
            ),
            params=(f("json", "lines", "换出明细", "Lines", holds="raw"),),
            done=Text("已生成换货订单", "The order was made"),
        ),
        ActionSpec(
            "cancel", Text("取消退货", "Cancel return"), returning.return_cancel, danger=True, on_list=False,
            params=(f("text", "reason", "取消原因", "Reason", required=True, max_length=500),),
            done=Text("退货已取消", "The return was cancelled"),
        ),
    ),
)  # fmt: skip

SALES_RETURN_LINE = ObjectSpec(
    name="sales_return_line",
    model=SalesReturnLine,
    label=Text("退货明细", "Return line"),
    plural=Text("退货明细", "Return lines"),
    parent="sales_return",
    name_field="",
    named_after=("product",),
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "sales_return", "退货单", "Return", target="sales_return", create_only=True),
        f("reference", "order_line", "订单明细", "Order line", target="sales_order_line", required=True),
        f("reference", "product", "产品", "Product", target="product", read_only=True),
        f("decimal", "quantity", "退货数量", "Quantity", required=True, minimum="0"),
        f("reference", "unit", "单位", "Unit", target="unit", read_only=True),
        f("choice", "condition", "处理方式", "Condition", required=True, default=RESTOCK, choices=choices(
            (RESTOCK, "可再售，入库", "Restock", "green"), (SCRAP, "报废", "Scrap", "red"))),
        f("money", "net_amount", "退货金额", "Amount", read_only=True, system=True),
    ),
    list_columns=("sales_return", "product", "order_line", "quantity", "unit", "condition", "net_amount"),
)  # fmt: skip

APPROVAL = ApprovalSpec(
    "sales_return",
    waiting=("pending_approval",),
    on_submit=returning.return_follow("submit", "pending_approval"),
    on_approved=returning.return_follow("approve", "approved"),
    on_rejected=returning.return_follow("reject", "rejected"),
    on_withdrawn=returning.return_follow("take_back", "draft"),
    ready=returning.return_ready,
    card=("order", "account", "kind", "total_amount", "reason", "returned_on"),
)

BEGIN = ActionSpec(
    "return_goods",
    Text("退货/换货", "Return or exchange"),
    exchanging.order_return,
    scope="view",
    on_list=False,
    when=_MAY_COME_BACK,
    when_text=Text("已发货", "Goods were shipped"),
    confirm=Text(
        "生成一张退货单，列出可退的货；改好数量后提交。",
        "A return with all that may come back is made; change its quantities and submit it.",
    ),
    params=(
        f("choice", "kind", "类型", "Kind", required=True, default=RETURN, choices=_KINDS),
        _REASON,
        f("json", "lines", "退货明细", "Lines", holds="raw"),
    ),
    done=Text("已生成退货单，改好数量后提交", "The return was made; change its quantities and submit it"),
)


def declare_rights() -> None:
    """Who sells asks for it, the warehouse takes it in; who moves goods does not see for how much."""
    working = (*WRITE, "submit", "cancel", "create_order", "print")
    registry.grant(
        "sales_return",
        {
            "sales": working,
            "sales_assistant": (*working, "receive", *OUT),
            "order_manager": (*working, *OUT),
            "finance": (*READ, "print"),
            "shipper warehouse": (*VIEW, "receive", "print"),
            "logistics": VIEW,
            "executive": READ,
        },
    )
    registry.grant("sales_order", {"sales sales_assistant order_manager": ("return_goods",)})
    registry.limit("sales_return", ("total_amount", "base_total_amount"), "hidden", duties="goods")
    registry.limit("sales_return_line", ("net_amount",), "hidden", duties="goods")


def declare() -> None:
    """Register returns, and what orders, stock and accounts show of them."""
    registry.add(SALES_RETURN, SALES_RETURN_LINE)
    approval(APPROVAL)
    registry.extend(
        "sales_order_line",
        rollups=(
            RollupSpec("returned_qty", "sales_return_line", "order_line", "sum", "quantity", _LINE_BACK),
            RollupSpec(
                "returned_amount",
                "sales_return_line",
                "order_line",
                "sum",
                "net_amount",
                _LINE_BACK,
                as_stands=True,
            ),
        ),
    )
    registry.extend(
        "sales_order",
        related=("sales_returns",),
        rollups=(
            RollupSpec(
                "returned_amount", "sales_return", "order", "sum", "total_amount", _BACK, as_stands=True
            ),
        ),
        actions=(BEGIN,),
    )
    registry.extend(
        "stock_document",
        fields=(
            f("reference", "sales_return", "退货单", "Return", target="sales_return", read_only=True, traces=True,
              relation="stock_documents"),
        ),
    )  # fmt: skip
    registry.extend("account", related=("sales_returns",))
    declare_rights()
