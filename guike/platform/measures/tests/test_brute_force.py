"""Random questions over random records: the engine's figures are those of a walk through the records in memory, and every
figure opens as many records as it counts, with the same sum."""

import os
import random
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q

from guike.kernel.filters import dump, parse
from guike.platform.filters.caller import visible_rows
from guike.platform.filters.sql import compile_filter
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import KNOWN, Somebody, add, add_deal
from guike.platform.measures.asking import TIMES, Asker
from guike.platform.measures.drills import Ways
from guike.platform.measures.figures import Figures, figures_of
from guike.platform.measures.questions import Question
from guike.platform.measures.tests import brute, duck

WORDS = ("甲", "ABC", "ａｂｃ", "abc", "", "乙")
LEVELS = ("A", "B", "C", "")
DAYS = [date(2026, 1, 31) + timedelta(days=23 * n) for n in range(14)]
PATHS = {
    "firm": (
        "",
        "deals.",
        "deals.lines.",
        "parent.",
        "owner.",
        "branches.",
        "branches.deals.",
        "deals_by_x_firms.",
        "visit__c.",
    ),
    "deal": (
        "",
        "lines.",
        "firm.",
        "firm.owner.",
        "watchers.",
        "x_firm.",
        "firm.deals.",
        "x_firms.",
        "source_firm.",
        "related_user.",
        "x_any_firm.",
    ),
    "deal_line": ("", "deal.", "deal.firm.", "deal.lines.", "deal.watchers."),
    "user": ("", "firms.", "owned_firms.", "owned_firms.deals.", "deals."),
}
KEYS: dict[str, tuple[Any, ...]] = {
    "firm": ("level", "name", "owner", "parent", {"field": "score", "bands": [0, 2]}, "x_grade", "x_keeper"),
    "deal": (
        "level", "firm", "secret", "is_hot", "x_choice", "x_bool", "x_text", "region", "owner", "id", "quantity",
        {"field": "due_on", "bucket": "month"}, {"field": "due_on", "bucket": "week"},
        {"field": "seen_at", "bucket": "day"}, {"field": "seen_at", "bucket": "quarter"},
        {"field": "start_on", "bucket": "year"}, {"field": "x_date", "bucket": "month"},
        {"field": "price", "bands": [0, "2.5", 10]}, {"field": "amount", "bands": [0, 10, 20]},
    ),
    "deal_line": ("product", {"field": "quantity", "bands": [2]}, "deal"),
    "user": ("name", "department"),
    "visit__c": ("name",),
}  # fmt: skip
MEASURES: dict[str, tuple[dict[str, Any], ...]] = {
    "firm": ({"agg": "count", "field": "id"}, {"agg": "sum", "field": "score"}, {"agg": "count", "field": "level"}),
    "deal": (
        {"agg": "count_distinct", "field": "id"}, {"agg": "sum", "field": "amount"}, {"agg": "avg", "field": "amount"},
        {"agg": "sum", "field": "paid"}, {"agg": "min", "field": "amount"}, {"agg": "max", "field": "quantity"},
        {"agg": "median", "field": "amount"}, {"agg": "median", "field": "quantity"}, {"agg": "count_distinct", "field": "secret"},
        {"agg": "count", "field": "x_text"}, {"agg": "count_distinct", "field": "x_choice"}, {"agg": "sum", "field": "x_dec"},
        {"agg": "weighted_avg", "field": "price", "weight": "quantity"},
        {"agg": "weighted_sum", "field": "amount", "weight": "price"}, {"agg": "weighted_sum", "field": "x_dec", "weight": "price"},
        {"agg": "last", "field": "amount", "by": "due_on"},
        {"agg": "last", "field": "quantity", "by": "seen_at"}, {"agg": "avg", "field": "price"},
    ),
    "deal_line": ({"agg": "count", "field": "id"}, {"agg": "sum", "field": "quantity"}, {"agg": "count_distinct", "field": "product"}),
    "user": ({"agg": "count_distinct", "field": "id"},),
    "visit__c": ({"agg": "count_distinct", "field": "id"},),
}  # fmt: skip
FILTERS: dict[str, tuple[dict[str, Any], ...]] = {
    "firm": ({"field": "level", "op": "ne", "value": "A"}, {"field": "score", "op": "is_empty"}),
    "deal": (
        {"field": "amount", "op": "gt", "value": "5"},
        {"field": "is_hot", "op": "eq", "value": True},
        {"any": [{"field": "secret", "op": "eq", "value": "abc"}, {"field": "lines.quantity", "op": "gte", "value": 2}]},
        {"field": "firm.level", "op": "eq", "value": "A"},
    ),
    "deal_line": ({"field": "quantity", "op": "gte", "value": 2},),
    "user": ({"field": "name", "op": "ne", "value": "甲"},),
    "visit__c": ({"field": "name", "op": "eq", "value": "甲"},),
}  # fmt: skip
CALLERS = (
    Somebody(),
    Somebody(scopes={"firm": Q(level__in=["A", "B"]), "deal": Q(quantity__isnull=True) | Q(quantity__lt=4)}),
    Somebody(scopes={"user": Q(name="甲"), "deal_line": Q(quantity__gt=1)}),
    Somebody(scopes={"deal": Q(pk__in=[])}),
    Somebody(without=frozenset({"firm"})),
)


def furnish(draw: random.Random) -> None:
    """A few records with empty, repeated and deleted ones among them."""
    for key in range(1, 4):
        add(world.Person, id=key, name=draw.choice(WORDS), **_gone(draw))
    firms = [_firm(draw) for _ in range(draw.randint(0, 5))]
    for firm in firms:
        if draw.random() < 0.5:
            add(world.Loose, object="visit__c", name=draw.choice(WORDS), x_firm=firm.pk, **_gone(draw))
    for _ in range(draw.randint(0, 8)):
        deal = _deal(draw, firms)
        for _line in range(draw.choice((0, 1, 2, 3))):
            quantity = draw.choice((None, 1, 2, 3))
            add(world.DealLine, deal_id=deal.pk, product=draw.choice(WORDS), quantity=quantity, **_gone(draw))


def _gone(draw: random.Random) -> dict[str, Any]:
    return {"deleted_at": world.NOW} if draw.random() < 0.12 else {}


def _firm(draw: random.Random) -> Any:
    custom = (
        {"x_grade": draw.choice(("A", "B")), "x_keeper": draw.randint(1, 3)} if draw.random() < 0.7 else {}
    )
    values = {
        "level": draw.choice(LEVELS),
        "score": draw.choice((None, 0, 1, 2, 5)),
        "name": draw.choice(WORDS),
    }
    owner, parent = draw.choice((None, 1, 2, 3)), draw.choice((None, 1, 2))
    return add(world.Firm, owner_id=owner, parent_id=parent, **values, **custom, **_gone(draw))


def _deal(draw: random.Random, firms: list[Any]) -> Any:
    rate = draw.choice((Decimal(1), Decimal(7), Decimal("0.333333")))
    many = [one.pk for one in firms]
    values: dict[str, Any] = {
        "amount": draw.choice((None, Decimal("10.5"), Decimal("3.33"), Decimal(0))),
        "paid": draw.choice((None, Decimal("1.11"))),
        "quantity": draw.choice((None, 1, 2, 5)),
        "price": draw.choice((None, Decimal("2.5"), Decimal("0.125"), Decimal(11))),
        "level": draw.choice(LEVELS),
        "secret": draw.choice(WORDS),
        "is_hot": draw.choice((None, True, False)),
        "due_on": draw.choice((None, *DAYS)),
        "start_on": draw.choice((None, *DAYS)),
        "seen_at": draw.choice((None, *(datetime(d.year, d.month, d.day, 16, 30, tzinfo=UTC) for d in DAYS))),
        "region": draw.choice(("", "310000")),
        "firm_id": draw.choice((None, *many)) if many else None,
        "owner_id": draw.choice((None, 1, 2)),
        "watchers": draw.sample([1, 2, 3], draw.randint(0, 3)),
        "exchange_rate": rate,
        "source": _target(draw, many),
        "related": [*{str(one): one for one in (_target(draw, many), _target(draw, many)) if one}.values()],
    }
    custom = {
        "x_text": draw.choice(WORDS), "x_choice": draw.choice(("A", "B")), "x_bool": draw.choice((True, False)),
        "x_dec": draw.choice(("0.5", "2")), "x_date": draw.choice(DAYS).isoformat(),
        "x_any": _target(draw, many),
        "x_firm": draw.choice(many) if many else None, "x_firms": draw.sample(many, min(2, len(many))),
    }  # fmt: skip
    kept = {name: value for name, value in custom.items() if draw.random() < 0.7 and value not in (None, [])}
    return add_deal(**values, **kept, **_gone(draw))


def _target(draw: random.Random, firms: list[int]) -> dict[str, Any] | None:
    """A record of any object: a firm or a person."""
    if draw.random() < 0.4:
        return None
    is_firm = bool(firms) and draw.random() < 0.7
    return (
        {"object": "firm", "id": draw.choice(firms)}
        if is_firm
        else {"object": "user", "id": draw.randint(1, 3)}
    )


def ask(draw: random.Random, ctx: Somebody) -> tuple[Question, Any]:
    """A random question that the engine admits, with its filter."""
    name = draw.choice(sorted(PATHS))
    spec = KNOWN.objects[name]
    asker = Asker(ctx, spec)
    groups = [_key(draw, asker, f"g{n}") for n in range(draw.choice((0, 1, 1, 2)))]
    columns = [_key(draw, asker, "c0")] if draw.random() < 0.3 else []
    measures = [_measure(draw, asker, f"m{n}") for n in range(draw.randint(1, 4))]
    raw = draw.choice((None, None, *FILTERS[name]))
    asker.filter(raw)
    question = asker.question(asker.keys(groups, columns), asker.measures(measures))
    return question, raw


def _path(draw: random.Random, asker: Asker) -> tuple[str, str]:
    path = draw.choice(PATHS[asker.root.spec.name])
    return path, asker.place(path.split(".")[:-1]).spec.name


def _key(draw: random.Random, asker: Asker, name: str) -> dict[str, Any]:
    path, end = _path(draw, asker)
    key = draw.choice(KEYS[end])
    parts = {"field": key} if isinstance(key, str) else key
    return {**parts, "field": path + parts["field"], "as": name}


def _measure(draw: random.Random, asker: Asker, name: str) -> dict[str, Any]:
    path, end = _path(draw, asker)
    found = {
        word: path + value if word != "agg" else value for word, value in draw.choice(MEASURES[end]).items()
    }
    if draw.random() < 0.35:
        found["filter"] = _prefixed(draw.choice(FILTERS[end]), path)
    return {**found, "as": name}


def _prefixed(raw: dict[str, Any], path: str) -> dict[str, Any]:
    if "any" in raw:
        return {"any": [_prefixed(one, path) for one in raw["any"]]}
    return {**raw, "field": path + raw["field"]}


def check(draw: random.Random, ctx: Somebody) -> None:
    """One question against the walk in memory, and its ways back."""
    question, raw = ask(draw, ctx)
    question = replace(question, fiscal_start=draw.choice((1, 4)))
    found = figures_of(ctx.walking(), question)
    assert found.levels == brute.answer(ctx, question, raw)
    check_drills(ctx, question, found)
    if draw.random() < SECOND:
        check_second_engine(ctx, question, found, raw)


def check_second_engine(ctx: Somebody, question: Question, found: Figures, raw: Any) -> None:
    """DuckDB, over the same records, gives the same figures."""
    roots = brute.roots_of(brute.Memory.read(ctx), question, raw)
    for n, measure in enumerate(question.measures):
        if measure.aggregate not in duck.AGGREGATES or (measure.item and measure.item.value_type in TIMES):
            continue
        for level, groups in found.levels.items():
            told = duck.figures(ctx, question, roots, measure, level)
            assert {group: figures[n] for group, figures in groups.items()} == told, (measure, level)


def check_drills(ctx: Somebody, question: Question, found: Figures) -> None:
    """Each figure's list holds the records of which the figure follows."""
    memory = brute.Memory.read(ctx)
    ways = Ways(question, world.ZONE)
    for level, groups in found.levels.items():
        for group, figures in groups.items():
            for n, measure in enumerate(question.measures):
                last = found.last.get((level, group, n))
                drill = ways.drill(measure.place, dict(zip(level, group, strict=True)), measure, last)
                assert drill is not None
                spec = KNOWN.objects[drill.object]
                where = compile_filter(ctx, spec, parse(dump(drill.filter)))
                rows = visible_rows(ctx, spec).filter(where)
                known = [memory.rows[spec.name][pk] for pk in rows.values_list("pk", flat=True)]
                assert brute.figure(memory, measure, known) == figures[n], (
                    measure.name,
                    group,
                    dump(drill.filter),
                )


#: the long suite asks as many companies as the minutes allow, from another seed on
MINUTES = float(os.environ.get("GUIKE_FUZZ_MINUTES") or 0)
FIRST = int(os.environ.get("GUIKE_FUZZ_SEED") or 0)
FEWEST, QUESTIONS = 12, 6
#: of the questions, this part is put to the second engine, too
SECOND = 0.2


@pytest.mark.usefixtures("tables")
def test_figures_equal_a_walk_in_memory() -> None:
    end, seed = time.monotonic() + MINUTES * 60, FIRST
    while seed < FIRST + FEWEST or time.monotonic() < end:
        draw = random.Random(seed)
        with transaction.atomic():
            furnish(draw)
            for _ in range(QUESTIONS):
                check(draw, draw.choice(CALLERS))
            transaction.set_rollback(True)
        seed += 1
    sys.stdout.write(f"\n{(seed - FIRST) * QUESTIONS} questions from seed {FIRST} on\n")
