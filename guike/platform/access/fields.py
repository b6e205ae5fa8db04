"""Field permission: the fields of an object that a caller may read and write."""

from __future__ import annotations

from collections.abc import Mapping

from guike.kernel.caches import own_cache
from guike.platform.access.context import Context
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

#: (object, hidden fields) → its definition and its other fields
_kept: dict[tuple[str, frozenset[str]], tuple[ObjectSpec, Mapping[str, FieldSpec]]] = {}
_KEPT = 1000
own_cache(
    "platform.access.fields.kept",
    key="an object and its fields that are hidden",
    stale="another definition of the object, compared by identity",
    limit=_KEPT,
    size=lambda: len(_kept),
    clear=_kept.clear,
)


def readable(ctx: Context, spec: ObjectSpec) -> Mapping[str, FieldSpec]:
    """Fields the caller may see, masked ones included, by name."""
    place = (spec.name, ctx.actor.hidden(spec.name))
    known = _kept.get(place)
    if known is None or known[0] is not spec:
        if len(_kept) >= _KEPT:
            _kept.clear()
        found = {
            f.name: f for f in spec.fields if f.is_active and not f.write_only and f.name not in place[1]
        }
        known = _kept[place] = (spec, found)
    return known[1]
