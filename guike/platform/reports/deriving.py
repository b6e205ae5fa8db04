"""Figures that are computed from the counted ones, for every group of every level."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from guike.kernel import comparisons
from guike.kernel.comparisons import Comparison
from guike.kernel.money import round_amount
from guike.platform.measures.figures import Figures, Group
from guike.platform.measures.grains import Level
from guike.platform.reports.earlier import Earlier
from guike.platform.reports.specs import Derived, Report

#: level → group → figure by name
Values = dict[Level, dict[Group, dict[str, Any]]]
_PLACES, _CENTS = 6, 2
_HUNDRED = Decimal(100)


def values_of(report: Report, figures: Figures, earlier: Mapping[str, Earlier], today: date) -> Values:
    """All figures by name. `earlier`: for each comparison (previous, last_year)."""
    names = [one.name for one in report.question.measures]
    found: Values = {
        level: {group: dict(zip(names, row, strict=True)) for group, row in groups.items()}
        for level, groups in figures.levels.items()
    }
    for one in report.derived:
        for level, groups in found.items():
            _derive(report, one, level, groups, earlier, today)
    return found


def _derive(
    report: Report,
    one: Derived,
    level: Level,
    groups: dict[Group, dict[str, Any]],
    earlier: Mapping[str, Earlier],
    today: date,
) -> None:
    if one.formula is not None:
        for values in groups.values():
            values[one.name] = _number(one.formula.evaluate(_inputs(values), today), one.format)
        return
    if one.target:
        for values in groups.values():
            values[one.name] = _attained(one, values)
        return
    axis = _axis(report, one, level)
    for members in _parts(level, groups, axis):
        series = [groups[group][one.of] for group in members]
        shown = _SHOWN[one.show](report, one, level, members, series, earlier)
        for group, figure in zip(members, shown, strict=True):
            groups[group][one.name] = figure


def _inputs(values: Mapping[str, Any]) -> dict[str, object]:
    """Figures as formulas read them: numbers as Decimal, times as they are."""
    return {name: Decimal(one) if isinstance(one, int) else one for name, one in values.items()}


def _number(value: object, shown: str) -> Decimal | None:
    if not isinstance(value, Decimal):
        return None
    return round_amount(value, _CENTS) if shown == "money" else round_amount(value, _PLACES).normalize()


def _attained(one: Derived, values: Mapping[str, Any]) -> Decimal | None:
    done, target = (_decimal(values[name]) for name in (one.of, one.target))
    if target is not None and target < 0:
        return None
    found = comparisons.attainment(target, done)
    if one.show == "attainment":
        return None if found.rate is None else found.rate / _HUNDRED
    return found.gap if one.show == "gap" else found.surplus


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _axis(report: Report, one: Derived, level: Level) -> int | None:
    """The key of a level along which a figure is compared; None: over all groups, or not at all at this level."""
    if one.show == "share":
        return None
    rows = [n for n in report.row_keys if n in level]
    if one.show in ("previous", "last_year") or (one.show == "running" and report.time_key in level):
        return report.time_key
    return rows[-1] if rows else None


def _parts(level: Level, groups: Mapping[Group, Any], axis: int | None) -> list[list[Group]]:
    """The groups that are compared with one another: those that differ in the key of the axis alone; all without one."""
    if axis is None or axis not in level:
        return [list(groups)]
    place = level.index(axis)
    found: dict[Group, list[Group]] = {}
    for group in groups:
        found.setdefault((*group[:place], *group[place + 1 :]), []).append(group)
    return list(found.values())


def _shares(
    _report: Report,
    _one: Derived,
    _level: Level,
    _members: Sequence[Group],
    series: Sequence[Any],
    _earlier: Any,
) -> list[Any]:
    found = comparisons.shares([_decimal(value) for value in series])
    return [None if share is None else share / _HUNDRED for share in found]


def _ranks(
    report: Report, one: Derived, level: Level, members: Sequence[Group], series: Sequence[Any], _earlier: Any
) -> list[Any]:
    if _axis(report, one, level) is None:
        return [None] * len(members)
    return list(comparisons.ranks([_decimal(value) for value in series]))


def _classes(
    report: Report, one: Derived, level: Level, members: Sequence[Group], series: Sequence[Any], _earlier: Any
) -> list[Any]:
    if _axis(report, one, level) is None:
        return [None] * len(members)
    found = comparisons.abc_classes([_decimal(value) for value in series])
    return [None if place is None else "ABC"[place] for place in found]


def _running(
    report: Report, one: Derived, level: Level, members: Sequence[Group], series: Sequence[Any], _earlier: Any
) -> list[Any]:
    axis = _axis(report, one, level)
    if axis is None or axis not in level:
        return [None] * len(members)
    place = level.index(axis)
    order = sorted(
        range(len(members)), key=lambda n: (members[n][place] is None, _sortable(members[n][place]))
    )
    totals = comparisons.running_totals([_decimal(series[n]) for n in order])
    found: list[Any] = [None] * len(members)
    for n, total in zip(order, totals, strict=True):
        found[n] = total
    return found


def _sortable(value: Any) -> Any:
    return "" if value is None else value


def _before(
    report: Report, one: Derived, level: Level, members: Sequence[Group], series: Sequence[Any], earlier: Any
) -> list[Any]:
    """The figure of the period before, or of the same one a year ago."""
    axis = report.time_key
    if axis is None or axis not in level:
        return [None] * len(members)
    place, unit = level.index(axis), report.question.keys[axis].bucket
    same = (*members[0][:place], *members[0][place + 1 :])
    known = _by_start(members, series, place)
    more = earlier.get(one.show, Earlier())
    named = [measure.name for measure in report.question.measures]
    if one.of not in named:
        more = Earlier()
    index = named.index(one.of) if one.of in named else 0
    known = {**_of_figures(more.before, level, place, same, index), **known}
    comparison: Comparison = "previous" if one.show == "previous" else "last_year"
    before = dict(
        zip(
            known,
            comparisons.earlier_values(list(known.items()), unit, comparison, report.question.fiscal_start),
            strict=True,
        )
    )
    if more.current is not None and more.start is not None:
        to_date = _of_figures(more.to_date, level, place, same, index)
        before[more.current] = to_date.get(more.start)
    return [before.get(group[place]) for group in members]


def _by_start(members: Sequence[Group], series: Sequence[Any], place: int) -> dict[date, Decimal | None]:
    return {
        group[place]: _decimal(value)
        for group, value in zip(members, series, strict=True)
        if group[place] is not None
    }


def _of_figures(
    figures: Figures | None, level: Level, place: int, same: Group, index: int
) -> dict[date, Decimal | None]:
    """The figures of one measure by the start of their period, of the groups with the same other keys."""
    groups = figures.levels.get(level, {}) if figures is not None else {}
    return {
        group[place]: _decimal(row[index])
        for group, row in groups.items()
        if group[place] is not None and (*group[:place], *group[place + 1 :]) == same
    }


_SHOWN: Mapping[str, Callable[..., list[Any]]] = {
    "share": _shares,
    "rank": _ranks,
    "abc": _classes,
    "running": _running,
    "previous": _before,
    "last_year": _before,
}
