"""Writes of price books and sellable ranges: what could not be followed is refused when it is defined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from guike.domains.catalog.queries import ProductTerms, product_terms
from guike.domains.prices.books import audience_of, book_of
from guike.domains.prices.errors import (
    DEPTH,
    LOOP,
    NO_LIMIT,
    NOBODY,
    ONE_OF,
    PERIOD,
    PRICE_OF_PRODUCT,
    PRODUCT_OR_CATEGORY,
    TIE,
    TWICE,
    UNIT,
    UNIT_OF_PRODUCT,
)
from guike.domains.prices.models import DiscountLimit, PriceBook, PriceBookEntry, SellableRange
from guike.domains.prices.rules import tie
from guike.kernel import filters
from guike.kernel.errors import FieldError, Invalid
from guike.kernel.limits import PRICE_BOOK_DEPTH
from guike.platform.access.context import Context, system_context
from guike.platform.database.turns import take_turns
from guike.platform.filters.resolve import resolve
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import roles_by_ids
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import load_lines

ENTRIES = "entries"
_WHY = "price books are checked against one another, whoever writes them"
#: what decides for whom, when and before whom a book holds
_RANK = (
    "kind", "priority", "is_forced", "currency", "valid_from_on", "valid_to_on", "accounts", "filter", "salespeople",
    "departments", "is_active",
)  # fmt: skip
#: the kinds that are for somebody
_ADDRESSED = {
    "account": ("accounts", "filter"),
    "agreement": ("accounts", "filter"),
    "salesperson": ("salespeople", "departments"),
}


def book_prepare(_ctx: Context, drafts: Sequence[Draft[PriceBook]]) -> None:
    """Audience, period, base, entries; no two books of one rank for the same sale."""
    for draft in drafts:
        _check_header(draft)
        _check_filter(draft, "filter", "account")
    _check_bases([draft for draft in drafts if draft.changed("base")])
    _check_entries([draft for draft in drafts if draft.touches_lines(ENTRIES)])
    ranked = [draft for draft in drafts if draft.changed(*_RANK) or draft.touches_lines(ENTRIES)]
    _check_ties([draft for draft in ranked if draft.ok and draft.get("is_active")])


def range_prepare(_ctx: Context, drafts: Sequence[Draft[SellableRange]]) -> None:
    """Both conditions can be followed."""
    for draft in drafts:
        _check_filter(draft, "filter", "account")
        _check_filter(draft, "products", "product")


def limit_prepare(_ctx: Context, drafts: Sequence[Draft[DiscountLimit]]) -> None:
    """A limit limits something."""
    for draft in drafts:
        if draft.get("max_discount_rate") is None and draft.get("min_margin_rate") is None:
            draft.error("max_discount_rate", NO_LIMIT)


def limit_label(row: DiscountLimit) -> str:
    """The name of its role."""
    return next((role.name for role in roles_by_ids([row.role_id])), "")


def _check_header(draft: Draft[PriceBook]) -> None:
    names = _ADDRESSED.get(draft.get("kind") or "", ())
    if names and draft.changed("kind", *names) and not any(draft.get(name) for name in names):
        draft.error(names[0], NOBODY)
    first, last = draft.get("valid_from_on"), draft.get("valid_to_on")
    if (
        first is not None
        and last is not None
        and last < first
        and draft.changed("valid_from_on", "valid_to_on")
    ):
        draft.error("valid_to_on", PERIOD)


def _check_filter(draft: Draft[Any], name: str, object_name: str) -> None:
    if not draft.changed(name) or not draft.get(name):
        return
    try:
        resolve(system_context(), catalogue().get(object_name), filters.parse(draft.get(name)), trusted=True)
    except Invalid as wrong:
        draft.errors += [FieldError(name, error.code, error.params) for error in wrong.errors]


def _check_bases(drafts: Sequence[Draft[PriceBook]]) -> None:
    """Books build on one another without a circle. Of two changes at once that would close one, the later sees the earlier."""
    if not drafts:
        return
    take_turns(["price_book.base"])
    bases = dict(PriceBook.objects.system(reason=_WHY).filter(deleted_at=None).values_list("pk", "base_id"))
    for draft in drafts:
        at, length = draft.get("base"), 2  # the book itself and its base
        while at is not None and at != draft.row.pk and length <= PRICE_BOOK_DEPTH:
            at, length = bases.get(at), length + 1
        if at is not None:
            is_loop = at == draft.row.pk
            draft.error(
                "base", LOOP if is_loop else DEPTH, **({} if is_loop else {"max": int(PRICE_BOOK_DEPTH)})
            )
        elif draft.row.pk is not None:
            bases[draft.row.pk] = draft.get("base")


def _check_entries(drafts: Sequence[Draft[PriceBook]]) -> None:
    lines = [line for draft in drafts for line in draft.lines.get(ENTRIES, ())]
    terms = product_terms({line.get("product") for line in lines if line.get("unit") is not None} - {None})
    for draft in drafts:
        seen = set()
        for line in draft.lines.get(ENTRIES, ()):
            _check_entry(line, terms)
            what = _about(line, terms)
            if what in seen:
                line.error("min_quantity", TWICE)
            seen.add(what)


def _about(line: Draft[Any], terms: Mapping[int, ProductTerms]) -> tuple[Any, ...]:
    """What an entry is about; the base unit is the same whether it is named or not."""
    product = terms.get(line.get("product") or 0)
    unit = line.get("unit")
    if product is not None and unit == product.base_unit:
        unit = None
    return (line.get("product"), line.get("category"), unit, line.get("min_quantity"))


def _check_entry(line: Draft[Any], terms: Mapping[int, ProductTerms]) -> None:
    product, unit = line.get("product"), line.get("unit")
    if line.get("price") is None and line.get("discount_rate") is None:
        line.error("price", ONE_OF)
    elif line.get("price") is not None and line.get("discount_rate") is not None:
        line.error("discount_rate", ONE_OF)
    if product is not None and line.get("category") is not None:
        line.error("category", PRODUCT_OR_CATEGORY)
    if product is None and line.get("price") is not None:
        line.error("price", PRICE_OF_PRODUCT)
    if unit is not None and product is None:
        line.error("unit", UNIT_OF_PRODUCT)
    found = terms.get(product or 0)
    if unit is not None and found is not None and found.factor_of(unit) is None:
        line.error("unit", UNIT, product=found.name)


def _check_ties(drafts: Sequence[Draft[PriceBook]]) -> None:
    """Two books of one rank that may hold for the same product and sale are refused, since the price would be chance."""
    if not drafts:
        return
    take_turns(["price_book.rank"])
    rows = PriceBook.objects.system(reason=_WHY).filter(deleted_at=None, is_active=True)
    others = {row.pk: row for row in rows.filter(priority__in={draft.get("priority") for draft in drafts})}
    unsent = [draft for draft in drafts if not draft.is_new and ENTRIES not in draft.lines]
    if unsent:
        load_lines(unsent[0].spec, unsent)
    earlier: list[Draft[PriceBook]] = []
    own = {one.row.pk for one in drafts}
    for draft in drafts:
        rivals = [row for pk, row in others.items() if pk not in own]
        rivals += [one.row for one in earlier]
        for rival in rivals:
            if _ties(draft.row, rival) and _share_products(draft, rival, earlier):
                draft.error("priority", TIE, other=rival.name)
                break
        earlier.append(draft)


def _ties(one: PriceBook, other: PriceBook) -> bool:
    return tie(book_of(one), book_of(other)) and audience_of(one).may_meet(audience_of(other))


def _share_products(draft: Draft[PriceBook], rival: PriceBook, earlier: Iterable[Draft[PriceBook]]) -> bool:
    """Whether both say something about the same product. Categories and everything may be about any."""
    mine = _products(draft)
    for one in earlier:
        if one.row is rival:
            theirs = _products(one)
            return bool(mine and theirs) and (None in mine or None in theirs or bool(mine & theirs))
    rows = PriceBookEntry.objects.system(reason=_WHY).filter(deleted_at=None, price_book=rival)
    if None not in mine:
        rows = rows.filter(Q(product_id__in=mine) | Q(product=None))
    return bool(mine) and rows.exists()


def _products(draft: Draft[PriceBook]) -> set[int | None]:
    if ENTRIES in draft.lines:
        return {line.get("product") for line in draft.lines[ENTRIES]}
    return {row.product_id for row in draft.standing_lines.get(ENTRIES, [])}
