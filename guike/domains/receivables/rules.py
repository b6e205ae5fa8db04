"""States of receivables and payments, and how money is spread over what is owed; decided without a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guike.kernel.money import ZERO
from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: what stays open in every state: words, and whose it is
OPEN_FIELDS = frozenset({"description", "owner", "department", "external_id", "source_system"})
#: states of a receivable in which something is owed
OWED = ("open", "partly")
#: ... and in which it stands by its amounts alone
LIVING = ("open", "partly", "settled", "written_off")

RECEIVABLE_STATES = StateSpec(
    field="status",
    states=(
        State("open", Text("未收", "Open"), "blue", next=Text("等客户付款", "The customer to pay")),
        State("partly", Text("部分收款", "Partly paid"), "cyan", next=Text("等客户付清", "The customer to pay the rest")),
        State("settled", Text("已结清", "Settled"), "green", next=Text("已结清，没有要做的事", "Settled; nothing is left to do")),
        State("written_off", Text("已核销坏账", "Written off"), "volcano",
              next=Text("有坏账，不再催收", "Part of it was given up; nothing is asked for any more")),
        State("cancelled", Text("已作废", "Cancelled"), "default"),
    ),
    first=("open", "settled"),
    steps=(
        Step("settle", ("open", "partly"), ("partly", "settled", "written_off"), by="code"),
        Step("reopen", ("partly", "settled", "written_off"), LIVING, by="code", reopens=True),
        Step("cancel", ("open",), ("cancelled",), by="code"),
    ),
    locks=(
        StateLock(
            ("cancelled",),
            Text("应收款已作废，不能再修改。", "It was cancelled with its order: it no longer changes."),
            but=OPEN_FIELDS,
            refusal="receivable.locked",
            delete_refusal="receivable.not_deletable",
        ),
    ),
)  # fmt: skip

PAYMENT_STATES = StateSpec(
    field="status",
    states=(
        State("pending", Text("待确认", "To be confirmed"), "gold", next=Text("等财务确认", "Finance to confirm it")),
        State("confirmed", Text("已确认", "Confirmed"), "green"),
        State("rejected", Text("已驳回", "Rejected"), "red",
              next=Text("等 {owner} 修改后重新提交", "{owner} to change it and submit it again")),
    ),
    first=("pending",),
    steps=(
        Step("confirm", ("pending",), ("confirmed",)),
        Step("reject", ("pending",), ("rejected",)),
        Step("resubmit", ("rejected",), ("pending",)),
    ),
    locks=(
        StateLock(
            ("confirmed",),
            Text(
                "财务已确认这笔回款，金额、日期和客户不能再修改；核销用“核销”和“取消核销”。",
                "Finance has confirmed it: amount, day and account stand. Use “Allocate” and “Take allocation back”.",
            ),
            but=OPEN_FIELDS,
            refusal="payment.locked",
            delete_refusal="payment.not_deletable",
        ),
    ),
)  # fmt: skip


_EDITABLE = ("draft", "rejected")
_ASKED = (
    Step("take_back", ("pending_approval",), ("draft",)),
    Step("approve", ("pending_approval",), ("approved",)),
)
_DRAFT = State(
    "draft", Text("草稿", "Draft"), "default", next=Text("等 {owner} 提交", "{owner} to submit it")
)
_PENDING = State(
    "pending_approval",
    Text("待审批", "Pending approval"),
    "gold",
    next=Text("等审批", "Somebody to approve it"),
)
_REJECTED = State(
    "rejected",
    Text("已驳回", "Rejected"),
    "red",
    next=Text("等 {owner} 改后再提交", "{owner} to change it and submit it again"),
)

REFUND_STATES = StateSpec(
    field="status",
    states=(
        _DRAFT,
        _PENDING,
        State("approved", Text("待付款", "To be paid"), "blue", next=Text("等财务付款", "Finance to pay it")),
        State("paid", Text("已退款", "Paid"), "green"),
        _REJECTED,
    ),
    first=("draft",),
    steps=(
        Step("submit", _EDITABLE, ("pending_approval",)),
        *_ASKED,
        Step("reject", ("pending_approval", "approved"), ("rejected",), in_path=False),
        Step("pay", ("approved",), ("paid",)),
    ),
    locks=(
        StateLock(
            ("pending_approval", "approved", "paid"),
            Text(
                "退款已提交，金额和去向不能再修改；待审批的可以撤回后修改。",
                "It was submitted: its amount stands. One that waits for approval can be taken back and changed.",
            ),
            but=OPEN_FIELDS,
            refusal="refund.locked",
            delete_refusal="refund.not_deletable",
        ),
    ),
)  # fmt: skip

WRITE_OFF_STATES = StateSpec(
    field="status",
    states=(
        _DRAFT,
        _PENDING,
        State("approved", Text("已核销", "Written off"), "green"),
        _REJECTED,
        State("cancelled", Text("已冲回", "Taken back"), "default"),
    ),
    first=("draft",),
    steps=(
        Step("submit", _EDITABLE, ("pending_approval", "approved")),
        *_ASKED,
        Step("reject", ("pending_approval",), ("rejected",), in_path=False),
        Step("cancel", ("approved",), ("cancelled",), in_path=False),
    ),
    locks=(
        StateLock(
            ("pending_approval", "approved", "cancelled"),
            Text(
                "坏账核销已提交，不能再修改；已核销的可以冲回。",
                "It was submitted and stands as it is. What was written off can be taken back.",
            ),
            but=OPEN_FIELDS,
            refusal="write_off.locked",
            delete_refusal="write_off.not_deletable",
        ),
    ),
)  # fmt: skip


def state_of(amount: Decimal, allocated: Decimal, *, has_bad_debt: bool = False) -> str:
    """Where a receivable stands by what was taken off it."""
    if allocated >= amount:
        return "written_off" if has_bad_debt else "settled"
    return "partly" if allocated > 0 else "open"


def step_to(old: str, new: str) -> str:
    """The step from one of LIVING to another."""
    is_onward = old in OWED and LIVING.index(new) > LIVING.index(old)
    return "settle" if is_onward else "reopen"


def spread(amount: Decimal, owed: Iterable[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
    """Money over receivables in this order, each as far as it goes; what is left over stays with the payment."""
    parts = []
    for pk, balance in owed:
        part = min(amount, balance)
        if part > 0:
            parts.append((pk, part))
            amount -= part
    return parts


def taken_back(excess: Decimal, entries: Sequence[tuple[int, Decimal]]) -> tuple[list[int], Decimal]:
    """Which standing entries (id, amount), oldest first, are reversed so that `excess` less is allocated: the last ones, and how much
    of the last reversed is allocated anew."""
    gone: list[int] = []
    freed = ZERO
    for pk, amount in reversed(entries):
        if freed >= excess:
            break
        gone.append(pk)
        freed += amount
    return gone, max(freed - excess, ZERO)


def fitted(amounts: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """The amounts, so changed that they sum to `total`: the last one takes what is more, the last ones give what is less. ValueError
    for a negative total, or no amounts."""
    if total < 0 or not amounts:
        raise ValueError(f"{len(amounts)} amounts cannot sum to {total}")
    found = list(amounts)
    rest = total - sum(found, ZERO)
    if rest > 0:
        found[-1] += rest
    for n in range(len(found) - 1, -1, -1):
        if rest >= 0:
            break
        given = min(found[n], -rest)
        found[n] -= given
        rest += given
    return found


def overdue_days(is_owed: bool, due_on: date | None, today: date) -> int:
    """For how many days it should have been paid; 0 where nothing is owed, or it is not due before today."""
    return max((today - due_on).days, 0) if is_owed and due_on is not None else 0


@dataclass(frozen=True)
class Source:
    """A payment of which money may go back, and how much of it still may."""

    id: int
    left: Decimal


def refunded_from(amount: Decimal, sources: Sequence[Source]) -> Source | None:
    """The payment that a refund comes from where nobody named one: the last that has enough left, else the one with most left."""
    enough = [one for one in sources if one.left >= amount]
    return enough[-1] if enough else max(sources, key=lambda one: one.left, default=None)
