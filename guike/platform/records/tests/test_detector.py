"""A figure that was not kept fails the test that left it: the detector of `conftest.py`, on the ways of this product."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import pytest_runtest_call
from guike.platform.records.figures import rollups
from guike.platform.records.figures.rollups import Moves
from guike.platform.records.tests.test_following import (
    APPROVED,
    account,
    back,
    change,
    gone,
    make,
    order,
    product,
    rollup,
)
from tests.support.figures import wrong_figures

pytestmark = pytest.mark.django_db
__all__ = ["account"]


@pytest.fixture
def sold(account: int) -> int:
    """A product of which two figures and a formula are kept."""
    rollup("product", "x_sold", "sales_order_line", "product", "sum", "quantity")
    rollup("product", "x_approved", "sales_order_line", "product", "sum", "quantity", filter=APPROVED)
    make("field_def", object="product", api_name="x_double", type="formula", label="倍", formula="x_sold * 2")
    return product()


def test_what_is_kept_right_is_not_told(account: int, sold: int) -> None:
    made = order(account, [(sold, "5")])
    gone("sales_order", made)
    back("sales_order", made)
    change("sales_order", made, status="approved")
    assert wrong_figures() == []


@pytest.mark.figures_apart("its figures are made wrong")
@pytest.mark.parametrize(
    ("way", "figure"),
    [
        (lambda account, sold, _made, _binned: order(account, [(sold, "1")]), "x_sold of {}: 5.000000 instead of 6.000000"),
        (lambda _account, _sold, made, _binned: gone("sales_order", made), "x_sold of {}: 5.000000 instead of 0"),
        (lambda _account, _sold, _made, binned: back("sales_order", binned), "x_sold of {}: 5.000000 instead of 7.000000"),
        (
            lambda _account, _sold, made, _binned: change("sales_order", made, status="approved"),
            "x_approved of {}: 0 instead of 5.000000",
        ),
    ],
    ids=["create", "delete", "restore", "state"],
)  # fmt: skip
def test_a_refresh_that_is_forgotten_is_told(
    account: int, sold: int, way: Callable[..., Any], figure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, binned = order(account, [(sold, "5")]), order(account, [(sold, "2")])
    gone("sales_order", binned)
    assert wrong_figures() == []
    monkeypatch.setattr(Moves, "refresh", lambda _self: None)
    way(account, sold, made, binned)
    assert f"product.{figure.format(sold)}" in wrong_figures()


@pytest.mark.figures_apart("its figures are made wrong")
def test_a_formula_of_a_figure_that_was_not_followed_is_told(
    account: int, sold: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "refresh_formulas", lambda *_given: {})
    order(account, [(sold, "5")])
    assert wrong_figures() == [f"product.x_double of {sold}: 0.000000 instead of 10.000000"]


@pytest.mark.figures_apart("its figures are made wrong")
def test_the_test_that_leaves_it_fails(account: int, sold: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Moves, "refresh", lambda _self: None)

    def end_of_test(mark: object) -> None:
        item: Any = SimpleNamespace(fixturenames=("db",), get_closest_marker=lambda _name: mark)
        running = pytest_runtest_call(item)
        next(running)
        order(account, [(sold, "5")])
        with pytest.raises(StopIteration):
            running.send(None)

    end_of_test("it says why")
    with pytest.raises(pytest.fail.Exception, match="x_sold of"):
        end_of_test(None)
