"""Which rows of a file are records that stand already: one query per key and chunk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from guike.kernel.errors import FieldError
from guike.kernel.text import Text
from guike.platform.access.context import Context
from guike.platform.database.prepared import GivenIds, fixed
from guike.platform.exchange.values import Candidate, Hit, Identity
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.duplicates import DuplicateKey, Part, find_matches, key_value, keys_of
from guike.platform.records.rows import among, living, table, visible

WHY = "a row of a file may be a record that its importer cannot see; he is told no more than the rule allows"


class Matcher:
    """Finds the record of a row: by id, number, outside key, unique fields, then the object's duplicate keys."""

    def __init__(self, ctx: Context, spec: ObjectSpec) -> None:
        self.ctx, self.spec = ctx, spec
        keys = [key for key in keys_of(spec) if key.same and not key.object]
        unique = [item for item in spec.fields if item.unique and item.stored]
        self.keys: list[tuple[str, DuplicateKey]] = [
            *((f"unique:{item.name}", _unique_key(item)) for item in unique),
            *((f"key:{position}", key) for position, key in enumerate(keys)),
        ]

    def identify(self, candidates: Iterable[Candidate]) -> None:
        """Say what makes a row the same as another one; asks no database."""
        for candidate in candidates:
            value_of = candidate.values.get
            if external := value_of("external_id"):
                candidate.identity["external"] = (str(value_of("source_system") or ""), str(external))
            for name, key in self.keys:
                value = key_value(key, value_of)
                if value is not None:
                    candidate.identity[name] = value

    def match(self, candidates: Sequence[Candidate]) -> dict[int, Hit]:
        """Row number → its record, of rows that were identified. A row that names a record that is not there gets
        an error instead."""
        hits: dict[int, Hit] = {}
        self._by_given_keys(candidates, hits)
        self._by_outside_key(candidates, hits)
        for name, key in self.keys:
            wanted: dict[tuple[str, ...], list[Candidate]] = {}
            for candidate in candidates:
                value = candidate.identity.get(name)
                if value is not None and candidate.number not in hits:
                    wanted.setdefault(value, []).append(candidate)
            label = key.label(self.spec)
            for value, matches in find_matches(self.spec, key, wanted).items():
                hit = Hit(matches[0].id, matches[0].name, label, key.shows)
                for candidate in wanted[value]:
                    hits.setdefault(candidate.number, hit)
        return hits

    def _by_given_keys(self, candidates: Sequence[Candidate], hits: dict[int, Hit]) -> None:
        for name, column in (("id", "pk"), ("number", "number")):
            keyed = [c for c in candidates if c.keys.get(name)]
            if not keyed or self.ctx.level(self.spec.name, name) in UNREADABLE:
                continue
            item = self.spec.by_name[name]
            texts = {c.keys[name] for c in keyed}
            if name == "id":
                texts = {text for text in texts if text.isascii() and text.isdigit() and len(text) < 19}
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
        pairs: dict[tuple[str, ...], list[Candidate]] = {}
        for candidate in candidates:
            if pair := candidate.identity.get("external"):
                pairs.setdefault(pair, []).append(candidate)
        if not pairs:
            return
        rows = living(self.spec).system(reason=WHY).filter(external_id__in={pair[1] for pair in pairs})
        label = self.spec.by_name["external_id"].label
        for pk, name, source, external in rows.values_list("pk", "label", "source_system", "external_id"):
            for candidate in pairs.get((source or "", external), ()):
                hits.setdefault(candidate.number, Hit(pk, name, label, False))


def _unique_key(item: FieldSpec) -> DuplicateKey:
    how = "phone" if item.type == "phone" else "text" if item.type in ("text", "email", "url") else "exact"
    return DuplicateKey((Part(item.name, how),), shows=False)


def seen_ids(ctx: Context, spec: ObjectSpec, ids: Iterable[int]) -> set[int]:
    """Those of the records that the importer may see."""
    return among(ctx, spec, ids)


def versions_of(spec: ObjectSpec, ids: Iterable[int]) -> dict[int, int]:
    """id → `_version` as it stands."""

    def versions() -> Any:
        return table(spec).system(reason=WHY).filter(Q(GivenIds())).values("pk", "version")

    return dict(fixed(("versions", spec.name), versions).tuples(ids))


def reason_of(identity: Identity, keys: Sequence[tuple[str, DuplicateKey]], spec: ObjectSpec) -> Text:
    """What two rows of a file have in common."""
    for name, key in keys:
        if name == identity[0]:
            return key.label(spec)
    return spec.by_name["external_id"].label
