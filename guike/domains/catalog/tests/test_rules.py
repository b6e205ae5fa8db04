"""The tree of categories, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.domains.catalog.rules import ancestors, check_parent, height

# 1 ─ 2 ─ 3, 1 ─ 4, 5
TREE = {1: None, 2: 1, 3: 2, 4: 1, 5: None}


@pytest.mark.parametrize(
    ("node", "parent", "depth", "wrong"),
    [
        (1, 1, 15, "loop"),
        (1, 3, 15, "loop"),
        (3, 1, 15, None),
        (5, 3, 4, None),
        (5, 3, 3, "depth"),
        (1, 5, 4, None),
        (1, 5, 3, "depth"),
        (None, 3, 3, "depth"),
        (None, 3, 4, None),
    ],
)
def test_where_a_category_may_stand(node, parent, depth, wrong):
    assert check_parent(TREE, node, parent, depth) == wrong


def test_ways_and_heights():
    assert ancestors(TREE, 3) == [3, 2, 1]
    assert ancestors({1: 2, 2: 1}, 1) == [1, 2]
    assert [height(TREE, node) for node in TREE] == [3, 2, 1, 1, 1]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40), st.integers(1, 6))
def test_i2_allowed_moves_never_make_a_loop_or_a_tree_too_deep(moves, depth):
    """I2"""
    parents: dict[int, int | None] = dict.fromkeys(range(8))
    for node, parent in moves:
        if check_parent(parents, node, parent, depth) is None:
            parents[node] = parent
    for node in parents:
        way = ancestors(parents, node)
        assert parents[way[-1]] is None
        assert len(way) <= depth
