"""Every priced document keeps the same rules, whoever declared it: orders, opportunities, and those of the tests alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.domains.pricing.documents import DOCUMENTS, PricedDocument
from guike.domains.pricing.tests.desk import CURRENCIES, FIRST_DAY, SECOND_DAY, Desk, half_up, line_spec
from guike.domains.pricing.tests.trial import trials
from guike.kernel.errors import FieldError
from guike.platform.metadata.catalogue import catalogue

__all__ = ["trials"]

EVERY = [pytest.param(document, id=name) for name, document in sorted(DOCUMENTS.items())]
TAXED = [param for param in EVERY if "tax" in param.values[0].parts]
DISCOUNTED = [param for param in EVERY if "order_discount" in param.values[0].parts]
every = pytest.mark.parametrize("document", EVERY)
#: what random edits may be refused for; everything else is a fault
ALLOWED = {
    "line.no_price",
    "money.target_above_sum",
    "money.discount_above_sum",
    "money.minor_units",
    "line.total_of_lines",
}
ZERO = Decimal(0)

Row = dict[str, Any]
quantities = st.decimals(min_value="0.001", max_value=500, places=3).map(str)
prices = st.decimals(min_value=0, max_value=9999, places=4).map(str)
rates = st.sampled_from(["0", "0.1", "0.05", "0.333333", "0.13", "0.5", "1"])


@pytest.fixture
def desk(trials: None) -> Desk:
    return Desk.open()


def wrong(outcome: Any) -> set[tuple[str, str]]:
    assert outcome.refusal is not None
    found: list[FieldError] = outcome.refusal.field_errors()
    return {(error.field, error.code) for error in found}


def test_orders_opportunities_and_the_trials_are_priced_documents() -> None:
    assert {"sales_order", "opportunity", "trial_quote", "trial_bill"} <= set(DOCUMENTS)


# -- what may be written of a line and of a header ---------------------------------------------------------------


def line_values(document: PricedDocument) -> st.SearchStrategy[Row]:
    """Parts of a line; `product` and `unit` are places in the desk's lists."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        "product": st.integers(0, 2),
        "unit": st.sampled_from(["piece", "box", "half"]),
        "unit_price": st.one_of(prices, st.none()),
        "discount_rate": rates,
    }
    if "tax" in document.parts:
        optional["tax_rate"] = rates
    if "list_price" in document.parts:
        optional["list_price"] = prices
    return st.fixed_dictionaries({"quantity": quantities}, optional=optional)


def header_values(document: PricedDocument) -> st.SearchStrategy[Row]:
    choices: list[st.SearchStrategy[Row]] = [st.just({})]
    if "tax" in document.parts:
        choices.append(st.fixed_dictionaries({"is_tax_included": st.booleans()}))
    if "order_discount" in document.parts:
        choices.append(st.fixed_dictionaries({"order_discount_rate": rates}))
        amounts = st.decimals(min_value=0, max_value=2000, places=0).map(str)
        choices.append(st.fixed_dictionaries({"target_amount": amounts}))
    if document.is_total_typed:
        choices.append(st.fixed_dictionaries({document.total: st.sampled_from(["1000", "5"])}))
    return st.one_of(choices)


@dataclass(frozen=True)
class Edit:
    """One PATCH. Of the standing lines, by place: "keep", "delete" or what is changed."""

    sends_lines: bool
    standing: list[Row | str]
    added: list[Row]
    header: Row


def edits(document: PricedDocument) -> st.SearchStrategy[Edit]:
    what: st.SearchStrategy[Row | str] = st.sampled_from(["keep", "delete"]) | line_values(document)
    added = st.lists(line_values(document), max_size=2)
    return st.builds(Edit, st.booleans(), st.lists(what, max_size=4), added, header_values(document))


def resolved(desk: Desk, values: Row, *, new: bool) -> Row:
    found = dict(values)
    if new or "product" in found:
        found["product"] = desk.products[found.get("product", 0)]
    if "unit" in found:
        found["unit"] = getattr(desk, found["unit"])
    return found


def sent(desk: Desk, edit: Edit, standing: list[int]) -> Row:
    if not edit.sends_lines:
        return dict(edit.header)
    rows: list[Row] = []
    for place, line in enumerate(standing):
        what = edit.standing[place] if place < len(edit.standing) else "keep"
        if what != "delete":
            rows.append({"id": line} | ({} if isinstance(what, str) else resolved(desk, what, new=False)))
    rows += [resolved(desk, values, new=True) for values in edit.added]
    return {"lines": rows} | edit.header


# -- what must hold of what is stored ----------------------------------------------------------------------------


def check(desk: Desk, document: PricedDocument, record: int) -> None:
    """The figures of the rows as they are stored, worked out anew from quantities, prices and rates."""
    header, lines = desk.header(document, record), desk.lines(document, record)
    places = CURRENCIES[header.currency][0]
    discount = header.order_discount_amount if "order_discount" in document.parts else ZERO
    included = "tax" not in document.parts or header.is_tax_included
    amounts = [half_up(line.quantity * line.unit_price * (1 - line.discount_rate), places) for line in lines]
    assert [line.amount for line in lines] == amounts
    if "base_qty" in document.parts:
        factors = {desk.piece: Decimal(1), desk.box: Decimal(12), desk.half: Decimal("0.5")}
        assert [line.base_qty for line in lines] == [line.quantity * factors[line.unit_id] for line in lines]
    nets, taxes, lists = [], [], []
    for line, amount in zip(lines, amounts, strict=True):
        net, tax = amount, ZERO
        if "order_discount" in document.parts:
            net -= line.allocated_discount_amount
            exact = discount * amount / sum(amounts) if sum(amounts) else ZERO
            assert abs(line.allocated_discount_amount - exact) < Decimal(1).scaleb(-places)
            assert (line.net_amount, net >= 0) == (net, True)
        if "tax" in document.parts:
            rate = line.tax_rate
            tax = half_up(net * rate / (1 + rate) if included else net * rate, places)
            assert line.tax_amount == tax
        if "list_price" in document.parts:
            lists.append(half_up(line.quantity * line.list_price, places))
            assert (line.list_amount, line.discount_amount) == (lists[-1], lists[-1] - net)
        nets.append(net)
        taxes.append(tax)
    if lines or not document.is_total_typed:
        assert getattr(header, document.total) == sum(nets, ZERO) + (ZERO if included else sum(taxes, ZERO))
    assert sum(amounts, ZERO) - sum(nets, ZERO) == discount
    if "tax" in document.parts:
        assert header.tax_amount == sum(taxes, ZERO)
    if "list_price" in document.parts:
        assert header.list_amount == sum(lists, ZERO)
        assert header.discount_amount == sum(lists, ZERO) - sum(nets, ZERO)
    total = getattr(header, document.total)
    in_base = None if total is None else half_up(total * header.exchange_rate, 2)
    assert getattr(header, document.base_total) == in_base


@every
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_i1_i2_header_and_lines_agree_after_any_edits(
    desk: Desk, document: PricedDocument, data: st.DataObject
) -> None:
    """I1, I2, I4, I5: created, lines added, changed, in another unit, deleted, discounts, tax; refused ones change nothing."""
    first = data.draw(st.lists(line_values(document), max_size=4))
    currency = data.draw(st.sampled_from(sorted(CURRENCIES)))
    given_header = data.draw(header_values(document))
    rows = [resolved(desk, values, new=True) for values in first]
    made = desk.create(document, lines=rows, currency=currency, **given_header)
    if made.refusal is not None:
        assert {code for _field, code in wrong(made)} <= ALLOWED
        made = desk.create(document, currency=currency)
    assert made.id is not None
    check(desk, document, made.id)
    for edit in data.draw(st.lists(edits(document), min_size=1, max_size=5)):
        before = desk.stored(document, made.id)
        values = sent(desk, edit, [line.pk for line in desk.lines(document, made.id)])
        outcome = desk.change(document, made.id, **values)
        if outcome.refusal is not None:
            assert {code for _field, code in wrong(outcome)} <= ALLOWED, (edit, wrong(outcome))
            assert desk.stored(document, made.id) == before
        check(desk, document, made.id)


# -- the terms of the product ------------------------------------------------------------------------------------


@every
@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_i3_a_line_takes_the_terms_of_its_product(
    desk: Desk, document: PricedDocument, currency: str
) -> None:
    """I3: unit, tax, and the price in the document's currency, rounded once and to six places."""
    rows = [{"product": product, "quantity": "3"} for product in desk.products]
    made = desk.create(document, lines=rows, currency=currency)
    assert made.id is not None
    header = desk.header(document, made.id)
    standards = [Decimal(text) for text in ("80.5", "0.0035", "1999.999999")]
    expected = [half_up(price / header.exchange_rate, 6) for price in standards]
    lines = desk.lines(document, made.id)
    assert [line.unit_price for line in lines] == expected
    assert {line.unit_id for line in lines} == {desk.piece}
    assert {line.discount_rate for line in lines} == {0}
    if "list_price" in document.parts:
        assert [line.list_price for line in lines] == expected
    if "tax" in document.parts:
        assert [line.tax_rate for line in lines] == [Decimal("0.13"), Decimal("0.06"), 0]
    check(desk, document, made.id)


@every
def test_i3_what_was_taken_stays_until_the_line_names_something_else(
    desk: Desk, document: PricedDocument
) -> None:
    """I3"""
    first, second, _third = desk.products
    made = desk.create(document, lines=[{"product": first, "quantity": "2"}], currency="CNY")
    assert made.id is not None
    (line,) = desk.lines(document, made.id)
    desk.change(PricedDocument("product"), first, standard_price="1", tax_rate="0.01")
    assert desk.change(document, made.id, lines=[{"id": line.pk, "quantity": "3"}]).ok
    (kept,) = desk.lines(document, made.id)
    assert (kept.unit_price, kept.amount) == (Decimal("80.5"), Decimal("241.5"))
    assert desk.change(document, made.id, lines=[{"id": line.pk, "product": second}]).ok
    (other,) = desk.lines(document, made.id)
    assert (other.unit_price, other.amount) == (Decimal("0.0035"), Decimal("0.01"))
    typed = {"id": line.pk, "product": first, "unit_price": "70"}
    assert desk.change(document, made.id, lines=[typed]).ok
    assert [row.unit_price for row in desk.lines(document, made.id)] == [70]
    if "tax" in document.parts:
        rates_kept = (kept.tax_rate, other.tax_rate, desk.lines(document, made.id)[0].tax_rate)
        assert rates_kept == (Decimal("0.13"), Decimal("0.06"), Decimal("0.01"))
    check(desk, document, made.id)


@every
def test_i3_a_box_costs_what_its_pieces_cost(desk: Desk, document: PricedDocument) -> None:
    """I3: rounded once; a line that changes to another unit takes its price anew."""
    boxed = [{"product": one, "quantity": "2", "unit": desk.box} for one in desk.products]
    made = desk.create(document, lines=boxed, currency="CNY")
    assert made.id is not None
    lines = desk.lines(document, made.id)
    assert [line.unit_price for line in lines] == [966, Decimal("0.042"), Decimal("23999.999988")]
    if "list_price" in document.parts:
        assert [line.list_price for line in lines] == [line.unit_price for line in lines]
    if "base_qty" in document.parts:
        assert [line.base_qty for line in lines] == [24, 24, 24]
    first, *others = [{"id": line.pk} for line in lines]
    assert desk.change(document, made.id, lines=[first | {"unit": desk.piece}, *others]).ok
    (line, *_others) = desk.lines(document, made.id)
    assert (line.unit_price, line.amount) == (Decimal("80.5"), 161)
    if "base_qty" in document.parts:
        assert line.base_qty == 2
    check(desk, document, made.id)


@every
def test_i5_a_product_is_sold_in_its_own_units_alone(desk: Desk, document: PricedDocument) -> None:
    """I5: also where only the unit of a standing line is changed, and whatever price is given."""
    barrel = {"product": desk.products[0], "quantity": "2", "unit": desk.barrel, "unit_price": "900"}
    refused = desk.create(document, lines=[barrel])
    assert wrong(refused) == {("lines[0].unit", "line.unit")}
    assert refused.refusal is not None
    (error,) = refused.refusal.field_errors()
    assert error.message("zh-CN").endswith("没有这个单位，可选：件、大箱、半件")
    assert error.message("en").endswith("is not sold in this unit; choose one of: 件, 大箱, 半件")
    made = desk.create(document, lines=[{"product": desk.products[0], "quantity": "2"}])
    assert made.id is not None
    before = desk.stored(document, made.id)
    (line,) = desk.lines(document, made.id)
    refused = desk.change(document, made.id, lines=[{"id": line.pk, "unit": desk.barrel}])
    assert wrong(refused) == {("lines[0].unit", "line.unit")}
    assert desk.stored(document, made.id) == before
    given_price = {"id": line.pk, "unit": desk.box, "unit_price": "900"}
    assert desk.change(document, made.id, lines=[given_price]).ok
    assert getattr(desk.header(document, made.id), document.total) == 1800


# -- exact figures, so that a mistake shared with the check above is seen ----------------------------------------


@pytest.mark.parametrize("document", TAXED)
def test_i1_tax_inside_and_on_top(desk: Desk, document: PricedDocument) -> None:
    """I1: 113.00 with 13 % inside holds 13.00; on top of it come 14.69."""
    row = {"product": desk.products[0], "quantity": "1", "unit_price": "113"}
    made = desk.create(document, lines=[row])
    assert made.id is not None
    header = desk.header(document, made.id)
    assert (header.tax_amount, header.total_amount) == (13, 113)
    assert desk.change(document, made.id, is_tax_included=False).ok
    header = desk.header(document, made.id)
    assert (header.tax_amount, header.total_amount) == (Decimal("14.69"), Decimal("127.69"))


@pytest.mark.parametrize("document", DISCOUNTED)
def test_i2_a_discount_on_the_whole_is_split_and_stays_an_amount(
    desk: Desk, document: PricedDocument
) -> None:
    """I2: 10.00 over three lines of 33.33; the missing cent goes to the first."""
    row = {"product": desk.products[0], "quantity": "1", "unit_price": "33.33"}
    made = desk.create(document, lines=[row] * 3, target_amount="89.99")
    assert made.id is not None

    def shares() -> list[Decimal]:
        return [line.allocated_discount_amount for line in desk.lines(document, made.id or 0)]

    assert shares() == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    standing = [{"id": line.pk} for line in desk.lines(document, made.id)]
    assert desk.change(document, made.id, lines=standing[:2]).ok
    assert (shares(), desk.header(document, made.id).total_amount) == ([5, 5], Decimal("56.66"))
    both = desk.change(document, made.id, order_discount_rate="0.1", target_amount="5")
    assert wrong(both) == {("target_amount", "not_both")}
    assert shares() == [5, 5]


@pytest.mark.parametrize("document", [p for p in EVERY if p.values[0].is_total_typed])
def test_i4_a_total_is_typed_without_lines_only(desk: Desk, document: PricedDocument) -> None:
    """I4"""
    made = desk.create(document, **{document.total: "500"})
    assert made.id is not None
    assert getattr(desk.header(document, made.id), document.total) == 500
    row = {"product": desk.products[0], "quantity": "2", "unit_price": "10"}
    refused = desk.change(document, made.id, lines=[row], **{document.total: "21"})
    assert wrong(refused) == {(document.total, "line.total_of_lines")}
    assert desk.change(document, made.id, lines=[row]).ok
    for other in ("21", None):
        refused = desk.change(document, made.id, **{document.total: other})
        assert wrong(refused) == {(document.total, "line.total_of_lines")}
    assert getattr(desk.header(document, made.id), document.total) == 20
    assert desk.change(document, made.id, lines=[], **{document.total: "30"}).ok
    assert getattr(desk.header(document, made.id), document.total) == 30


@every
@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"quantity": "0"}, "quantity", "line.quantity"),
        ({"quantity": "-1"}, "quantity", "not_negative"),
        ({"quantity": None}, "quantity", "required"),
        ({"unit_price": "-0.01"}, "unit_price", "not_negative"),
        ({"discount_rate": "1.01"}, "discount_rate", "out_of_range"),
        ({"amount": "1"}, "amount", "read_only"),
        (
            {"quantity": "99999999999999", "unit_price": "99999999999999"},
            "quantity",
            "money.too_large",
        ),
    ],
)
def test_i5_what_is_wrong_with_a_line_is_said_alike(
    desk: Desk, document: PricedDocument, values: Row, field: str, code: str
) -> None:
    """I5"""
    row = {"product": desk.products[0], "quantity": "1"}
    refused = desk.create(document, lines=[row, {**row, **values}])
    assert wrong(refused) == {(f"lines[1].{field}", code)}


@every
def test_i5_what_is_no_longer_sold_is_put_on_no_new_line(desk: Desk, document: PricedDocument) -> None:
    """I5"""
    product = desk.products[0]
    made = desk.create(document, lines=[{"product": product, "quantity": "1"}])
    assert made.id is not None
    desk.change(PricedDocument("product"), product, is_active=False)
    (line,) = desk.lines(document, made.id)
    kept = {"id": line.pk, "quantity": "2"}
    assert desk.change(document, made.id, lines=[kept]).ok
    more = desk.change(document, made.id, lines=[kept, {"product": product, "quantity": "1"}])
    assert wrong(more) == {("lines[1].product", "line.product_inactive")}
    assert len(desk.lines(document, made.id)) == 1


def test_fields_are_called_alike_in_every_document(trials: None) -> None:
    """One name, one label; only the lines and the total are called after their document."""
    called: dict[str, set[tuple[str, str, str]]] = {}
    for document in DOCUMENTS.values():
        named = (document.total, "lines", document.base_total)
        header = [f for f in catalogue().get(document.object).fields if f.name not in named]
        figures = (*document.header_figures, "is_tax_included", "order_discount_rate", "target_amount")
        kept = [f for f in header if f.name in figures] + [
            f for f in line_spec(document).fields if f.name in (*document.line_figures, "unit", "tax_rate")
        ]
        for item in kept:
            called.setdefault(item.name, set()).add((item.type, item.label.zh, item.label.en))
    assert {name: forms for name, forms in called.items() if len(forms) > 1} == {}
    assert called["unit"] == {("reference", "单位", "Unit")}


@every
def test_a_form_with_lines_asks_for_their_currency(trials: None, document: PricedDocument) -> None:
    """The amounts that an open form estimates are written in it."""
    form = [name for section in catalogue().get(document.object).form for name in section.fields]
    assert ("currency" in form) == ("lines" in form)


# -- currency and date -------------------------------------------------------------------------------------------


@every
def test_i6_the_rate_is_that_of_the_documents_day(desk: Desk, document: PricedDocument) -> None:
    """I6"""
    dated = catalogue().get(document.object).document_date
    row = {"product": desk.products[0], "quantity": "1", "unit_price": "1000"}
    first = {dated: FIRST_DAY} if dated else {}
    made = desk.create(document, lines=[row], currency="JPY", **first)
    assert made.id is not None
    header = desk.header(document, made.id)
    rate = Decimal(CURRENCIES["JPY"][1 if dated else 2])
    assert (header.exchange_rate, getattr(header, document.base_total)) == (rate, 1000 * rate)
    assert wrong(desk.create(document, lines=[row], currency="XXX")) == {("currency", "currency.unknown")}
    if not dated:
        return
    assert desk.change(document, made.id, **{dated: SECOND_DAY}).ok
    header = desk.header(document, made.id)
    assert (header.exchange_rate, getattr(header, document.base_total)) == (Decimal("0.06"), 60)
    assert getattr(header, document.total) == 1000
    before = desk.stored(document, made.id)
    early = desk.change(document, made.id, **{dated: "2000-01-01"})
    assert wrong(early) == {(dated, "currency.no_rate")}
    assert desk.stored(document, made.id) == before
