"""What expenses are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

register(
    {
        "expense.amount_positive": T("金额必须大于 0", "The amount must be greater than 0"),
        "expense.places": T(
            "{currency} 的金额最多 {places} 位小数",
            "Amounts in {currency} have at most {places} decimal places",
        ),
        "expense.future": T(
            "日期不能晚于今天；还没有发生的费用，请在发生后再申请",
            "Not later than today; ask for it when it has been spent",
        ),
        "expense.paid_in_future": T("报销日期不能晚于今天", "Not later than today"),
        "expense.supplier_inactive": T(
            "供应商“{supplier}”已停用，请选择其他供应商",
            "“{supplier}” is out of use; choose another supplier",
        ),
    }
)


class ExpenseRefused(Refusal):
    """The state of the expense, or what was paid of it, does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "expense.locked": T(
            "费用{state}，不能再修改{fields}", "The expense is {state}: {fields} can no longer be changed"
        ),
        "expense.not_deletable": T(
            "只有草稿和被驳回的费用可以删除；待审批的请先撤回，已批准未报销的请先“重新编辑”",
            "Only drafts and rejected expenses can be deleted; withdraw or revise it first",
        ),
        "expense.over_approved": T(
            "报销金额必须大于 0，且不超过未报销的 {left}（批准 {approved}，已报销 {paid}）",
            "More than 0 and at most the {left} that is not reimbursed ({approved} approved, {paid} paid)",
        ),
        "expense.nothing_paid": T("还没有报销记录，没有可以冲销的", "Nothing has been reimbursed yet"),
    }
