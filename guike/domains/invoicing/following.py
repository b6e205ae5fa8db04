"""Requests follow their order: one that has invoices is not cancelled, and whoever takes it over takes over what waits."""

from __future__ import annotations

from collections.abc import Sequence

from guike.domains.invoicing.errors import InvoiceRefused
from guike.domains.invoicing.queries import requests_of_orders
from guike.domains.orders.queries import SalesOrder
from guike.domains.receivables.errors import plain
from guike.platform.access.context import Context
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_change


def order_cancelled(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Not while something of it is invoiced or asked for. What finance sent back goes with the order."""
    for draft in drafts:
        row = draft.row
        if row.invoiced_amount or row.unconfirmed_invoice_amount:
            waiting = plain(row.unconfirmed_invoice_amount)
            raise InvoiceRefused("order.has_invoices", invoiced=plain(row.invoiced_amount), waiting=waiting)
    orders = {draft.row.pk: draft.row for draft in drafts}
    back = requests_of_orders(orders, "rejected")
    if back:
        lock({"invoice_request": [row.pk for row in back]})
        label = drafts[0].spec.label.get(ctx.locale)
        changes = [
            (row, {"cancel_reason": f"{label}：{orders[row.order_id].cancel_reason}"[:500]}) for row in back
        ]
        record_change(ctx, "invoice_request", changes, step="cancel")


def order_handed_over(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Who takes an order over takes over the requests of which no invoice was issued."""
    owners = {draft.row.pk: draft.row.owner_id for draft in drafts}
    rows = requests_of_orders(owners, "pending", "issuing", "rejected")
    if rows:
        lock({"invoice_request": [row.pk for row in rows]})
        record_change(ctx, "invoice_request", [(row, {"owner": owners[row.order_id]}) for row in rows])
