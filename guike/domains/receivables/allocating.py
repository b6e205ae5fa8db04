"""Money is matched to what is owed, and the match is taken back: entries of the ledger 核销记录, and the states that follow from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guike.domains.receivables.entries import book
from guike.domains.receivables.errors import MoneyRefused, plain
from guike.domains.receivables.models import Payment, Receivable
from guike.domains.receivables.queries import (
    Standing,
    owed_by,
    payments_by_id,
    receivables_by_id,
    receivables_of_orders,
    standing,
    unallocated_of_orders,
    with_bad_debt,
    write_offs,
)
from guike.domains.receivables.rules import LIVING, OWED, spread, state_of, step_to, taken_back
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import spec_field
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.locking import lock
from guike.platform.records.reading import visible_of
from guike.platform.records.shapes import Values
from guike.platform.records.writing import Posting, post, record_change, reverse

LEDGER = "allocation"
#: (receivable, amount)
Part = tuple[int, Decimal]
_AMOUNT = spec_field("money", "amount", "金额", "Amount")
#: how many receivables one call may name, as many as an atomic bulk has rows at most in other doors
MOST = 500


def payment_allocate(ctx: Context, rows: Sequence[Payment], params: Values) -> list[Refusal | None]:
    """Confirmed payments settle the receivables that are named; without names those of their order first, then what their account
    owes, each time what is due first."""
    asked = _asked(params)
    wanted = {pk for pk, _amount in asked} if asked else _candidates(rows)
    lock({"receivable": wanted})
    owed = receivables_by_id(wanted)
    if asked:
        _check_known(ctx, rows, asked, owed)
    left = {pk: row.amount - row.allocated_amount for pk, row in owed.items()}
    plans: dict[int, list[Part]] = {}
    refused: dict[int, Refusal] = {}
    for row in rows:
        free = free_of(row)
        found = _as_asked(row, asked, owed, left, free, params) if asked else _proposed(row, owed, left, free)
        if isinstance(found, Refusal):
            refused[row.pk] = found
        else:
            plans[row.pk] = found
            for pk, amount in found:
                left[pk] -= amount
    enter(ctx, plans)
    return [refused.get(row.pk) for row in rows]


def _candidates(rows: Sequence[Payment]) -> set[int]:
    found = owed_by({row.account_id for row in rows}, {row.currency for row in rows})
    return {one.pk for group in found.values() for one in group}


def _asked(params: Values) -> list[Part]:
    """What the caller named: `allocations`, or one receivable."""
    given = params.get("allocations")
    if given is None:
        one = params.get("receivable")
        return [] if one is None else [(one, params.get("amount") or Decimal(0))]
    if not isinstance(given, list) or not given or len(given) > MOST:
        raise Invalid([FieldError("allocations", "allocation.shape")])
    parts: dict[int, Decimal] = {}
    errors: list[FieldError] = []
    for n, one in enumerate(given):
        at = f"allocations[{n}]"
        if (
            not isinstance(one, Mapping)
            or {*one} != {"receivable", "amount"}
            or type(one["receivable"]) is not int
        ):
            errors.append(FieldError(at, "allocation.shape"))
            continue
        try:
            amount = TYPES["money"].parse(_AMOUNT, one["amount"])
        except ValueRefused as wrong:
            errors.append(FieldError(f"{at}.amount", wrong.code, wrong.params))
            continue
        if amount <= 0:
            errors.append(FieldError(f"{at}.amount", "allocation.positive"))
        elif one["receivable"] in parts:
            errors.append(FieldError(at, "allocation.twice", {"id": one["receivable"]}))
        parts[one["receivable"]] = amount
    if errors:
        raise Invalid(errors)
    return list(parts.items())


def _check_known(
    ctx: Context, rows: Sequence[Payment], asked: Sequence[Part], owed: Mapping[int, Receivable]
) -> None:
    """A receivable out of sight, and one of another account, is no receivable of this payment."""
    seen = visible_of(ctx, catalogue().get("receivable"), [pk for pk, _amount in asked])
    accounts = {row.account_id for row in rows}
    errors = [
        FieldError("allocations", "allocation.unknown", {"id": pk})
        for pk, _amount in asked
        if pk not in seen or pk not in owed or {owed[pk].account_id} != accounts
    ]
    if errors:
        raise Invalid(errors)


def _as_asked(
    row: Payment,
    asked: Sequence[Part],
    owed: Mapping[int, Receivable],
    left: Mapping[int, Decimal],
    free: Decimal,
    params: Values,
) -> list[Part] | Refusal:
    if params.get("allocations") is None and params.get("amount") is None:
        asked = [(pk, min(free, left[pk])) for pk, _amount in asked]
    for pk, amount in asked:
        one = owed[pk]
        if one.currency != row.currency:
            return MoneyRefused("payment.other_currency", receivable=one.number, currency=one.currency)
        if one.status not in OWED or amount > left[pk]:
            return MoneyRefused(
                "payment.over_balance",
                field="amount",
                receivable=one.number,
                balance=plain(left[pk]),
                amount=plain(amount),
            )
    total = sum((amount for _pk, amount in asked), Decimal(0))
    if free <= 0:
        return MoneyRefused("payment.nothing_left")
    if total <= 0 or total > free:
        return MoneyRefused("payment.over_left", field="amount", left=plain(free), amount=plain(total))
    return list(asked)


def _proposed(
    row: Payment, owed: Mapping[int, Receivable], left: Mapping[int, Decimal], free: Decimal
) -> list[Part] | Refusal:
    """Those of its order first, then the account's, what is due first before others."""
    if free <= 0:
        return MoneyRefused("payment.nothing_left")
    fitting = [
        one
        for one in owed.values()
        if (one.account_id, one.currency) == (row.account_id, row.currency) and one.status in OWED
    ]
    fitting.sort(
        key=lambda one: (
            row.order_id is None or one.order_id != row.order_id,
            one.due_on or date.max,  # what has no day yet is due last
            one.pk,
        )
    )
    parts = spread(free, ((one.pk, left[one.pk]) for one in fitting))
    return parts or MoneyRefused("payment.nothing_owed", account=row.label, currency=row.currency)


def payment_deallocate(ctx: Context, rows: Sequence[Payment], params: Values) -> list[Refusal | None]:
    """Take back what the payments settled: the named entries, those of one receivable, or all."""
    found = standing(payment_id__in=[row.pk for row in rows])
    wanted = _named_entries(params, found)
    mine: dict[int | None, list[Standing]] = defaultdict(list)
    for one in found:
        if one.id in wanted:
            mine[one.payment].append(one)
    take_back(ctx, [one for group in mine.values() for one in group], params.get("reason") or "")
    return [None if mine[row.pk] else MoneyRefused("payment.nothing_allocated") for row in rows]


def _named_entries(params: Values, found: Sequence[Standing]) -> set[int]:
    known = {one.id for one in found}
    given = params.get("allocations")
    if given is not None:
        if not isinstance(given, list) or not given or any(type(one) is not int for one in given):
            raise Invalid([FieldError("allocations", "type.list")])
        wrong = [
            FieldError("allocations", "allocation.entry", {"id": one}) for one in given if one not in known
        ]
        if wrong:
            raise Invalid(wrong)
        return {*given}
    receivable = params.get("receivable")
    return {one.id for one in found if receivable in (None, one.receivable)}


def enter(ctx: Context, plans: Mapping[int, Sequence[Part]], note: str = "") -> None:
    """Post what payments, which the caller has locked like their receivables, settle: payment → parts."""
    said = {"kind": "payment", "note": note}
    postings = [
        Posting(receivable, amount, {**said, "payment": payment})
        for payment, parts in plans.items()
        for receivable, amount in parts
    ]
    if postings:
        post(ctx, LEDGER, postings)
        follow_states(ctx, {one.account for one in postings})


def free_of(row: Payment) -> Decimal:
    """What of a payment settles nothing and was not given back."""
    return Decimal(row.amount - row.allocated_amount - row.refunded_amount)


def take_back(ctx: Context, entries: Collection[Standing], note: str) -> None:
    """Reverse entries, each by its opposite."""
    if entries:
        receivables = {one.receivable for one in entries}
        lock({"receivable": receivables})
        reverse(ctx, LEDGER, sorted(one.id for one in entries), {"note": note})
        follow_states(ctx, receivables)


def follow_states(ctx: Context, ids: Iterable[int]) -> None:
    """The states of locked receivables follow from their amounts."""
    moving: dict[str, list[tuple[Any, dict[str, str]]]] = defaultdict(list)
    rows = receivables_by_id(ids)
    bad = with_bad_debt(pk for pk, row in rows.items() if row.written_off_amount)
    for row in rows.values():
        new = state_of(row.amount, row.allocated_amount, has_bad_debt=row.pk in bad)
        if row.status in LIVING and row.status != new:
            moving[step_to(row.status, new)].append((row, {"status": new}))
    for step, changes in moving.items():
        record_change(ctx, "receivable", changes, step=step)


def allocate_of_orders(ctx: Context, orders: Collection[int]) -> None:
    """What is left of the confirmed payments of these orders settles what the orders owe, what is due first before others."""
    payments = unallocated_of_orders(orders) if orders else {}
    owed = receivables_of_orders(payments) if payments else {}
    ids = [one.pk for group in owed.values() for one in group]
    paying = [one.pk for group in payments.values() for one in group]
    if not ids:
        return
    lock({"receivable": ids, "payment": paying})
    fresh, free = receivables_by_id(ids), payments_by_id(paying)
    left = {pk: row.amount - row.allocated_amount for pk, row in fresh.items() if row.status in OWED}
    plans: dict[int, list[Part]] = {}
    for order, group in payments.items():
        for payment in (free[one.pk] for one in group if one.pk in free):
            fitting = [
                one.pk for one in owed.get(order, ()) if one.pk in left and one.currency == payment.currency
            ]
            plans[payment.pk] = spread(free_of(payment), ((pk, left[pk]) for pk in fitting))
            for pk, amount in plans[payment.pk]:
                left[pk] -= amount
    enter(ctx, plans)


def release(ctx: Context, row: Receivable, amount: Decimal, note: str) -> None:
    """Take back so much of what was allocated to a locked receivable that no more than `amount` is; the last entries first. What is
    freed is left of its payments; a write-off of which nothing stands any more is taken back."""
    excess = row.allocated_amount - amount
    if excess <= 0:
        return
    entries = {one.id: one for one in standing(receivable_id=row.pk)}
    gone, again = taken_back(excess, [(one.id, one.amount) for one in entries.values()])
    take_back(ctx, [entries[pk] for pk in gone], note)
    if again > 0:
        last = entries[gone[-1]]
        post(ctx, LEDGER, [Posting(row.pk, again, {**last.origin, "note": note})])
        follow_states(ctx, [row.pk])
    _follow_write_offs(ctx, {one for pk in gone if (one := entries[pk].write_off) is not None}, note)


def _follow_write_offs(ctx: Context, ids: Collection[int], note: str) -> None:
    """Of these, take back those of which no entry stands; the account is told how much less is given up."""
    if not ids:
        return
    lock({"write_off": ids})
    still = {one.write_off for one in standing(write_off_id__in=ids)}
    ended = [
        (row, {"status": "cancelled", "reject_reason": note})
        for row in write_offs(ids)
        if row.pk not in still
    ]
    if ended:
        record_change(ctx, "write_off", ended, step="cancel")
    book("write_off", ids, clock.today(ctx.timezone))
