"""States of expenses, and how much may be reimbursed; decided without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: the applicant may still change everything
EDITABLE = ("draft", "rejected")
#: what is not part of what people decide about
OPEN_FIELDS = frozenset({"owner", "department", "external_id", "source_system"})
_UNPAID = {"field": "paid_amount", "op": "eq", "value": "0"}

STATES = StateSpec(
    field="status",
    states=(
        State("draft", Text("草稿", "Draft"), "default"),
        State("pending", Text("待审批", "Pending approval"), "gold"),
        State("approved", Text("已批准", "Approved"), "blue"),
        State("reimbursed", Text("已报销", "Reimbursed"), "green"),
        State("rejected", Text("已驳回", "Rejected"), "red"),
    ),
    first=("draft",),
    steps=(
        Step("submit", EDITABLE, ("pending", "approved")),
        Step("approve", ("pending",), ("approved",), by="code"),
        Step("reject", ("pending",), ("rejected",), by="code"),
        Step("take_back", ("pending",), ("draft",), by="code"),
        Step("reimburse", ("approved",), ("approved", "reimbursed"), in_path=False),
        Step("reverse_reimbursement", ("approved", "reimbursed"), ("approved",), reopens=True, in_path=False),
        Step("revise", ("approved",), ("draft",), condition=_UNPAID, in_path=False),
    ),
    locks=(
        StateLock(
            ("pending",),
            Text(
                "费用正在审批，不能修改；要改请先撤回审批。",
                "It is being approved; withdraw it to change it.",
            ),
            but=OPEN_FIELDS,
            refusal="expense.locked",
            delete_refusal="expense.not_deletable",
        ),
        StateLock(
            ("approved", "reimbursed"),
            Text(
                "费用已批准，金额和用途不能再修改；尚未报销的可以“重新编辑”，之后要再次提交。",
                "It was approved: amount and use stand. One that is not reimbursed can be revised and submitted again.",
            ),
            but=OPEN_FIELDS,
            refusal="expense.locked",
            delete_refusal="expense.not_deletable",
        ),
    ),
)


@dataclass(frozen=True)
class Paid:
    """What a payment leads to: its amount, and whether nothing is left to pay."""

    amount: Decimal
    is_whole: bool


def pay(approved: Decimal, paid: Decimal, wanted: Decimal | None) -> Paid | None:
    """A payment of `wanted`, or of all that is left where nobody said how much; None where more than that is wanted, or
    nothing."""
    left = approved - paid
    amount = left if wanted is None else wanted
    if amount <= 0 or amount > left:
        return None
    return Paid(amount, amount == left)


def last_standing(entries: Sequence[tuple[int, int | None]]) -> int | None:
    """The last entry that was not taken back, of (id, the entry that it takes back) in their order; None without one."""
    gone = {reversed_ for _pk, reversed_ in entries if reversed_ is not None}
    standing = [pk for pk, reversed_ in entries if reversed_ is None and pk not in gone]
    return standing[-1] if standing else None
