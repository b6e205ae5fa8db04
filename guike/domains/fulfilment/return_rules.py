"""Returns, decided without a database: their states, and how much may come back."""

from __future__ import annotations

from decimal import Decimal

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: quantities and goods may be changed
EDITABLE = ("draft", "rejected")
#: goods that are on their way back: they count as returned for what else may come back. What was rejected waits for its owner and
#: counts again once he submits it.
UNDER_WAY = ("draft", "pending_approval", "approved")
#: states of an order of which goods may be with the customer
RETURNABLE = ("partly_shipped", "shipped", "received", "completed")
RETURN, EXCHANGE = "return", "exchange"
RESTOCK, SCRAP = "restock", "scrap"
_OPEN = frozenset({"description", "owner", "department", "external_id", "source_system"})

STATES = StateSpec(
    field="status",
    states=(
        State("draft", Text("草稿", "Draft"), "default",
              next=Text("等 {owner} 填好后提交", "{owner} to fill it in and submit it")),
        State("pending_approval", Text("待审批", "Pending approval"), "gold", next=Text("等审批人审批", "The approvers to decide")),
        State("approved", Text("待收货", "To be received"), "blue",
              next=Text("等货退回，仓库点“确认收货”", "The goods to come back; then the warehouse confirms the receipt")),
        State("received", Text("已收货", "Received"), "green", frozenset({"back"}),
              Text("货已退回，没有要做的事", "The goods are back; nothing is left to do")),
        State("rejected", Text("已驳回", "Rejected"), "red",
              next=Text("等 {owner} 改后再提交，或取消", "{owner} to change and submit it again, or to cancel it")),
        State("cancelled", Text("已取消", "Cancelled"), "default", next=Text("已取消，没有要做的事", "Cancelled; nothing is left to do")),
    ),
    first=("draft",),
    steps=(
        Step("submit", EDITABLE, ("pending_approval", "approved")),
        Step("approve", ("pending_approval",), ("approved",), by="code"),
        Step("reject", ("pending_approval",), ("rejected",), by="code"),
        Step("take_back", ("pending_approval",), ("draft",), by="code"),
        Step("receive", ("approved",), ("received",)),
        Step("cancel", (*EDITABLE, "pending_approval", "approved"), ("cancelled",)),
    ),
    locks=(
        StateLock(
            ("pending_approval", "approved"),
            Text("退货单已提交，不能再修改；要改数量，请取消后重新填写。",
                 "The return was submitted and stands; to change quantities, cancel it and make another."),
            but=_OPEN | {"warehouse", "exchange_order"},
        ),
        StateLock(
            ("received", "cancelled"),
            Text("退货单已结束，不能再修改。", "The return has ended and stands."),
            but=_OPEN | {"exchange_order"},
        ),
    ),
)  # fmt: skip


def base_of(shipped: Decimal, received: Decimal, is_signed: bool) -> Decimal:
    """What of a line is with the customer. Where the goods of its order are signed for at all, that is what was received, else what was
    shipped: a company that notes no receipts takes goods back as well."""
    return received if is_signed else shipped


def left_of(base: Decimal, returned: Decimal, under_way: Decimal) -> Decimal:
    """How much more of a line may come back."""
    return max(base - returned - under_way, Decimal(0))
