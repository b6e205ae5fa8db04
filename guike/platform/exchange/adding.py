"""Writes the second records of an import's rows: each once, with a reference to the record of its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.kernel.errors import FieldError, Refusal
from guike.platform.access.context import Context
from guike.platform.exchange.deciding import as_text
from guike.platform.exchange.matching import seen_ids, versions_of
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.results import Result
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.duplicates import DuplicateKey, find_matches, key_values, keys_of
from guike.platform.records.writing import create_drafts, new_drafts


@dataclass(frozen=True)
class Wanted:
    """One second record that a row holds."""

    result: Result
    values: Mapping[str, Any]


def add_beside(
    ctx: Context, spec: ObjectSpec, names: Sequence[str], results: Sequence[Result]
) -> list[tuple[Result, FieldError]]:
    """Create the second records of the rows, unless they exist by a duplicate key that includes the reference. Rows
    that were skipped add theirs to the existing record, if the importer sees it. Returns the second records that could
    not be created, with the reasons; the rows themselves stay."""
    refused: list[tuple[Result, FieldError]] = []
    for name in names:
        child, relation = catalogue().beside(spec.name)[name]
        fresh = _fresh(child, relation, _wanted(ctx, spec, child, relation, results))
        drafts = new_drafts(ctx, child, [one.values for one in fresh])
        outcomes = create_drafts(ctx, child, drafts) if drafts else []
        versions = versions_of(child, [o.id for o in outcomes if o.refusal is None and o.id is not None])
        for one, outcome in zip(fresh, outcomes, strict=True):
            if outcome.refusal is not None:
                refused.append((one.result, _error_of(child, one, outcome.refusal)))
            elif outcome.id is not None:
                made = {"object": name, "id": outcome.id, "version": versions.get(outcome.id)}
                one.result.beside.append(made)
    return refused


def _wanted(
    ctx: Context, spec: ObjectSpec, child: ObjectSpec, relation: FieldSpec, results: Sequence[Result]
) -> list[Wanted]:
    having = [r for r in results if r.record_id is not None and child.name in r.candidate.beside]
    having = [r for r in having if r.outcome != ImportRow.FAILED]
    skipped = [r.record_id for r in having if r.outcome == ImportRow.SKIPPED and r.record_id is not None]
    seen = seen_ids(ctx, spec, skipped) if skipped else set()
    return [
        Wanted(r, {**_without_empty(r.candidate.beside[child.name]), relation.name: r.record_id})
        for r in having
        if r.outcome != ImportRow.SKIPPED or r.record_id in seen
    ]


def _fresh(child: ObjectSpec, relation: FieldSpec, wanted: Sequence[Wanted]) -> list[Wanted]:
    """The second records that do not exist yet; of equal ones in several rows the first."""
    keys = [k for k in keys_of(child) if not k.object and any(p.field == relation.name for p in k.parts)]
    known = {(n, value) for n, key in enumerate(keys) for value in _standing(child, key, wanted)}
    found = []
    for one in wanted:
        mine = {(n, value) for n, key in enumerate(keys) for value in key_values(key, one.values.get)}
        if known.isdisjoint(mine):
            found.append(one)
        known |= mine
    return found


def _standing(child: ObjectSpec, key: DuplicateKey, wanted: Sequence[Wanted]) -> Iterable[tuple[str, ...]]:
    values = [value for one in wanted for value in key_values(key, one.values.get)]
    return find_matches(child, key, values) if values else ()


def _error_of(child: ObjectSpec, one: Wanted, refusal: Refusal) -> FieldError:
    name = child.name_field
    params = {
        "object": child.label,
        "value": str(one.values.get(name) or ""),
        "why": as_text(refusal.field_errors() or (refusal,)),
    }
    return FieldError(f"{child.name}.{name}", "import.not_beside", params)


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def added_beside(results: Iterable[Result]) -> Counter[str]:
    """{object: number of created second records}"""
    return Counter(made["object"] for result in results for made in result.beside)


def beside_told(names: Iterable[str], counts: Mapping[str, int], locale: str) -> list[dict[str, Any]]:
    """[{"object", "label", "count"}] of the objects of the file's second records."""
    known = catalogue().objects
    return [
        {"object": name, "label": known[name].label.get(locale), "count": counts.get(name, 0)}
        for name in names
        if name in known
    ]
