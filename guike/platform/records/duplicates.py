"""Which records are likely the same: by keys that the domains declare and rules that administrators add.

A key is one or several fields compared in a way of their own: "phone" in any spelling, "mobile" only where the
number is one person's, "landline" only where it is not, "email" unless it is everybody's (info@), "company"
without legal form, "text" without case and width, "exact". One query per key, field and list, never one per row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.fields.json import KeyTextTransform

from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.kernel.fold import fold, normalize_company
from guike.kernel.phones import is_personal
from guike.kernel.text import T, Text, join
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.database.copying import array_text
from guike.platform.database.guard import GuardedQuerySet
from guike.platform.database.models import Fold
from guike.platform.database.turns import take_turns
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import Catalogue, catalogue
from guike.platform.metadata.models import DuplicateRule
from guike.platform.metadata.reach import read_phone
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.drafts import Draft
from guike.platform.records.rows import labels, labels_of_many, living, visible
from guike.platform.records.values import EMPTY_TEXT, get_value, stored_value

WHY = "a duplicate counts whoever may see it; what is told of it follows the rule"
HOW = ("exact", "phone", "company", "text")
_WAYS = frozenset({*HOW, "mobile", "landline", "email"})
_PHONES = frozenset({"phone", "mobile", "landline"})
#: before the @ of addresses that several people read (RFC 2142 and what companies here use)
_SHARED = """
abuse accounting accounts admin administrator billing business careers contact cs customerservice enquiries feedback
finance hello help hostmaster hr info inquiry jobs mail market marketing media news noc no-reply noreply office order
orders postmaster press public purchase purchasing recruit root sales security service services support team trade
webmaster welcome
"""
_SHARED_BOXES = frozenset(_SHARED.split())
SAME = T("{fields}相同", "same {fields}")
_TURNS = 256  # in all: a long list of writes does not fill the server's table of locks
MOST = 50  # likely duplicates told for one record


@dataclass(frozen=True)
class Part:
    """One field of a key. `other`: the field of the object searched, when it has another name there; `also`: further
    fields, here and there, in which people write the same: a mobile number in the column of phones."""

    field: str
    how: str = "exact"
    other: str = ""
    also: tuple[str, ...] = ()

    @cached_property
    def here(self) -> tuple[str, ...]:
        return (self.field, *self.also)

    @cached_property
    def there(self) -> tuple[str, ...]:
        return (self.other or self.field, *self.also)


@dataclass(frozen=True)
class DuplicateKey:
    """parts: the first one should have an index. object: where to look, empty = the same object.

    `same`: enough to take two records for one (imports skip then); otherwise it is only worth telling.
    `identifies`: enough to change the one that stands whatever it is called (imports update then).
    `blocks`: a second one is refused. `shows`: name and owner of one that the caller may not see.
    """

    parts: tuple[Part, ...]
    object: str = ""
    score: int = 100
    same: bool = True
    blocks: bool = False
    shows: bool = True
    identifies: bool = False

    @property
    def name(self) -> str:
        """What a caller calls it by: mobile, company+name."""
        return "+".join(part.field for part in self.parts)

    def label(self, spec: ObjectSpec) -> Text:
        """公司、姓名"""
        labels = [spec.by_name[part.field].label for part in self.parts]
        return Text(*(join([label.get(locale) for label in labels], locale) for locale in ("zh-CN", "en")))


@dataclass(frozen=True)
class KeyColumn:
    """The column that holds a field's comparable value, indexed, kept by the domain."""

    column: str
    of: Callable[[str], str]


@dataclass(frozen=True)
class Match:
    """A record that is likely the same as one of the list."""

    object: str
    id: int
    name: str
    owner: int | None
    key: DuplicateKey


_keys: dict[str, tuple[DuplicateKey, ...]] = {}
_columns: dict[tuple[str, str], KeyColumn] = {}


def duplicate_keys(
    object_name: str, *keys: DuplicateKey, columns: Mapping[str, KeyColumn] | None = None
) -> None:
    """Declare the keys of an object and the columns that hold comparable values of its fields."""
    if object_name in _keys:
        raise ValueError(f"duplicate keys of {object_name} are declared twice")
    _keys[object_name] = keys
    for name, column in (columns or {}).items():
        _columns[object_name, name] = column


def key_column(spec: ObjectSpec, field: str) -> KeyColumn | None:
    """The indexed column that a field is compared by, if the domain keeps one."""
    return _columns.get((spec.name, field))


def keys_of(spec: ObjectSpec) -> tuple[DuplicateKey, ...]:
    """Declared keys and administrators' rules whose fields all exist."""
    known = catalogue()
    rules = (_of_rule(row) for row in known.duplicate_rules.get(spec.name, ()))
    return tuple(
        key for key in (*_keys.get(spec.name, ()), *rules) if key is not None and _stands(known, spec, key)
    )


def _of_rule(row: DuplicateRule) -> DuplicateKey | None:
    parts = tuple(
        Part(m["field"], m.get("how", "exact"), m.get("other", "")) for m in row.match if "field" in m
    )
    if not parts:
        return None
    target = next((m["object"] for m in row.match if m.get("object")), "")
    target = "" if target == row.object else target
    return DuplicateKey(parts, target, same=not target, blocks=row.effect == "block", shows=row.shows_owner)


def _stands(known: Catalogue, spec: ObjectSpec, key: DuplicateKey) -> bool:
    target = known.objects.get(key.object or spec.name)
    if target is None:
        return False
    fields = [(spec, name) for part in key.parts for name in part.here]
    fields += [(target, name) for part in key.parts for name in part.there]
    items = [holder.by_name.get(name) for holder, name in fields]
    return all(i is not None and i.stored for i in items) and all(part.how in _WAYS for part in key.parts)


def comparable(how: str, value: Any) -> str:
    """The value as compared; empty when it does not count."""
    if value is None or value == "" or value == []:
        return ""
    if how in _PHONES:
        text = str(value)
        number = text if text.startswith("+") and text[1:].isdecimal() else read_phone(text) or ""
        return number if how == "phone" or is_personal(number) is (how == "mobile") else ""
    if how == "email":
        address = fold(str(value).strip())
        return "" if address.partition("@")[0] in _SHARED_BOXES else address
    if how == "company":
        return normalize_company(str(value))[:200]
    if how == "text":
        return fold(str(value).strip())
    if isinstance(value, Mapping):
        return str(value.get("id") or value.get("code") or "")
    return str(value)


def key_values(
    key: DuplicateKey, value_of: Callable[[str], Any], *, there: bool = False
) -> list[tuple[str, ...]]:
    """The keys of one record, the one by its first fields in front; none when a part is empty. `there`: of one that is
    looked for."""
    words = [_words(part.how, part.there if there else part.here, value_of) for part in key.parts]
    return [(word,) for word in words[0]] if len(words) == 1 else list(product(*words))


def _words(how: str, names: Iterable[str], value_of: Callable[[str], Any]) -> list[str]:
    """What one record has of a part, without what does not count."""
    found = []
    for name in names:
        word = comparable(how, value_of(name))
        if word and word not in found:
            found.append(word)
    return found


def find_matches(
    spec: ObjectSpec, key: DuplicateKey, wanted: Iterable[tuple[str, ...]], most: int = MOST
) -> dict[tuple[str, ...], list[Match]]:
    """Living records with one of these key values, oldest first; one query for each of the fields in which the
    key may stand. Of a value that more than `most` have, so many at least are told, and which is left open."""
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
    """Those that hold one of the keys in just these fields: each field has an index of its own."""
    parts = [(item, part.how) for item, part in zip(items, key.parts, strict=True)]
    owned = any(f.attname == "owner_id" for f in target.model._meta.concrete_fields)
    read = ("pk", "label", *(["owner_id"] if owned else []))
    rows: GuardedQuerySet[Any] = living(target).system(reason=WHY)
    texts = [_text_of(target, item, how) for item, how in parts]
    if None not in texts and _is_indexed(target, texts[0]):
        for item, how in parts:
            rows = _counted(rows, target, item, how)
        for *there, pk, name, owner in _each(rows.values(*read), texts, sorted(values), most):
            yield tuple(there), Match(target.name, pk, name, owner, key)
        return
    columns = {"custom" if item.custom else item.attname for item in items}
    for row in _narrowed(rows, target, parts, values).order_by("pk").values(*read, *columns):
        held = tuple(comparable(how, stored_value(item, row)) for item, how in parts)
        if held in values:
            yield held, Match(target.name, row["pk"], row["label"], row.get("owner_id"), key)


def _is_indexed(target: ObjectSpec, text: Any) -> bool:
    """Whether an index of the table begins with this text, so that each word may be looked up by itself."""
    indexes = target.model._meta.indexes
    starts = [index.expressions[0] if index.expressions else F(index.fields[0]) for index in indexes]
    return text in starts


def _each(
    rows: Any, texts: Sequence[Any], values: Sequence[tuple[str, ...]], most: int
) -> list[tuple[Any, ...]]:
    """(the words, id, label, owner) of at most `most` rows for each value. Every value is looked up by itself, whatever
    the planner takes them for: given all at once he would rather read the whole table where he believes them frequent."""
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
    """Rows whose fields may equal one of the keys, by the index where there is one. A key of several texts is
    compared as a whole: the company of one and the name of another would find half the table."""
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
    """Without those that hold nothing: a partial index without the empty ones serves only a query that says so."""
    column = _columns.get((target.name, item.name)) if how == "company" else None
    if column is not None:
        return rows.exclude(**{column.column: ""})
    return rows if how in ("company", "text") or item.custom else rows.exclude(**{item.attname: ""})


def _text_of(target: ObjectSpec, item: FieldSpec, how: str) -> Any | None:
    """What a part is compared with, as a text; None where it is none, or where it is compared only in memory."""
    if how == "company":
        column = _columns.get((target.name, item.name))
        return None if column is None else F(column.column)
    if item.custom:
        stored = KeyTextTransform(item.name, "custom")
        return Fold(stored) if how in ("text", "email") else stored
    if how in ("text", "email"):
        names = {f.attname for f in target.model._meta.concrete_fields}
        return F(f"{item.attname}_fold") if f"{item.attname}_fold" in names else Fold(F(item.attname))
    return F(item.attname) if item.type in EMPTY_TEXT else None


class OfWord(Func):
    """text = the word that is looked up at that moment."""

    output_field = BooleanField()
    template = "(%(expressions)s = %(word)s)"


class AnyWord(Func):
    """text = one of these words, as one array: a parameter for each would take the driver milliseconds."""

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


def record_duplicates(
    ctx: Context, object_name: str, values: Mapping[str, Any] | None, record_id: int | None = None
) -> list[dict[str, Any]]:
    """Likely duplicates of values being typed, or of a standing record:
    [{"object","id","name","score","reasons","visible","owner"}], likeliest first.

    One that the caller may not see has no id; its name and owner only where the rule allows.
    """
    spec = catalogue().get(object_name)
    if not ctx.can(object_name, "create"):
        ctx.require(object_name, "edit")
    value_of = _value_of(ctx, spec, values, record_id)
    found: dict[tuple[str, int], list[Match]] = defaultdict(list)
    for key in keys_of(spec):
        mine = key_values(key, value_of) if _may_compare(ctx, spec, key) else []
        for match in {m.id: m for ms in find_matches(spec, key, mine).values() for m in ms[:MOST]}.values():
            if (match.object, match.id) != (object_name, record_id):
                found[match.object, match.id].append(match)
    seen = _seen(ctx, found)
    wanted: dict[str, set[int]] = defaultdict(set)
    for name, pk in found:
        wanted[name].add(pk)
    names = labels_of_many(ctx, wanted)
    items = [
        _told(ctx, spec, matches, (name, pk) in seen, names[name].get(pk))
        for (name, pk), matches in found.items()
    ]
    return sorted(items, key=lambda item: (-item["score"], not item["visible"], item["id"] or 0))[:MOST]


def _may_compare(ctx: Context, spec: ObjectSpec, key: DuplicateKey) -> bool:
    """A match says what a field holds: not of one that is hidden from the caller or masked, here or there."""
    target = key.object or spec.name
    levels = [(spec.name, name) for part in key.parts for name in part.here]
    levels += [(target, name) for part in key.parts for name in part.there]
    return all(ctx.level(name, field) not in UNREADABLE for name, field in levels)


def _value_of(
    ctx: Context, spec: ObjectSpec, values: Mapping[str, Any] | None, record_id: int | None
) -> Callable[[str], Any]:
    if values is not None:
        unknown = [n for n in values if n not in spec.by_name or ctx.level(spec.name, n) == "hidden"]
        if unknown:
            raise Invalid([FieldError(f"values.{n}", "unknown_field", {"name": n}) for n in unknown])
        return lambda name: _typed(spec.by_name[name], values.get(name))
    row = visible(ctx, spec).filter(pk=record_id).first()
    if row is None:
        raise Forbidden("access.out_of_scope") if record_id is None else _absent()
    return lambda name: get_value(spec.by_name[name], row)


def _typed(item: FieldSpec, raw: Any) -> Any:
    """As it would be stored; None while it cannot be: somebody may be in the midst of typing it."""
    if raw is None or raw == "":
        return None
    try:
        return TYPES[item.type].parse(item, raw)
    except ValueRefused:
        return None


def _absent() -> Exception:
    return Invalid([FieldError("id", "reference.unknown")])


def _seen(ctx: Context, pairs: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    by_object: dict[str, set[int]] = defaultdict(set)
    for object_name, record_id in pairs:
        by_object[object_name].add(record_id)
    seen: set[tuple[str, int]] = set()
    for object_name, ids in by_object.items():
        if ctx.can(object_name, "view"):
            rows = visible(ctx, catalogue().get(object_name)).filter(pk__in=ids)
            seen.update((object_name, pk) for pk in rows.values_list("pk", flat=True))
    return seen


def _told(
    ctx: Context, spec: ObjectSpec, matches: Sequence[Match], is_visible: bool, name: str | None
) -> dict[str, Any]:
    first = matches[0]
    open_to_all = is_visible or all(m.key.shows for m in matches)
    return {
        "object": first.object,
        "id": first.id if is_visible else None,
        "name": name if open_to_all else None,
        "score": max(m.key.score for m in matches),
        "reasons": [SAME.format(ctx.locale, fields=m.key.label(spec)) for m in matches],
        "visible": is_visible,
        "owner": person(ctx, first.owner) if open_to_all else None,
    }


def check_blocked(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Refuse drafts that a blocking rule takes for an existing record, or for an earlier one of the list."""
    blocking = [key for key in keys_of(spec) if key.blocks]
    take_turns(_turns(spec, blocking, drafts))
    for key in blocking:
        fields = [name for part in key.parts for name in part.here]
        mine: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
        for draft in drafts:
            for value in key_values(key, draft.get) if draft.changed(*fields) else ():
                mine[value].append(draft)
        found = find_matches(spec, key, mine)
        names = _names_of_blocking(ctx, spec, key, found)
        for value, members in mine.items():
            others = found.get(value, [])
            for position, draft in enumerate(members):
                known = next((m for m in others if m.object != spec.name or m.id != draft.row.pk), None)
                if known is not None:
                    draft.error(fields[0], "duplicate.blocked", name=names.get(known.id) or "***")
                elif position and not key.object:
                    draft.error(fields[0], "duplicate.blocked", name=str(draft.get(fields[0])))


def _turns(spec: ObjectSpec, blocking: Sequence[DuplicateKey], drafts: Sequence[Draft]) -> set[str]:
    """Two that are written at once would not see one another: who writes a key that blocks, and who writes what a key of
    another object looks for, take turns over its values."""
    pairs = [(key, False) for key in blocking]
    known = catalogue()
    for name in known.duplicate_rules:
        other = known.objects.get(name)
        if other is not None and other is not spec:
            pairs += [(key, True) for key in keys_of(other) if key.blocks and key.object == spec.name]
    found: set[int] = set()
    for key, there in pairs:
        fields = [name for part in key.parts for name in (part.there if there else part.here)]
        for draft in drafts:
            if draft.changed(*fields):
                found.update(_hash_of(value) % _TURNS for value in key_values(key, draft.get, there=there))
    return {f"blocked|{turn}" for turn in found}


def _hash_of(value: tuple[str, ...]) -> int:
    """The same number for the same key in every process."""
    return crc32("\0".join(value).encode())


def _names_of_blocking(
    ctx: Context, spec: ObjectSpec, key: DuplicateKey, found: Mapping[tuple[str, ...], Sequence[Match]]
) -> dict[int, str]:
    """id → what the writer may be told that the standing records are called."""
    if not (key.shows and _may_compare(ctx, spec, key)):
        return {}
    return labels(ctx, key.object or spec.name, {m.id for matches in found.values() for m in matches})
