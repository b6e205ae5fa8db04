"""Finds likely duplicates of written values, and refuses those that a rule blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from guike.kernel.errors import FieldError, Forbidden, Invalid
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.database.turns import take_turns
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.duplicates.keys import DuplicateKey, key_values, keys_of
from guike.platform.records.duplicates.lookalikes import MOST, Match, find_matches
from guike.platform.records.reading import labels, labels_of_many, visible
from guike.platform.records.shapes import Draft, get_value

SAME = T("{fields}相同", "same {fields}")
_TURNS = 256  # in all, so that a long list of writes does not fill the server's table of locks


def record_duplicates(
    ctx: Context, object_name: str, values: Mapping[str, Any] | None, record_id: int | None = None
) -> list[dict[str, Any]]:
    """Likely duplicates of values in a form, or of an existing record:
    [{"object","id","name","score","reasons","visible","owner"}], likeliest first.

    A duplicate that the caller may not see has no id; it has name and owner only if the rule shows them.
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
    seen = _visible_pairs(ctx, found)
    wanted: dict[str, set[int]] = defaultdict(set)
    for name, pk in found:
        wanted[name].add(pk)
    names = labels_of_many(ctx, wanted)
    items = [
        _answer_of(ctx, spec, matches, (name, pk) in seen, names[name].get(pk))
        for (name, pk), matches in found.items()
    ]
    return sorted(items, key=lambda item: (-item["score"], not item["visible"], item["id"] or 0))[:MOST]


def _may_compare(ctx: Context, spec: ObjectSpec, key: DuplicateKey) -> bool:
    """Whether the caller may read the key's fields in both objects; otherwise a match would reveal a hidden or masked
    value."""
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
    """The value in stored form; None while it is incomplete, because the person may still be typing."""
    if raw is None or raw == "":
        return None
    try:
        return TYPES[item.type].parse(item, raw)
    except ValueRefused:
        return None


def _absent() -> Exception:
    return Invalid([FieldError("id", "reference.unknown")])


def _visible_pairs(ctx: Context, pairs: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    by_object: dict[str, set[int]] = defaultdict(set)
    for object_name, record_id in pairs:
        by_object[object_name].add(record_id)
    seen: set[tuple[str, int]] = set()
    for object_name, ids in by_object.items():
        if ctx.can(object_name, "view"):
            rows = visible(ctx, catalogue().get(object_name)).filter(pk__in=ids)
            seen.update((object_name, pk) for pk in rows.values_list("pk", flat=True))
    return seen


def _answer_of(
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
    """Refuse drafts that are, by a blocking rule, the same as an existing record or an earlier draft of the list."""
    blocking = [key for key in keys_of(spec) if key.blocks]
    take_turns(_turns(spec, blocking, drafts))
    for key in blocking:
        fields = [name for part in key.parts for name in part.here]
        mine: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
        for draft in drafts:
            for value in key_values(key, draft.get) if _begins(draft, fields) else ():
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


def _begins(draft: Draft, fields: Sequence[str]) -> bool:
    """Whether the record has these values only from now on: they changed, or it is restored from the recycle bin."""
    return draft.fate == "restored" or draft.changed(*fields)


def _turns(spec: ObjectSpec, blocking: Sequence[DuplicateKey], drafts: Sequence[Draft]) -> set[str]:
    """Names of the locks of key values. Concurrent writers do not see each other's rows, so writers of a blocking key,
    and writers of values for which another object's key searches, lock these values."""
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
            if _begins(draft, fields):
                found.update(_hash_of(value) % _TURNS for value in key_values(key, draft.get, there=there))
    return {f"blocked|{turn}" for turn in found}


def _hash_of(value: tuple[str, ...]) -> int:
    """The same number for the same key in every process."""
    return crc32("\0".join(value).encode())


def _names_of_blocking(
    ctx: Context, spec: ObjectSpec, key: DuplicateKey, found: Mapping[tuple[str, ...], Sequence[Match]]
) -> dict[int, str]:
    """id → name of existing records, as far as the writer may see it."""
    if not (key.shows and _may_compare(ctx, spec, key)):
        return {}
    return labels(ctx, key.object or spec.name, {m.id for matches in found.values() for m in matches})
