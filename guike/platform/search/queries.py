"""The search over all objects that the caller may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.kernel.phones import display_phone
from guike.kernel.searching import mark_of, told_by
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.filters.labels import told_labels
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import first_found, found_values, read_text

PER_OBJECT = 5
MOST = 30
SOUND = T("拼音", "pinyin")
#: the number of characters shown of a long text, and of those before the hit
SHOWN_CHARS, SHOWN_BEFORE = 40, 12


def search_everything(ctx: Context, q: str) -> list[dict[str, Any]]:
    """[{"object", "id", "name", "label", "number", "found"}]: by name, number, phone, pinyin, initials. Each object has
    five rows, exact names first, then the newest; objects with an exact name come first. found: the values, other than
    name and number, by which a row was found, as [{"label", "value"}]."""
    specs = _searchable(ctx)
    found = first_found(ctx, specs, q, PER_OBJECT)
    hits = [(is_called, spec, pk) for spec in specs for pk, is_called in found[spec.name]]
    best = sorted(hits, key=lambda one: not one[0])[:MOST]
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    names: dict[str, dict[int, str]] = {}
    for spec in {spec.name: spec for _called, spec, _pk in best}.values():
        ids = [pk for _called, of, pk in best if of is spec]
        rows[spec.name] = found_values(spec, ids, _columns(ctx, spec))
        names[spec.name] = _names(ctx, spec, list(rows[spec.name].values()))
    return [
        _hit(ctx, spec, rows[spec.name][pk], names[spec.name].get(pk), q)
        for _called, spec, pk in best
        if pk in rows[spec.name]  # a row may have been deleted in the meantime
    ]


def _hit(ctx: Context, spec: ObjectSpec, row: dict[str, Any], name: str | None, q: str) -> dict[str, Any]:
    number = row.get("number") or None
    return {
        "object": spec.name,
        "object_label": spec.label.get(ctx.locale),
        "id": row["pk"],
        "name": name or number or f"#{row['pk']}",
        "number": number,
        "found": _reasons(ctx, spec, row, q),
    }


def _reasons(ctx: Context, spec: ObjectSpec, row: dict[str, Any], q: str) -> list[dict[str, str]]:
    """The values by which a row was found, if name and number do not show it; only of fields that the caller may
    read."""
    by_mark = {mark_of(item.name): item for item in _readable_fields(ctx, spec)}
    reasons: list[dict[str, str]] = []
    for line in told_by(q, read_text(ctx, spec, row["search_text"])):
        item = next((by_mark[mark] for mark in line.marks if mark in by_mark), None)
        if line.is_sound:
            reasons.append({"label": SOUND.get(ctx.locale), "value": line.key})
        elif item is not None and item.name not in ("number", spec.name_field):
            value = (row["custom"] or {}).get(item.name) if item.custom else row[item.attname]
            reasons.append({"label": item.label.get(ctx.locale), "value": _shown(item, value, q, ctx.locale)})
    return reasons


def _shown(item: FieldSpec, value: Any, q: str, locale: str) -> str:
    if item.type == "phone":
        return display_phone(str(value))
    text = str(value.get(locale) or next(iter(value.values()), "")) if isinstance(value, dict) else str(value)
    if len(text) <= SHOWN_CHARS:
        return text
    start = max(0, text.lower().find(q.lower()) - SHOWN_BEFORE)
    cut = text[start : start + SHOWN_CHARS]
    return f"{'…' if start else ''}{cut}{'…' if start + SHOWN_CHARS < len(text) else ''}"


def _readable_fields(ctx: Context, spec: ObjectSpec) -> list[FieldSpec]:
    """The searched fields whose values the caller may see."""
    return [item for item in spec.searchable_fields if ctx.level(spec.name, item.name) not in UNREADABLE]


def _columns(ctx: Context, spec: ObjectSpec) -> list[str]:
    columns = {f.name for f in spec.model._meta.concrete_fields}
    is_numbered = "number" in columns and ctx.level(spec.name, "number") not in UNREADABLE
    told = ["custom" if item.custom else item.attname for item in _readable_fields(ctx, spec)]
    return list(dict.fromkeys(["label", *(["number"] if is_numbered else []), "search_text", *told]))


def _names(ctx: Context, spec: ObjectSpec, hits: Sequence[dict[str, Any]]) -> dict[int, str]:
    """id → label of the hits, as far as the caller may see it."""
    if is_label_told(ctx, spec):
        return {row["pk"]: row["label"] for row in hits}
    return told_labels(ctx, spec, [row["pk"] for row in hits])


def _searchable(ctx: Context) -> list[ObjectSpec]:
    specs = [
        spec
        for spec in catalogue().objects.values()
        if not spec.is_line
        and spec.ledger is None
        and ctx.can(spec.name, "view")
        and any(f.searchable for f in spec.fields)
    ]
    return sorted(specs, key=lambda spec: (spec.sought, spec.position))
