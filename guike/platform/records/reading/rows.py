"""Turns stored rows into the flat records of the API.

Reads columns with `.values()`, then fills in what needs more: labels of references (one query per
target object and page), dotted paths (through the target's scope), lines. The number of queries
does not grow with the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import BooleanField, ExpressionWrapper, Q

from guike.kernel import clock, limits
from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.database.composing import GivenIds, Lookup, Statement, composed, together
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.files.queries import file_facts
from guike.platform.filters.caller import UNREADABLE, is_label_told
from guike.platform.filters.computed import follows_clock
from guike.platform.filters.labels import people_labels, told_labels
from guike.platform.filters.sql import computed_expression
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import in_all_languages, in_language
from guike.platform.metadata.masking import mask
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import LISTS, TEXTS_AND_LISTS, TYPES
from guike.platform.records.reading.telling import teller_of
from guike.platform.records.shapes import per_caller, stored_value

Record = dict[str, Any]
REFERENCE_TYPES = frozenset({"reference", "user", "department", "references"})
ANY_TYPES = frozenset({"any_reference", "any_references"})
FILE_TYPES = frozenset({"file", "image", "files"})
LOCALIZED = frozenset({"label", "choices"})


def table(spec: ObjectSpec) -> GuardedQuerySet[Any]:
    """All rows of an object, deleted ones included, without a grant. The columns of searched text and grams are
    deferred, because they are the longest and no code reads them."""
    rows = cast("GuardedQuerySet[Any]", spec.model._default_manager.defer("search_grams", "search_text"))
    return rows.filter(object=spec.name) if spec.is_custom else rows


def living(spec: ObjectSpec) -> GuardedQuerySet[Any]:
    """Rows that are not in the recycle bin."""
    return table(spec).filter(deleted_at=None)


def visible(ctx: Context, spec: ObjectSpec, action: str = "view") -> GuardedQuerySet[Any]:
    """Undeleted rows on which the caller may do `action`."""
    return living(spec).visible_to(ctx, action, spec.name)


def chosen_fields(ctx: Context, spec: ObjectSpec, names: Sequence[str] | None, *, lines: bool) -> list[str]:
    """The fields of the answer: the requested ones, after a check; else all readable ones. `lines`: for records by
    themselves; lists have neither lines nor what follows the clock unless asked, since a statement with that is composed
    anew each time."""
    if names is None:
        return [
            n
            for n, f in readable(ctx, spec).items()
            if lines or not (f.type == "lines" or (f.computed and follows_clock(f.computed)))
        ]
    wrong = [n for n in names if n != "_version" and not _is_readable(ctx, spec, n)]
    if wrong:
        raise Invalid([FieldError("fields", "unknown_field", {"name": n}) for n in wrong])
    return list(dict.fromkeys(["id", *(n for n in names if n != "_version")]))


def _is_readable(ctx: Context, spec: ObjectSpec, path: str) -> bool:
    """Whether a path leads to a field that the caller may see, over references that he may read. It is checked before
    any row is read, so that the answer reveals nothing of the rows. A masked reference ends the path."""
    parts = path.split(".")
    if len(parts) > int(limits.PATH_SEGMENTS):
        return False
    for name in parts[:-1]:
        item = readable(ctx, spec).get(name)
        target = (
            catalogue().objects.get(item.target_object) if item is not None and item.is_reference else None
        )
        if target is None or ctx.level(spec.name, name) == "masked":
            return False
        spec = target
    return parts[-1] in readable(ctx, spec)


class Reader:
    """Turns the rows of one object into records for one caller and one choice of fields."""

    def __init__(self, ctx: Context, spec: ObjectSpec, names: Sequence[str]):
        self.ctx, self.spec = ctx, spec
        allowed = readable(ctx, spec)
        self.fields = [allowed[n] for n in names if "." not in n]
        self.paths: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if "." in name:
                head, rest = name.split(".", 1)
                self.paths[head].append(rest)
        self.path_fields = [allowed[head] for head in self.paths]
        self.masked = {f.name for f in self.fields if ctx.level(spec.name, f.name) == "masked"}
        self.plain = [f for f in self.fields if f.type != "lines" and not f.computed and not f.told]
        self.told = [f for f in self.fields if f.told]
        self.computed = [f for f in self.fields if f.computed]
        self.follows_clock = any(follows_clock(f.computed) for f in self.computed)
        self.lines = [f for f in self.fields if f.type == "lines" and f.name not in self.masked]
        self.steps = [(f.name, self._column(f), f, TYPES[f.type].dumper) for f in self.plain]
        shown = [f for f in self.plain if f.name not in self.masked]
        self.references = [f for f in shown if f.type in REFERENCE_TYPES]
        self.free_references = [f for f in shown if f.type in ANY_TYPES]
        self.scoped = [f for f in (*self.references, *self.free_references) if f.scoped]
        self.files = [f for f in shown if f.type in FILE_TYPES]
        state = spec.states.field if spec.states else ""
        self.state = spec.by_name[state] if ctx.level(spec.name, state) not in UNREADABLE and state else None
        self.due = [f for f in shown if f.due and self.state is not None]
        #: whether answers need `_label`, because a record without a name may have another label
        self.is_called_otherwise = bool(spec.label_from or spec.named_after) and (
            not spec.name_field or spec.name_field in names
        )

    def of(self, ctx: Context) -> Reader:
        """A copy of this reader for another request of the same caller."""
        other = Reader.__new__(Reader)
        other.__dict__.update(self.__dict__, ctx=ctx)
        return other

    def _column(self, item: FieldSpec) -> str:
        """The column whose value can be shown by its type alone; "" for other fields."""
        is_held = item.custom or item.name in self.masked or item.type in LOCALIZED
        return "" if is_held else item.attname

    def columns(self) -> list[str]:
        """Columns that the answer needs."""
        found = {"pk": None, "version": None}
        for item in (*self.plain, *self.path_fields):
            found["custom" if item.custom else item.attname] = None
        if self.due and self.state is not None:
            found[self.state.attname] = None
        for item in self.told:
            found.update(dict.fromkeys(teller_of(item.told).columns))
        return list(found)

    def selected(self, rows: GuardedQuerySet[Any]) -> Any:
        """Column values of the rows and what they are annotated with, in the order of the queryset."""
        return rows.values(*self.columns(), *rows.query.annotations, **self._computed())

    def _computed(self) -> dict[str, Any]:
        return {f"c_{f.name}": computed_expression(f.computed, self.ctx.timezone) for f in self.computed}

    def visible(self, ids: Iterable[int]) -> list[dict[str, Any]]:
        """Column values of those of the rows that the caller may see."""
        statement = self._statement(
            "read", lambda: visible(self.ctx, self.spec).filter(Q(GivenIds())), self.ctx
        )
        return statement.dicts(ids)

    def instances(
        self, ids: Iterable[int], conditions: Callable[[], Mapping[str, Q]]
    ) -> list[tuple[Any, dict[str, Any]]]:
        """The rows as instances, annotated with whether they meet the conditions, which depend on object and caller."""

        def rows() -> Any:
            asked = {
                name: ExpressionWrapper(one, BooleanField()) for name, one in conditions().items()
            } | self._computed()
            return visible(self.ctx, self.spec).filter(Q(GivenIds())).annotate(**asked)

        found = self._statement_of_rows("whole", rows, self.ctx).instances(ids)
        return [(row, {**row.__dict__, "pk": row.pk}) for row in found]

    def lines_of(self, parent: FieldSpec, ids: Iterable[int]) -> list[dict[str, Any]]:
        """Column values of the undeleted lines of parents in scope, in their order."""

        def lines() -> GuardedQuerySet[Any]:
            rows = living(self.spec).system(reason="lines of a parent that is in scope")
            return rows.filter(Q(GivenIds(parent.attname))).order_by(parent.attname, "position", "pk")

        return self._statement("lines", lines, None).dicts(ids)

    def _statement(
        self, what: str, rows: Callable[[], GuardedQuerySet[Any]], caller: Context | None
    ) -> Statement:
        """The statement of these columns, composed once."""
        return self._statement_of_rows(
            " ".join((what, *self.columns())), lambda: self.selected(rows()), caller
        )

    def _statement_of_rows(self, what: str, rows: Callable[[], Any], caller: Context | None) -> Statement:
        """A statement that is composed once, or each time if a computed field depends on the clock."""
        if self.follows_clock:
            return composed(rows())
        key = (what, self.spec.name, *(f.computed for f in self.computed))
        return per_caller(caller, key, lambda: composed(rows()))

    def records(self, rows: Sequence[Mapping[str, Any]]) -> list[Record]:
        """The flat records, in the same order."""
        found = [self._record_of(row) for row in rows]
        if found:
            self._labels(found)
            self._files(found)
            self._paths(rows, found)
            self._lines(found)
            self._tell(rows, found)
        return found

    def _tell(self, rows: Sequence[Mapping[str, Any]], records: list[Record]) -> None:
        """Fill in what tellers make of the rows, each of them once."""
        for name in dict.fromkeys(item.told for item in self.told):
            wanted = [item.name for item in self.told if item.told == name]
            for record, told in zip(records, teller_of(name).tell(self.ctx, rows), strict=True):
                record.update({one: told[one] for one in wanted})

    def _record_of(self, row: Mapping[str, Any]) -> Record:
        record: Record = {"id": row["pk"]}
        # This loop runs once for each cell of a page, so it avoids calls.
        for name, column, item, dump in self.steps:
            if not column:
                record[name] = self._shown_value(item, row)
                continue
            value = row[column]
            if value is None or (value.__class__ in TEXTS_AND_LISTS and not value):
                record[name] = [] if item.type in LISTS else None
            else:
                record[name] = value if dump is None else dump(item, value)
        for item in self.computed:
            value = TYPES[item.type].dump(item, row[f"c_{item.name}"])
            record[item.name] = mask(item, value) if item.name in self.masked else value
        record["_version"] = row["version"]
        overdue = [item.name for item in self.due if self._is_past(item, row)]
        if overdue:
            record["_overdue"] = overdue
        return record

    def _is_past(self, item: FieldSpec, row: Mapping[str, Any]) -> bool:
        """Whether the field's deadline has passed while the record is still open."""
        value = row[item.attname]
        if value is None or self.state is None or row[self.state.attname] not in item.due:
            return False
        if isinstance(value, datetime):
            return value < clock.now()
        return bool(value < clock.today(self.ctx.timezone))

    def _shown_value(self, item: FieldSpec, row: Mapping[str, Any]) -> Any:
        value = stored_value(item, row)
        if item.name in self.masked:
            return mask(item, value)
        if value is None:
            return [] if item.type in LISTS else None
        if item.type in LOCALIZED:
            return _in_language(self.ctx, item, value)
        return TYPES[item.type].dump(item, value)

    def _tell_apart(self, records: list[Record]) -> None:
        """Show the path of departments that share their name, wherever a department is named alone."""
        names = people_labels(self.ctx, self.spec.name, [record["id"] for record in records])
        for record in records:
            name = names.get(record["id"])
            if name and record.get(self.spec.name_field, name) != name:
                record["_label"] = name

    def _labels(self, records: list[Record]) -> None:
        if self.scoped:
            self._withhold(records)
        wanted = self._wanted(records)
        nameless = [r for r in records if not r.get(self.spec.name_field)] if self.is_called_otherwise else []
        if nameless:
            wanted[self.spec.name].update(record["id"] for record in nameless)
        names = labels_of_many(self.ctx, wanted)
        for record in nameless:
            record["_label"] = names[self.spec.name].get(record["id"]) or f"#{record['id']}"
        if self.spec.name == "department":
            self._tell_apart(records)
        for item in self.references:
            known = names.get(item.target_object, {})
            for record in records:
                record[item.name] = _named(record[item.name], known)
        for item in self.free_references:
            for record in records:
                record[item.name] = _any_named(record[item.name], names)

    def _withhold(self, records: list[Record]) -> None:
        """Leave out of scoped references what the caller may not see."""
        named = [
            (item, record, targets_of(item, record[item.name])) for item in self.scoped for record in records
        ]
        seen = seen_targets(self.ctx, {target for _item, _record, targets in named for target in targets})
        for item, record, targets in named:
            if any(target not in seen for target in targets):
                record[item.name] = only_seen(item, record[item.name], seen)

    def _wanted(self, records: list[Record]) -> dict[str, set[int]]:
        """Object → ids of the records that the given ones reference."""
        wanted: dict[str, set[int]] = defaultdict(set)
        for item in self.references:
            for record in records:
                wanted[item.target_object].update(_ids(record[item.name]))
        for item in self.free_references:
            for record in records:
                for one in _many(record[item.name]):
                    wanted[one["object"]].add(one["id"])
        return wanted

    def _files(self, records: list[Record]) -> None:
        ids = {one for f in self.files for record in records for one in _ids(record[f.name])}
        if ids:
            facts = file_facts(ids)
            for item in self.files:
                for record in records:
                    record[item.name] = _of_files(record[item.name], facts)

    def _paths(self, rows: Sequence[Mapping[str, Any]], records: list[Record]) -> None:
        for item in self.path_fields:
            rests = self.paths[item.name]
            target = catalogue().get(item.target_object)
            ids = {stored_value(item, row) for row in rows} - {None}
            found = by_ids(self.ctx, target, ids, rests)
            for row, record in zip(rows, records, strict=True):
                there = found.get(stored_value(item, row), {})
                for rest in rests:
                    record[f"{item.name}.{rest}"] = there.get(rest)

    def _lines(self, records: list[Record]) -> None:
        for item in self.lines:
            line = catalogue().get(item.lines_object)
            reader = reader_of(self.ctx, line, None, lines=False)
            parent = line.parent_field
            rows = reader.lines_of(parent, [record["id"] for record in records])
            grouped: dict[int, list[Record]] = defaultdict(list)
            for raw, record in zip(rows, reader.records(rows), strict=True):
                record.pop(parent.name, None)
                grouped[raw[parent.attname]].append(record)
            for record in records:
                record[item.name] = grouped.get(record["id"], [])


def reader_of(ctx: Context, spec: ObjectSpec, names: Sequence[str] | None, *, lines: bool) -> Reader:
    """The reader of the requested fields, after a check; else of all fields that the caller may read."""
    key = ("reader", spec.name, lines, *([None] if names is None else names))
    return per_caller(ctx, key, lambda: Reader(ctx, spec, chosen_fields(ctx, spec, names, lines=lines))).of(
        ctx
    )


def _in_language(ctx: Context, item: FieldSpec, value: Any) -> Any:
    """A label, or the labels of choices, in the caller's language, or in every language if he asks for it."""
    if item.type == "choices":
        return [
            {
                **{k: v for k, v in row.items() if k != "labels"},
                "label": _label(ctx, row.get("labels") or {}) or row["code"],
            }
            for row in value
        ]
    return _label(ctx, value)


def _label(ctx: Context, labels: Mapping[str, str]) -> Any:
    return in_all_languages(labels) if ctx.all_labels and labels else in_language(labels, ctx.locale)


def _of_files(value: Any, facts: Mapping[int, Any]) -> Any:
    """One file or a list of them in the API's form; without those that are gone."""
    if isinstance(value, list):
        return [facts[one] for one in value if one in facts]
    return facts.get(value)


def _ids(value: Any) -> Iterable[int]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def targets_of(item: FieldSpec, value: Any) -> list[tuple[str, int]]:
    """(object, id) of what a stored reference names."""
    if item.type in ANY_TYPES:
        return [(one["object"], one["id"]) for one in _many(value)]
    return [(item.target_object, one) for one in _ids(value)]


def seen_targets(ctx: Context, targets: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the records that the caller may see: one query for each object; people and departments are no secret."""
    by_object: dict[str, set[int]] = defaultdict(set)
    for name, record_id in targets:
        by_object[name].add(record_id)
    found: set[tuple[str, int]] = set()
    for name, ids in by_object.items():
        spec = catalogue().objects.get(name)
        if spec is None:
            continue
        if name in ("user", "department"):
            found |= {(name, one) for one in ids}
        elif ctx.can(spec.parent or name, "view"):
            found |= {(name, one) for one in visible_of(ctx, spec, ids)}
    return found


def only_seen(item: FieldSpec, value: Any, seen: set[tuple[str, int]]) -> Any:
    """The value of a reference without what is not among `seen`; None or [] when nothing is left."""
    if isinstance(value, list):
        return [one for one in value if targets_of(item, [one])[0] in seen]
    return value if set(targets_of(item, value)) <= seen else None


def _many(value: Any) -> Iterable[dict[str, Any]]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _named(value: Any, known: Mapping[int, str]) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [{"id": one, "name": known.get(one)} for one in value]
    return {"id": value, "name": known.get(value)}


def _any_named(value: Any, names: Mapping[str, Mapping[int, str]]) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        return [_any_named(one, names) for one in value]
    return {**value, "name": names.get(value["object"], {}).get(value["id"])}


def labels(ctx: Context | None, object_name: str, ids: Iterable[int]) -> dict[int, str]:
    """id → label. A reference's id and label belong to the row that holds it, so no scope applies; but the caller's
    rights on the fields of the label do. ctx None: the system."""
    return labels_of_many(ctx, {object_name: set(ids)})[object_name]


def labels_of_many(ctx: Context | None, wanted: Mapping[str, set[int]]) -> dict[str, dict[int, str]]:
    """Object → id → label, for several objects, with one query; people and departments need none."""
    found: dict[str, dict[int, str]] = {name: {} for name in wanted}
    asked: dict[str, tuple[Statement, Iterable[int]]] = {}
    for name, ids in wanted.items():
        if name in ("user", "department"):
            found[name] = people_labels(ctx, name, ids)
        elif ids and name in catalogue().objects:
            spec = catalogue().get(name)
            if ctx is not None and not is_label_told(ctx, spec):
                found[name] = told_labels(ctx, spec, ids)
                continue
            statement = per_caller(None, ("labels", name), lambda spec=spec: composed(_labelled(spec)))  # type: ignore[misc]
            asked[name] = (statement, ids)
    for name, rows in together(asked).items():
        found[name] = dict(rows)
    return found


def _labelled(spec: ObjectSpec) -> Any:
    rows = table(spec).system(reason="labels of references").filter(Q(GivenIds()))
    return rows.values("pk", "label")


def visible_of(ctx: Context, spec: ObjectSpec, ids: Iterable[int], action: str = "view") -> set[int]:
    """The ids of undeleted rows on which the caller may do `action`."""
    wanted = set(ids)
    if not wanted:
        return set()
    statement = per_caller(
        ctx,
        ("among", spec.name, action),
        lambda: composed(visible(ctx, spec, action).filter(Q(GivenIds())).values("pk")),
    )
    return {pk for (pk,) in statement.tuples(wanted)}


def by_ids(ctx: Context, spec: ObjectSpec, ids: Iterable[int], names: Sequence[str]) -> dict[int, Record]:
    """Visible rows of `spec` among `ids`, as records with the fields `names`. Invisible ones are absent."""
    wanted = set(ids)
    if not wanted or not ctx.can(spec.parent or spec.name, "view"):
        return {}
    reader = reader_of(ctx, spec, names, lines=False)
    return {record["id"]: record for record in reader.records(reader.visible(wanted))}


def found_values(spec: ObjectSpec, ids: Sequence[int], columns: Sequence[str]) -> dict[int, dict[str, Any]]:
    """id → stored values of records that the caller's search has found."""
    return {row["pk"]: row for row in _FOUND.dicts(ids, spec.name, *columns)}


def _stored(name: str, *columns: str) -> Any:
    return (
        living(catalogue().get(name))
        .system(reason="found in the caller's scope just now")
        .values("pk", *columns)
    )


_FOUND = Lookup(_stored)
