"""The two meanings of a filter are one: SQL finds exactly the rows that match in memory."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guike.kernel.filters import parse
from guike.platform.filters.memory import matcher
from guike.platform.filters.sql import compile_filter
from guike.platform.filters.tests import world
from guike.platform.filters.tests.generated import deal_values, filters, line_values
from guike.platform.filters.tests.world import DEAL, Somebody, add, add_deal, deals

CALLERS = (
    Somebody(user_id=1),
    Somebody(user_id=2, scopes={"firm": Q(level="A")}),
    Somebody(
        user_id=None,
        scopes={"firm": Q(pk__in=[]), "deal_line": Q(quantity__gt=0)},
        without=frozenset({"user"}),
    ),
)


@pytest.fixture
def firms(tables: None) -> None:
    """Firms 1 … 3 and people 1 … 3; 4 is nobody."""
    for key, name in ((1, "甲"), (2, "Ｂｅｎ"), (3, "")):
        add(world.Person, id=key, name=name)
    add(world.Firm, id=1, name="ABC 公司", level="A", owner_id=1, score=2, x_grade="B")
    add(world.Firm, id=2, name="ａｂｃ", level="B", parent_id=1, owner_id=2)
    add(world.Firm, id=3, name="", parent_id=2, score=0, x_grade="A")


@pytest.mark.usefixtures("firms")
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(deal_values(), st.lists(line_values(), max_size=2)), min_size=1, max_size=4),
    raws=st.lists(filters(), min_size=1, max_size=6),
    caller=st.sampled_from(CALLERS),
)
def test_sql_equals_memory(rows: list[Any], raws: list[dict[str, Any]], caller: Somebody) -> None:
    with transaction.atomic():
        for values, lines in rows:
            deal = add_deal(**values)
            for line in lines:
                add(world.DealLine, deal_id=deal.pk, **line)
        everything = list(deals())
        for raw in raws:
            node = parse(raw)
            matching = matcher(caller, DEAL, node)
            expected = sorted(row.pk for row in everything if matching(row))
            for ctx in (caller, caller.walking()):
                query = deals().filter(compile_filter(ctx, DEAL, node))
                assert sorted(query.values_list("pk", flat=True)) == expected, raw
        transaction.set_rollback(True)


@pytest.mark.usefixtures("firms")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(values=deal_values(), raw=filters())
def test_not_is_the_complement(values: dict[str, Any], raw: dict[str, Any]) -> None:
    with transaction.atomic():
        add_deal(**values)
        found = [
            deals().filter(compile_filter(CALLERS[0], DEAL, parse(one))).count()
            for one in (raw, {"not": raw})
        ]
        assert sum(found) == 1, raw
        transaction.set_rollback(True)
    assert connection.in_atomic_block
