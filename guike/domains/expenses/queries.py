"""Reads of expenses and suppliers for their writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from guike.domains.expenses.models import ExpenseReimbursement, Supplier

_WHY = "what an expense may be depends on these, whoever may see them"


@dataclass(frozen=True)
class SupplierFacts:
    """What an expense needs to know of a supplier."""

    name: str
    is_active: bool


def supplier_facts(ids: Collection[int]) -> dict[int, SupplierFacts]:
    """By id; one query."""
    if not ids:
        return {}
    rows = Supplier.objects.system(reason=_WHY).filter(pk__in=ids).values_list("pk", "name", "is_active")
    return {pk: SupplierFacts(name, active) for pk, name, active in rows}


def reimbursements(expenses: Collection[int]) -> dict[int, list[tuple[int, int | None]]]:
    """expense → (entry, the entry that it takes back), in their order."""
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    rows = ExpenseReimbursement.objects.system(reason=_WHY).filter(expense_id__in=expenses)
    for expense, pk, reverses in rows.order_by("sequence").values_list("expense_id", "pk", "reverses_id"):
        found[expense].append((pk, reverses))
    return found
