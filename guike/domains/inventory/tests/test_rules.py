"""From where goods are taken, without a database."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guike.domains.inventory.rules import Level, shortfall, take_from

D = Decimal
QUANTITIES = st.decimals(0, 50, places=2)


def test_one_warehouse_with_all_of_it_comes_before_several_with_a_part() -> None:
    assert take_from(D(5), [(1, D(3)), (2, D(9)), (3, D(9))]) == ([(2, D(5))], D(0))
    assert take_from(D(5), [(1, D(3)), (2, D(1)), (3, D(4))]) == ([(1, D(3)), (2, D(1)), (3, D(1))], D(0))
    assert take_from(D(5), [(1, D(3))]) == ([(1, D(3))], D(2))
    assert take_from(D(5), []) == ([], D(5))


@given(QUANTITIES, st.lists(QUANTITIES, max_size=5))
def test_what_is_taken_and_what_is_missing_make_what_was_wanted(
    wanted: Decimal, there: list[Decimal]
) -> None:
    available = list(enumerate(there))
    taken, missing = take_from(wanted, available)
    assert sum((quantity for _one, quantity in taken), missing) == wanted
    assert all(0 < quantity <= dict(available)[one] for one, quantity in taken)
    assert missing == max(D(0), wanted - sum(there, D(0)))


def test_what_a_document_takes_at_a_place_is_taken_together() -> None:
    here, there = (7, 1), (7, 2)
    levels = {here: Level(D(10), D(4)), there: Level(D(1), D(0))}
    assert shortfall([(here, D(-6)), (there, D(6))], levels) is None
    assert shortfall([(here, D(-4)), (here, D(-3))], levels) == (here, D(7), levels[here])
    assert shortfall([((9, 9), D(-1))], levels) == ((9, 9), D(1), Level(D(0), D(0)))
    assert shortfall([(here, D(1))], levels) is None
