"""What something costs: the questions of documents and people, answered from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guike.domains.catalog.queries import ProductTerms, category_path
from guike.domains.prices.books import Asker, addressed, books, entries_of, with_bases
from guike.domains.prices.rules import Answer, Entry, Item, Prices, Question, fitting
from guike.domains.prices.settings import PRICE_ORDER
from guike.platform.settings import queries as settings


@dataclass(frozen=True)
class Sale:
    """One product in one sale: who sells it to whom, and the question. The product's terms are in the question."""

    asker: Asker
    question: Question


def item_of(terms: ProductTerms) -> Item:
    """A product as the rules see it."""
    path = category_path(terms.category)
    return Item(terms.id, path, terms.base_unit, dict(terms.factors), terms.standard_price)


def has_books() -> bool:
    """Whether anything but the standard price can be the price."""
    return bool(books().by_id)


def answers(sales: Sequence[Sale], *, everything: bool = False) -> list[Answer]:
    """The price of each and why. everything: also the books that are meant for others, as candidates; else they are left
    out. As many queries for many sales as for one: none without price books."""
    order = tuple(settings.get(PRICE_ORDER))
    known = books()
    meant = addressed({sale.asker for sale in sales})
    looked = frozenset(known.by_id) if everything else frozenset().union(*meant.values())
    items = [sale.question.item for sale in sales]
    entries = _by_product(
        entries_of(
            with_bases(looked),
            {item.product for item in items},
            {category for item in items for category in item.categories},
        )
    )
    found = []
    for sale in sales:
        item, own = sale.question.item, meant[sale.asker]
        about = [*entries.get(item.product, ()), *fitting(entries.get(None, ()), item)]
        prices = Prices(known.by_id, _by_book(about), order, own, looked if everything else own)
        found.append(prices.answer(sale.question))
    return found


def _by_product(entries: Iterable[Entry]) -> dict[int | None, list[Entry]]:
    found: dict[int | None, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.product, []).append(entry)
    return found


def _by_book(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.book, []).append(entry)
    return found
