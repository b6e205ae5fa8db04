"""Shipments and what orders hold, decided without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

_GONE = frozenset({"gone"})
OPEN_FIELDS = frozenset(
    {
        "carrier", "tracking_no", "expected_delivery_on", "description", "owner", "department", "is_shipped",
        "customer_signed_by", "customer_signed_at", "customer_remark", "external_id", "source_system",
        "last_event", "last_event_at", "trace_note",
    }
)  # fmt: skip

STATES = StateSpec(
    field="status",
    states=(
        State(
            "draft",
            Text("待发货", "To ship"),
            "default",
            next=Text(
                "等仓库备货，之后点“确认发货”", "The warehouse to pick the goods and confirm the shipment"
            ),
        ),
        State(
            "shipped",
            Text("已发货", "Shipped"),
            "blue",
            _GONE,
            Text("等客户签收，之后点“确认收货”", "The customer to receive it; then confirm the receipt"),
        ),
        State("received", Text("已收货", "Received"), "green", _GONE),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    first=("draft",),
    steps=(
        Step("confirm", ("draft",), ("shipped",)),
        Step("receive", ("shipped",), ("received",)),
        Step("cancel", ("draft", "shipped"), ("cancelled",)),
    ),
    locks=(
        StateLock(
            ("shipped", "received", "cancelled"),
            Text("已发出的货不能再修改；可以填写物流信息，或取消后重新发货。",
                 "What was shipped stands; only its way can be noted. Cancel it to ship anew."),
            but=OPEN_FIELDS,
        ),
    ),
)  # fmt: skip

HELD = "held"


@dataclass(frozen=True)
class Held:
    """A reservation that stands."""

    id: int
    warehouse: int
    quantity: Decimal


def let_go(held: Sequence[Held], surplus: Decimal) -> list[tuple[int, Decimal]]:
    """What is given back of reservations, by id; the newest ones first, since the older ones are nearest to being shipped."""
    found: list[tuple[int, Decimal]] = []
    for one in sorted(held, key=lambda one: one.id, reverse=True):
        part = min(one.quantity, surplus)
        if part > 0:
            found.append((one.id, part))
            surplus -= part
    return found


def use_held(
    held: Sequence[Held], warehouse: int, wanted: Decimal
) -> tuple[list[tuple[int, Decimal]], Decimal]:
    """What a shipment from a warehouse uses of reservations, by id, the oldest first; and what else it takes there."""
    found: list[tuple[int, Decimal]] = []
    for one in sorted(held, key=lambda one: one.id):
        part = min(one.quantity, wanted) if one.warehouse == warehouse else Decimal(0)
        if part > 0:
            found.append((one.id, part))
            wanted -= part
    return found, wanted


@dataclass(frozen=True)
class Going:
    """A line of an order that is to be shipped: `wanted` in the line's unit, None for as much as is held; `factor`: how many base
    units one of it is; `left`: what is open of it and in no shipment yet; `held`: what is held of it, in the base unit."""

    line: int
    wanted: Decimal | None
    factor: Decimal
    left: Decimal
    held: Sequence[Held]


def spread(lines: Sequence[Going]) -> dict[int, list[tuple[int, Decimal]]] | None:
    """Warehouse → what of which line is shipped from where it is held, in the line's unit. None where more is wanted than is held, or
    where a warehouse holds a broken part of a unit."""
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for line in lines:
        wanted = line.left if line.wanted is None else line.wanted
        parts: dict[int, Decimal] = {}
        for one in sorted(line.held, key=lambda one: one.id):
            part = min(one.quantity / line.factor, wanted)
            if part > 0:
                parts[one.warehouse] = parts.get(one.warehouse, Decimal(0)) + part
                wanted -= part
        if (line.wanted is not None and wanted > 0) or any(not _is_exact(part) for part in parts.values()):
            return None
        for warehouse, part in parts.items():
            found.setdefault(warehouse, []).append((line.line, part))
    return found


def _is_exact(quantity: Decimal) -> bool:
    return quantity == quantity.quantize(_SMALLEST)


#: quantities are stored with so many places
_SMALLEST = Decimal("0.000001")
