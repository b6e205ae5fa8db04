"""The declaration of saved reports and their folders."""

from __future__ import annotations

from guike.kernel.text import T, Text
from guike.platform.access.scope import scope_rule
from guike.platform.jobs.registry import job_kind, periodic
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    FieldSpec,
    Hooks,
    ObjectSpec,
    Section,
    ViewSpec,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.notify.registry import Way, notification_kind
from guike.platform.reports import exports, runs, services, snapshots
from guike.platform.reports.models import Report, ReportFolder
from guike.platform.views.queries import own_or_shared

KEEPING = ("view", "create", "edit", "delete")
MINE = {"field": "owner", "op": "is_me"}


def _whose() -> tuple[FieldSpec, ...]:
    return (
        f("user", "owner", "所有者", "Owner", read_only=True),
        f("any_references", "shared_with", "共享给", "Shared with", targets=("user", "department", "role")),
    )


REPORT_FOLDER = ObjectSpec(
    name="report_folder",
    model=ReportFolder,
    label=Text("报表目录", "Report folder"),
    plural=Text("报表目录", "Report folders"),
    access=AccessSpec(kind="open"),
    operations=KEEPING,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        *_whose(),
        f("integer", "position", "顺序", "Position", default=0),
    ),
    list_columns=("name", "owner", "shared_with", "position"),
    form=(Section(Text("基本信息", "Details"), ("name", "shared_with", "position")),),
    views=(
        ViewSpec("all", Text("全部目录", "All folders"), sort=("position",)),
        ViewSpec("mine", Text("我的目录", "My folders"), MINE, sort=("position",)),
    ),
    hooks=Hooks(prepare=services.folder_prepare),
    has_team=False,
    has_timeline=False,
    has_files=False,
)

REPORT = ObjectSpec(
    name="report",
    model=Report,
    label=Text("报表", "Report"),
    plural=Text("报表", "Reports"),
    access=AccessSpec(kind="open"),
    operations=KEEPING,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("long_text", "description", "说明", "Description", max_length=2000),
        f("reference", "folder", "目录", "Folder", target="report_folder", scoped=True),
        f("choice", "object", "对象", "Object", choice_set=OBJECTS,
          help=Text("报表统计的对象，随报表内容确定", "What is reported on; it follows from the spec")),
        f("json", "spec", "报表内容", "Spec", required=True, holds="raw"),
        f("boolean", "is_preset", "预置", "Preset", read_only=True, default=False),
        f("text", "preset_code", "来自模板", "From the template", create_only=True, max_length=60),
        *_whose(),
    ),
    list_columns=("name", "object", "folder", "owner", "shared_with", "updated_at"),
    header=("object", "folder", "owner"),
    form=(Section(Text("基本信息", "Details"), ("name", "description", "folder", "spec", "shared_with")),),
    views=(
        ViewSpec("all", Text("全部报表", "All reports"), sort=("name",)),
        ViewSpec("mine", Text("我的报表", "My reports"), MINE, sort=("name",)),
        ViewSpec("shared", Text("共享给我的", "Shared with me"), {"not": MINE}, sort=("name",)),
    ),
    hooks=Hooks(prepare=services.report_prepare),
    actions=(
        ActionSpec(
            "copy", Text("复制", "Copy"), services.report_copy, scope="view", operation="create", on_list=False,
            params=(f("text", "name", "新报表名称", "Name of the copy", max_length=100),),
            confirm=Text("得到一份自己的报表，原报表不变", "You get a report of your own; this one stays as it is"),
            done=Text("已复制为自己的报表", "Copied as a report of your own"),
        ),
    ),
    has_team=False,
    has_timeline=False,
    has_files=False,
)  # fmt: skip


def declare() -> None:
    """Register reports and folders, which everybody keeps for himself and may share, and the jobs that run them, write workbooks and
    take snapshots."""
    job_kind(runs.KIND, runs.run_job, label=T("报表计算", "Run of a report"), retries=1)
    label = Text("后台计算的报表", "Reports in the background")
    for kind, text in (
        (runs.DONE, Text("报表“{name}”已算好", "The report “{name}” is ready")),
        (
            runs.FAILED,
            Text("报表“{name}”没有算出来：{reason}", "The report “{name}” could not be computed: {reason}"),
        ),
    ):
        notification_kind(kind, label, text, way=Way("/reports/runs/{id}"))
    job_kind(exports.KIND, exports.run_export, label=T("报表导出", "Export of a report"), retries=1)
    periodic("reports.snapshots", "5 0-6 * * *", snapshots.take_due)
    registry.add(REPORT_FOLDER, REPORT)
    for name in ("report", "report_folder"):
        registry.grant(name, {EVERYBODY: KEEP})
        scope_rule(name, own_or_shared)
