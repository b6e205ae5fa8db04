"""Receivables follow their order in its own transaction: they arise when it takes effect or when its goods move, by the parts of its payment
plan, change with its revisions and go with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import account_terms
from guike.domains.orders.queries import SOLD, SalesOrder, net
from guike.domains.receivables.allocating import allocate_of_orders, follow_states, release, take_back
from guike.domains.receivables.errors import MoneyRefused
from guike.domains.receivables.happening import Happened, with_orders
from guike.domains.receivables.models import Installment, Payment, PaymentPlan, Receivable
from guike.domains.receivables.plan_queries import installments_of, plans_of, rule_of, terms_of
from guike.domains.receivables.planning import ORDER, Key, Part, amounts_of, owed
from guike.domains.receivables.queries import (
    payments_counted,
    receivables_by_id,
    receivables_of_orders,
    standing,
    unconfirmed_of_orders,
)
from guike.domains.receivables.rules import LIVING, fitted
from guike.domains.receivables.services import complete_collected
from guike.domains.receivables.settings import AUTO_ALLOCATE, DUE_DAYS, POINT
from guike.kernel import clock
from guike.kernel.due_dates import AFTER_ORDER, ON_DATE, DueRule, due_date
from guike.kernel.money import ZERO
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.calendar.queries import is_workday
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, single
from guike.platform.records.writing import record_change, record_create
from guike.platform.settings import queries as settings

FOLLOWS = "what is owed for an order follows the order, whatever state it is in"
_CHANGED = T("订单变更", "The order changed")
_CANCELLED = T("订单取消", "The order was cancelled")


def order_approved(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """[OR-14] Its payment plan, by the terms that hold for it, and what becomes a receivable at once."""
    rows = [draft.row for draft in drafts]
    point = settings.get(POINT)
    if point != ORDER:  # it stays with the order, whatever the company sets later
        record_change(
            ctx, "sales_order", [(row, {"receivable_point": point}) for row in rows], bypass=FOLLOWS
        )
    _make_plans(ctx, rows)
    follow_orders(ctx, rows)


def order_changed(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """After a revision, when it was closed short, or came another state of its goods, as much is owed as the order says now."""
    follow_orders(ctx, [draft.row for draft in drafts])


def goods_moved(ctx: Context, orders: Sequence[SalesOrder]) -> None:
    """Goods left, arrived or came back."""
    follow_orders(ctx, [row for row in orders if row.status in SOLD])


def order_handed_over(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Who takes an order over takes over its plan, what is owed for it, and the payments that finance has not confirmed."""
    owners = {draft.row.pk: draft.row.owner_id for draft in drafts}
    rows = [row for group in receivables_of_orders(owners).values() for row in group]
    found: dict[str, Sequence[Receivable | Payment | PaymentPlan]] = {
        "receivable": rows,
        "payment": unconfirmed_of_orders(owners),
        "payment_plan": plans_of(owners),
    }
    lock({name: [row.pk for row in mine] for name, mine in found.items()})
    for name, mine in found.items():
        changes = [(row, {"owner": owners[row.order_id]}) for row in mine if row.order_id is not None]
        if changes:
            record_change(ctx, name, changes)


def order_received(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """The last thing that an order waited for may have been that its goods arrived."""
    complete_collected(ctx, [draft.row.pk for draft in drafts])


def order_cancelled(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Nothing is owed any more. Money that was paid for it has to go somewhere else first."""
    orders = [draft.row.pk for draft in drafts]
    for count in payments_counted(orders).values():
        raise MoneyRefused("order.has_payments", count=count)
    rows = [row for group in receivables_of_orders(orders).values() for row in group]
    _end(ctx, rows, _CANCELLED.get(ctx.locale))


def _end(ctx: Context, rows: Sequence[Receivable], note: str) -> None:
    """They are owed no more; what settled them is left of its payments again."""
    if not rows:
        return
    lock({"receivable": [row.pk for row in rows]})
    take_back(ctx, standing(receivable_id__in=[row.pk for row in rows]), note)
    fresh = receivables_by_id(row.pk for row in rows).values()
    # one that an earlier version let fall to nothing is settled, and stays so
    record_change(ctx, "receivable", [(row, {}) for row in fresh if row.status == "open"], step="cancel")


# -- plans


def _make_plans(ctx: Context, orders: Sequence[SalesOrder]) -> None:
    """By the terms of the order, else of its account, where nobody made a plan."""
    terms = terms_of(orders, account_terms({row.account_id for row in orders}))
    have = installments_of(terms) if terms else {}
    new = []
    for row in orders:
        if row.pk not in terms or row.pk in have:
            continue
        lines = [
            {
                "name": one.name, "rate": one.rate, "due_rule": one.due_rule, "months": one.months, "days": one.days,
                "is_month_end": one.is_month_end, "day_of_month": one.day_of_month, "free_days": one.free_days,
            }
            for one in terms[row.pk]
        ]  # fmt: skip
        new.append(
            {
                "order": row.pk,
                "kind": "rate",
                "owner": row.owner_id,
                "department": row.department_id,
                "lines": lines,
            }
        )
    for outcome in record_create(ctx, "payment_plan", new, system=True) if new else ():
        single([outcome])


def _parts(total: Decimal, installments: Sequence[Installment], places: int) -> list[Part]:
    """What each installment amounts to now; an order without a plan is one part."""
    if not installments:
        return [Part(None, DueRule(AFTER_ORDER), total)]
    if all(one.rate is not None for one in installments):
        amounts = amounts_of(total, [one.rate or ZERO for one in installments], places)
    else:
        amounts = fitted([one.fixed_amount or ZERO for one in installments], total)
    return [
        Part(one.pk, rule_of(one), amount, one.fixed_on)
        for one, amount in zip(installments, amounts, strict=True)
    ]


# -- what is owed


@dataclass(frozen=True)
class _Wanted:
    """What one order owes by its plan and by what has happened with it."""

    order: SalesOrder
    parts: Sequence[Part]
    happened: Happened
    amounts: Mapping[Key, Decimal]
    standing: Mapping[Key, Receivable]


def follow_orders(ctx: Context, orders: Sequence[SalesOrder], replanned: Collection[int] = ()) -> None:
    """Bring the receivables of these locked orders in step with what the orders say now, to the cent. `replanned`: installments that are due by
    another rule than before; any other day stands, since finance may have moved it."""
    if not orders:
        return
    plans = installments_of([row.pk for row in orders])
    wanted = _wanted(ctx, orders, plans)
    new: list[dict[str, Any]] = []
    rows = [row for one in wanted for row in one.standing.values()]
    if rows:
        lock({"receivable": [row.pk for row in rows]})
    for one in wanted:
        new += [
            _made(ctx, one, key, amount) for key, amount in one.amounts.items() if key not in one.standing
        ]
        _adjust(ctx, one, replanned)
    for outcome in (
        record_create(ctx, "receivable", [{} for _one in new], added=new, system=True) if new else ()
    ):
        single([outcome])
    _keep_installments(ctx, wanted, plans)
    paid = [one.order.pk for one in wanted if one.standing or one.order.collected_amount]
    if settings.get(AUTO_ALLOCATE):
        allocate_of_orders(ctx, paid)


def _wanted(
    ctx: Context, orders: Sequence[SalesOrder], plans: Mapping[int, Sequence[Installment]]
) -> list[_Wanted]:
    places = minor_units_of({row.currency for row in orders})
    known: dict[int, dict[Key, Receivable]] = defaultdict(dict)
    for order, rows in receivables_of_orders([row.pk for row in orders]).items():
        known[order] = {
            (row.shipment_id, row.installment_id): row for row in rows if row.source != "external"
        }
    points = {row.pk: row.receivable_point or ORDER for row in orders}
    first = {pk: _first_of_each(rows.values()) for pk, rows in known.items()}
    happened = with_orders(ctx, orders, points, plans, first, places)
    found = []
    for row in orders:
        total = net(row.total_amount, row.closed_amount, row.returned_amount)
        parts = _parts(total, plans.get(row.pk, ()), places[row.currency])
        amounts = owed(parts, happened[row.pk].steps, total, places[row.currency])
        found.append(_Wanted(row, parts, happened[row.pk], amounts, known[row.pk]))
    return found


def _first_of_each(rows: Collection[Receivable]) -> dict[int | None, int]:
    found: dict[int | None, int] = {}
    for row in rows:
        found[row.shipment_id] = min(row.pk, found.get(row.shipment_id, row.pk))
    return found


def _made(ctx: Context, one: _Wanted, key: Key, amount: Decimal) -> dict[str, Any]:
    shipment, installment = key
    order = one.order
    return {
        "account": order.account_id,
        "order": order.pk,
        "shipment": shipment,
        "installment": installment,
        "owner": order.owner_id,
        "department": order.department_id,
        "source": ORDER if shipment is None else order.receivable_point or ORDER,
        "currency": order.currency,
        "incurred_on": clock.today(ctx.timezone),
        "due_on": _due_on(ctx, one, key),
        "amount": amount,
    }


def _due_on(ctx: Context, one: _Wanted, key: Key) -> date | None:
    """None while that from which it counts has not happened."""
    shipment, installment = key
    if installment is None:
        return clock.today(ctx.timezone) + timedelta(days=settings.get(DUE_DAYS))
    (part,) = (part for part in one.parts if part.installment == installment)
    if part.rule.event == ON_DATE:
        return part.day
    since = one.happened.day_of(part.rule.event, shipment)
    return None if since is None else due_date(part.rule, since, is_workday)


def _adjust(ctx: Context, one: _Wanted, replanned: Collection[int]) -> None:
    """Amounts of receivables that stand: what is allocated beyond them goes back to its payments; and days that are known now, or others."""
    note = _CHANGED.get(ctx.locale)
    _end(ctx, [row for key, row in one.standing.items() if key not in one.amounts], note)
    moved = {
        row.pk: one.amounts[key]
        for key, row in one.standing.items()
        if key in one.amounts and one.amounts[key] != row.amount
    }
    for pk, amount in moved.items():
        release(ctx, receivables_by_id([pk])[pk], amount, note)
    changed: dict[int, dict[str, Any]] = {pk: {"amount": amount} for pk, amount in moved.items()}
    for key, row in one.standing.items():
        if key not in one.amounts or (row.due_on is not None and row.installment_id not in replanned):
            continue
        day = _due_on(ctx, one, key)
        if day != row.due_on:
            changed.setdefault(row.pk, {})["due_on"] = day
    if not changed:
        return
    fresh = receivables_by_id(changed)
    record_change(ctx, "receivable", [(fresh[pk], values) for pk, values in changed.items()], bypass=FOLLOWS)
    follow_states(ctx, moved)


def _keep_installments(
    ctx: Context, wanted: Sequence[_Wanted], plans: Mapping[int, Sequence[Installment]]
) -> None:
    """Each installment amounts to its part of the order, and is due when the first is that is owed for it and not settled."""
    planned = [one for one in wanted if one.order.pk in plans]
    if not planned:
        return
    due: dict[int, date] = {}
    for rows in receivables_of_orders([one.order.pk for one in planned]).values():
        for row in rows:
            if row.installment_id is None or row.due_on is None or row.status not in LIVING:
                continue
            if row.installment_id not in due or row.status != "settled":
                due[row.installment_id] = min(row.due_on, due.get(row.installment_id, row.due_on))
    changes = []
    for one in planned:
        amounts = {part.installment: part.amount for part in one.parts}
        for part in plans[one.order.pk]:
            values: dict[str, Any] = {"amount": amounts[part.pk], "due_on": part.fixed_on or due.get(part.pk)}
            if (part.amount, part.due_on) != (*values.values(),):
                changes.append((part, values))
    record_change(ctx, "installment", changes)
