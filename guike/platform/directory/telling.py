"""Audit lines in words: the details as rows to read, as one sentence for lists and files, and the record that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guike.kernel.text import T, display
from guike.platform.access.context import Context
from guike.platform.audit.actions import Part
from guike.platform.audit.services import HIDDEN
from guike.platform.directory.audited import NAME, parts_of
from guike.platform.directory.wording import (
    EMPTY,
    EVERYTHING,
    HIDDEN_WORDS,
    Wording,
    changed_pieces,
)
from guike.platform.events.registry import facts
from guike.platform.jobs.registry import is_known, kind_named
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import in_language
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.reading import seen_targets, teller
from guike.platform.settings.registry import SettingSpec
from guike.platform.settings.registry import find as setting_of
from guike.platform.views.phrases import Json, Names
from guike.platform.views.queries import presets

TELLER = "audit"
COLUMNS = ("action", "object_name", "record_id", "detail")
ARROW = " → "
STOP = T("；", "; ")
DEFAULT = T("{value}（默认）", "{value} (default)")
ADDED, REMOVED = T("新增", "added"), T("移除", "removed")
SEARCHED, VIEW = T("搜索“{q}”", "search “{q}”"), T("视图“{view}”", "view “{view}”")
LINE_OF = T("{field}“{name}”", "{field} “{name}”")


@dataclass(frozen=True)
class Row:
    """One thing that a line says: `new` alone is what was; with `is_change` it was `old` before. `names`: the record that the words
    name, if any."""

    label: str
    new: str
    old: str = ""
    is_change: bool = False
    names: tuple[str, int] | None = None


def tell(ctx: Context, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each line {"record", "told", "summary"}. The words are made twice: first to learn whom they name."""
    words = Wording(ctx, Names(ctx))
    for row in rows:
        list(_rows(words, row))
        _asked_for(words, row)
    words.names.load()
    told = [list(_rows(words, row)) for row in rows]
    named = {one.names for line in told for one in line if one.names}
    seen = seen_targets(ctx, named | {target for row in rows if (target := _target(row))})
    return [
        {
            "record": _record(words, row, seen),
            "told": [_shown(one, seen) for one in line],
            "summary": words.say(STOP).join(_sentence(words, one) for one in line) or None,
        }
        for row, line in zip(rows, told, strict=True)
    ]


def _target(row: Mapping[str, Any]) -> tuple[str, int] | None:
    if not row["record_id"] or row["object_name"] not in catalogue().objects:
        return None
    return row["object_name"], row["record_id"]


def _asked_for(words: Wording, row: Mapping[str, Any]) -> None:
    target = _target(row)
    if target is not None:
        words.names.of(*target)


def _record(words: Wording, row: Mapping[str, Any], seen: set[tuple[str, int]]) -> dict[str, Any] | None:
    """The record, with its label for who may open it."""
    target = _target(row)
    if target is None:
        return None
    name = words.names.of(*target) if target in seen else None
    return {"object": target[0], "id": target[1], "name": name}


def _shown(row: Row, seen: set[tuple[str, int]]) -> dict[str, Any]:
    shown: dict[str, Any] = {"label": row.label, "value": row.new}
    if row.is_change:
        shown = {"label": row.label, "old": row.old, "new": row.new}
    if row.names in seen and row.names is not None:
        shown |= {"object": row.names[0], "id": row.names[1]}
    return shown


def _sentence(words: Wording, row: Row) -> str:
    said = f"{row.old}{ARROW}{row.new}" if row.is_change else row.new
    return words.pair(row.label, said) if said else row.label


def _rows(words: Wording, row: Mapping[str, Any]) -> Iterator[Row]:
    """What the line says, in the order of its declaration; what nothing declares comes last, as it stands."""
    detail = row["detail"] if isinstance(row["detail"], Mapping) else {}
    parts = parts_of(row["action"], catalogue().objects) or ()
    for part in parts:
        is_said = detail.get(part.name) not in (None, "", [], {})
        if is_said and not (part is NAME and _is_told(words, row, detail)):
            yield from _MAKERS[part.kind](words, row, part, detail)
    known = {part.name for part in parts}
    for name, value in detail.items():
        if name not in known:
            yield Row(name, words.flat(value))


def _is_told(words: Wording, row: Mapping[str, Any], detail: Mapping[str, Json]) -> bool:
    """Whether the name stands elsewhere: among the values of a new record, or as that of the record as it is called now."""
    target = _target(row)
    if target is None or "changes" not in detail:
        return False
    spec = catalogue().objects[target[0]]
    return spec.name_field in detail["changes"] or words.names.of(*target) == detail["name"]


def _text(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    value = detail[part.name]
    said = in_language(value, words.locale) if isinstance(value, Mapping) else display(value, words.locale)
    yield Row(words.say(part.label), said)


def _number(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    value = detail[part.name]
    yield Row(words.say(part.label), f"{value:,}" if isinstance(value, int) else str(value))


def _user(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    value = detail[part.name]
    names = ("user", value) if isinstance(value, int) else None
    yield Row(words.say(part.label), words.names.of("user", value), names=names)


def _field(words: Wording, row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    yield Row(words.say(part.label), words.path(row["object_name"], str(detail[part.name])))


def _fields(words: Wording, row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    said = words.joined(words.path(row["object_name"], str(one)) for one in detail[part.name])
    yield Row(words.say(part.label), said)


def _query(words: Wording, row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    """The list that was asked for: its view, the words searched, its filter."""
    query, about = detail[part.name], row["object_name"]
    if not isinstance(query, Mapping):
        return
    said = []
    if query.get("view"):
        said.append(VIEW.format(words.locale, view=_view(words, about, str(query["view"]))))
    if query.get("q"):
        said.append(SEARCHED.format(words.locale, q=str(query["q"])))
    if query.get("filter"):
        said.append(words.filter(about, query["filter"]))
    yield Row(words.say(part.label), words.say(T("，", ", ")).join(said) or words.say(EVERYTHING))


def _view(words: Wording, about: str, view: str) -> str:
    if view.isdecimal():
        return words.names.of("saved_view", int(view))
    spec = catalogue().objects.get(about)
    label = next((one.label for one in presets(spec) if one.name == view), None) if spec else None
    return words.say(label) if label else view


def _object(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    yield Row(words.say(part.label), words.object(str(detail[part.name])))


def _department(
    words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]
) -> Iterator[Row]:
    value = detail[part.name]
    yield Row(words.say(part.label), words.names.of("department", value), names=("department", value))


def _instant(
    words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]
) -> Iterator[Row]:
    value = str(detail[part.name])
    yield Row(words.say(part.label), words.instant(value) if "T" in value else value)


def _code(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    value = str(detail[part.name])
    yield Row(words.say(part.label), words.say(part.words[value]) if value in part.words else value)


def _job(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    kind = str(detail[part.name])
    yield Row(words.say(part.label), words.say(kind_named(kind).label) if is_known(kind) else kind)


def _event(words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    code = str(detail[part.name]).removeprefix("record.")
    label = facts().get(code)
    yield Row(words.say(part.label), words.say(label) if label else code)


def _numbers(
    words: Wording, _row: Mapping[str, Any], part: Part, detail: Mapping[str, Json]
) -> Iterator[Row]:
    said = (f"{words.object(name)} {count:,}" for name, count in detail[part.name].items())
    yield Row(words.say(part.label), words.joined(said))


def _changes(
    words: Wording, row: Mapping[str, Any], _part: Part, detail: Mapping[str, Json]
) -> Iterator[Row]:
    spec = catalogue().objects.get(row["object_name"])
    is_new = row["action"].endswith(".create")
    yield from _changed(words, spec, detail["changes"], str(detail.get("about") or ""), is_new=is_new)


def _changed(
    words: Wording,
    spec: ObjectSpec | None,
    changes: Mapping[str, Json],
    about: str,
    *,
    is_new: bool,
) -> Iterator[Row]:
    """A row for each piece of each field, in the order of the fields."""
    place = {name: n for n, name in enumerate(spec.by_name)} if spec else {}
    for name, pair in sorted(changes.items(), key=lambda one: place.get(one[0], len(place))):
        item = spec.by_name.get(name) if spec else None
        label = words.say(item.label) if item else name
        if pair == HIDDEN or not isinstance(pair, list):
            yield Row(label, words.say(HIDDEN_WORDS))
            continue
        if spec is None or item is None:
            yield Row(label, words.flat(pair[1]), words.flat(pair[0]), is_change=not is_new)
            continue
        old, new = (words.pieces(spec, item, value, about) for value in pair)
        if is_new:
            said = words.say(STOP).join(words.pair(key, text) for key, text in new.items())
            yield Row(label, said)
            continue
        nothing = words.say(EMPTY)
        for key, was, now in changed_pieces(old, new):
            whole = f"{label} · {key}" if key else label
            yield Row(whole, now or nothing, was or nothing, is_change=True)


def _lines(words: Wording, row: Mapping[str, Any], _part: Part, detail: Mapping[str, Json]) -> Iterator[Row]:
    spec = catalogue().objects.get(row["object_name"])
    about = str(detail.get("about") or "")
    for field, lines in detail["lines"].items():
        item = spec.by_name.get(field) if spec else None
        line_spec = catalogue().objects.get(item.lines_object) if item else None
        label = words.say(item.label) if item else field
        for line in lines:
            name = line["name"]
            title = LINE_OF.format(words.locale, field=label, name=name) if name else label
            is_new = line["verb"] == "create"
            told = _changed(words, line_spec, line["changes"], about, is_new=is_new)
            if line["verb"] == "edit":
                yield from (replace(one, label=f"{title} · {one.label}") for one in told)
                continue
            said = words.say(STOP).join(_sentence(words, one) for one in told)
            verb = words.say(ADDED if is_new else REMOVED)
            yield Row(title, words.pair(verb, said) if said else verb)


def _setting(
    words: Wording, _row: Mapping[str, Any], _part: Part, detail: Mapping[str, Json]
) -> Iterator[Row]:
    found = setting_of(str(detail["key"]))
    label = words.say(found.label) if found else str(detail["key"])
    old, new = (_set_to(words, found, detail.get(side)) for side in ("old", "new"))
    yield Row(label, new, old, is_change=True)


def _set_to(words: Wording, setting: SettingSpec | None, value: Json) -> str:
    """A value of a setting; null is its default, with what that is."""
    if value == HIDDEN:
        return words.say(HIDDEN_WORDS)
    if value is None:
        if setting is None or setting.type == "secret":
            return words.say(EMPTY)
        default = setting.to_json(setting.default)
        said = _set_to(words, setting, default) if default not in (None, "", []) else words.say(EMPTY)
        return DEFAULT.format(words.locale, value=said)
    labels = dict(setting.choices) if setting else {}
    several = value if isinstance(value, list) else [value]
    if labels and all(isinstance(one, str) for one in several):
        return words.joined(words.say(labels[one]) if one in labels else one for one in several)
    return words.flat(value) if isinstance(value, (list, dict)) else display(value, words.locale)


def _internal(
    _words: Wording, _row: Mapping[str, Any], _part: Part, _detail: Mapping[str, Json]
) -> Iterator[Row]:
    """Numbers that say nothing to people stay in the stored detail."""
    yield from ()


Maker = Callable[[Wording, Mapping[str, Any], Part, Mapping[str, Json]], Iterator[Row]]
_MAKERS: Mapping[str, Maker] = {
    "text": _text,
    "number": _number,
    "user": _user,
    "field": _field,
    "fields": _fields,
    "query": _query,
    "object": _object,
    "department": _department,
    "instant": _instant,
    "code": _code,
    "job": _job,
    "event": _event,
    "numbers": _numbers,
    "changes": _changes,
    "lines": _lines,
    "setting": _setting,
    "internal": _internal,
}


def declare() -> None:
    """Register the teller of the audit's fields."""
    teller(TELLER, COLUMNS, tell)
