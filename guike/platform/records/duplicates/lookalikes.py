"""Finds existing records by key values: one query for each key, field and list, never one for each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.fields.json import KeyTextTransform

from guike.platform.database.copying import array_text
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.database.models import Fold
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.duplicates.keys import DuplicateKey, comparable, key_column
from guike.platform.records.reading import living
from guike.platform.records.shapes import EMPTY_TEXT, stored_value

WHY = "a duplicate counts whoever may see it; what is told of it follows the rule"
MOST = 50  # likely duplicates that are reported for one record


@dataclass(frozen=True)
class Match:
    """A record that is likely the same as one of the list."""

    object: str
    id: int
    name: str
    owner: int | None
    key: DuplicateKey


_keys: dict[str, tuple[DuplicateKey, ...]] = {}


def find_matches(
    spec: ObjectSpec, key: DuplicateKey, wanted: Iterable[tuple[str, ...]], most: int = MOST
) -> dict[tuple[str, ...], list[Match]]:
    """Records with one of these key values, oldest first; one query for each field that may have the key. If more than
    `most` records have a value, at least `most` of them are returned, in no defined choice."""
    values = set(wanted)
    if not values:
        return {}
    target = catalogue().get(key.object or spec.name)
    found: dict[tuple[str, ...], dict[int, Match]] = defaultdict(dict)
    for names in product(*(part.there for part in key.parts)):
        items = [target.by_name[name] for name in names]
        for there, match in _matches_by(target, key, items, values, most):
            found[there].setdefault(match.id, match)
    return {value: [by_id[pk] for pk in sorted(by_id)] for value, by_id in found.items()}


def _matches_by(
    target: ObjectSpec,
    key: DuplicateKey,
    items: Sequence[FieldSpec],
    values: set[tuple[str, ...]],
    most: int,
) -> Iterator[tuple[tuple[str, ...], Match]]:
    """Records with one of the keys in exactly these fields, since each field has an index of its own."""
    parts = [(item, part.how) for item, part in zip(items, key.parts, strict=True)]
    owned = any(f.attname == "owner_id" for f in target.model._meta.concrete_fields)
    read = ("pk", "label", *(["owner_id"] if owned else []))
    rows: GuardedQuerySet[Any] = living(target).system(reason=WHY)
    texts = [_text_of(target, item, how) for item, how in parts]
    if None not in texts and _is_indexed(target, texts[0]):
        for item, how in parts:
            rows = _counted(rows, target, item, how)
        for *there, pk, name, owner in _rows_by_value(rows.values(*read), texts, sorted(values), most):
            yield tuple(there), Match(target.name, pk, name, owner, key)
        return
    columns = {"custom" if item.custom else item.attname for item in items}
    for row in _narrowed(rows, target, parts, values).order_by("pk").values(*read, *columns):
        held = tuple(comparable(how, stored_value(item, row)) for item, how in parts)
        if held in values:
            yield held, Match(target.name, row["pk"], row["label"], row.get("owner_id"), key)


def _is_indexed(target: ObjectSpec, text: Any) -> bool:
    """Whether an index of the table begins with this text, so that each word can be looked up alone."""
    indexes = target.model._meta.indexes
    starts = [index.expressions[0] if index.expressions else F(index.fields[0]) for index in indexes]
    return text in starts


def _rows_by_value(
    rows: Any, texts: Sequence[Any], values: Sequence[tuple[str, ...]], most: int
) -> list[tuple[Any, ...]]:
    """(the words, id, label, owner) of at most `most` rows for each value. The statement looks every value up alone;
    given all values at once, the planner would read the whole table if it believes that they are frequent."""
    for n, text in enumerate(texts):
        rows = rows.filter(OfWord(text, word=f"wanted.w{n}"))
    sql, params = rows[:most].query.sql_with_params()
    words = ", ".join(f"w{n}" for n in range(len(texts)))
    arrays = ", ".join(["%s::text[]"] * len(texts))
    statement = f"SELECT wanted.*, l.* FROM unnest({arrays}) AS wanted({words}), LATERAL ({sql}) AS l"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*map(list, zip(*values, strict=True)), *params])
        found = cursor.fetchall()
    width = len(texts) + 3
    return [(*row, None)[:width] for row in found]


def _narrowed(
    rows: GuardedQuerySet[Any],
    target: ObjectSpec,
    parts: Sequence[tuple[FieldSpec, str]],
    values: set[tuple[str, ...]],
) -> GuardedQuerySet[Any]:
    """Rows whose fields may equal one of the keys, by an index where there is one. A key of several texts is compared
    as a whole, because the company of one key with the name of another would match too many rows."""
    texts: list[tuple[int, Any]] = []
    for n, (item, how) in enumerate(parts):
        text = _text_of(target, item, how)
        if text is not None:
            texts.append((n, text))
            rows = _counted(rows, target, item, how)
        elif how != "company":
            rows = rows.filter(**{f"{item.attname}__in": {value[n] for value in values}})
    if len(texts) == 1:
        ((n, text),) = texts
        return rows.filter(AnyWord(text, {value[n] for value in values}))
    if texts:
        picked = sorted({tuple([value[n] for n, _text in texts]) for value in values})
        return rows.filter(AnyWords([text for _n, text in texts], picked))
    return rows


def _counted(
    rows: GuardedQuerySet[Any], target: ObjectSpec, item: FieldSpec, how: str
) -> GuardedQuerySet[Any]:
    """The rows without empty values. A partial index without empty values serves only a query with this condition."""
    column = key_column(target, item.name) if how == "company" else None
    if column is not None:
        return rows.exclude(**{column.column: ""})
    return rows if how in ("company", "text") or item.custom else rows.exclude(**{item.attname: ""})


def _text_of(target: ObjectSpec, item: FieldSpec, how: str) -> Any | None:
    """The expression with which a part is compared, as text; None if it is not text or is compared only in memory."""
    if how == "company":
        column = key_column(target, item.name)
        return None if column is None else F(column.column)
    if item.custom:
        stored = KeyTextTransform(item.name, "custom")
        return Fold(stored) if how in ("text", "email") else stored
    if how in ("text", "email"):
        names = {f.attname for f in target.model._meta.concrete_fields}
        return F(f"{item.attname}_fold") if f"{item.attname}_fold" in names else Fold(F(item.attname))
    return F(item.attname) if item.type in EMPTY_TEXT else None


class OfWord(Func):
    """text = the word that the loop of the statement looks up."""

    output_field = BooleanField()
    template = "(%(expressions)s = %(word)s)"


class AnyWord(Func):
    """text = one of these words, as one array, because a parameter for each would take the driver milliseconds."""

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " = ANY"

    def __init__(self, text: Any, words: Iterable[str]):
        super().__init__(text, _Words(array_text(sorted(words))))


class AnyWords(Func):
    """(text, …) = one of these tuples, as one array for each text."""

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " IN "

    def __init__(self, texts: Sequence[Any], words: Sequence[tuple[str, ...]]):
        arrays = (_Words(array_text(column)) for column in zip(*words, strict=True))
        super().__init__(
            Func(*texts, function="ROW", output_field=TextField()),
            Func(*arrays, template="(SELECT * FROM unnest(%(expressions)s))", output_field=TextField()),
        )


class _Words(Value):
    """A list of words as one parameter."""

    def as_sql(self, *_args: Any) -> tuple[str, tuple[str | int, ...]]:
        return "(%s::text[])", (self.value,)
