"""From an order in effect to a request without typing it again; and what becomes of a request before an invoice is issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.domains.invoicing.errors import InvoiceRefused
from guike.domains.invoicing.models import InvoiceRequest
from guike.domains.invoicing.queries import billables, request_lines
from guike.domains.invoicing.services import check_again
from guike.domains.invoicing.telling import tell_rejected
from guike.domains.orders.queries import SalesOrder, order_bills, orders_by_id
from guike.kernel.errors import Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_change_each, record_create


def order_request(
    ctx: Context, rows: Sequence[SalesOrder], params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """A request for all that is not invoiced, or for so much of it, to the usual title of the account, or to this one. Made with the
    caller's rights. Answers {"object", "id"}."""
    said = {name: params[name] for name in ("title", "kind", "address") if params.get(name) is not None}
    if params.get("amount") is not None:
        said["amount"] = str(params["amount"])
    answers: list[Refusal | Mapping[str, Any]] = []
    for row in rows:
        if params.get("amount") is None and row.total_amount - row.closed_amount - row.returned_amount <= (
            row.invoiced_amount + row.unconfirmed_invoice_amount
        ):
            answers.append(InvoiceRefused("invoice_request.nothing_left", order=row.number))
            continue
        (outcome,) = record_create(ctx, "invoice_request", [{"order": row.pk, **said}])
        if outcome.refusal is not None:
            answers.append(outcome.refusal)
        else:
            answers.append({"object": "invoice_request", "id": outcome.id})
    return answers


def request_reject(ctx: Context, rows: Sequence[InvoiceRequest], params: Values) -> list[Refusal | None]:
    """Back to its owner, with the reason. It takes nothing of the order up any more."""
    changes = [(row, {"reject_reason": params["reason"]}) for row in rows]
    outcomes = record_change_each(ctx, "invoice_request", changes, step="reject")
    tell_rejected(row for row, refused in zip(rows, outcomes, strict=True) if refused is None)
    return outcomes


def request_resubmit(ctx: Context, rows: Sequence[InvoiceRequest], _params: Values) -> list[Refusal | None]:
    """Once more to finance, if as much is still left of the order."""
    lock({"sales_order": {row.order_id for row in rows}})
    orders = orders_by_id({row.order_id for row in rows})
    lines = request_lines([row.pk for row in rows])
    places = minor_units_of({row.currency for row in orders.values()})
    outcomes: list[Refusal | None] = []
    for row in rows:  # one after the other: each takes up what the next may not have
        bill = order_bills([row.order_id])[row.order_id]
        left = billables([orders[row.order_id]], places)[row.order_id]
        wrong = check_again(row, bill, {one.line: one for one in left}, lines.get(row.pk, ()))
        if wrong is not None:
            outcomes.append(Invalid([wrong]))
        else:
            outcomes += record_change_each(ctx, "invoice_request", [(row, {})], step="resubmit")
    return outcomes


def request_cancel(ctx: Context, rows: Sequence[InvoiceRequest], params: Values) -> list[Refusal | None]:
    """Nothing is invoiced of it."""
    changes = [(row, {"cancel_reason": params["reason"]}) for row in rows]
    return record_change_each(ctx, "invoice_request", changes, step="cancel")
