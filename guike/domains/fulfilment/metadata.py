"""Shipments and reservations, declared, and what they add to orders, stock and accounts."""

from __future__ import annotations

from guike.domains.fulfilment import (
    event_spec,
    identities,
    ordering,
    printing,
    public,
    reserving,
    return_spec,
    returning,
    settings,
    shipping,
)
from guike.domains.fulfilment.models import Reservation, Shipment, ShipmentLine
from guike.domains.fulfilment.rules import HELD, STATES
from guike.domains.inventory.services import before_posting
from guike.domains.orders.services import Moment, completes, echoes, echoes_lines
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import OUT, READ, VIEW, WRITE
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

__all__ = ["declare", "settings"]

BASE = Text("按产品的基本单位计", "In the product's base unit")
IS_HELD = {"field": "status", "op": "eq", "value": HELD}
GONE = {"field": "shipment.status", "op": "in", "value": list(STATES.of("gone"))}
#: states of an order after which it holds other goods than before, or none
FOLLOWED = ("approved", "partly_shipped", "shipped", "completed", "cancelled")
#: shipments that nobody has prepared yet
WAITS = {"all": [STATES.among("draft"), {"field": "prepared_at", "op": "is_empty"}]}
WAY = (
    f("text", "carrier", "承运商", "Carrier", max_length=60),
    f("text", "tracking_no", "运单号", "Tracking number", max_length=60),
    f("date", "expected_delivery_on", "预计送达日期", "Expected delivery"),
)
FROM = f(
    "reference",
    "warehouse",
    "发货仓库",
    "Warehouse",
    target="warehouse",
    help=Text("不填则从预留的仓库发出", "Without it, from where the goods are held"),
)
PARTS = f(
    "json",
    "lines",
    "发货明细",
    "Lines",
    holds="raw",  # a dialog asks for no lines: who ships a part makes a shipment and changes its quantities
    help=Text("不填表示全部未发的货", "Without it, all that is still to be shipped"),
)

RESERVATION = ObjectSpec(
    name="reservation",
    model=Reservation,
    label=Text("预留", "Reservation"),
    plural=Text("预留", "Reservations"),
    area="stock",
    position=74,
    name_field="",
    named_after=("product",),
    access=AccessSpec(kind="open"),
    operations=("view", *OUT),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "sales_order", "销售订单", "Order", target="sales_order", required=True),
        f("reference", "order_line", "订单明细", "Order line", target="sales_order_line", required=True),
        f("reference", "level", "库存", "Stock", target="stock_level", required=True),
        f("reference", "product", "产品", "Product", target="product", required=True),
        f("reference", "warehouse", "仓库", "Warehouse", target="warehouse", required=True),
        f("decimal", "quantity", "数量", "Quantity", required=True, help=BASE),
        f(
            "choice",
            "status",
            "状态",
            "Status",
            required=True,
            choices=choices(
                (HELD, "已预留", "Held", "blue"),
                ("released", "已解除", "Released", "default"),
                ("consumed", "已出库", "Used", "green"),
            ),
        ),
        f("instant", "closed_at", "结束时间", "Ended at"),
    ),
    list_columns=("product", "warehouse", "quantity", "status", "sales_order", "created_at", "closed_at"),
    views=(
        ViewSpec("held", Text("预留中", "Held"), IS_HELD),
        ViewSpec("all", Text("全部预留", "All reservations")),
    ),
    hooks=Hooks(written=reserving.reservations_told),
    actions=(
        ActionSpec(
            "release",
            Text("解除预留", "Release"),
            reserving.reservation_release,
            scope="view",
            when=IS_HELD,
            when_text=Text("还在预留中", "It is still held"),
            locks=("sales_order", "level"),
            confirm=Text(
                "货可供其他订单使用，这张订单的这部分记为缺货。",
                "The goods are free for other orders; what this order misses is backordered.",
            ),
            shows=("product", "quantity", "sales_order"),
            done=Text("已解除预留", "Released"),
        ),
    ),
)

SHIPMENT = ObjectSpec(
    name="shipment",
    model=Shipment,
    label=Text("发货单", "Shipment"),
    plural=Text("发货单", "Shipments"),
    area="orders",
    position=64,
    name_field="number",
    number_pattern="SH{yyyy}{mm}{dd}-{seq:4}",
    path_field="status",
    access=AccessSpec(requires=("order",), inherits=("order",), any_owner=True, switch=settings.OBEYS_SHIPMENTS),
    fields=(
        f("reference", "order", "销售订单", "Order", target="sales_order", required=True, create_only=True),
        f("reference", "account", "客户", "Account", target="account", read_only=True),
        f("reference", "warehouse", "发货仓库", "Warehouse", target="warehouse", offered="is_active"),
        f("choice", "status", "状态", "Status", read_only=True),
        f("reference", "shipping_address", "收货地址", "Shipping address", target="address", relation="shipments"),
        *WAY,
        f("instant", "prepared_at", "备货完成时间", "Prepared at", read_only=True),
        f("user", "prepared_by", "备货人", "Prepared by", read_only=True, relation="shipments_prepared"),
        f("instant", "shipped_at", "发货时间", "Shipped at", read_only=True),
        f("user", "shipped_by", "发货人", "Shipped by", read_only=True, relation="shipments_sent"),
        f("date", "received_on", "收货日期", "Received on", read_only=True),
        f("instant", "received_at", "收货登记时间", "Receipt noted at", read_only=True),
        f("user", "received_by", "收货登记人", "Receipt noted by", read_only=True, relation="shipments_received"),
        f("text", "signed_by", "签收人", "Signed by", read_only=True, max_length=60, personal=True),
        f("text", "customer_signed_by", "客户确认人", "Confirmed by the customer", read_only=True, max_length=60, personal=True,
          help=Text("客户通过链接确认收货时填写的姓名", "The name that the customer typed when he confirmed the receipt by his link")),
        f("instant", "customer_signed_at", "客户确认时间", "Confirmed by the customer at", read_only=True),
        f("text", "customer_remark", "客户说明", "Remark of the customer", read_only=True, max_length=500),
        f("reference", "issue", "出库单", "Issue", target="stock_document", read_only=True, relation="issued_shipments"),
        f("text", "cancel_reason", "取消原因", "Reason for cancelling", read_only=True, max_length=500),
        *event_spec.WAY_FIELDS,
        f("long_text", "description", "备注", "Remarks"),
        f("boolean", "is_shipped", "已发出", "Shipped", write_only=True,
          help=Text("其他系统已发出的货填“是”：保存的同时确认发货，重复发送不会再发一次",
                    "Yes for goods that another system has shipped: it is confirmed with saving, and once, however often it is sent")),
        f("lines", "lines", "发货明细", "Lines", lines_object="shipment_line"),
    ),
    states=STATES,
    header=("order", "account", "status", "warehouse", "carrier", "tracking_no", "expected_delivery_on"),
    list_columns=(
        "number", "order", "account", "status", "warehouse", "carrier", "tracking_no", "shipped_at", "shipped_by",
        "received_on", "expected_delivery_on", "last_event",
    ),
    form=(
        Section(Text("基本信息", "Details"), ("order", "warehouse", "shipping_address", "owner")),
        Section(Text("发货明细", "Lines"), ("lines",)),
        Section(Text("物流", "On its way"), ("carrier", "tracking_no", "expected_delivery_on")),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    detail=(
        Section(
            Text("基本信息", "Details"),
            ("number", "order", "account", "status", "warehouse", "issue", "shipping_address", "owner"),
        ),
        Section(Text("发货明细", "Lines"), ("lines",)),
        Section(
            Text("物流与签收", "Way and receipt"),
            ("carrier", "tracking_no", "expected_delivery_on", "last_event", "last_event_at", "trace_note", "prepared_at", "prepared_by",
             "shipped_at", "shipped_by", "received_on", "signed_by", "received_by", "received_at", "customer_signed_by",
             "customer_signed_at", "customer_remark", "cancel_reason"),
        ),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    views=(
        ViewSpec("all", Text("全部发货单", "All shipments")),
        ViewSpec("to_ship", Text("待发货", "To ship"), STATES.among("draft"), sort=("created_at",)),
        ViewSpec("to_receive", Text("待收货", "To be received"), STATES.among("shipped"), sort=("shipped_at",)),
        ViewSpec("received", Text("已收货", "Received"), STATES.among("received")),
    ),
    hooks=Hooks(prepare=shipping.shipment_prepare, written=shipping.shipment_written),
    actions=(
        ActionSpec(
            "prepare",
            Text("备货完成", "Goods are prepared"),
            shipping.shipment_prepared,
            placement="primary",
            when=STATES.among("draft"),
            offered=WAITS,
            shows=("order", "account", "warehouse"),
            confirm=Text("货已备好，等待发出；订单负责人会收到通知，按设置也通知客户。",
                         "The goods wait to go out; whose order it is hears of it, and the customer where that is set."),
            done=Text("已记为备货完成", "Noted as prepared"),
        ),
        ActionSpec(
            "confirm",
            Text("确认发货", "Confirm shipment"),
            shipping.shipment_confirm,
            placement="primary",
            when=STATES.among("draft", "shipped", "received"),
            offered=STATES.among("draft"),
            locks=("order",),
            confirm=Text("确认后货即发出，库存随之减少，发货单不能再修改。", "The goods leave, the stock goes down, and the shipment stands."),
            shows=("order", "account", "warehouse"),
            done=Text("已确认发货", "Shipped"),
        ),
        ActionSpec(
            "receive",
            Text("确认收货", "Confirm receipt"),
            shipping.shipment_receive,
            placement="primary",
            when=STATES.among("shipped", "received"),
            offered=STATES.among("shipped"),
            locks=("order",),
            params=(
                f("date", "received_on", "收货日期", "Received on", default="$today"),
                f("text", "signed_by", "签收人", "Signed by", max_length=60),
                f("json", "lines", "收货明细", "Lines", holds="raw", help=Text("不填表示全部收到", "Without it, everything was received")),
            ),
            done=Text("已确认收货", "The receipt was noted"),
        ),
        ActionSpec(
            "cancel",
            Text("取消发货", "Cancel shipment"),
            shipping.shipment_cancel,
            danger=True,
            locks=("order", "issue"),
            confirm=Text("已发的货退回库存，订单恢复为未发，重新预留。", "The goods come back into the stock, and the order is open again and holds them."),
            params=(f("text", "reason", "取消原因", "Reason", required=True, max_length=500),),
            done=Text("已取消发货", "The shipment was cancelled"),
        ),
        *event_spec.ACTIONS,
    ),
    related=("shipment_events",),
)  # fmt: skip

SHIPMENT_LINE = ObjectSpec(
    name="shipment_line",
    model=ShipmentLine,
    label=Text("发货明细", "Shipment line"),
    plural=Text("发货明细", "Shipment lines"),
    parent="shipment",
    name_field="",
    named_after=("product",),
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "shipment", "发货单", "Shipment", target="shipment", create_only=True),
        f("reference", "order_line", "订单明细", "Order line", target="sales_order_line", required=True,),
        f("reference", "product", "产品", "Product", target="product", read_only=True),
        f("decimal", "quantity", "发货数量", "Quantity", required=True, minimum="0"),
        f("reference", "unit", "单位", "Unit", target="unit", read_only=True),
        f("decimal", "received_qty", "已收数量", "Received", read_only=True, system=True, default=0),
    ),
    list_columns=("shipment", "product", "order_line", "quantity", "unit", "received_qty"),
)  # fmt: skip


_OPEN_GOODS = {"field": "status", "op": "in", "value": ["approved", "partly_shipped"]}
_ON_ITS_WAY = {"field": "status", "op": "in", "value": ["partly_shipped", "shipped"]}
_ORDER_ACTIONS = (
    ActionSpec(
        "ship",
        Text("发货", "Ship"),
        ordering.order_ship,
        placement="primary",
        confirm=Text(
            "发出已预留的货，库存随之减少。只发一部分的，请用“生成发货单”，改好数量后再确认发货。",
            "What is held goes out, and the stock goes down. To ship a part, make shipments, change their quantities and confirm them.",
        ),
        when=_OPEN_GOODS,
        when_text=Text("还有未发的货", "Goods are still to be shipped"),
        params=(
            FROM,
            *WAY,
            PARTS,
        ),
        done=Text("已发货", "Shipped"),
    ),
    ActionSpec(
        "prepare_shipment",
        Text("生成发货单", "Make shipments"),
        ordering.order_prepare,
        when=_OPEN_GOODS,
        when_text=Text("还有未发的货", "Goods are still to be shipped"),
        params=(FROM, PARTS),
        done=Text("已生成发货单，等备货后确认", "The shipments wait to be picked and confirmed"),
    ),
    ActionSpec(
        "receive",
        Text("确认收货", "Confirm receipt"),
        ordering.order_receive,
        when=_ON_ITS_WAY,
        when_text=Text("有在途的货", "Goods are on their way"),
        locks=("shipment:order",),
        params=(
            f("date", "received_on", "收货日期", "Received on", default="$today"),
            f("text", "signed_by", "签收人", "Signed by", max_length=60),
        ),
        done=Text("已确认收货", "The receipt was noted"),
    ),
    ActionSpec(
        "reserve",
        Text("重新预留", "Reserve again"),
        reserving.order_reserve,
        when=_OPEN_GOODS,
        when_text=Text("还有未发的货", "Goods are still to be shipped"),
        done=Text("已按现有库存预留", "What there is now is held"),
    ),
)


def declare_rights() -> None:
    """Who ships, who receives, and who sees that it was done."""
    registry.grant(
        "shipment",
        {
            "order_manager finance": VIEW,
            "sales": (*VIEW, "receive"),
            "sales_assistant": (*WRITE, "prepare", "confirm", "receive", "cancel", "print"),
            "shipper": (*WRITE, "prepare", "confirm", "receive", "cancel", "print"),
            "warehouse": (*WRITE, "prepare", "confirm", "receive", "cancel", "print"),
            "logistics": ("view", "edit", "receive"),
            "executive": READ,
        },
    )
    registry.grant(
        "reservation",
        {
            "warehouse order_manager": ("view", "export", "release"),
            "shipper sales_assistant": VIEW,
            "executive": READ,
        },
    )
    registry.grant(
        "sales_order",
        {
            "sales": ("receive",),
            "sales_assistant shipper": ("ship", "prepare_shipment", "receive", "reserve"),
            "warehouse": ("ship", "prepare_shipment", "receive", "reserve"),
            "order_manager": ("receive", "reserve"),
            "logistics": ("receive",),
        },
    )


def _extend_orders() -> None:
    registry.extend(
        "sales_order_line",
        rollups=(
            RollupSpec("shipped_qty", "shipment_line", "order_line", "sum", "quantity", GONE),
            RollupSpec("received_qty", "shipment_line", "order_line", "sum", "received_qty", GONE),
            RollupSpec("reserved_qty", "reservation", "order_line", "sum", "quantity", IS_HELD),
        ),
    )
    registry.extend(
        "sales_order",
        related=("shipments", "reservations"),
        participants=(
            Participant("fulfilment.drafts", "entered", shipping.drafts_cancelled, states=("cancelled",)),
            Participant("fulfilment.reserve", "entered", reserving.order_followed, states=FOLLOWED),
            Participant("fulfilment.returned", "revised", returning.returned_stays),
            Participant("fulfilment.revised", "revised", reserving.order_followed),
        ),
        actions=_ORDER_ACTIONS,
    )
    completes("received", Moment(Text("已签收", "When everything was received"), ordering.received))
    echoes("shipped_amount", "returned_amount")
    echoes_lines("reserved_qty", "backordered_qty", "received_qty")


def declare() -> None:
    """Register shipments and reservations, and what follows from them below."""
    registry.add(RESERVATION, SHIPMENT, SHIPMENT_LINE, event_spec.SHIPMENT_EVENT)
    _extend_orders()
    registry.extend(
        "stock_level",
        related=("reservations",),
        rollups=(RollupSpec("reserved_qty", "reservation", "level", "sum", "quantity", IS_HELD),),
    )
    registry.extend(
        "stock_document",
        fields=(
            f("reference", "shipment", "发货单", "Shipment", target="shipment", read_only=True, traces=True,
              relation="stock_documents"),
        ),
        participants=(Participant("fulfilment.issued", "entered", shipping.goods_issued, states=("posted",)),),
    )  # fmt: skip
    registry.extend("account", related=("shipments",))
    before_posting(shipping.use_reservations)
    return_spec.declare()
    printing.declare()
    public.declare()
    declare_rights()
    identities.declare()
