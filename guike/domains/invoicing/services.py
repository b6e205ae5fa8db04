"""What a request for an invoice must satisfy: its order, title and address, and no more than is left of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import default_addresses, titles_by_id, usual_titles
from guike.domains.invoicing.models import InvoiceRequest, InvoiceRequestLine, SimulatedPaper
from guike.domains.invoicing.queries import billables
from guike.domains.invoicing.rules import Billable, Sum, amount_of, part_of, share_out, total
from guike.domains.invoicing.settings import LIMIT
from guike.domains.orders.queries import OrderBill, order_bills, order_lines, orders_by_id
from guike.domains.receivables.errors import plain
from guike.kernel import clock
from guike.kernel.errors import FieldError
from guike.kernel.money import ZERO, round_amount
from guike.platform.access.context import Context
from guike.platform.currency.errors import CurrencyRefused
from guike.platform.currency.queries import minor_units_of, rate_on
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft, WritableCheck, fill
from guike.platform.records.writing import load_lines
from guike.platform.settings import queries as settings

LINES = "lines"
_DOMAIN = WritableCheck(system=True)
#: what of a request decides how much of the order it takes up
_MOVING = ("order", "amount")


def request_prepare(ctx: Context, drafts: Sequence[Draft[InvoiceRequest]]) -> None:
    """A request takes account, currency, title and address from its order and account, and shares its amount out over the lines of
    the order; or the lines say the amount. The order is locked before what is left of it is read."""
    lock({"sales_order": {draft.get("order") for draft in drafts} - {None}})
    bills = order_bills(draft.get("order") for draft in drafts)
    for draft in drafts:
        bill = bills.get(draft.get("order"))
        if bill is not None and draft.changed("order"):
            _take_from_order(draft, bill)
    _take_titles(drafts, bills)
    moved = [draft for draft in drafts if draft.get("order") in bills and _is_moved(draft)]
    if not moved:
        return
    orders = orders_by_id({draft.get("order") for draft in moved})
    places = minor_units_of({row.currency for row in orders.values()})
    without = [draft.row.pk for draft in moved if not draft.is_new]
    left = billables(list(orders.values()), places, without)
    for draft in moved:
        order = draft.get("order")
        _settle(ctx, draft, bills[order], left[order], places[bills[order].currency])


def _is_moved(draft: Draft[InvoiceRequest]) -> bool:
    return draft.is_new or draft.changed(*_MOVING) or draft.touches_lines(LINES)


def _take_from_order(draft: Draft[InvoiceRequest], bill: OrderBill) -> None:
    if draft.get("account") is None:
        draft.set("account", bill.account)
    if draft.is_new and "owner" not in draft.sent:
        draft.set("owner", bill.owner)
        draft.set("department", bill.department)
    if not bill.takes_invoices:
        draft.error("order", "invoice_request.order_state", state=bill.state)
    if draft.is_new and "currency" not in draft.sent:
        draft.set("currency", bill.currency)
        day = draft.get("requested_on")
        if day is not None:  # one without a day is refused as missing
            try:
                draft.set("exchange_rate", rate_on(bill.currency, day))
            except CurrencyRefused as refused:
                draft.error("currency", refused.code, **refused.params)
    elif draft.get("currency") != bill.currency:
        draft.error("currency", "invoice_request.currency", currency=bill.currency)


def _take_titles(drafts: Sequence[Draft[InvoiceRequest]], bills: Mapping[int, OrderBill]) -> None:
    """The usual title and address of the account, where none was chosen; the kind is that of the title."""
    fresh = [draft for draft in drafts if draft.is_new and draft.get("account") is not None]
    accounts = {draft.get("account") for draft in fresh}
    usual = usual_titles(accounts)
    places = default_addresses(accounts) if accounts else {}
    for draft in fresh:
        account, bill = draft.get("account"), bills.get(draft.get("order"))
        if draft.get("title") is None and "title" not in draft.sent and account in usual:
            draft.set("title", usual[account].pk)
        if draft.get("address") is None and "address" not in draft.sent:
            of_order = bill.billing_address if bill is not None and bill.account == account else None
            draft.set("address", of_order or places.get((account, "billing")))
    titles = titles_by_id({draft.get("title") for draft in drafts if draft.changed("title", "kind")} - {None})
    for draft in drafts:
        title = titles.get(draft.get("title"))
        if draft.get("kind") is None:
            draft.set("kind", title.kind if title is not None else "ordinary")
        if title is not None and draft.get("kind") == "special" != title.kind:
            draft.error("kind", "invoice_request.special_title")


def _settle(
    ctx: Context, draft: Draft[InvoiceRequest], bill: OrderBill, left: Sequence[Billable], places: int
) -> None:
    """The lines of a request, what they sum to, and whether so much may be asked for."""
    amount = draft.get("amount") if "amount" in draft.sent or draft.changed("amount") else None
    if amount is not None and not _is_amount(draft, amount, places):
        return
    waiting = ZERO if draft.is_new or draft.row.status != "pending" else draft.before("amount")
    free = _free(bill, waiting)
    if amount is not None and amount > free[0]:
        draft.error("amount", free[1], left=plain(max(free[0], ZERO)), amount=plain(amount))
        return
    if draft.lines.get(LINES) and (draft.is_new or draft.touches_lines(LINES)):
        _measure(draft, {one.line: one for one in left}, places)
    else:
        asked = min(free[0], total(_positive(left)).amount) if amount is None else amount
        _propose(ctx, draft, share_out(asked, left, places))
    if not draft.ok:
        return
    parts = total(_part(line) for line in draft.lines.get(LINES, ()))
    if parts.amount <= 0:
        draft.error(
            "amount",
            "invoice_request.over_order",
            left=plain(max(free[0], ZERO)),
            amount=plain(amount or ZERO),
        )
    elif amount is not None and draft.changed("amount") and amount != parts.amount:
        draft.error("amount", "invoice_request.sum", sum=plain(parts.amount))
    elif parts.amount > free[0]:
        draft.error("amount", free[1], left=plain(max(free[0], ZERO)), amount=plain(parts.amount))
    draft.set("amount", parts.amount)
    draft.set("tax_amount", parts.tax)


def _free(bill: OrderBill, own: Decimal) -> tuple[Decimal, str]:
    """How much may be asked for, and with which words more is refused. `own`: what this request has taken up already."""
    taken = bill.waiting - own
    ordered = bill.left - taken
    if settings.get(LIMIT) == "ordered":
        return ordered, "invoice_request.over_order"
    collected = bill.collected - bill.invoiced - taken
    return (
        (collected, "invoice_request.over_collected")
        if collected < ordered
        else (ordered, "invoice_request.over_order")
    )


def _positive(left: Sequence[Billable]) -> list[Sum]:
    return [one.left for one in left if one.left.amount > 0]


def _is_amount(draft: Draft[InvoiceRequest], amount: Decimal, places: int) -> bool:
    if amount <= 0:
        draft.error("amount", "invoice_request.amount_positive")
    elif round_amount(amount, places) != amount:
        draft.error("amount", "invoice_request.places", currency=draft.get("currency"), places=places)
    return not draft.errors


def _propose(ctx: Context, draft: Draft[InvoiceRequest], parts: Sequence[tuple[Billable, Sum]]) -> None:
    """Lines of the request in the stead of those that stand there."""
    if not draft.is_new:
        load_lines(draft.spec, [draft])
    rows = [
        {
            "order_line": one.line,
            "amount": str(part.amount),
            "tax_amount": str(part.tax),
            "quantity": str(part.quantity),
        }
        for one, part in parts
    ]
    fill(ctx, draft, {LINES: rows}, writable=_DOMAIN)
    _name_lines(draft)


def _name_lines(draft: Draft[InvoiceRequest]) -> None:
    """Each line says product, unit and tax rate of the line of the order."""
    known = {line.pk: line for line in order_lines([draft.get("order")]).get(draft.get("order"), ())}
    for line in draft.lines.get(LINES, ()):
        of_order = known.get(line.get("order_line"))
        if of_order is not None:
            line.set("product", of_order.product_id)
            line.set("unit", of_order.unit_id)
            line.set("tax_rate", of_order.tax_rate)


def _measure(draft: Draft[InvoiceRequest], left: Mapping[int, Billable], places: int) -> None:
    """Lines that somebody gave: by amount, by quantity, or whole; never more than is left of the line of the order."""
    seen: set[int] = set()
    for line in draft.lines[LINES]:
        one = left.get(line.get("order_line"))
        if line.get("order_line") is None or line.errors:
            continue  # refused as missing or wrong
        if one is None:
            line.error("order_line", "invoice_request.line_unknown")
        elif one.line in seen:
            line.error("order_line", "invoice_request.line_twice")
        else:
            seen.add(one.line)
            _measure_line(line, one, places, draft.get("currency"))
    _name_lines(draft)


def _measure_line(line: Draft[InvoiceRequestLine], one: Billable, places: int, currency: str) -> None:
    given, quantity = line.get("amount"), line.get("quantity")
    by_quantity = quantity is not None and (line.changed("quantity") and not line.changed("amount"))
    if by_quantity:
        if not 0 < quantity <= one.left.quantity:
            line.error("quantity", "invoice_request.over_quantity", left=plain(max(one.left.quantity, ZERO)))
            return
        given = amount_of(one, quantity, places)
    amount = one.left.amount if given is None else given
    if amount <= 0 and given is not None:
        line.error("amount", "invoice_request.amount_positive")
    elif amount <= 0 or amount > one.left.amount:
        rest = plain(max(one.left.amount, ZERO))
        line.error("amount", "invoice_request.over_line", left=rest, amount=plain(amount))
    elif round_amount(amount, places) != amount:
        line.error("amount", "invoice_request.places", currency=currency, places=places)
    else:
        part = part_of(one, amount, places)
        line.set("amount", amount)
        line.set("tax_amount", part.tax)
        line.set("quantity", quantity if by_quantity else part.quantity)


def _part(line: Draft[InvoiceRequestLine]) -> Sum:
    return Sum(line.get("amount"), line.get("tax_amount"), line.get("quantity"))


def check_again(
    row: InvoiceRequest, bill: OrderBill, left: Mapping[int, Billable], lines: Sequence[InvoiceRequestLine]
) -> FieldError | None:
    """Whether a request that took nothing up for a while still fits; what is wrong with it."""
    free, code = _free(bill, ZERO)
    if not bill.takes_invoices:
        return FieldError("order", "invoice_request.order_state", {"state": bill.state})
    if row.amount > free:
        return FieldError("amount", code, {"left": plain(max(free, ZERO)), "amount": plain(row.amount)})
    for line in lines:
        one = left.get(line.order_line_id)
        rest = one.left.amount if one is not None else ZERO
        if line.amount > rest:
            said: dict[str, Any] = {"left": plain(max(rest, ZERO)), "amount": plain(line.amount)}
            return FieldError(f"lines[{line.position}].amount", "invoice_request.over_line", said)
    return None


def paper_simulated(reference: str, amount: Decimal) -> None:
    """The simulator of a provider keeps what it is given, once, however often it comes."""
    SimulatedPaper.objects.get_or_create(reference=reference, defaults={"amount": amount, "at": clock.now()})
