"""The way back from a figure to the records behind it, as an ordinary filter of their list.

A figure counts the records of one place that some tuple with the group's keys meets. Seen from such a record, the tuple goes
back to the root along the steps' inverses, and from the places on that way out to the places of other keys. Each place's
conditions stand in one `some`, so that they hold for the same record there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from guike.kernel import filters, periods
from guike.kernel.filters import Any_ as Either
from guike.kernel.filters import Leaf, None_, Not, Some
from guike.kernel.filters import Node as Condition
from guike.platform.filters.columns import ANY
from guike.platform.filters.resolve import Hop
from guike.platform.measures.questions import Beyond, Key, Measure, Place, Question
from guike.platform.metadata.catalogue import catalogue

_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Drill:
    """The list that a figure opens."""

    object: str
    filter: Condition

    def dump(self) -> dict[str, Any]:
        return {"object": self.object, "filter": filters.dump(self.filter)}


class Ways:
    """The ways back for one question. `timezone`: the company's; `spellings`: how folded texts of a key are written."""

    def __init__(self, question: Question, timezone: str) -> None:
        self.question, self.timezone = question, timezone

    def drill(
        self,
        place: Place,
        group: Mapping[int, Any],
        measure: Measure | None = None,
        last: date | datetime | None = None,
        beyond: Beyond | None = None,
    ) -> Drill | None:
        """The list of the records of `place` behind the figure of a group (index of a key → its value). `last`: the time of
        which a balance is; `beyond`: of the others, which groups they are not. None where a step has no
        inverse that a filter can walk."""
        conditions: dict[Place, list[Condition]] = {}
        for n, value in group.items():
            key = self.question.keys[n]
            conditions.setdefault(key.place, []).append(self._is(key, value))
        if beyond is not None:
            conditions.setdefault(beyond.key.place, []).append(Not(self._among(beyond)))
        missing = {self.question.keys[n].place for n, value in group.items() if value is not None}
        if beyond is not None and None in beyond.values:
            missing.add(beyond.key.place)
        for part in measure.parts if measure else ():
            conditions.setdefault(part.place, []).append(part.where)
        if measure is not None and last is not None and measure.by is not None:
            conditions.setdefault(place, []).append(Leaf(measure.by.name, "eq", _written(last)))
        if self.question.where != filters.EVERYTHING:
            conditions.setdefault(self.question.root, []).append(self.question.where)
        walk = _Walk(conditions, missing)
        found = walk.at(place, come_from=None)
        return None if found is None else Drill(place.spec.name, found)

    def period_end(self, n: int, start: date) -> date:
        """The day after the period of a key that begins on `start`."""
        return periods.bucket(start, self.question.keys[n].bucket, self.question.fiscal_start)[1]

    def _is(self, key: Key, value: Any) -> Condition:
        """The condition on a record of the key's place that it has this value."""
        name = key.item.name
        if key.is_record:
            # no record is the empty one; that there is none at the place is said by the step that leads to it
            return filters.NOTHING if value is None else Leaf("id", "eq", value)
        if value is None:
            return None_(name, filters.EVERYTHING) if key.item.scoped else Leaf(name, "is_empty")
        if key.bands:
            return self._in_band(key, value)
        if key.bucket:
            first, end = periods.bucket(value, key.bucket, self.question.fiscal_start)
            if key.item.type == "date":
                return Leaf(name, "between", (first.isoformat(), (end - _DAY).isoformat()))
            since, until = periods.instants(first, end, self.timezone)
            return Leaf(name, "between", (_written(since), _written(until - _TICK)))
        return Leaf(name, "eq", value)

    def _among(self, beyond: Beyond) -> Condition:
        """The condition on a record of the key's place that it has one of these values: plain ones in one list."""
        key, values = beyond.key, beyond.values
        if key.bands or key.bucket:
            return Either(tuple(self._is(key, value) for value in values))
        filled = tuple(value for value in values if value is not None)
        parts: list[Condition] = (
            [Leaf("id" if key.is_record else key.item.name, "in", filled)] if filled else []
        )
        return Either((*parts, *(self._is(key, None) for value in values if value is None)))

    def _in_band(self, key: Key, band: int) -> Condition:
        # amounts are told apart by their value in the company's currency
        name = key.item.base_column or key.item.name
        bounds = [_number(one) for one in key.bands]
        parts: list[Condition] = []
        if band > 0:
            parts.append(Leaf(name, "gte", bounds[band - 1]))
        if band < len(bounds):
            parts.append(Leaf(name, "lt", bounds[band]))
        return filters.all_of(*parts)


@dataclass
class _Walk:
    """Conditions by place. `filled`: places with a key that is not empty."""

    conditions: Mapping[Place, Sequence[Condition]]
    filled: set[Place]

    def at(self, place: Place, come_from: Place | None) -> Condition | None:
        """What a record of `place` meets, its neighbours but `come_from` included. None where a step cannot be walked."""
        found: list[Condition] = list(self.conditions.get(place, ()))
        children = {one for needed in self.conditions for one in needed.chain if one.parent is place}
        for child in sorted(children, key=lambda one: one.number):
            if child is not come_from:
                found.append(self._below(child))
        if place.parent is not None and place.parent is not come_from:
            above = self._above(place)
            if above is None:
                return None
            found.append(above)
        return _all(found)

    def _above(self, place: Place) -> Condition | None:
        """What holds for the record from which a step led to this one."""
        assert place.hop is not None
        assert place.parent is not None
        back = inverse(place.hop)
        inner = self.at(place.parent, come_from=place)
        if back is None or inner is None:
            return None
        return _some(back, inner)

    def _below(self, child: Place) -> Condition:
        """What holds for a step that leads off the way: some record at its end, or none if all its keys are empty."""
        inner = self.at(child, come_from=child.parent)
        assert inner is not None
        some = _some(child.path[-1], inner)
        if any(child in one.chain for one in self.filled):
            return some
        none = None_(child.path[-1], filters.EVERYTHING)
        return none if some == filters.NOTHING else Either((none, some))


def _some(path: str, inner: Condition) -> Condition:
    """Some record along the path that meets the condition; steps without one of their own are joined."""
    if inner == filters.NOTHING:
        return inner
    if isinstance(inner, Some):
        return Some(f"{path}.{inner.path}", inner.where)
    return Some(path, inner)


def _all(found: Sequence[Condition]) -> Condition:
    kept = [one for one in found if one != filters.EVERYTHING]
    if filters.NOTHING in kept:
        return filters.NOTHING
    return filters.all_of(*kept) if kept else filters.EVERYTHING


def inverse(hop: Hop) -> str | None:
    """The path of one segment that leads back from the target of a step to its source; None without one."""
    if hop.reverse:
        return f"{hop.item.name}_{hop.source.name}" if hop.item.type in ANY else hop.item.name
    relations = catalogue().relations.get(hop.target.name, ())
    found = (one.name for one in relations if one.object == hop.source.name and one.field == hop.item.name)
    return next(found, None)


def _written(at: date | datetime) -> str:
    return at.isoformat()


def _number(value: Decimal) -> str:
    return str(value)
