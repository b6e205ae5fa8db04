"""What receipts and claims are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

register(
    {
        "bank_receipt.no_income": T(
            "这一行没有收入金额；支出不作为到账导入",
            "No money came in by this line: what was paid out is no receipt",
        ),
        "bank_receipt.amount_positive": T("到账金额必须大于 0", "The amount must be greater than 0"),
        "bank_receipt.twice": T(
            "该账户的流水号 {reference} 已有到账，同一笔不会再登记",
            "There is a receipt with the reference {reference} at this account: the same money is not entered twice",
        ),
        "bank_receipt.shape": T(
            "应为列表，每项是一张订单或一笔应收款及其金额",
            "Must be a list, each item an order or a receivable and an amount",
        ),
        "bank_receipt.unknown": T(
            "没有可选的订单、应收款或回款 {id}", "There is no order, receivable or payment {id} to choose"
        ),
        "bank_receipt.one_account": T(
            "一笔到账只能匹配一个客户的订单和应收款",
            "A receipt is matched to one account's orders and receivables",
        ),
        "bank_receipt.nothing_chosen": T(
            "请选择订单、应收款、待确认的回款或客户；没有建议可以照用",
            "Choose an order, a receivable, a payment or an account: there is no proposal to follow",
        ),
        "bank_receipt.over": T(
            "各项合计 {total}，超过到账金额 {amount}",
            "The parts sum to {total}, more than the {amount} that came in",
        ),
        "bank_receipt.wrong_customer": T(
            "付款方“{payer}”与客户“{account}”不符；确认是代付的，请勾选“代付”",
            "“{payer}” is not “{account}”; tick “Paid by a third party” if it is right",
        ),
        "bank_receipt.other_currency": T(
            "{number} 的币种是 {currency}，与到账不同", "{number} is in {currency}, the receipt is not"
        ),
        "bank_receipt.payment_differs": T(
            "回款 {number} 的金额是 {amount}，与到账不同；请先由财务驳回后改对",
            "Payment {number} is of {amount}, which is not what came in: have it rejected and corrected first",
        ),
        "bank_claim.receipt_state": T("这笔到账已处理，不能认领", "The receipt was dealt with already"),
        "bank_claim.over": T(
            "明细合计 {total}，超过到账金额 {amount}",
            "The lines sum to {total}, more than the {amount} that came in",
        ),
        "bank_claim.twice": T(
            "您已认领这笔到账；请修改原来的认领", "You have claimed it already: change that claim"
        ),
    }
)


class BankRefused(Refusal):
    """The state of a receipt or a claim does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "bank_receipt.locked": T(
            "到账{state}，不能再修改{fields}", "The receipt is {state}: {fields} can no longer be changed"
        ),
        "bank_receipt.not_deletable": T(
            "已处理的到账不能删除", "A receipt that was dealt with is not deleted"
        ),
        "bank_claim.locked": T(
            "认领{state}，不能再修改{fields}", "The claim is {state}: {fields} can no longer be changed"
        ),
        "bank_claim.not_deletable": T("有结果的认领不能删除", "A claim that was decided is not deleted"),
    }
