"""Builds the answers of `/meta` for one caller: only parts that he may see, in his language."""

from __future__ import annotations

from collections import Counter
from typing import Any

from guike.kernel import limits
from guike.kernel.errors import register
from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.filters.caller import UNREADABLE, UnknownField, usable_field
from guike.platform.filters.order import is_sortable
from guike.platform.filters.values import operators_of
from guike.platform.measures.asking import is_groupable
from guike.platform.metadata.catalogue import Catalogue, catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ActionSpec, FieldSpec, ObjectSpec
from guike.platform.views.layouts import Layouts, shown
from guike.platform.views.models import SavedView
from guike.platform.views.queries import presets, saved_views, switched_off, usable_view

register(
    {
        "view.unknown": T(
            "没有视图“{name}”，或它未共享给您", "There is no view “{name}”, or it is not shared with you"
        ),
    }
)

SWITCHED_OFF = T(
    "“{field}”已停用，此视图暂不可用", "“{field}” is switched off; this view cannot be used until it is back"
)
FIELD_GONE = T(
    "此视图用到的字段已停用、已删除或对您不可见，此视图暂不可用",
    "A field of this view is switched off, deleted or hidden from you; the view cannot be used now",
)

GROUPS: dict[str, Text] = {
    "marketing": Text("营销管理", "Marketing"),
    "sales": Text("销售管理", "Sales"),
    "service": Text("服务管理", "Service"),
    "admin": Text("管理后台", "Administration"),
}


class Describer:
    """Describes objects to one caller."""

    def __init__(self, ctx: Context, *, all_labels: bool = False):
        self.ctx, self.all_labels = ctx, all_labels
        self.catalogue: Catalogue = catalogue()

    def text(self, label: Text | None) -> Any:
        if label is None:
            return {} if self.all_labels else ""
        return label.as_map() if self.all_labels else label.get(self.ctx.locale)

    def operations(self, spec: ObjectSpec) -> list[str]:
        """Operations and actions that the caller's roles allow."""
        names = dict.fromkeys([*spec.operations, *(a.permission for a in spec.actions)])
        holder = spec.parent or spec.name
        return [name for name in names if self.ctx.can(holder, name)]

    def objects(self) -> dict[str, Any]:
        """All objects that the caller may list, and the menu areas they lie in."""
        shown = [
            spec
            for spec in self.catalogue.objects.values()
            if self.ctx.can(spec.parent or spec.name, "view") and spec.access.kind != "hidden"
        ]
        items = [
            {
                "name": spec.name,
                "label": self.text(spec.label),
                "plural_label": self.text(spec.plural),
                "module": spec.module,
                "area": self.menu_area(spec),
                "position": spec.position,
                "icon": spec.icon,
                "is_custom": spec.is_custom,
                "is_line": spec.is_line,
                "is_granted": not spec.access.administrators,
                "has_approval": spec.has_approval and not spec.is_line,
                "operations": self.operations(spec),
                "has_board": bool(spec.board_field),
                "has_timeline": spec.has_timeline and spec.ledger is None,
                "is_owned": spec.access.kind == "owned",
                "has_team": spec.has_team,
            }
            for spec in sorted(shown, key=lambda s: (s.position, s.name))
        ]
        used = {item["area"] for item in items}
        areas = [
            {
                "name": area.name,
                "label": self.text(area.label),
                "group": group,
                "group_label": self.text(GROUPS[group]),
                "position": area.position,
            }
            for area in sorted(registry.areas.values(), key=lambda a: a.position)
            if area.name in used
            for group in area.groups
        ]
        return {"items": items, "areas": areas}

    def menu_area(self, spec: ObjectSpec) -> str:
        """The menu area of the object; archives that the caller may only look up have no entry. A ledger is there to be
        looked at."""
        kept = spec.module != "admin" or any(self.ctx.can(spec.name, one) for one in ("edit", "create"))
        kept = kept or spec.access.administrators or spec.ledger is not None
        return spec.area if kept and not spec.is_line else ""

    def object(self, spec: ObjectSpec) -> dict[str, Any]:
        """Everything a screen needs to draw one object."""
        fields = shown(self.ctx, spec)
        laid_out = self._laid_out(spec)
        writable = [
            f
            for f in spec.fields
            if f.is_active and f.in_effect and f.write_only and self.ctx.writes(spec.name, f.name)
        ]
        return {
            "name": spec.name,
            "label": self.text(spec.label),
            "plural_label": self.text(spec.plural),
            "module": spec.module,
            "area": spec.area,
            "is_custom": spec.is_custom,
            "is_line": spec.is_line,
            "is_ledger": spec.ledger is not None,
            "searched": self.text(spec.ledger.searched if spec.ledger else None),
            "parent": spec.parent or None,
            "name_field": spec.name_field if spec.name_field in fields else "",
            "state_field": spec.states.field if spec.states and spec.states.field in fields else None,
            "path_field": spec.path_field if spec.path_field in fields else None,
            "board_field": spec.board_field if spec.board_field in fields else None,
            "owner_field": "owner" if "owner" in fields else None,
            "pool_field": spec.access.pool if spec.access.pool in fields else None,
            "has_timeline": spec.has_timeline,
            "has_team": spec.has_team and spec.access.kind == "owned",
            "has_files": spec.has_files,
            "has_approval": spec.has_approval and not spec.is_line,
            "has_recycle_bin": spec.recyclable,
            "operations": self.operations(spec),
            "fields": [self.field(spec, f) for f in (*fields.values(), *writable)],
            "relations": self.relations(spec),
            "figure_sources": self.figure_sources(spec),
            "reports": self.reports(spec),
            "actions": self.actions(spec),
            "states": self.states(spec),
            "views": self.views(spec),
            "layouts": laid_out.of(),
            "record_types": laid_out.record_types(),
            "limits": limits.as_meta(self.ctx.locale),
        }

    def _laid_out(self, spec: ObjectSpec) -> Layouts:
        names = [relation["name"] for relation in self.relations(spec)]
        return Layouts(self.ctx, spec, names, all_labels=self.all_labels)

    def field(self, spec: ObjectSpec, item: FieldSpec) -> dict[str, Any]:
        """One field."""
        level = self.ctx.level(spec.name, item.name)
        readable_now = level != "masked" and not item.write_only and item.is_active
        described: dict[str, Any] = {
            "name": item.name,
            "label": self.text(item.label),
            "type": item.type,
            "required": item.required,
            "read_only": item.read_only
            or not self.ctx.writes(spec.name, item.name)
            or bool(item.computed or item.told),
            "masked": level == "masked",
            "system": item.system,
            "custom": item.custom,
            "create_only": item.create_only,
            "write_only": item.write_only,
            "choices": [
                {
                    "code": c.code,
                    "label": self.text(c.label),
                    "color": c.color,
                    "closed": c.closed,
                    "is_active": c.is_active and c.in_effect,
                }
                for c in item.choices
            ],
            "target": item.target_object or None,
            "targets": list(item.targets),
            "filterable": readable_now and bool(operators_of(item)),
            "sortable": readable_now and is_sortable(item),
            "groupable": readable_now and is_groupable(item),
            "searchable": item.searchable,
            "operators": list(operators_of(item)) if readable_now else [],
            "max_length": item.max_length,
            "scale": item.scale,
            "minimum": item.minimum,
            "maximum": item.maximum,
            "default": item.default,
            "help": self.text(item.help),
            "is_unique": item.unique,
            "in_base_currency": item.type == "rollup" or (spec.is_in_base(item) and not spec.is_line),
            "discount": item.discount,
            "holds": item.holds,
            "within": self._within(spec, item),
            "offered": self._offered(item),
            "result_type": item.value_type if item.type in ("formula", "rollup") else None,
            "lines": None,
        }
        if item.type == "lines":
            line = self.catalogue.get(item.lines_object)
            described["lines"] = {
                "object": line.name,
                "most": int(limits.LINES_PER_RECORD),
                "fields": [
                    self.field(line, f)
                    for f in shown(self.ctx, line).values()
                    if f.name != line.parent
                    and f.name not in ("created_at", "created_by", "updated_at", "updated_by", "position")
                ],
                "kept": [
                    n for n in line.list_columns if n in shown(self.ctx, line) and line.by_name[n].system
                ],
            }
        return described

    def _within(self, spec: ObjectSpec, item: FieldSpec) -> str | None:
        """The field that narrows what a picker of the reference offers. The record (or the document, of a line that has no
        such field) and what it points at both have it; None where the caller may not filter by it in both."""
        if not item.within:
            return None
        holder = spec if item.within in spec.by_name else self.catalogue.get(spec.parent)
        try:
            for one in (holder, self.catalogue.get(item.target_object)):
                usable_field(self.ctx, one, item.within)
        except UnknownField:
            return None
        return item.within

    def _offered(self, item: FieldSpec) -> str | None:
        """The yes-no field that a picker filters by; None where the caller may not."""
        if not item.offered:
            return None
        try:
            usable_field(self.ctx, self.catalogue.get(item.target_object), item.offered)
        except UnknownField:
            return None
        return item.offered

    def relations(self, spec: ObjectSpec) -> list[dict[str, Any]]:
        """To-many relations to objects that the caller may list."""
        found = []
        for relation in self.catalogue.relations.get(spec.name, ()):
            child = self.catalogue.get(relation.object)
            is_shown = not child.is_line or child.ledger is not None
            if not is_shown or not self.ctx.can(child.parent or child.name, "view"):
                continue
            if self.ctx.level(child.name, relation.field) in UNREADABLE:
                continue
            pointer = child.by_name[relation.field]
            if not pointer.in_effect:
                continue
            found.append(
                {
                    "name": relation.name,
                    "label": self.text(relation.label),
                    "object": child.name,
                    "field": relation.field,
                    "can_create": self.ctx.can(child.name, "create")
                    and (not pointer.read_only or pointer.create_only)
                    and self.ctx.writes(child.name, pointer.name),
                }
            )
        return found

    def reports(self, spec: ObjectSpec) -> list[dict[str, str]]:
        """The presets of reports whose figures the page of a record shows."""
        found = [one for one in registry.reports.values() if one.on_page and one.object == spec.name]
        return [
            {
                "code": one.code,
                "label": one.label.get(self.ctx.locale),
                "sentence": one.sentence.get(self.ctx.locale),
            }
            for one in sorted(found, key=lambda one: (one.position, one.code))
        ]

    def figure_sources(self, spec: ObjectSpec) -> list[dict[str, Any]]:
        """The objects whose records a roll-up of this object can count, lines included; for callers who may define
        fields."""
        if not self.ctx.can("field_def", "create"):
            return []
        pointing = [
            (child, item)
            for child, item in self.catalogue.referrers.get(spec.name, ())
            if item.is_reference and item.stored and item.is_active and item.in_effect and not item.system
            if child.ledger is None or child.ledger.account
        ]
        times = Counter(child.name for child, _item in pointing)
        return [
            {
                "object": child.name,
                "field": item.name,
                "label": self.text(_by_field(child, item) if times[child.name] > 1 else child.label),
            }
            for child, item in pointing
        ]

    def actions(self, spec: ObjectSpec) -> list[dict[str, Any]]:
        return [
            self.action(spec, a)
            for a in spec.actions
            if self.ctx.can(spec.name, a.permission) and a.placement != "hidden"
        ]

    def action(self, spec: ObjectSpec, action: ActionSpec) -> dict[str, Any]:
        """One action with its dialog."""
        step = spec.states.step(action.name) if spec.states is not None else None
        return {
            "name": action.name,
            "label": self.text(action.label),
            "placement": action.placement,
            "danger": action.danger,
            "on_record": action.on_record,
            "on_list": action.on_list,
            "confirm": self.text(action.confirm),
            "opens": sorted(step.opens) if step is not None else [],
            "shows": [n for n in action.shows if self.ctx.level(spec.name, n) not in ("hidden", "masked")],
            "done": self.text(action.done),
            "params": action_schema(action),
            "fields": [self.field(spec, p) for p in action.params],
        }

    def states(self, spec: ObjectSpec) -> dict[str, Any] | None:
        if spec.states is None or self.ctx.level(spec.name, spec.states.field) == "hidden":
            return None
        item = spec.by_name[spec.states.field]
        return {
            "field": item.name,
            "items": [
                {
                    "code": c.code,
                    "label": self.text(c.label),
                    "closed": c.closed,
                    "color": c.color,
                    "action": spec.states.leading(c.code),
                }
                for c in item.choices
            ],
        }

    def views(self, spec: ObjectSpec) -> list[dict[str, Any]]:
        """Presets first, then own and shared views."""
        columns = self._laid_out(spec).columns()
        fields = readable(self.ctx, spec)
        found: list[dict[str, Any]] = [
            {
                "id": view.name,
                "label": self.text(view.label),
                "filter": view.filter,
                "columns": [c for c in view.columns if c.split(".")[0] in fields] or columns,
                "sort": list(view.sort),
                "kind": view.kind,
                "group_by": view.group_by or None,
                "is_preset": True,
                "is_default": n == 0,
                "is_mine": False,
                "unusable": None,
            }
            for n, view in enumerate(presets(spec))
            if usable_view(self.ctx, spec, view.filter, view.sort, view.group_by)
        ]
        for row in saved_views(self.ctx, spec.name):
            is_usable = usable_view(self.ctx, spec, row.filter, row.sort, row.group_by)
            unusable = None if is_usable else self._why_unusable(spec, row)
            if not is_usable and unusable is None:
                continue
            found.append(
                {
                    "id": str(row.id),
                    "label": row.name,
                    "filter": row.filter if is_usable else None,
                    "columns": [c for c in row.columns if c.split(".")[0] in fields] or columns,
                    "sort": row.sort if is_usable else [],
                    "kind": row.kind,
                    "group_by": (row.group_by or None) if is_usable else None,
                    "is_preset": False,
                    "is_default": False,
                    "is_mine": row.owner_id == self.ctx.user_id,
                    "unusable": unusable,
                }
            )
        return found

    def _why_unusable(self, spec: ObjectSpec, row: SavedView) -> str | None:
        """Why a saved view cannot be used now. None: the caller is not told of it. One that is shared with him is told
        of where a field is switched off that he might read; his own always, but no field that is hidden from him is named."""
        item = switched_off(self.ctx, spec, row)
        if item is not None:
            return SWITCHED_OFF.format(self.ctx.locale, field=item.label)
        return FIELD_GONE.get(self.ctx.locale) if row.owner_id == self.ctx.user_id else None


def action_schema(action: ActionSpec) -> dict[str, Any]:
    """JSON schema of an action's parameters, as written."""
    return {
        "type": "object",
        "properties": {p.name: {"title": p.label.en, **write_schema(p)} for p in action.params},
        "required": [p.name for p in action.params if p.required],
        "additionalProperties": False,
    }


_WRITE: dict[str, dict[str, Any]] = {
    "integer": {"type": ["integer", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "reference": {"type": ["integer", "null"], "minimum": 1},
    "references": {"type": ["array", "null"], "items": {"type": "integer", "minimum": 1}},
    "multi_choice": {"type": ["array", "null"], "items": {"type": "string"}},
    "any_reference": {
        "type": ["object", "null"],
        "properties": {"object": {"type": "string"}, "id": {"type": "integer"}},
    },
    "any_references": {
        "type": ["array", "null"],
        "items": {
            "type": "object",
            "required": ["object", "id"],
            "properties": {"object": {"type": "string"}, "id": {"type": "integer"}},
        },
    },
    "geo": {
        "type": ["object", "null"],
        "properties": {"lat": {"type": "number"}, "lng": {"type": "number"}},
    },
    "json": {"type": ["object", "array", "null"]},
    "value": {},
    "label": {"type": ["string", "object", "null"]},
    "choices": {"type": ["array", "null"], "items": {"type": ["string", "object"]}},
    "lines": {"type": ["array", "null"], "items": {"type": "object"}},
    "date": {"type": ["string", "null"], "format": "date"},
    "instant": {"type": ["string", "null"], "format": "date-time"},
}
_ALIASES = {
    "user": "reference",
    "department": "reference",
    "file": "reference",
    "files": "references",
    "image": "reference",
    "tags": "multi_choice",
}


def write_schema(item: FieldSpec) -> dict[str, Any]:
    """JSON schema of a field as it is written."""
    known = _WRITE.get(_ALIASES.get(item.type, item.type))
    if known is not None:
        return dict(known)
    if item.type == "choice":
        return {"type": ["string", "null"], "enum": [*(c.code for c in item.choices), None]}
    length = {"maxLength": item.max_length} if item.max_length else {}
    return {"type": ["string", "null"], **length}


def _by_field(child: ObjectSpec, item: FieldSpec) -> Text:
    """The label of a relation when one object has several references to this one."""
    zh, en, zh_tw = (
        f"{child.label.get(locale)}{left}{item.label.get(locale)}{right}"
        for locale, left, right in (("zh-CN", "（", "）"), ("en", " (", ")"), ("zh-TW", "（", "）"))
    )
    return Text(zh, en, zh_tw)
