"""A draft is a row before it is written: its typed values, its changes and its errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Generic, Literal, cast

from django.db.models import Model
from django.db.models.base import ModelState
from typing_extensions import TypeVar

from guike.kernel import clock, limits
from guike.kernel.caches import CODE, process_cache
from guike.kernel.errors import FieldError, Refusal
from guike.platform.access.context import Context
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.masking import mask
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused, empty
from guike.platform.records.shapes.callers import per_caller
from guike.platform.records.shapes.values import get_value, same, set_value

RESERVED = frozenset({"id", "_version"})
Parse = Callable[[FieldSpec, Any], Any]
#: the model of the row, for code about one object (`Draft[Lead]`)
Row = TypeVar("Row", default=Any)


@dataclass(slots=True)
class Draft(Generic[Row]):
    """One record of a write. `row` is new, or fetched in scope and locked.

    `sent`: typed values that were given (write-only fields too); `added`: the fields among them that domain code gave;
    `old`: former values of changed fields; `fate`: what happens to the row as a whole; `step`: the step between states
    that domain code takes, "" for none, None when a person writes; `note`: a remark for the services, given with the
    step; `held`: typed values that were sent and wait for a decision; `frozen`: whether something freezes the record beside its
    state, None where nobody asked.
    """

    spec: ObjectSpec
    row: Row
    index: int
    is_new: bool
    prefix: str = ""
    sent: dict[str, Any] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    refusal: Refusal | None = None
    lines: dict[str, list[Draft]] = field(default_factory=dict)
    removed: dict[str, list[Any]] = field(default_factory=dict)
    standing_lines: dict[str, list[Any]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    fate: Literal["", "deleted", "restored"] = ""
    step: str | None = None
    note: str = ""
    held: dict[str, Any] = field(default_factory=dict)
    frozen: bool | None = None

    def get(self, name: str) -> Any:
        """The value after the write; None when empty."""
        return get_value(self.spec.by_name[name], self.row)

    def before(self, name: str) -> Any:
        """The value before the write."""
        return self.old[name] if name in self.old else self.get(name)

    def set(self, name: str, value: Any) -> None:
        """Change a typed value and remember the former one."""
        item = self.spec.by_name[name]
        current = get_value(item, self.row)
        if same(current, value):
            return
        first = name not in self.old
        if first:
            self.old[name] = current
        set_value(item, self.row, value)
        # A column stores the given value; custom values have a stored form of their own.
        if (item.custom or not first) and same(self.old[name], get_value(item, self.row)):
            del self.old[name]

    def keep(self, column: str, value: Any) -> None:
        """Set a column that is not a field, such as a key for look-ups."""
        if getattr(self.row, column) != value:
            setattr(self.row, column, value)
            self.columns.add(column)

    def changed(self, *names: str) -> bool:
        """Whether one of the fields differs from before (a new row: is not empty)."""
        return any(name in self.old for name in names)

    def former(self) -> Row:
        """A copy of the row before the write, for reading only."""
        row: Any = copy(self.row)
        row.custom = dict(getattr(row, "custom", None) or {})
        for name, value in self.old.items():
            set_value(self.spec.by_name[name], row, value)
        return cast("Row", row)

    def touches_lines(self, name: str) -> bool:
        """Whether lines of this field are added, changed, moved or removed."""
        changed = any(
            line.is_new or line.old or line.columns or line.errors for line in self.lines.get(name, ())
        )
        return changed or bool(self.removed.get(name))

    def error(self, name: str, code: str, /, **params: object) -> None:
        self.errors.append(FieldError(self.prefix + name, code, params))

    def use_action(self, name: str, *actions: str) -> None:
        """Refuse a change of a field that only these actions may change; the error names their buttons."""
        self.error(name, "use_action", action=self.spec.action_labels(*actions))

    @property
    def is_numbered(self) -> bool:
        """Whether the row has its number already; objects without numbers need none."""
        return bool(getattr(self.row, "number", True))

    @property
    def ok(self) -> bool:
        if self.refusal is not None or self.errors:
            return False
        return not self.lines or all(line.ok for rows in self.lines.values() for line in rows)

    def all_errors(self) -> list[FieldError]:
        """Own errors, then those of the lines, each with its path."""
        return self.errors + [e for rows in self.lines.values() for line in rows for e in line.all_errors()]

    def all_lines(self) -> list[Draft]:
        return [line for rows in self.lines.values() for line in rows] if self.lines else []


def new_row(spec: ObjectSpec) -> Any:
    """An unsaved instance, copied from a blank one, because a model's constructor takes 30 times as long."""
    values, makers = _blank(spec.model)
    row = spec.model.__new__(spec.model)
    held = row.__dict__
    held["_state"] = ModelState()
    held.update(values)
    for name, make in makers:
        held[name] = make()
    if spec.is_custom:
        held["object"] = spec.name
    return row


@process_cache(key="a table", stale=CODE, limit=None)
def _blank(model: type[Model]) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """(attributes of a blank instance, attributes whose default is made for each row)."""
    makers = tuple(
        (f.attname, f.default) for f in model._meta.concrete_fields if f.has_default() and callable(f.default)
    )
    made = {name for name, _make in makers}
    values = {
        name: value for name, value in model().__dict__.items() if name != "_state" and name not in made
    }
    return values, makers


def parse_value(draft: Draft, item: FieldSpec, raw: Any) -> tuple[bool, Any]:
    """(ok, typed value); an error is added to the draft."""
    if raw is None:
        return True, None
    try:
        value = TYPES[item.type].parse(item, raw)
    except ValueRefused as refused:
        draft.error(item.name, refused.code, **refused.params)
        return False, None
    return True, None if empty(value) else value


def fill(ctx: Context, draft: Draft, values: Mapping[str, Any], *, writable: WritableCheck) -> None:
    """Parse what was sent into the row. Unknown, read-only and wrongly typed values become errors."""
    plain = writable.plain_fields(ctx, draft.spec) if draft.is_new else {}
    for name, raw in values.items():
        known = plain.get(name)
        if known is not None:
            _fill_plain(draft, *known, raw)
            continue
        if name in RESERVED:
            continue
        item = draft.spec.by_name.get(name)
        if item is None or not item.is_active or writable.level(ctx, draft.spec.name, name) == "hidden":
            draft.error(name, "unknown_field", name=name)
            continue
        if not writable(ctx, draft, item, raw):
            continue
        if item.type == "lines":
            fill_lines(ctx, draft, item, raw, writable=writable)
            continue
        if ctx.migration and item.type == "auto_number":
            item = replace(item, type="text")
        ok, value = parse_value(draft, item, raw)
        if not ok:
            continue
        draft.sent[name] = value
        if item.stored:
            draft.set(name, value)


def _fill_plain(draft: Draft, item: FieldSpec, parse: Parse, raw: Any) -> None:
    """Set a value on a blank row: there is no former value, and the column stores the value directly."""
    value = None
    if raw is not None:
        try:
            value = parse(item, raw)
        except ValueRefused as refused:
            draft.error(item.name, refused.code, **refused.params)
            return
    if value or not empty(value):
        draft.old[item.name] = None
        draft.row.__dict__[item.attname] = value
        draft.sent[item.name] = value
    else:
        draft.sent[item.name] = None


class WritableCheck:
    """Which fields a caller may set. `system`: domain code may set everything."""

    def __init__(self, *, system: bool = False, keep_states: bool = False):
        self.system = system
        self.keep_states = keep_states
        self._levels: dict[tuple[str, str], str] = {}
        self._plain: dict[str, dict[str, tuple[FieldSpec, Parse]]] = {}

    def plain_fields(self, ctx: Context, spec: ObjectSpec) -> dict[str, tuple[FieldSpec, Parse]]:
        """The fields that the caller may fill in a new row and whose column is empty there, each with its parser."""
        found = self._plain.get(spec.name)
        if found is None:
            key = ("fields of a new row", spec.name, self.system)
            found = self._plain[spec.name] = per_caller(ctx, key, lambda: self._found_plain(ctx, spec))
        return found

    def _found_plain(self, ctx: Context, spec: ObjectSpec) -> dict[str, tuple[FieldSpec, Parse]]:
        blank, _makers = _blank(spec.model)
        return {
            item.name: (item, TYPES[item.type].parse)
            for item in spec.fields
            if item.stored
            and item.is_active
            and not item.custom
            and item.type not in ("lines", "auto_number")
            if item.attname in blank and empty(blank[item.attname]) and item.name not in RESERVED
            if self.system or (not item.read_only and ctx.writes(spec.name, item.name))
        }

    def level(self, ctx: Context, object_name: str, name: str) -> str:
        """The caller's level of a field, computed once for all rows of a write."""
        found = self._levels.get((object_name, name))
        if found is None:
            found = self._levels[object_name, name] = ctx.level(object_name, name)
        return found

    def __call__(self, ctx: Context, draft: Draft, item: FieldSpec, raw: Any) -> bool:
        if self.system:
            return True
        if item.read_only and not self._state_given(draft, item, ctx) and not _migrates(ctx, item):
            if not self._unchanged(draft, item, raw):
                draft.error(item.name, "read_only")
            return False
        level = self.level(ctx, draft.spec.name, item.name)
        if level == "masked" and not draft.is_new and raw == mask(item, draft.get(item.name)):
            return False  # what he sees came back
        if not ctx.writes(draft.spec.name, item.name):
            # of what he may not see, no answer tells whether he guessed it
            if level in UNREADABLE or not self._unchanged(draft, item, raw):
                draft.error(item.name, "read_only")
            return False
        if item.create_only and not draft.is_new:
            if not self._unchanged(draft, item, raw):
                draft.error(item.name, "immutable")
            return False
        return True

    def _state_given(self, draft: Draft, item: FieldSpec, ctx: Context) -> bool:
        states = draft.spec.states
        return states is not None and states.field == item.name and (self.keep_states or ctx.migration)

    def _unchanged(self, draft: Draft, item: FieldSpec, raw: Any) -> bool:
        """Whether the sent value equals the present one; this is no error on a read-only field."""
        if draft.is_new or not item.stored or item.type in ("formula", "rollup"):
            return not draft.is_new
        probe = Draft(draft.spec, draft.row, draft.index, False)
        ok, value = parse_value(probe, item, raw)
        return ok and same(value, draft.get(item.name))


def _migrates(ctx: Context, item: FieldSpec) -> bool:
    """Whether a migration may set a system field with the former system's value; computed fields it may not."""
    return (
        ctx.migration and item.name != "id" and not item.computed and item.type not in ("formula", "rollup")
    )


def fill_lines(ctx: Context, draft: Draft, item: FieldSpec, raw: Any, *, writable: WritableCheck) -> None:
    """Set the whole list of lines: a row with an id is changed, a row without is added, a missing line is removed."""
    if not isinstance(raw, list):
        draft.error(item.name, "type.list")
        return
    if len(raw) > int(limits.LINES_PER_RECORD):
        draft.error(item.name, "too_many_items", max=int(limits.LINES_PER_RECORD), count=len(raw))
        return
    spec = catalogue().get(item.lines_object)
    standing = {row.pk: row for row in draft.standing_lines.get(item.name, [])}
    drafts = []
    used: set[int] = set()
    for position, values in enumerate(raw):
        path = f"{draft.prefix}{item.name}[{position}]"
        if not isinstance(values, Mapping):
            draft.errors.append(FieldError(path, "type.map"))
            continue
        row = _standing_line(draft, standing, values.get("id"), path)
        if row is not None and row.pk in used:
            draft.errors.append(FieldError(f"{path}.id", "duplicate_item", {"value": row.pk}))
            continue
        line = Draft(spec, row or new_row(spec), position, row is None, prefix=f"{path}.")
        # The order of the list gives the position; a position that is sent back is ignored.
        shown = {k: v for k, v in values.items() if k not in (spec.parent, "position")}
        fill(ctx, line, shown, writable=writable)
        line.keep("position", position)
        drafts.append(line)
        used.add(line.row.pk)
    draft.lines[item.name] = drafts
    draft.removed[item.name] = [row for pk, row in standing.items() if pk not in used]
    draft.sent[item.name] = True


def _standing_line(draft: Draft, standing: dict[int, Any], line_id: Any, path: str) -> Any | None:
    if line_id is None:
        return None
    if type(line_id) is not int or line_id not in standing:  # because True would match id 1
        draft.errors.append(FieldError(f"{path}.id", "reference.unknown"))
        return None
    return standing[line_id]


def apply_defaults(ctx: Context, draft: Draft) -> None:
    """Set defaults (constants, $me, $today, $now, $my_department) for fields that a new record leaves out."""
    for item in draft.spec.defaulted_fields:
        if item.name in draft.sent:
            continue
        value = default_value(ctx, item)
        if value is not None and draft.get(item.name) is None:
            draft.set(item.name, value)


def default_value(ctx: Context, item: FieldSpec) -> Any:
    """The typed default of a field for this caller now."""
    match item.default:
        case "$me":
            return ctx.user_id
        case "$today":
            return clock.today(ctx.timezone)
        case "$now":
            return clock.now()
        case "$my_department":
            return ctx.actor.department_id
        case value if item.type == "rollup":
            return Decimal(value)
        case value if item.custom:
            try:
                return TYPES[item.type].parse(item, value)
            except ValueRefused:
                return None
        case value:
            return value


def check_required(draft: Draft, names: Sequence[str] | None = None) -> None:
    """Check that required fields are filled: all of a new record, the changed ones of an existing record."""
    for item in draft.spec.required_fields:
        if names is not None and item.name not in names:
            continue
        known_wrong = any(e.field == draft.prefix + item.name for e in draft.errors)
        if not known_wrong and draft.get(item.name) is None:
            draft.error(item.name, "required")
