"""Rules at work: runs, trials, what acts on saving."""

from __future__ import annotations

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.records import Change
from guike.entry.openapi.shapes.work import Person


class NamedRecord(TypedDict):
    """name: empty for a record that the caller does not see; label: of its object."""

    object: str
    id: int
    name: str
    label: str


class RuleStep(TypedDict):
    """What one step did, or would do. ok: whether it was not refused."""

    n: int
    do: str
    label: str
    at: str | None
    ok: bool
    text: str
    record: NamedRecord | None


class RuleName(TypedDict):
    id: int
    name: str


class CauseRun(TypedDict):
    id: int
    rule: str


class RunCause(TypedDict):
    """What fired a rule. run: the run whose step it was."""

    moment: str
    by: Person | None
    source: str | None
    changes: list[Change]
    run: CauseRun | None
    replayed_by: Person | None
    from_step: int | None
    version: str | None


class CausedRun(TypedDict):
    id: int
    label: str
    status: str


class RunChange(Change):
    at: str


class AutomationRun(TypedDict):
    """One rule at work on one record. changes: what the history of that record says of it."""

    id: int
    rule: RuleName
    revision: int
    status: str
    error: str
    depth: int
    run_as: Person | None
    record: NamedRecord | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    due_at: str | None
    replays: int | None
    cause: RunCause
    steps: list[RuleStep]
    caused: list[CausedRun]
    changes: list[RunChange]


class Simulated(TypedDict):
    """holds: whether the record meets the rule's condition now."""

    holds: bool
    steps: list[RuleStep]


class Effects(TypedDict):
    """changes: records by field; creates: records by object; tells: reminders; sends: what leaves the house."""

    changes: dict[str, int]
    creates: dict[str, int]
    tells: int
    sends: int
    is_all: bool


class SampleRecord(TypedDict):
    object: str
    id: int
    name: str


class Sample(TypedDict):
    at: str
    record: SampleRecord
    steps: list[RuleStep]


class Met(TypedDict):
    """Another active rule: how many of the events fire both, which fields both write, which of the two triggers the other."""

    rule: RuleName
    same_events: int
    same_fields: list[str]
    triggers_it: bool
    triggered_by_it: bool


class Backtest(TypedDict):
    """What a rule would have done. events: how many were looked through; is_all: whether these are all there were."""

    days: int
    events: int
    is_all: bool
    times: int
    records: int
    by_day: dict[str, int]
    effects: Effects
    samples: list[Sample]
    meets: list[Met]


class StepKind(TypedDict):
    name: str
    label: str
    is_outer: bool


class StepKinds(TypedDict):
    items: list[StepKind]


class SavingAct(TypedDict):
    """Something that acts on saving; object and id: the definition behind it."""

    name: str
    detail: str
    object: str | None
    id: int | None
    changed_by: Person | None
    changed_at: str | None
    is_on: bool


class SavingPart(TypedDict):
    key: str
    label: str
    acts: list[SavingAct]


class Saving(TypedDict):
    """Everything that acts when a record of the object is saved, in order."""

    object: str
    label: str
    parts: list[SavingPart]
