"""Refunds: money of a payment goes back to its account. Asked for, approved by somebody, paid by finance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.orders.queries import counts_refunds, order_money
from guike.domains.receivables.allocating import LEDGER, follow_states, free_of, take_back
from guike.domains.receivables.errors import MoneyRefused, plain
from guike.domains.receivables.models import Payment, Refund
from guike.domains.receivables.queries import (
    Standing,
    confirmed_of_orders,
    payments_by_id,
    refunds_counted,
    standing,
)
from guike.domains.receivables.rules import Source, refunded_from, taken_back
from guike.domains.receivables.services import check_places
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.matching import approvals_wanted, decided_about
from guike.platform.approvals.services import begin
from guike.platform.currency.queries import all_minor_units
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import Posting, post, record_change_each

OBJECT = "refund"


def refund_prepare(_ctx: Context, drafts: Sequence[Draft[Refund]]) -> None:
    """The payment that it comes from, what follows from that, and no more than is left of it; what others ask for at the same moment counts."""
    places = all_minor_units()
    moved = [draft for draft in drafts if draft.changed("payment", "order", "amount")]
    asked = {draft.get("order") for draft in moved if draft.get("payment") is None} - {None}
    offered = confirmed_of_orders(asked) if asked else {}
    orders = order_money(asked)
    wanted = {draft.get("payment") for draft in moved} - {None}
    wanted |= {one.pk for group in offered.values() for one in group}
    lock({"payment": wanted})
    payments = payments_by_id(wanted)
    counted = refunds_counted(wanted, [draft.row.pk for draft in moved if not draft.is_new])
    left = {pk: row.amount - counted.get(pk, Decimal(0)) for pk, row in payments.items()}
    for draft in moved:
        if draft.get("account") is None and draft.get("order") in orders:
            draft.set("account", orders[draft.get("order")].account)
        _choose(draft, offered, left)
        row = payments.get(draft.get("payment"))
        if row is None:
            if draft.get("payment") is None:
                draft.error("payment", "refund.nothing_collected" if draft.get("order") else "refund.of_what")
            continue
        _take(draft, row)
        check_places(draft, places)
        _check_amount(draft, row, left)


def _choose(
    draft: Draft[Refund], offered: Mapping[int, Sequence[Payment]], left: Mapping[int, Decimal]
) -> None:
    if draft.get("payment") is not None or draft.get("amount") is None:
        return
    sources = [Source(row.pk, left[row.pk]) for row in offered.get(draft.get("order"), ()) if row.pk in left]
    if (found := refunded_from(draft.get("amount"), sources)) is not None:
        draft.set("payment", found.id)


def _take(draft: Draft[Refund], row: Payment) -> None:
    """Account, order, currency and rate are those of the payment."""
    if draft.get("order") not in (None, row.order_id):
        draft.error("order", "refund.other_order")
    if draft.get("account") not in (None, row.account_id):
        return  # refused as a payment of another account
    if draft.changed("currency") and "currency" in draft.sent and draft.get("currency") != row.currency:
        draft.error("currency", "payment.currency", currency=row.currency)
    draft.set("account", row.account_id)
    draft.set("order", row.order_id)
    draft.set("currency", row.currency)
    draft.set("exchange_rate", row.exchange_rate)


def _check_amount(draft: Draft[Refund], row: Payment, left: dict[int, Decimal]) -> None:
    amount = draft.get("amount")
    if row.status != "confirmed":
        draft.error("payment", "refund.not_confirmed")
    elif amount is None:
        return
    elif amount <= 0:
        draft.error("amount", "payment.amount_positive")
    elif amount > left[row.pk]:
        draft.error("amount", "refund.over", left=plain(max(left[row.pk], Decimal(0))), payment=row.number)
    else:
        left[row.pk] -= amount


# -- approval


def refund_submit(ctx: Context, rows: Sequence[Refund], _params: Values) -> list[Refusal | None]:
    """To those whom a definition asks; without one finance decides. Nothing goes back by itself."""
    return ask(ctx, OBJECT, rows)


def ask(ctx: Context, object_name: str, rows: Sequence[Any]) -> list[Refusal | None]:
    """Bring refunds or write-offs before those who decide."""
    waiting = approvals_wanted(ctx, object_name, rows)
    said = {"status": "pending_approval", "reject_reason": ""}
    outcomes = record_change_each(ctx, object_name, [(row, said) for row in rows], step="submit")
    going = [row for row, no in zip(rows, outcomes, strict=True) if no is None and row.pk in waiting]
    begin(ctx, object_name, going)
    return outcomes


def decide(
    ctx: Context, object_name: str, rows: Sequence[Any], step: str, values: Values
) -> list[Refusal | None]:
    """Finance decides what no definition asks anybody about; what others decide about now is theirs."""
    theirs = decided_about(object_name, [row.pk for row in rows])
    going = [(row, values) for row in rows if row.pk not in theirs]
    outcomes = record_change_each(ctx, object_name, going, step=step) if going else []
    found = {row.pk: outcome for (row, _values), outcome in zip(going, outcomes, strict=True)}
    return [ApprovalRefused("approval.running") if row.pk in theirs else found[row.pk] for row in rows]


def refund_approve(ctx: Context, rows: Sequence[Refund], _params: Values) -> list[Refusal | None]:
    """It may be paid."""
    return decide(ctx, OBJECT, rows, "approve", {})


def refund_reject(ctx: Context, rows: Sequence[Refund], params: Values) -> list[Refusal | None]:
    """Back to who asked, with the reason; also one that was approved and not paid."""
    return decide(ctx, OBJECT, rows, "reject", {"reject_reason": params["reason"]})


def refund_take_back(ctx: Context, rows: Sequence[Refund], _params: Values) -> list[Refusal | None]:
    """Who asked changes his mind, as long as nobody decides about it by a definition (there he withdraws)."""
    return decide(ctx, OBJECT, rows, "take_back", {})


def follow(object_name: str, step: str) -> Callable[[Context, Sequence[Any]], None]:
    """What the end of an approval brings."""

    def effect(ctx: Context, rows: Sequence[Any]) -> None:
        values = {"status": "pending_approval"} if step == "submit" else {}
        for refused in record_change_each(ctx, object_name, [(row, values) for row in rows], step=step):
            if refused is not None:
                raise refused

    return effect


# -- paying


def refund_pay(ctx: Context, rows: Sequence[Refund], params: Values) -> list[Refusal | None]:
    """Finance has paid it back. Money of the payment that settles nothing goes first; then the last of what it settled is open again."""
    on = params.get("paid_on") or clock.today(ctx.timezone)
    if on > clock.today(ctx.timezone):
        raise Invalid([FieldError("paid_on", "payment.future")])
    lock({"payment": {row.payment_id for row in rows}})
    outcomes: list[Refusal | None] = []
    for row in rows:
        (payment,) = payments_by_id([row.payment_id]).values()
        if row.amount > payment.amount - payment.refunded_amount:
            left = plain(payment.amount - payment.refunded_amount)
            outcomes.append(
                MoneyRefused("refund.over_now", field="amount", left=left, payment=payment.number)
            )
            continue
        said = {"paid_on": on, "reference_no": params.get("reference_no") or ""}
        reopened = _free(ctx, row, payment)
        (outcome,) = record_change_each(ctx, OBJECT, [(row, said)], step="pay")
        if outcome is None and reopened and not counts_refunds():
            _forgo(ctx, row, reopened)
        outcomes.append(outcome)
    return outcomes


def _free(ctx: Context, row: Refund, payment: Payment) -> Mapping[int, Decimal]:
    """Take back what the payment settled as far as its free money does not suffice: receivable → how much is open again."""
    excess = row.amount - free_of(payment)
    if excess <= 0:
        return {}
    entries = {one.id: one for one in standing(payment_id=payment.pk)}
    gone, again = taken_back(excess, [(one.id, one.amount) for one in entries.values()])
    note = row.number
    take_back(ctx, [entries[pk] for pk in gone], note)
    reopened: dict[int, Decimal] = defaultdict(Decimal)
    for pk in gone:
        reopened[entries[pk].receivable] += entries[pk].amount
    if again > 0:
        _keep(ctx, entries[gone[-1]], again, note)
        reopened[entries[gone[-1]].receivable] -= again
    return reopened


def _keep(ctx: Context, entry: Standing, amount: Decimal, note: str) -> None:
    post(ctx, LEDGER, [Posting(entry.receivable, amount, {**entry.origin, "note": note})])
    follow_states(ctx, [entry.receivable])


def _forgo(ctx: Context, row: Refund, reopened: Mapping[int, Decimal]) -> None:
    """By the company's choice what was refunded is not asked for again: it is settled by the refund."""
    said = {"kind": "refund", "refund": row.pk, "note": row.reason}
    post(ctx, LEDGER, [Posting(pk, amount, said) for pk, amount in reopened.items() if amount > 0])
    follow_states(ctx, reopened)
