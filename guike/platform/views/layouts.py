"""Layouts of lists, forms and pages of an object, for one caller and each record type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.metadata.catalogue import SYSTEM_NAMES, catalogue, default_sections
from guike.platform.metadata.labels import in_all_languages, in_language
from guike.platform.metadata.models import Layout
from guike.platform.metadata.spec import FieldSpec, ObjectSpec, Section

NOT_IN_LISTS = frozenset({"lines", "long_text", "json", "value", "choices"})
DEFAULT_COLUMNS = 10
#: nearly every object references these, so their pages list only declared relations and those that administrators added
NAMED_EVERYWHERE = frozenset({"user", "department"})
MORE = Text("更多信息", "More")


def chosen(ctx: Context, spec: ObjectSpec, kind: str, record_type: int | None = None) -> Layout | None:
    """The stored layout for the caller's roles and a type of record. One that names the type wins over one
    for all types, then one that names a role over one for everybody, then the later."""
    rows = [row for row in catalogue().layouts.get(spec.name, ()) if row.kind == kind]
    rows = [row for row in rows if not row.roles or set(row.roles) & set(ctx.actor.role_ids)]
    rows = [row for row in rows if not row.record_types or record_type in row.record_types]
    return max(rows, key=lambda row: (bool(row.record_types), bool(row.roles), row.pk), default=None)


def shown(ctx: Context, spec: ObjectSpec) -> dict[str, FieldSpec]:
    """The fields of a screen: those that the caller may read, without fields that have no effect yet."""
    return {name: item for name, item in readable(ctx, spec).items() if item.in_effect}


def _is_own(item: FieldSpec) -> bool:
    """Whether a field is one of the object's own and fits in a column."""
    return item.name not in SYSTEM_NAMES and item.type not in NOT_IN_LISTS


class Layouts:
    """The layouts of one object for one caller; fields that he may not see are left out."""

    def __init__(
        self, ctx: Context, spec: ObjectSpec, relations: Sequence[str], *, all_labels: bool = False
    ) -> None:
        self.ctx, self.spec, self.relations, self.all_labels = ctx, spec, relations, all_labels
        self.fields: Mapping[str, FieldSpec] = shown(ctx, spec)
        self.writable = set(self.fields) | {
            f.name for f in spec.fields if f.write_only and f.in_effect and ctx.writes(spec.name, f.name)
        }

    def of(self, record_type: int | None = None) -> dict[str, Any]:
        """{"list", "form", "detail"}"""
        default = self.spec.form or default_sections(self.spec)
        return {
            "list": {"columns": self.columns(record_type)},
            "form": {"sections": self._sections("form", record_type, default, self.writable)},
            "detail": {
                "header": self._header(record_type),
                "sections": self._sections(
                    "detail", record_type, self.spec.detail or default, set(self.fields)
                ),
                "related": self._related(record_type),
            },
        }

    def record_types(self) -> list[dict[str, Any]]:
        """[{"id", "name", "is_default", "filter", "layouts"}] of the types that new records may be of."""
        return [
            {
                "id": row.pk,
                "name": row.name,
                "is_default": row.is_default,
                "filter": row.filter,
                "layouts": self.of(row.pk),
            }
            for row in catalogue().record_types.get(self.spec.name, ())
        ]

    def columns(self, record_type: int | None = None) -> list[str]:
        """Columns of the list: the layout's, the spec's, else name, number, the object's own first fields, owner
        and time."""
        layout = chosen(self.ctx, self.spec, "list", record_type)
        if layout is not None and layout.spec.get("columns"):
            return self._visible_paths(layout.spec["columns"])
        if self.spec.list_columns:
            return self._visible_paths(self.spec.list_columns)
        named = [self.spec.name_field] if self.spec.name_field else []
        numbered = ["number"] if self.spec.number_pattern else []
        own = [f.name for f in self.fields.values() if _is_own(f)]
        last = ["owner", "created_at"]
        first = self._visible_paths([*named, *numbered, *own])
        return self._visible_paths([*first[: DEFAULT_COLUMNS - len(last)], *last])

    def _visible_paths(self, paths: Iterable[str]) -> list[str]:
        return [path for path in dict.fromkeys(paths) if path.split(".")[0] in self.fields]

    def _header(self, record_type: int | None) -> list[str]:
        layout = chosen(self.ctx, self.spec, "detail", record_type)
        return self._visible_paths(
            layout.spec.get("header") or self.spec.header if layout else self.spec.header
        )

    def _related(self, record_type: int | None) -> list[str]:
        layout = chosen(self.ctx, self.spec, "detail", record_type)
        if layout is not None and "related" in layout.spec:
            return [name for name in layout.spec["related"] if name in self.relations]
        first = [name for name in self.spec.related if name in self.relations]
        rest = [name for name in self.relations if name not in first]
        if self.spec.name in NAMED_EVERYWHERE:
            known = catalogue()
            added = {
                r.name
                for r in known.relations.get(self.spec.name, ())
                if known.get(r.object).is_custom or known.get(r.object).by_name[r.field].custom
            }
            rest = [name for name in rest if name in added]
        return [*first, *rest]

    def _sections(
        self, kind: str, record_type: int | None, default: Sequence[Section], allowed: set[str]
    ) -> list[dict[str, Any]]:
        layout = chosen(self.ctx, self.spec, kind, record_type)
        if layout is not None and layout.spec.get("sections"):
            rows = [(self._words(s.get("label", "")), s.get("fields", [])) for s in layout.spec["sections"]]
        else:
            rows = [(self._words(section.label), list(section.fields)) for section in default]
            placed = {name for _label, names in rows for name in names}
            more = [f.name for f in self.spec.fields if f.custom and f.is_active and f.name not in placed]
            if more:
                rows.append((self._words(MORE), more))
        found = [
            {"label": label, "fields": [name for name in names if name in allowed]} for label, names in rows
        ]
        return [section for section in found if section["fields"]]

    def _words(self, label: Any) -> Any:
        if isinstance(label, Text):
            return label.as_map() if self.all_labels else label.get(self.ctx.locale)
        if isinstance(label, Mapping):
            return in_all_languages(label) if self.all_labels else in_language(label, self.ctx.locale)
        return label
