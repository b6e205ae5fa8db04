"""Which orders need somebody's decision because of credit: said before they take effect, and held to when they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from guike.domains.credit.errors import BEYOND, CreditRefused
from guike.domains.credit.rules import Credit, Objection
from guike.domains.credit.standing import credit_of
from guike.domains.orders.queries import BASE_PLACES, SOLD, open_total
from guike.kernel.money import to_base
from guike.platform.access.context import Context
from guike.platform.approvals.effects import decision_on
from guike.platform.records.shapes import Draft

#: the field of an order that says that somebody has to agree to its credit
DEMAND = "is_beyond_credit"
#: the steps of an order that set the mark
_JUDGED = ("submit", "confirm")
_NONE: Mapping[int, Decimal] = MappingProxyType({})


@dataclass(frozen=True)
class Judged:
    """An order, and how its account stands without it."""

    credit: Credit
    amount: Decimal
    objections: Sequence[Objection]


def judged(
    rows: Sequence[Any], stood: Mapping[int, Decimal] = _NONE, *, held: bool = False
) -> dict[int, Judged]:
    """Orders are judged one after the other: each that is within the credit leaves less of it for the next. One that takes no
    more than it took before a revision needs no credit."""
    credits = credit_of({row.account_id for row in rows}, {row.pk for row in rows}, held=held)
    taken: dict[int, Decimal] = defaultdict(Decimal)
    found = {}
    for row in rows:
        credit = credits[row.account_id].after(taken)
        amount = open_total(row)
        objections = [] if amount <= stood.get(row.pk, -1) else credit.objections(amount)
        found[row.pk] = Judged(credit, amount, objections)
        if not objections:
            for one in credit.positions:
                taken[one.account] += amount
    return found


def beyond_credit(_ctx: Context, rows: Sequence[Any], stood: Mapping[int, Decimal]) -> set[int]:
    """The judge of orders (`orders.judging`)."""
    return {pk for pk, one in judged(rows, stood, held=True).items() if one.objections}


def order_entered(ctx: Context, drafts: Sequence[Draft]) -> None:
    """No order comes into effect beyond the credit without somebody's decision, by whatever door. Those steps that ask the judge
    have done so in this transaction."""
    fresh = [draft for draft in drafts if draft.old.get("status") not in SOLD]
    asked = [draft for draft in fresh if draft.step in _JUDGED]
    if any(draft.row.is_beyond_credit for draft in asked):
        raise CreditRefused(BEYOND)
    _refuse_beyond(ctx, [draft.row for draft in fresh if draft not in asked])


def order_revised(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Nor is one revised so. Before the decision a revision is tried, and marked for it."""
    decided = [draft for draft in drafts if decision_on("sales_order", draft.row.pk) is not None]
    stood = {
        draft.row.pk: to_base(
            draft.before("total_amount") - draft.row.closed_amount, draft.row.exchange_rate, BASE_PLACES
        )
        for draft in decided
    }
    _refuse_beyond(ctx, [draft.row for draft in decided], stood)


def _refuse_beyond(ctx: Context, rows: Sequence[Any], stood: Mapping[int, Decimal] = _NONE) -> None:
    for pk, one in judged(rows, stood, held=True).items():
        if one.objections and not _is_agreed(ctx, pk):
            raise CreditRefused(BEYOND)


def _is_agreed(ctx: Context, order: int) -> bool:
    """Whether somebody decided who was asked because of the credit, or who keeps limits himself."""
    decision = decision_on("sales_order", order)
    if decision is None or not decision.is_by_person:
        return False
    return DEMAND in decision.demands or (ctx.user_id is not None and ctx.can("credit_limit", "edit"))


def available_fact(_ctx: Context, rows: Sequence[Any]) -> Mapping[int, Any]:
    """What of the credit is left without the order; None without a limit."""
    return {pk: one.credit.available for pk, one in judged_now(rows).items()}


def within_fact(_ctx: Context, rows: Sequence[Any]) -> Mapping[int, Any]:
    """Whether nobody has to decide because of the credit."""
    return {pk: not one.objections for pk, one in judged_now(rows).items()}


def overdue_fact(_ctx: Context, rows: Sequence[Any]) -> Mapping[int, Any]:
    """For how many days the account has not paid what it should have."""
    return {pk: one.credit.overdue.days for pk, one in judged_now(rows).items()}


def judged_now(rows: Sequence[Any]) -> dict[int, Judged]:
    """Orders as they would be judged at this moment. One in effect is asked about as a revision would make it."""
    stood = {
        row.pk: row.base_total_amount - to_base(row.closed_amount, row.exchange_rate, BASE_PLACES)
        for row in rows
        if row.status in SOLD
    }
    return judged(rows, stood)
