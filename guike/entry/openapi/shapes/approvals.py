"""Approvals: the inbox, a request with its way, what an approver needs to decide."""

from __future__ import annotations

from typing import Any, Literal

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.basics import FieldType, Problem
from guike.entry.openapi.shapes.meta import FieldMeta
from guike.entry.openapi.shapes.records import File
from guike.entry.openapi.shapes.work import Person

RequestStatus = Literal["pending", "approved", "rejected", "withdrawn", "cancelled"]
TaskStatus = Literal["open", "waiting", "approved", "rejected", "transferred", "not_needed", "cancelled"]
StepStatus = Literal["open", "passed", "skipped", "carried", "rejected", "cancelled", "future"]
Act = Literal[
    "comment", "approve", "reject", "transfer", "add_approver", "grab", "urge", "withdraw", "resubmit", "cancel", "reroute"
]  # fmt: skip


class ApprovalHours(TypedDict):
    """How long something waited, or waits until now, in hours by the clock and in working hours."""

    clock: str
    working: str


class ApprovalShown(TypedDict):
    """A value of the record as the record itself answers it."""

    field: str
    label: str
    value: Any


class ApprovalRecord(TypedDict):
    """The record; without a name where the caller may not see it. currency: of its amounts, null where it has none of its own."""

    object: str
    id: int
    name: str
    visible: bool
    currency: str | None


class ApprovalRequestPart(TypedDict):
    id: int
    number: str
    status: RequestStatus
    is_returned: bool
    round: int
    trigger: Literal["create", "submit", "change", "action"]
    action: str
    applicant: Person | None
    started_at: str | None
    closed_at: str | None
    failure: str


class ApprovalStepName(TypedDict):
    key: int
    name: str


class ApprovalTask(TypedDict):
    """What one person has, or had, to decide."""

    task: int
    step: ApprovalStepName
    round: int
    approver: Person | None
    acting_for: Person | None
    origin: str
    reason: str
    group: str
    status: TaskStatus
    opened_at: str | None
    due_at: str | None
    decided_at: str | None
    waiting_hours: ApprovalHours | None
    comment: str
    files: list[File]
    record_version: int | None
    last_urged_at: str | None


class ApprovalItem(TypedDict):
    """A line of the inbox: a request, or what was returned to the caller."""

    id: int
    kind: Literal["request", "resubmit"]
    request: ApprovalRequestPart
    record: ApprovalRecord
    object_label: str
    card: list[ApprovalShown]


class ApprovalTaskItem(ApprovalTask):
    """A line of the inbox: a task."""

    id: int
    kind: Literal["task"]
    request: ApprovalRequestPart
    record: ApprovalRecord
    object_label: str
    card: list[ApprovalShown]


class ApprovalCounts(TypedDict):
    todo: int


class ApprovalInbox(TypedDict):
    items: list[ApprovalItem | ApprovalTaskItem]
    next_cursor: str | None
    counts: ApprovalCounts


class ApprovalStep(TypedDict):
    """A step in one round; "future": it may still come."""

    key: int
    name: str
    group: int
    need: Literal["all", "any", "count", "per_group", "first"]
    need_count: int
    conditional: bool
    round: int
    status: StepStatus
    reason: str
    tasks: list[ApprovalTask]


class ApprovalComment(TypedDict):
    id: int
    kind: Literal["comment", "urge", "admin"]
    author: Person | None
    at: str | None
    content: str
    files: list[File]


class ApprovalReader(TypedDict):
    user: Person | None
    at: str | None
    read_at: str | None


class ApprovalDefinitionPart(TypedDict):
    id: int
    name: str
    version: int


class ApprovalCell(TypedDict):
    """One value before and after, in words."""

    field: str
    label: str
    old: Any
    new: Any


class ApprovalLine(TypedDict):
    """A line of the record that is added, changed or removed; cells also tell what stays."""

    object: str
    kind: Literal["added", "changed", "removed"]
    cells: list[ApprovalCell]


class ApprovalDifference(TypedDict):
    """What an action would change of a record, or has changed once it is approved, as the caller may see it."""

    fields: list[ApprovalCell]
    lines: list[ApprovalLine]


class ApprovalRequest(ApprovalRequestPart):
    """A request with its way so far and ahead. task: the caller's own open one; may: what he may do now."""

    record: ApprovalRecord
    object_label: str
    card: list[ApprovalShown]
    definition: ApprovalDefinitionPart
    steps: list[ApprovalStep]
    comments: list[ApprovalComment]
    readers: list[ApprovalReader]
    asked_for: list[ApprovalShown]
    foreseen: ApprovalDifference | None
    may: list[Act]
    task: int | None
    open_fields: list[str]


class ApprovalRequests(TypedDict):
    items: list[ApprovalRequest]


class ApprovalFact(TypedDict):
    name: str
    label: str
    #: of a fact that the record does not hold; null for one of its fields
    type: FieldType | None
    value: Any


class ApprovalChange(TypedDict):
    """What was changed since the caller decided last."""

    object: str
    id: int
    field: str
    label: str
    old: Any
    new: Any


class ApprovalDecision(ApprovalTask):
    """A task with everything beside its buttons."""

    id: int
    request: ApprovalRequest
    facts: list[ApprovalFact]
    changes: list[ApprovalChange]
    returnable: list[ApprovalStepName]
    reject_to: Literal["end", "applicant", "step"]


class ApprovalResult(TypedDict, total=False):
    index: int
    id: int
    ok: bool
    error: Problem


class ApprovalResults(TypedDict):
    results: list[ApprovalResult]


class ApprovalPerson(TypedDict):
    id: int
    name: str | None
    acting_for: Person | None
    #: of a step that one of each group decides
    group: str


class ApprovalPeople(TypedDict):
    people: list[ApprovalPerson]


class ApprovalFactOption(TypedDict):
    """A fact that a higher package knows. name: beside the buttons; field: as conditions read it."""

    name: str
    field: FieldMeta


class ApprovalTeamOption(TypedDict):
    """Whose team it is: the record itself (field "") or what a reference of it names."""

    field: str
    label: str
    object: str


class ApprovalPathOption(TypedDict):
    path: str
    label: str


class ApprovalOptions(TypedDict):
    facts: list[ApprovalFactOption]
    team_records: list[ApprovalTeamOption]
    team_roles: list[str]
    people_fields: list[ApprovalPathOption]


class ApprovalNoticeText(TypedDict):
    user: Person | None
    text: str


class ApprovalNoticeTexts(TypedDict):
    items: list[ApprovalNoticeText]


class ApprovalMark(TypedDict):
    """A record that is being approved. id: of the record; task: the caller's own open one."""

    id: int
    request: int
    task: int | None
    is_returned: bool


class ApprovalMarks(TypedDict):
    items: list[ApprovalMark]


class ApprovalUncoveredObject(TypedDict):
    object: str
    label: str


class ApprovalUncovered(TypedDict):
    items: list[ApprovalUncoveredObject]


class Absence(TypedDict):
    from_on: str | None
    until_on: str | None
    substitute: Person | None
    takes_open: bool


SHAPES = (
    Absence, ApprovalDecision, ApprovalInbox, ApprovalMarks, ApprovalNoticeTexts, ApprovalOptions, ApprovalPeople,
    ApprovalRequest, ApprovalRequests, ApprovalResults, ApprovalUncovered,
)  # fmt: skip
