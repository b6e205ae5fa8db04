"""How far an order has come: its steps with their times, and its shipments on their way. Colleagues see of it what they may see of the
order and its shipments; the customer is shown the same steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guike.domains.fulfilment.models import Shipment
from guike.domains.fulfilment.queries import shipments_of
from guike.domains.orders.queries import SalesOrder, order_of
from guike.kernel.errors import NotFound
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.records.reading import by_ids, require_visible

LABELS: dict[str, Text] = {
    "created": T("下单", "Ordered"),
    "approved": T("生效", "In effect"),
    "prepared": T("备货", "Prepared"),
    "shipped": T("发货", "Shipped"),
    "received": T("签收", "Received"),
    "completed": T("完成", "Completed"),
    "cancelled": T("取消", "Cancelled"),
}
#: the step that an order in a state has reached
_REACHED = {
    "draft": "created",
    "pending_approval": "created",
    "rejected": "created",
    "approved": "approved",
    "partly_shipped": "shipped",
    "shipped": "shipped",
    "received": "received",
    "completed": "completed",
    "cancelled": "cancelled",
}
_SHOWN = (
    "number", "status", "carrier", "tracking_no", "expected_delivery_on", "prepared_at", "shipped_at", "received_on", "received_at",
)  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """One step. `at`: when it was taken, where that is known."""

    name: str
    at: datetime | None
    is_done: bool
    is_current: bool

    @property
    def label(self) -> Text:
        return LABELS[self.name]


def steps_of(order: SalesOrder, shipments: Iterable[Shipment]) -> list[Progress]:
    """The steps of an order. Goods that were prepared and shipped in parts count from the first part, and received from the last."""
    gone = [row for row in shipments if row.status in ("draft", "shipped", "received")]
    times: Mapping[str, datetime | None] = {
        "created": order.created_at,
        "approved": order.approved_at,
        "prepared": _first(row.prepared_at for row in gone),
        "shipped": _first(row.shipped_at for row in gone),
        "received": _last(gone) if order.status in ("received", "completed") else None,
        "completed": order.completed_at,
    }
    reached = _REACHED[order.status]
    if reached == "cancelled":
        done = [Progress(name, at, True, False) for name, at in times.items() if at is not None]
        return [*done, Progress("cancelled", None, True, True)]
    names = list(times)
    if times["prepared"] is not None and names.index(reached) < names.index("prepared"):
        reached = "prepared"
    place = names.index(reached)
    return [
        Progress(name, at, number <= place and (at is not None or number == place), number == place)
        for number, (name, at) in enumerate(times.items())
    ]


def _first(times: Iterable[datetime | None]) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def _last(shipments: Sequence[Shipment]) -> datetime | None:
    return max((row.received_at for row in shipments if row.received_at is not None), default=None)


def order_progress(ctx: Context, record_id: int) -> dict[str, Any]:
    """{"status", "steps": [{"name", "label", "at", "is_done", "is_current"}], "expected_delivery_on", "shipments": […]} as far as the
    caller may see it. NotFound for an order that he does not see."""
    require_visible(ctx, "sales_order", record_id)
    order = order_of(record_id)
    if order is None:
        raise NotFound
    rows = shipments_of([record_id], "draft", "shipped", "received")
    seen = by_ids(
        ctx, catalogue().get("shipment"), [row.pk for row in rows], _fields(ctx, "shipment", _SHOWN)
    )
    steps = steps_of(order, [row for row in rows if row.pk in seen])
    may_read = ctx.level("sales_order", "status") not in UNREADABLE
    on = order.expected_delivery_on if _fields(ctx, "sales_order", ("expected_delivery_on",)) else None
    return {
        "steps": [
            {
                "name": one.name,
                "label": one.label.get(ctx.locale),
                "at": format_instant(one.at),
                "is_done": one.is_done,
                "is_current": one.is_current,
            }
            for one in (steps if may_read else ())
        ],
        "expected_delivery_on": on.isoformat() if on else None,
        "shipments": [
            {name: seen[row.pk].get(name) for name in ("id", *_SHOWN)} for row in rows if row.pk in seen
        ],
    }


def _fields(ctx: Context, object_name: str, names: Iterable[str]) -> list[str]:
    """Those of these fields that the caller may read."""
    return [name for name in names if ctx.level(object_name, name) not in UNREADABLE]
