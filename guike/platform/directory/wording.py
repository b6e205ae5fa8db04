"""Stored values in words: what an audit line or a comparison says of a field that changed.

Values of structured fields (rights of a role, a filter, a layout, the steps of a rule) are taken apart into pieces, so that
of a role with sixty objects the one is told whose rights changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from guike.kernel.text import T, display
from guike.platform.directory.vocabulary import CODES, KEYS, MATCHES, OPERATIONS, PAPER
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import in_language
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.printing.content import KINDS
from guike.platform.sharing.in_force import in_force
from guike.platform.views.phrases import Json, Phrases

#: what of a value → its words; "" = the value as a whole
Pieces = dict[str, str]

EMPTY = T("空", "empty")
HIDDEN_WORDS = T("已填写（不显示）", "set (not shown)")
COMMA = T("，", ", ")
OFF = T("（停用）", " (off)")
DESCENDING = T("（降序）", " (descending)")
EVERYTHING = T("全部", "all")
OWN_DEPARTMENT = T("本人所在部门", "own departments")
COUNTED = T("{count} 项", "{count} of them")
UNFILLED = T("未填写", "not filled")
_WHOLE = ""
#: keys under which a step gives values to fields
_VALUES = frozenset({"values", "set"})
_FILTERS = frozenset({"field", "all", "any", "not", "some", "none", "every"})


class Wording(Phrases):
    """Puts values of any field into words for one reader."""

    def pieces(self, spec: ObjectSpec, item: FieldSpec, value: Json, about: str) -> Pieces:
        """The value of a field, taken apart if it has parts. `about`: the object that it speaks of."""
        if value in (None, "", [], {}):
            return {}
        make = _STRUCTURES.get(f"{spec.name}.{item.name}") or _STRUCTURES.get(item.holds or "")
        if make is not None:
            return make(self, value, about)
        if item.type == "choices":
            return _choices(self, value)
        if item.type == "json" or (item.type == "value" and isinstance(value, (list, dict))):
            return _anything(self, value, about)
        return {_WHOLE: self.value(item, value)}

    def flat(self, value: Json, about: str = "", *, is_values: bool = False) -> str:
        """Any structure as one text: known keys and codes in words. `is_values`: its keys are fields of what it is about."""
        if isinstance(value, Mapping):
            if _FILTERS & set(value) and not set(value) & {"kind", "do"}:
                return self.filter(about, value)
            if "kind" in value and set(value) <= {"kind", "value", "level"}:
                return self.party(value, about)
            inner = str(value["object"]) if isinstance(value.get("object"), str) else about
            return self.say(COMMA).join(
                self.pair(
                    self.path(inner, name) if is_values else self.key(name, inner),
                    self._at(inner, name, one)
                    if is_values
                    else self.flat(one, inner, is_values=name in _VALUES),
                )
                for name, one in value.items()
            )
        if isinstance(value, list):
            return self.joined(self.flat(one, about) for one in value)
        if isinstance(value, str):
            return self.code(value, about)
        return display(value, self.locale)

    def _at(self, about: str, name: str, value: Json) -> str:
        """The value that a step gives to a field: a plain one by the field's type."""
        item = self.item_at(about, name)
        plain = item is not None and isinstance(value, (str, int, float))
        return self.value(item, value) if plain and item is not None else self.flat(value, about)

    def key(self, name: str, about: str) -> str:
        """A key of a structure: a known word, an object, or a field of what it is about."""
        if name in KEYS:
            return self.say(KEYS[name])
        if name in catalogue().objects:
            return self.object(name)
        return self.path(about, name)

    def code(self, value: str, about: str) -> str:
        """A text of a structure, which may be a code that has a word."""
        if value in CODES:
            return self.say(CODES[value])
        if value in catalogue().objects:
            return self.object(value)
        return self.path(about, value) if self.item_at(about, value) is not None else value

    def party(self, entry: Mapping[str, Json], about: str) -> str:
        """`{"kind": "role", "value": 3}`: who is meant."""
        kind, value = str(entry["kind"]), entry.get("value")
        word = self.say(CODES[kind]) if kind in CODES else kind
        several = value if isinstance(value, list) else [value]
        named = {"department_role": "role", "managed_department": "department"}.get(kind, kind)
        if named in ("user", "department", "role"):
            names = self.joined(self.names.of(named, one) for one in several if one is not None)
        else:
            names = self.joined(self.path(about, str(one)) for one in several if one is not None)
        return f"{word} {names}".strip()


def _filter(words: Wording, value: Json, about: str) -> Pieces:
    return {_WHOLE: words.filter(about, value)}


def _columns(words: Wording, value: Json, about: str) -> Pieces:
    return {_WHOLE: words.joined(words.path(about, str(one)) for one in value)}


def _sorted(words: Wording, value: Json, about: str) -> str:
    def one(key: str) -> str:
        label = words.path(about, key.removeprefix("-"))
        return label + (words.say(DESCENDING) if key.startswith("-") else "")

    return words.joined(one(str(key)) for key in value)


def _order(words: Wording, value: Json, about: str) -> Pieces:
    return {_WHOLE: _sorted(words, value, about)}


def _match(words: Wording, value: Json, about: str) -> Pieces:
    """The parts of a duplicate rule: which field, with which of the other object, and what counts as the same."""
    parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, Mapping)]

    def one(part: Mapping[str, Json]) -> str:
        label, how = words.path(about, str(part.get("field", ""))), str(part.get("how", ""))
        if part.get("object"):
            there = str(part["object"])
            label += f" = {words.object(there)} · {words.path(there, str(part.get('other') or part.get('field', '')))}"
        return words.pair(label, words.say(MATCHES[how]) if how in MATCHES else how)

    return {_WHOLE: words.joined(one(part) for part in parts)}


def _layout(words: Wording, value: Json, about: str) -> Pieces:
    found: Pieces = {}
    for key in ("columns", "header", "related"):
        if value.get(key):
            found[words.say(KEYS[key])] = words.joined(words.path(about, str(one)) for one in value[key])
    if value.get("sort"):
        found[words.say(KEYS["sort"])] = _sorted(words, value["sort"], about)
    for section in value.get("sections") or ():
        label = section.get("label")
        title = in_language(label, words.locale) if isinstance(label, Mapping) else str(label or "")
        found[title] = words.joined(words.path(about, str(one)) for one in section.get("fields") or ())
    return found


def _parties(words: Wording, value: Json, about: str) -> Pieces:
    return {_WHOLE: words.joined(words.flat(one, about) for one in value)}


def _dimensions(words: Wording, value: Json, _about: str) -> Pieces:
    known = {one.code: one for one in in_force().dimensions}

    def one(code: str, part: Json) -> str:
        if part is None:
            return words.say(UNFILLED)
        if part in ("own", "all"):
            return words.say(OWN_DEPARTMENT if part == "own" else EVERYTHING)
        kind = known[code].kind if code in known else ""
        return words.names.of("department", part) if kind == "department" else str(part)

    return {
        (known[code].name if code in known else code): words.joined(
            one(code, part) for part in (limits if isinstance(limits, list) else [limits])
        )
        for code, limits in value.items()
    }


def _place_of(operation: str) -> tuple[int, str]:
    """The common operations first, in their order."""
    return (list(OPERATIONS).index(operation) if operation in OPERATIONS else len(OPERATIONS)), operation


def _permissions(words: Wording, value: Json, _about: str) -> Pieces:
    def operation(spec: ObjectSpec | None, code: str) -> str:
        if code in OPERATIONS:
            return words.say(OPERATIONS[code])
        actions = {one.permission: one.label for one in spec.actions} if spec else {}
        return words.say(actions[code]) if code in actions else code

    known = catalogue().objects
    return {
        words.object(name) if name != "*" else words.say(EVERYTHING): words.joined(
            operation(known.get(name), code) for code in sorted(operations, key=_place_of)
        )
        for name, operations in value.items()
    }


def _scopes(words: Wording, value: Json, _about: str) -> Pieces:
    item = catalogue().get("role").by_name["scopes"]
    return {
        (words.object(name) if name != "*" else words.say(EVERYTHING)): words.say(COMMA).join(
            words.pair(
                words.say(OPERATIONS[what]) if what in OPERATIONS else what,
                words.chosen(item, scope),
            )
            for what, scope in sorted(scopes.items(), key=lambda one: _place_of(one[0]))
        )
        for name, scopes in value.items()
    }


def _levels(words: Wording, value: Json, _about: str) -> Pieces:
    item = catalogue().get("role").by_name["fields"]

    def label(key: str) -> str:
        name, _dot, field = key.partition(".")
        return f"{words.object(name)} · {words.path(name, field)}"

    return {label(key): words.chosen(item, level) for key, level in value.items()}


def _paths(words: Wording, value: Json, _about: str) -> Pieces:
    return {words.object(name): words.path(name, str(path)) for name, path in value.items()}


def _steps(words: Wording, value: Json, about: str) -> Pieces:
    return {
        f"{words.key('step', about)} {number}": words.flat(step, about)
        for number, step in enumerate(value, 1)
    }


def _one_field(words: Wording, value: Json, about: str) -> Pieces:
    return {_WHOLE: words.path(about, str(value))}


def _faults(words: Wording, value: Json, _about: str) -> Pieces:
    return {_WHOLE: words.joined(in_language(one.get("message") or {}, words.locale) for one in value)}


def _count(words: Wording, value: Json, _about: str) -> Pieces:
    return {_WHOLE: COUNTED.format(words.locale, count=len(value))}


def _choices(words: Wording, value: Json) -> Pieces:
    def one(row: Mapping[str, Json]) -> str:
        text = in_language(row.get("labels") or {}, words.locale) or str(row["code"])
        return text + ("" if row.get("is_active", True) else words.say(OFF))

    return {str(row["code"]): one(row) for row in value}


def _anything(words: Wording, value: Json, about: str) -> Pieces:
    if isinstance(value, Mapping) and not (_FILTERS & set(value)):
        return {words.key(str(key), about): words.flat(one, about) for key, one in value.items()}
    return {_WHOLE: words.flat(value, about)}


def _paper(words: Wording, value: Json, about: str) -> Pieces:
    """The template of a print: each of its blocks, then what holds for the whole page."""
    found: Pieces = {}
    for number, block in enumerate(value.get("blocks", ()), 1):
        parts = {key: part for key, part in block.items() if key != "kind"}
        found[f"{number} {words.say(KINDS[block['kind']].label)}"] = words.flat(parts, about)
    return found | {words.say(PAPER[key]): words.flat(value[key], about) for key in PAPER if key in value}


#: what a structure is (`FieldSpec.holds`, or one field of one object) → how it is taken apart
_STRUCTURES: Mapping[str, Callable[[Wording, Json, str], Pieces]] = {
    "filter": _filter,
    "columns": _columns,
    "order": _order,
    "match": _match,
    "layout": _layout,
    "parties": _parties,
    "members": _parties,
    "dimensions": _dimensions,
    "role.permissions": _permissions,
    "role.scopes": _scopes,
    "role.fields": _levels,
    "management_dimension.paths": _paths,
    "automation_rule.fields": _columns,
    "automation_rule.steps": _steps,
    "automation_rule.date_field": _one_field,
    "reminder_rule.date_field": _one_field,
    "saved_view.group_by": _one_field,
    "validation_rule.field": _one_field,
    "automation_rule.from": _anything,
    "automation_rule.to": _anything,
    "field_def.rollup": _anything,
    "faults": _faults,
    "approval_task.files": _count,
    "approval_request.steps": _count,
    "approval_step.filter": _filter,
    "approval_step.auto_filter": _filter,
    "approval_step.approvers": _parties,
    "approval_step.cc": _parties,
    "approval_step.escalate_to": _parties,
    "approval_step.open_fields": _columns,
    "approval_step.shown_facts": _columns,
    "approval_notice.receivers": _parties,
    "print_template.content": _paper,
}


def changed_pieces(before: Pieces, after: Pieces) -> Iterator[tuple[str, str | None, str | None]]:
    """(what, old, new) of the pieces that differ, those of before first."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield key, old, new
