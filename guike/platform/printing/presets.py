"""Templates that nobody had to make: those that packages declare, and for every other object one after its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.kernel.text import T, Text
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import SYSTEM_NAMES
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.printing.content import field_at, line_spec
from guike.platform.views.layouts import Layouts

Json = Any
#: the template that follows the page of the record
STANDARD = "standard"
STANDARD_LABEL = T("标准", "Standard")
FOOTER = T("打印：{$printed_by} {$printed_at}", "Printed by {$printed_by} {$printed_at}")
_COLUMNS = 8
_LEFT_OUT = frozenset({"long_text", "geo", "file", "files", "image"})


@dataclass(frozen=True)
class Preset:
    """A template of a package. Texts of the content are in every language."""

    object: str
    code: str
    label: Text
    content: Mapping[str, Json]


_presets: dict[str, list[Preset]] = {}


def preset(object_name: str, code: str, label: Text, content: Mapping[str, Json]) -> Preset:
    """Declare a template of an object; the first one is what it is printed with until an administrator makes one. TypeError for a code
    that the object has."""
    declared = _presets.setdefault(object_name, [])
    if any(one.code == code for one in declared):
        raise TypeError(f"{object_name}: the template {code} is declared twice")
    declared.append(Preset(object_name, code, label, content))
    return declared[-1]


def presets() -> Mapping[str, Sequence[Preset]]:
    """The declared templates, by object, the usual one first."""
    return _presets


def preset_content(one: Preset, locale: str) -> dict[str, Json]:
    """The content in one language."""
    said: dict[str, Json] = _in_locale(one.content, locale)
    return said


def _in_locale(value: Json, locale: str) -> Json:
    if isinstance(value, Text):
        return value.get(locale)
    if isinstance(value, Mapping):
        return {name: _in_locale(one, locale) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_in_locale(one, locale) for one in value]
    return value


def standard_content(ctx: Context, spec: ObjectSpec, record_type: int | None) -> dict[str, Json]:
    """The content after the page of a record of this type: its sections, and its lines as tables."""
    name = spec.name_field or ("number" if spec.number_pattern else "")
    title = spec.label.get(ctx.locale)
    blocks: list[dict[str, Json]] = [{"kind": "title", "text": f"{title} {{{name}}}" if name else title}]
    for section in Layouts(ctx, spec, ()).of(record_type)["detail"]["sections"]:
        fields = [{"field": path} for path in section["fields"] if field_at(spec, path)]
        if fields:
            label = section["label"] or ""
            blocks.append({"kind": "fields", "label": label, "fields": fields, "filled_only": True})
        blocks += [_table(line, path) for path in section["fields"] if (line := line_spec(spec, path))]
    return {"footer": FOOTER.get(ctx.locale), "blocks": blocks}


def _table(line: ObjectSpec, name: str) -> dict[str, Json]:
    """The lines with their first columns, amounts added up."""
    parent = line.parent_field.name
    paths = line.list_columns or [item.name for item in line.fields if item.name not in SYSTEM_NAMES]
    kept = [path for path in paths if path != parent and _is_column(line, path)][:_COLUMNS]
    sums = [path for path in kept if (item := field_at(line, path)) and item.value_type == "money"]
    return {"kind": "table", "lines": name, "columns": [{"field": path} for path in kept], "sums": sums}


def _is_column(line: ObjectSpec, path: str) -> bool:
    item = field_at(line, path)
    return item is not None and item.type not in _LEFT_OUT


def is_printed(spec: ObjectSpec) -> bool:
    """Whether records of the object are printed by themselves."""
    return not spec.is_line and "print" in spec.operations
