"""Search over every object that the caller may see."""

from __future__ import annotations

from typing import Any

from guike.platform.access.context import Context
from guike.platform.access.fields import mask
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.queries import search_condition
from guike.platform.records.rows import visible

PER_OBJECT = 5
MOST = 30
#: objects that people look for first
FIRST = ("account", "contact", "lead", "opportunity", "sales_order")


def search_everything(ctx: Context, q: str) -> list[dict[str, Any]]:
    """[{"object", "id", "name", "label", "number"}]: by name, number, phone, pinyin, initials; each object's
    newest five. One query an object, each served by its gram index."""
    condition = search_condition(q)
    if condition is None:
        return []
    found: list[dict[str, Any]] = []
    for spec in _searchable(ctx):
        rows = visible(ctx, spec).filter(condition).order_by("-id")
        columns = {f.name for f in spec.model._meta.concrete_fields}
        names = ["pk", "label", *(["number"] if "number" in columns else [])]
        hidden = ctx.level(spec.name, spec.name_field)
        for row in rows.values(*names)[:PER_OBJECT]:
            label = row["label"] if hidden in ("read", "edit") else mask(spec.by_name[spec.name_field], row["label"])
            found.append(
                {
                    "object": spec.name,
                    "object_label": spec.label.get(ctx.locale),
                    "id": row["pk"],
                    "name": label or row.get("number", ""),
                    "number": row.get("number") or None,
                }
            )
    return found[:MOST]


def _searchable(ctx: Context) -> list[ObjectSpec]:
    specs = [
        spec
        for spec in catalogue().objects.values()
        if not spec.is_line and ctx.can(spec.name, "view") and any(f.searchable for f in spec.fields)
    ]
    return sorted(specs, key=lambda s: (FIRST.index(s.name) if s.name in FIRST else len(FIRST), s.position))
