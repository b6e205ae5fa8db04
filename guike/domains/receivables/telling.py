"""Finance tells sales: whoever sells hears once that his payment counts, or why it came back. Each text shows nobody a value that
he may not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from guike.domains.orders.queries import order_money
from guike.domains.receivables.models import Payment
from guike.domains.receivables.settings import TOLD_DEPARTMENTS
from guike.kernel.text import Text
from guike.platform.notify.rendering import render_for
from guike.platform.notify.services import Notice, notify_many
from guike.platform.org.queries import directory
from guike.platform.settings import queries as settings

CONFIRMED, REJECTED = "payment.confirmed", "payment.rejected"
_OF_ORDER = Text(
    "订单 {order} 的回款 {amount} 已确认，待回款 {order.outstanding_amount}",
    "{amount} for order {order} is confirmed; {order.outstanding_amount} is outstanding",
)
_IN_ADVANCE = Text(
    "{account} 的预收款 {amount} 已确认", "{amount} that {account} paid in advance is confirmed"
)
_BACK = Text(
    "{account} 的回款 {amount} 被财务驳回：{reject_reason}",
    "{amount} of {account} was sent back: {reject_reason}",
)


def tell_confirmed(rows: Collection[Payment]) -> None:
    """Owners of the payments and of their orders, and the departments that the company has chosen: with order, amount, and what is
    left."""
    orders = order_money(row.order_id for row in rows)
    chosen = _people_told() if rows else set()
    for row in rows:
        order = orders.get(row.order_id) if row.order_id is not None else None
        owners = {row.owner_id, order.owner if order is not None else None} | chosen
        _tell(CONFIRMED, row, _IN_ADVANCE if order is None else _OF_ORDER, owners, "confirmed")


def _people_told() -> set[int | None]:
    """Active people of the departments for which the setting is on."""
    told = {one: settings.get(TOLD_DEPARTMENTS, department_id=one) for one in directory().units}
    return {
        person.id
        for person in directory().people.values()
        if person.status == "active" and person.department_id is not None and told.get(person.department_id)
    }


def tell_rejected(rows: Iterable[Payment]) -> None:
    """The owner of each, who has to change it; each time that it comes back."""
    for row in rows:
        _tell(REJECTED, row, _BACK, {row.owner_id}, f"rejected-{row.version}")


def _tell(kind: str, row: Payment, template: Text, people: set[int | None], occasion: str) -> None:
    texts = render_for(sorted(one for one in people if one is not None), template, "payment", row.pk)
    notify_many(
        Notice(kind, [user], "payment", row.pk, occasion, {"text": text})
        for user, text in sorted(texts.items())
    )
