"""Writes of field definitions: custom fields, and administrators' changes of standard fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.db.models import F

from guike.kernel import filters
from guike.kernel.errors import Refusal
from guike.kernel.fold import fold
from guike.kernel.formulas import compile_formula
from guike.kernel.limits import CUSTOM_FIELDS_PER_OBJECT, INDEXED_CUSTOM_FIELDS
from guike.platform.access.context import Context
from guike.platform.directory import validity
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.directory.fieldtypes import check_choice_set, check_type, probe
from guike.platform.directory.objects import check_name, check_written, settle
from guike.platform.jobs.services import start
from guike.platform.metadata.catalogue import SYSTEM_NAMES, catalogue
from guike.platform.metadata.labels import from_labels, settled_choices
from guike.platform.metadata.models import FieldDef, Layout, ValidationRule
from guike.platform.metadata.readings import reading_of
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.shapes import Draft
from guike.platform.records.upkeep import (
    FILL,
    INDEX,
    LABELS,
    RECOMPUTE,
    ROLLUP,
    erase_field,
    first_duplicate,
    holders,
    keep_unique,
    release_unique,
)

WHY = "definitions are checked against one another"
PREFIX = "x_"
#: the only attributes of a standard field that may be changed
OPEN_COLUMNS = frozenset({"label", "help", "choices", "choice_set", "is_required", "is_active", "position"})


def field_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check names, types and limits of fields, and the parts of standard fields that cannot change."""
    for draft in drafts:
        settle(ctx, draft, "label")
        _settle_choices(ctx, draft)
        if draft.is_new:
            check_name(draft, "api_name", beginning=PREFIX)
        if draft.row.is_custom:
            if check_written(draft):
                check_type(ctx, draft)
        else:
            _check_standard(draft)
        if draft.ok and draft.changed("is_unique") and draft.get("is_unique") and not draft.is_new:
            _check_unique_values(draft)
        if draft.changed("is_active") and not draft.get("is_active"):
            _check_not_needed(draft)
    _check_labels(drafts)
    _check_limits(drafts)


def _check_labels(drafts: Sequence[Draft]) -> None:
    """Refuse two active fields of one object with the same label in any language."""
    fresh: dict[tuple[str, str], str] = {}
    for draft in drafts:
        name, spec = draft.get("api_name"), catalogue().objects.get(draft.get("object") or "")
        if not draft.get("label") or not draft.get("is_active") or not draft.changed("label", "is_active"):
            continue
        held = (
            {
                (draft.get("object"), fold(word)): f.name
                for f in spec.fields
                if f.is_active and f.name != name
                for word in f.label.as_map().values()
            }
            if spec
            else {}
        )
        for word in dict.fromkeys(from_labels(draft.get("label"), name).as_map().values()):
            place = (draft.get("object"), fold(word))
            other = held.get(place) or fresh.get(place)
            if other not in (None, name):
                draft.error("label", "field.label_taken", label=word)
                break
            fresh[place] = name


def _settle_choices(ctx: Context, draft: Draft) -> None:
    """New choices of the field's own replace its choice set, and a new choice set replaces them."""
    if draft.changed("choices") and draft.get("choices") is not None:
        standing = draft.before("choices") or []
        draft.set("choices", settled_choices(draft.get("choices"), standing, ctx.locale))
    sent = {name for name in ("choices", "choice_set") if draft.sent.get(name)}
    if not draft.is_new and len(sent) == 1:
        draft.set("choice_set" if "choices" in sent else "choices", None)


def _check_limits(drafts: Sequence[Draft]) -> None:
    fresh = Counter(d.get("object") for d in drafts if d.is_new)
    indexing = Counter(d.get("object") for d in drafts if d.changed("is_indexed") and d.get("is_indexed"))
    if not fresh and not indexing:
        return
    rows = FieldDef.objects.system(reason=WHY).filter(
        deleted_at=None, is_custom=True, object__in={*fresh, *indexing}
    )
    held = list(rows.values_list("object", "is_indexed"))
    every = Counter(name for name, _indexed in held)
    indexed = Counter(name for name, is_indexed in held if is_indexed)
    for draft in drafts:
        name = draft.get("object")
        if draft.is_new and every[name] + fresh[name] > CUSTOM_FIELDS_PER_OBJECT:
            draft.error("api_name", "definition.limit", max=int(CUSTOM_FIELDS_PER_OBJECT))
        if draft.changed("is_indexed") and indexed[name] + indexing[name] > INDEXED_CUSTOM_FIELDS:
            draft.error("is_indexed", "definition.limit", max=int(INDEXED_CUSTOM_FIELDS))


def _check_standard(draft: Draft) -> None:
    """Refuse changes of a standard field except label, help, choices, stricter limits, and deactivation when nothing
    needs it."""
    for name in draft.old.keys() - OPEN_COLUMNS:
        draft.error(name, "field.standard")
    spec = catalogue().objects.get(draft.row.object)
    item = spec.by_name.get(draft.row.api_name) if spec else None
    if spec is None or item is None:
        return
    coded = draft.row.standard or {}
    if draft.changed("is_required") and coded.get("is_required") and not draft.get("is_required"):
        draft.error("is_required", "field.stricter_only")
    if (
        draft.changed("is_required")
        and draft.get("is_required")
        and (item.read_only or item.system or item.type == "lines")
    ):
        draft.error("is_required", "field.not_for_type")
    if draft.changed("is_active") and not draft.get("is_active") and _carries(spec, item.name, coded):
        draft.error("is_active", "field.keep_active")
    if draft.changed("choices", "choice_set"):
        _check_standard_choices(draft, spec)


def _carries(spec: ObjectSpec, name: str, coded: dict[str, object]) -> bool:
    state = spec.states.field if spec.states else ""
    held = {spec.name_field, state, spec.path_field, spec.board_field, spec.access.pool, spec.parent, "owner"}
    return bool(coded.get("is_required")) or name in held or name in SYSTEM_NAMES


def _check_standard_choices(draft: Draft, spec: ObjectSpec) -> None:
    if draft.get("type") not in ("choice", "multi_choice"):
        draft.error("choices", "field.not_for_type")
        return
    if draft.changed("choice_set") and draft.get("choice_set"):
        check_choice_set(draft)
    if spec.states is None or draft.row.api_name != spec.states.field:
        return
    active = {row["code"] for row in draft.get("choices") or () if row.get("is_active", True)}
    coded = {row["code"] for row in (draft.row.standard or {}).get("choices") or ()}
    if draft.get("choice_set") or active != coded:
        draft.error("choices", "choices.fixed")


def _check_unique_values(draft: Draft) -> None:
    spec = catalogue().objects.get(draft.row.object)
    twice = first_duplicate(spec, probe(draft)) if spec else None
    if twice is not None:
        draft.error("is_unique", "field.not_unique", value=twice)


def _check_not_needed(draft: Draft) -> None:
    user = needed_by(draft.row.object, draft.row.api_name)
    if user:
        draft.refusal = AdministrationRefused("definition.needed", name=user)


def needed_by(object_name: str, field_name: str) -> str:
    """The active field, or the object, that cannot do without a field; "" when there is none."""
    spec = catalogue().objects.get(object_name)
    if spec is not None and spec.is_custom and spec.name_field == field_name:
        return spec.name
    fields = FieldDef.objects.system(reason=WHY).filter(deleted_at=None, is_active=True, is_custom=True)
    for row in fields.filter(type="formula", object=object_name):
        if field_name in _read_by(row.formula):
            return f"{row.object}.{row.api_name}"
    return _figured_of(object_name, field_name) or _judged_by(object_name, field_name)


def _figured_of(object_name: str, field_name: str) -> str:
    """The roll-up that reads a field, directly or over references; "" when there is none."""
    known = catalogue()
    for found in known.rollups.values():
        for parent, rollup in found:
            item = parent.by_name.get(rollup.field)
            if item is None or not item.is_active:
                continue
            try:
                reading = reading_of(known.objects, parent, rollup)
            except Refusal:
                continue
            read = {(rollup.child, name) for name in reading.own} | set(reading.places)
            if (object_name, field_name) in read:
                return f"{parent.name}.{rollup.field}"
    return ""


def _judged_by(object_name: str, field_name: str) -> str:
    """The validation rule that reads a field, directly or over references; "" when there is none."""
    for rule in ValidationRule.objects.system(reason=WHY).filter(deleted_at=None, is_active=True):
        spec = catalogue().objects.get(rule.object)
        if rule.object == object_name and field_name in _read_by(rule.formula):
            return str(rule.name or rule.message)
        try:
            node = filters.parse(rule.filter, on_change=True)
        except Refusal:
            continue
        paths = filters.fields_of(node) | filters.relations_of(node)
        if spec and any((object_name, field_name) in set(_read_on(spec, path)) for path in paths):
            return str(rule.name or rule.message)
    return ""


def _read_on(spec: ObjectSpec, path: str) -> Iterator[tuple[str, str]]:
    """(object, field) of every field on a path, up to the first unknown one."""
    here: ObjectSpec | None = spec
    for part in path.split("."):
        if here is None:
            return
        item = here.by_name.get(part)
        relation = catalogue().relation(here.name, part)
        if item is not None:
            yield here.name, part
            here = catalogue().objects.get(item.lines_object or item.target_object)
        elif relation is not None:
            yield relation.object, relation.field
            here = catalogue().objects.get(relation.object)
        else:
            return


def _read_by(formula: str) -> frozenset[str]:
    try:
        return frozenset(compile_formula(formula).fields)
    except Refusal:
        return frozenset()


def field_written(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Update existing data after a change: layouts and unique values now, the rest by jobs."""
    _lay_out([draft.row for draft in drafts if draft.is_new and draft.row.is_custom])
    for draft in drafts:
        row = draft.row
        if not row.is_custom:
            continue
        place = {"object": row.object, "field": row.api_name}
        spec = catalogue().objects.get(row.object)
        if draft.changed("is_unique") and not draft.is_new and spec is not None:
            change = keep_unique if row.is_unique else release_unique
            change(spec, probe(draft))
        if draft.changed("formula"):
            start(RECOMPUTE, place, ctx.user_id)
        if draft.changed("rollup"):
            start(ROLLUP, place, ctx.user_id)
        if draft.changed("is_indexed") or (row.is_indexed and draft.changed("is_active")):
            start(INDEX, place, ctx.user_id)
        if row.type == "boolean" and row.is_active and (draft.is_new or draft.changed("is_active")):
            start(FILL, place, ctx.user_id)
        if draft.changed("is_active") and not draft.is_new:
            start(validity.KIND, {}, ctx.user_id)
        if draft.changed("is_searchable") and not draft.is_new:
            start(LABELS, {"object": row.object}, ctx.user_id)


def _lay_out(fresh: Sequence[FieldDef]) -> None:
    """Add new fields to the last section of each existing form and page layout. Administrators may remove them
    there."""
    for row in Layout.objects.system(reason=WHY).filter(
        deleted_at=None, kind__in=("form", "detail"), object__in={field.object for field in fresh}
    ):
        sections = row.spec.get("sections")
        if not sections:
            continue
        names = [field.api_name for field in fresh if field.object == row.object]
        last = {**sections[-1], "fields": [*sections[-1].get("fields", ()), *names]}
        Layout.objects.system(reason=WHY).filter(pk=row.pk).update(
            spec={**row.spec, "sections": [*sections[:-1], last]}, version=F("version") + 1
        )


#: (object, field) → why it is not deleted; None for a field that is none of the package's
Keeper = Callable[[str, str], Refusal | None]
_keepers: dict[str, Keeper] = {}


def field_keeper(name: str, keeper: Keeper) -> None:
    """Let a package refuse to delete the custom fields that it makes and keeps itself; called at start. ValueError when the name is
    taken."""
    if name in _keepers:
        raise ValueError(f"keeper of fields {name} is registered twice")
    _keepers[name] = keeper


def _kept(object_name: str, field_name: str) -> Refusal | None:
    refused = (keeper(object_name, field_name) for keeper in _keepers.values())
    return next((one for one in refused if one is not None), None)


def field_deleting(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse to delete standard fields, those that a package keeps, and custom fields that are active with values or that something
    needs."""
    for draft in drafts:
        row = draft.row
        if not row.is_custom:
            draft.refusal = AdministrationRefused("definition.standard")
            continue
        draft.refusal = _kept(row.object, row.api_name)
        if draft.refusal is not None:
            continue
        spec = catalogue().objects.get(row.object)
        count = holders(spec, row.api_name) if spec is not None and row.is_active else 0
        user = needed_by(row.object, row.api_name)
        if count:
            draft.refusal = AdministrationRefused("definition.has_records", count=count)
        elif user:
            draft.refusal = AdministrationRefused("definition.needed", name=user)
        else:
            start(validity.KIND, {}, ctx.user_id)
            if row.is_indexed:
                start(INDEX, {"object": row.object, "field": row.api_name}, ctx.user_id)


def field_purging(row: FieldDef) -> None:
    """Remove the values with the definition, so that a later field of the same name begins empty."""
    if row.is_custom:
        erase_field(row.object, row.api_name)
