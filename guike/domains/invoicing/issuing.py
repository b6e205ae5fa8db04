"""Invoices come into being: finance issues what was asked for, and takes back, whole or in part, what was issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guike.domains.accounts.queries import titles_by_id
from guike.domains.catalog.queries import product_papers, unit_names
from guike.domains.invoicing.errors import InvoiceRefused, wrong
from guike.domains.invoicing.models import Invoice, InvoiceLine, InvoiceRequest, InvoiceRequestLine
from guike.domains.invoicing.queries import invoice_lines, numbers_taken, request_lines, taken_back
from guike.domains.invoicing.rules import (
    Item,
    PaperLine,
    Sum,
    is_number,
    listed_part,
    paper_lines,
    red_parts,
    total,
    unit_price,
)
from guike.domains.invoicing.telling import tell_issued
from guike.domains.orders.queries import (
    OrderBill,
    SalesOrder,
    line_worth,
    order_bills,
    order_lines,
    orders_by_id,
)
from guike.domains.receivables.errors import plain
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.money import ZERO, round_amount
from guike.platform.access.context import Context
from guike.platform.currency.queries import minor_units_of
from guike.platform.records.shapes import Values, single
from guike.platform.records.writing import record_change, record_create

#: of a title, what stands on an invoice as it was
_BUYER = ("name", "tax_number", "bank_name", "bank_account", "address", "phone")
#: what an invoice has from its request, and a red one from what it takes back
_KEPT = ("account_id", "order_id", "kind", "owner_id", "department_id", "currency")


def request_issue_by_hand(
    ctx: Context, rows: Sequence[InvoiceRequest], params: Values
) -> list[Refusal | None]:
    """Finance has issued the invoice under this number. It counts from now on."""
    number, on = _checked(ctx, params)
    if len(rows) != 1:
        raise wrong("number", "invoice.number")  # one number is of one invoice
    (row,) = rows
    bill = order_bills([row.order_id])[row.order_id]
    refused = not_issuable(row, bill)
    if refused is not None:
        return [refused]
    invoice_made(ctx, row, number, on)
    return [None]


def _checked(ctx: Context, params: Values) -> tuple[str, date]:
    number = params["number"].strip()
    on: date = params.get("issued_on") or clock.today(ctx.timezone)
    if not is_number(number):
        raise wrong("number", "invoice.number")
    if numbers_taken([number]):
        raise wrong("number", "invoice.number_taken", number=number)
    if on > clock.today(ctx.timezone):
        raise wrong("issued_on", "invoice.future")
    return number, on


def not_issuable(row: InvoiceRequest, bill: OrderBill) -> Refusal | None:
    """Why no invoice is issued for a request that waits: nobody knows to whom, or its order has become smaller meanwhile."""
    if row.title_id is None:
        return wrong("title", "invoice_request.no_title")
    if row.amount > bill.left:
        order = orders_by_id([row.order_id])[row.order_id].number
        left = plain(max(bill.left, ZERO))
        return InvoiceRefused("invoice_request.above_order", order=order, left=left, amount=plain(row.amount))
    return None


def invoice_made(ctx: Context, row: InvoiceRequest, number: str, on: date, by: int | None = None) -> int:
    """The invoice of a locked request, with its lines as printed; the request is issued. `by`: who caused it, else the
    caller. Answers its id. For domain code."""
    title = titles_by_id([row.title_id or 0]).get(row.title_id or 0)
    if title is None:
        raise wrong("title", "invoice_request.no_title")
    buyer = {f"title_{name}": getattr(title, name) for name in _BUYER}
    lines = printed_lines(row)
    values = {**_kept(row), **buyer, "request": row.pk, "amount": row.amount, "tax_amount": row.tax_amount}
    made = _create(
        ctx,
        {**values, "number": number, "issued_on": on, "is_red": False, "issued_by": by or ctx.user_id},
        lines,
    )
    record_change(ctx, "invoice_request", [(row, {})], step="issue")
    tell_issued([made])
    return made


def _kept(row: InvoiceRequest | Invoice) -> dict[str, Any]:
    return {name.removesuffix("_id"): getattr(row, name) for name in _KEPT}


def _create(ctx: Context, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> int:
    added = {"issued_by": ctx.user_id, **values}
    (outcome,) = record_create(ctx, "invoice", [{"lines": list(lines)}], added=[added], system=True)
    made = single([outcome]).id
    assert made is not None
    return made


def printed_lines(row: InvoiceRequest) -> list[dict[str, Any]]:
    """What stands on the invoice of a request, line by line."""
    lines = request_lines([row.pk]).get(row.pk, [])
    order = orders_by_id([row.order_id])[row.order_id]
    of_order = {line.pk: line for line in order_lines([row.order_id]).get(row.order_id, ())}
    places = minor_units_of({row.currency})[row.currency]
    papers = product_papers({line.product_id for line in lines if line.product_id is not None})
    units = unit_names({line.unit_id for line in lines if line.unit_id is not None})
    found = []
    for line in lines:
        paper = papers.get(line.product_id or 0)
        words = {
            "order_line": line.order_line_id,
            "product": line.product_id,
            "item_name": paper.name if paper else "",
            "specification": paper.specification if paper else "",
            "unit_name": units.get(line.unit_id or 0, ""),
            "tax_code": paper.tax_code if paper else "",
            "tax_rate": str(line.tax_rate),
        }
        item = _item(order, of_order.get(line.order_line_id), line, places)
        found += [{**words, **_printed(one)} for one in paper_lines(item, places)]
    return found


def _item(order: SalesOrder, of_order: Any, line: InvoiceRequestLine, places: int) -> Item:
    """With its share of what the line of the order would cost without discounts."""
    part = Sum(line.amount, line.tax_amount, line.quantity)
    if of_order is None:
        return Item(part, line.tax_rate, line.amount)
    worth = line_worth(order, of_order, places)
    return Item(part, line.tax_rate, listed_part(worth.list_amount, line.amount, worth.amount, places))


def _printed(one: PaperLine) -> dict[str, Any]:
    is_goods = one.kind == "goods"
    return {
        "kind": one.kind,
        "amount": str(one.amount),
        "tax_amount": str(one.tax),
        "quantity": str(one.quantity) if is_goods else None,
        "unit_price": f"{one.unit_price:f}" if is_goods and one.unit_price is not None else None,
        **({} if is_goods else {"specification": "", "unit_name": ""}),
    }


def invoice_issue_red(ctx: Context, rows: Sequence[Invoice], params: Values) -> list[Refusal | None]:
    """A red invoice takes this one back: all that is left of it, or so much. What it took of the order is to be invoiced again."""
    number, on = _checked(ctx, params)
    if len(rows) != 1:
        raise wrong("number", "invoice.number")
    (row,) = rows
    if row.is_red:
        return [InvoiceRefused("invoice.is_red")]
    if on < row.issued_on:
        raise wrong("issued_on", "invoice.before", day=row.issued_on.isoformat())
    amount = red_amount_of(row, params.get("amount"))
    if isinstance(amount, Refusal):
        return [amount]
    red_made(ctx, row, amount, number, on, params["reason"])
    return [None]


def red_amount_of(row: Invoice, asked: Decimal | None) -> Decimal | Refusal:
    """How much of a locked invoice is taken back: what was asked, or all that is left."""
    left = row.amount + row.red_amount
    if left <= 0:
        return InvoiceRefused("invoice.all_red")
    places = minor_units_of({row.currency})[row.currency]
    amount = left if asked is None else asked
    if amount <= 0:
        return wrong("amount", "invoice_request.amount_positive")
    if round_amount(amount, places) != amount:
        return wrong("amount", "invoice_request.places", currency=row.currency, places=places)
    if amount > left:
        return wrong("amount", "invoice.over_left", left=plain(left), amount=plain(amount))
    return amount


def red_made(ctx: Context, row: Invoice, amount: Decimal, number: str, on: date, reason: str) -> int:
    """The red invoice for so much of a locked one. Answers its id. For domain code."""
    lines, parts = _red_lines(row, amount)
    whole = total(parts)
    buyer = {f"title_{name}": getattr(row, f"title_{name}") for name in _BUYER}
    values = {
        **_kept(row), **buyer, "request": row.request_id, "number": number, "issued_on": on, "is_red": True,
        "red_of": row.pk, "red_reason": reason, "amount": -whole.amount, "tax_amount": -whole.tax,
    }  # fmt: skip
    return _create(ctx, values, lines)


def _red_lines(row: Invoice, amount: Decimal) -> tuple[list[dict[str, Any]], list[Sum]]:
    """Of each line of goods, with its discount in it, what is taken back."""
    places = minor_units_of({row.currency})[row.currency]
    goods: dict[int, InvoiceLine] = {}
    worth: dict[int, Sum] = {}
    for line in invoice_lines([row.pk]).get(row.pk, ()):
        goods.setdefault(line.order_line_id, line)
        part = Sum(line.amount, line.tax_amount, line.quantity or ZERO)
        worth[line.order_line_id] = worth.get(line.order_line_id, Sum()) + part
    gone = taken_back([row.pk])
    keys = list(goods)
    left = [(worth[key], worth[key] + gone.get((row.pk, key), Sum())) for key in keys]
    found, parts = [], []
    for place, part in red_parts(amount, left, places):
        line = goods[keys[place]]
        price = unit_price(part.amount - part.tax, part.quantity, places)
        words = {
            name: getattr(line, name) for name in ("item_name", "specification", "unit_name", "tax_code")
        }
        found.append({
            **words, "kind": "goods", "order_line": line.order_line_id, "product": line.product_id,
            "tax_rate": str(line.tax_rate), "quantity": str(-part.quantity), "unit_price": f"{price:f}",
            "amount": str(-part.amount), "tax_amount": str(-part.tax),
        })  # fmt: skip
        parts.append(part)
    return found, parts
