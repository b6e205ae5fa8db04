"""Writes of views, layouts, record types and rules: filters and field names are checked against their object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel import filters
from guike.kernel.errors import FieldError, Refusal
from guike.kernel.limits import VIEWS_PER_OBJECT
from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.directory.objects import check_written
from guike.platform.filters.caller import UnknownField
from guike.platform.filters.order import sort_keys
from guike.platform.filters.resolve import resolve, route_to
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import RecordType
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import formula_fault
from guike.platform.views.models import SavedView

WHY = "definitions are checked against one another"
DUPLICATE_KEYS = frozenset({"field", "how", "object", "other"})
HOW = ("exact", "phone", "company", "text")
COLUMNS_MAX = 60


def object_of(draft: Draft) -> ObjectSpec | None:
    """The object of the definition; None when it does not exist (any more)."""
    return catalogue().objects.get(draft.get("object") or "")


def check_filter(
    ctx: Context,
    draft: Draft,
    spec: ObjectSpec,
    *,
    trusted: bool = False,
    on_change: bool = False,
    again: bool = False,
) -> None:
    """Every fault at its place, such as `filter.all[1].value`. `again`: also a filter that stands."""
    node = draft.get("filter")
    if node is None or not (again or draft.changed("filter", "object")):
        return
    try:
        resolve(ctx, spec, filters.parse(node, on_change=on_change), trusted=trusted, on_change=on_change)
    except Refusal as refused:
        draft.errors += refused.field_errors()


def paths_errors(ctx: Context | None, spec: ObjectSpec, paths: Any, place: str) -> list[FieldError]:
    """[field or dotted path]"""
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return [FieldError(place, "type.list")]
    if len(paths) > COLUMNS_MAX:
        return [FieldError(place, "too_many_items", {"max": COLUMNS_MAX, "count": len(paths)})]
    errors = []
    for index, path in enumerate(paths):
        try:
            route_to(ctx, spec, path)
        except UnknownField as unknown:
            errors.append(FieldError(f"{place}[{index}]", "unknown_field", {"name": unknown.name}))
    return errors


def view_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Set the creator as owner, and check that he may use the fields of filter, columns and order."""
    for draft in drafts:
        spec = object_of(draft)
        if draft.is_new and draft.row.owner_id is None:
            draft.set("owner", ctx.user_id)
        if spec is None:
            continue
        if not ctx.can(spec.parent or spec.name, "view"):
            draft.error("object", "unknown_object", name=spec.name)
            continue
        check_filter(ctx, draft, spec)
        if draft.changed("columns"):
            draft.errors += paths_errors(ctx, spec, draft.get("columns") or [], "columns")
        if draft.changed("sort"):
            _check_sort(ctx, draft, spec)
        group = draft.get("group_by")
        if draft.changed("group_by") and group and group not in spec.by_name:
            draft.error("group_by", "unknown_field", name=group)
        if draft.is_new and ctx.user_id is not None:
            mine = SavedView.objects.system(reason=WHY).filter(
                owner=ctx.user_id, object=spec.name, deleted_at=None
            )
            if mine.count() >= VIEWS_PER_OBJECT:
                draft.error("object", "definition.limit", max=int(VIEWS_PER_OBJECT))


def _check_sort(ctx: Context, draft: Draft, spec: ObjectSpec) -> None:
    keys = draft.get("sort") or []
    if not isinstance(keys, list):
        draft.error("sort", "type.list")
        return
    try:
        sort_keys(ctx, spec, keys)
    except Refusal as refused:
        draft.errors += refused.field_errors()


def record_type_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check the filter of the type against its object."""
    for draft in drafts:
        spec = object_of(draft)
        if check_written(draft) and spec is not None:
            check_filter(ctx, draft, spec, trusted=True)


def rule_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse a rule whose filter or formula does not fit the object, because it would never hold."""
    for draft in drafts:
        spec = object_of(draft)
        if not check_written(draft) or spec is None:
            continue
        if not draft.get("filter") and not draft.get("formula"):
            draft.error("filter", "required")  # a rule without a condition would refuse every record
        is_looked_at = bool(draft.get("is_active")) and draft.changed(
            "filter", "formula", "object", "is_active"
        )
        if draft.get("formula") and (is_looked_at or draft.changed("formula", "object")):
            fault = formula_fault(spec, draft.get("formula"))
            if fault is not None:
                draft.error("formula", fault.code, **fault.params)
        check_filter(ctx, draft, spec, trusted=True, on_change=True, again=is_looked_at)
        if is_looked_at and not draft.errors:
            draft.set("validity", "valid")
        name = draft.get("field")
        if draft.changed("field") and name and name not in spec.by_name:
            draft.error("field", "unknown_field", name=name)


def duplicate_rule_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """match: [{"field", "how", "object"?, "other"?}]"""
    for draft in drafts:
        spec = object_of(draft)
        if check_written(draft) and spec is not None and draft.changed("match", "object"):
            draft.errors += _match_errors(spec, draft.get("match"))


def _is_field(spec: ObjectSpec, name: Any) -> bool:
    return isinstance(name, str) and name in spec.by_name


def _match_errors(spec: ObjectSpec, match: Any) -> list[FieldError]:
    if not isinstance(match, list) or not match:
        return [FieldError("match", "type.list")]
    errors = []
    parts: list[tuple[int, Mapping[str, Any]]] = []
    for index, row in enumerate(match):
        if isinstance(row, Mapping) and {"field", "how"} <= row.keys() <= DUPLICATE_KEYS:
            parts.append((index, row))
        else:
            errors.append(FieldError(f"match[{index}]", "duplicate_rule.shape"))
    # a rule searches one object, which any of its parts may name
    named = next(((index, str(row["object"])) for index, row in parts if row.get("object")), None)
    there = catalogue().objects.get(named[1]) if named else spec
    if named and there is None:
        errors.append(FieldError(f"match[{named[0]}].object", "unknown_object", {"name": named[1][:60]}))
    for index, row in parts:
        place = f"match[{index}]"
        errors += _compared(spec, row["field"], f"{place}.field")
        if row["how"] not in HOW:
            errors.append(FieldError(f"{place}.how", "duplicate_rule.how"))
        if named and row.get("object") not in (None, "", named[1]):
            errors.append(FieldError(f"{place}.object", "duplicate_rule.one_object"))
        elif there is not None and (there is not spec or row.get("other")):
            errors += _compared(there, row.get("other") or row["field"], f"{place}.other")
    return errors


def _compared(spec: ObjectSpec, name: Any, place: str) -> list[FieldError]:
    """The error of a field that is not stored in rows, because such a rule would never find anything."""
    if not _is_field(spec, name):
        return [FieldError(place, "unknown_field", {"name": str(name)[:60]})]
    if not spec.by_name[name].stored:
        return [FieldError(place, "duplicate_rule.field", {"field": spec.by_name[name].label})]
    return []


def layout_prepare(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """list: {"columns"}; form: {"sections": [{"label", "fields"}]}; detail: that with header and related."""
    for draft in drafts:
        spec = object_of(draft)
        if spec is None:
            continue
        if draft.changed("spec", "kind", "object"):
            draft.errors += layout_errors(spec, draft.get("kind"), draft.get("spec"))
        if draft.changed("record_types") and draft.get("record_types"):
            types = RecordType.objects.system(reason=WHY).filter(object=spec.name, deleted_at=None)
            known = set(types.values_list("pk", flat=True))
            if set(draft.get("record_types")) - known:
                draft.error("record_types", "reference.unknown")


_PARTS: Mapping[str, frozenset[str]] = {
    "list": frozenset({"columns", "sort"}),
    "form": frozenset({"sections"}),
    "detail": frozenset({"header", "sections", "related"}),
}


def layout_errors(spec: ObjectSpec, kind: str | None, layout: Any) -> list[FieldError]:
    """Everything wrong in the spec of a layout, by its path."""
    parts = _PARTS.get(kind or "")
    if parts is None:
        return []
    if not isinstance(layout, Mapping) or not layout or not layout.keys() <= parts:
        return [FieldError("spec", "layout.shape")]
    errors = []
    for name in ("columns", "header"):
        if name in layout:
            errors += paths_errors(None, spec, layout[name], f"spec.{name}")
    if "related" in layout:
        errors += _related_errors(spec, layout["related"])
    if "sections" in layout:
        errors += _sections_errors(spec, layout["sections"])
    return errors


def _related_errors(spec: ObjectSpec, names: Any) -> list[FieldError]:
    if not isinstance(names, list):
        return [FieldError("spec.related", "type.list")]
    known = {relation.name for relation in catalogue().relations.get(spec.name, ())}
    return [
        FieldError(f"spec.related[{index}]", "unknown_field", {"name": str(name)[:60]})
        for index, name in enumerate(names)
        if not isinstance(name, str) or name not in known
    ]


def _sections_errors(spec: ObjectSpec, sections: Any) -> list[FieldError]:
    if not isinstance(sections, list):
        return [FieldError("spec.sections", "type.list")]
    errors = []
    for index, section in enumerate(sections):
        place = f"spec.sections[{index}]"
        if (
            not isinstance(section, Mapping)
            or not section.keys() <= {"label", "fields"}
            or not _is_label(section)
        ):
            errors.append(FieldError(place, "layout.shape"))
            continue
        fields = section.get("fields")
        if not isinstance(fields, list):
            errors.append(FieldError(f"{place}.fields", "type.list"))
            continue
        errors += [
            FieldError(f"{place}.fields[{n}]", "unknown_field", {"name": str(name)[:60]})
            for n, name in enumerate(fields)
            if not _is_field(spec, name)
        ]
    return errors


def _is_label(section: Mapping[str, Any]) -> bool:
    label = section.get("label", "")
    if isinstance(label, str):
        return True
    return (
        isinstance(label, Mapping)
        and label.keys() <= set(LOCALES)
        and all(isinstance(v, str) for v in label.values())
    )
