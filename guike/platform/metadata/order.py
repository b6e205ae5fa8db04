"""The order of objects over the whole house, in which their rows are locked: a record before what it names.

It follows from the declarations. Where references run in a circle, the one whose names come first in the alphabet
counts and the one that closes the circle does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from guike.platform.metadata.spec import FieldSpec, ObjectSpec, RollupSpec

Objects = Mapping[str, ObjectSpec]
#: an object and one that is locked after it
Edge = tuple[str, str]


def house_order(objects: Objects, rollups: Iterable[tuple[ObjectSpec, RollupSpec]]) -> dict[str, int]:
    """Object → its place. Lines stand right behind their document, through which alone they are written."""
    below: dict[str, set[str]] = defaultdict(set)
    for edges in (
        _references(objects, custom=False),
        _references(objects, custom=True),
        _looser(objects, rollups),
    ):
        for first, then in sorted(set(edges)):
            if first != then and not _leads(below, then, first):
                below[first].add(then)
    documents = [name for name in objects if _document(objects, name) == name]
    levels = _levels(documents, below)
    places: dict[str, int] = {}
    for name in sorted(documents, key=lambda one: (levels[one], one)):
        for one in (name, *sorted(line.name for line in objects.values() if line.parent == name)):
            places[one] = len(places)
    return places


def _document(objects: Objects, name: str) -> str:
    """What a line belongs to; any other object itself."""
    parent = objects[name].parent
    return parent if parent in objects else name


def _references(objects: Objects, *, custom: bool) -> Iterator[Edge]:
    """Single references that keep what they name. Those of the code come first: what an administrator adds moves no two
    objects whose order the code says."""
    for spec in objects.values():
        for item in spec.fields:
            if (
                item.is_reference
                and item.custom is custom
                and _counts(item)
                and item.target_object in objects
            ):
                yield _document(objects, spec.name), _document(objects, item.target_object)


def _looser(objects: Objects, rollups: Iterable[tuple[ObjectSpec, RollupSpec]]) -> Iterator[Edge]:
    """Lists of references, and what decides a figure without naming its parent."""
    for spec in objects.values():
        for item in spec.fields:
            if not item.is_reference and _counts(item):
                for target in item.targets or (item.target_object,):
                    if target in objects:
                        yield _document(objects, spec.name), _document(objects, target)
    for parent, rollup in rollups:
        if rollup.child in objects:
            yield _document(objects, rollup.child), _document(objects, parent.name)


def _counts(item: FieldSpec) -> bool:
    return item.stored and not item.system and not item.traces


def _leads(below: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Whether one comes before the other already."""
    seen, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        if one == end:
            return True
        fresh = below.get(one, set()) - seen
        seen |= fresh
        waiting += fresh
    return False


def _levels(names: Iterable[str], below: Mapping[str, set[str]]) -> dict[str, int]:
    """How many stand before each at most, one above the other."""
    levels = dict.fromkeys(names, 0)
    for _round in list(levels):
        moved = False
        for first, after in below.items():
            for then in after:
                if levels[then] <= levels[first]:
                    levels[then], moved = levels[first] + 1, True
        if not moved:
            break
    return levels
