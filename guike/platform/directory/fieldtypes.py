"""Checks of custom fields by type: the attributes that each type needs and may have."""

from __future__ import annotations

from collections.abc import Mapping

from guike.kernel import filters
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.filters.resolve import resolve
from guike.platform.metadata.catalogue import catalogue, rollup_of
from guike.platform.metadata.labels import stored_choices
from guike.platform.metadata.models import ChoiceSet, FieldDef
from guike.platform.metadata.readings import NotFollowed, circle, made_of, reading_of
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import Choice, FieldSpec, ObjectSpec, RollupSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.figures import check_formula
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import check_pattern, count_living

WHY = "definitions are checked against one another"
CHOOSING = frozenset({"choice", "multi_choice"})
POINTING = frozenset({"reference", "references"})
COMPUTED = frozenset({"formula", "rollup"})
NOT_REQUIRED = COMPUTED | {"auto_number", "lines"}
UNIQUE = frozenset({"text", "phone", "email", "url", "integer", "decimal", "date"})
NOT_INDEXED = COMPUTED | {
    "lines",
    "long_text",
    "geo",
    "image",
    "file",
    "any_reference",
    "references",
    "any_references",
}
SEARCHABLE = frozenset({"text", "long_text", "phone", "email", "url", "auto_number"})
NO_DEFAULT = COMPUTED | {"lines", "image", "file", "references", "any_references", "any_reference"}
SCALED = frozenset({"decimal", "money", "percent"})
LONG = frozenset({"text", "long_text", "url", "email"})
WORDS: Mapping[str, frozenset[str]] = {
    "$me": frozenset({"user"}),
    "$today": frozenset({"date"}),
    "$now": frozenset({"instant"}),
    "$my_department": frozenset({"department"}),
}
#: attribute → types that have it
ONLY_FOR: Mapping[str, frozenset[str]] = {
    "choices": CHOOSING,
    "choice_set": CHOOSING,
    "target": POINTING | {"lines"},
    "formula": frozenset({"formula"}),
    "rollup": frozenset({"rollup"}),
    "scale": SCALED,
    "max_length": LONG,
}


def check_type(ctx: Context, draft: Draft) -> None:
    """Check the attributes of a custom field against its type."""
    kind = draft.get("type")
    for name, kinds in ONLY_FOR.items():
        if draft.changed(name) and draft.get(name) is not None and kind not in kinds:
            draft.error(name, "field.not_for_type")
    for name, kinds in (("is_required", NOT_REQUIRED), ("is_indexed", NOT_INDEXED)):
        if draft.changed(name) and draft.get(name) and kind in kinds:
            draft.error(name, "field.not_for_type")
    for name, kinds in (("is_unique", UNIQUE), ("is_searchable", SEARCHABLE)):
        if draft.changed(name) and draft.get(name) and kind not in kinds:
            draft.error(name, "field.not_for_type")
    if not any(error.field in ONLY_FOR for error in draft.errors):
        _SPECIFIC.get(kind, _no_checks)(ctx, draft)
    if draft.ok and draft.changed("default"):
        _check_default(draft)


def _no_checks(_ctx: Context, _draft: Draft) -> None:
    """The check of types without attributes of their own."""


def _choosing(_ctx: Context, draft: Draft) -> None:
    choices, name = draft.get("choices"), draft.get("choice_set")
    if choices and name:
        draft.error("choices", "not_both", first="choices", second="choice_set")
    elif not choices and not name:
        draft.error("choices", "field.needs")
    elif name and draft.changed("choice_set"):
        check_choice_set(draft)


def check_choice_set(draft: Draft) -> None:
    """Check that the choice set exists."""
    name = draft.get("choice_set")
    own = ChoiceSet.objects.system(reason=WHY).filter(api_name=name, deleted_at=None)
    if name not in registry.choice_sets and not own.exists():
        draft.error("choice_set", "choice_set.unknown", name=name)


def _pointing(_ctx: Context, draft: Draft) -> None:
    target = catalogue().objects.get(draft.get("target") or "")
    if target is None:
        draft.error("target", "field.needs")
    elif target.is_line:
        draft.error("target", "unknown_object", name=target.name)


def _lines(_ctx: Context, draft: Draft) -> None:
    """Check that the target is a custom object without records of its own, which becomes the lines of this one."""
    if not draft.changed("target"):
        return
    parent, child = (
        catalogue().objects.get(draft.get("object")),
        catalogue().objects.get(draft.get("target") or ""),
    )
    others = FieldDef.objects.system(reason=WHY).filter(
        deleted_at=None, type="lines", target=draft.get("target") or ""
    )
    wrong = (
        parent is None
        or child is None
        or not child.is_custom
        or child.name == parent.name
        or parent.is_line
        or others.exclude(pk=draft.row.pk).exists()
        or any(item.type == "lines" for item in child.fields)
    )
    if wrong or (child is not None and count_living(child)):
        draft.error("target", "field.lines_target")


def _formula(_ctx: Context, draft: Draft) -> None:
    text, spec = draft.get("formula"), catalogue().objects.get(draft.get("object"))
    if not text:
        draft.error("formula", "field.needs")
    elif spec is not None and draft.changed("formula"):
        try:
            check_formula(spec, draft.get("api_name"), text)
        except Refusal as refused:
            draft.error("formula", refused.code, **refused.params)
            return
        _check_no_circle(draft, spec, text)


def _check_no_circle(draft: Draft, spec: ObjectSpec, text: str) -> None:
    """Refuse a formula that reads a roll-up which depends on the formula."""
    known, name = catalogue(), draft.get("api_name")
    own = FieldSpec(name=name, type="formula", label=spec.label, formula=text, custom=True)
    changed = spec.with_(fields=(*(f for f in spec.fields if f.name != name), own))
    rollups = [pair for found in known.rollups.values() for pair in found]
    way = circle(made_of({**known.objects, spec.name: changed}, rollups), (spec.name, name))
    if way:
        draft.error("formula", "formula.cycle", fields=" → ".join(way))


def _rollup(ctx: Context, draft: Draft) -> None:
    rule, parent = draft.get("rollup"), catalogue().objects.get(draft.get("object"))
    if not rule:
        draft.error("rollup", "field.needs")
        return
    if parent is None or not draft.changed("rollup"):
        return
    if not isinstance(rule, Mapping) or not {"object", "via", "agg"} <= rule.keys() <= {
        "object",
        "via",
        "agg",
        "field",
        "filter",
    }:
        draft.error("rollup", "rollup.shape")
        return
    child = catalogue().objects.get(str(rule["object"]))
    if child is None:
        draft.error("rollup.object", "unknown_object", name=str(rule["object"])[:60])
        return
    if rule.get("filter"):
        try:
            node = filters.parse(rule["filter"], root="rollup.filter")
            resolve(ctx, child, node, path="rollup.filter", trusted=True)
        except Refusal as refused:
            draft.errors += refused.field_errors()
            rule = {**rule, "filter": None}
    _check_followed(draft, parent, rollup_of(draft.get("api_name"), rule))


def _check_followed(draft: Draft, parent: ObjectSpec, rollup: RollupSpec) -> None:
    """Refuse a roll-up that writes cannot be followed to, and one that depends on itself."""
    known = catalogue()
    try:
        reading_of(known.objects, parent, rollup)
    except NotFollowed as refused:
        draft.errors += refused.field_errors()
        return
    others = [
        (spec, one)
        for found in known.rollups.values()
        for spec, one in found
        if (spec.name, one.field) != (parent.name, rollup.field)
    ]
    way = circle(made_of(known.objects, [*others, (parent, rollup)]), (parent.name, rollup.field))
    if way:
        draft.error("rollup", "rollup.circle", fields=" → ".join(way))


def _auto_number(_ctx: Context, draft: Draft) -> None:
    pattern = draft.get("default")
    if (
        draft.changed("default")
        and pattern is not None
        and not (isinstance(pattern, str) and check_pattern(pattern))
    ):
        draft.error("default", "number.pattern")


_SPECIFIC = {
    "choice": _choosing,
    "multi_choice": _choosing,
    "reference": _pointing,
    "references": _pointing,
    "lines": _lines,
    "formula": _formula,
    "rollup": _rollup,
    "auto_number": _auto_number,
}


def _check_default(draft: Draft) -> None:
    """Check that the default is a constant of the type or a word such as $today."""
    value, kind = draft.get("default"), draft.get("type")
    if value is None or kind is None or kind == "auto_number":  # a missing type is refused by itself
        return
    if kind in NO_DEFAULT:
        draft.error("default", "field.not_for_type")
        return
    if isinstance(value, str) and value.startswith("$"):
        if kind not in WORDS.get(value, frozenset()):
            draft.error("default", "field.default")
        return
    try:
        TYPES[kind].parse(probe(draft), value)
    except ValueRefused:
        draft.error("default", "field.default")


def choices_of(row: FieldDef) -> tuple[Choice, ...]:
    """Its own choices, else those of its set."""
    if row.choices:
        return stored_choices(row.choices)
    own = ChoiceSet.objects.system(reason=WHY).filter(api_name=row.choice_set, deleted_at=None)
    stored = own.values_list("choices", flat=True).first()
    if stored is not None:
        return stored_choices(stored)
    known = registry.choice_sets.get(row.choice_set)
    return known.choices if known else ()


def probe(draft: Draft) -> FieldSpec:
    """A FieldSpec of the new field, complete enough to parse one of its values."""
    row = draft.row
    spec = catalogue().objects.get(row.object)
    standing = spec.by_name.get(row.api_name) if spec else None
    choices = standing.choices if standing else ()
    if row.choices or row.choice_set:
        choices = choices_of(row)
    return FieldSpec(
        name=row.api_name, type=row.type, label=catalogue().get("field_def").label, choices=choices,
        scale=row.scale, max_length=row.max_length,
    )  # fmt: skip
