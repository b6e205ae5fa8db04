"""Finds the rows of a file whose records exist already, with one query for each key and chunk."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guike.kernel.errors import FieldError
from guike.kernel.fold import fold
from guike.kernel.numerals import whole
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.exchange.values import Candidate, Hit, Identity
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.duplicates import DuplicateKey, Match, Part, find_matches, key_values, keys_of
from guike.platform.records.reading import Lookup, labels, living, table, visible, visible_of
from guike.platform.records.shapes import stored_value

WHY = "a row of a file may be a record that its importer cannot see; he is told no more than the rule allows"
#: likenesses that are reported although the row is imported
_TOLD = 70
_EXTERNAL = "external_id"


@dataclass(frozen=True)
class Likeness:
    """An existing record or row that may be the same, but not surely. `name`: "" when the importer may not see it;
    `row`: the number of a row of the same file."""

    key: DuplicateKey
    name: str = ""
    row: int = 0


def offered_keys(spec: ObjectSpec) -> list[DuplicateKey]:
    """The keys that a person may choose to identify records: every key within the object, and each phone and e-mail
    field."""
    found = {key.name: key for key in (*_unique_keys(spec), *keys_of(spec)) if not key.object}
    for item in spec.fields:
        if item.type in ("phone", "email") and item.stored and not item.custom and item.name not in found:
            how = "phone" if item.type == "phone" else "text"
            found[item.name] = DuplicateKey((Part(item.name, how),), same=False)
    return list(found.values())


class Matcher:
    """Finds the record of a row: by id, number, outside key, then the keys that the importer `chose` (by name), unique
    fields, and the object's duplicate keys."""

    def __init__(self, ctx: Context, spec: ObjectSpec, chosen: Collection[str] = ()) -> None:
        self.ctx, self.spec = ctx, spec
        unique = _unique_keys(spec)
        declared = [key for key in keys_of(spec) if key.name not in {one.name for one in unique}]
        picked = [replace(k, same=True, identifies=True) for k in offered_keys(spec) if k.name in chosen]
        names = {key.name for key in picked}
        rest = [key for key in (*unique, *declared) if key.object or key.name not in names]
        same = [key for key in (*picked, *rest) if key.same and not key.object]
        self.keys: dict[str, DuplicateKey] = {f"key:{n}": key for n, key in enumerate(same)}
        #: keys that are only reported; rows that count as the same record are not reported
        self.hints = [k for k in rest if k not in same and (k.score >= _TOLD or k.blocks)]

    def identify(self, candidates: Iterable[Candidate]) -> None:
        """Set the identity of each row, which makes it the same as another row; needs no database."""
        for candidate in candidates:
            value_of = candidate.values.get
            if external := value_of(_EXTERNAL):
                pair = (str(value_of("source_system") or ""), str(external))
                candidate.identity[(_EXTERNAL, pair)] = None
            for name, key in self.keys.items():
                for value in key_values(key, value_of):
                    candidate.identity[(name, value)] = None

    def match(self, candidates: Sequence[Candidate]) -> dict[int, Hit]:
        """Row number → its existing record, after `identify`. A row that names a missing record gets an error
        instead."""
        hits: dict[int, Hit] = {}
        self._by_given_keys(candidates, hits)
        self._by_outside_key(candidates, hits)
        for name, key in self.keys.items():
            wanted = _wanted(name, (c for c in candidates if c.number not in hits))
            found = find_matches(self.spec, key, wanted)
            for value, members in wanted.items():
                if value in found:
                    for candidate in members:
                        hits.setdefault(candidate.number, self._hit(key, candidate, found[value]))
        return hits

    def _hit(self, key: DuplicateKey, candidate: Candidate, matches: Sequence[Match]) -> Hit:
        """The oldest match with the row's name, else the oldest."""
        name = plain(candidate.values.get(self.spec.name_field))
        matches = [match for match in matches if plain(match.name) == name] or matches
        called = () if key.identifies else called_by(self.spec, key)
        label, first = key.label(self.spec), matches[0]
        return Hit(first.id, first.name, label, key.shows, key.identifies, called, len(matches))

    def reason(self, identity: Identity) -> Text:
        """The text for what two rows with this identity have in common."""
        key = self.keys.get(identity[0])
        return self.spec.by_name[_EXTERNAL].label if key is None else key.label(self.spec)

    def likenesses(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, Likeness]]:
        """New rows with the records that they resemble: a common switchboard, a contact with the same mobile."""
        for key in self.hints:
            wanted: dict[tuple[str, ...], list[Candidate]] = {}
            for candidate in candidates:
                for value in key_values(key, candidate.values.get):
                    wanted.setdefault(value, []).append(candidate)
            found = find_matches(self.spec, key, wanted, most=1)
            target = catalogue().get(key.object or self.spec.name)
            names = told_names(self.ctx, target, key, {matches[0].id for matches in found.values()})
            for value, members in wanted.items():
                if value in found:
                    name = names.get(found[value][0].id, "")
                    for candidate in members:
                        yield candidate, Likeness(key, name)
                elif not key.object:
                    for candidate in members[1:]:
                        yield candidate, Likeness(key, row=members[0].number)

    def _by_given_keys(self, candidates: Sequence[Candidate], hits: dict[int, Hit]) -> None:
        for name, column in (("id", "pk"), ("number", "number")):
            keyed = [c for c in candidates if c.keys.get(name)]
            if not keyed or self.ctx.level(self.spec.name, name) in UNREADABLE:
                continue
            item = self.spec.by_name[name]
            texts = {c.keys[name] for c in keyed}
            if name == "id":
                texts = {text for text in texts if whole(text) is not None}
            rows = visible(self.ctx, self.spec).filter(**{f"{column}__in": texts})
            found = {str(key): (pk, label) for pk, label, key in rows.values_list("pk", "label", column)}
            for candidate in keyed:
                text = candidate.keys[name]
                if text in found:
                    pk, label = found[text]
                    hits.setdefault(candidate.number, Hit(pk, label, item.label, True))
                elif not self.ctx.migration and candidate.number not in hits:
                    params = {"field": item.label, "value": text}
                    candidate.errors.append(FieldError(name, "import.no_record", params))

    def _by_outside_key(self, candidates: Sequence[Candidate], hits: dict[int, Hit]) -> None:
        pairs = _wanted(_EXTERNAL, candidates)
        if not pairs:
            return
        rows = living(self.spec).system(reason=WHY).filter(external_id__in={pair[1] for pair in pairs})
        label = self.spec.by_name[_EXTERNAL].label
        for pk, name, source, external in rows.values_list("pk", "label", "source_system", "external_id"):
            for candidate in pairs.get((source or "", external), ()):
                hits.setdefault(candidate.number, Hit(pk, name, label, False))


def _wanted(name: str, candidates: Iterable[Candidate]) -> dict[tuple[str, ...], list[Candidate]]:
    found: dict[tuple[str, ...], list[Candidate]] = {}
    for candidate in candidates:
        for known, value in candidate.identity:
            if known == name:
                found.setdefault(value, []).append(candidate)
    return found


def _unique_keys(spec: ObjectSpec) -> list[DuplicateKey]:
    return [_unique_key(item) for item in spec.fields if item.unique and item.stored]


def _unique_key(item: FieldSpec) -> DuplicateKey:
    how = "phone" if item.type == "phone" else "text" if item.type in ("text", "email", "url") else "exact"
    return DuplicateKey((Part(item.name, how),), shows=False, identifies=True)


def called_by(spec: ObjectSpec, key: DuplicateKey) -> tuple[str, ...]:
    """The fields that must also be equal if two records with this key are the same: their name, and fields that the key
    compares only roughly."""
    rough = [part.field for part in key.parts if part.how == "company"]
    return tuple(dict.fromkeys([spec.name_field, *rough, _EXTERNAL]))


def differing(
    called: Iterable[str], mine: Callable[[str], Any], there: Callable[[str], Any]
) -> Iterator[tuple[str, str, str]]:
    """(field, here, there) for each field in which two records differ. An empty field is no difference, and neither are
    outside keys of two systems."""
    for name in called:
        here, other = plain(mine(name)), plain(there(name))
        if not here or not other or here == other:
            continue
        if name == _EXTERNAL and plain(mine("source_system")) not in ("", plain(there("source_system"))):
            continue
        yield name, str(mine(name)), str(there(name))


def plain(value: Any) -> str:
    """A name in comparable form: without case, width and superfluous spaces."""
    return "" if value is None else " ".join(fold(str(value)).split())


def standing(spec: ObjectSpec, ids: Collection[int], names: Iterable[str]) -> dict[int, Mapping[str, Any]]:
    """id → stored values of these fields, without a check of the caller's scope."""
    items = [spec.by_name[name] for name in names if name in spec.by_name and spec.by_name[name].stored]
    columns = {"custom" if item.custom else item.attname for item in items}
    rows = table(spec).system(reason=WHY).filter(pk__in=ids).values("pk", *columns)
    return {row["pk"]: {item.name: stored_value(item, row) for item in items} for row in rows}


def told_names(ctx: Context, spec: ObjectSpec, key: DuplicateKey, ids: Collection[int]) -> dict[int, str]:
    """id → name of the records whose names the importer may see, by the key's rule or by his scope."""
    open_ids = ids if key.shows or not ids else visible_of(ctx, spec, ids)
    return labels(ctx, spec.name, set(open_ids)) if open_ids else {}


def seen_ids(ctx: Context, spec: ObjectSpec, ids: Iterable[int]) -> set[int]:
    """The ids of the records that the importer may see."""
    return visible_of(ctx, spec, ids)


def versions_of(spec: ObjectSpec, ids: Iterable[int]) -> dict[int, int]:
    """id → present `_version`."""
    return dict(_VERSIONS.tuples(ids, spec.name))


_VERSIONS = Lookup(lambda name: table(catalogue().get(name)).system(reason=WHY).values("pk", "version"))


def hit_on_row(leader_id: int, identity: Identity, keys: Mapping[str, DuplicateKey], spec: ObjectSpec) -> Hit:
    """The hit for a row that is the same as an earlier row of the file, whose record is `leader_id`."""
    key = keys.get(identity[0])
    if key is None:
        return Hit(leader_id, "", spec.by_name[_EXTERNAL].label, False)
    called = () if key.identifies else called_by(spec, key)
    return Hit(leader_id, "", key.label(spec), False, key.identifies, called)
