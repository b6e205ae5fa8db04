"""Writing a chunk of rows through the one write path, and saying what became of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, Forbidden, NotFound, Refusal
from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.exchange.headers import Place
from guike.platform.exchange.matching import Matcher, reason_of, seen_ids, versions_of
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.reading import Row
from guike.platform.exchange.values import Candidate, Hit, Identity
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.labels import index_row
from guike.platform.records.outcomes import Outcome
from guike.platform.records.patching import record_patch
from guike.platform.records.rows import by_ids, table
from guike.platform.records.services import create_drafts, new_drafts
from guike.platform.records.values import stored_value

WHY = "what stood in a record before an import, kept so that it can be undone"

#: the reason of a row whose document fell over another of its rows
SAME_DOCUMENT = "import.same_document"

Reason = dict[str, Any]
COMPUTED = frozenset({"auto_number", "formula", "rollup"})
_POSITION = re.compile(r"\[\d+\]")


@dataclass(slots=True)
class Result:
    """What became of one row, or of one document: `others` are its further rows when it was not taken."""

    candidate: Candidate
    outcome: str
    record_id: int | None = None
    version: int | None = None
    old: dict[str, Any] | None = None
    reasons: list[Reason] | None = None
    others: list[tuple[Row, list[Reason]]] = field(default_factory=list)

    def told(self) -> Iterator[tuple[int, list[str], list[Reason]]]:
        """(number, cells, reasons) of each row that was not taken, all rows of a document."""
        if self.reasons is not None:
            yield self.candidate.number, self.candidate.cells, self.reasons
            for row, reasons in self.others:
                yield row.number, row.cells, reasons


class Writer:
    """Writes candidates for one import. policy: skip | update | create what stands already.

    `headers`: field → the column it comes from, for people to find what is wrong.
    """

    def __init__(
        self,
        ctx: Context,
        spec: ObjectSpec,
        *,
        policy: str,
        defaults: Mapping[str, Any],
        headers: Mapping[str, str],
    ) -> None:
        self.ctx, self.spec, self.policy = ctx, spec, policy
        self.defaults, self.headers = defaults, headers
        self.matcher = Matcher(ctx, spec)
        self.lines = [item.name for item in spec.fields if item.type == "lines"]
        #: what the rows of the chunk before are known by
        self.before: set[Identity] = set()

    def ready(self, candidates: list[Candidate], *, looks: bool = False) -> list[Candidate]:
        """All that can be done with them before their turn: what they are known by, and records of those that will be
        new. `looks`: which of them stand already, as far as the database shows; see `_hits`."""
        if self.policy != "create":
            self.matcher.identify(candidates)
        if self.policy == "update":
            return candidates
        sound = [c for c in candidates if not c.errors]
        if self.policy == "skip" and looks:
            asked = [c for c in sound if not c.keys]
            hits = self.matcher.match(asked)
            for candidate in asked:
                candidate.hit = hits.get(candidate.number)
                candidate.is_looked_up = True
        self._draft([c for c in sound if c.hit is None])
        for candidate in sound:
            if candidate.draft is not None:
                index_row(self.spec, candidate.draft.row)
        return candidates

    def write(self, candidates: Sequence[Candidate]) -> list[Result]:
        """Those that are ready, in the order of the rows, inside the caller's transaction."""
        results: dict[int, Result] = {}
        sound = [c for c in candidates if not c.errors]
        hits = self._hits(sound) if self.policy != "create" else {}
        for candidate in candidates:
            if candidate.errors:
                found = (*candidate.errors, *self._further_errors(candidate))
                results[candidate.number] = self._failed(candidate, found)
        sound = [c for c in sound if not c.errors]
        self._settle([c for c in sound if c.number in hits], hits, results)
        self._create([c for c in sound if c.number not in hits], results)
        self._note_versions(results.values())
        return [results[c.number] for c in candidates]

    def _hits(self, sound: Sequence[Candidate]) -> dict[int, Hit]:
        """The records that stand already. What was found before the turn came holds, but for rows that are the same as
        one of the chunk before, which could not be seen yet."""
        before, self.before = self.before, {identity for c in sound for identity in c.identity.items()}
        known = [c for c in sound if c.is_looked_up and before.isdisjoint(c.identity.items())]
        hits = {c.number: c.hit for c in known if c.hit is not None}
        numbers = {c.number for c in known}
        return hits | self.matcher.match([c for c in sound if c.number not in numbers])

    def _further_errors(self, candidate: Candidate) -> list[FieldError]:
        """What else is wrong with a row that has a bad cell, so that it needs correcting only once."""
        known = {error.field for error in candidate.errors}
        is_new = self.policy != "update"
        found = _faults(self.spec, {**self.defaults, **candidate.values}, known, is_new=is_new)
        for name in self.lines:
            line = catalogue().get(self.spec.by_name[name].lines_object)
            for index, values in enumerate(candidate.values.get(name, ())):
                is_added = is_new or "id" not in values
                found += _faults(line, values, known, f"{name}[{index}].", is_new=is_added)
        return found

    def _create(self, fresh: Sequence[Candidate], results: dict[int, Result]) -> None:
        """The first of several rows that are the same is written; the others follow the policy. Where the
        first one fails, the next one is tried."""
        while fresh:
            leaders: dict[Identity, Candidate] = {}
            first: list[Candidate] = []
            later: list[tuple[Candidate, Candidate, Identity]] = []
            for candidate in fresh:
                identity = candidate.identity.items()
                if leaders.keys().isdisjoint(identity):
                    first.append(candidate)
                    leaders.update(dict.fromkeys(identity, candidate))
                else:
                    same = next(i for i in identity if i in leaders)
                    later.append((candidate, leaders[same], same))
            self._insert(first, results)
            hits: dict[int, Hit] = {}
            fresh = []
            for candidate, leader, same in later:
                record_id = results[leader.number].record_id
                if record_id is None:
                    fresh.append(candidate)
                elif self.policy == "update":
                    label = reason_of(same, self.matcher.keys, self.spec)
                    hits[candidate.number] = Hit(record_id, "", label, False)
                else:
                    label = reason_of(same, self.matcher.keys, self.spec)
                    error = FieldError("", "import.duplicate_row", {"row": leader.number, "reason": label})
                    results[candidate.number] = self._wrong(candidate, ImportRow.SKIPPED, [error])
            self._settle([c for c, _leader, _same in later if c.number in hits], hits, results)

    def _insert(self, candidates: Sequence[Candidate], results: dict[int, Result]) -> None:
        self._draft([c for c in candidates if c.draft is None])
        drafts = [c.draft for c in candidates if c.draft is not None]
        outcomes = create_drafts(self.ctx, self.spec, drafts) if drafts else []
        for candidate, outcome in zip(candidates, outcomes, strict=True):
            if outcome.refusal is None:
                results[candidate.number] = Result(candidate, ImportRow.CREATED, outcome.id)
            else:
                results[candidate.number] = self._failed(candidate, errors_of(outcome.refusal))

    def _draft(self, candidates: Sequence[Candidate]) -> None:
        rows = [{**self.defaults, **_given(c.values)} for c in candidates]
        for name in self.lines:
            for row in rows:
                if name in row:
                    row[name] = [_given(line) for line in row[name]]
        for candidate, draft in zip(candidates, new_drafts(self.ctx, self.spec, rows), strict=True):
            candidate.draft = draft

    def _settle(
        self, known: Sequence[Candidate], hits: Mapping[int, Hit], results: dict[int, Result]
    ) -> None:
        """Rows that stand already: skipped or updated."""
        if not known:
            return
        if self.policy == "update":
            self._update(known, hits, results)
            return
        seen = seen_ids(self.ctx, self.spec, (hits[c.number].id for c in known))
        for candidate in known:
            hit = hits[candidate.number]
            told = hit.shows or hit.id in seen
            code = "import.duplicate" if told else "import.duplicate_hidden"
            error = FieldError("", code, {"name": hit.name, "reason": hit.reason})
            results[candidate.number] = self._wrong(candidate, ImportRow.SKIPPED, [error])
            results[candidate.number].record_id = hit.id

    def _update(
        self, known: Sequence[Candidate], hits: Mapping[int, Hit], results: dict[int, Result]
    ) -> None:
        """Each record once a round: two rows of one record are written one after the other."""
        rest = list(known)
        while rest:
            turn: dict[int, Candidate] = {}
            waiting = []
            for candidate in rest:
                record_id = hits[candidate.number].id
                if record_id in turn:
                    waiting.append(candidate)
                else:
                    turn[record_id] = candidate
            old = self._standing(turn)
            rows = [{**c.values, "id": record_id} for record_id, c in turn.items()]
            self._add_versions([row for row in rows if any(name in row for name in self.lines)])
            for (record_id, candidate), outcome in zip(turn.items(), self._patched(rows), strict=True):
                if outcome.refusal is None:
                    found = Result(candidate, ImportRow.UPDATED, record_id, old=old.get(record_id))
                else:
                    found = self._failed(candidate, _update_errors(outcome.refusal, hits[candidate.number]))
                results[candidate.number] = found
            rest = waiting

    def _add_versions(self, rows: Sequence[dict[str, Any]]) -> None:
        """Lines are changed only by who says which version of the record he means: the one that stands now."""
        versions = versions_of(self.spec, [row["id"] for row in rows]) if rows else {}
        for row in rows:
            row["_version"] = versions.get(row["id"])

    def _patched(self, rows: Sequence[Mapping[str, Any]]) -> list[Outcome]:
        """All together; where an action among them refuses the whole list, one by one."""
        try:
            with transaction.atomic():
                return record_patch(self.ctx, self.spec.name, rows)
        except Refusal:
            return [self._patched_alone(index, row) for index, row in enumerate(rows)]

    def _patched_alone(self, index: int, row: Mapping[str, Any]) -> Outcome:
        try:
            with transaction.atomic():
                (outcome,) = record_patch(self.ctx, self.spec.name, [row])
                return outcome
        except Refusal as refusal:
            return Outcome(index, row["id"], refusal)

    def _standing(self, turn: Mapping[int, Candidate]) -> dict[int, dict[str, Any]]:
        """The values about to be changed, as the API reads them."""
        names = {name for candidate in turn.values() for name in candidate.values}
        items = [item for item in self.spec.fields if item.name in names and item.stored]
        columns = {"custom" if item.custom else item.attname for item in items}
        rows = table(self.spec).system(reason=WHY).filter(pk__in=list(turn)).values("pk", *columns)
        found = {}
        for row in rows:
            given = turn[row["pk"]].values
            old = {i.name: stored_value(i, row) for i in items if i.name in given}
            found[row["pk"]] = {
                i.name: None if old[i.name] is None else TYPES[i.type].dump(i, old[i.name])
                for i in items
                if i.name in old
            }
        wanted = [name for name in self.lines if name in names]
        for record_id, record in by_ids(self.ctx, self.spec, turn, wanted).items() if wanted else ():
            lines = {
                n: writable_lines(self.spec, n, record[n]) for n in wanted if n in turn[record_id].values
            }
            found[record_id].update(lines)
        return found

    def _note_versions(self, results: Iterable[Result]) -> None:
        written = {r.record_id: r for r in results if r.outcome in (ImportRow.CREATED, ImportRow.UPDATED)}
        ids = [record_id for record_id in written if record_id is not None]
        versions = versions_of(self.spec, ids) if ids else {}
        for result in results:
            if result.record_id in versions and result.outcome in (ImportRow.CREATED, ImportRow.UPDATED):
                result.version = versions[result.record_id]

    def _failed(self, candidate: Candidate, errors: Sequence[FieldError]) -> Result:
        return self._wrong(candidate, ImportRow.FAILED, errors)

    def _wrong(self, candidate: Candidate, outcome: str, errors: Sequence[FieldError]) -> Result:
        if not candidate.rows:
            return Result(candidate, outcome, reasons=[self._reason(error) for error in errors])
        told: dict[int, list[Reason]] = defaultdict(list)
        for error in errors:
            told[candidate.row_of(error)].append(self._reason(error))
        note = self._reason(FieldError("", SAME_DOCUMENT, {"row": min(told)}))
        first, *others = candidate.rows
        rest = [(row, told.get(row.number, [note])) for row in others]
        return Result(candidate, outcome, reasons=told.get(first.number, [note]), others=rest)

    def _reason(self, error: FieldError) -> Reason:
        """Column, code and message in every language: who will read it is not known yet."""
        path = _POSITION.sub("", error.field)
        column = self.headers.get(path) or None
        labels = labels_of(self.spec, path)
        return {
            "column": {locale: column or label for locale, label in labels.items()},
            "code": error.code,
            "message": {locale: error.message(locale) for locale in LOCALES},
        }


def _faults(
    spec: ObjectSpec, values: Mapping[str, Any], known: Collection[str], prefix: str = "", *, is_new: bool
) -> list[FieldError]:
    """Values of the wrong form, and what a new record lacks."""
    found = []
    for name, value in values.items():
        item = spec.by_name[name]
        try:
            if value is not None and name != "id":
                TYPES[item.type].parse(item, value)
        except ValueRefused as refused:
            found.append(FieldError(prefix + name, refused.code, refused.params))
    missing = [item.name for item in spec.required_fields if item.default is None] if is_new else []
    lacking = (name for name in missing if name not in values and prefix + name not in known)
    return found + [FieldError(prefix + name, "required") for name in lacking]


def _given(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if None not in values.values():
        return values
    return {name: value for name, value in values.items() if value is not None}


def writable_lines(spec: ObjectSpec, name: str, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as they are read, without what nobody may write."""
    line = catalogue().get(spec.by_name[name].lines_object)
    return [{n: v for n, v in row.items() if n == "id" or _is_written(line.by_name.get(n))} for row in lines]


def _is_written(item: FieldSpec | None) -> bool:
    return item is not None and item.stored and not item.read_only and item.type not in COMPUTED


def labels_of(spec: ObjectSpec, path: str) -> dict[str, str]:
    """What a field or a field of lines is called, by language; a path that leads nowhere is its own name."""
    name, _dot, rest = path.partition(".")
    item = spec.by_name.get(name)
    if item is None:
        return dict.fromkeys(LOCALES, path)
    line = catalogue().objects.get(item.lines_object)
    inner = line.by_name.get(rest) if line is not None else None
    return {
        locale: Place(inner, item).label(locale) if inner else label
        for locale, label in item.label.as_map().items()
    }


def errors_of(refusal: Refusal) -> Sequence[FieldError]:
    """What is wrong per field; a refusal of the whole row has no column."""
    return refusal.field_errors() or (FieldError("", refusal.code, refusal.params),)


def _update_errors(refusal: Refusal, hit: Hit) -> Sequence[FieldError]:
    if isinstance(refusal, NotFound | Forbidden):
        return (FieldError("", "import.duplicate_closed", {"reason": hit.reason}),)
    return errors_of(refusal)
