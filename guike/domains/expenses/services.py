"""Writes of expenses: what one must satisfy, submitting and approval, reimbursing and taking that back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.activities.queries import campaigns_of
from guike.domains.activities.services import accounts_about
from guike.domains.expenses.errors import ExpenseRefused
from guike.domains.expenses.models import Expense
from guike.domains.expenses.queries import reimbursements, supplier_facts
from guike.domains.expenses.rules import Paid, last_standing, pay
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.kernel.money import round_amount
from guike.platform.access.context import Context
from guike.platform.approvals.matching import approvals_wanted
from guike.platform.approvals.services import begin
from guike.platform.currency.queries import all_minor_units
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import Posting, post, record_change_each, reverse

OBJECT = "expense"
LEDGER = "expense_reimbursement"


def expense_prepare(ctx: Context, drafts: Sequence[Draft[Expense]]) -> None:
    """Amounts, day, supplier; the account and campaign that the expense is put down to."""
    _put_down(drafts)
    _check_suppliers(drafts)
    today = clock.today(ctx.timezone)
    places = all_minor_units()
    for draft in drafts:
        if draft.changed("amount"):
            _check_amount(draft, places)
        day = draft.get("incurred_on")
        if draft.changed("incurred_on") and day is not None and day > today:
            draft.error("incurred_on", "expense.future")


def _check_amount(draft: Draft[Expense], places: Mapping[str, int]) -> None:
    amount, currency = draft.get("amount"), draft.get("currency")
    known = places.get(currency)
    if amount is None:
        return
    if amount <= 0:
        draft.error("amount", "expense.amount_positive")
    elif known is not None and round_amount(amount, known) != amount:
        draft.error("amount", "expense.places", currency=currency, places=known)


def _put_down(drafts: Sequence[Draft[Expense]]) -> None:
    """The account follows what the expense is about; so does the campaign, unless one was chosen."""
    moved = [draft for draft in drafts if draft.changed("related")]
    abouts = [draft.get("related") or () for draft in moved]
    actions = {one["id"] for about in abouts for one in about if one["object"] == "activity"}
    campaigns = campaigns_of(actions)
    for draft, related, account in zip(moved, abouts, accounts_about(abouts), strict=True):
        draft.set("account", account)
        named = [one["id"] for one in related if one["object"] == "campaign"]
        named += [
            campaigns[one["id"]] for one in related if one["object"] == "activity" and one["id"] in campaigns
        ]
        if named and draft.get("campaign") is None and "campaign" not in draft.sent:
            draft.set("campaign", named[0])


def _check_suppliers(drafts: Sequence[Draft[Expense]]) -> None:
    chosen = [draft for draft in drafts if draft.changed("supplier") and draft.get("supplier") is not None]
    known = supplier_facts({draft.get("supplier") for draft in chosen})
    for draft in chosen:
        supplier = known.get(draft.get("supplier"))
        if supplier is not None and not supplier.is_active:
            draft.error("supplier", "expense.supplier_inactive", supplier=supplier.name)


# -- approval


def expense_submit(ctx: Context, rows: Sequence[Expense], _params: Values) -> list[Refusal | None]:
    """To those who approve; straight to approved when nobody has to."""
    waiting = approvals_wanted(ctx, OBJECT, rows)
    entering = [(row, "pending" if row.pk in waiting else "approved") for row in rows]
    refused = _enter(ctx, "submit", entering)
    going = [row for row, no in zip(rows, refused, strict=True) if no is None and row.pk in waiting]
    begin(ctx, OBJECT, going)
    return refused


def expense_follow(step: str, state: str) -> Callable[[Context, Sequence[Expense]], None]:
    """What the end of an approval brings: the expenses take a declared step into a state."""

    def follow(ctx: Context, rows: Sequence[Expense]) -> None:
        for refusal in _enter(ctx, step, [(row, state) for row in rows]):
            if refusal is not None:
                raise refusal

    return follow


def _enter(ctx: Context, step: str, entering: Sequence[tuple[Expense, str]]) -> list[Refusal | None]:
    """What is approved is the amount as it stands then."""
    now = clock.now()
    changes: list[tuple[Expense, dict[str, Any]]] = []
    for row, state in entering:
        is_approved = state == "approved"
        values: dict[str, Any] = {
            "status": state,
            "approved_at": now if is_approved else None,
            "approved_amount": row.amount if is_approved else None,
        }
        if step == "submit":
            values["submitted_at"] = now
        changes.append((row, values))
    return record_change_each(ctx, OBJECT, changes, step=step) if changes else []


def expense_revise(ctx: Context, rows: Sequence[Expense], _params: Values) -> list[Refusal | None]:
    """approved → draft, of what nothing was paid of: what was approved stands no longer."""
    return _enter(ctx, "revise", [(row, "draft") for row in rows])


# -- reimbursement


def expense_reimburse(ctx: Context, rows: Sequence[Expense], params: Values) -> list[Refusal | None]:
    """Pay approved expenses, each the amount given or all that is left; what is paid in full is reimbursed."""
    today = clock.today(ctx.timezone)
    on = params.get("on") or today
    if on > today:
        raise Invalid([FieldError("on", "expense.paid_in_future")])
    places = all_minor_units()
    number = params.get("reference_no") or ""
    payments = {row.pk: _payment(row, params.get("amount"), places) for row in rows}

    def values(paid: Paid) -> dict[str, Any]:
        found: dict[str, Any] = {"status": "reimbursed" if paid.is_whole else "approved"}
        if number:
            found["reference_no"] = number
        return found | ({"reimbursed_on": on} if paid.is_whole else {})

    going = [(row, values(paid)) for row in rows if isinstance(paid := payments[row.pk], Paid)]
    refused = _take(ctx, "reimburse", going)
    said = {"paid_on": on, "reference_no": number}
    post(
        ctx,
        LEDGER,
        [
            Posting(pk, paid.amount, said)
            for pk, paid in payments.items()
            if isinstance(paid, Paid) and refused[pk] is None
        ],
    )
    return [paid if isinstance(paid := payments[row.pk], Refusal) else refused[row.pk] for row in rows]


def _payment(row: Expense, wanted: Decimal | None, places: Mapping[str, int]) -> Paid | Refusal:
    known = places.get(row.currency)
    if wanted is not None and known is not None and round_amount(wanted, known) != wanted:
        return ExpenseRefused(
            "expense.places", field="amount", status=422, currency=row.currency, places=known
        )
    approved = row.approved_amount or Decimal(0)
    return pay(approved, row.paid_amount, wanted) or ExpenseRefused(
        "expense.over_approved",
        field="amount",
        left=plain(approved - row.paid_amount),
        approved=plain(approved),
        paid=plain(row.paid_amount),
    )


def _take(
    ctx: Context, step: str, changes: Sequence[tuple[Expense, dict[str, Any]]]
) -> dict[int, Refusal | None]:
    """The outcome of the step for each, by its id."""
    outcomes = record_change_each(ctx, OBJECT, changes, step=step) if changes else []
    return {row.pk: outcome for (row, _values), outcome in zip(changes, outcomes, strict=True)}


def expense_reverse(ctx: Context, rows: Sequence[Expense], params: Values) -> list[Refusal | None]:
    """Take back the last payment of each that stands; the expense waits for it again."""
    entries = reimbursements([row.pk for row in rows])
    last = {row.pk: last_standing(entries.get(row.pk, [])) for row in rows}
    values = {"status": "approved", "reimbursed_on": None}
    refused = _take(ctx, "reverse_reimbursement", [(row, values) for row in rows if last[row.pk] is not None])
    going = [entry for pk, entry in last.items() if entry is not None and refused[pk] is None]
    said = {"note": params["reason"], "paid_on": clock.today(ctx.timezone)}
    reverse(ctx, LEDGER, going, said)
    return [refused.get(row.pk, ExpenseRefused("expense.nothing_paid")) for row in rows]


def plain(amount: Decimal) -> str:
    """The amount as people read it: with two places at least."""
    normal = amount.normalize()
    exponent = normal.as_tuple().exponent
    return f"{normal:f}" if isinstance(exponent, int) and exponent < -2 else f"{amount:.2f}"
