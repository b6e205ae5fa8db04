"""What a line takes from its product and from the rules of prices, where its writer said nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.catalog.queries import ProductTerms, product_terms, unit_names
from guike.domains.prices.errors import NOT_SELLABLE
from guike.domains.prices.queries import (
    Answer,
    Asker,
    Question,
    Sale,
    answers,
    has_books,
    has_ranges,
    item_of,
    reasons,
    unsellable,
)
from guike.domains.pricing.errors import (
    BASE_QUANTITY,
    NO_PRICE,
    NO_UNIT,
    NOT_FOR_SALE,
    PRODUCT_INACTIVE,
    UNIT,
)
from guike.domains.pricing.rules import LINES, TYPED, factor_kept, in_base_units
from guike.kernel.money import ONE, ZERO, price_in_currency
from guike.platform.access.context import Context
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import document_date


def take_terms(ctx: Context, documents: Sequence[Draft]) -> None:
    """Lines take unit, prices and tax rate where the writer gave none; as many queries for many documents as for one."""
    moved = [(document, line) for document, line in _lines(documents) if _is_asked(document, line)]
    terms = product_terms({line.get("product") for _document, line in moved} - {None})
    known = [
        (document, line, terms[line.get("product")])
        for document, line in moved
        if line.get("product") in terms and _take_product(line, terms[line.get("product")])
    ]
    _check_sellable(known)
    found = answers([_sale(ctx, document, line, product) for document, line, product in known])
    for (document, line, product), answer in zip(known, found, strict=True):
        _take_price(document, line, product, answer)
    for _document, line in _lines(documents):
        if "base_qty" in line.spec.by_name and line.ok:
            _convert(line, terms.get(line.get("product") or 0))
        if _keeps_source(line) and (kept := line.get("price_reasons")) is not None:
            line.set("price_source", _source(line, kept))


def _lines(documents: Sequence[Draft]) -> Iterator[tuple[Draft, Draft]]:
    return ((document, line) for document in documents for line in document.lines.get(LINES, ()))


def _is_asked(document: Draft, line: Draft) -> bool:
    """Whether the product of a line, or the rules of prices, may have to say something new."""
    if line.is_new or line.changed("product", "unit") or any(value is None for value in line.sent.values()):
        return True
    if _keeps_source(line) and line.changed("unit_price"):
        return True
    if document.changed("account"):
        return has_books() or has_ranges()
    return _keeps_source(line) and has_books() and line.changed("quantity")


def _keeps_source(line: Draft) -> bool:
    return "price_source" in line.spec.by_name


def _asker(document: Draft) -> Asker:
    account, owner, department = (
        document.get(name) if name in document.spec.by_name else None
        for name in ("account", "owner", "department")
    )
    return Asker(account, owner, department)


def _sale(ctx: Context, document: Draft, line: Draft, product: ProductTerms) -> Sale:
    question = Question(
        item_of(product),
        line.get("unit"),
        line.get("quantity") or ONE,
        document_date(ctx, document),
        document.row.currency,
        document.row.exchange_rate,
    )
    return Sale(_asker(document), question)


def _check_sellable(known: Sequence[tuple[Draft, Draft, ProductTerms]]) -> None:
    """What is newly sold, or sold to somebody else, is within what may be sold to him."""
    asked = [
        (line, product, (_asker(document).account, product.id))
        for document, line, product in known
        if line.changed("product") or document.changed("account")
    ]
    refused = unsellable({offer for _line, _product, offer in asked})
    for line, product, offer in asked:
        if offer in refused:
            line.error("product", NOT_SELLABLE, product=product.name)


def _take_product(line: Draft, product: ProductTerms) -> bool:
    """What the product itself says; whether its price is asked for then."""
    if not product.is_offered and line.changed("product"):
        line.error("product", NOT_FOR_SALE if product.is_active else PRODUCT_INACTIVE, product=product.name)
    if _left_open(line, "unit", line.changed("product")):
        line.set("unit", product.base_unit)
    if not _check_unit(line, product):
        return False
    if _left_open(line, "tax_rate", line.changed("product")):
        line.set("tax_rate", product.tax_rate)
    if _left_open(line, "discount_rate", False):
        line.set("discount_rate", ZERO)
    return True


def _take_price(document: Draft, line: Draft, product: ProductTerms, answer: Answer) -> None:
    other = line.changed("product", "unit")
    if _left_open(line, "unit_price", other) or _is_overtaken(line, answer):
        if answer.price is None:
            if not any(e.field == f"{line.prefix}unit_price" for e in line.errors):
                line.error("unit_price", NO_PRICE)
            return
        line.set("unit_price", answer.price)
    if _left_open(line, "list_price", other):
        standard = _standard_price(document, line, product)
        line.set("list_price", line.get("unit_price") if standard is None else standard)
    is_anew = (
        line.is_new or other or _emptied(line) or _is_other_rule(line, answer) or _is_of_today(line, answer)
    )
    if _keeps_source(line) and is_anew:
        line.set("policy_price", answer.price)
        line.set("price_book", answer.book.id if answer.book else None)
        line.set("price_reasons", reasons(answer))


def _emptied(line: Draft) -> bool:
    return "unit_price" in line.sent and line.sent["unit_price"] is None


def _is_of_today(line: Draft, answer: Answer) -> bool:
    """Whether somebody says the price that the rules give today: then it is theirs, whatever they gave before."""
    return line.changed("unit_price") and line.get("unit_price") == answer.price


def _is_overtaken(line: Draft, answer: Answer) -> bool:
    """Whether a price that a rule gave is replaced, because with another quantity or account another rule gives it. A
    price that was typed stays, and so does one of the same rule, whatever it says today."""
    if not _keeps_source(line) or line.is_new or line.changed("unit_price") or answer.price is None:
        return False
    return line.get("price_source") not in (None, TYPED) and _is_other_rule(line, answer)


def _is_other_rule(line: Draft, answer: Answer) -> bool:
    kept: Mapping[str, Any] | None = line.get("price_reasons")
    return kept is None or kept["entry"] != (answer.entry.id if answer.entry else None)


def _source(line: Draft, kept: Mapping[str, Any]) -> Any:
    """The rule that gave the price, or TYPED."""
    return kept["source"] if line.get("unit_price") == line.get("policy_price") else TYPED


def _convert(line: Draft, product: ProductTerms | None) -> None:
    """The quantity in base units. A line whose quantity alone moves keeps the factor that it was written with."""
    quantity = line.get("quantity")
    if quantity is None or not (line.is_new or line.changed("product", "unit", "quantity")):
        return
    factor = _factor(line, product)
    if factor is None:
        return
    exact = in_base_units(quantity, factor)
    if exact is None:
        line.error("quantity", BASE_QUANTITY)
    else:
        line.set("base_qty", exact)


def _factor(line: Draft, product: ProductTerms | None) -> Decimal | None:
    if line.is_new or line.changed("product", "unit"):
        return None if product is None else product.factor_of(line.get("unit"))
    before = line.before("base_qty")
    return None if before is None else factor_kept(before, line.before("quantity"))


def _check_unit(line: Draft, product: ProductTerms) -> bool:
    """Whether the product is sold in the unit of the line."""
    if not line.changed("product", "unit") or product.factor_of(line.get("unit")) is not None:
        return True
    if product.base_unit is None:
        line.error("unit", NO_UNIT, product=product.name)
    else:
        names = unit_names(product.units)
        line.error("unit", UNIT, product=product.name, units=[names[one] for one in product.units])
    return False


def _standard_price(document: Draft, line: Draft, product: ProductTerms) -> Decimal | None:
    """The product's price for one of the line's unit, in the document's currency; None where nobody has said it."""
    factor = product.factor_of(line.get("unit"))
    if product.standard_price is None or factor is None:
        return None
    return price_in_currency(product.standard_price, document.row.exchange_rate, factor)


def _left_open(line: Draft, name: str, refill: bool) -> bool:
    """Whether the product is to say this value: not given for a new line, given empty, or, with `refill`,
    sent back as it was on a line that now names something else. Never what the line does not have."""
    if name not in line.spec.by_name:
        return False
    if name in line.sent:
        return line.sent[name] is None or (refill and not line.is_new and not line.changed(name))
    return line.is_new or refill
