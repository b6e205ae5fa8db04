"""Orders that wait to be shipped for too long: whoever ships and whose they are is reminded on every workday, until they are shipped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from guike.domains.catalog.queries import goods_among
from guike.domains.fulfilment.settings import WAIT_DAYS
from guike.domains.orders.queries import open_qty, order_lines, orders_to_ship
from guike.kernel import clock
from guike.kernel.limits import REMINDERS_PER_RULE
from guike.kernel.periods import instants
from guike.platform.calendar.queries import add_workdays, is_workday
from guike.platform.notify.services import Notice, notify_many
from guike.platform.org.queries import people_who
from guike.platform.settings import queries as settings

KIND = "sales_order.waits"
_DAY = timedelta(days=1)


def remind_of_waiting() -> int:
    """Remind of every order that has waited for more workdays than the company allows; the number of notices. A notice that was sent
    on a day is not sent again on that day."""
    allowed = settings.get(WAIT_DAYS)
    today = clock.today(settings.get("company.timezone"))
    if not allowed or not is_workday(today):
        return 0
    first = add_workdays(today, -allowed)
    before, _end = instants(first, first + _DAY, settings.get("company.timezone"))
    rows = _with_open_goods(orders_to_ship(before, int(REMINDERS_PER_RULE)))
    staff = people_who("shipment", "confirm")
    notices = [_notice(row, staff, today, allowed) for row in rows]
    notify_many(notices)
    return len(notices)


def _with_open_goods(rows: Sequence[Any]) -> list[Any]:
    """Services are not shipped, and an order without goods waits for nobody."""
    standing = order_lines([row.pk for row in rows])
    goods = goods_among({line.product_id for found in standing.values() for line in found})
    return [
        row
        for row in rows
        if any(line.product_id in goods and open_qty(line) > 0 for line in standing.get(row.pk, ()))
    ]


def _notice(row: Any, staff: Collection[int], today: date, allowed: int) -> Notice:
    people = {*staff, *([row.owner_id] if row.owner_id is not None else [])}
    said = {"order": row.number, "days": allowed}
    return Notice(KIND, sorted(people), "sales_order", row.pk, f"waits-{row.pk}-{today}", said)
