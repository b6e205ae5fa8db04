"""Money is exact: examples from the requirements, and properties over generated orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guike.kernel.errors import Invalid
from guike.kernel.money import (
    DocumentLine,
    DocumentTotals,
    apply_order_discount,
    compute_document,
    line_amount,
    price_in_currency,
    round_amount,
    split,
    tax_amount,
    to_base,
)

minor = st.sampled_from([0, 2, 3])
quantities = st.decimals(0, 10_000, places=3)
prices = st.decimals(0, 100_000, places=4)
rates = st.decimals(0, 1, places=4)
order_lines = st.lists(
    st.builds(
        DocumentLine,
        quantity=quantities,
        unit_price=prices,
        discount_rate=rates,
        tax_rate=rates,
        list_price=prices,
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("value", "minor_units", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("2.675", 2, "2.68"),
        ("2.665", 2, "2.67"),
        ("0.5", 0, "1"),
        ("1.0005", 3, "1.001"),
        ("99999999999999999999999999999.995", 2, "100000000000000000000000000000.00"),
    ],
)
def test_rounding_is_half_away_from_zero(value: str, minor_units: int, rounded: str) -> None:
    assert str(round_amount(Decimal(value), minor_units)) == rounded


def test_rounding_never_gives_a_negative_zero() -> None:
    assert str(round_amount(Decimal("-0.001"), 2)) == "0.00"


@pytest.mark.req("OR-01")
def test_item_discount() -> None:
    order = compute_document(
        [DocumentLine(Decimal(2), Decimal(100), Decimal("0.1"), list_price=Decimal(100))]
    )
    line = order.lines[0]
    assert (str(line.amount), str(line.net_amount)) == ("180.00", "180.00")
    assert (str(line.list_amount), str(line.discount_amount)) == ("200.00", "20.00")
    assert (str(order.list_amount), str(order.discount_amount), str(order.total_amount)) == (
        "200.00",
        "20.00",
        "180.00",
    )


@pytest.mark.req("OR-02")
def test_whole_order_discount() -> None:
    lines = [DocumentLine(Decimal(2), Decimal(100), Decimal("0.1")), DocumentLine(Decimal(1), Decimal(20))]
    order = compute_document(lines, order_discount_rate=Decimal("0.05"))
    assert str(order.total_amount) == "190.00"
    assert [str(line.allocated_discount_amount) for line in order.lines] == ["9.00", "1.00"]
    assert str(order.order_discount_amount) == "10.00"
    assert str(order.discount_amount) == "30.00"


@pytest.mark.req("OR-03")
def test_order_amount_set_directly() -> None:
    lines = [DocumentLine(Decimal(2), Decimal(100), Decimal("0.1")), DocumentLine(Decimal(1), Decimal(20))]
    order = compute_document(lines, target_amount=Decimal("188.88"))
    assert [str(line.net_amount) for line in order.lines] == ["169.99", "18.89"]
    assert str(sum(line.net_amount for line in order.lines)) == "188.88"
    assert str(order.total_amount) == "188.88"
    assert str(order.order_discount_amount) == "11.12"


@pytest.mark.req("OR-03")
def test_the_discount_amount_stays_when_lines_change() -> None:
    first = compute_document([DocumentLine(Decimal(1), Decimal(200))], target_amount=Decimal("188.88"))
    second = compute_document(
        [DocumentLine(Decimal(1), Decimal(200)), DocumentLine(Decimal(1), Decimal(100))],
        discount_amount=first.order_discount_amount,
    )
    assert str(second.order_discount_amount) == "11.12"
    assert str(second.total_amount) == "288.88"


def test_three_equal_lines_share_a_cent_that_does_not_divide() -> None:
    order = compute_document([DocumentLine(Decimal(1), Decimal(10))] * 3, target_amount=Decimal("29.99"))
    assert [str(line.allocated_discount_amount) for line in order.lines] == ["0.01", "0.00", "0.00"]


def test_tax_included_and_on_top() -> None:
    line = DocumentLine(Decimal(1), Decimal("113.00"), tax_rate=Decimal("0.13"))
    included = compute_document([line])
    assert (str(included.tax_amount), str(included.total_amount)) == ("13.00", "113.00")
    on_top = compute_document([line], is_tax_included=False)
    assert (str(on_top.tax_amount), str(on_top.net_amount), str(on_top.total_amount)) == (
        "14.69",
        "113.00",
        "127.69",
    )


def test_whole_discount_leaves_nothing_but_written_zeros() -> None:
    order = compute_document(
        [DocumentLine(Decimal(3), Decimal("33.33")), DocumentLine(Decimal(1), Decimal("0.01"))],
        order_discount_rate=Decimal(1),
    )
    assert str(order.total_amount) == "0.00"
    assert [str(line.net_amount) for line in order.lines] == ["0.00", "0.00"]
    assert str(compute_document([DocumentLine(Decimal(1), Decimal(5), Decimal(1))]).total_amount) == "0.00"


def test_an_order_without_lines_is_zero() -> None:
    assert str(compute_document([]).total_amount) == "0.00"
    assert str(compute_document([], target_amount=Decimal(0)).total_amount) == "0.00"


def test_yen_have_no_decimals() -> None:
    order = compute_document(
        [DocumentLine(Decimal("1.5"), Decimal(333))], order_discount_rate=Decimal("0.1"), minor_units=0
    )
    assert (str(order.amount), str(order.order_discount_amount), str(order.total_amount)) == (
        "500",
        "50",
        "450",
    )


def test_a_unit_price_above_the_list_price_shows_as_a_negative_discount() -> None:
    order = compute_document([DocumentLine(Decimal(1), Decimal(120), list_price=Decimal(100))])
    assert str(order.discount_amount) == "-20.00"


def test_all_errors_of_an_order_come_at_once() -> None:
    lines = [
        DocumentLine(Decimal(-1), Decimal(1)),
        DocumentLine(Decimal(1), Decimal(-1), Decimal("1.1"), Decimal("-0.1")),
    ]
    with pytest.raises(Invalid) as refused:
        compute_document(lines, order_discount_rate=Decimal("-0.1"), target_amount=Decimal(-1))
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("lines[0].quantity", "not_negative"),
        ("lines[1].unit_price", "not_negative"),
        ("lines[1].discount_rate", "out_of_range"),
        ("lines[1].tax_rate", "out_of_range"),
        ("target_amount", "not_both"),
        ("order_discount_rate", "out_of_range"),
        ("target_amount", "not_negative"),
    ]


@pytest.mark.parametrize(
    ("given_", "field", "code"),
    [
        ({"target_amount": Decimal("200.01")}, "target_amount", "money.target_above_sum"),
        ({"target_amount": Decimal("1.234")}, "target_amount", "money.minor_units"),
        ({"discount_amount": Decimal("200.01")}, "order_discount_rate", "money.discount_above_sum"),
        ({"discount_amount": Decimal("-0.01")}, "order_discount_rate", "money.discount_above_sum"),
    ],
)
def test_a_discount_that_does_not_fit_is_refused(given_: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        compute_document([DocumentLine(Decimal(2), Decimal(100))], **given_)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]


def test_an_amount_that_storage_cannot_hold_is_refused() -> None:
    huge = Decimal(10) ** 13
    with pytest.raises(Invalid) as refused:
        compute_document([DocumentLine(Decimal(1), Decimal(1)), DocumentLine(huge, huge)])
    assert [(error.field, error.code) for error in refused.value.errors] == [
        ("lines[1].quantity", "money.too_large")
    ]
    with pytest.raises(Invalid) as refused:
        compute_document([DocumentLine(Decimal(1), Decimal(10) ** 13)] * 501)
    assert [(error.field, error.code) for error in refused.value.errors] == [("lines", "money.too_large")]


@given(
    st.decimals(-10_000, 10_000, places=2), st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12)
)
def test_a_split_loses_nothing_and_is_fair(total: Decimal, weights: list[Decimal]) -> None:
    shares = split(total, weights, 2)
    assert sum(shares) == total
    whole = sum(weights)
    if whole:
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - total * weight / whole) < Decimal("0.01")
            assert weight or not share
    else:
        assert max(shares) - min(shares) <= Decimal("0.01")


@given(st.decimals(0, 10_000, places=2), st.lists(st.decimals(0, 1000, places=1), min_size=1, max_size=6))
def test_a_negative_total_splits_like_its_opposite(total: Decimal, weights: list[Decimal]) -> None:
    assert split(-total, weights, 2) == [-share for share in split(total, weights, 2)]


def test_ties_go_to_the_earlier() -> None:
    assert [str(share) for share in split(Decimal("0.02"), [Decimal(1), Decimal(1), Decimal(1)], 2)] == [
        "0.01",
        "0.01",
        "0.00",
    ]
    assert [str(share) for share in split(Decimal("-0.01"), [Decimal(0), Decimal(1), Decimal(1)], 2)] == [
        "0.00",
        "-0.01",
        "0.00",
    ]
    assert split(Decimal(0), [], 2) == []


def test_an_impossible_split_is_a_programming_error() -> None:
    for total, weights in (
        (Decimal("0.001"), [Decimal(1)]),
        (Decimal(1), []),
        (Decimal(1), [Decimal(-1), Decimal(2)]),
        (Decimal(1), [Decimal("NaN")]),
    ):
        with pytest.raises(ValueError, match=r"."):
            split(total, weights, 2)
    with pytest.raises(ValueError, match="order discount"):
        apply_order_discount([Decimal(1)], Decimal(2), 2)


def _holds_together(order: DocumentTotals, is_tax_included: bool) -> None:
    assert sum(line.net_amount for line in order.lines) == order.net_amount
    assert order.amount - order.order_discount_amount == order.net_amount
    assert sum(line.allocated_discount_amount for line in order.lines) == order.order_discount_amount
    assert order.list_amount - order.discount_amount == order.net_amount
    assert order.total_amount == order.net_amount + (0 if is_tax_included else order.tax_amount)
    for line in order.lines:
        assert 0 <= line.allocated_discount_amount <= line.amount
        assert line.net_amount >= 0
        assert line.net_amount == line.amount - line.allocated_discount_amount
        assert line.discount_amount == line.list_amount - line.net_amount


@given(order_lines, rates, st.booleans(), minor)
def test_an_order_always_adds_up(
    lines: list[DocumentLine], rate: Decimal, included: bool, minor_units: int
) -> None:
    order = compute_document(
        lines, order_discount_rate=rate, is_tax_included=included, minor_units=minor_units
    )
    _holds_together(order, included)
    assert order.order_discount_amount == round_amount(order.amount * rate, minor_units)
    kept = compute_document(
        lines, discount_amount=order.order_discount_amount, is_tax_included=included, minor_units=minor_units
    )
    assert kept == order


@given(order_lines, st.data())
def test_a_target_is_met_exactly(lines: list[DocumentLine], data: st.DataObject) -> None:
    whole = compute_document(lines).amount
    assume(whole > 0)
    target = data.draw(st.decimals(0, whole, places=2))
    order = compute_document(lines, target_amount=target)
    _holds_together(order, True)
    assert order.total_amount == target


@given(st.decimals(0, 10**9, places=2), rates)
def test_included_tax_is_the_tax_of_what_remains(net: Decimal, rate: Decimal) -> None:
    tax = tax_amount(net, rate, True, 2)
    assert abs(tax_amount(net - tax, rate, False, 2) - tax) <= Decimal("0.01")


def test_base_currency_and_line_amount() -> None:
    assert str(to_base(Decimal("100.00"), Decimal("7.123456"), 2)) == "712.35"
    assert str(line_amount(Decimal("0.333333"), Decimal("3.000003"), Decimal("0.000001"), 2)) == "1.00"


@pytest.mark.req("BA-20")
@pytest.mark.parametrize(
    ("price", "rate", "converted"),
    [
        ("0.000001", "2", "0.000001"),
        ("0.000003", "2", "0.000002"),
        ("0.000005", "2", "0.000003"),
        ("100", "7.2", "13.888889"),
        ("100", "7.1", "14.084507"),
        ("0.0035", "7.2", "0.000486"),
        ("12345678901234", "0.05", "246913578024680.000000"),
        ("99999999999999.999999", "3", "33333333333333.333333"),
    ],
)
def test_a_foreign_price_is_rounded_half_up_at_the_sixth_place(price: str, rate: str, converted: str) -> None:
    found = price_in_currency(Decimal(price), Decimal(rate))
    assert str(found) == str(Decimal(converted).quantize(Decimal("0.000001")))


def test_several_pieces_at_a_foreign_price_are_rounded_once() -> None:
    """12 × 0.0035 ÷ 7.2 = 0.0058333…; twelve times the rounded price of one would be 0.005832."""
    assert price_in_currency(Decimal("0.0035"), Decimal("7.2"), Decimal(12)) == Decimal("0.005833")
