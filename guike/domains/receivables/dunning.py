"""Customers are reminded of what they are about to owe, some days before the day: once for each receivable and due day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from guike.domains.accounts.queries import contacts_to_tell
from guike.domains.orders.queries import orders_by_id
from guike.domains.receivables.models import Receivable
from guike.domains.receivables.queries import receivables_by_id
from guike.domains.receivables.rules import OWED
from guike.domains.receivables.settings import CUSTOMER_DAYS
from guike.kernel import clock
from guike.kernel.limits import REMINDERS_PER_RULE
from guike.kernel.text import T
from guike.platform.directory.reminding import ReminderPreset, reminder_preset
from guike.platform.messaging.registry import Letter, message_kind, message_kind_named
from guike.platform.messaging.services import channels_of, tell_customers
from guike.platform.messaging.wording import amount_in_words
from guike.platform.settings import queries as settings

KIND = "receivable.due"
_WHY = "customers are reminded of what is due, whoever may see it"
_NO_ORDER = T("（无订单）", "(no order)")


def remind_customers() -> int:
    """Write the reminders that are due today, and those of days on which no worker ran; how many were written. What was written for a
    receivable and its due day is not written again. Run each day."""
    kind = message_kind_named(KIND)
    if kind is None or not channels_of(kind):
        return 0
    today = clock.today(settings.get("company.timezone"))
    last = today + timedelta(days=settings.get(CUSTOMER_DAYS))
    rows = Receivable.objects.system(reason=_WHY).filter(
        deleted_at=None, status__in=OWED, due_on__range=(today, last)
    )
    by_day: dict[str, list[int]] = {}
    for pk, due_on in rows.order_by("due_on", "pk").values_list("pk", "due_on")[: int(REMINDERS_PER_RULE)]:
        by_day.setdefault(f"due-{due_on}", []).append(pk)
    return sum(tell_customers(KIND, ids, occasion) for occasion, ids in by_day.items())


def _letters(ids: Collection[int]) -> Mapping[int, Letter]:
    """Of receivables of which something is owed. Money that came in and that finance has not confirmed yet counts as paid here: nobody
    is asked for what he has sent."""
    rows = receivables_by_id(ids)
    orders = orders_by_id({row.order_id for row in rows.values() if row.order_id is not None})
    waiting = {pk: order.unconfirmed_payment_amount for pk, order in orders.items()}
    owed = [
        row
        for row in rows.values()
        if row.status in OWED
        and row.due_on is not None
        and row.balance_amount > waiting.get(row.order_id or 0, 0)
    ]
    people = contacts_to_tell(_accounts(owed))
    return {
        row.pk: Letter(
            people.get(row.account_id, ()),
            {
                "receivable": row.number,
                "order": orders[row.order_id].number if row.order_id in orders else _NO_ORDER,
                "amount": amount_in_words(row.balance_amount, row.currency),
                "due_on": str(row.due_on),
            },
        )
        for row in owed
    }


def _accounts(rows: Iterable[Receivable]) -> set[int]:
    return {row.account_id for row in rows}


def declare_dunning() -> None:
    """Register what colleagues and customers are reminded by."""
    reminder_preset(
        ReminderPreset(
            "receivable.due",
            T("应收款到期", "Receivables due"),
            "receivable",
            "due_on",
            days_before=(7, 0),
            days_after=(1, 7, 30),
        )
    )
    message_kind(
        KIND,
        T("应收款即将到期", "Receivable about to be due"),
        "receivable",
        _letters,
        subject=T("订单 {order} 的款项将于 {due_on} 到期", "Payment for order {order} is due on {due_on}"),
        text=T(
            "{name}，您好：\n贵司订单 {order} 的应付款 {amount} 将于 {due_on} 到期，请安排付款；如已付款，请忽略。\n{company}",
            "Dear {name},\n{amount} for your order {order} is due on {due_on}. Please arrange the payment; if you have paid"
            " already, there is nothing to do.\n{company}",
        ),
        sms=T(
            "您的订单 {order} 应付款 {amount} 将于 {due_on} 到期，如已付款请忽略。",
            "{amount} for your order {order} is due on {due_on}. If you have paid already, there is nothing to do.",
        ),
        places={
            "receivable": T("应收款编号", "the number of the receivable"),
            "order": T("订单编号", "the number of the order"),
            "amount": T("未付金额", "what is left to pay"),
            "due_on": T("到期日", "the due day"),
        },
    )
