"""The rules of prices, beside a second way of finding them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guike.domains.prices.rules import (
    Audience,
    Book,
    Candidate,
    Change,
    Entry,
    Item,
    Prices,
    Question,
    demands_of,
    fitting,
    tie,
)

D = Decimal
TODAY = date(2026, 6, 15)
PIECE, BOX, PALLET = 1, 2, 3
ORDER = ("account", "salesperson", "list", "standard")
ITEM = Item(7, (30, 20), PIECE, {BOX: D(12), PALLET: D(480)}, D(100))
ASKED = Question(ITEM, PIECE, D(1), TODAY, "CNY")


def prices(
    books: list[Book], entries: list[Entry], order: tuple[str, ...] = ORDER, but: frozenset[int] = frozenset()
) -> Prices:
    of_book = {book.id: fitting([one for one in entries if one.book == book.id], ITEM) for book in books}
    known = {book.id: book for book in books}
    return Prices(known, of_book, order, frozenset(known) - but, frozenset(known))


def test_ba_12_customer_price_then_salesperson_then_item() -> None:
    """BA-12: item 100, customer 95, salesperson 97 gives 95, with the reason of each; another order gives 97."""
    known = prices(
        [Book(1, "客户价", "account", 1), Book(2, "业务员价", "salesperson", 1)],
        [Entry(1, 1, product=7, price=D(95)), Entry(2, 2, product=7, price=D(97))],
    )
    found = known.answer(ASKED)
    assert (found.price, found.source) == (D(95), "account")
    assert [(one.source, one.price, one.why_not) for one in found.candidates] == [
        ("account", D(95), None),
        ("salesperson", D(97), "outranked"),
        ("standard", D(100), "outranked"),
    ]
    other = replace(known, order=("salesperson", "account", "list", "standard")).answer(ASKED)
    assert (other.price, other.source) == (D(97), "salesperson")
    # a source that is not in the order gives no price
    assert replace(known, order=("standard",)).answer(ASKED).price == D(100)
    assert replace(known, order=("list",)).answer(ASKED).source is None


def test_pr_06_the_list_of_the_first_priority_then_the_next() -> None:
    """PR-06: an item that is missing in 1 comes from 2; an expired list is left out, and says so."""
    first, second = Book(1, "一", "list", 1), Book(2, "二", "list", 2)
    other = Entry(1, 1, product=8, price=D(1))
    mine, next_one = Entry(2, 1, product=7, price=D(90)), Entry(3, 2, product=7, price=D(92))
    assert prices([first, second], [other, mine, next_one]).answer(ASKED).price == D(90)
    assert prices([first, second], [other, next_one]).answer(ASKED).price == D(92)
    expired = replace(first, valid_to_on=TODAY - timedelta(days=1))
    found = prices([expired, second], [mine, next_one]).answer(ASKED)
    assert found.price == D(92)
    assert found.candidates[0] == Candidate(
        "list", D(90), "expired", expired, mine, Change("on", TODAY - timedelta(days=1))
    )


def test_units_steps_categories_and_chained_discounts() -> None:
    """A step counts in the unit of its entry; a base price counts in every unit; the nearest category before the farther;
    a discount is taken off the book that it builds on."""
    dealer = Book(1, "经销商", "list", 5)
    vip = Book(2, "VIP", "list", 1, base=1)
    entries = [
        Entry(1, 1, product=7, price=D(80)),
        Entry(2, 1, product=7, price=D(75), min_quantity=D(100)),
        Entry(3, 1, product=7, unit=BOX, price=D(850)),
        Entry(4, 2, category=20, discount_rate=D("0.1")),
        Entry(5, 2, category=30, discount_rate=D("0.05")),
        Entry(6, 2, discount_rate=D("0.5")),
    ]
    known = prices([dealer, vip], entries)
    assert known.answer(ASKED).price == D("76")  # 80 less 5 %
    assert known.answer(replace(ASKED, quantity=D(100))).price == D("71.25")  # 75 less 5 %
    assert known.answer(replace(ASKED, unit=BOX)).price == D("807.5")  # the box's own price less 5 %
    # 1 pallet = 480 pieces: the base price of the step of 100
    assert known.answer(replace(ASKED, unit=PALLET)).price == D("34200")
    step = next(
        one for one in prices([dealer], entries).answer(ASKED).candidates if one.entry and one.entry.id == 2
    )
    assert (step.why_not, step.change) == ("quantity", Change("quantity", D(100)))


def test_a_book_that_comes_first_and_one_for_others() -> None:
    """A forced book stands before every source; one for others never gives the price and says why."""
    customer, forced = Book(1, "客户价", "account", 1), Book(2, "清仓", "list", 9, is_forced=True)
    entries = [Entry(1, 1, product=7, price=D(95)), Entry(2, 2, product=7, discount_rate=D("0.4"))]
    assert prices([customer, forced], entries).answer(ASKED).price == D(60)
    found = prices([customer, forced], entries, but=frozenset({2})).answer(ASKED)
    assert (found.price, found.candidates[0].why_not, found.candidates[0].change) == (D(95), "audience", None)


def test_prices_in_other_currencies() -> None:
    """A book without currency is converted, one with another currency is left out."""
    dollars = replace(ASKED, currency="USD", exchange_rate=D("7.2"))
    open_book, usd = Book(1, "通用", "list", 2), Book(2, "美元", "list", 1, currency="USD")
    entries = [Entry(1, 1, product=7, price=D(72)), Entry(2, 2, product=7, price=D("9.5"))]
    assert prices([open_book, usd], entries).answer(dollars).price == D("9.5")
    found = prices([open_book, usd], entries).answer(ASKED)
    assert (found.price, found.candidates[0].change) == (D(72), Change("currency", "USD"))
    assert prices([open_book], entries).answer(dollars).price == D(10)


def test_pr_06_what_ties() -> None:
    """PR-06: same source, same priority, a common day, currency and sale."""
    one, other = Book(1, "甲", "list", 1), Book(2, "乙", "list", 1)
    assert tie(one, other)
    assert not tie(one, replace(other, priority=2))
    assert not tie(one, replace(other, kind="account"))
    assert tie(replace(one, is_forced=True), replace(other, kind="account", is_forced=True))
    assert not tie(replace(one, valid_to_on=TODAY), replace(other, valid_from_on=TODAY + timedelta(days=1)))
    assert tie(replace(one, valid_to_on=TODAY), replace(other, valid_from_on=TODAY))
    assert not tie(replace(one, currency="USD"), replace(other, currency="CNY"))
    assert tie(replace(one, currency="USD"), other)
    assert not Audience(accounts=frozenset({1})).may_meet(Audience(accounts=frozenset({2})))
    assert Audience(accounts=frozenset({1})).may_meet(Audience(salespeople=frozenset({2})))
    dealers, terminals = (
        {"field": "channel_role", "op": "eq", "value": one} for one in ("dealer", "terminal")
    )
    single = {"channel_role"}
    a, b = (
        Audience(demands=demands_of(dealers, single)),
        Audience(demands=demands_of({"all": [terminals]}, single)),
    )
    assert not a.may_meet(b)
    assert a.may_meet(Audience(demands=demands_of({"any": [terminals]}, single)))
    assert a.may_meet(Audience(demands=demands_of(terminals, ())))


days = st.one_of(st.none(), st.integers(-3, 3).map(lambda n: TODAY + timedelta(days=n)))
quantities = st.sampled_from([D(0), D(1), D(5), D(10), D("0.5")])
amounts = st.decimals("0", "200", places=2)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Prices, Question]:
    """Up to five books of any rank that build on one another, with entries of every kind; a question."""
    books = [
        Book(
            n, f"表{n}", draw(st.sampled_from(["account", "salesperson", "list", "agreement"])), draw(st.integers(1, 3)),
            draw(st.booleans()), draw(st.one_of(st.none(), st.integers(1, 5))), draw(st.sampled_from(["", "CNY", "USD"])),
            draw(days), draw(days),
        )
        for n in range(1, draw(st.integers(1, 5)) + 1)
    ]  # fmt: skip
    entries = [
        _entry(draw, n, draw(st.integers(1, len(books)))) for n in range(1, draw(st.integers(1, 9)) + 1)
    ]
    order = draw(st.permutations(["account", "salesperson", "list", "agreement", "standard"]))
    known = prices(books, entries, tuple(order), draw(st.frozensets(st.integers(1, 5), max_size=2)))
    unit = draw(st.sampled_from([PIECE, BOX, PALLET]))
    rate = draw(st.sampled_from([D(1), D("7.2")]))
    asked = Question(ITEM, unit, draw(quantities) + 1, TODAY, "CNY" if rate == 1 else "USD", rate)
    return known, asked


def _entry(draw: st.DrawFn, number: int, book: int) -> Entry:
    about = draw(st.sampled_from(["product", "product", "category", "everything"]))
    is_price = about == "product" and draw(st.booleans())
    return Entry(
        number, book,
        product=7 if about == "product" else None,
        category=draw(st.sampled_from([20, 30])) if about == "category" else None,
        unit=draw(st.sampled_from([None, PIECE, BOX])) if about == "product" else None,
        min_quantity=draw(quantities),
        price=draw(amounts) if is_price else None,
        discount_rate=None if is_price else draw(st.sampled_from([D(0), D("0.1"), D("0.333333")])),
    )  # fmt: skip


@given(worlds())
def test_explaining_and_pricing_are_one(world: tuple[Prices, Question]) -> None:
    """The candidate without a reason is the price, there is one at most, and every better one has a reason of its own."""
    known, asked = world
    found = known.answer(asked)
    winners = [one for one in found.candidates if one.why_not is None]
    assert len(winners) <= 1
    if not winners:
        assert found.price is None
        return
    (winner,) = winners
    assert (winner.price, winner.source, winner.book, winner.entry) == (
        found.price,
        found.source,
        found.book,
        found.entry,
    )
    place = found.candidates.index(winner)
    assert all(one.why_not not in (None, "outranked") for one in found.candidates[:place])
    assert found.price is not None
    assert found.price >= 0


@given(worlds())
def test_the_price_is_that_of_the_best_ranked_entry_that_fits(world: tuple[Prices, Question]) -> None:
    """Found in a second way, over books that do not build on one another."""
    known, asked = world
    flat = replace(known, books={pk: replace(book, base=None) for pk, book in known.books.items()})
    assert flat.answer(asked).price == _by_hand(flat, asked)


def _by_hand(known: Prices, asked: Question) -> Decimal | None:
    """The price, found in another way: every usable entry with its rank as one tuple, and the least of them."""
    ranked: list[tuple[tuple[object, ...], Decimal]] = []
    pieces = {PIECE: D(1), BOX: D(12), PALLET: D(480)}[asked.unit or PIECE]
    standard = (D(100) * pieces / asked.exchange_rate).quantize(D("0.000001"), "ROUND_HALF_UP")
    for book in known.books.values():
        if book.id not in known.addressed or book.kind not in known.order:
            continue
        if not (book.valid_from_on or TODAY) <= TODAY <= (book.valid_to_on or TODAY) or book.currency not in (
            "",
            asked.currency,
        ):
            continue
        for entry in known.entries.get(book.id, ()):
            unit = entry.unit or PIECE
            if unit not in (asked.unit, PIECE):
                continue
            converted = pieces if unit != asked.unit else D(1)
            if asked.quantity * converted < entry.min_quantity:
                continue
            near = 0 if entry.product else 1 if entry.category == 30 else 2 if entry.category == 20 else 3
            rank = (
                not book.is_forced,
                0 if book.is_forced else known.order.index(book.kind),
                book.priority,
                book.id,
            )
            worth = entry.price if entry.price is not None else standard * (1 - (entry.discount_rate or 0))
            if entry.price is not None:
                worth = entry.price * converted / (asked.exchange_rate if not book.currency else 1)
            price = worth.quantize(D("0.000001"), "ROUND_HALF_UP")
            ranked.append(((*rank, near, unit != asked.unit, -entry.min_quantity, entry.id), price))
    if "standard" in known.order:
        ranked.append(((True, known.order.index("standard"), 0, 0, 0, False, D(0), 0), standard))
    return min(ranked)[1] if ranked else None


@given(worlds())
def test_the_smallest_change_lets_the_candidate_win(world: tuple[Prices, Question]) -> None:
    """What is named as the change flips the outcome to that candidate; a smaller one does not."""
    known, asked = world
    found = known.answer(asked)
    for one in found.candidates:
        if one.change is None:
            continue
        after = known.answer(one.change.made(asked))
        assert after.entry == one.entry != found.entry
        if one.change.field == "quantity":
            less = replace(asked, quantity=one.change.value - D("0.000001"))
            assert known.answer(less).entry != one.entry
        if one.change.field == "on":
            nearer = one.change.value + timedelta(days=1 if one.change.value < asked.on else -1)
            assert known.answer(replace(asked, on=nearer)).entry != one.entry
