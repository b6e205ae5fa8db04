"""Which process, which stage."""

from decimal import Decimal

import pytest

from guike.domains.opportunities.rules import (
    ProcessFacts,
    StageFacts,
    choose_process,
    forecast_category,
    next_stage,
)


def stage(number, rate="0.5"):
    return StageFacts(number, 1, number, Decimal(rate), needs_feedback=False, name=f"阶段 {number}")


def process(number, departments=(), filter_=None, is_default=False, stages=1):
    return ProcessFacts(
        number, frozenset(departments), filter_, is_default, tuple(stage(n) for n in range(1, stages + 1))
    )


GENERAL, DEFAULT = process(1), process(2, is_default=True)
NORTH, BIG, NORTH_BIG = process(3, {7}), process(4, filter_="big"), process(5, {7}, "big")


@pytest.mark.req("CV-06")
@pytest.mark.parametrize(
    ("known", "departments", "is_big", "chosen"),
    [
        ([GENERAL, DEFAULT], (7,), True, DEFAULT),
        ([GENERAL], (7,), False, GENERAL),
        ([DEFAULT, NORTH], (1, 7), False, NORTH),
        ([DEFAULT, NORTH], (8,), False, DEFAULT),
        ([DEFAULT, BIG], (), True, BIG),
        ([DEFAULT, BIG], (), False, DEFAULT),
        ([NORTH_BIG, NORTH], (7,), False, NORTH),
        ([NORTH_BIG, NORTH], (7,), True, NORTH_BIG),
        ([NORTH], (8,), True, None),
        ([process(9, is_default=True, stages=0)], (), True, None),
    ],
)
def test_the_process_that_applies(known, departments, is_big, chosen):
    assert choose_process(known, departments, lambda _filter: is_big) is chosen


def test_the_next_stage():
    stages = [stage(4), stage(2), stage(9)]
    assert next_stage(stages, 4) is stages[1]
    assert next_stage(stages, 2) is stages[2]
    assert next_stage(stages, 9) is None
    assert next_stage(stages, 100) is stages[0]


@pytest.mark.parametrize(
    ("rate", "category"),
    [
        ("0", "pipeline"),
        (
            "0.499999",
            "pipeline",
        ),
        ("0.5", "best_case"),
        ("0.79", "best_case"),
        ("0.8", "commit"),
        ("1", "commit"),
    ],
)
def test_forecast_category(rate, category):
    assert forecast_category(Decimal(rate)) == category
