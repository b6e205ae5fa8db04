"""Runs a report: rows in their order with the list behind every figure, subtotals, others, totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from guike.kernel import clock, limits
from guike.platform.access.context import Context
from guike.platform.currency.queries import base_currency
from guike.platform.database.granted import at_one_instant
from guike.platform.filters.caller import visible_rows
from guike.platform.measures.drills import Ways
from guike.platform.measures.figures import Figures, Group, figures_of, statements_of
from guike.platform.measures.grains import Level
from guike.platform.measures.pace import Pace
from guike.platform.measures.presenting import Presenter, shown_figure, target_of
from guike.platform.measures.questions import Beyond, Measure, Place
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import store_instant
from guike.platform.reports.deriving import Values, values_of
from guike.platform.reports.describing import columns_of
from guike.platform.reports.earlier import Wanted, earlier_of, wanted_of
from guike.platform.reports.explaining import explain
from guike.platform.reports.specs import Report, meets, read_report

Answer = dict[str, Any]


def run_report(
    ctx: Context,
    raw: Any,
    *,
    counts: Iterable[str] = (),
    most: int = int(limits.AGGREGATE_ROWS),
    explained: bool = False,
    pace: Pace | None = None,
) -> Answer:
    """The answer to a report's spec, in the form of the API.

    `counts`: objects whose records count for whoever has the operation `figures` on them, although he may not see them; no list
    opens behind such a figure. `most`: rows at most; `explained`: with what each number is, as `explain`; `pace`: of the statements. Invalid: every
    fault; Forbidden; TooSlow.
    """
    with at_one_instant():
        report = read_report(ctx, raw)
        counted = _counted(ctx, report, counts)
        answer = _Run(ctx, report, counted, most, pace or Pace()).answer()
        return answer | {"explain": explain(ctx, report, counted)} if explained else answer


def _counted(ctx: Context, report: Report, counts: Iterable[str]) -> frozenset[str]:
    """Of the objects that a preset counts, those whose records this caller may count and does not all see anyhow. One by whose
    records the report is grouped is not among them, because its rows would name them."""
    named = {place.spec.name for key in report.question.keys for place in key.place.chain[1:]}
    return frozenset(
        one for one in counts if one not in named and ctx.can(one, "figures") and not _sees_all(ctx, one)
    )


def _sees_all(ctx: Context, name: str) -> bool:
    spec = catalogue().get(name)
    return ctx.can(name, "view") and ctx.scope_of(spec.model, "view", name) is None


@dataclass
class _Run:
    """One run of a report."""

    ctx: Context
    report: Report
    counted: frozenset[str]
    most: int
    pace: Pace
    _spreads: dict[Level, Mapping[Group, Sequence[Group]]] = field(default_factory=dict)

    @cached_property
    def row_level(self) -> Level:
        return self.report.row_keys

    @cached_property
    def finest(self) -> Level:
        return tuple(range(len(self.report.question.keys)))

    @cached_property
    def levels(self) -> list[Level]:
        """The levels that are asked: the cells, the rows, and with totals all above them."""
        question = self.report.question
        if self.report.totals:
            return list(question.levels)
        return list(dict.fromkeys([self.finest, self.row_level]))

    @cached_property
    def figures(self) -> Figures:
        return figures_of(
            self.ctx.walking(),
            self.report.question,
            levels=self.levels,
            order=self._order(),
            counted=self.counted,
            pace=self.pace,
        )

    @cached_property
    def wanted(self) -> Mapping[str, Wanted]:
        rows = visible_rows(self.ctx.walking(), self.report.question.spec)
        return wanted_of(self.ctx, self.report, rows, clock.today(self.ctx.timezone))

    @cached_property
    def values(self) -> Values:
        earlier = earlier_of(self.ctx, self.wanted, self.counted, self.pace)
        return values_of(self.report, self.figures, earlier, clock.today(self.ctx.timezone))

    @cached_property
    def presenter(self) -> Presenter:
        return Presenter(self.ctx, self.report.question, self.figures)

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.report.question, self.ctx.timezone)

    def _order(self) -> list[tuple[int, bool]]:
        """The measures by which the database orders the groups before it cuts them."""
        names = [one.name for one in self.report.question.measures]
        if self.report.column_keys:
            return []
        found: list[tuple[int, bool]] = []
        for name, descending in self.report.sort:
            if name not in names:
                break
            found.append((names.index(name), descending))
        return found

    def _statements(self) -> int:
        """How many statements answer the report, when there are not too many groups."""
        question = self.report.question
        own = statements_of(question, self.levels, self._order())
        earlier = sum(statements_of(asked) for one in self.wanted.values() for asked in one.questions)
        return own + earlier + self._statements_of_others()

    def _statements_of_others(self) -> int:
        return statements_of(self.report.question, self._levels_of_others()) if self.report.others else 0

    def _levels_of_others(self) -> list[Level]:
        return list(dict.fromkeys([self.report.column_keys, ()]))

    def answer(self) -> Answer:
        """Everything that is shown."""
        self.pace.expect(self._statements())
        shown, left = self._rows()
        answer: Answer = {
            "object": self.report.question.spec.name,
            "columns": self._columns(shown),
            "rows": [self._line(self.row_level, group) for group in shown],
            "others": self._others(shown, left) if self.report.others else None,
            "subtotals": self._subtotals(shown),
            "truncated": self.figures.truncated or bool(left and not self.report.others),
            "as_of": store_instant(clock.now()),
            "currency": base_currency(),
            "time_zone": self.ctx.timezone,
        }
        if self.report.totals:
            total = self._line((), ())
            answer |= {"totals": total["values"], "drills": total["drills"]}
            if "cells" in total:
                answer["cells"] = total["cells"]
        else:
            answer |= {"totals": {}, "drills": {}}
        return answer

    def _columns(self, shown: Sequence[Group]) -> list[Answer]:
        """The columns; of a group by records, which of those that are shown open."""
        columns = columns_of(self.report, self.ctx.locale)
        across = list(self.values.get(self.finest, ()))
        for n, key in enumerate(self.report.question.keys):
            level, groups = (self.finest, across) if key.is_column else (self.row_level, shown)
            opened = self.presenter.opens(n, [group[level.index(n)] for group in groups])
            if opened:
                columns[n] |= {"target": target_of(key).name, "opens": opened}
        return columns

    # rows

    def _rows(self) -> tuple[list[Group], list[Group]]:
        """The groups of the rows that are shown, in order, and those that are left out."""
        groups = self.values.get(self.row_level, {})
        if not self.row_level:
            return [], []
        having = self.report.having
        kept = [one for one, values in groups.items() if having is None or meets(having, values)]
        kept.sort(key=lambda group: self.presenter.rank(self.row_level, group))
        for name, descending in reversed(self.report.sort):
            kept = self._sorted(kept, name, descending)
        limit = min(self.report.limit, self.most)
        if self.report.others:  # the list behind them names the groups that are shown
            limit = min(limit, int(limits.FILTER_VALUES))
        shown = kept[:limit]
        taken = set(shown)
        return shown, [one for one in groups if one not in taken]

    def _sorted(self, groups: Sequence[Group], name: str, descending: bool) -> list[Group]:
        """Sorted by one figure or key; those that were equal stay in their order, what is empty comes last."""
        keys = {self.report.question.keys[n].name: n for n in self.row_level}
        values = self.values[self.row_level]

        def place(group: Group) -> Any:
            if name in keys:
                return self.presenter.place_of(keys[name], group[self.row_level.index(keys[name])])[1:]
            return values[group][name]

        def is_empty(group: Group) -> bool:
            if name in keys:
                return group[self.row_level.index(keys[name])] is None
            return values[group].get(name) is None

        filled = [one for one in groups if not is_empty(one)]
        return sorted(filled, key=place, reverse=descending) + [one for one in groups if is_empty(one)]

    def _subtotals(self, shown: Sequence[Group]) -> list[Answer]:
        """The groups of fewer row keys, in the order in which their rows are shown."""
        if not self.report.totals:
            return []
        found: list[Answer] = []
        for count in range(1, len(self.row_level)):
            level = self.row_level[:count]
            groups = dict.fromkeys(group[:count] for group in shown)
            found += [self._line(level, group) for group in groups]
        return found

    def _line(self, level: Level, group: Group) -> Answer:
        """One line: its keys, its figures with their lists, and its cells across the column keys."""
        line = self._cell(level, group)
        line["keys"] = self.presenter.keys(level, group)
        if self.report.column_keys:
            line["cells"] = self._cells(level, group)
        return line

    def _cells(self, level: Level, group: Group) -> list[Answer]:
        """The cells of a line, by column keys in their order; those with no records are left out."""
        columns = self.report.column_keys
        of = tuple(sorted((*level, *columns)))
        found: list[tuple[Any, Answer]] = []
        for one in self._spread(level, of).get(group, ()):
            across = tuple(one[of.index(n)] for n in columns)
            cell = {**self._cell(of, one), "keys": self.presenter.keys(columns, across)}
            found.append((self.presenter.rank(columns, across), cell))
        return [cell for _rank, cell in sorted(found, key=lambda pair: pair[0])]

    def _spread(self, level: Level, of: Level) -> Mapping[Group, Sequence[Group]]:
        """The groups of a level with column keys, by those of the level without."""
        if of not in self._spreads:
            found: dict[Group, list[Group]] = {}
            for one in self.values.get(of, {}):
                found.setdefault(tuple(one[of.index(n)] for n in level), []).append(one)
            self._spreads[of] = found
        return self._spreads[of]

    def _cell(self, level: Level, group: Group) -> Answer:
        """Figures and the lists behind them."""
        question = self.report.question
        by_key = dict(zip(level, group, strict=True))
        found: Answer = {
            "values": self._shown(self.values[level].get(group, {})),
            "drill": self._drill(question.root, by_key),
            "drills": {
                one.name: self._drill(one.place, by_key, one, self.figures.last.get((level, group, n)))
                for n, one in enumerate(question.measures)
            },
        }
        if level and self._is_running(level, group):
            found["incomplete"] = True
        return found

    def _is_running(self, level: Level, group: Group) -> bool:
        """Whether the period of the group has not ended."""
        key = self.report.time_key
        if key is None or key not in level or group[level.index(key)] is None:
            return False
        return self.ways.period_end(key, group[level.index(key)]) > clock.today(self.ctx.timezone)

    def _drill(
        self,
        place: Place,
        by_key: Mapping[int, Any],
        measure: Measure | None = None,
        last: Any = None,
        beyond: Beyond | None = None,
    ) -> Answer | None:
        """The list behind a figure; None where the caller only counts the records."""
        if any(one.spec.name in self.counted for one in place.chain[1:]):
            return None
        found = self.ways.drill(place, by_key, measure, last, beyond)
        return None if found is None else found.dump()

    def _shown(self, values: Mapping[str, Any]) -> Answer:
        measures = {one.name: one for one in self.report.question.measures}
        alike = {
            one.name: measures[one.of] for one in self.report.derived if one.is_alike and one.of in measures
        }
        alike |= measures
        return {
            name: shown_figure(alike[name], values.get(name)) if name in alike else _plain(values.get(name))
            for name in self.report.names
        }

    # others

    def _others(self, shown: Sequence[Group], left: Sequence[Group]) -> Answer | None:
        """All groups that are not shown, counted at their own level."""
        if not left:
            self.pace.passed(self._statements_of_others())
            return None
        key = self.report.question.keys[self.row_level[0]]
        beyond = Beyond(key, tuple(group[0] for group in shown))
        question = replace(self.report.question, beyond=beyond)
        figures = figures_of(
            self.ctx.walking(),
            question,
            levels=self._levels_of_others(),
            counted=self.counted,
            pace=self.pace,
        )
        values = values_of(self.report, figures, {}, clock.today(self.ctx.timezone))
        columns = self.report.column_keys

        def part(level: Level, group: Group) -> Answer:
            by_key = dict(zip(level, group, strict=True))
            lasts = [figures.last.get((level, group, n)) for n in range(len(question.measures))]
            return {
                "values": self._shown(values[level][group]),
                "drill": self._drill(question.root, by_key, beyond=beyond),
                "drills": {
                    one.name: self._drill(one.place, by_key, one, last, beyond)
                    for one, last in zip(question.measures, lasts, strict=True)
                },
            }

        answer = {"count": len(left), **part((), ())}
        if columns:
            ordered = sorted(values[columns], key=lambda group: self.presenter.rank(columns, group))
            answer["cells"] = [
                {**part(columns, group), "keys": self.presenter.keys(columns, group)} for group in ordered
            ]
        return answer


def _plain(value: Any) -> Any:
    """A computed figure: a number as text, a rank or class as it is."""
    return format(value, "f") if isinstance(value, Decimal) else value
