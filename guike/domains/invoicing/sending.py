"""Invoices that a provider issues: handed over by a job, asked about until it has answered, and made once, whatever is lost, doubled or
late on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import titles_by_id
from guike.domains.invoicing.errors import InvoiceRefused, wrong
from guike.domains.invoicing.issuing import invoice_made, not_issuable, printed_lines, request_issue_by_hand
from guike.domains.invoicing.models import InvoiceRequest
from guike.domains.invoicing.papers import Answer, Buyer, Line, Paper
from guike.domains.invoicing.provider import LABEL, PORT, InvoicePort, is_on
from guike.domains.invoicing.queries import numbers_taken, sent_requests
from guike.domains.invoicing.rules import is_number
from guike.domains.invoicing.telling import tell_failed
from guike.domains.orders.queries import order_bills
from guike.kernel import clock
from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T
from guike.platform.access.context import Context, system_context
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import adapter_of
from guike.platform.database.locks import use_case, whole
from guike.platform.jobs.errors import JobRetryError
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.jobs.services import start
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Values
from guike.platform.records.writing import record_change

KIND = "invoice.send"
#: over about five minutes; after that the periodic task goes on asking
_RETRIES = 5


def request_issue(ctx: Context, rows: Sequence[InvoiceRequest], params: Values) -> list[Refusal | None]:
    """Under the number that finance gives; without one, by the provider. One that the provider has already is issued by hand all the
    same, when finance knows its number from there."""
    if params.get("number"):
        return request_issue_by_hand(ctx, rows, params)
    if not is_on():
        raise wrong("number", "invoice.needs_number")
    return [
        InvoiceRefused("invoice_request.sent") if row.status == "issuing" else request_send(ctx, row)
        for row in rows
    ]


def request_send(ctx: Context, row: InvoiceRequest) -> Refusal | None:
    """Hand a locked request over to the provider, after this transaction. Refused while the product of a line has no tax code."""
    refused = not_issuable(row, order_bills([row.order_id])[row.order_id])
    if refused is not None:
        return refused
    missing = sorted({line["item_name"] for line in printed_lines(row) if not line["tax_code"]})
    if missing:
        return InvoiceRefused("invoice_request.no_tax_code", products="、".join(missing))
    reference = f"guike-{row.pk}-{row.version}"
    said = {"sent_under": reference, "sent_at": clock.now(), "sent_by": ctx.user_id, "issue_error": ""}
    record_change(ctx, "invoice_request", [(row, said)], step="send")
    start(KIND, {"reference": reference}, ctx.user_id)
    return None


def _paper(row: InvoiceRequest) -> Paper:
    title = titles_by_id([row.title_id or 0]).get(row.title_id or 0)
    if title is None:
        raise wrong("title", "invoice_request.no_title")
    names = ("name", "tax_number", "bank_name", "bank_account", "address", "phone")
    buyer = Buyer(*(getattr(title, name) for name in names))
    lines = tuple(_line(one) for one in printed_lines(row))
    return Paper(row.sent_under, row.kind, buyer, row.amount, row.tax_amount, lines)


def _line(one: Mapping[str, Any]) -> Line:
    amount, tax = Decimal(one["amount"]), Decimal(one["tax_amount"])
    quantity = None if one["quantity"] is None else Decimal(one["quantity"])
    price = None if one["unit_price"] is None else Decimal(one["unit_price"])
    return Line(
        one["kind"], one["item_name"], one["tax_code"], one["specification"], one["unit_name"],
        quantity, price, amount - tax, Decimal(one["tax_rate"]), tax,
    )  # fmt: skip


def follow(reference: str) -> bool:
    """Ask what became of a request, and hand it over where the provider has never heard of it. Whether the answer is final; True for one
    that waits for no answer any more. AdapterUnavailable where nobody answers."""
    row = next(iter(sent_requests(reference)), None)
    if row is None:
        return True
    provider: InvoicePort = adapter_of(PORT)
    answer = provider.answer(reference)
    if answer.state == "unknown":
        try:
            provider.submit(_paper(row))
        except AdapterRefused as refused:
            return heard(reference, Answer("failed", reason=refused.message("zh-CN")))
        answer = provider.answer(reference)
    return heard(reference, answer)


@use_case
def heard(reference: str, answer: Answer) -> bool:
    """What the provider said of a request, once: an answer that comes again, late, or after somebody has entered the number by hand
    changes nothing. Whether it was final."""
    if answer.state not in ("issued", "failed"):
        return False
    with whole():
        found = next(iter(sent_requests(reference)), None)
        if found is None:
            return True
        lock({"invoice_request": [found.pk], "sales_order": [found.order_id]})
        row = next(iter(sent_requests(reference)), None)
        if row is None:
            return True
        ctx = system_context()
        reason = _why_not(answer)
        if reason:
            record_change(ctx, "invoice_request", [(row, {"issue_error": reason[:500]})], step="fail")
            tell_failed(row)
        else:
            on = answer.issued_on or clock.today(ctx.timezone)
            invoice_made(ctx, row, answer.number, on, by=row.sent_by_id)
    return True


def _why_not(answer: Answer) -> str:
    if answer.state == "failed":
        return answer.reason or LABEL.get("zh-CN")
    if not is_number(answer.number):
        return FieldError("number", "invoice.number").message("zh-CN")
    if numbers_taken([answer.number]):
        return FieldError("number", "invoice.number_taken", {"number": answer.number}).message("zh-CN")
    return ""


def _send(run: Run) -> Mapping[str, Any]:
    """The job hands it over; what is not answered at once is asked about every minute."""
    try:
        is_final = follow(run.params["reference"])
    except AdapterUnavailable as trouble:
        raise JobRetryError(trouble) from trouble
    return {"is_final": is_final}


def follow_all() -> None:
    """Ask about all that waits for an answer: call-backs are lost, and jobs give up."""
    for row in sent_requests():
        try:
            follow(row.sent_under)
        except (AdapterUnavailable, AdapterRefused):
            continue


def declare_sending() -> None:
    """The job and what asks again."""
    job_kind(KIND, _send, label=T("提交开票平台", "Handing invoices to the provider"), retries=_RETRIES)
    periodic("invoicing.follow", "* * * * *", follow_all)
