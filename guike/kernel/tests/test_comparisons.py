"""Figures beside each other: parts add up to the whole, order is kept, and what has no meaning is empty.

The figures of the rows OP-29, CU-13, LD-15 and RP-10 stand here as examples; the rows themselves are reports.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from math import ceil
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.comparisons import (
    BandTotal,
    abc_classes,
    attainment,
    band_totals,
    change,
    change_rate,
    percentage,
    ranks,
    running_totals,
    shares,
    value_bands,
)

S = TypeVar("S")

HUGE = Decimal("9999999999999999.9999")
PYRAMID = (Decimal("0.01"), Decimal("0.05"), Decimal("0.2"))

amounts = st.decimals(-HUGE, HUGE, places=4)
gains = st.decimals(0, HUGE, places=4)
# few different numbers, so that equal ones are frequent
figures = st.lists(st.none() | amounts | st.integers(-3, 3).map(Decimal), max_size=30)
parts = st.lists(st.none() | gains | st.integers(0, 3).map(Decimal), max_size=30)
cuts = st.lists(st.decimals("0.001", "0.999", places=3), max_size=4, unique=True).map(sorted)


def _figures(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


def _texts(values: list[Decimal | None]) -> list[str | None]:
    return [None if value is None else str(value) for value in values]


def _both(values: list[Decimal | None], found: list[S | None]) -> list[tuple[Decimal, S]]:
    """What stands beside each other where neither is empty."""
    pairs = zip(values, found, strict=True)
    return [(value, one) for value, one in pairs if value is not None and one is not None]


def _sum(values: list[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))


@pytest.mark.parametrize(
    ("part", "whole", "digits", "rate"),
    [
        ("3", "12", 1, "25.0"),  # three of twelve leads converted (LD-15)
        ("30000", "100000", 1, "30.0"),
        ("1", "8", 1, "12.5"),
        ("1", "16", 1, "6.3"),
        ("-1", "16", 1, "-6.3"),
        ("-1", "100000", 1, "0.0"),
        ("2", "3", 0, "67"),
        ("2", "3", 3, "66.667"),
        ("0", "3", 1, "0.0"),
        ("3", "0", 1, None),
        ("0", "0", 1, None),
        (None, "3", 1, None),
        ("3", None, 1, None),
    ],
)
def test_percentage(part: str | None, whole: str | None, digits: int, rate: str | None) -> None:
    pair = _figures(part, whole)
    assert _texts([percentage(pair[0], pair[1], digits)]) == [rate]


@pytest.mark.parametrize(
    ("values", "digits", "wanted"),
    [
        (["1", "1", "1"], 1, ["33.4", "33.3", "33.3"]),
        (["1", "1", "1", "1", "1", "1"], 1, ["16.7", "16.7", "16.7", "16.7", "16.6", "16.6"]),
        (["2", "1"], 0, ["67", "33"]),
        (["0.01", "999999.99"], 1, ["0.0", "100.0"]),
        (["5", None, "0", "5"], 2, ["50.00", None, "0.00", "50.00"]),
        (["7"], 1, ["100.0"]),
        (["0", "0", None], 1, [None, None, None]),
        (["120", "-20"], 1, [None, None]),
        (["1", "-1"], 1, [None, None]),
        ([None], 1, [None]),
        ([], 1, []),
    ],
)
def test_cuts_atare_100_together(values: list[str | None], digits: int, wanted: list[str | None]) -> None:
    """Shares of lost deals by stage are 100.0 % together (OP-29)."""
    assert _texts(shares(_figures(*values), digits)) == wanted


@given(parts, st.integers(0, 4))
def test_cuts_atadd_up_and_keep_the_order(values: list[Decimal | None], digits: int) -> None:
    found = shares(values, digits)
    assert len(found) == len(values)
    if not _sum(values):
        assert found == [None] * len(values)
        return
    assert sum(one for one in found if one is not None) == 100
    assert [share is None for share in found] == [value is None for value in values]
    unit = Decimal(1).scaleb(-digits)
    known = _both(values, found)
    for value, share in known:
        assert abs(share - value * 100 / _sum(values)) < unit
        assert share.as_tuple().exponent == -digits
    assert all(lower[1] <= upper[1] for lower, upper in pairwise(sorted(known)))


@given(figures)
def test_nothing_has_a_share_beside_a_negative_value(values: list[Decimal | None]) -> None:
    assert shares([*values, Decimal("-0.01")]) == [None] * (len(values) + 1)


def test_running_totals_of_a_year() -> None:
    assert _texts(running_totals(_figures(None, "100.00", None, "-30.00", "0"))) == [
        None,
        "100.00",
        "100.00",
        "70.00",
        "70.00",
    ]
    # thirty digits: what is added does not lose a cent
    whole = Decimal("99999999999999999999999999.99")
    assert running_totals([whole, whole, Decimal("0.01")])[-1] == Decimal("199999999999999999999999999.99")


@given(figures)
def test_a_running_total_is_the_sum_so_far(values: list[Decimal | None]) -> None:
    for place, total in enumerate(running_totals(values)):
        so_far = [value for value in values[: place + 1] if value is not None]
        assert total == (sum(so_far) if so_far else None)


def test_equal_values_share_a_rank() -> None:
    values = _figures("50", "70", None, "70.00", "-1", "0")
    assert ranks(values) == [3, 1, None, 1, 5, 4]
    assert ranks(values, ascending=True) == [3, 4, None, 4, 1, 2]
    assert ranks([None]) == [None]


@given(figures, st.booleans())
def test_a_rank_counts_who_is_ahead(values: list[Decimal | None], ascending: bool) -> None:
    known = [value for value in values if value is not None]
    assert ranks(values, ascending=ascending) == [
        None if value is None else 1 + sum(other < value if ascending else other > value for other in known)
        for value in values
    ]


def test_the_pyramid_of_a_hundred_members() -> None:
    """Top 1 %, 5 %, 20 % and the rest (CU-13): numbers and amounts add up to those of all."""
    values = [Decimal(amount) for amount in range(100, 0, -1)]
    bands = value_bands(values, PYRAMID)
    assert bands == [0] + [1] * 4 + [2] * 15 + [3] * 80
    totals = band_totals(values, bands, 4)
    assert totals == [
        BandTotal(1, Decimal(100)),
        BandTotal(4, Decimal(390)),
        BandTotal(15, Decimal(1320)),
        BandTotal(80, Decimal(3240)),
    ]
    assert sum(one.amount for one in totals) == 5050


def test_bands_of_few_members() -> None:
    assert value_bands([], PYRAMID) == []
    assert band_totals([], [], 4) == [BandTotal(0, Decimal(0))] * 4
    assert value_bands(_figures("5"), PYRAMID) == [0]
    # 0.1, 0.5 and 2 of ten members are 1, 1 and 2; of the equal ones the earlier is the better
    ten = _figures("1", "9", "9", "2", "3", "4", "5", "6", "7", "8")
    assert value_bands(ten, PYRAMID) == [3, 0, 2, 3, 3, 3, 3, 3, 3, 3]
    assert value_bands([None, *ten, None], PYRAMID) == [None, 3, 0, 2, 3, 3, 3, 3, 3, 3, 3, None]
    assert value_bands(ten, ()) == [0] * 10


@given(figures, cuts)
def test_bands_add_up_and_keep_the_order(values: list[Decimal | None], cuts_at: list[Decimal]) -> None:
    bands = value_bands(values, cuts_at)
    known = [value for value in values if value is not None]
    totals = band_totals(values, bands, len(cuts_at) + 1)
    assert [one is None for one in bands] == [one is None for one in values]
    assert sum(one.members for one in totals) == len(known)
    assert sum(one.amount for one in totals) == sum(known)
    for place, share in enumerate(cuts_at):
        assert sum(one.members for one in totals[: place + 1]) == ceil(share * len(known))
    _expect_ordered(values, bands)


def _expect_ordered(values: list[Decimal | None], bands: list[int | None]) -> None:
    """A larger value is never in a later band, and of equal ones the earlier is not."""
    standing = [(-value, place, band) for place, (value, band) in enumerate(_both(values, bands))]
    assert all(one[2] <= other[2] for one, other in pairwise(sorted(standing)))


def test_classes_a_b_and_c() -> None:
    # 70 and 15 reach 85: the second one begins below 80 and is an A, the third begins at 85, the fourth at 95
    assert abc_classes(_figures("15", "70", "5", "10")) == [0, 0, 2, 1]
    # exactly 80 % and 95 % are reached: the next one begins the next class
    assert abc_classes(_figures("80", "15", "5")) == [0, 1, 2]
    assert abc_classes(_figures("90", "10")) == [0, 1]
    assert abc_classes(_figures("1", "1", "1", "1", "1")) == [0, 0, 0, 0, 1]
    assert abc_classes(_figures("100", "0", None, "-50")) == [0, 2, None, 2]
    assert abc_classes(_figures("50", "50"), [Decimal("0.5")]) == [0, 1]
    assert abc_classes(_figures("0", "-1", None)) == [None, None, None]
    assert abc_classes([]) == []


@given(figures, cuts)
def test_classes_reach_their_share_with_no_member_too_many(
    values: list[Decimal | None], cuts_at: list[Decimal]
) -> None:
    classes = abc_classes(values, cuts_at)
    whole = sum(value for value in values if value is not None and value > 0)
    if not whole:
        assert classes == [None] * len(values)
        return
    assert [one is None for one in classes] == [one is None for one in values]
    _expect_ordered(values, classes)
    for place, share in enumerate(cuts_at):
        inside = [value for value, one in _both(values, classes) if one <= place]
        assert sum(inside) >= share * whole > sum(inside) - min(inside)
    totals = band_totals(values, classes, len(cuts_at) + 1)
    assert sum(one.amount for one in totals) == _sum(values)


@pytest.mark.parametrize("wrong", [["0"], ["1"], ["0.2", "0.2"], ["0.5", "0.1"], ["-0.1"], ["0.5", "1.5"]])
def test_cuts_ascend_between_nothing_and_all(wrong: list[str]) -> None:
    for cut in (value_bands, abc_classes):
        with pytest.raises(ValueError, match="ascend"):
            cut([Decimal(1)], [Decimal(one) for one in wrong])


def test_bands_belong_to_their_values() -> None:
    with pytest.raises(ValueError, match="zip"):
        band_totals([Decimal(1)], [0, 1], 2)


@pytest.mark.parametrize(
    ("target", "done", "rate", "gap", "surplus"),
    [
        ("500000", "320000", "64.0", "180000", "0"),
        ("500000", "650000", "130.0", "0", "150000"),
        ("500000", "500000", "100.0", "0", "0"),
        ("500000", None, "0.0", "500000", "0"),
        ("500000", "-1000", "-0.2", "501000", "0"),
        ("3", "2", "66.7", "1", "0"),
        ("0", "320000", None, "0", "320000"),
        ("0", None, None, "0", "0"),
        (None, "320000", None, None, None),
    ],
)
def test_attainment(
    target: str | None, done: str | None, rate: str | None, gap: str | None, surplus: str | None
) -> None:
    """The figures of RP-10: 64.0 %, 180,000 missing; no rate for a target of 0; beyond it no gap and the surplus."""
    found = attainment(*_figures(target, done))
    assert _texts([found.target, found.done]) == [target, done or "0"]
    assert _texts([found.rate, found.gap, found.surplus]) == [rate, gap, surplus]


@given(gains, amounts)
def test_a_target_is_what_is_done_and_what_is_missing(target: Decimal, done: Decimal) -> None:
    found = attainment(target, done)
    gap, surplus = found.gap, found.surplus
    assert gap is not None
    assert surplus is not None
    assert target == done + gap - surplus
    assert min(gap, surplus) == 0
    assert not gap.is_signed()
    assert not surplus.is_signed()
    assert (found.rate is None) == (target == 0)


def test_a_target_is_not_negative() -> None:
    with pytest.raises(ValueError, match="below zero"):
        attainment(Decimal(-1), Decimal(0))


@pytest.mark.parametrize(
    ("value", "earlier", "difference", "rate"),
    [
        ("120", "100", "20", "20.0"),
        ("100", "120", "-20", "-16.7"),
        ("0", "100", "-100", "-100.0"),
        ("100", "100", "0", "0.0"),
        ("-50", "-100", "50", "50.0"),
        ("50", "-100", "150", "150.0"),
        ("100", "0", "100", None),
        ("100", None, None, None),
        (None, "100", None, None),
        (None, None, None, None),
    ],
)
def test_change(value: str | None, earlier: str | None, difference: str | None, rate: str | None) -> None:
    pair = _figures(value, earlier)
    assert _texts([change(*pair), change_rate(*pair)]) == [difference, rate]


@given(amounts, amounts)
def test_a_change_leads_from_the_earlier_value_to_the_later(value: Decimal, earlier: Decimal) -> None:
    difference = change(value, earlier)
    assert difference is not None
    assert earlier + difference == value
    rate = change_rate(value, earlier, digits=6)
    assert (rate is None) == (earlier == 0)
    if rate:
        assert (rate > 0) == (value > earlier)
