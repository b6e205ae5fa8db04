"""Which price a product has, and why: decided from price books and the product's standard price. Pure.

Every source is ranked, forced books first, then in the configured order of sources, then by priority. The first that has
a usable price gives it. The others are candidates, each with the reason why it did not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property
from typing import Any, Literal

from guike.kernel.money import EXACT, ONE, price_in_currency

Kind = Literal["account", "salesperson", "list", "agreement"]
Source = Literal["account", "salesperson", "list", "agreement", "standard"]
#: why a candidate does not give the price
WhyNot = Literal[
    "audience", "not_yet", "expired", "currency", "unit", "quantity", "base", "outranked", "no_price"
]
STANDARD: Source = "standard"
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Book:
    """A price book in force. `currency`: "" for one whose prices are in the base currency and count in every currency.
    `base`: the book of whose prices its discounts are taken; None: the standard price."""

    id: int
    name: str
    kind: Kind
    priority: int
    is_forced: bool = False
    base: int | None = None
    currency: str = ""
    valid_from_on: date | None = None
    valid_to_on: date | None = None


@dataclass(frozen=True)
class Audience:
    """Whom a book is meant for; what is empty does not narrow it. `departments`: with all below them; `filter`: over accounts;
    `demands`: the values of which a field with one value must have one, as far as the filter plainly says so."""

    accounts: frozenset[int] = frozenset()
    filter: Any = None
    demands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    salespeople: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()

    def may_meet(self, other: Audience) -> bool:
        """Whether both could be meant for the same sale. Conditions are taken apart only as far as they plainly exclude one
        another, so that two books may be told apart too rarely, never too often."""
        named = (
            (self.accounts, other.accounts),
            (self.salespeople, other.salespeople),
            (self.departments, other.departments),
        )
        if any(a and b and not a & b for a, b in named):
            return False
        return not any(
            not values & other.demands[name] for name, values in self.demands.items() if name in other.demands
        )


@dataclass(frozen=True)
class Entry:
    """A row of a book: of one product, of a category with all below it, or of everything. `unit`: None for the base unit
    of the product; `min_quantity`: in that unit. Either a price for one unit or a discount rate."""

    id: int
    book: int
    product: int | None = None
    category: int | None = None
    unit: int | None = None
    min_quantity: Decimal = Decimal(0)
    price: Decimal | None = None
    discount_rate: Decimal | None = None


@dataclass(frozen=True)
class Item:
    """What is sold: `categories` from the product's own up to the root; `factors`: base units in one of each further unit;
    `standard_price`: in the base currency, for one base unit."""

    product: int
    categories: tuple[int, ...] = ()
    base_unit: int | None = None
    factors: Mapping[int, Decimal] = field(default_factory=dict)
    standard_price: Decimal | None = None

    def factor_of(self, unit: int | None) -> Decimal | None:
        """Base units in one of this unit; None for a unit that the product is not sold in."""
        return ONE if unit is None or unit == self.base_unit else self.factors.get(unit)


@dataclass(frozen=True)
class Question:
    """What a price is asked for. `exchange_rate`: what one unit of `currency` is worth in the base currency."""

    item: Item
    unit: int | None
    quantity: Decimal
    on: date
    currency: str
    exchange_rate: Decimal = ONE


@dataclass(frozen=True)
class Change:
    """The smallest change of a question after which a candidate gives the price."""

    field: Literal["quantity", "unit", "on", "currency"]
    value: Any

    def made(self, question: Question) -> Question:
        """The question with the change."""
        return replace(question, **{self.field: self.value})


@dataclass(frozen=True)
class Candidate:
    """A source that could give a price. why_not None: it does."""

    source: Source
    price: Decimal | None
    why_not: WhyNot | None = None
    book: Book | None = None
    entry: Entry | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Answer:
    """The price for one unit in the currency of the question, None where nobody has said one; candidates in their rank."""

    price: Decimal | None
    source: Source | None
    book: Book | None
    entry: Entry | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Prices:
    """What is known: books in force, the entries of each that fit the product, the order of the sources, the books that are
    meant for who asks, and those that are told as candidates (the others only say what discounts are taken off)."""

    books: Mapping[int, Book]
    entries: Mapping[int, Sequence[Entry]]
    order: Sequence[str]
    addressed: frozenset[int]
    told: frozenset[int]

    def answer(self, question: Question) -> Answer:
        """The price and why, with the smallest changes that let a better ranked candidate win."""
        found = list(self._ranked(question))
        winner = _winner(found)
        entry = winner.entry if winner is not None else None
        outcomes: dict[Change, Candidate | None] = {}
        candidates = tuple(self._with_change(one, question, entry, outcomes) for one in found)
        if winner is None:
            return Answer(None, None, None, None, candidates)
        return Answer(winner.price, winner.source, winner.book, entry, candidates)

    def _ranked(self, question: Question) -> Iterator[Candidate]:
        """Every candidate, the best ranked first: of those that are usable, the first one gives the price."""
        is_given = False
        for book in self._ranking:
            for one in (
                (_standard_candidate(question, is_given),)
                if book is None
                else self._of_book(book, question, is_given)
            ):
                is_given = is_given or one.why_not is None
                yield one

    @cached_property
    def _ranking(self) -> tuple[Book | None, ...]:
        """The books that may say something, the best ranked first; None: the standard price."""
        places = sorted([*map(self._rank, self._used()), *self._standard_rank()])
        return tuple(self.books.get(place[-1]) for place in places)

    def _used(self) -> Iterator[Book]:
        known = (self.books[pk] for pk in self.told)
        return (book for book in known if book.kind in self.order and self.entries.get(book.id))

    def _rank(self, book: Book) -> tuple[int, int, int, int]:
        if book.is_forced:
            return (0, 0, book.priority, book.id)
        return (1, self.order.index(book.kind), book.priority, book.id)

    def _standard_rank(self) -> list[tuple[int, int, int, int]]:
        return [(1, self.order.index(STANDARD), 0, 0)] if STANDARD in self.order else []

    def _of_book(self, book: Book, question: Question, is_given: bool) -> Iterator[Candidate]:
        """Of the entries of a book, the better ones that do not fit, then the first that does."""
        why = self._why_not(book, question)
        for entry in _closest_first(self.entries[book.id], question):
            price = self.price_of(entry, question)
            wrong = why or _why_not_entry(entry, question) or ("base" if price is None else None)
            yield Candidate(book.kind, price, wrong or ("outranked" if is_given else None), book, entry)
            if wrong not in ("unit", "quantity"):
                return

    def _why_not(self, book: Book, question: Question) -> WhyNot | None:
        return "audience" if book.id not in self.addressed else why_not_valid(book, question)

    def price_of(
        self, entry: Entry, question: Question, above: frozenset[int] = frozenset()
    ) -> Decimal | None:
        """What an entry says for one unit of the question, whether or not the quantity fits; for one of its own unit where
        that is another. None where what it is taken from has no price, or its book another currency. above: the books
        that led here, so that a circle ends."""
        book = self.books[entry.book]
        if book.currency not in ("", question.currency) or question.item.factor_of(question.unit) is None:
            return None
        if entry.price is not None:
            rate = ONE if book.currency else question.exchange_rate
            return price_in_currency(entry.price, rate, _pieces(entry, question))
        base = self._base_price(book, question, above | {book.id})
        return None if base is None else discounted(base, entry.discount_rate or Decimal(0))

    def _base_price(self, book: Book, question: Question, above: frozenset[int]) -> Decimal | None:
        """What a discount of the book is taken off."""
        if book.base is None:
            return _standard(question)
        base = self.books.get(book.base)
        if base is None or base.id in above or why_not_valid(base, question) is not None:
            return None
        for entry in _closest_first(self.entries.get(base.id, ()), question):
            if _why_not_entry(entry, question) is None:
                return self.price_of(entry, question, above)
        return None

    def _with_change(
        self,
        one: Candidate,
        question: Question,
        winner: Entry | None,
        outcomes: dict[Change, Candidate | None],
    ) -> Candidate:
        """The candidate with the smallest change that lets it win, where a single one does. `winner`: what gives the price without
        it; `outcomes`: what does with each change that was tried for other candidates."""
        if one.why_not in (None, "audience", "outranked", "base", "no_price"):
            return one
        change = _change(one, question)
        if change is None:
            return one
        if change not in outcomes:
            outcomes[change] = _winner(self._ranked(change.made(question)))
        after = outcomes[change]
        if after is None or after.entry is None or one.entry is None or after.entry.id != one.entry.id:
            return one
        return replace(one, change=change) if after.entry != winner else one


def _winner(ranked: Iterable[Candidate]) -> Candidate | None:
    """The one that gives the price; what stands behind it is not looked at."""
    return next((one for one in ranked if one.why_not is None), None)


def _standard_candidate(question: Question, is_given: bool) -> Candidate:
    price = _standard(question)
    return Candidate(STANDARD, price, "no_price" if price is None else "outranked" if is_given else None)


def tie(one: Book, other: Book) -> bool:
    """Whether two books have the same rank, on some day and in some currency; their audiences aside."""
    if (one.is_forced, one.priority) != (other.is_forced, other.priority):
        return False
    if not one.is_forced and one.kind != other.kind:
        return False
    if one.currency and other.currency and one.currency != other.currency:
        return False
    first, last = date.min, date.max
    return (one.valid_from_on or first) <= (other.valid_to_on or last) and (other.valid_from_on or first) <= (
        one.valid_to_on or last
    )


def demands_of(node: Any, single: Collection[str]) -> dict[str, frozenset[str]]:
    """What a filter plainly demands of fields that have one value."""
    parts = node.get("all", [node]) if isinstance(node, Mapping) else []
    found: dict[str, frozenset[str]] = {}
    for part in parts:
        if isinstance(part, Mapping) and part.get("op") in ("eq", "in") and part.get("field") in single:
            values = part["value"] if part["op"] == "in" else [part["value"]]
            found[str(part["field"])] = frozenset(map(str, values))
    return found


def why_not_valid(book: Book, question: Question) -> WhyNot | None:
    """Why the book says nothing on that day, in that currency."""
    if book.valid_from_on is not None and question.on < book.valid_from_on:
        return "not_yet"
    if book.valid_to_on is not None and question.on > book.valid_to_on:
        return "expired"
    if book.currency and book.currency != question.currency:
        return "currency"
    return None


def fitting(entries: Iterable[Entry], item: Item) -> list[Entry]:
    """The entries that are about the product: of it, of one of its categories, or of everything."""
    return [
        one
        for one in entries
        if (one.product == item.product or one.product is None)
        and (one.category is None or one.category in item.categories)
    ]


def discounted(price: Decimal, rate: Decimal) -> Decimal:
    """The price less the rate, rounded once to six places, half up."""
    with localcontext(EXACT):
        return (price * (ONE - rate)).quantize(_PLACES, rounding=ROUND_HALF_UP)


def _standard(question: Question) -> Decimal | None:
    factor = question.item.factor_of(question.unit)
    if factor is None or question.item.standard_price is None:
        return None
    return price_in_currency(question.item.standard_price, question.exchange_rate, factor)


def _base(unit: int | None, item: Item) -> int | None:
    return item.base_unit if unit is None else unit


def _closeness(entry: Entry, question: Question) -> tuple[bool, int, bool, Decimal, int]:
    """Product before category (the nearest first) before everything; its very unit before the base unit converted; the
    higher step before the lower."""
    item = question.item
    near = len(item.categories) if entry.category is None else item.categories.index(entry.category)
    is_other = _base(entry.unit, item) != _base(question.unit, item)
    return (entry.product is None, near, is_other, -entry.min_quantity, entry.id)


def _closest_first(entries: Sequence[Entry], question: Question) -> Sequence[Entry]:
    """Most books have one entry that fits."""
    return sorted(entries, key=lambda one: _closeness(one, question)) if len(entries) > 1 else entries


def _why_not_entry(entry: Entry, question: Question) -> WhyNot | None:
    """A price for the base unit counts for every unit that the product is sold in; one for another unit only for that."""
    item, priced_in = question.item, _base(entry.unit, question.item)
    if priced_in not in (_base(question.unit, item), item.base_unit):
        return "unit"
    return "quantity" if question.quantity * _pieces(entry, question) < entry.min_quantity else None


def _pieces(entry: Entry, question: Question) -> Decimal:
    """How many units of the entry one unit of the question is; 1 where the entry is for another unit alone."""
    item = question.item
    if _base(entry.unit, item) in (_base(question.unit, item), None):
        return ONE
    is_converted = _base(entry.unit, item) == item.base_unit
    return (item.factor_of(question.unit) if is_converted else None) or ONE


def _change(one: Candidate, question: Question) -> Change | None:
    book, entry = one.book, one.entry
    if book is None or entry is None:
        return None
    if one.why_not == "not_yet":
        return Change("on", book.valid_from_on)
    if one.why_not == "expired":
        return Change("on", book.valid_to_on)
    if one.why_not == "currency":
        return Change("currency", book.currency)
    if one.why_not == "unit":
        return Change("unit", entry.unit)
    return _enough(entry, question)


def _enough(entry: Entry, question: Question) -> Change:
    """The least quantity of the question's unit that reaches the step of the entry."""
    with localcontext(EXACT) as context:
        context.rounding = ROUND_CEILING
        return Change("quantity", (entry.min_quantity / _pieces(entry, question)).quantize(_PLACES))
