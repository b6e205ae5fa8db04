"""Finds the roll-ups that read a written record: as a child, or over a reference (`sales_order.status`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from guike.kernel.caches import METADATA, process_cache
from guike.kernel.errors import Refusal
from guike.platform.database.composing import GivenIds, composed
from guike.platform.filters.columns import field_expression
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.readings import ALWAYS, Along, Reading, circle, made_of, reading_of
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, RollupSpec
from guike.platform.org.queries import versions
from guike.platform.records.figures.counting import WHY
from guike.platform.records.reading import living
from guike.platform.records.shapes import Draft, get_value, per_caller

Ids = dict[str, set[int]]


@dataclass(frozen=True)
class Kept:
    """A roll-up of `parent` and what it reads. `reading` None: it was defined before such roll-ups were refused; it is
    counted when its children are written, and nightly. `is_circular`: it depends on itself, so its changes are not
    followed further."""

    parent: ObjectSpec
    rollup: RollupSpec
    reading: Reading | None
    is_circular: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.parent.name, self.rollup.field


@dataclass(frozen=True)
class Index:
    """`children`: object → roll-ups over it; `along`: object → roll-ups that read it over references; `parents`: object →
    its own."""

    children: Mapping[str, tuple[Kept, ...]]
    along: Mapping[str, tuple[tuple[Kept, Along], ...]]
    parents: Mapping[str, tuple[Kept, ...]]


def figure_index() -> Index:
    """The index of the definitions in force."""
    return _index(versions().metadata)


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _index(_version: int) -> Index:
    known = catalogue()
    pairs = [pair for found in known.rollups.values() for pair in found]
    children: dict[str, list[Kept]] = defaultdict(list)
    along: dict[str, list[tuple[Kept, Along]]] = defaultdict(list)
    parents: dict[str, list[Kept]] = defaultdict(list)
    reads = made_of(known.objects, pairs)
    for parent, rollup in pairs:
        if rollup.child not in known.objects or rollup.via not in known.get(rollup.child).by_name:
            continue
        try:
            reading = reading_of(known.objects, parent, rollup)
        except Refusal:
            reading = None
        one = Kept(parent, rollup, reading, bool(circle(reads, (parent.name, rollup.field))))
        children[rollup.child].append(one)
        parents[parent.name].append(one)
        for path in reading.along if reading else ():
            along[path.end].append((one, path))
    return Index(
        {name: tuple(found) for name, found in children.items()},
        {name: tuple(found) for name, found in along.items()},
        {name: tuple(found) for name, found in parents.items()},
    )


def is_read(object_name: str, names: Collection[str]) -> bool:
    """Whether a figure reads one of these fields of an object."""
    return any(True for _one in figure_readers(object_name, names))


def figure_readers(object_name: str, names: Collection[str]) -> Iterator[Kept]:
    """The roll-ups that read one of these fields of an object, as its children or over references."""
    found = figure_index()
    for one in found.children.get(object_name, ()):
        if one.reading is None or not one.reading.own.isdisjoint(names):
            yield one
    for one, path in found.along.get(object_name, ()):
        if not path.names.isdisjoint(names):
            yield one


def over_references(
    spec: ObjectSpec, drafts: Sequence[Draft]
) -> dict[tuple[str, str], tuple[Kept, set[int]]]:
    """The roll-ups that read these written rows over references, with the parents whose figures may have changed."""
    found: dict[tuple[str, str], tuple[Kept, set[int]]] = {}
    for one, path in figure_index().along.get(spec.name, ()):
        rows = {draft.row.pk for draft in drafts if not draft.is_new and _tells(draft, path.names)}
        if rows:
            ids = _walked_back(one, path, rows)
            if ids:
                found.setdefault(one.key, (one, set()))[1].update(ids)
    return found


def _tells(draft: Draft, names: Collection[str]) -> bool:
    """Whether a path through this row may lead to another record after the write."""
    return bool(draft.fate) or not draft.old.keys().isdisjoint(names) or not ALWAYS.isdisjoint(names)


def _walked_back(one: Kept, path: Along, rows: Iterable[int]) -> set[int]:
    """The parents of the children from which the path leads to one of these rows."""
    found = set(rows)
    for place, (name, field) in reversed(list(enumerate(path.hops))):
        source = catalogue().get(name)
        wanted = one.rollup.via if place == 0 else ""

        def pointing(source: ObjectSpec = source, field: str = field, wanted: str = wanted) -> Any:
            rows = living(source).system(reason=WHY)
            rows = rows.annotate(key=field_expression(source, source.by_name[field])).filter(
                Q(GivenIds("key"))
            )
            shown = field_expression(source, source.by_name[wanted]) if wanted else None
            rows = rows.order_by()
            return composed(rows.annotate(shown=shown).values("shown") if wanted else rows.values("pk"))

        found = {
            value
            for (value,) in per_caller(None, ("pointing", name, field, wanted), pointing).tuples(found)
            if value is not None
        }
        if not found:
            break
    return found


def held(spec: ObjectSpec, drafts: Sequence[Draft]) -> Ids:
    """The referenced records that decide a figure. Writers of these records and writers of the rows must wait for one
    another, so that the second sees what the first wrote."""
    found: Ids = defaultdict(set)
    for names, field in _hops(spec.name):
        item = spec.by_name[field]
        for draft in drafts:
            if draft.fate != "deleted" and (draft.fate or not draft.old.keys().isdisjoint(names)):
                value = get_value(item, draft.row)
                if value is not None:
                    found[item.target_object].add(value)
    return found


def _hops(object_name: str) -> Iterator[tuple[frozenset[str], str]]:
    """(fields that decide the reference's effect, the reference) for each reference of an object over which a figure is
    read."""
    for pairs in figure_index().along.values():
        for one, path in pairs:
            for place, (name, field) in enumerate(path.hops):
                if name == object_name and one.reading is not None:
                    yield one.reading.own if place == 0 else frozenset({field}), field


def further(ids: Ids) -> Ids:
    """The records that locked rows reference, as far as a figure is read over them."""
    found: Ids = defaultdict(set)
    for name, rows in ids.items():
        for field in sorted({field for _names, field in _hops(name)} if rows else ()):
            spec = catalogue().get(name)
            item = spec.by_name[field]

            def named(spec: ObjectSpec = spec, item: FieldSpec = item) -> Any:
                held_rows = living(spec).system(reason=WHY).filter(Q(GivenIds())).order_by()
                return composed(held_rows.annotate(shown=field_expression(spec, item)).values("shown"))

            values = per_caller(None, ("named", name, field), named).tuples(rows)
            found[item.target_object] |= {value for (value,) in values if value is not None}
    return found
