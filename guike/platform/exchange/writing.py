"""Writes a chunk of rows through the write path and returns the result of each row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, Forbidden, NotFound, Refusal
from guike.kernel.text import LOCALES
from guike.platform.access.context import Context
from guike.platform.exchange.adding import add_beside
from guike.platform.exchange.deciding import Decider, holder_at, item_at, path_of
from guike.platform.exchange.headers import Place
from guike.platform.exchange.holding import Held
from guike.platform.exchange.leftovers import is_in_bin, make_way
from guike.platform.exchange.matching import (
    Matcher,
    differing,
    hit_on_row,
    seen_ids,
    standing,
    versions_of,
)
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.results import SAME_DOCUMENT, WRITTEN, Reason, Result
from guike.platform.exchange.values import Candidate, Hit, Identity
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused
from guike.platform.records.actions import record_patch
from guike.platform.records.reading import by_ids, labels, table
from guike.platform.records.shapes import Outcome, index_row, stored_value
from guike.platform.records.writing import create_drafts, new_drafts

WHY = "what stood in a record before an import, kept so that it can be undone"

COMPUTED = frozenset({"auto_number", "formula", "rollup"})


class Writer:
    """Writes candidates for one import. policy: skip | update | create, for records that exist already.

    `headers`: field → header of its column, for messages; `places`: field → index of its column. `chosen`: names of the
    keys that identify records; `decider`: the treatment of bad cells; `composed`: fields that several columns fill;
    `beside`: objects of the rows' second records.
    """

    def __init__(
        self,
        ctx: Context,
        spec: ObjectSpec,
        *,
        policy: str,
        defaults: Mapping[str, Any],
        headers: Mapping[str, str],
        places: Mapping[str, int],
        chosen: Collection[str] = (),
        decider: Decider | None = None,
        composed: Collection[str] = (),
        beside: Sequence[str] = (),
    ) -> None:
        self.ctx, self.spec, self.policy = ctx, spec, policy
        self.defaults, self.headers, self.places = defaults, headers, places
        self.matcher = Matcher(ctx, spec, chosen)
        self.held = Held(ctx, spec, {path: n for path, n in places.items() if path not in composed})
        self.decider, self.beside = decider, beside
        self.lines = [item.name for item in spec.fields if item.type == "lines"]
        self._labels: dict[str, dict[str, str]] = {}

    def ready(self, candidates: list[Candidate]) -> list[Candidate]:
        """Prepare candidates before they are written: their identities, and drafts of those that will be new. It needs
        no database."""
        if self.policy != "create":
            self.matcher.identify(candidates)
        if self.policy == "update":
            return candidates
        sound = [c for c in candidates if not c.errors]
        self._draft(sound)
        for candidate in sound:
            if candidate.draft is not None:
                index_row(self.spec, candidate.draft.row)
        return candidates

    def write(self, candidates: Sequence[Candidate]) -> list[Result]:
        """Write prepared candidates in the order of the rows, inside the caller's transaction."""
        results: dict[int, Result] = {}
        hits: dict[int, Hit] = {}
        if self.policy == "update":
            hits = self.matcher.match(candidates)
            self.held.settle(candidates, hits)
        elif self.policy == "skip":
            hits = self.matcher.match([c for c in candidates if not self._is_bad(c)])
        if self.decider is not None:
            skipped = hits if self.policy == "skip" else {}
            written = [c for c in candidates if not self._is_bad(c) and c.number not in skipped]
            self.decider.settle(written, self._cell)
        for candidate in candidates:
            if self._is_bad(candidate):
                found = (*candidate.errors, *self._further_errors(candidate))
                results[candidate.number] = self._failed(candidate, found)
        sound = [c for c in candidates if c.number not in results]
        self._settle([c for c in sound if c.number in hits], hits, results)
        self._create([c for c in sound if c.number not in hits], results)
        told = [results[c.number] for c in candidates]
        if self.beside:
            self._add_beside(told)
        self._note_versions(told)
        return told

    def _add_beside(self, results: Sequence[Result]) -> None:
        for result, error in add_beside(self.ctx, self.spec, self.beside, results):
            reason = self._reason(error, result.candidate.moved)
            result.reasons = [*(result.reasons or ()), reason]

    def _is_bad(self, candidate: Candidate) -> bool:
        return bool(candidate.errors) and (self.decider is None or self.decider.blocks(candidate))

    def _cell(self, candidate: Candidate, error: FieldError) -> str:
        """The text of the cell that an error is about; in a document, from the row of its line."""
        index = self.places[path_of(error)]
        number = candidate.row_of(error)
        row = next((row for row in candidate.rows if row.number == number), None)
        return (row.cells if row else candidate.cells)[index].strip()

    def _further_errors(self, candidate: Candidate) -> list[FieldError]:
        """Further errors of a row with a bad cell, so that the user can correct all at once."""
        if any(not error.field for error in candidate.errors):
            return []  # the row is not a record
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
        """Write the first of several equal rows; the policy decides about the others. If the first one fails, the next
        one is tried."""
        if self.policy != "create" and fresh:
            self._note_likenesses(fresh)
        while fresh:
            leaders: dict[Identity, Candidate] = {}
            first: list[Candidate] = []
            later: list[tuple[Candidate, Candidate, Identity]] = []
            for candidate in fresh:
                identity = candidate.identity
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
                    continue
                hit = hit_on_row(record_id, same, self.matcher.keys, self.spec)
                if self.policy == "update":
                    hits[candidate.number] = hit
                else:
                    error = FieldError(
                        "", "import.duplicate_row", {"row": leader.number, "reason": hit.reason}
                    )
                    results[candidate.number] = self.told(candidate, ImportRow.SKIPPED, [error])
                    results[candidate.number].record_id = record_id
            rows = {record.number: leader.number for record, leader, _same in later}
            self._settle([c for c, _leader, _same in later if c.number in hits], hits, results, rows)

    def _note_likenesses(self, fresh: Sequence[Candidate]) -> None:
        """Add notes to imported rows that resemble an existing record, so that a person can check them."""
        for candidate, like in self.matcher.likenesses(fresh):
            params: dict[str, Any] = {"reason": like.key.label(self.spec)}
            code = "import.like" if like.name else "import.like_hidden"
            if like.row:
                code, params["row"] = "import.like_row", like.row
            else:
                params["object"] = catalogue().get(like.key.object or self.spec.name).label
                params["name"] = like.name
            candidate.notes.append(FieldError(like.key.parts[0].field, code, params))

    def _insert(self, candidates: Sequence[Candidate], results: dict[int, Result]) -> None:
        """Insert candidates, each by itself. If only cells are wrong that may be left empty, the row is tried again
        without them."""
        rest = list(candidates)
        has_made_way = False
        while rest:
            self._draft([c for c in rest if c.draft is None])
            drafts = [c.draft for c in rest if c.draft is not None]
            outcomes = create_drafts(self.ctx, self.spec, drafts) if drafts else []
            held = [d for d, o in zip(drafts, outcomes, strict=True) if o.refusal and is_in_bin(o.refusal)]
            may_again = bool(held) and not has_made_way and make_way(self.spec, held)
            has_made_way = has_made_way or may_again
            spared = []
            for candidate, outcome in zip(rest, outcomes, strict=True):
                if outcome.refusal is None:
                    results[candidate.number] = self._done(candidate, ImportRow.CREATED, outcome.id)
                elif may_again and is_in_bin(outcome.refusal):
                    candidate.draft = None
                    spared.append(candidate)
                elif self._spares(candidate, outcome.refusal):
                    spared.append(candidate)
                else:
                    results[candidate.number] = self._failed(candidate, errors_of(outcome.refusal))
            rest = spared

    def _spares(self, candidate: Candidate, refusal: Refusal) -> bool:
        return self.decider is not None and self.decider.spare(candidate, refusal.field_errors())

    def _draft(self, candidates: Sequence[Candidate]) -> None:
        rows = [{**self.defaults, **_without_empty(c.values)} for c in candidates]
        for name in self.lines:
            for row in rows:
                if name in row:
                    row[name] = [_without_empty(line) for line in row[name]]
        for candidate, draft in zip(candidates, new_drafts(self.ctx, self.spec, rows), strict=True):
            candidate.draft = draft

    def _settle(
        self,
        known: Sequence[Candidate],
        hits: Mapping[int, Hit],
        results: dict[int, Result],
        leaders: Mapping[int, int] | None = None,
    ) -> None:
        """Skip or update rows whose records exist. `leaders`: by row the earlier row of the file that became its
        record."""
        if not known:
            return
        if self.policy == "update":
            self._update(self._identified(known, hits, results, leaders or {}), hits, results)
            return
        names = self._names(hits[c.number] for c in known)
        for candidate in known:
            hit = hits[candidate.number]
            name = names.get(hit.id)
            code = "import.duplicate" if name else "import.duplicate_hidden"
            error = FieldError("", code, {"name": name or "", "reason": hit.reason})
            results[candidate.number] = self.told(candidate, ImportRow.SKIPPED, [error])
            results[candidate.number].record_id = hit.id

    def _names(self, hits: Iterable[Hit]) -> dict[int, str]:
        """id → name of the records whose names the importer may see."""
        every = list(hits)
        ids = seen_ids(self.ctx, self.spec, (hit.id for hit in every)) | {h.id for h in every if h.shows}
        return labels(self.ctx, self.spec.name, ids) if ids else {}

    def _identified(
        self,
        known: Sequence[Candidate],
        hits: Mapping[int, Hit],
        results: dict[int, Result],
        leaders: Mapping[int, int],
    ) -> list[Candidate]:
        """The rows whose record is certain. A likely match is reported and never changed."""
        doubted = {hits[c.number].id for c in known if hits[c.number].called}
        names = {name for hit in hits.values() for name in hit.called}
        there = standing(self.spec, doubted, (*names, "source_system")) if doubted else {}
        seen = seen_ids(self.ctx, self.spec, doubted) if doubted else set()
        found = []
        for candidate in known:
            hit = hits[candidate.number]
            if hit.count > 1:
                params: dict[str, Any] = {"count": hit.count, "reason": hit.reason}
                results[candidate.number] = self._failed(
                    candidate, [FieldError("", "import.several", params)]
                )
                continue
            mine = {**self.defaults, **candidate.values}
            record = there.get(hit.id, {})
            unlike = next(iter(differing(hit.called, mine.get, record.get)), None)
            if unlike is None:
                found.append(candidate)
                continue
            field_name, here, other = unlike
            params = {"reason": hit.reason, "field": self.spec.by_name[field_name].label, "here": here}
            code = "import.likely_hidden"
            if candidate.number in leaders:
                code, params["row"] = "import.likely_row", leaders[candidate.number]
            elif hit.id in seen and self.ctx.level(self.spec.name, field_name) not in UNREADABLE:
                code, params["name"], params["there"] = "import.likely", hit.name, other
            error = FieldError(field_name, code, params)
            results[candidate.number] = self.told(candidate, ImportRow.SKIPPED, [error])
        return found

    def _update(
        self, known: Sequence[Candidate], hits: Mapping[int, Hit], results: dict[int, Result]
    ) -> None:
        """Update each record once in a round, so that two rows of one record are written one after the other."""
        rest = list(known)
        before = {r.record_id: n for n, r in results.items() if r.outcome in WRITTEN}
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
            rows = [{**added(c, old.get(record_id)), "id": record_id} for record_id, c in turn.items()]
            self._add_versions([row for row in rows if any(name in row for name in self.lines)])
            for (record_id, candidate), outcome in zip(turn.items(), self._patched(rows), strict=True):
                if outcome.refusal is not None and self._spares(candidate, outcome.refusal):
                    waiting.append(candidate)
                    continue
                if outcome.refusal is None:
                    if record_id in before:
                        candidate.notes.append(FieldError("", "import.again", {"row": before[record_id]}))
                    before[record_id] = candidate.number
                    found = self._done(candidate, ImportRow.UPDATED, record_id)
                    found.old = old.get(record_id)
                else:
                    found = self._failed(candidate, _update_errors(outcome.refusal, hits[candidate.number]))
                results[candidate.number] = found
            rest = sorted(waiting, key=lambda candidate: candidate.number)

    def _add_versions(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add the present version of the records, because changes of lines require it."""
        versions = versions_of(self.spec, [row["id"] for row in rows]) if rows else {}
        for row in rows:
            row["_version"] = versions.get(row["id"])

    def _patched(self, rows: Sequence[Mapping[str, Any]]) -> list[Outcome]:
        """Patch all rows together; if an action refuses the whole list, one by one."""
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
        """The present values of the fields that will change, in the API's form."""
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
        written = {r.record_id: r for r in results if r.outcome in WRITTEN}
        ids = [record_id for record_id in written if record_id is not None]
        versions = versions_of(self.spec, ids) if ids else {}
        for result in results:
            if result.record_id in versions and result.outcome in WRITTEN:
                result.version = versions[result.record_id]

    def _done(self, candidate: Candidate, outcome: str, record_id: int | None) -> Result:
        """The result of an imported row, with its notes."""
        if not candidate.notes:
            return Result(candidate, outcome, record_id)
        found = self.told(candidate, outcome, candidate.notes)
        notes = [*(found.reasons or ()), *(reason for _row, reasons in found.others for reason in reasons)]
        unlike = [reason for reason in notes if reason["code"] != SAME_DOCUMENT]
        return Result(candidate, outcome, record_id, reasons=unlike)

    def _failed(self, candidate: Candidate, errors: Sequence[FieldError]) -> Result:
        return self.told(candidate, ImportRow.FAILED, errors)

    def told(self, candidate: Candidate, outcome: str, errors: Sequence[FieldError]) -> Result:
        """The result of a row with this outcome and these errors."""
        if not candidate.rows:
            return Result(
                candidate, outcome, reasons=[self._reason(error, candidate.moved) for error in errors]
            )
        told: dict[int, list[Reason]] = defaultdict(list)
        for error in errors:
            told[candidate.row_of(error)].append(self._reason(error, candidate.moved))
        note = self._reason(FieldError("", SAME_DOCUMENT, {"row": min(told)}), {})
        first, *others = candidate.rows
        rest = [(row, told.get(row.number, [note])) for row in others]
        return Result(candidate, outcome, reasons=told.get(first.number, [note]), others=rest)

    def _reason(self, error: FieldError, moved: Mapping[str, str]) -> Reason:
        """Column, code and message in every language, because the reader is not known yet."""
        path = path_of(error)
        column = moved.get(path) or self.headers.get(path)
        labels = self._labels.get(path)
        if labels is None:
            labels = self._labels[path] = labels_of(self.spec, path)
        return {
            "column": dict.fromkeys(LOCALES, column) if column else labels,
            "code": error.code,
            "message": {locale: error.message(locale) for locale in LOCALES},
        }


def _faults(
    spec: ObjectSpec, values: Mapping[str, Any], known: Collection[str], prefix: str = "", *, is_new: bool
) -> list[FieldError]:
    """Errors of values of the wrong form, and missing fields of a new record."""
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


def _without_empty(values: Mapping[str, Any]) -> Mapping[str, Any]:
    if None not in values.values():
        return values
    return {name: value for name, value in values.items() if value is not None}


def writable_lines(spec: ObjectSpec, name: str, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as the API reads them, without read-only fields."""
    line = catalogue().get(spec.by_name[name].lines_object)
    return [{n: v for n, v in row.items() if n == "id" or _is_written(line.by_name.get(n))} for row in lines]


def _is_written(item: FieldSpec | None) -> bool:
    return item is not None and item.stored and not item.read_only and item.type not in COMPUTED


def labels_of(spec: ObjectSpec, path: str) -> dict[str, str]:
    """The label of a field of the record, its lines or a second record, by language; an unknown path is its own
    label."""
    first, dot, _rest = path.partition(".")
    lines = spec.by_name.get(first) if dot else None
    try:
        holder, inner = holder_at(spec, path), item_at(spec, path)
    except KeyError:
        return lines.label.as_map() if lines else dict.fromkeys(LOCALES, path)
    place = Place(inner, lines, holder if dot and lines is None else None)
    return {locale: place.label(locale) for locale in inner.label.as_map()}


def errors_of(refusal: Refusal) -> Sequence[FieldError]:
    """The errors of a refusal by field; a refusal of the whole row has no column."""
    return refusal.field_errors() or (FieldError("", refusal.code, refusal.params),)


def added(candidate: Candidate, old: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values of a row for an existing record: gathered remarks are added below its own remarks, each line once."""
    values = dict(candidate.values)
    for name in candidate.gathered & values.keys():
        lines = str((old or {}).get(name) or "").split("\n")
        fresh = [line for line in str(values[name] or "").split("\n") if line and line not in lines]
        values[name] = "\n".join([*lines, *fresh] if any(lines) else fresh)
        if not fresh:
            del values[name]
    return values


def _update_errors(refusal: Refusal, hit: Hit) -> Sequence[FieldError]:
    if isinstance(refusal, NotFound | Forbidden):
        return (FieldError("", "import.duplicate_closed", {"reason": hit.reason}),)
    return errors_of(refusal)
