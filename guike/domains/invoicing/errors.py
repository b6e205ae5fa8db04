"""What requests and invoices are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import FieldError, Invalid, Refusal, register
from guike.kernel.text import T, Text

register(
    {
        "invoice_request.order_state": T(
            "订单{state}，不能申请开票", "The order is {state}: nothing of it is invoiced"
        ),
        "invoice_request.currency": T(
            "开票币种须与订单相同：{currency}", "The currency is that of the order: {currency}"
        ),
        "invoice_request.amount_positive": T("开票金额必须大于 0", "The amount must be greater than 0"),
        "invoice_request.places": T(
            "{currency} 的金额最多 {places} 位小数",
            "Amounts in {currency} have at most {places} decimal places",
        ),
        "invoice_request.over_order": T(
            "该订单未开票 {left}，不能申请 {amount}",
            "{left} of the order is not invoiced, which is less than {amount}",
        ),
        "invoice_request.over_collected": T(
            "按已回款开票：还可申请 {left}，不能申请 {amount}",
            "Invoices are for what was collected: {left} is left, which is less than {amount}",
        ),
        "invoice_request.over_line": T(
            "这一行未开票 {left}，不能申请 {amount}",
            "{left} of this line is not invoiced, which is less than {amount}",
        ),
        "invoice_request.over_quantity": T(
            "这一行未开票数量 {left}", "At most {left} of this line is not invoiced"
        ),
        "invoice_request.line_unknown": T(
            "没有这一行订单明细，请重新选择", "There is no such line of the order; choose again"
        ),
        "invoice_request.line_twice": T(
            "同一订单明细只填一行", "A line of the order stands once in a request"
        ),
        "invoice_request.sum": T(
            "开票金额应为明细合计 {sum}；只填其一即可",
            "The amount is the sum of the lines, {sum}; give one of the two",
        ),
        "invoice_request.special_title": T(
            "专用发票须选专票抬头；请先把抬头补充为专票",
            "A special invoice needs a special title; complete the title first",
        ),
        "invoice_request.no_title": T(
            "请先选择发票抬头；客户没有抬头的，请在客户页面新建",
            "Choose a title first; where the account has none, create one on its page",
        ),
        "invoice.number": T("数电票号码是 20 位数字", "The number of an invoice has 20 digits"),
        "invoice.needs_number": T(
            "请填写发票号码；要由平台开具，请管理员在系统设置中选择开票平台",
            "Give the number; to have invoices issued by a provider, an administrator chooses one in the settings",
        ),
        "invoice.number_taken": T("发票号码 {number} 已存在", "There is an invoice {number} already"),
        "invoice.future": T("开票日期不能晚于今天", "Not later than today"),
        "invoice.before": T("不能早于原发票的开票日期 {day}", "Not before the invoice itself, {day}"),
        "invoice.over_left": T(
            "这张发票还可红冲 {left}，不能红冲 {amount}",
            "{left} of the invoice can be taken back, which is less than {amount}",
        ),
    }
)


class InvoiceRefused(Refusal):
    """The state of a request, an invoice or its order does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "invoice_request.locked": T(
            "开票申请{state}，不能再修改{fields}",
            "The request is {state}: {fields} can no longer be changed",
        ),
        "invoice_request.not_deletable": T(
            "已结束的开票申请留作记录，不能删除", "A closed request is kept for the record"
        ),
        "invoice_request.nothing_left": T(
            "订单“{order}”没有未开票的金额", "Nothing of the order {order} is left to be invoiced"
        ),
        "invoice_request.above_order": T(
            "订单“{order}”待开票 {left}，不能开 {amount}；请驳回，由业务员修改金额",
            "{left} of the order {order} is to be invoiced, which is less than {amount}; reject it, so that its amount is changed",
        ),
        "invoice_request.no_tax_code": T(
            "{products}没有税收分类编码，不能提交开票平台；请在产品上补填",
            "{products} have no tax classification code, without which no provider issues; fill it in on the products",
        ),
        "invoice_request.sent": T(
            "已提交开票平台，正在开票；已经知道发票号码的，可以直接填写",
            "The provider is about to issue it; where its number is known already, give it",
        ),
        "invoice.is_red": T("红字发票不能再红冲", "A red invoice is not taken back"),
        "invoice.all_red": T("这张发票已全部红冲", "All of the invoice was taken back"),
        "order.has_invoices": T(
            "订单已开票 {invoiced}、待确认开票 {waiting}，不能取消；请先取消开票申请，已开的发票先全额红冲",
            "{invoiced} of the order is invoiced and {waiting} is requested: cancel the requests and take the invoices back first",
        ),
    }


def wrong(field: str, code: str, **params: object) -> Invalid:
    """A parameter of an action is wrong."""
    return Invalid([FieldError(field, code, params)])
