"""The objects of this deployment: specs in code merged with what administrators defined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import Q

from guike.kernel.caches import METADATA, process_cache
from guike.kernel.casing import fold
from guike.kernel.discounts import Convention
from guike.kernel.errors import Refusal
from guike.kernel.text import LOCALES, Text
from guike.platform.events.registry import facts
from guike.platform.metadata import models
from guike.platform.metadata.audited import audited_actions
from guike.platform.metadata.formulas import with_result_types
from guike.platform.metadata.labels import from_labels, plural, stored_choices
from guike.platform.metadata.order import house_order
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import (
    Choice,
    FieldSpec,
    ObjectSpec,
    Relation,
    RollupSpec,
    Section,
    spec_field,
)
from guike.platform.org.queries import versions
from guike.platform.settings import queries as settings
from guike.platform.settings.metadata import DISCOUNTS

SYSTEM_FIELDS: tuple[FieldSpec, ...] = (
    spec_field("integer", "id", "ID", "ID", read_only=True, system=True),
    spec_field("auto_number", "number", "编号", "Number", read_only=True, searchable=True),
    spec_field("user", "owner", "负责人", "Owner"),
    spec_field("department", "department", "所属部门", "Department", read_only=True),
    spec_field("reference", "record_type", "业务类型", "Record type", target="record_type"),
    spec_field("instant", "created_at", "创建时间", "Created at", read_only=True, system=True),
    spec_field("user", "created_by", "创建人", "Created by", read_only=True, system=True),
    spec_field("instant", "updated_at", "最后修改时间", "Updated at", read_only=True, system=True),
    spec_field("user", "updated_by", "最后修改人", "Updated by", read_only=True, system=True),
    spec_field("text", "external_id", "外部编号", "External ID", max_length=128),
    spec_field("text", "source_system", "来源系统", "Source system", max_length=64),
)
MONEY_FIELDS: tuple[FieldSpec, ...] = (
    spec_field("text", "currency", "币种", "Currency", max_length=3, create_only=True, holds="currency"),
    spec_field("decimal", "exchange_rate", "汇率", "Exchange rate", read_only=True, system=True),
)
LINE_FIELDS: tuple[FieldSpec, ...] = (
    spec_field("integer", "position", "行号", "Position", read_only=True, system=True),
)
#: the suffix of a discount's label, by the company's convention
DISCOUNT_SIGNS: Mapping[Convention, Text] = {
    "to_pay": Text("（85 即八五折）", " (% to pay)"),
    "off": Text("（15 即八五折）", " (% off)"),
}
#: types whose roll-ups keep the type: the latest of some days is a day, the sum of amounts is an amount
ROLLED_UP_ALIKE = frozenset({"date", "instant", "money"})
SYSTEM_NAMES = frozenset(f.name for f in SYSTEM_FIELDS + MONEY_FIELDS)


class UnknownObject(Refusal):
    """The object does not exist."""

    status = 404

    def __init__(self, name: str) -> None:
        super().__init__("unknown_object", name=name)


@dataclass(frozen=True)
class Catalogue:
    """All objects, with relations and layouts, at one metadata version."""

    version: int
    objects: Mapping[str, ObjectSpec]
    relations: Mapping[str, tuple[Relation, ...]]
    layouts: Mapping[str, tuple[models.Layout, ...]]
    rules: Mapping[str, tuple[models.ValidationRule, ...]]
    duplicate_rules: Mapping[str, tuple[models.DuplicateRule, ...]]
    referrers: Mapping[str, tuple[tuple[ObjectSpec, FieldSpec], ...]] = field(default_factory=dict)
    rollups: Mapping[str, tuple[tuple[ObjectSpec, RollupSpec], ...]] = field(default_factory=dict)
    record_types: Mapping[str, tuple[models.RecordType, ...]] = field(default_factory=dict)

    def get(self, name: str) -> ObjectSpec:
        """The object, or UnknownObject."""
        found = self.objects.get(name)
        if found is None:
            raise UnknownObject(name)
        return found

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Object → its place in the order of locks."""
        return house_order(self.objects, (pair for pairs in self.rollups.values() for pair in pairs))

    def relation(self, object_name: str, relation: str) -> Relation | None:
        return next((r for r in self.relations.get(object_name, ()) if r.name == relation), None)

    def lines_of(self, object_name: str) -> tuple[tuple[FieldSpec, ObjectSpec], ...]:
        """The `lines` fields of an object with the object of their rows."""
        spec = self.objects[object_name]
        return tuple((f, self.objects[f.lines_object]) for f in spec.fields if f.type == "lines")

    def beside(self, object_name: str) -> Mapping[str, tuple[ObjectSpec, FieldSpec]]:
        """{object: (its spec, its reference to this object)} of the second records that a file of this object may
        hold."""
        pairs = (one.split(".") for one in self.objects[object_name].import_beside)
        known = ((self.objects.get(name), reference) for name, reference in pairs)
        return {spec.name: (spec, spec.by_name[reference]) for spec, reference in known if spec is not None}


#: choice sets of fields that name an object, or a kind of event
OBJECTS, EVENTS, ACTIONS = "$objects", "$events", "$actions"


def _custom_field(row: models.FieldDef, sets: Mapping[str, tuple[Choice, ...]]) -> FieldSpec:
    rollup = row.rollup or {}
    return FieldSpec(
        name=row.api_name,
        type=row.type,
        label=from_labels(row.labels, row.api_name),
        required=row.is_required,
        unique=row.is_unique,
        read_only=row.type in ("formula", "rollup", "auto_number"),
        system=row.type == "rollup",
        choices=sets.get(row.choice_set, ()) if row.choice_set else stored_choices(row.choices),
        choice_set=row.choice_set,
        target=row.target if row.type in ("reference", "references") else "",
        lines_object=row.target if row.type == "lines" else "",
        default=_first_value(row),
        max_length=row.max_length,
        scale=row.scale,
        searchable=row.is_searchable or row.type == "phone",
        help=Text(row.help, row.help) if row.help else None,
        custom=True,
        formula=row.formula or rollup.get("formula", ""),
        is_indexed=row.is_indexed,
        personal=row.is_personal,
        is_active=row.is_active,
        position=row.position,
    )


def _first_value(row: models.FieldDef) -> Any:
    """The value of a field in a new record: a yes/no field is never empty, and a roll-up begins at zero."""
    if row.default_value is None and row.type == "boolean":
        return False
    if row.type == "rollup" and (row.rollup or {}).get("agg") in ("sum", "count"):
        return "0"
    return row.default_value


def _changed_field(
    spec: FieldSpec, row: models.FieldDef, sets: Mapping[str, tuple[Choice, ...]]
) -> FieldSpec:
    """A standard field with the administrator's label, choices, help; never looser than the code:
    a required field stays required, a state keeps its codes."""
    wanted = sets.get(row.choice_set, ()) if row.choice_set else stored_choices(row.choices)
    fixed = spec.choices or (() if row.choice_set else sets.get(spec.choice_set, ()))
    merged = spec.choices
    if wanted:
        closed = {c.code: c.closed for c in fixed}
        merged = tuple(replace(c, closed=closed.get(c.code, False)) for c in wanted)
        # old records may still have any choice of a set that was replaced
        merged += tuple(
            replace(c, is_active=c.is_active and bool(spec.choices))
            for c in fixed
            if c.code not in {w.code for w in wanted}
        )
    return replace(
        spec,
        label=from_labels(row.labels, spec.label),
        required=spec.required or row.is_required,
        choices=merged,
        help=Text(row.help, row.help) if row.help else spec.help,
        is_active=row.is_active,
    )


def _complete(spec: ObjectSpec) -> ObjectSpec:
    """System fields first where the table has them, base values after their amounts."""
    columns = {f.attname for f in spec.model._meta.concrete_fields}
    own = {f.name for f in spec.fields}
    system = SYSTEM_FIELDS + (MONEY_FIELDS if spec.has_money else ()) + (LINE_FIELDS if spec.is_line else ())
    hidden = ("number", "owner", "department", "record_type") if spec.is_line else ()
    present = tuple(f for f in system if f.attname in columns and f.name not in own and f.name not in hidden)
    standing = {a.name for a in spec.actions}
    common = tuple(a for make in registry.common_actions for a in make(spec) if a.name not in standing)
    added = tuple(f for make in registry.common_fields for f in make(spec) if f.name not in own)
    return spec.with_(fields=present + spec.fields + added, actions=spec.actions + common)


def _custom_object(row: models.ObjectDef, parent: str) -> ObjectSpec:
    """A custom object; with `parent`, it lives only as lines of that object."""
    template: ObjectSpec = registry.objects["custom_record"]
    label = from_labels(row.labels, row.api_name)
    name = spec_field("text", "name", "名称", "Name", searchable=True, max_length=200, required=not parent)
    link = spec_field(
        "reference", parent, "所属单据", "Parent", target=parent, column="parent_id", create_only=True
    )
    return template.with_(
        name=row.api_name,
        label=label,
        plural=from_labels(row.plural_labels, label),
        fields=(link,) if parent else () if row.name_field not in ("", "name") else (name,),
        module=row.module or "sales",
        area="" if parent else f"custom_{row.module or 'sales'}",
        number_pattern="" if parent else row.number_pattern,
        name_field=row.name_field or ("" if parent else "name"),
        parent=parent,
        access=replace(
            template.access, kind="line" if parent else "owned", default=row.default_access or "private"
        ),
        has_approval=row.has_approval,
        has_workflow=row.has_workflow,
        has_team=not parent,
        has_timeline=not parent,
        is_custom=True,
        definition_id=row.id,
    )


def standard_objects() -> dict[str, ObjectSpec]:
    """The objects as the code declares them, system fields included."""
    return {name: _complete(spec) for name, spec in registry.objects.items() if name != "custom_record"}


def _merge_object(spec: ObjectSpec, row: models.ObjectDef | None) -> ObjectSpec:
    if row is None:
        return spec
    label = from_labels(row.labels, spec.label)
    return spec.with_(
        label=label,
        plural=from_labels(row.plural_labels, spec.plural),
        number_pattern=row.number_pattern or spec.number_pattern,
        module=row.module or spec.module,
        has_workflow=row.has_workflow,
        access=replace(spec.access, default=row.default_access or spec.access.default),
        has_approval=row.has_approval,
        definition_id=row.id,
    )


def relations_of(objects: Mapping[str, ObjectSpec]) -> dict[str, tuple[Relation, ...]]:
    """to-many relations: the plural of the pointing object, `…_by_<field>` for a second reference."""
    found: dict[str, list[Relation]] = defaultdict(list)
    for spec in objects.values():
        for item in spec.fields:
            if _is_ownership(spec, item) and item.target_object in objects:
                owned = Relation(f"owned_{plural(spec.name)}", spec.plural, spec.name, item.name, False)
                found[item.target_object].append(owned)
            is_told_elsewhere = item.name in SYSTEM_NAMES and not item.relation
            if is_told_elsewhere or item.computed or item.unlinked or not item.is_active:
                continue
            if item.type in ("any_reference", "any_references"):
                targets: Iterable[str] = item.targets or [o.name for o in objects.values() if o.has_timeline]
            else:
                targets = [item.target_object] if item.target_object else []
            for target in targets:
                if target in objects:
                    found[target].append(_relation(spec, item, found[target]))
    return {name: tuple(_told_apart(objects, rows)) for name, rows in found.items()}


def _is_ownership(spec: ObjectSpec, item: FieldSpec) -> bool:
    """Whether the field says whose a record is, so that the person's page lists it."""
    return item.name == "owner" and not item.relation and spec.access.kind == "owned" and not spec.is_line


def _told_apart(objects: Mapping[str, ObjectSpec], rows: list[Relation]) -> Iterable[Relation]:
    """If two relations have the same label, each label gets the name of its field."""
    times = Counter(row.label for row in rows)
    for row in rows:
        pointer = objects[row.object].by_name[row.field].label
        if times[row.label] > 1:
            zh_tw = f"{row.label.get('zh-TW')}（{pointer.get('zh-TW')}）"
            label = Text(f"{row.label.zh}（{pointer.zh}）", f"{row.label.en} ({pointer.en})", zh_tw)
            yield replace(row, label=label)
        else:
            yield row


def _relation(spec: ObjectSpec, item: FieldSpec, taken: list[Relation]) -> Relation:
    many = item.type in ("references", "any_references")
    if spec.is_line and item.name == spec.parent:
        name = spec.parent_relation
    else:
        name = item.relation or (spec.name if spec.is_custom else plural(spec.name))
        if any(r.name == name for r in taken):
            name = f"{name}_by_{item.name}"
    return Relation(name, item.relation_label or spec.plural, spec.name, item.name, many)


def _referrers(objects: Mapping[str, ObjectSpec]) -> dict[str, tuple[tuple[ObjectSpec, FieldSpec], ...]]:
    """The references to each object, for protection on delete, merge and hand-over."""
    found: dict[str, list[tuple[ObjectSpec, FieldSpec]]] = defaultdict(list)
    for spec in objects.values():
        for item in spec.fields:
            if item.stored and item.target_object:
                found[item.target_object].append((spec, item))
            elif item.type in ("any_reference", "any_references") and not item.unlinked:
                for target in item.targets or tuple(objects):
                    found[target].append((spec, item))
    return {name: tuple(rows) for name, rows in found.items()}


def rollup_of(name: str, rule: Mapping[str, Any]) -> RollupSpec:
    """The roll-up of a custom field, from {object, via, agg, field?, filter?}."""
    return RollupSpec(
        name,
        str(rule["object"]),
        str(rule["via"]),
        str(rule["agg"]),
        str(rule.get("field") or ""),
        rule.get("filter"),
    )


def _with_results(objects: Mapping[str, ObjectSpec], rows: list[models.FieldDef]) -> dict[str, ObjectSpec]:
    """The objects with the result types of formulas and roll-ups, which may read one another: the latest of some days
    is a day."""
    typed = {name: with_result_types(spec) for name, spec in objects.items()}
    rollups = {
        row: rollup_of(row.api_name, row.rollup) for row in rows if row.type == "rollup" and row.rollup
    }
    for _round in rollups:
        settled = True
        for row, rollup in rollups.items():
            child, spec = typed.get(rollup.child), typed.get(row.object)
            source = child.by_name.get(rollup.source) if child else None
            kind = source.value_type if source and source.value_type in ROLLED_UP_ALIKE else "decimal"
            if spec is not None and spec.by_name[rollup.field].result_type != kind:
                fields = (replace(f, result_type=kind) if f.name == rollup.field else f for f in spec.fields)
                typed[row.object] = with_result_types(spec.with_(fields=tuple(fields)))
                settled = False
        if settled:
            break
    return typed


def _rollups(
    objects: Mapping[str, ObjectSpec], rows: list[models.FieldDef]
) -> dict[str, tuple[tuple[ObjectSpec, RollupSpec], ...]]:
    """Child object → the roll-ups that count it, with their parents."""
    found: dict[str, list[tuple[ObjectSpec, RollupSpec]]] = defaultdict(list)
    for spec in objects.values():
        for rollup in spec.rollups:
            found[rollup.child].append((spec, rollup))
    for row in rows:
        if row.type == "rollup" and row.rollup and row.object in objects:
            rule = rollup_of(row.api_name, row.rollup)
            found[rule.child].append((objects[row.object], rule))
    return {name: tuple(pairs) for name, pairs in found.items()}


def _by_object(rows: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.object].append(row)
    return {name: tuple(items) for name, items in found.items()}


def _live(model: Any) -> Any:
    return model.objects.system(reason="definitions are read by everyone").filter(deleted_at=None)


def _changed(model: Any) -> Any:
    """Custom definitions and edited standard ones; the others equal the code."""
    return _live(model).filter(Q(is_custom=True) | Q(version__gt=1))


def build(version: int) -> Catalogue:
    """Merge the registry with the definitions in the database (seven queries)."""
    sets = {name: found.choices for name, found in registry.choice_sets.items()}
    sets |= {row.api_name: stored_choices(row.choices) for row in _live(models.ChoiceSet)}
    definitions = {row.api_name: row for row in _changed(models.ObjectDef)}
    field_rows = list(_changed(models.FieldDef).order_by("object", "position", "id"))
    by_object = _by_object(field_rows)
    # completed after the merge, because fields and actions come with an object's switches
    merged = {name: _merge_object(spec, definitions.get(name)) for name, spec in registry.objects.items()}
    objects = {name: _complete(spec) for name, spec in merged.items() if name != "custom_record"}
    parents = {row.target: row.object for row in field_rows if row.type == "lines" and row.is_custom}
    for row in definitions.values():
        if row.is_custom and row.is_active:
            objects[row.api_name] = _complete(_custom_object(row, parents.get(row.api_name, "")))
    for name, rows in by_object.items():
        if name in objects:
            objects[name] = _with_fields(objects[name], rows, sets)
    types = _by_object(_live(models.RecordType).filter(is_active=True).order_by("id"))
    objects = {name: _with_record_types(spec, types.get(name, ())) for name, spec in objects.items()}
    sets[OBJECTS] = tuple(Choice(spec.name, spec.label) for spec in objects.values())
    sets[EVENTS] = tuple(Choice(code, label) for code, label in facts().items())
    sets[ACTIONS] = audited_actions(objects)
    objects = {name: _with_choice_sets(spec, sets) for name, spec in objects.items()}
    objects = _with_results(objects, field_rows)
    objects = {name: _with_discounts(spec) for name, spec in objects.items()}
    return Catalogue(
        version=version,
        objects=objects,
        relations=relations_of(objects),
        layouts=_by_object(_live(models.Layout).order_by("id")),
        rules=_by_object(_live(models.ValidationRule).filter(is_active=True).order_by("id")),
        duplicate_rules=_by_object(_live(models.DuplicateRule).filter(is_active=True).order_by("id")),
        referrers=_referrers(objects),
        rollups=_rollups(objects, field_rows),
        record_types=types,
    )


def _with_record_types(spec: ObjectSpec, types: tuple[models.RecordType, ...]) -> ObjectSpec:
    """Set the default record type as the default of new records, if there is one."""
    default = next((row.pk for row in types if row.is_default), None)
    if default is None:
        return spec
    fields = tuple(replace(f, default=default) if f.target == "record_type" else f for f in spec.fields)
    return spec.with_(fields=fields)


def _with_fields(
    spec: ObjectSpec, rows: Iterable[models.FieldDef], sets: Mapping[str, tuple[Choice, ...]]
) -> ObjectSpec:
    changed = {row.api_name: row for row in rows if not row.is_custom}
    kept = tuple(_changed_field(f, changed[f.name], sets) if f.name in changed else f for f in spec.fields)
    added = tuple(_custom_field(row, sets) for row in rows if row.is_custom)
    return spec.with_(fields=_told_apart_by_label(kept + added))


def _told_apart_by_label(fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """Add the api name to the label of a field whose label an earlier active field has, so that lists, filters and
    sheets distinguish the two. New fields with an existing label are refused, but older ones exist."""
    taken: dict[str, set[str]] = {locale: set() for locale in LOCALES}
    found = []
    for item in fields:
        words = {locale: fold(label) for locale, label in item.label.as_map().items()}
        if item.custom and item.is_active and any(words[locale] in taken[locale] for locale in LOCALES):
            zh, en = item.label.get("zh-CN"), item.label.get("en")
            item = replace(item, label=Text(f"{zh}（{item.name}）", f"{en} ({item.name})"))
        if item.is_active:
            for locale, word in words.items():
                taken[locale].add(word)
        found.append(item)
    return tuple(found)


def _with_discounts(spec: ObjectSpec) -> ObjectSpec:
    """Add the company's convention to the labels of discount fields, for columns, forms, filters and sheets."""
    if not any(f.discount for f in spec.fields):
        return spec
    convention: Convention = settings.get(DISCOUNTS)
    sign = DISCOUNT_SIGNS[convention]
    fields = tuple(
        replace(
            f,
            discount=convention,
            label=Text(
                f.label.zh + sign.zh,
                f.label.en + sign.en,
                f.label.zh_tw and f.label.zh_tw + sign.get("zh-TW"),
            ),
        )
        if f.discount
        else f
        for f in spec.fields
    )
    return spec.with_(fields=fields)


def _with_choice_sets(spec: ObjectSpec, sets: Mapping[str, tuple[Choice, ...]]) -> ObjectSpec:
    fields = tuple(
        replace(f, choices=sets[f.choice_set]) if f.choice_set in sets and not f.choices else f
        for f in spec.fields
    )
    return spec.with_(fields=fields)


def default_sections(spec: ObjectSpec) -> tuple[Section, ...]:
    """The form of an object without a declared one: its own fields in order, then each field of lines in a section of
    its own."""
    hidden = SYSTEM_NAMES | ({f.name for f in LINE_FIELDS} if spec.is_line else set())
    names = tuple(f.name for f in spec.fields if f.name not in hidden and f.type != "lines" and f.is_active)
    owner = ("owner",) if "owner" in spec.by_name and not spec.is_line else ()
    lines = tuple(Section(f.label, (f.name,)) for f in spec.fields if f.type == "lines" and f.is_active)
    return (Section(Text("基本信息", "Details"), names + owner), *lines)


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _cached(version: int) -> Catalogue:
    return build(version)


def catalogue() -> Catalogue:
    """The catalogue of this request's metadata version."""
    return _cached(versions().metadata)
