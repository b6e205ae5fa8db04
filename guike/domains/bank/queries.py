"""Reads of receipts, claims and payers, and of what may be behind a line of a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import accounts_called, names_of
from guike.domains.bank.models import BankClaim, BankClaimLine, BankReceipt, PayerAlias
from guike.domains.bank.rules import Debtor, Line, Owed, names_in, numbers_in, payer_key
from guike.domains.orders.queries import OpenOrder, accounts_of_numbers, open_orders
from guike.domains.receivables.queries import (
    Receivable,
    accounts_owing,
    loose_receivables,
    pending_payments,
    receivables_of_orders,
)
from guike.kernel.money import ZERO

_WHY = "whose money came in is worked out over all that is owed, whoever looks"


def receipts_by_id(ids: Iterable[int]) -> dict[int, BankReceipt]:
    """Living ones; one query."""
    rows = BankReceipt.objects.system(reason=_WHY).filter(deleted_at=None, pk__in=list(ids))
    return {row.pk: row for row in rows}


def receipts_of_references(pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(bank account, reference), folded → the living receipt; one query."""
    rows = BankReceipt.objects.system(reason=_WHY).filter(
        deleted_at=None,
        bank_account_fold__in={account for account, _reference in pairs},
        reference_no_fold__in={reference for _account, reference in pairs},
    )
    found = rows.values_list("bank_account_fold", "reference_no_fold", "pk")
    return {(account, reference): pk for account, reference, pk in found}


def open_claims(receipts: Collection[int]) -> list[BankClaim]:
    """Claims of these receipts that nobody decided; one query."""
    rows = BankClaim.objects.system(reason=_WHY).filter(
        deleted_at=None, receipt_id__in=receipts, status="open"
    )
    return list(rows.order_by("pk"))


def claim_lines(claims: Collection[int]) -> dict[int, list[BankClaimLine]]:
    """Claim → its living lines; one query."""
    found: dict[int, list[BankClaimLine]] = defaultdict(list)
    rows = BankClaimLine.objects.system(reason=_WHY).filter(deleted_at=None, bank_claim_id__in=claims)
    for row in rows.order_by("position", "pk"):
        found[row.bank_claim_id].append(row)
    return found


def aliases_of(accounts: Collection[int]) -> dict[int, frozenset[str]]:
    """Account → the payers who paid for it, as they are compared; one query."""
    found: dict[int, set[str]] = defaultdict(set)
    for account, key in _aliases().filter(account_id__in=accounts).values_list("account_id", "name_key"):
        found[account].add(key)
    return {account: frozenset(keys) for account, keys in found.items()}


def _aliases() -> Any:
    return PayerAlias.objects.system(reason=_WHY).filter(deleted_at=None)


def debtors_of(lines: Sequence[Line], currency: str) -> list[Debtor]:
    """The accounts that some of these lines may be of: by name, short name, alias, number of an order, or an amount that is open. A
    fixed number of queries, however many lines there are."""
    keys = {payer_key(line.payer) for line in lines} - {""}
    inside = {name for line in lines for name in names_in(line.memo)}
    found = accounts_called(keys, inside)
    found |= set(_aliases().filter(name_key__in=keys).values_list("account_id", flat=True))
    found |= set(accounts_of_numbers({word for line in lines for word in numbers_in(line.memo)}))
    found |= accounts_owing({line.amount for line in lines}, currency)
    return debtors(found, currency)


def debtors(accounts: Collection[int], currency: str) -> list[Debtor]:
    """What these accounts are called, and owe in a currency."""
    names, aliases = names_of(accounts), aliases_of(accounts)
    owed: dict[int, list[Owed]] = defaultdict(list)
    orders = open_orders(accounts, currency)
    parts = receivables_of_orders([row.id for row in orders]) if orders else {}
    for row in orders:
        open_ = [one for one in parts.get(row.id, ()) if one.amount > one.allocated_amount]
        owed[row.account] += _parts(row, open_)
    for one in loose_receivables(accounts, currency):
        owed[one.account_id].append(
            Owed("receivable", one.pk, one.number, _balance(one), one.due_on or date.max)
        )
    waiting: dict[int, list[Owed]] = defaultdict(list)
    for paid in pending_payments(accounts, currency):
        waiting[paid.account_id].append(Owed("payment", paid.pk, paid.number, paid.amount, paid.received_on))
    return [
        Debtor(
            pk,
            names.get(pk, frozenset()),
            aliases.get(pk, frozenset()),
            tuple(sorted(owed[pk], key=lambda one: (one.due_on, one.id))),
            tuple(waiting[pk]),
        )
        for pk in sorted(accounts)
    ]


def _parts(order: OpenOrder, open_: Sequence[Receivable]) -> list[Owed]:
    """What is open of an order: its receivables where they are several and say all of it, each under the number of the order; else the
    order as one."""
    if len(open_) > 1 and sum((_balance(one) for one in open_), ZERO) == order.amount:
        return [
            Owed("receivable", one.pk, order.number, _balance(one), one.due_on or date.max) for one in open_
        ]
    return [Owed("order", order.id, order.number, order.amount, order.on or date.max)]


def _balance(row: Receivable) -> Decimal:
    return Decimal(row.amount - row.allocated_amount)
