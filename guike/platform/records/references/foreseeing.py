"""Locks that an action or a step declares: of other records, taken with its own and before anything is decided.

Where one of them comes before the record itself in the order of locks, its id is read without a lock, both are locked in
order, and the way is gone once more from the record as it stands then. What it leads to now is locked, too, if it is free;
else the use-case begins anew (`database.locks`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.caches import METADATA, process_cache
from guike.platform.database.composing import GivenIds, Statement, composed
from guike.platform.filters.columns import field_expression
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ActionSpec, ObjectSpec
from guike.platform.metadata.ways import Way, ways_of
from guike.platform.org.queries import versions
from guike.platform.records.locking import lock
from guike.platform.records.models import RecordLink
from guike.platform.records.reading import living
from guike.platform.records.shapes import get_value, per_caller

WHY = "what an action declares to lock is locked, whoever may see it"
Params = Mapping[str, Any]
Ids = dict[str, set[int]]


def declared_ways(spec: ObjectSpec, action: ActionSpec) -> tuple[Way, ...]:
    """Those of an action."""
    return _ways(versions().metadata, spec.name, action.locks, action.name) if action.locks else ()


def lock_for_edit(
    spec: ObjectSpec, rows: Sequence[Mapping[str, Any]], found: Mapping[int, Any] | None = None
) -> None:
    """What the steps declare that writing the state by hand may be: before the records are fetched what comes before
    them, and what comes after them when they are `found`."""
    for step in spec.states.steps if spec.states is not None else ():
        if step.by != "edit" or not step.locks:
            continue
        ids = (
            {row["id"] for row in rows if row.get(spec.states.field) in step.targets}
            if spec.states
            else set()
        )
        ways = _ways(versions().metadata, spec.name, step.locks, "")
        if found is None:
            lock_before(spec, ways, ids, {})
        else:
            lock_after(spec, ways, {pk: found[pk] for pk in ids if pk in found}, {})


def lock_for_step(spec: ObjectSpec, name: str, rows: Sequence[Any]) -> None:
    """What a step declares that is no action's, for records that are held and take it."""
    step = spec.states.step(name) if spec.states is not None and name else None
    if step is not None and step.by != "action" and step.locks:
        ways = _ways(versions().metadata, spec.name, step.locks, "")
        lock_after(spec, ways, {row.pk: row for row in rows}, {})


@process_cache(key="the version of the definitions, and what an action declares", stale=METADATA, limit=256)
def _ways(_version: int, object_name: str, locks: tuple[str, ...], action: str) -> tuple[Way, ...]:
    spec = catalogue().get(object_name)
    return ways_of(catalogue().objects, spec, locks, spec.action(action) if action else None)


def lock_before(spec: ObjectSpec, ways: Sequence[Way], ids: Iterable[int], params: Params) -> Ids:
    """Lock what comes before these records in the order, as it is read without a lock; what was locked."""
    order = catalogue().order
    own = set(ids)
    earlier = [way for way in ways if any(order[name] <= order[spec.name] for name in way.locked)]
    found = {
        name: some
        for name, some in _reached(spec, earlier, own, params, {}).items()
        if order[name] <= order[spec.name]
    }
    if spec.name in found:
        found[spec.name] |= own
    lock(found)
    return found


def lock_after(
    spec: ObjectSpec, ways: Sequence[Way], rows: Mapping[int, Any], params: Params, held: Ids | None = None
) -> None:
    """Lock what the ways lead to from these locked records, and what they lead to when all that is locked. `held`: what is
    locked already."""
    known: Ids = defaultdict(set, {name: set(ids) for name, ids in (held or {}).items()})
    walking = list(ways)
    while walking:
        found = _reached(spec, walking, set(rows), params, rows)
        fresh = {name: ids - known[name] for name, ids in found.items() if ids - known[name]}
        if not fresh:
            return
        lock(fresh)
        for name, ids in fresh.items():
            known[name] |= ids
        # a station on the way may name another by now, until it is locked
        walking = [way for way in walking if len(way.locked) > 1 and way.locked[-1] in fresh]


def _reached(
    spec: ObjectSpec, ways: Sequence[Way], own: set[int], params: Params, rows: Mapping[int, Any]
) -> Ids:
    found: Ids = defaultdict(set)
    for way in ways:
        at = own
        if way.param:
            at = _named_by(params.get(way.param))
        elif way.child:
            at = _naming(spec, *way.child, own)
        if way.param or way.child:
            found[way.start] |= at
        for object_name, field, target in way.hops:
            at = _step(object_name, field, at, rows if at is own else {})
            found[target] |= at
    return {name: ids for name, ids in found.items() if ids}


def _named_by(value: Any) -> set[int]:
    return set() if value is None else set(value) if isinstance(value, list) else {value}


def _step(object_name: str, field: str, ids: set[int], rows: Mapping[int, Any]) -> set[int]:
    spec = catalogue().get(object_name)
    item = spec.by_name[field]
    if rows:
        return {value for row in rows.values() if (value := get_value(item, row)) is not None}
    if not ids:
        return set()

    def named() -> Statement:
        found = living(spec).system(reason=WHY).filter(Q(GivenIds())).order_by()
        return composed(found.annotate(shown=field_expression(spec, item)).values("shown"))

    rows_named = per_caller(None, ("locked by a way", object_name, field), named).tuples(ids)
    return {value for (value,) in rows_named if value is not None}


def _naming(spec: ObjectSpec, child: str, field: str, ids: set[int]) -> set[int]:
    """Records of `child` that name one of these."""
    holder = catalogue().get(child)
    item = holder.by_name[field]

    def naming() -> Statement:
        if not item.is_reference:
            links = RecordLink.objects.filter(object=child, field=field, target_object=spec.name)
            return composed(links.filter(Q(GivenIds("target_id"))).values("record_id"))
        found = living(holder).system(reason=WHY).annotate(key=field_expression(holder, item))
        return composed(found.filter(Q(GivenIds("key"))).order_by().values("pk"))

    statement = per_caller(None, ("locked by a child", spec.name, child, field), naming)
    return {pk for (pk,) in statement.tuples(ids)}
