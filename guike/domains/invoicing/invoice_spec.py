"""Invoices and their lines, declared."""

from __future__ import annotations

from guike.domains.accounts.queries import TITLE_KINDS
from guike.domains.invoicing.issuing import invoice_issue_red
from guike.domains.invoicing.models import Invoice, InvoiceLine
from guike.kernel.text import Text
from guike.platform.metadata.roles import OUT
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    ObjectSpec,
    RollupSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

#: who does not see what an order amounts to does not see what is invoiced of it
TOTAL = "sales_order.total_amount"
WORTH = "sales_order_line.net_amount"
IS_RED = {"field": "is_red", "op": "eq", "value": True}
IS_BLUE = {"field": "is_red", "op": "eq", "value": False}

INVOICE = ObjectSpec(
    name="invoice",
    model=Invoice,
    label=Text("发票", "Invoice"),
    plural=Text("发票", "Invoices"),
    area="receivables",
    position=65,
    name_field="number",
    document_date="issued_on",
    has_money=True,
    access=AccessSpec(requires=("account",), inherits=("order",), any_owner=True),
    operations=("view", *OUT),  # it never changes: another one takes it back
    has_team=False,
    fields=(
        f("auto_number", "number", "发票号码", "Invoice number", read_only=True, searchable=True),
        f("reference", "request", "开票申请", "Request", target="invoice_request", read_only=True),
        f("reference", "account", "客户", "Account", target="account", read_only=True),
        f("reference", "order", "销售订单", "Sales order", target="sales_order", read_only=True),
        f("choice", "kind", "发票类型", "Kind", read_only=True, choices=TITLE_KINDS),
        f("date", "issued_on", "开票日期", "Issued on", read_only=True),
        f("user", "issued_by", "开票人", "Issued by", read_only=True, traces=True, relation="issued_invoices",
            relation_label=Text("开具的发票", "Invoices issued")),
        f("boolean", "is_red", "红字发票", "Red", read_only=True),
        f("reference", "red_of", "红冲的发票", "Takes back", target="invoice", read_only=True, relation="red_invoices",
            relation_label=Text("红字发票", "Red invoices")),
        f("text", "red_reason", "红冲原因", "Reason", read_only=True, max_length=500),
        f("money", "red_amount", "已红冲金额", "Taken back", read_only=True, system=True, tells=TOTAL),
        f("money", "left_amount", "未红冲金额", "Not taken back", read_only=True, system=True, tells=TOTAL),
        f("money", "amount", "价税合计", "Amount", read_only=True, base_column="base_amount", tells=TOTAL),
        f("money", "base_amount", "本位币价税合计", "Amount in base currency", read_only=True, system=True, tells=TOTAL),
        f("money", "net_amount", "不含税金额", "Amount without tax", read_only=True, system=True,
            base_column="base_net_amount", tells=TOTAL),
        f("money", "base_net_amount", "本位币不含税金额", "Amount without tax in base currency", read_only=True, system=True,
            tells=TOTAL),
        f("money", "tax_amount", "税额", "Tax", read_only=True, base_column="base_tax_amount", tells=TOTAL),
        f("money", "base_tax_amount", "本位币税额", "Tax in base currency", read_only=True, system=True, tells=TOTAL),
        f("text", "title_name", "购买方名称", "Buyer", read_only=True, searchable=True, max_length=200),
        f("text", "title_tax_number", "购买方税号", "Buyer's tax number", read_only=True, max_length=20),
        f("text", "title_bank_name", "购买方开户行", "Buyer's bank", read_only=True, max_length=100),
        f("text", "title_bank_account", "购买方银行账号", "Buyer's bank account", read_only=True, max_length=40),
        f("text", "title_address", "购买方地址", "Buyer's address", read_only=True, max_length=300),
        f("phone", "title_phone", "购买方电话", "Buyer's phone", read_only=True),
        f("lines", "lines", "发票明细", "Lines", lines_object="invoice_line"),
    ),
    rollups=(RollupSpec("red_amount", "invoice", "red_of", "sum", "amount", as_stands=True),),
    header=("account", "order", "kind", "amount", "tax_amount", "red_amount", "issued_on"),
    list_columns=(
        "number", "account", "order", "kind", "amount", "net_amount", "tax_amount", "issued_on", "is_red", "red_amount", "title_name",
    ),
    detail=(
        Section(Text("发票", "Invoice"), (
            "number", "kind", "issued_on", "issued_by", "account", "order", "request", "owner", "department",
        )),
        Section(Text("金额", "Amounts"), (
            "amount", "net_amount", "tax_amount", "red_amount", "left_amount", "currency", "exchange_rate", "base_amount",
        )),
        Section(Text("发票明细", "Lines"), ("lines",)),
        Section(Text("购买方", "Buyer"), (
            "title_name", "title_tax_number", "title_bank_name", "title_bank_account", "title_address", "title_phone",
        )),
        Section(Text("红冲", "Taken back"), ("is_red", "red_of", "red_reason")),
    ),
    related=("red_invoices",),
    views=(
        ViewSpec("this_month", Text("本月开票", "Issued this month"),
            {"field": "issued_on", "op": "within", "value": "this_month"}, sort=("-issued_on",)),
        ViewSpec("red", Text("红字发票", "Red invoices"), IS_RED, sort=("-issued_on",)),
        ViewSpec("all", Text("全部发票", "All invoices"), sort=("-issued_on",)),
    ),
    actions=(
        ActionSpec(
            "issue_red", Text("红冲", "Take back in red"), invoice_issue_red, scope="view", danger=True, on_list=False,
            when=IS_BLUE, when_text=Text("红字发票不能再红冲", "a red invoice is not taken back"),
            offered={"all": [IS_BLUE, {"field": "left_amount", "op": "gt", "value": "0"}]}, locks=("request", "order"),
            confirm=Text(
                "填写税务系统开出的红字发票号码；红冲的金额恢复为订单的待开票。",
                "Give the number of the red invoice. What it takes back is to be invoiced again.",
            ),
            params=(
                f("text", "number", "红字发票号码", "Number of the red invoice", required=True, max_length=20,
                    help=Text("数电票为 20 位数字", "20 digits")),
                f("text", "reason", "红冲原因", "Reason", required=True, max_length=500),
                f("money", "amount", "红冲金额", "Amount", minimum="0",
                    help=Text("价税合计；不填时全部红冲", "With tax. Left empty: all of it")),
                f("date", "issued_on", "开票日期", "Issued on", default="$today"),
            ),
            shows=("account", "order", "amount", "left_amount"), done=Text("已红冲", "Taken back"),
        ),
    ),
)  # fmt: skip

INVOICE_LINE = ObjectSpec(
    name="invoice_line",
    model=InvoiceLine,
    label=Text("发票明细", "Invoice line"),
    plural=Text("发票明细", "Invoice lines"),
    parent="invoice",
    name_field="item_name",
    access=AccessSpec(kind="line"),
    operations=("view", *OUT),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "invoice", "发票", "Invoice", target="invoice", create_only=True),
        f("choice", "kind", "行类型", "Kind", read_only=True, choices=choices(
            ("goods", "商品", "Goods"), ("discount", "折扣", "Discount"))),
        f("reference", "order_line", "订单明细", "Order line", target="sales_order_line", read_only=True, required=True,
            relation="invoice_lines"),
        f("reference", "product", "产品", "Product", target="product", read_only=True, relation="invoice_lines"),
        f("text", "item_name", "项目名称", "Item", read_only=True, max_length=200),
        f("text", "specification", "规格型号", "Specification", read_only=True, max_length=200),
        f("text", "unit_name", "单位", "Unit", read_only=True, max_length=40),
        f("text", "tax_code", "税收分类编码", "Tax classification code", read_only=True, max_length=19),
        f("decimal", "quantity", "数量", "Quantity", read_only=True),
        f("decimal", "unit_price", "不含税单价", "Price without tax", read_only=True, tells=WORTH),
        f("money", "amount", "价税合计", "Amount", read_only=True, tells=WORTH),
        f("money", "net_amount", "不含税金额", "Amount without tax", read_only=True, system=True, tells=WORTH),
        f("percent", "tax_rate", "税率", "Tax rate", read_only=True, tells=WORTH),
        f("money", "tax_amount", "税额", "Tax", read_only=True, tells=WORTH),
    ),
    list_columns=(
        "invoice", "item_name", "specification", "unit_name", "quantity", "unit_price", "net_amount", "tax_rate", "tax_amount",
        "amount", "kind", "tax_code",
    ),
)  # fmt: skip
