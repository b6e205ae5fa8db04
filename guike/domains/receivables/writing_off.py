"""Write-offs: a part of what is owed is given up, as a small difference or as a bad debt. One entry of the ledger, which is taken back by
its opposite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.receivables.allocating import LEDGER, follow_states, take_back
from guike.domains.receivables.entries import book
from guike.domains.receivables.errors import MoneyRefused, plain
from guike.domains.receivables.models import Receivable, WriteOff, WriteOffLimit
from guike.domains.receivables.queries import receivables_by_id, standing, write_off_limit
from guike.domains.receivables.refunding import ask, decide
from guike.domains.receivables.rules import OWED
from guike.domains.receivables.services import check_places
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.currency.queries import all_minor_units
from guike.platform.org.queries import directory, roles_by_ids
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import Posting, post, record_change_each

OBJECT = "write_off"


def limit_label(row: WriteOffLimit) -> str:
    """The name of its role."""
    return next((role.name for role in roles_by_ids([row.role_id])), "")


def write_off_prepare(_ctx: Context, drafts: Sequence[Draft[WriteOff]]) -> None:
    """What follows from its receivable, and no more than is open of that."""
    places = all_minor_units()
    moved = [draft for draft in drafts if draft.changed("receivable", "amount")]
    found = receivables_by_id({draft.get("receivable") for draft in moved} - {None})
    for draft in moved:
        row = found.get(draft.get("receivable"))
        if row is None:
            continue  # refused as missing
        if draft.get("account") in (None, row.account_id):
            draft.set("account", row.account_id)
        draft.set("currency", row.currency)
        draft.set("exchange_rate", row.exchange_rate)
        check_places(draft, places)
        amount = draft.get("amount")
        if amount is None:
            continue
        balance = _open(row)
        if amount <= 0:
            draft.error("amount", "payment.amount_positive")
        elif amount > balance:
            draft.error("amount", "write_off.over", balance=plain(balance), receivable=row.number)


def _open(row: Receivable) -> Decimal:
    return Decimal(row.amount - row.allocated_amount) if row.status in OWED else Decimal(0)


def write_off_submit(ctx: Context, rows: Sequence[WriteOff], _params: Values) -> list[Refusal | None]:
    """A small difference within the limit of who submits it is written off at once; anything else somebody approves."""
    limit = _limit(ctx)
    small = {row.pk for row in rows if row.kind == "difference" and (row.base_amount or row.amount) <= limit}
    at_once = [row for row in rows if row.pk in small]
    asked = [row for row in rows if row.pk not in small]
    found = dict(zip((row.pk for row in asked), ask(ctx, OBJECT, asked), strict=True)) if asked else {}
    found |= dict(zip((row.pk for row in at_once), _approve(ctx, at_once, "submit"), strict=True))
    return [found[row.pk] for row in rows]


def _limit(ctx: Context) -> Decimal:
    person = directory().people.get(ctx.user_id or 0)
    return write_off_limit(person.roles) if person is not None else Decimal(0)


def write_off_approve(ctx: Context, rows: Sequence[WriteOff], _params: Values) -> list[Refusal | None]:
    """Finance approves what no definition asks anybody about."""
    lock({"receivable": {row.receivable_id for row in rows}})
    over = _over(rows)
    going = [row for row in rows if row.pk not in over]
    outcomes = dict(zip((row.pk for row in going), decide(ctx, OBJECT, going, "approve", {}), strict=True))
    _enter(ctx, [row for row in going if outcomes[row.pk] is None])
    return [over.get(row.pk) or outcomes.get(row.pk) for row in rows]


def write_off_approved(ctx: Context, rows: Sequence[WriteOff]) -> None:
    """The end of an approval."""
    for refused in _approve(ctx, rows, "approve"):
        if refused is not None:
            raise refused


def _approve(ctx: Context, rows: Sequence[WriteOff], step: str) -> list[Refusal | None]:
    lock({"receivable": {row.receivable_id for row in rows}})
    over = _over(rows)
    going = [(row, {"status": "approved", "reject_reason": ""}) for row in rows if row.pk not in over]
    outcomes = record_change_each(ctx, OBJECT, going, step=step) if going else []
    found = {row.pk: outcome for (row, _values), outcome in zip(going, outcomes, strict=True)}
    _enter(ctx, [row for row, _values in going if found[row.pk] is None])
    return [over.get(row.pk) or found.get(row.pk) for row in rows]


def _over(rows: Sequence[WriteOff]) -> Mapping[int, MoneyRefused]:
    """Those that would give up more than is open now."""
    owed = receivables_by_id({row.receivable_id for row in rows})
    left = {pk: _open(row) for pk, row in owed.items()}
    refused: dict[int, MoneyRefused] = {}
    for row in rows:
        balance = left.get(row.receivable_id, Decimal(0))
        if row.amount > balance:
            number = owed[row.receivable_id].number if row.receivable_id in owed else ""
            refused[row.pk] = MoneyRefused(
                "write_off.over_now", field="amount", balance=plain(balance), receivable=number
            )
        else:
            left[row.receivable_id] = balance - row.amount
    return refused


def _enter(ctx: Context, rows: Sequence[WriteOff]) -> None:
    def said(row: WriteOff) -> dict[str, Any]:
        return {"kind": row.kind, "write_off": row.pk, "note": row.reason}

    if rows:
        post(ctx, LEDGER, [Posting(row.receivable_id, row.amount, said(row)) for row in rows])
        follow_states(ctx, {row.receivable_id for row in rows})
        book(OBJECT, [row.pk for row in rows], clock.today(ctx.timezone))


def write_off_reject(ctx: Context, rows: Sequence[WriteOff], params: Values) -> list[Refusal | None]:
    """Back to who asked, with the reason."""
    return decide(ctx, OBJECT, rows, "reject", {"reject_reason": params["reason"]})


def write_off_take_back(ctx: Context, rows: Sequence[WriteOff], _params: Values) -> list[Refusal | None]:
    """Who asked changes his mind."""
    return decide(ctx, OBJECT, rows, "take_back", {})


def write_off_cancel(ctx: Context, rows: Sequence[WriteOff], params: Values) -> list[Refusal | None]:
    """The receivable is open again, by the opposite entry."""
    said = {"reject_reason": params["reason"]}
    outcomes = record_change_each(ctx, OBJECT, [(row, said) for row in rows], step="cancel")
    gone = [row.pk for row, refused in zip(rows, outcomes, strict=True) if refused is None]
    take_back(ctx, standing(write_off_id__in=gone), params["reason"])
    return outcomes
