"""Labels of records that are named after a referenced record (`ObjectSpec.named_after`), also after that one was
renamed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from guike.kernel import limits
from guike.platform.database.copying import update_each
from guike.platform.events.registry import Happened, subscribe
from guike.platform.filters.labels import CALLED
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import labels_of_many, table
from guike.platform.records.shapes import INDEX_COLUMNS, Draft, index_row, silent
from guike.platform.records.writing.events import RENAMED

WHY = "a reference's label belongs to the row that holds it"
_CHUNK = int(limits.CHUNK_ROWS)


def name_drafts(spec: ObjectSpec, drafts: Iterable[Draft]) -> None:
    """Look up the labels for drafts that are new or reference another record now."""
    if spec.named_after:
        _note(spec, [d.row for d in drafts if d.is_new or d.changed(*spec.named_after)])


def _note(spec: ObjectSpec, rows: Sequence[Any]) -> None:
    items = [spec.by_name[name] for name in spec.named_after]
    wanted: dict[str, set[int]] = {item.target: set() for item in items}
    for row in rows:
        for item in items:
            wanted[item.target] |= {getattr(row, item.attname)} - {None}
    labels = labels_of_many(None, wanted)
    for row in rows:
        found = (labels[item.target].get(getattr(row, item.attname)) for item in items)
        row.__dict__[CALLED] = next((label for label in found if label), "")


def follow(happened: Happened) -> None:
    """Give the new labels to records that are named after the renamed ones, without history or version."""
    for spec, item in catalogue().referrers.get(happened.object_name, ()):
        if item.name in spec.named_after:
            _follow(spec, item, happened.payload["ids"])


def _follow(spec: ObjectSpec, item: FieldSpec, ids: Sequence[int]) -> None:
    everything = table(spec).system(reason=WHY)
    rows = everything.filter(**{f"{item.attname}__in": ids}).order_by("pk")
    last = 0
    with silent():
        while found := list(rows.filter(pk__gt=last).select_for_update(no_key=True, of=("self",))[:_CHUNK]):
            last = found[-1].pk
            _note(spec, found)
            for row in found:
                index_row(spec, row)
            update_each(everything, found, INDEX_COLUMNS)


def declare() -> None:
    """Subscribe."""
    subscribe(RENAMED, "records.follow_names", follow)
