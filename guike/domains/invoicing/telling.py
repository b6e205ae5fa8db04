"""Finance tells sales: whoever sells hears that the invoice is issued, or why the request came back. Each text shows nobody a value
that he may not see."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from guike.domains.invoicing.models import InvoiceRequest
from guike.domains.invoicing.queries import invoices_by_id
from guike.domains.orders.queries import order_bills
from guike.kernel.text import Text
from guike.platform.notify.rendering import render_for
from guike.platform.notify.services import Notice, notify_many

ISSUED, REJECTED, FAILED = "invoice.issued", "invoice_request.rejected", "invoice_request.failed"
_ISSUED = Text(
    "订单 {order} 已开票 {amount}，发票号码 {number}，待开票 {order.to_invoice_amount}",
    "{amount} of order {order} is invoiced under {number}; {order.to_invoice_amount} is to be invoiced",
)
_BACK = Text(
    "订单 {order} 的开票申请 {amount} 被财务驳回：{reject_reason}",
    "The request to invoice {amount} of order {order} was sent back: {reject_reason}",
)

_FAILED = Text(
    "订单 {order} 的开票申请 {amount} 没有开出：{issue_error}",
    "The invoice of {amount} for order {order} was not issued: {issue_error}",
)


def tell_issued(ids: Collection[int]) -> None:
    """Owners of the requests and of their orders."""
    rows = invoices_by_id(ids).values()
    orders = order_bills({row.order_id for row in rows})
    for row in rows:
        _tell(ISSUED, "invoice", row.pk, _ISSUED, {row.owner_id, orders[row.order_id].owner}, "issued")


def tell_rejected(rows: Iterable[InvoiceRequest]) -> None:
    """The owner of each, who has to change it; each time that it comes back."""
    for row in rows:
        occasion = f"rejected-{row.version}"
        _tell(REJECTED, "invoice_request", row.pk, _BACK, {row.owner_id}, occasion)


def tell_failed(row: InvoiceRequest) -> None:
    """Who had it sent to the provider."""
    _tell(FAILED, "invoice_request", row.pk, _FAILED, {row.sent_by_id}, f"failed-{row.version}")


def _tell(kind: str, name: str, pk: int, template: Text, people: set[int | None], occasion: str) -> None:
    texts = render_for(sorted(one for one in people if one is not None), template, name, pk)
    notify_many(
        Notice(kind, [user], name, pk, occasion, {"text": text}) for user, text in sorted(texts.items())
    )
