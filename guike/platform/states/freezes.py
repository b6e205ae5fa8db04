"""Records that may not be changed for a while, whatever their state says: while people decide about them.

A package that knows a reason registers a source. What a freeze leaves open is decided here alone: the write path, the record that is
opened on a screen, an import and a rule all ask the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.kernel.errors import Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: who answers for a record changes hands all the same, and so do the keys of other systems
ALWAYS_OPEN = frozenset({"owner", "department", "external_id", "source_system"})


@dataclass(frozen=True)
class Freeze:
    """`reason`: said at each field. `but`: the fields that stay open, None where only the record's state closes fields.
    `opens`: fields that this caller may change although the state locks them. `refusal(labels)`: the answer to a write;
    `deleting`: the answer to a deletion."""

    reason: Text
    refusal: Callable[[Text], Refusal]
    deleting: Refusal | None = None
    but: frozenset[str] | None = None
    opens: frozenset[str] = frozenset()

    def holds(self, item: FieldSpec) -> bool:
        """Whether the freeze closes a field, besides what the state closes."""
        if self.but is None or item.system:
            return False
        return item.name not in self.but and item.name not in self.opens and item.name not in ALWAYS_OPEN


#: (caller, object, ids) → the freezes that hold for him now
Source = Callable[[Context, ObjectSpec, Sequence[int]], Mapping[int, Freeze]]
_sources: dict[str, Source] = {}


def freeze_source(name: str, source: Source) -> None:
    """Register a source; called at start. ValueError for a name that is taken."""
    if name in _sources:
        raise ValueError(f"the source of freezes {name} is registered twice")
    _sources[name] = source


def freezes_of(ctx: Context, spec: ObjectSpec, rows: Sequence[Any]) -> Mapping[int, Freeze]:
    """The freezes of these rows, by id; of several for one row, the first."""
    if not spec.has_approval or not rows:
        return {}
    found: dict[int, Freeze] = {}
    for source in _sources.values():
        for pk, freeze in source(ctx, spec, [row.pk for row in rows]).items():
            found.setdefault(pk, freeze)
    return found
