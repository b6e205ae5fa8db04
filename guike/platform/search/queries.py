"""Search over every object that the caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.filters.labels import told_labels
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.queries import first_found

PER_OBJECT = 5
MOST = 30
#: objects that people look for first
FIRST = ("account", "contact", "lead", "opportunity", "sales_order")


def search_everything(ctx: Context, q: str) -> list[dict[str, Any]]:
    """[{"object", "id", "name", "label", "number"}]: by name, number, phone, pinyin, initials; of each object five: those
    called just so, then the newest. Objects with a row that is called just so come first."""
    found: list[tuple[bool, dict[str, Any]]] = []
    for spec in _searchable(ctx):
        hits = first_found(ctx, spec, q, PER_OBJECT, _columns(ctx, spec))
        names = _names(ctx, spec, hits)
        for row in hits:
            number = row.get("number") or None
            hit = {
                "object": spec.name,
                "object_label": spec.label.get(ctx.locale),
                "id": row["pk"],
                "name": names.get(row["pk"]) or number or f"#{row['pk']}",
                "number": number,
            }
            found.append((bool(row["k_0"]), hit))
    return [hit for _is_named, hit in sorted(found, key=lambda one: not one[0])][:MOST]


def _columns(ctx: Context, spec: ObjectSpec) -> list[str]:
    columns = {f.name for f in spec.model._meta.concrete_fields}
    is_numbered = "number" in columns and ctx.level(spec.name, "number") not in UNREADABLE
    return ["pk", "label", *(["number"] if is_numbered else [])]


def _names(ctx: Context, spec: ObjectSpec, hits: Sequence[dict[str, Any]]) -> dict[int, str]:
    """What the caller may be told that they are called."""
    if is_label_told(ctx, spec):
        return {row["pk"]: row["label"] for row in hits}
    return told_labels(ctx, spec, [row["pk"] for row in hits])


def _searchable(ctx: Context) -> list[ObjectSpec]:
    specs = [
        spec
        for spec in catalogue().objects.values()
        if not spec.is_line and ctx.can(spec.name, "view") and any(f.searchable for f in spec.fields)
    ]
    return sorted(specs, key=lambda s: (FIRST.index(s.name) if s.name in FIRST else len(FIRST), s.position))
