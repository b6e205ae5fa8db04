"""Random acts by every door: an order in effect never has an amount that its approval did not see."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.domains.orders.tests.life_walks import VERBS, World
from guike.platform.approvals.tests.firm import Firm

acts = st.tuples(st.integers(0, len(VERBS) - 1), st.integers(0, 3), st.integers(0, 400))


@pytest.fixture
def world(db: None) -> World:
    return World.open(Firm.open())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(acts, min_size=10, max_size=30))
def test_an_order_in_effect_has_the_amount_that_was_approved(
    world: World, walk: list[tuple[int, int, int]]
) -> None:
    """[OR-16] I11"""
    for act in walk:
        world.act(act)
    world.known.clear()
    world.firm.shop.account = world.firm.shop.make_account()
