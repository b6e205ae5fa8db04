"""Writes of receivables and payments: what one must satisfy, confirming, rejecting, submitting again, moving to another order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.domains.orders.queries import OrderMoney, order_money, orders_by_id
from guike.domains.orders.services import complete_reached
from guike.domains.receivables.allocating import allocate_of_orders, enter, follow_states, free_of
from guike.domains.receivables.errors import MoneyRefused, plain
from guike.domains.receivables.models import Payment, Receivable
from guike.domains.receivables.queries import payments_by_id, receivables_by_id, refunds_counted
from guike.domains.receivables.settings import AUTO_ALLOCATE
from guike.domains.receivables.telling import tell_confirmed, tell_rejected
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.money import round_amount
from guike.platform.access.context import Context
from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.queries import all_minor_units, rate_on
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values, single
from guike.platform.records.writing import record_change, record_change_each, record_create
from guike.platform.settings import queries as settings

MOVED = "finance puts down a payment to the order that it was for, after it was confirmed"
#: what a receivable that follows its order takes from it
_OF_ORDER = ("account", "order", "amount", "currency", "incurred_on")


def receivable_prepare(_ctx: Context, drafts: Sequence[Draft[Receivable]]) -> None:
    """Amounts; what follows an order is changed there."""
    places = all_minor_units()
    for draft in drafts:
        check_places(draft, places)
        if draft.changed("amount") and (draft.get("amount") or 0) < 0:
            draft.error("amount", "receivable.negative")
        if draft.get("due_on") is None and draft.row.source == "external":
            draft.error("due_on", "receivable.due_on")
        if draft.is_new:
            continue
        if draft.row.source != "external":
            for name in _OF_ORDER:
                if draft.changed(name):
                    draft.error(name, "receivable.follows_order")
        elif draft.changed("amount") and (draft.get("amount") or 0) < draft.row.allocated_amount:
            draft.error("amount", "receivable.below_allocated", allocated=plain(draft.row.allocated_amount))
    _take_from_orders([draft for draft in drafts if draft.row.source == "external"])


def receivable_written(ctx: Context, drafts: Sequence[Draft[Receivable]]) -> None:
    """The state follows from a changed amount."""
    follow_states(ctx, [draft.row.pk for draft in drafts if draft.changed("amount")])


def receivable_deleting(_ctx: Context, drafts: Sequence[Draft[Receivable]]) -> None:
    """What follows an order stays with it."""
    for draft in drafts:
        if draft.row.source != "external" and draft.refusal is None:
            draft.refusal = MoneyRefused("receivable.of_order")


def payment_prepare(ctx: Context, drafts: Sequence[Draft[Payment]]) -> None:
    """Amount, day and currency; an order that takes payments, and not more than it can take unless somebody says so."""
    places = all_minor_units()
    today = clock.today(ctx.timezone)
    for draft in drafts:
        check_places(draft, places)
        amount = draft.get("amount")
        if draft.changed("amount") and amount is not None and amount <= 0:
            draft.error("amount", "payment.amount_positive")
        day = draft.get("received_on")
        if draft.changed("received_on") and day is not None and day > today:
            draft.error("received_on", "payment.future")
    found = _take_from_orders(drafts)
    for draft in drafts:
        order = found.get(draft.get("order"))
        if order is not None and draft.changed("order", "amount", "accepts_over"):
            _check_order(draft, order)


def check_places(draft: Draft[Any], places: Mapping[str, int]) -> None:
    """An amount has no more decimal places than its currency."""
    amount, currency = draft.get("amount"), draft.get("currency")
    known = places.get(currency)
    if amount is None or known is None or not draft.changed("amount", "currency"):
        return
    if round_amount(amount, known) != amount:
        draft.error("amount", "receivable.places", currency=currency, places=known)


def _take_from_orders(drafts: Sequence[Draft[Any]]) -> dict[int, OrderMoney]:
    """What a document that comes to name an order takes from it: account, currency, and whose it is. Answers the orders."""
    moved = ("order", "account", "amount", "accepts_over")
    naming = [draft for draft in drafts if draft.get("order") is not None and _changed(draft, moved)]
    found = order_money({draft.get("order") for draft in naming})
    for draft in naming:
        order = found.get(draft.get("order"))
        if order is None or not draft.changed("order"):
            continue
        if draft.get("account") is None:
            draft.set("account", order.account)
        if draft.is_new and "owner" not in draft.sent:
            draft.set("owner", order.owner)
            draft.set("department", order.department)
        if draft.is_new and "currency" not in draft.sent:
            _take_currency(draft, order.currency)
        elif draft.get("currency") != order.currency:
            draft.error("currency", "payment.currency", currency=order.currency)
    return found


def _take_currency(draft: Draft[Any], currency: str) -> None:
    """Its rate is that of the document's own day."""
    draft.set("currency", currency)
    day = draft.get(draft.spec.document_date)
    if day is None:
        return  # refused as missing
    try:
        draft.set("exchange_rate", rate_on(currency, day))
    except CurrencyRefused as refused:
        draft.error("currency", refused.code, **refused.params)


def _changed(draft: Draft[Any], names: Sequence[str]) -> bool:
    return draft.changed(*(name for name in names if name in draft.spec.by_name))


def _check_order(draft: Draft[Payment], order: OrderMoney) -> None:
    amount = draft.get("amount")
    if not order.takes_payments:
        if draft.changed("order"):
            draft.error("order", "payment.order_state", state=order.state)
        return
    is_counted = not draft.is_new and draft.row.status == "pending"
    is_there = is_counted and draft.before("order") == draft.get("order")
    left = order.enterable_amount + (draft.before("amount") if is_there else Decimal(0))
    if amount is not None and amount > left and not draft.get("accepts_over"):
        draft.error("amount", "payment.over_order", left=plain(left), amount=plain(amount))


# -- finance


def payment_confirm(ctx: Context, rows: Sequence[Payment], _params: Values) -> list[Refusal | None]:
    """It counts from now on. One that is confirmed already stays as it is, and the answer is the same."""
    return _confirm(ctx, rows, {})


def _confirm(ctx: Context, rows: Sequence[Payment], settles: Mapping[int, int]) -> list[Refusal | None]:
    """`settles`: payment → the receivable that it was paid for, before the others of its order."""
    said = {"confirmed_at": clock.now(), "confirmed_by": ctx.user_id, "reject_reason": ""}
    waiting = [(row, said) for row in rows if row.status == "pending"]
    outcomes = record_change_each(ctx, "payment", waiting, step="confirm") if waiting else []
    refused = {row.pk: outcome for (row, _said), outcome in zip(waiting, outcomes, strict=True)}
    orders = {row.order_id for row, _said in waiting if row.order_id is not None and refused[row.pk] is None}
    _settle_first(ctx, settles)
    if settings.get(AUTO_ALLOCATE):
        allocate_of_orders(ctx, orders)
    complete_collected(ctx, orders)
    tell_confirmed([row for row, _said in waiting if refused[row.pk] is None])
    return [refused.get(row.pk) for row in rows]


def payment_reject(ctx: Context, rows: Sequence[Payment], params: Values) -> list[Refusal | None]:
    """Back to its owner, with the reason."""
    said = {"reject_reason": params["reason"]}
    outcomes = record_change_each(ctx, "payment", [(row, said) for row in rows], step="reject")
    tell_rejected(row for row, refused in zip(rows, outcomes, strict=True) if refused is None)
    return outcomes


def payment_resubmit(ctx: Context, rows: Sequence[Payment], _params: Values) -> list[Refusal | None]:
    """A rejected payment waits for finance once more."""
    return record_change_each(ctx, "payment", [(row, {}) for row in rows], step="resubmit")


def payment_move(ctx: Context, rows: Sequence[Payment], params: Values) -> list[Refusal | None]:
    """Finance puts a confirmed payment down to another order of its account, or to none. What was allocated of it must be taken back
    first, since it settled what the former order owed."""
    target = params.get("order")
    found = order_money({target} - {None})
    refused: dict[int, Refusal | None] = {}
    refunds = refunds_counted([row.pk for row in rows])
    going = []
    for row in rows:
        order = found.get(target) if target is not None else None
        if target is not None and (order is None or order.account != row.account_id):
            raise Invalid([FieldError("order", "payment.other_account")])
        if order is not None and not order.takes_payments:
            raise Invalid([FieldError("order", "payment.order_state", {"state": order.state})])
        if order is not None and order.currency != row.currency:
            raise Invalid([FieldError("order", "payment.currency", {"currency": order.currency})])
        if row.allocated_amount:
            refused[row.pk] = MoneyRefused("payment.allocated", amount=plain(row.allocated_amount))
        elif row.pk in refunds:
            refused[row.pk] = MoneyRefused("payment.refunded", amount=plain(refunds[row.pk]))
        else:
            going.append((row, {"order": target}))
    record_change(ctx, "payment", going, bypass=MOVED)
    if settings.get(AUTO_ALLOCATE) and target is not None:
        allocate_of_orders(ctx, {target})
        complete_collected(ctx, {target})
    return [refused.get(row.pk) for row in rows]


def complete_collected(ctx: Context, orders: Collection[int]) -> None:
    """Orders of which nothing is outstanding any more may be complete, by the company's choice."""
    if orders:
        lock({"sales_order": orders})
        complete_reached(ctx, list(orders_by_id(orders).values()))


# -- money that a bank tells of


@dataclass(frozen=True)
class Received:
    """A payment to come, by its values; `receivable`: what it settles first."""

    values: Mapping[str, Any]
    receivable: int | None = None


def payments_received(ctx: Context, parts: Sequence[Received], entered: Sequence[Payment]) -> list[Payment]:
    """Confirmed payments of what finance matched: new ones, and those that sales have `entered` before. For domain code, with its orders
    and receivables locked; raises what a payment is refused for."""
    added = [dict(part.values) for part in parts]
    made = record_create(ctx, "payment", [{} for _part in parts], added=added, system=True) if parts else ()
    ids = [pk for outcome in made if (pk := single([outcome]).id) is not None]
    fresh = payments_by_id(ids)
    rows = [fresh[pk] for pk in ids] + list(entered)
    wanted = {pk: part.receivable for pk, part in zip(ids, parts, strict=True) if part.receivable is not None}
    for refused in _confirm(ctx, rows, wanted):
        if refused is not None:
            raise refused
    return list(payments_by_id([row.pk for row in rows]).values())


def _settle_first(ctx: Context, settles: Mapping[int, int]) -> None:
    if not settles:
        return
    paying, owed = payments_by_id(settles), receivables_by_id(settles.values())
    plans = {
        pk: [(one, min(free_of(paying[pk]), owed[one].amount - owed[one].allocated_amount))]
        for pk, one in settles.items()
    }
    enter(ctx, {pk: plan for pk, plan in plans.items() if plan[0][1] > 0})
