"""Reads of terms of payment and payment plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, QuerySet

from guike.domains.orders.queries import SalesOrder
from guike.domains.receivables.models import (
    DueRuleModel,
    Installment,
    PaymentPlan,
    PaymentTerm,
    PaymentTermLine,
)
from guike.kernel.due_dates import DueRule
from guike.platform.records.reading import Lookup

_WHY = "what is owed is worked out over all of it, whoever may see it"


def rule_of(row: DueRuleModel) -> DueRule:
    """When the part is due."""
    return DueRule(row.due_rule, row.days, row.months, row.is_month_end, row.day_of_month, row.free_days)


def installments_of(orders: Collection[int]) -> dict[int, list[Installment]]:
    """Order → the installments of its plan, in their order; orders without a plan are absent. One query."""
    found: dict[int, list[Installment]] = defaultdict(list)
    for row in _INSTALLMENTS.instances(orders):
        found[row.plan_order].append(row)
    return dict(found)


def planned_orders(orders: Collection[int]) -> set[int]:
    """Of these orders those that have a plan."""
    rows = PaymentPlan.objects.system(reason=_WHY).filter(deleted_at=None, order_id__in=orders)
    return set(rows.values_list("order_id", flat=True)) if orders else set()


def plans_of(orders: Collection[int]) -> list[PaymentPlan]:
    """The plans of these orders."""
    return list(
        PaymentPlan.objects.system(reason=_WHY).filter(deleted_at=None, order_id__in=orders).order_by("pk")
    )


def terms_of(
    orders: Iterable[SalesOrder], of_accounts: Mapping[int, int]
) -> dict[int, list[PaymentTermLine]]:
    """Order → the parts of the terms that hold for it: its own, else its account's (`of_accounts`: account → terms); orders without terms
    are absent."""
    wanted = {row.pk: row.payment_term_id or of_accounts.get(row.account_id) for row in orders}
    lines: dict[int, list[PaymentTermLine]] = defaultdict(list)
    terms = {term for term in wanted.values() if term is not None}
    if terms:
        active = PaymentTerm.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
        rows = PaymentTermLine.objects.system(reason=_WHY).filter(
            deleted_at=None, payment_term_id__in=active.filter(pk__in=terms).values("pk")
        )
        for row in rows.order_by("position", "pk"):
            lines[row.payment_term_id].append(row)
    return {pk: lines[term] for pk, term in wanted.items() if term is not None and term in lines}


def _installments() -> QuerySet[Any]:
    rows = Installment.objects.system(reason=_WHY).filter(deleted_at=None, payment_plan__deleted_at=None)
    return rows.annotate(plan_order=F("payment_plan__order_id")).order_by("payment_plan_id", "position", "pk")


_INSTALLMENTS = Lookup(_installments, "payment_plan__order_id")
