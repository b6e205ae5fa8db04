"""What receivables and payments are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

register(
    {
        "payment.amount_positive": T("金额必须大于 0", "The amount must be greater than 0"),
        "payment.future": T("到账日期不能晚于今天", "Not later than today"),
        "payment.currency": T(
            "回款币种须与订单相同：{currency}", "The currency is that of the order: {currency}"
        ),
        "payment.order_state": T(
            "订单{state}，不能登记回款；预收款请不选订单",
            "The order is {state}: no payment is entered for it; leave the order empty for money paid in advance",
        ),
        "payment.other_account": T("请选择同一客户的订单", "Choose an order of the same account"),
        "payment.over_order": T(
            "该订单还可登记 {left}，填了 {amount}；确认多收的，请勾选“允许超额”",
            "{left} is still to be entered for the order, and this is {amount}; tick “More than the order” if it is right",
        ),
        "refund.of_what": T(
            "请选择要退的回款，或回款所属的订单",
            "Choose the payment that goes back, or the order that it was for",
        ),
        "refund.nothing_collected": T(
            "这张订单没有已确认的回款，没有可退的", "No confirmed payment of the order is there to go back"
        ),
        "refund.not_confirmed": T(
            "财务尚未确认这笔回款，不能退；填错的请由财务驳回",
            "Finance has not confirmed the payment: have it rejected in the stead of refunding it",
        ),
        "refund.other_order": T(
            "这笔回款不是该订单的；请选择该订单的回款，或不选订单",
            "The payment is not of this order: choose one of the order, or leave the order empty",
        ),
        "refund.over": T(
            "{payment} 最多可退 {left}（已申请和已退的已扣除）；要退几笔回款的，请分别申请",
            "At most {left} of {payment} can go back, less what was asked for already; money of several payments goes back by"
            " several refunds",
        ),
        "write_off.over": T(
            "{receivable} 未收 {balance}，不能核销更多",
            "{balance} of {receivable} is open: no more is written off",
        ),
        "receivable.follows_order": T(
            "这笔应收款随订单生成，金额和客户请在订单上变更",
            "It follows its order: change the order in the stead of amount and account",
        ),
        "receivable.below_allocated": T(
            "已核销 {allocated}，金额不能低于它；请先在回款上取消核销",
            "{allocated} of it is paid, and it cannot be less; take allocations back on the payment first",
        ),
        "receivable.places": T(
            "{currency} 的金额最多 {places} 位小数",
            "Amounts in {currency} have at most {places} decimal places",
        ),
        "receivable.due_on": T("请填写到期日", "A day on which it is due is needed"),
        "plan.share": T("请填写大于 0 的比例", "A share above 0 is needed"),
        "plan.shares": T(
            "各期比例之和须为 100%，现在是 {sum}%", "The shares must add up to 100 %, not to {sum} %"
        ),
        "plan.exists": T("该订单已有收款计划，请修改它", "The order has a plan already: change that one"),
        "plan.empty": T("请至少填写一期", "At least one installment is needed"),
        "plan.day": T("请填写指定日期", "The day is needed"),
        "plan.amount": T(
            "请填写大于 0 的金额，最多 {places} 位小数",
            "An amount above 0 with at most {places} decimal places is needed",
        ),
        "plan.amounts": T(
            "各期金额之和须等于订单应收 {total}，现在是 {sum}",
            "The installments must add up to {total}, what the order amounts to, not to {sum}",
        ),
        "receivable.negative": T("金额不能小于 0", "The amount is not below 0"),
        "statement.order": T("结束日期不能早于开始日期 {start}", "The end is not before the start, {start}"),
        "statement.future": T("不能晚于今天（{today}）", "Not later than today ({today})"),
        "statement.long": T(
            "一次最多显示 {max} 笔，请缩短期间", "At most {max} entries are shown: choose a shorter period"
        ),
        "allocation.shape": T(
            "应为列表，每项是一笔应收款及其核销金额",
            "Must be a list, each item a receivable and how much of it is settled",
        ),
        "allocation.unknown": T(
            "没有应收款 {id}，或它属于其他客户", "There is no receivable {id}, or it is another account's"
        ),
        "allocation.twice": T(
            "应收款 {id} 写了两次，请合并", "Receivable {id} is named twice; add the two up"
        ),
        "allocation.positive": T("核销金额必须大于 0", "The amount must be greater than 0"),
        "allocation.entry": T(
            "核销记录 {id} 不是这笔回款的，或已取消",
            "Entry {id} is not of this payment, or was taken back already",
        ),
    }
)


class MoneyRefused(Refusal):
    """The state of a receivable or payment does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "receivable.locked": T(
            "应收款{state}，不能再修改{fields}",
            "The receivable is {state}: {fields} can no longer be changed",
        ),
        "receivable.not_deletable": T(
            "已作废的应收款留作记录，不能删除", "A cancelled receivable is kept for the record"
        ),
        "receivable.of_order": T(
            "随订单生成的应收款不能删除；请变更或取消订单",
            "A receivable of an order is not deleted; revise or cancel the order",
        ),
        "payment.locked": T(
            "回款{state}，不能再修改{fields}", "The payment is {state}: {fields} can no longer be changed"
        ),
        "payment.not_deletable": T(
            "已确认的回款不能删除；多收的请退款",
            "A confirmed payment is not deleted; refund what was too much",
        ),
        "payment.not_confirmed": T("回款未经财务确认，不能核销", "Finance has not confirmed it yet"),
        "payment.nothing_left": T("这笔回款已全部核销", "All of the payment is allocated"),
        "payment.nothing_owed": T(
            "{account}没有同币种（{currency}）的未清应收款", "{account} owes nothing in {currency}"
        ),
        "payment.over_left": T(
            "回款未核销 {left}，不能核销 {amount}",
            "{left} of the payment is left, which is less than {amount}",
        ),
        "payment.over_balance": T(
            "{receivable}未清 {balance}，不能核销 {amount}",
            "{balance} of {receivable} is open, which is less than {amount}",
        ),
        "payment.other_currency": T(
            "{receivable}的币种是 {currency}，与回款不同", "{receivable} is in {currency}, the payment is not"
        ),
        "payment.allocated": T(
            "这笔回款已核销 {amount}，请先取消核销", "{amount} of it is allocated: take that back first"
        ),
        "payment.refunded": T(
            "这笔回款已退或正在申请退款 {amount}，不能改挂；请先驳回或删除退款申请",
            "{amount} of it is refunded or asked back: it stays with its order, unless the refund is rejected or deleted",
        ),
        "refund.locked": T(
            "退款{state}，不能再修改{fields}", "The refund is {state}: {fields} can no longer be changed"
        ),
        "refund.not_deletable": T(
            "只有草稿和被驳回的退款可以删除", "Only drafts and rejected refunds can be deleted"
        ),
        "refund.over_now": T("{payment} 现在最多可退 {left}", "Of {payment} at most {left} can go back now"),
        "write_off.locked": T(
            "坏账核销{state}，不能再修改{fields}",
            "The write-off is {state}: {fields} can no longer be changed",
        ),
        "write_off.not_deletable": T(
            "只有草稿和被驳回的可以删除；已核销的请冲回",
            "Only drafts and rejected ones can be deleted; take back what was written off",
        ),
        "write_off.over_now": T(
            "{receivable} 现在未收 {balance}，不够核销；请改小金额",
            "{balance} of {receivable} is open now, which is less: ask for less",
        ),
        "payment.nothing_allocated": T("这笔回款没有核销", "Nothing of the payment is allocated"),
        "plan.in_effect": T(
            "订单 {order} 已生效，收款计划不能删除；请修改它",
            "Order {order} is in effect: its plan is changed, not deleted",
        ),
        "order.has_payments": T(
            "订单有 {count} 笔未驳回的回款，不能取消；请先由财务驳回，或改挂到其他订单",
            "{count} payments of the order were not rejected: have finance reject them or move them to another order first",
        ),
    }


def plain(amount: Decimal) -> str:
    """The amount as people read it: with two places at least."""
    normal = amount.normalize()
    exponent = normal.as_tuple().exponent
    return f"{normal:f}" if isinstance(exponent, int) and exponent < -2 else f"{amount:.2f}"
