"""到款认领: sales claim unidentified money for their orders; finance decides."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from guike.domains.bank.models import BankClaim
from guike.domains.bank.queries import claim_lines, open_claims, receipts_by_id
from guike.domains.bank.services import Split, settle
from guike.domains.bank.telling import tell_claims
from guike.domains.orders.queries import order_money
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change_each

OBJECT = "bank_claim"


def claim_prepare(_ctx: Context, drafts: Sequence[Draft[BankClaim]]) -> None:
    """Of money that nobody got yet, once for each person, and no more than came in."""
    receipts = receipts_by_id({draft.get("receipt") for draft in drafts} - {None})
    mine = {(row.receipt_id, row.owner_id): row.pk for row in open_claims(list(receipts))}
    for draft in drafts:
        row = receipts.get(draft.get("receipt"))
        if row is None:
            continue
        if draft.changed("receipt") and row.status != "unmatched":
            draft.error("receipt", "bank_claim.receipt_state")
        if draft.is_new and (row.pk, draft.get("owner")) in mine:
            draft.error("receipt", "bank_claim.twice")
        _check_lines(draft, row)


def _check_lines(draft: Draft[BankClaim], row: Any) -> None:
    lines = [line for line in draft.lines.get("lines", ()) if line.get("order") is not None]
    orders = order_money(line.get("order") for line in lines)
    total = Decimal(0)
    for line in lines:
        order, amount = orders.get(line.get("order")), line.get("amount")
        if order is not None and order.account != draft.get("account"):
            line.error("order", "payment.other_account")
        elif order is not None and order.currency != row.currency:
            line.error("order", "payment.currency", currency=order.currency)
        if amount is not None and amount <= 0:
            line.error("amount", "payment.amount_positive")
        total += amount or Decimal(0)
    if total > row.amount:
        draft.error("lines", "bank_claim.over", total=f"{total:.2f}", amount=f"{row.amount:.2f}")


def claim_accept(ctx: Context, rows: Sequence[BankClaim], _params: Values) -> list[Refusal | None]:
    """Finance confirms it: the money becomes payments of these orders, and what others claimed of it is refused."""
    lines = claim_lines([row.pk for row in rows])
    outcomes: list[Refusal | None] = []
    for row in rows:
        (outcome,) = record_change_each(ctx, OBJECT, [(row, {})], step="accept")
        outcomes.append(outcome)
        if outcome is None:
            lock({"bank_receipt": [row.receipt_id]})
            (receipt,) = receipts_by_id([row.receipt_id]).values()
            splits = [Split("order", line.order_id, line.amount) for line in lines.get(row.pk, ())]
            settle(ctx, receipt, row.account_id, splits, third_party=True)
    tell_claims([row for row, no in zip(rows, outcomes, strict=True) if no is None], "accepted")
    return outcomes


def claim_refuse(ctx: Context, rows: Sequence[BankClaim], params: Values) -> list[Refusal | None]:
    """It is not his customer's money."""
    said = {"refuse_reason": params["reason"]}
    outcomes = record_change_each(ctx, OBJECT, [(row, said) for row in rows], step="refuse")
    tell_claims([row for row, no in zip(rows, outcomes, strict=True) if no is None], "refused")
    return outcomes


def claim_withdraw(ctx: Context, rows: Sequence[BankClaim], _params: Values) -> list[Refusal | None]:
    """Whoever claimed it was wrong."""
    return record_change_each(ctx, OBJECT, [(row, {}) for row in rows], step="withdraw")
