"""Search over every object that the caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.database.prepared import Prepared, composed
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.filters.labels import told_labels
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
        hits = _hits(ctx, spec, q)
        names = _names(ctx, spec, hits)
        for row in hits:
            number = row.get("number") or None
            found.append(
                {
                    "object": spec.name,
                    "object_label": spec.label.get(ctx.locale),
                    "id": row["pk"],
                    "name": names.get(row["pk"]) or number or f"#{row['pk']}",
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
