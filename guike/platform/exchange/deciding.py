"""Treats cells that cannot be read: the row is refused, the cell is left empty, or the named option or record is
created. The importer decides for each column; by default the row is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from guike.kernel.errors import FieldError, Refusal
from guike.kernel.fold import fold
from guike.kernel.text import LOCALES, Text
from guike.platform.access.context import Context
from guike.platform.exchange import cells
from guike.platform.exchange.cells import CellRefused
from guike.platform.exchange.values import Candidate
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create

REFUSE, EMPTY, CREATE = "refuse", "empty", "create"
WAYS = (REFUSE, EMPTY, CREATE)
#: types for whose cells the importer may translate words
WORDED = frozenset(
    {"choice", "multi_choice", "boolean", "region", "user", "department", "reference", "references"}
)
_AT = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")
#: the codes of cells that name something which does not exist
_ABSENT = frozenset({"cell.not_found", "cell.choice"})
Read = Callable[[str, str], Any]


@dataclass(frozen=True)
class Decision:
    """The decision for one column. words: {word of the file: code or id}."""

    on_bad: str = REFUSE
    words: Mapping[str, Any] = field(default_factory=dict)


def ways_for(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> list[str]:
    """The decisions that the importer may take for a field; only a user who may add options or records may have them
    created."""
    ways = [REFUSE] if item.required or item.write_only else [REFUSE, EMPTY]
    return [*ways, CREATE] if _may_create(ctx, spec, item) else ways


def _may_create(ctx: Context, spec: ObjectSpec, item: FieldSpec) -> bool:
    if item.type in ("choice", "multi_choice"):
        fixed = spec.states is not None and spec.states.field == item.name
        return (
            not fixed
            and ctx.can("field_def", "edit")
            and (not item.choice_set or ctx.can("choice_set", "edit"))
        )
    if item.type in ("reference", "references"):
        target = catalogue().objects.get(item.target)
        return target is not None and target.name != "record_type" and ctx.can(target.name, "create")
    return False


class Decider:
    """Carries out decisions {path of a field: Decision}. `read`: reads a cell of a field (by path). `is_trial`:
    everything that is created is rolled back."""

    def __init__(
        self,
        ctx: Context,
        spec: ObjectSpec,
        decisions: Mapping[str, Decision],
        read: Read,
        words: Mapping[str, dict[str, Any]],
        *,
        is_trial: bool = False,
    ) -> None:
        self.ctx, self.spec, self.read, self.words, self.is_trial = ctx, spec, read, words, is_trial
        self.ways = {path: one.on_bad for path, one in decisions.items() if one.on_bad != REFUSE}
        #: records that were created for rows of this import: [{"object", "id"}]
        self.made: list[dict[str, Any]] = []

    def blocks(self, candidate: Candidate) -> bool:
        """Whether a row has an error that no decision solves."""
        return any(not self._settles(error) for error in candidate.errors)

    def _settles(self, error: FieldError) -> bool:
        way = self.ways.get(path_of(error))
        return way == EMPTY or (way == CREATE and error.code in _ABSENT)

    def settle(self, candidates: Iterable[Candidate], cell: Callable[[Candidate, FieldError], str]) -> None:
        """Decide about the bad cells of rows that are to be written. `cell`: the text that an error is about."""
        for candidate in candidates:
            kept = []
            for error in candidate.errors:
                way = self.ways.get(path_of(error))
                if way == EMPTY:
                    candidate.notes.append(left_empty(error))
                elif way == CREATE and error.code in _ABSENT:
                    kept += self._make(candidate, error, cell(candidate, error))
                else:
                    kept.append(error)
            candidate.errors = kept

    def spare(self, candidate: Candidate, errors: Sequence[FieldError]) -> bool:
        """Empty the cells that the write path refused; False when the row has other errors, too."""
        if not errors or any(self.ways.get(path_of(error)) != EMPTY for error in errors):
            return False
        held = [_holder(candidate, error.field) for error in errors]
        if not all(name in values for values, name in held):
            return False
        for (values, name), error in zip(held, errors, strict=True):
            values.pop(name, None)
            candidate.notes.append(left_empty(error))
        candidate.draft = None
        return True

    def _make(self, candidate: Candidate, error: FieldError, text: str) -> list[FieldError]:
        """Create the record that the cell names; returns errors."""
        path = path_of(error)
        item = self._item(path)
        parts = cells.split(text) if item.type in ("references", "multi_choice") else [text]
        for part in parts:
            try:
                self.read(path, part)
            except CellRefused as refused:
                if refused.code not in _ABSENT:
                    return [FieldError(error.field, refused.code, refused.params)]
                wrong = self._make_one(candidate, error, item, part)
                if wrong is not None:
                    return [wrong]
        values, name = _holder(candidate, error.field)
        values[name] = self.read(path, text)
        return []

    def _make_one(
        self, candidate: Candidate, error: FieldError, item: FieldSpec, text: str
    ) -> FieldError | None:
        words = self.words[path_of(error)]
        if item.type in ("choice", "multi_choice"):
            # created before the first row was read, except in a trial
            if not self.is_trial or not item.choices:
                return error
            words[fold(text)] = next((c.code for c in item.choices if c.is_active), item.choices[0].code)
            candidate.notes.append(FieldError(error.field, "import.made_option", {"value": text}))
            return None
        target = catalogue().get(item.target)
        try:
            made = single(record_create(self.ctx, target.name, [{target.name_field: text}])).id
        except Refusal as refusal:
            why = as_text(refusal.field_errors() or (refusal,))
            params = {"object": target.label, "value": text, "why": why}
            return FieldError(error.field, "import.not_made", params)
        words[fold(text)] = made
        self.made.append({"object": target.name, "id": made, "row": candidate.number})
        candidate.notes.append(
            FieldError(error.field, "import.made", {"object": target.label, "value": text})
        )
        return None

    def _item(self, path: str) -> FieldSpec:
        return item_at(self.spec, path)


def item_at(spec: ObjectSpec, path: str) -> FieldSpec:
    """The field of a path `name`, `lines.name` or `object beside.name`."""
    return holder_at(spec, path).by_name[path.rpartition(".")[2]]


def holder_at(spec: ObjectSpec, path: str) -> ObjectSpec:
    """The object that has the field of a path."""
    first, dot, _name = path.partition(".")
    if not dot:
        return spec
    beside = catalogue().beside(spec.name)
    return beside[first][0] if first in beside else catalogue().get(spec.by_name[first].lines_object)


def path_of(error: FieldError) -> str:
    """`x_items[2].x_quantity` → `x_items.x_quantity`."""
    return re.sub(r"\[\d+\]", "", error.field)


def _holder(candidate: Candidate, where: str) -> tuple[dict[str, Any], str]:
    """(the values that hold the field of an error, its name there)."""
    at = _AT.fullmatch(where)
    first, dot, rest = where.partition(".")
    if at is None:
        return (candidate.beside.setdefault(first, {}), rest) if dot else (candidate.values, where)
    return candidate.values[at[1]][int(at[2])], at[3]


def left_empty(error: FieldError) -> FieldError:
    """The note about a cell that was left empty, with its error."""
    return FieldError(error.field, "import.left_empty", {"why": as_text([error])})


def as_text(errors: Sequence[FieldError | Refusal]) -> Text:
    """The messages of several errors, in every language."""
    zh, zh_tw, en = ("; ".join(error.message(locale) for error in errors) for locale in LOCALES)
    return Text(zh, en, zh_tw)
