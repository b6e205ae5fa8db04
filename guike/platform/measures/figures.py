"""Runs a question: the figures of every group, of the levels above, and of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from guike.kernel import limits
from guike.kernel.money import round_amount
from guike.platform.filters.caller import Caller
from guike.platform.measures.grains import (
    Composer,
    Grain,
    Level,
    Output,
    grains_of,
    has_text,
    outputs_of,
    places_of,
)
from guike.platform.measures.pace import Pace
from guike.platform.measures.questions import COUNTS, MEANS, Measure, Question

#: one value of each key of a level
Group = tuple[Any, ...]
Figure = Decimal | int | date | datetime | None
#: how two partial results become one
_JOIN: Mapping[str, Callable[[Any, Any], Any]] = {"min": min, "max": max}


@dataclass
class Figures:
    """The figures of a question: level → group → a figure for each measure. `spellings`: of each key with texts, how a folded
    text is written; `last`: of measures that are the last of a time, that time; `truncated`: there are more groups than
    are answered; then the first level holds the first ones in the wanted order."""

    levels: dict[Level, dict[Group, list[Figure]]] = field(default_factory=dict)
    spellings: dict[int, dict[str, str]] = field(default_factory=dict)
    last: dict[tuple[Level, Group, int], date | datetime] = field(default_factory=dict)
    truncated: bool = False


def figures_of(
    ctx: Caller,
    question: Question,
    *,
    levels: Sequence[Level] | None = None,
    order: Sequence[tuple[int, bool]] = (),
    limit: int = int(limits.REPORT_GROUPS),
    counted: frozenset[str] = frozenset(),
    pace: Pace | None = None,
) -> Figures:
    """The figures at the wanted levels (all of the question's). `order`: (index of a measure, descending) by which the groups
    of the first level are cut at `limit`; `counted`: see `Composer`. TooSlow when a statement takes longer than the pace allows.
    """
    composer = Composer(ctx, question, counted)
    wanted = list(question.levels if levels is None else levels)
    pace = pace or Pace()
    grains = _needed(question, wanted)
    found = Figures()
    raw: dict[Level, dict[Group, dict[str, Any]]] = {}
    finest = wanted[0]
    raw[finest] = _groups(composer, question, finest, grains, _terms(question, order), limit, pace, found)
    asked = _asked(grains, is_cut=found.truncated)
    followed = [grain for grain in grains if grain not in asked]
    if found.truncated:  # nothing follows from a part of the groups, so there is more to ask than was told
        pace.expect(len(wanted[1:]) * (len(asked) - len(_asked(grains))))
    for level in wanted[1:]:
        raw[level] = _added(raw[finest], finest, level, followed)
        for grain in asked:
            rows = pace.rows_of(composer.statement(level, [grain]))
            for group, values in _read(question, level, [grain], rows, found).items():
                raw[level].setdefault(group, {}).update(values)
    for level, groups in raw.items():
        found.levels[level] = {
            group: [_figure(one, n, values) for n, one in enumerate(question.measures)]
            for group, values in groups.items()
        }
        for n, one in enumerate(question.measures):
            if one.aggregate == "last":
                times = ((group, values.get(f"n{n}")) for group, values in groups.items())
                found.last |= {(level, group, n): at for group, at in times if at is not None}
    return found


def statements_of(
    question: Question, levels: Sequence[Level] | None = None, order: Sequence[tuple[int, bool]] = ()
) -> int:
    """How many statements `figures_of` sends when there are not too many groups."""
    wanted = list(question.levels if levels is None else levels)
    grains = _needed(question, wanted)
    return (1 if order else len(grains)) + len(wanted[1:]) * len(_asked(grains))


def _needed(question: Question, wanted: Sequence[Level]) -> list[Grain]:
    """The grains of the first level; which groups there are need not be asked where there are none."""
    return [grain for grain in grains_of(question) if grain.measures or wanted[0]]


def _asked(grains: Sequence[Grain], *, is_cut: bool = False) -> list[Grain]:
    """The grains whose figures at the further levels do not follow from the groups; none do where the groups are cut."""
    return [grain for grain in grains if grain.measures and (grain.own_levels or is_cut)]


def _groups(
    composer: Composer,
    question: Question,
    level: Level,
    grains: Sequence[Grain],
    terms: Sequence[str],
    limit: int,
    pace: Pace,
    found: Figures,
) -> dict[Group, dict[str, Any]]:
    """The groups of the first level, at most `limit` of them, those first that the terms put first.

    Without terms each grain has a statement of its own, which the database can work at in parallel; the complete one tells which
    groups there are. With terms all are merged and ordered in one.
    """
    several = (
        [list(grains)]
        if terms
        else [[grain] for grain in sorted(grains, key=lambda one: not one.is_complete)]
    )
    groups: dict[Group, dict[str, Any]] = {}
    for n, some in enumerate(several):
        rows = pace.rows_of(composer.statement(level, some, terms, limit + 1))
        if not n:
            found.truncated = len(rows) > limit
        for group, values in _read(question, level, some, rows[:limit], found).items():
            if not n or group in groups:
                groups.setdefault(group, {}).update(values)
    return groups


def _terms(question: Question, order: Sequence[tuple[int, bool]]) -> list[str]:
    """The terms of ORDER BY of measures."""
    found = []
    for n, descending in order:
        parts = [one.name for one in outputs_of(question.measures[n], n)]
        is_mean = question.measures[n].aggregate in ("avg", "weighted_avg")
        text = f"max({parts[0]}) / nullif(max({parts[1]}), 0)" if is_mean else f"max({parts[0]})"
        found.append(f"{text} {'DESC' if descending else 'ASC'} NULLS LAST")
    return found


def _read(
    question: Question, level: Level, grains: Sequence[Grain], rows: Sequence[Sequence[Any]], found: Figures
) -> dict[Group, dict[str, Any]]:
    """Rows of a statement by group; the spellings of texts are noted."""
    texts = [n for n in level if has_text(question.keys[n])]
    names = [one.name for grain in grains for one in grain.outputs]
    groups: dict[Group, dict[str, Any]] = {}
    for row in rows:
        group = tuple(row[: len(level)])
        for n, spelling in zip(texts, row[len(level) :], strict=False):
            if spelling:
                found.spellings.setdefault(n, {}).setdefault(group[level.index(n)], spelling)
        groups[group] = dict(zip(names, row[len(level) + len(texts) :], strict=True))
    return groups


def _added(
    groups: Mapping[Group, Mapping[str, Any]], of: Level, level: Level, grains: Sequence[Grain]
) -> dict[Group, dict[str, Any]]:
    """The figures of a level with fewer keys, from those of the groups."""
    places = [of.index(n) for n in level]
    found: dict[Group, dict[str, Any]] = {} if level else {(): {}}
    for group, values in groups.items():
        total = found.setdefault(tuple(group[n] for n in places), {})
        for grain in grains:
            for n, measure in grain.measures:
                for output in outputs_of(measure, n):
                    _join(total, output, measure.aggregate, values.get(output.name))
    return found


def _join(total: dict[str, Any], output: Output, aggregate: str, value: Any) -> None:
    known = total.get(output.name)
    if value is None or known is None:
        total[output.name] = known if value is None else value
    else:
        total[output.name] = _JOIN[aggregate](known, value) if aggregate in _JOIN else known + value


def _figure(measure: Measure, n: int, values: Mapping[str, Any]) -> Figure:
    """The figure of a measure: an empty count or sum is 0; an empty mean, median, minimum or maximum is empty."""
    value, second = values.get(f"m{n}"), values.get(f"n{n}")
    if measure.aggregate in COUNTS:
        return int(value or 0)
    assert measure.item is not None
    if measure.aggregate in ("sum", "last", "weighted_sum"):
        return Decimal(0) if value is None else Decimal(value)
    if measure.aggregate in ("avg", "weighted_avg"):
        value = Decimal(value) / Decimal(second) if value is not None and second else None
    if value is not None and measure.aggregate in MEANS:
        value = round_amount(Decimal(value), places_of(measure))
    found: Figure = value
    return found
