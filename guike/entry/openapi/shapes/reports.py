"""Reports: presets and answers."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from guike.entry.openapi.shapes.basics import FieldType, Filter, JobStatus


class ReportTemplate(TypedDict):
    """A preset; spec: as of a saved report, without what the caller may not read."""

    code: str
    label: str
    sentence: str
    object: str
    module: str
    spec: dict[str, Any]


class Drill(TypedDict):
    """The list behind a figure."""

    object: str
    filter: Filter


#: total: whether the groups add up to the total, it is counted on its own, or there is none; bucket, path: of groups; labels: words
#: for the codes of a choice; target, opens: of groups by records, their object and the ids of those that the caller may open
ReportColumn = TypedDict(
    "ReportColumn",
    {
        "as": str,
        "kind": Literal["group", "column", "measure"],
        "label": str,
        "type": FieldType,
        "bucket": NotRequired[str | None],
        "path": NotRequired[str],
        "labels": NotRequired[dict[str, str]],
        "target": NotRequired[str],
        "opens": NotRequired[list[int]],
        "total": NotRequired[Literal["added", "own", "none"]],
    },
)


class ReportCell(TypedDict):
    """values: by measure; drill: the records of the object that is reported on; drills: by measure, null without a list;
    incomplete: of a period that has not ended."""

    keys: NotRequired[dict[str, Any]]
    values: dict[str, Any]
    drill: Drill | None
    drills: dict[str, Drill | None]
    incomplete: NotRequired[bool]


class ReportRow(ReportCell):
    """cells: across the column keys."""

    cells: NotRequired[list[ReportCell]]


class ReportOthers(TypedDict):
    """All groups that are not shown. count: how many."""

    count: int
    values: dict[str, Any]
    drill: Drill | None
    drills: dict[str, Drill | None]


class ReportAnswer(TypedDict):
    """subtotals: lines of fewer keys; totals, drills: of all; cells: of all, across the column keys."""

    object: str
    columns: list[ReportColumn]
    rows: list[ReportRow]
    others: ReportOthers | None
    subtotals: list[ReportRow]
    totals: dict[str, Any]
    drills: dict[str, Drill | None]
    cells: NotRequired[list[ReportCell]]
    truncated: bool
    as_of: str
    currency: str
    time_zone: str
    explain: NotRequired[dict[str, Any]]


class ReportRun(TypedDict):
    """A run by a job. template, report: what was asked by its name, null for a spec; filter: the caller's; result: of the job;
    answer: null until it is done."""

    id: int
    job: int
    template: str | None
    report: int | None
    filter: Filter | None
    status: JobStatus
    done: int
    total: int
    result: dict[str, Any] | None
    answer: ReportAnswer | None
