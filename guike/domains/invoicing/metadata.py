"""Requests and invoices, declared; what orders and accounts keep of them."""

from __future__ import annotations

from guike.domains.accounts.queries import TITLE_KINDS
from guike.domains.invoicing import asking, following, identities, settings
from guike.domains.invoicing.gaps import order_views
from guike.domains.invoicing.invoice_spec import INVOICE, INVOICE_LINE, TOTAL, WORTH
from guike.domains.invoicing.models import InvoiceRequest, InvoiceRequestLine
from guike.domains.invoicing.rules import REQUEST_STATES, WAITING
from guike.domains.invoicing.sending import request_issue
from guike.domains.invoicing.services import request_prepare
from guike.domains.orders.queries import SOLD
from guike.domains.orders.services import echoes, echoes_lines
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
)
from guike.platform.metadata.spec import spec_field as f

__all__ = ["declare", "settings"]

PENDING = REQUEST_STATES.among("pending")
MINE = {"field": "owner", "op": "is_me"}
TITLE_HELP = Text("不选时用客户的默认抬头", "Left empty: the usual one of the account")

REQUEST = ObjectSpec(
    name="invoice_request",
    model=InvoiceRequest,
    label=Text("开票申请", "Invoice request"),
    plural=Text("开票申请", "Invoice requests"),
    area="receivables",
    position=64,
    name_field="number",
    number_pattern="IR{yyyy}{mm}{dd}-{seq:4}",
    document_date="requested_on",
    has_money=True,
    path_field="status",
    access=AccessSpec(requires=("account",), inherits=("order",), any_owner=True),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True, create_only=True),
        f("reference", "order", "销售订单", "Sales order", target="sales_order", within="account", keeps=True,
            required=True, create_only=True),
        f("reference", "title", "发票抬头", "Title", target="invoice_title", within="account", keeps=True, help=TITLE_HELP),
        f("choice", "kind", "发票类型", "Kind", choices=TITLE_KINDS, help=Text("不选时按抬头", "Left empty: that of the title")),
        f("reference", "address", "寄送地址", "Sent to", target="address", within="account", keeps=True,
            relation_label=Text("寄到这里的开票申请", "Invoice requests sent here")),
        f("date", "requested_on", "申请日期", "Requested on", required=True, default="$today"),
        f("choice", "status", "状态", "Status", read_only=True),
        f("money", "amount", "开票金额", "Amount", base_column="base_amount", tells=TOTAL,
            help=Text("价税合计；不填时为订单全部未开票金额，按各行未开票金额分摊",
                      "With tax. Left empty: all that is not invoiced. It is shared out over the lines of the order")),
        f("money", "base_amount", "本位币金额", "Amount in base currency", read_only=True, system=True, tells=TOTAL),
        f("money", "tax_amount", "税额", "Tax", read_only=True, tells=TOTAL),
        f("money", "net_amount", "不含税金额", "Amount without tax", read_only=True, system=True, tells=TOTAL),
        f("money", "issued_amount", "已开票净额", "Issued", read_only=True, system=True, tells=TOTAL,
            help=Text("已开的发票减去红冲的部分", "Invoices, less what was taken back in red")),
        f("text", "reject_reason", "驳回原因", "Reason for rejecting", read_only=True, max_length=500),
        f("text", "cancel_reason", "取消原因", "Reason for cancelling", read_only=True, max_length=500),
        f("text", "issue_error", "未开出原因", "Why it was not issued", read_only=True, max_length=500),
        f("instant", "sent_at", "提交平台时间", "Sent to the provider", read_only=True),
        f("user", "sent_by", "提交人", "Sent by", read_only=True, traces=True, relation="sent_invoice_requests",
            relation_label=Text("提交平台的开票申请", "Invoice requests sent to the provider")),
        f("text", "sent_under", "平台流水号", "Reference at the provider", read_only=True, max_length=60),
        f("long_text", "description", "备注", "Remarks"),
        f("lines", "lines", "开票明细", "Lines", lines_object="invoice_request_line"),
    ),
    states=REQUEST_STATES,
    rollups=(RollupSpec("issued_amount", "invoice", "request", "sum", "amount", as_stands=True),),
    header=("account", "order", "status", "amount", "tax_amount", "title", "kind"),
    list_columns=(
        "number", "account", "order", "amount", "tax_amount", "kind", "title", "requested_on", "status", "owner",
    ),
    form=(
        Section(Text("开票申请", "Request"), (
            "account", "order", "title", "kind", "amount", "currency", "address", "requested_on", "owner",
        )),
        Section(Text("开票明细", "Lines"), ("lines",)),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    detail=(
        Section(Text("开票申请", "Request"), (
            "number", "account", "order", "status", "title", "kind", "address", "requested_on", "owner", "department",
        )),
        Section(Text("金额", "Amounts"), (
            "amount", "net_amount", "tax_amount", "issued_amount", "currency", "exchange_rate", "base_amount",
        )),
        Section(Text("开票明细", "Lines"), ("lines",)),
        Section(Text("处理", "What became of it"), ("reject_reason", "cancel_reason", "issue_error", "sent_at", "sent_by", "sent_under")),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    related=("invoices",),
    views=(
        ViewSpec("pending", Text("待开票", "To issue"), PENDING, sort=("requested_on",)),
        ViewSpec("mine", Text("我的开票申请", "My requests"), MINE),
        ViewSpec("rejected", Text("已驳回", "Rejected"), REQUEST_STATES.among("rejected")),
        ViewSpec("returned", Text("驳回给我的", "Sent back to me"), {"all": [MINE, REQUEST_STATES.among("rejected")]}),
        ViewSpec("issuing", Text("开票中", "Being issued"), REQUEST_STATES.among("issuing"), sort=("sent_at",)),
        ViewSpec("issued", Text("已开票", "Issued"), REQUEST_STATES.among("issued")),
        ViewSpec("all", Text("全部开票申请", "All requests")),
    ),
    hooks=Hooks(prepare=request_prepare),
    actions=(
        ActionSpec(
            "issue", Text("开票", "Issue"), request_issue, placement="primary", scope="view", on_list=False, locks=("order",),
            confirm=Text(
                "开出后计入订单的已开票，申请不能再修改。",
                "Once issued it counts as invoiced, and the request stands.",
            ),
            params=(
                f("text", "number", "发票号码", "Invoice number", max_length=20,
                    help=Text("数电票为 20 位数字；接了开票平台的不填，由平台开具", "20 digits. Left empty: a provider issues it, where there is one")),
                f("date", "issued_on", "开票日期", "Issued on", default="$today"),
            ),
            shows=("account", "order", "title", "kind", "amount", "tax_amount"), done=Text("已开票", "Issued"),
        ),
        ActionSpec(
            "reject", Text("驳回", "Reject"), asking.request_reject, scope="view", danger=True, locks=("order",),
            params=(f("text", "reason", "驳回原因", "Reason", required=True, max_length=500),),
            shows=("account", "order", "amount"), done=Text("已驳回给业务员", "Back with its owner"),
        ),
        ActionSpec(
            "resubmit", Text("重新提交", "Submit again"), asking.request_resubmit, operation="edit", placement="primary",
            offered=REQUEST_STATES.among("rejected"),
            locks=("order",),
            confirm=Text("重新提交后由财务开票。", "Finance is asked again to issue the invoice."),
            shows=("amount", "title", "reject_reason"), done=Text("已提交财务", "Submitted"),
        ),
        ActionSpec(
            "cancel", Text("取消申请", "Cancel request"), asking.request_cancel, operation="edit", danger=True, locks=("order",),
            params=(f("text", "reason", "取消原因", "Reason", required=True, max_length=500),),
            shows=("amount",), done=Text("已取消申请", "Cancelled"),
        ),
    ),
)  # fmt: skip

REQUEST_LINE = ObjectSpec(
    name="invoice_request_line",
    model=InvoiceRequestLine,
    label=Text("开票申请明细", "Invoice request line"),
    plural=Text("开票申请明细", "Invoice request lines"),
    parent="invoice_request",
    name_field="",
    named_after=("product",),
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "invoice_request", "开票申请", "Request", target="invoice_request", column="request_id", create_only=True),
        f("reference", "order_line", "订单明细", "Order line", target="sales_order_line", required=True,
            relation="invoice_request_lines"),
        f("reference", "product", "产品", "Product", target="product", read_only=True, relation="invoice_request_lines"),
        f("decimal", "quantity", "数量", "Quantity", minimum="0",
            help=Text("金额和数量填一个；都不填时为该行全部未开票",
                      "Amount or quantity; with neither, all of the line that is not invoiced")),
        f("reference", "unit", "单位", "Unit", target="unit", read_only=True, relation="invoice_request_lines"),
        f("money", "amount", "金额", "Amount", tells=WORTH, help=Text("价税合计", "With tax")),
        f("percent", "tax_rate", "税率", "Tax rate", read_only=True, tells=WORTH),
        f("money", "tax_amount", "税额", "Tax", read_only=True, tells=WORTH),
        f("money", "net_amount", "不含税金额", "Amount without tax", read_only=True, system=True, tells=WORTH),
    ),
    list_columns=("invoice_request", "product", "order_line", "quantity", "unit", "amount", "tax_rate", "tax_amount", "net_amount"),
)  # fmt: skip

_ASK = ActionSpec(
    "request_invoice",
    Text("申请开票", "Request invoice"),
    asking.order_request,
    scope="view",
    on_list=False,
    when={"field": "status", "op": "in", "value": list(SOLD)},
    when_text=Text("订单还未生效", "the order is not in effect"),
    offered={"field": "uninvoiced_amount", "op": "gt", "value": "0"},
    params=(
        f("reference", "title", "发票抬头", "Title", target="invoice_title", within="account", help=TITLE_HELP),
        f("money", "amount", "开票金额", "Amount", minimum="0",
            help=Text("不填时为全部未开票金额", "Left empty: all that is not invoiced")),
        f("reference", "address", "寄送地址", "Sent to", target="address", within="account",
            help=Text("不选时用订单的开票地址", "Left empty: the billing address of the order")),
    ),
    shows=("account", "total_amount", "invoiced_amount", "unconfirmed_invoice_amount", "uninvoiced_amount"),
    done=Text("已提交财务开票", "Finance was asked"),
)  # fmt: skip


def declare_rights() -> None:
    """What the preset roles may do. Finance alone issues; who moves goods sees nothing of it."""
    registry.grant(
        "invoice_request",
        {
            "sales sales_assistant": WRITE,
            "order_manager": VIEW,
            "finance": (*WRITE, "issue", "reject", *OUT),
            "executive": READ,
        },
    )
    registry.grant(
        "invoice",
        {
            "sales sales_assistant order_manager": VIEW,
            "finance": (*READ, "issue_red"),
            "executive": READ,
        },
    )
    registry.grant("sales_order", {"sales sales_assistant finance": ("request_invoice",)})


def declare() -> None:
    """Register the objects, and what follows from them elsewhere."""
    declare_rights()
    identities.declare()
    registry.add(REQUEST, REQUEST_LINE, INVOICE, INVOICE_LINE)
    registry.extend(
        "sales_order",
        related=("invoice_requests", "invoices"),
        rollups=(
            RollupSpec("invoiced_amount", "invoice", "order", "sum", "amount", as_stands=True),
            RollupSpec(
                "unconfirmed_invoice_amount", "invoice_request", "order", "sum", "amount",
                REQUEST_STATES.among(*WAITING), as_stands=True,
            ),
        ),
        participants=(
            Participant("invoicing.cancelled", "entered", following.order_cancelled, states=("cancelled",)),
            Participant("invoicing.handed_over", "handed_over", following.order_handed_over),
        ),
        actions=(_ASK,),
        views=order_views(),
    )  # fmt: skip
    registry.extend(
        "sales_order_line",
        rollups=(RollupSpec("invoiced_qty", "invoice_line", "order_line", "sum", "quantity"),),
    )
    registry.extend("account", related=("invoice_requests", "invoices"))
    echoes("invoiced_amount", "unconfirmed_invoice_amount")
    echoes_lines("invoiced_qty")
