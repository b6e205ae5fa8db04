"""Writing a chunk of rows through the one write path, and saying what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, Forbidden, NotFound, Refusal
from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.exchange.matching import Hit, Matcher, reason_of, seen_ids, versions_of
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.values import Candidate, Identity
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.outcomes import Outcome
from guike.platform.records.patching import record_patch
from guike.platform.records.rows import table
from guike.platform.records.services import record_create
from guike.platform.records.values import stored_value

WHY = "what stood in a record before an import, kept so that it can be undone"

Reason = dict[str, Any]


@dataclass
class Result:
    """What became of one row."""

    candidate: Candidate
    outcome: str
    record_id: int | None = None
    version: int | None = None
    old: dict[str, Any] | None = None
    reasons: list[Reason] | None = None


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

    def write(self, candidates: Sequence[Candidate]) -> list[Result]:
        """In the order of the rows, inside the caller's transaction."""
        results: dict[int, Result] = {}
        sound = [c for c in candidates if not c.errors]
        hits = self.matcher.match(sound) if self.policy != "create" else {}
        for candidate in candidates:
            if candidate.errors:
                found = (*candidate.errors, *self._further_errors(candidate))
                results[candidate.number] = self._failed(candidate, found)
        sound = [c for c in sound if not c.errors]
        self._settle([c for c in sound if c.number in hits], hits, results)
        self._create([c for c in sound if c.number not in hits], results)
        self._note_versions(results.values())
        return [results[c.number] for c in candidates]

    def _further_errors(self, candidate: Candidate) -> list[FieldError]:
        """What else is wrong with a row that has a bad cell, so that it needs correcting only once."""
        found = []
        known = {error.field for error in candidate.errors} | candidate.values.keys() | self.defaults.keys()
        for name, value in candidate.values.items():
            item = self.spec.by_name[name]
            try:
                if value is not None:
                    TYPES[item.type].parse(item, value)
            except ValueRefused as refused:
                found.append(FieldError(name, refused.code, refused.params))
        if self.policy != "update":
            missing = [item for item in self.spec.required_fields if item.default is None]
            found += [FieldError(item.name, "required") for item in missing if item.name not in known]
        return found

    def _create(self, fresh: Sequence[Candidate], results: dict[int, Result]) -> None:
        """The first of several rows that are the same is written; the others follow the policy. Where the
        first one fails, the next one is tried."""
        while fresh:
            leaders: dict[Identity, Candidate] = {}
            first: list[Candidate] = []
            later: list[tuple[Candidate, Candidate, Identity]] = []
            for candidate in fresh:
                same = next((i for i in candidate.identity if i in leaders), None)
                if same is None:
                    first.append(candidate)
                    leaders.update(dict.fromkeys(candidate.identity, candidate))
                else:
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
        rows = [
            {**self.defaults, **{name: value for name, value in c.values.items() if value is not None}}
            for c in candidates
        ]
        outcomes = record_create(self.ctx, self.spec.name, rows) if rows else []
        for candidate, outcome in zip(candidates, outcomes, strict=True):
            if outcome.refusal is None:
                results[candidate.number] = Result(candidate, ImportRow.CREATED, outcome.id)
            else:
                results[candidate.number] = self._failed(candidate, errors_of(outcome.refusal))

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
            for (record_id, candidate), outcome in zip(turn.items(), self._patched(rows), strict=True):
                if outcome.refusal is None:
                    found = Result(candidate, ImportRow.UPDATED, record_id, old=old.get(record_id))
                else:
                    found = self._failed(candidate, _update_errors(outcome.refusal, hits[candidate.number]))
                results[candidate.number] = found
            rest = waiting

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
        return Result(candidate, outcome, reasons=[self._reason(error) for error in errors])

    def _reason(self, error: FieldError) -> Reason:
        """Column, code and message in every language: who will read it is not known yet."""
        item = self.spec.by_name.get(error.field.split("[")[0].split(".")[0])
        column = self.headers.get(error.field) or None
        labels = item.label.as_map() if item is not None else dict.fromkeys(LOCALES, error.field)
        return {
            "column": {locale: column or label for locale, label in labels.items()},
            "code": error.code,
            "message": {locale: error.message(locale) for locale in LOCALES},
        }


def errors_of(refusal: Refusal) -> Sequence[FieldError]:
    """What is wrong per field; a refusal of the whole row has no column."""
    return refusal.field_errors() or (FieldError("", refusal.code, refusal.params),)


def _update_errors(refusal: Refusal, hit: Hit) -> Sequence[FieldError]:
    if isinstance(refusal, NotFound | Forbidden):
        return (FieldError("", "import.duplicate_closed", {"reason": hit.reason}),)
    return errors_of(refusal)
