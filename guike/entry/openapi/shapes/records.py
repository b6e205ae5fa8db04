"""A record, and what hangs on one."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from guike.entry.openapi.shapes.basics import Problem, Reference


class ApprovalBlock(TypedDict):
    """How far the pending approval of a record is. task: the caller's own; may: what he may do now."""

    request: int
    number: str
    trigger: str
    step: str
    approvers: list[Any]
    waiting_hours: Any
    is_returned: bool
    may: list[str]
    task: int | None
    open_fields: list[str]
    #: whom it waits for, as a sentence
    next: str


@with_config(ConfigDict(extra="allow"))
class Record(TypedDict):
    """A record of any object; `/meta/objects/{object}` names its fields."""

    id: int
    _version: NotRequired[int]
    _label: NotRequired[str]
    _overdue: NotRequired[list[str]]
    _actions: NotRequired[dict[str, str | None]]
    _operations: NotRequired[list[str]]
    _locked: NotRequired[dict[str, str]]
    #: action → the fields that it asks for because they are empty; they come as its `values`
    _asks: NotRequired[dict[str, list[str]]]
    #: what has to happen next, and who does it
    _next: NotRequired[str]
    approval: NotRequired[ApprovalBlock | None]


class Group(TypedDict):
    keys: dict[str, Any]
    values: dict[str, Any]


class Groups(TypedDict):
    rows: list[Group]
    totals: dict[str, Any]
    #: whether there are more groups than these
    truncated: bool


class Printed(TypedDict):
    """Who printed when."""

    by: str
    at: str


class Touched(TypedDict):
    object: str
    label: str
    count: int


class Anonymised(TypedDict):
    """What anonymising would touch; fields: the labels of those that hold something."""

    fields: list[str]
    history: int
    files: int
    notices: int
    records: list[Touched]


class Labelled(TypedDict):
    label: str
    text: str


class RecordKey(TypedDict):
    object: str
    id: int


class Kept(TypedDict):
    """One thing that is kept of a person. by: who made it; record: what it belongs to, if the caller may open that."""

    title: str
    at: str | None
    by: str | None
    record: RecordKey | None
    is_closed: bool
    values: list[Labelled]


class KeptSection(TypedDict):
    """Things of one kind. stays: why anonymising leaves them; count: how many there are, of which items are the first; is_cut: there
    are more still."""

    code: str
    label: str
    stays: str | None
    count: int
    is_cut: bool
    items: list[Kept]


class PersonalCopy(TypedDict):
    """Everything about one person. scope: what it holds and what it does not; closed: how many records that refer to him the caller
    may not open."""

    name: str
    scope: str
    closed: int
    sections: list[KeptSection]


class Revealed(TypedDict):
    #: what the masked field holds
    value: Any


class PrintedRecord(TypedDict):
    record: Record
    printed: Printed


class PrintedList(TypedDict):
    items: list[Record]
    #: the columns, as asked for or as the list has them
    fields: list[str]
    total: int
    printed: Printed


class PrintChoice(TypedDict):
    """A template that a record may be printed with."""

    #: the id of a stored one, else the code of a preset
    template: str
    name: str
    is_default: bool


class PrintedPages(TypedDict):
    #: the first ones, as data URLs of PNG pictures
    pages: list[str]
    #: how many there are in all
    count: int


class PrintRecipient(TypedDict):
    name: str
    email: str


class PrintPreset(TypedDict):
    """What a template may begin with."""

    name: str
    content: dict[str, Any]


class Result(TypedDict):
    index: int
    id: int | None
    ok: bool
    error: NotRequired[Problem]
    result: NotRequired[dict[str, Any]]


class Results(TypedDict):
    results: list[Result]


class Change(TypedDict):
    field: str
    label: str
    old: Any
    new: Any


class Cause(TypedDict):
    code: str
    label: str


class HistoryEntry(Change):
    at: str
    actor: Reference | None
    helper: Reference | None
    source: str | None
    why: Cause | None
    operation: str | None


class File(TypedDict):
    id: int
    name: str
    size: int
    type: str


class Attachment(File):
    created_at: str
    created_by: Reference


class TimelineEntry(TypedDict):
    at: str
    kind: str
    actor: Reference | None
    title: str
    body: str
    object: str | None
    id: int | None
    is_problem: bool
    changes: list[Change]
    files: list[File]


class AccessWay(TypedDict):
    """What would change a refusal. by: the records that it is about, of those that the reader may see."""

    text: str
    by: list[Reference]


class AccessLine(TypedDict):
    operation: str
    allowed: bool
    rule: str
    text: str
    by: list[Reference]
    would: list[AccessWay]
    label: NotRequired[str]


class AccessField(TypedDict):
    """A field that is limited for the person, in words."""

    field: str
    label: str
    level: Literal["hidden", "masked", "masked_edit", "read"]
    text: str
    by: list[Reference]
    would: list[AccessWay]


class AccessTold(TypedDict):
    items: list[AccessLine]
    fields: list[AccessField]


class Member(TypedDict):
    user: Reference
    role: str
    access: Literal["read", "edit"]
    source: str
    created_at: str


class Duplicate(TypedDict):
    object: str
    id: int | None
    name: str | None
    score: int
    reasons: list[str]
    visible: bool
    owner: Reference | None


class HitReason(TypedDict):
    label: str
    value: str


class Hit(TypedDict):
    object: str
    object_label: str
    id: int
    name: str
    number: str | None
    found: list[HitReason]
