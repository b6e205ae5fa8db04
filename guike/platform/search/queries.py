"""Search over every object that the caller may see."""

from __future__ import annotations

from typing import Any

from guike.platform.access.context import Context
from guike.platform.access.fields import mask
from guike.platform.database.prepared import Prepared, composed
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.labels import search_alternatives
from guike.platform.records.prepared import kept
from guike.platform.records.rows import visible
from guike.platform.records.searching import is_rare, search_condition, searched_unread, shape_of

PER_OBJECT = 5
MOST = 30
#: objects that people look for first
FIRST = ("account", "contact", "lead", "opportunity", "sales_order")


def search_everything(ctx: Context, q: str) -> list[dict[str, Any]]:
    """[{"object", "id", "name", "label", "number"}]: by name, number, phone, pinyin, initials; each object's
    newest five. One query an object, each served by its gram index."""
    found: list[dict[str, Any]] = []
    for spec in _searchable(ctx):
        for row in _hits(ctx, spec, q):
            number = row.get("number") or None
            found.append(
                {
                    "object": spec.name,
                    "object_label": spec.label.get(ctx.locale),
                    "id": row["pk"],
                    "name": _shown_name(ctx, spec, row["label"]) or number or f"#{row['pk']}",
                    "number": number,
                }
            )
    return found[:MOST]


def _hits(ctx: Context, spec: ObjectSpec, q: str) -> list[dict[str, Any]]:
    alternatives = search_alternatives(q)
    if not alternatives:
        return []
    rare = is_rare(spec, alternatives)

    def newest() -> Prepared:
        condition = search_condition(ctx, spec, q, is_rare=rare)
        if condition is None:
            return Prepared()
        rows = visible(ctx, spec).filter(condition).order_by("-id")
        columns = {f.name for f in spec.model._meta.concrete_fields}
        numbered = "number" in columns and ctx.level(spec.name, "number") not in UNREADABLE
        return composed(rows.values("pk", "label", *(["number"] if numbered else []))[:PER_OBJECT])

    if searched_unread(ctx, spec):  # the words themselves stand in the statement
        return newest().dicts((), alternatives)
    statement = kept(ctx, ("everywhere", spec.name, rare, *shape_of(alternatives)), newest)
    return statement.dicts((), alternatives)


def _shown_name(ctx: Context, spec: ObjectSpec, label: str) -> str | None:
    """The label as far as the caller may read the name."""
    level = ctx.level(spec.name, spec.name_field)
    if level == "hidden":
        return None
    return mask(spec.by_name[spec.name_field], label) if level == "masked" else label


def _searchable(ctx: Context) -> list[ObjectSpec]:
    specs = [
        spec
        for spec in catalogue().objects.values()
        if not spec.is_line and ctx.can(spec.name, "view") and any(f.searchable for f in spec.fields)
    ]
    return sorted(specs, key=lambda s: (FIRST.index(s.name) if s.name in FIRST else len(FIRST), s.position))
