"""The shapes of answers that are not records: one class for each JSON object.

A class becomes a component of the OpenAPI document and of the browser's types. A test checks that the answers match,
without unknown keys (`tests/test_openapi.py`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from guike.entry.openapi.shapes import approvals
from guike.entry.openapi.shapes.access import (
    Dimension,
    DimensionPaths,
    HandoverPreview,
    RolesCompared,
    RuleEffect,
    SeenByPerson,
)
from guike.entry.openapi.shapes.automation import AutomationRun, Backtest, Saving, Simulated, StepKinds
from guike.entry.openapi.shapes.basics import Filter, Problem
from guike.entry.openapi.shapes.calendar import Calendar, CalendarFeed, CalendarPerson, NewCalendarFeed
from guike.entry.openapi.shapes.feed import Comments, FeedItem, FeedPage, FollowState, Unseen
from guike.entry.openapi.shapes.meta import (
    Assistance,
    AuthConfig,
    Me,
    NewToken,
    ObjectMeta,
    Objects,
    Region,
    Settings,
    SignIn,
    Token,
)
from guike.entry.openapi.shapes.records import (
    AccessField,
    AccessLine,
    AccessTold,
    Anonymised,
    Attachment,
    Duplicate,
    Groups,
    HistoryEntry,
    Hit,
    Member,
    PersonalCopy,
    PrintChoice,
    PrintedList,
    PrintedPages,
    PrintedRecord,
    PrintPreset,
    PrintRecipient,
    Record,
    Results,
    Revealed,
    TimelineEntry,
)
from guike.entry.openapi.shapes.reminders import Notifications, Preferences, Todo
from guike.entry.openapi.shapes.reports import ReportAnswer, ReportRun, ReportTemplate
from guike.entry.openapi.shapes.work import (
    Affected,
    Backlog,
    Checked,
    CompanyStart,
    DeadDeliveries,
    DeadLetters,
    DemoCleared,
    DemoStock,
    Export,
    Exports,
    FailedJobs,
    Import,
    Imports,
    ImportSummary,
    Integrity,
    Job,
    JobId,
    Mapping,
    Preview,
    Retention,
    Started,
    UndoForeseen,
)

SHAPES: tuple[Any, ...] = (
    *(
        Problem,
        Filter,
        Me,
        AuthConfig,
        Assistance,
        SignIn,
        Token,
        NewToken,
        ObjectMeta,
        Objects,
        Region,
        Settings,
    ),
    *(
        Record,
        Groups,
        Results,
        Revealed,
        Anonymised,
        PersonalCopy,
        PrintedRecord,
        PrintedList,
        PrintChoice,
        PrintedPages,
        PrintPreset,
        PrintRecipient,
        HistoryEntry,
        TimelineEntry,
        Attachment,
        AccessField,
        AccessLine,
        AccessTold,
        Member,
        Duplicate,
        Hit,
    ),
    *(JobId, Started, Job, Mapping, Preview, ImportSummary, Import, Export, Notifications, Todo, Preferences),
    *(Dimension, DimensionPaths, HandoverPreview, RolesCompared, RuleEffect, SeenByPerson, Checked),
    *(Backlog, DeadDeliveries, DeadLetters, FailedJobs, Affected),
    *(AutomationRun, Backtest, Saving, Simulated, StepKinds),
    *(Calendar, CalendarPerson, CalendarFeed, NewCalendarFeed),
    *(ReportAnswer, ReportRun, ReportTemplate),
    *(FeedItem, FeedPage, Comments, FollowState, Unseen),
    *(Imports, UndoForeseen, Exports, CompanyStart, DemoCleared, DemoStock, Retention, Integrity),
    *approvals.SHAPES,
)


class _Untitled(GenerateJsonSchema):
    """Leaves titles out, because the keys are the names already."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def components() -> dict[str, Any]:
    """{"Me": {JSON schema}, …} of these shapes and of the shapes that they contain."""
    asked: list[tuple[Any, Literal["serialization"], TypeAdapter[Any]]] = [
        (shape, "serialization", TypeAdapter(shape)) for shape in SHAPES
    ]
    _by_shape, whole = TypeAdapter.json_schemas(
        asked, ref_template="#/components/schemas/{model}", schema_generator=_Untitled
    )
    found: dict[str, Any] = whole["$defs"]
    return {name: {k: v for k, v in schema.items() if k != "title"} for name, schema in found.items()}
