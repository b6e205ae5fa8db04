"""The outcome of each row of a write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guike.kernel.errors import Invalid, Refusal
from guike.platform.records.shapes.drafts import Draft


@dataclass(slots=True)
class Outcome:
    """ok when `refusal` is None. `answer`: what an action shows instead of the record."""

    index: int
    id: int | None = None
    refusal: Refusal | None = None
    answer: Mapping[str, Any] | None = None

    @property
    def ok(self) -> bool:
        return self.refusal is None


class RolledBack(Exception):
    """Raised to end an atomic list: one row failed, so none is written."""

    def __init__(self, outcomes: list[Outcome]):
        super().__init__("rolled back")
        self.outcomes = outcomes


def outcome_of(draft: Draft) -> Outcome:
    """The outcome of a draft after it was (or was not) written."""
    refusal = draft.refusal
    if refusal is None and not draft.ok:
        refusal = Invalid(draft.all_errors())
    return Outcome(draft.index, None if refusal else draft.row.pk, refusal)


def single(outcomes: Iterable[Outcome]) -> Outcome:
    """The one outcome of a list of one; raises its refusal."""
    (outcome,) = outcomes
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome
