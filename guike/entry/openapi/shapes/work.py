"""Work that takes long, and what it tells people."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.basics import FieldType, JobStatus, Reference
from guike.entry.openapi.shapes.records import File


class JobId(TypedDict):
    job: int


class Started(JobId):
    """The id is the job's as well."""

    id: int


class Job(TypedDict):
    id: int
    kind: str
    label: str
    status: JobStatus
    done: int
    total: int | None
    errors: int
    result: Any
    cancel_requested: bool
    created_at: str
    started_at: str | None
    finished_at: str | None


class Person(TypedDict):
    id: int
    name: str | None


class EventBacklog(TypedDict):
    """events: not yet spread to their handlers; pending: deliveries still to be made; dead: given up."""

    events: int
    pending: int
    dead: int
    oldest_at: str | None
    last_hour: int


class JobBacklog(TypedDict):
    queued: int
    running: int
    failed: int


class TroubledWebhook(TypedDict):
    id: int
    name: str
    status: Literal["failing", "disabled"]
    trouble: str
    failing_since: str | None


class WebhookBacklog(TypedDict):
    """Deliveries that wait, that failed and are tried again, that were given up; last_hour: how many were received."""

    pending: int
    failed: int
    dead: int
    oldest_at: str | None
    last_hour: int
    troubled: list[TroubledWebhook]


class ReminderBacklog(TypedDict):
    """Reminders by mail and robots; last_hour: how many were sent; oldest_at: since when the oldest should have gone."""

    pending: int
    failed: int
    dead: int
    oldest_at: str | None
    last_hour: int


class Backlog(TypedDict):
    events: EventBacklog
    jobs: JobBacklog
    webhooks: WebhookBacklog
    reminders: ReminderBacklog


class DeadLetter(TypedDict):
    """A delivery of an event that failed too often. id: the delivery's."""

    id: int
    event: int
    kind: str
    object: str | None
    handler: str
    at: str
    actor: Person | None
    attempts: int
    reason: str


class FailedJob(TypedDict):
    id: int
    kind: str
    label: str
    created_by: Person | None
    created_at: str
    finished_at: str | None
    done: int
    total: int | None
    reason: str


class NamedRecord(TypedDict):
    object: str
    id: int
    name: str | None


class DeadDelivery(TypedDict):
    """A delivery of a webhook that no receiver took. reason: in the company's language."""

    id: int
    webhook: Reference
    event: str
    record: NamedRecord
    at: str
    attempts: int
    response_code: int | None
    reason: str


class DeadDeliveries(TypedDict):
    items: list[DeadDelivery]
    next_cursor: str | None


class DeadLetters(TypedDict):
    items: list[DeadLetter]
    next_cursor: str | None


class FailedJobs(TypedDict):
    items: list[FailedJob]
    next_cursor: str | None


class Affected(TypedDict):
    count: int


class Decision(TypedDict, total=False):
    """What becomes of a column's cells that cannot be taken as they stand; words: what they mean, as a code or id."""

    on_bad: Literal["refuse", "empty", "create"]
    words: dict[str, Any]


class Mapping(TypedDict):
    id: int
    name: str
    mapping: dict[str, str]
    columns: dict[str, Decision]


class RowProblem(TypedDict):
    row: int
    column: str
    code: str
    message: str


class ProblemGroup(TypedDict):
    """All rows with one thing wrong in one column: how many, the first of them, what they say there."""

    kind: Literal["failed", "skipped", "note"]
    column: str
    code: str
    message: str
    count: int
    rows: list[int]
    values: list[str]


class Beside(TypedDict):
    """How many records of another object were created beside those of the file."""

    object: str
    label: str
    count: int


class Checked(TypedDict):
    """The result of the job of `/imports/check`: what the rows of the whole file would become."""

    rows: int
    created: int
    updated: int
    skipped: int
    failed: int
    beside: list[Beside]
    groups: list[ProblemGroup]


class ImportKey(TypedDict):
    """What records can be told by. is_sure: tells them without being chosen."""

    name: str
    label: str
    is_sure: bool


class SuggestedField(TypedDict):
    """A custom field that would hold a column which has none; only for who may make it."""

    api_name: str
    label: str
    type: FieldType


class PreviewColumn(TypedDict):
    """ways: what may become of cells that cannot be taken; none where the column is not used. closed: the field that it names and that
    the caller may not write."""

    name: str
    samples: list[str]
    field: str | None
    proposed: str | None
    ways: list[str]
    closed: str | None
    suggested: SuggestedField | None


class PreviewField(TypedDict):
    """What a column may fill, by path: a field of the record, with `lines` one of its lines, with `beside` an object whose
    record belongs to it; group: what those are called. joins: several columns may fill it."""

    name: str
    label: str
    type: FieldType
    required: bool
    lines: str | None
    beside: str | None
    group: str | None
    joins: bool


class Tried(TypedDict):
    """What the first rows would become. is_whole: these are all rows of the file, `/imports/check` finds no more."""

    rows: int
    is_whole: bool
    created: int
    updated: int
    skipped: int
    failed: int
    beside: list[Beside]


class Reading(TypedDict, total=False):
    """How a file is read. percent: what 10 means in a column of percentages, 10 % (hundredths) or 1000 % (wholes)."""

    encoding: str
    sheet: str
    header_row: int
    decimal: Literal[".", ","]
    percent: Literal["hundredths", "wholes"]


class Lettering(TypedDict):
    """An encoding that a file may be in, and how it begins when it is read so."""

    encoding: str
    sample: str


class Preview(TypedDict):
    file: int
    name: str
    rows: int
    encoding: str | None
    encodings: list[Lettering]
    sheets: list[str]
    reading: Reading
    header_row: int
    columns: list[PreviewColumn]
    fields: list[PreviewField]
    mappings: list[Mapping]
    keys: list[ImportKey]
    problems: list[RowProblem]
    skips: list[RowProblem]
    notes: list[RowProblem]
    groups: list[ProblemGroup]
    tried: Tried


class ImportSummary(TypedDict):
    id: int
    job: int
    object: str
    file: str
    user: Reference | None
    status: Literal["queued", "running", "done", "failed", "cancelled", "undone"]
    done: int
    total: int
    rows: int
    created: int
    updated: int
    skipped: int
    failed: int
    beside: list[Beside]
    on_duplicate: Literal["skip", "update", "create"]
    mode: Literal["normal", "migration"]
    blanks: Literal["leave", "clear"]
    identify_by: list[str]
    result: Any
    can_undo: bool
    undo_job: int | None
    created_at: str
    finished_at: str | None


class ImportUndo(TypedDict):
    job: int
    status: JobStatus
    result: Any


class Import(ImportSummary):
    errors: list[RowProblem]
    skips: list[RowProblem]
    notes: list[RowProblem]
    mapping: dict[str, str]
    columns: dict[str, Decision]
    defaults: dict[str, Any]
    undo: ImportUndo | None


class Imports(TypedDict):
    items: list[ImportSummary]
    next: int | None


class UndoReason(TypedDict):
    message: str
    count: int


class UndoForeseen(TypedDict):
    """What taking an import back would do; not `exact`: more may be kept than is said."""

    deleted: int
    restored: int
    kept: int
    beside: list[Beside]
    reasons: list[UndoReason]
    exact: bool


class ExportSummary(TypedDict):
    id: int
    job: int
    object: str
    user: Reference | None
    format: Literal["xlsx", "csv", "zip"]
    fields: list[str]
    status: JobStatus
    rows: int
    file: File | None
    created_at: str
    finished_at: str | None


class Exports(TypedDict):
    items: list[ExportSummary]
    next: int | None


class DemoObject(TypedDict):
    object: str
    label: str
    records: int
    added: int
    changed: int


class DemoCleared(TypedDict):
    """Records of the demo company; `added` and `changed`: by people since it was loaded."""

    company: str
    records: int
    added: int
    changed: int
    people: int
    objects: list[DemoObject]


class KeptKind(TypedDict):
    """One kind of what is kept. holds: what it tells of whom; setting, section: where the period is set; period: 0 is for ever, null
    when it is `fixed`; rows: counted up to a limit, is_more: there are more; removed_rows: of the last night on which some went."""

    name: str
    label: str
    holds: str
    setting: str | None
    section: str | None
    period: int | None
    unit: Literal["hours", "days", "months"]
    fixed: str | None
    rows: int
    is_more: bool
    oldest_at: str | None
    removed_rows: int | None
    removed_at: str | None


class Retention(TypedDict):
    items: list[KeptKind]


class IntegrityExample(TypedDict):
    """A record that differs. kept, derived: figures as text."""

    id: int
    name: str
    kept: str
    derived: str


class IntegrityCheck(TypedDict):
    """One check. compared: so many records; differing: of them; both null before the first comparison."""

    code: str
    object: str
    label: str
    compared: int | None
    differing: int | None
    checked_at: str | None
    examples: list[IntegrityExample]


class Integrity(TypedDict):
    """Those that differ first. job: the comparison under way."""

    items: list[IntegrityCheck]
    job: int | None


class DemoStock(DemoCleared):
    needs_password: bool


class StartObject(TypedDict):
    object: str
    label: str
    records: int


class CompanyStart(TypedDict):
    company: str
    is_named: bool
    is_demo: bool
    currency: str
    departments: int
    people: int
    roles: int
    objects: list[StartObject]


class Export(TypedDict):
    id: int
    job: int
    object: str
    format: Literal["xlsx", "csv", "zip"]
    fields: list[str]
    status: JobStatus
    done: int
    total: int | None
    rows: int | None
    file: File | None
    result: Any
    created_at: str
