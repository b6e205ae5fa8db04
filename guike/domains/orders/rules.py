"""States of orders, decided without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from guike.kernel.money import EXACT, round_amount
from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

#: amounts, lines and parties may be changed
EDITABLE = ("draft", "rejected")
#: what stays open in every state, besides custom fields: words and dates, nothing that moves an amount
OPEN_FIELDS = frozenset(
    {
        "description",
        "customer_order_no",
        "expected_delivery_on",
        "owner",
        "department",
        "external_id",
        "source_system",
    }
)
#: what a revision changes besides: not whose order it is, in which currency, nor its day
REVISED = frozenset(
    {
        "lines",
        "order_discount_rate",
        "target_amount",
        "is_tax_included",
        "shipping_address",
        "billing_address",
        "sales_type",
        "scene",
        "channel",
    }
)
#: the kind of states in which the customer has bought: counted in what an account or a campaign brought
_SOLD = frozenset({"sold"})
_SUBMITTED = (
    State(
        "pending_approval",
        Text("待审批", "Pending approval"),
        "gold",
        next=Text("等审批人审批", "The approvers to decide"),
    ),
    State(
        "approved",
        Text("待发货", "To ship"),
        "blue",
        _SOLD,
        Text(
            "等仓库发货；不用发货的，等 {owner} 点“完成”",
            "The warehouse to ship; what needs no shipping, {owner} to complete",
        ),
    ),
    State(
        "partly_shipped",
        Text("部分发货", "Partly shipped"),
        "cyan",
        _SOLD,
        Text(
            "等仓库发完其余的货；不再发的，等 {owner} 点“少发关闭”",
            "The warehouse to ship the rest, or {owner} to close it short",
        ),
    ),
    State(
        "shipped",
        Text("已发货", "Shipped"),
        "geekblue",
        _SOLD,
        Text(
            "等客户签收，之后由 {owner} 点“完成”",
            "The customer to receive it, then {owner} to complete the order",
        ),
    ),
    State(
        "received",
        Text("已签收", "Received"),
        "purple",
        _SOLD,
        Text("等 {owner} 点“完成”", "{owner} to complete the order"),
    ),
    State(
        "completed",
        Text("已完成", "Completed"),
        "green",
        _SOLD,
        Text("已完成，没有要做的事", "Done; nothing is left to do"),
    ),
)
_CANCELLED = State(
    "cancelled",
    Text("已取消", "Cancelled"),
    "default",
    next=Text("已取消，没有要做的事", "Cancelled; nothing is left to do"),
)

STATES = StateSpec(
    field="status",
    states=(
        State(
            "draft",
            Text("草稿", "Draft"),
            "default",
            next=Text("等 {owner} 填好后提交", "{owner} to fill it in and submit it"),
        ),
        *_SUBMITTED,
        State(
            "rejected",
            Text("已驳回", "Rejected"),
            "red",
            next=Text(
                "等 {owner} 改后再提交，或取消", "{owner} to change and submit it again, or to cancel it"
            ),
        ),
        _CANCELLED,
    ),
    first=("draft",),
    steps=(
        Step("submit", EDITABLE, ("pending_approval", "approved")),
        Step("confirm", ("draft",), ("approved",)),
        Step("approve", ("pending_approval",), ("approved",), by="code"),
        Step("reject", ("pending_approval",), ("rejected",), by="code"),
        Step("take_back", ("pending_approval",), ("draft",), by="code"),
        Step("ship", ("approved", "partly_shipped"), ("partly_shipped", "shipped"), by="code"),
        Step("unship", ("partly_shipped", "shipped"), ("approved", "partly_shipped"), by="code"),
        Step("receive", ("shipped",), ("received",), by="code"),
        Step("close_short", ("approved", "partly_shipped"), ("shipped",), in_path=False),
        Step("complete", ("approved", "shipped", "received"), ("completed",)),
        Step("revise", ("approved", "partly_shipped"), (), opens=REVISED, in_path=False),
        Step("cancel", (*EDITABLE, "pending_approval", "approved"), ("cancelled",)),
    ),
    locks=(
        StateLock(
            tuple(state.code for state in (*_SUBMITTED, _CANCELLED)),
            Text(
                "订单已提交，客户、明细和金额不能再修改；待发货的订单可以用“变更”修改明细和金额。",
                "The order has been submitted: its account, lines and amounts stand. Lines and amounts of an order that is"
                " to be shipped are changed by “Revise”.",
            ),
            but=OPEN_FIELDS,
            refusal="order.locked",
            delete_refusal="order.not_deletable",
        ),
    ),
    attributed=tuple(state.code for state in _SUBMITTED if "sold" in state.kinds),
)
SOLD = STATES.of("sold")
#: states in which goods are still to be shipped
SHIPPABLE = ("approved", "partly_shipped")


def closed_part(payable: Decimal, quantity: Decimal, closed: Decimal, minor_units: int) -> Decimal:
    """What of the amount of a line falls away with the quantity that is not shipped; the whole line gives the whole amount."""
    with localcontext(EXACT):
        return round_amount(payable * closed / quantity, minor_units)


def closed_rest(
    payable: Decimal, quantity: Decimal, closed: Decimal, returned_amount: Decimal, minor_units: int
) -> Decimal:
    """What of a line falls away with what is closed, where goods of it came back: both together are never more than the line, which the
    rounding of each by itself could be."""
    return min(closed_part(payable, quantity, closed, minor_units), payable - returned_amount)


def returned_part(
    payable: Decimal,
    quantity: Decimal,
    gone: tuple[Decimal, Decimal],
    back: Decimal,
    returned_amount: Decimal,
    minor_units: int,
) -> Decimal:
    """What so much more of a line is worth that comes `back`. `gone`: what is closed and what came back before, and `returned_amount`
    what that was worth. The parts of a line sum to it: the last piece gives exactly what is left."""
    closed, before = gone
    rest = payable - returned_amount - closed_rest(payable, quantity, closed, returned_amount, minor_units)
    if closed + before + back >= quantity:
        return rest
    upto = closed_part(payable, quantity, before + back, minor_units)
    return min(upto - closed_part(payable, quantity, before, minor_units), rest)


def goods_state(parts: Sequence[tuple[Decimal, Decimal, Decimal]]) -> str:
    """The state of an order in effect by its lines of goods: (shipped, received, still to be shipped) of each."""
    is_shipped = any(shipped > 0 for shipped, _received, _open in parts)
    if not is_shipped:
        return "approved"
    if any(left > 0 for _shipped, _received, left in parts):
        return "partly_shipped"
    return "received" if all(received >= shipped for shipped, received, _open in parts) else "shipped"


def is_on_time(promised: date | None, delivered: date | None, wanted: Decimal, received: Decimal) -> bool:
    """Whether all of a line that was not closed was with the customer by the promised day."""
    is_complete = 0 < received >= wanted
    return is_complete and promised is not None and delivered is not None and delivered <= promised


def net(total: Any, closed: Any, returned: Any) -> Any:
    """What is left to be paid for of an order. These formulas take numbers or expressions of columns."""
    return total - closed - returned


def outstanding(total: Any, closed: Any, returned: Any, collected: Any, refunded: Any) -> Any:
    """What the customer still owes, payments that nobody confirmed yet contained."""
    return net(total, closed, returned) - collected + refunded


def enterable(total: Any, closed: Any, returned: Any, collected: Any, refunded: Any, unconfirmed: Any) -> Any:
    """What may still be entered as a payment."""
    return outstanding(total, closed, returned, collected, refunded) - unconfirmed


def to_invoice(total: Any, closed: Any, returned: Any, invoiced: Any) -> Any:
    """What is to be invoiced, invoices that nobody confirmed yet contained."""
    return net(total, closed, returned) - invoiced


def uninvoiced(total: Any, closed: Any, returned: Any, invoiced: Any, unconfirmed: Any) -> Any:
    """What is in no invoice at all."""
    return to_invoice(total, closed, returned, invoiced) - unconfirmed


def shipped_uninvoiced(shipped: Any, returned: Any, invoiced: Any) -> Any:
    """What went out and is in no invoice that was issued; below 0 where more is invoiced."""
    return shipped - returned - invoiced


def collected_uninvoiced(collected: Any, refunded: Any, invoiced: Any) -> Any:
    """What was paid, and kept, and is in no invoice that was issued; below 0 where more is invoiced."""
    return collected - refunded - invoiced


def invoiced_uncollected(collected: Any, refunded: Any, invoiced: Any) -> Any:
    """What is invoiced and was not paid, or was paid back; below 0 where more is paid."""
    return invoiced - collected + refunded


def over_invoiced(total: Any, closed: Any, returned: Any, invoiced: Any) -> Any:
    """What is invoiced beyond what the order is worth now; below 0 where something is left."""
    return invoiced - net(total, closed, returned)
