"""An order that takes effect is told to its team and, where the company wants that, to its customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from guike.domains.accounts.queries import contacts_to_tell
from guike.domains.orders.models import SalesOrder
from guike.domains.orders.queries import TRACKING, order_team, orders_by_id
from guike.domains.orders.rules import SOLD
from guike.kernel.text import T, Text
from guike.platform.events.registry import Happened
from guike.platform.messaging.registry import Letter, message_kind
from guike.platform.messaging.services import tell_customers
from guike.platform.messaging.wording import amount_in_words
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many

APPROVED = "order.approved"
#: states before an order took effect: what enters 待发货 from one of them is new to the customer
_BEFORE = ("draft", "pending_approval", "rejected")
OPEN_DAY = T("待定", "not known yet")


def tell_of_approval(happened: Happened) -> None:
    """The team and the customer, once for each order."""
    if happened.object_name != "sales_order":
        return
    entered = [
        int(one["id"])
        for one in happened.payload["changes"]
        if one["new"] == "approved" and one["old"] in _BEFORE
    ]
    rows = orders_by_id(entered) if entered else {}
    teams = order_team(list(rows.values()), happened.actor_id)
    notify_many(
        Notice(APPROVED, sorted(teams[pk]), "sales_order", pk, f"approved-{pk}", {"order": row.number})
        for pk, row in rows.items()
    )
    tell_customers(APPROVED, rows)


def _letters(ids: Collection[int]) -> Mapping[int, Letter]:
    """Orders in effect, each with the contacts of its account."""
    rows = {pk: row for pk, row in orders_by_id(ids).items() if row.status in SOLD}
    people = contacts_to_tell({row.account_id for row in rows.values()})
    return {pk: Letter(people.get(row.account_id, ()), order_places(row)) for pk, row in rows.items()}


def order_places(row: SalesOrder) -> dict[str, str | Text]:
    """What messages about an order say of it."""
    on = row.expected_delivery_on
    return {
        "order": row.number,
        "amount": amount_in_words(row.total_amount, row.currency),
        "delivery_on": on.isoformat() if on else OPEN_DAY,
    }


def declare_telling() -> None:
    """Register what the team and the customer are told by."""
    notification_kind(
        APPROVED,
        Text("订单已生效", "Orders in effect"),
        Text("订单“{order}”已生效，等待发货", "The order {order} is in effect and waits to be shipped"),
    )
    message_kind(
        APPROVED,
        T("订单已生效", "Order in effect"),
        "sales_order",
        _letters,
        subject=T("订单 {order} 已确认", "Your order {order} is confirmed"),
        text=T(
            "{name}，您好：\n贵司的订单 {order} 已确认，金额 {amount}，预计交货 {delivery_on}。\n订单进度：{link}\n{company}",
            "Dear {name},\nyour order {order} over {amount} is confirmed. Expected delivery: {delivery_on}.\nSee how it goes on: {link}\n{company}",
        ),
        sms=T(
            "您的订单 {order} 已确认，金额 {amount}，预计交货 {delivery_on}。",
            "Your order {order} over {amount} is confirmed. Expected delivery: {delivery_on}.",
        ),
        places={
            "order": T("订单编号", "the number of the order"),
            "amount": T("订单金额", "its amount"),
            "delivery_on": T("预计交货日期", "the expected delivery"),
        },
        link=TRACKING,
    )
