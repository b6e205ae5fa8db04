"""Reads of requests and invoices, for their writes and for packages above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from guike.domains.invoicing.models import Invoice, InvoiceLine, InvoiceRequest, InvoiceRequestLine
from guike.domains.invoicing.rules import WAITING, Billable
from guike.domains.invoicing.rules import Sum as Part
from guike.domains.orders.queries import SalesOrder, line_worth, order_lines

_WHY = "what is invoiced is worked out over all of it, whoever may see it"
_PARTS = {"amount": Sum("amount"), "tax": Sum("tax_amount"), "quantity": Sum("quantity")}


def request_lines(ids: Iterable[int]) -> dict[int, list[InvoiceRequestLine]]:
    """Request → its living lines in order of position; one query."""
    found: dict[int, list[InvoiceRequestLine]] = defaultdict(list)
    rows = InvoiceRequestLine.objects.system(reason=_WHY).filter(request_id__in=list(ids), deleted_at=None)
    for row in rows.order_by("request_id", "position", "pk"):
        found[row.request_id].append(row)
    return found


def requests_of_orders(orders: Collection[int], *states: str) -> list[InvoiceRequest]:
    """The living requests of orders in these states; one query."""
    rows = InvoiceRequest.objects.system(reason=_WHY).filter(
        deleted_at=None, order_id__in=orders, status__in=states
    )
    return list(rows.order_by("pk"))


def sent_requests(reference: str = "") -> list[InvoiceRequest]:
    """The requests that a provider is about to issue: all, or that one; one query."""
    rows = InvoiceRequest.objects.system(reason=_WHY).filter(deleted_at=None, status="issuing")
    return list((rows.filter(sent_under=reference) if reference else rows).order_by("pk"))


def invoices_by_id(ids: Iterable[int]) -> dict[int, Invoice]:
    """One query."""
    rows = Invoice.objects.system(reason=_WHY).filter(deleted_at=None, pk__in=list(ids))
    return {row.pk: row for row in rows.order_by("pk")}


def numbers_taken(numbers: Collection[str]) -> set[str]:
    """Of these numbers those that an invoice has; one query."""
    rows = Invoice.objects.system(reason=_WHY).filter(number__in=numbers)
    return set(rows.values_list("number", flat=True))


def invoice_lines(ids: Iterable[int]) -> dict[int, list[InvoiceLine]]:
    """Invoice → its lines as printed; one query."""
    found: dict[int, list[InvoiceLine]] = defaultdict(list)
    rows = InvoiceLine.objects.system(reason=_WHY).filter(invoice_id__in=list(ids), deleted_at=None)
    for row in rows.order_by("invoice_id", "position", "pk"):
        found[row.invoice_id].append(row)
    return found


def taken_back(invoices: Collection[int]) -> dict[tuple[int, int], Part]:
    """(invoice, line of the order) → what was taken back of it so far, below 0; one query."""
    rows = InvoiceLine.objects.system(reason=_WHY).filter(invoice__red_of_id__in=invoices, deleted_at=None)
    sums: Any = rows.values("invoice__red_of_id", "order_line_id").annotate(**_PARTS).order_by()
    return {(row["invoice__red_of_id"], row["order_line_id"]): _part(row) for row in sums}


def billables(
    orders: Sequence[SalesOrder], places: Mapping[str, int], without: Collection[int] = ()
) -> dict[int, list[Billable]]:
    """Order → what may be invoiced of its lines. `without`: requests that are just being written, which take nothing up. Three queries."""
    standing = order_lines([row.pk for row in orders])
    ids = [line.pk for lines in standing.values() for line in lines]
    asked = InvoiceRequestLine.objects.system(reason=_WHY).filter(
        deleted_at=None, request__deleted_at=None, request__status__in=WAITING
    )
    used = _used(asked.exclude(request_id__in=without), ids)
    for pk, part in _used(InvoiceLine.objects.system(reason=_WHY).filter(deleted_at=None), ids).items():
        used[pk] = used.get(pk, Part()) + part
    found: dict[int, list[Billable]] = {}
    for row in orders:
        found[row.pk] = []
        for line in standing.get(row.pk, ()):
            worth = line_worth(row, line, places[row.currency])
            whole = Part(worth.amount, worth.tax, worth.quantity)
            found[row.pk].append(Billable(line.pk, whole, whole - used.get(line.pk, Part())))
    return found


def _used(rows: QuerySet[Any], lines: Collection[int]) -> dict[int, Part]:
    sums = rows.filter(order_line_id__in=lines).values("order_line_id").annotate(**_PARTS).order_by()
    return {row["order_line_id"]: _part(row) for row in sums}


def _part(row: Mapping[str, Any]) -> Part:
    return Part(row["amount"], row["tax"], row["quantity"] or Decimal(0))
