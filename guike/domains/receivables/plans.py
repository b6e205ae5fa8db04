"""Terms of payment and payment plans: what they must say. What is owed for the order of a plan follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.orders.queries import SOLD, SalesOrder, net, orders_by_id
from guike.domains.receivables.errors import MoneyRefused, plain
from guike.domains.receivables.following import follow_orders
from guike.domains.receivables.models import PaymentPlan, PaymentTerm
from guike.domains.receivables.plan_queries import planned_orders
from guike.kernel.due_dates import ON_DATE
from guike.kernel.money import ZERO, round_amount
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft

_WHOLE = Decimal(1)
#: what decides when an installment is due
_RULE = ("due_rule", "months", "is_month_end", "days", "day_of_month", "free_days", "fixed_on")


def term_prepare(_ctx: Context, drafts: Sequence[Draft[PaymentTerm]]) -> None:
    """Its parts are the whole."""
    for draft in drafts:
        if "lines" in draft.lines:
            _check_shares(draft, draft.lines["lines"])


def _check_shares(draft: Draft[Any], lines: Sequence[Draft[Any]]) -> None:
    rates = [line.get("rate") for line in lines]
    if any(rate is None for rate in rates):
        return  # refused as missing
    for line in lines:
        if line.get("rate") <= 0:
            line.error("rate", "plan.share")
    if sum(rates, ZERO) != _WHOLE:
        draft.error("lines", "plan.shares", sum=plain(sum(rates, ZERO) * 100))


def plan_prepare(_ctx: Context, drafts: Sequence[Draft[PaymentPlan]]) -> None:
    """An order has one plan, which adds up to what it amounts to."""
    touched = [draft for draft in drafts if "lines" in draft.lines or draft.changed("kind", "order")]
    orders = orders_by_id({draft.get("order") for draft in touched} - {None})
    taken = planned_orders([pk for draft in touched if draft.is_new for pk in [draft.get("order")] if pk])
    places = minor_units_of({row.currency for row in orders.values()})
    for draft in touched:
        order = orders.get(draft.get("order"))
        if order is None:
            continue
        if draft.is_new and order.pk in taken:
            draft.error("order", "plan.exists")
        if draft.is_new and "owner" not in draft.sent:
            draft.set("owner", order.owner_id)
            draft.set("department", order.department_id)
        _check_installments(draft, order, places)


def _check_installments(draft: Draft[PaymentPlan], order: SalesOrder, places: Mapping[str, int]) -> None:
    lines = draft.lines.get("lines", [])
    if not lines:
        draft.error("lines", "plan.empty")
        return
    for line in lines:
        _check_day(line)
    if draft.get("kind") == "rate":
        for line in lines:
            line.set("fixed_amount", None)
            if line.get("rate") is None:
                line.error("rate", "plan.share")
        _check_shares(draft, lines)
    else:
        total = net(order.total_amount, order.closed_amount, order.returned_amount)
        _check_amounts(draft, lines, total, places[order.currency])


def _check_day(line: Draft[Any]) -> None:
    """A named day where it counts from one, and nowhere else."""
    if line.get("due_rule") != ON_DATE:
        line.set("fixed_on", None)
    elif line.get("fixed_on") is None:
        line.error("fixed_on", "plan.day")


def _check_amounts(draft: Draft[Any], lines: Sequence[Draft[Any]], total: Decimal, places: int) -> None:
    amounts = []
    for line in lines:
        line.set("rate", None)
        amount = line.get("fixed_amount")
        if amount is None or amount <= 0 or round_amount(amount, places) != amount:
            line.error("fixed_amount", "plan.amount", places=places)
        else:
            amounts.append(amount)
    if len(amounts) == len(lines) and sum(amounts, ZERO) != total:
        draft.error("lines", "plan.amounts", sum=plain(sum(amounts, ZERO)), total=plain(total))


def plan_written(ctx: Context, drafts: Sequence[Draft[PaymentPlan]]) -> None:
    """What is owed for orders in effect follows their plans."""
    orders = {draft.row.order_id for draft in drafts if "lines" in draft.lines or draft.is_new}
    replanned = {
        line.row.pk for draft in drafts for line in draft.lines.get("lines", ()) if line.changed(*_RULE)
    }
    lock({"sales_order": orders})
    follow_orders(ctx, [row for row in orders_by_id(orders).values() if row.status in SOLD], replanned)


def plan_deleting(_ctx: Context, drafts: Sequence[Draft[PaymentPlan]]) -> None:
    """Of an order in effect there is a plan to the end: it is changed instead."""
    orders = orders_by_id({draft.row.order_id for draft in drafts})
    for draft in drafts:
        order = orders.get(draft.row.order_id)
        if order is not None and order.status in SOLD and draft.refusal is None:
            draft.refusal = MoneyRefused("plan.in_effect", order=order.number)
