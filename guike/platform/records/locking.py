"""Locks of records, in the one order over the house that `catalogue().order` says. See docs/design/locks.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guike.platform.database.locks import Mode, Place, foresee, lock_rows, record_place
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec


def place_of(spec: ObjectSpec) -> Place:
    """Where the rows of an object stand in the order."""
    return record_place(catalogue().order[spec.name], spec.model._meta.db_table)


def in_order(wanted: Mapping[str, Iterable[int]]) -> list[tuple[ObjectSpec, list[int]]]:
    """What is named by object, as it is locked: one object after the other, ids rising."""
    pairs = ((catalogue().get(name), sorted(set(ids))) for name, ids in wanted.items())
    return sorted(((spec, ids) for spec, ids in pairs if ids), key=lambda pair: place_of(pair[0]))


def lock(wanted: Mapping[str, Iterable[int]], mode: Mode = Mode.OWN) -> None:
    """Lock records, whoever may see them: {object: ids}. One statement an object."""
    ordered = in_order(wanted)
    if len(ordered) > 1:
        foresee({place_of(spec): ids for spec, ids in ordered}, mode)
    for spec, ids in ordered:
        lock_rows(place_of(spec), ids, mode)
