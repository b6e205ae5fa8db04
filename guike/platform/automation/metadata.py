"""Rules and runs, declared."""

from __future__ import annotations

from guike.kernel.text import T, Text
from guike.platform.access.scope import scope_rule
from guike.platform.automation import due, fitness, saving, services
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.automation.moments import YEAR
from guike.platform.automation.steps import approving, sending, telling, waiting, writing
from guike.platform.automation.trying import rule_simulate
from guike.platform.automation.watching import watch
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.rechecks import recheck
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    FieldSpec,
    Hooks,
    ObjectSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.retention.registry import keep
from guike.platform.settings.services import on_changed
from guike.platform.states.participants import observe

TRIGGERS = choices(
    ("created", "新建时", "Created"),
    ("updated", "修改时", "Changed"),
    ("state_changed", "状态变化时", "State changed"),
    ("date_reached", "到达日期时", "Date reached"),
    ("schedule", "定时", "On a schedule"),
)
ONCE = choices(
    ("each_time", "每次都执行", "Each time"),
    ("per_record", "每条记录一次", "Once per record"),
    ("per_entry", "每次进入条件时一次", "Once per entry"),
)
EVERY = choices(
    ("day", "每天", "Every day"),
    ("workday", "每个工作日", "Every workday"),
    ("week", "每周", "Every week"),
    ("month", "每月", "Every month"),
    (YEAR, "每年", "Every year"),
)
STATUS = choices(
    ("queued", "排队中", "Queued"),
    ("running", "执行中", "Running", "blue"),
    ("waiting", "等待中", "Waiting", "cyan"),
    ("done", "已完成", "Done", "green"),
    ("skipped", "未执行", "Skipped"),
    ("failed", "失败", "Failed", "red"),
    ("throttled", "已暂缓", "Held back", "orange"),
    ("cancelled", "已取消", "Cancelled"),
)
PAUSED = choices(
    ("by_hand", "手动暂停", "By hand", "orange"),
    ("rate", "触发过于频繁", "Too often", "red"),
    ("depth", "互相触发过深", "Too deep", "red"),
    ("identity", "执行身份已失效", "Identity gone", "red"),
    ("invalid", "规则已失效", "Does not fit any more", "red"),
)
WHY_OVER = choices(
    ("record_deleted", "记录已删除", "The record was deleted"),
    ("rule_stopped", "规则已停用", "The rule was switched off"),
    ("all_stopped", "全部规则已停止", "All rules were stopped"),
    ("out_of_sight", "执行身份看不到该记录", "The identity does not see the record"),
    ("waited_too_long", "等待超时", "It waited too long"),
    ("no_date", "没有日期", "There is no date"),
)
ACTIVE = {"field": "is_active", "op": "eq", "value": True}
RUNNING = {"all": [ACTIVE, {"field": "paused_for", "op": "is_empty"}]}
HELD = {"field": "paused_for", "op": "is_not_empty"}
FITS = {"field": "validity", "op": "eq", "value": "valid"}
BROKEN = {"field": "validity", "op": "eq", "value": "invalid"}


def _object(**options: object) -> FieldSpec:
    return f("choice", "object", "对象", "Object", choice_set=OBJECTS, searchable=True, **options)


RULE = ObjectSpec(
    name="automation_rule",
    model=AutomationRule,
    label=Text("自动化规则", "Automation rule"),
    plural=Text("自动化规则", "Automation rules"),
    module="admin",
    area="admin",
    position=70,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    audited=True,
    feeds=("metadata",),
    operations=("view", "create", "edit", "delete"),
    fields=(
        f("text", "name", "规则名称", "Name", required=True, searchable=True, max_length=100),
        _object(required=True, create_only=True),
        f("choice", "trigger", "触发时机", "When", required=True, choices=TRIGGERS, default="updated"),
        f("json", "fields", "监听字段", "Fields", help=Text("留空表示任何字段", "Empty = any field")),
        f("json", "from", "变更前的值", "From", column="from_values"),
        f("json", "to", "变更后的值", "To", column="to_values"),
        f("text", "date_field", "日期字段", "Date", max_length=60),
        f("integer", "offset_days", "偏移天数", "Days after", default=0,
          help=Text("负数表示提前", "Negative = before")),
        f("text", "at_time", "时间", "Time of day", max_length=5),
        f("choice", "every", "周期", "Every", choices=EVERY,
          help=Text("到达日期时：留空只触发一次，每年则逐年触发（如生日）", "On a date: empty = once, every year = again each year, such as a birthday")),
        f("integer", "on_day", "第几天", "On day", help=Text("每周：1 为星期一；每月：几号", "A week: 1 = Monday; a month: the day")),
        f("json", "filter", "条件", "If", holds="filter"),
        f("json", "steps", "动作", "Then", required=True),
        f("choice", "once", "执行次数", "How often", required=True, choices=ONCE, default="each_time"),
        f("user", "run_as", "执行身份", "Acts as", required=True,
          help=Text("规则以此人的权限读取和修改数据", "The rule reads and writes with this person's rights")),
        f("integer", "position", "顺序", "Position", default=0),
        f("boolean", "is_active", "启用", "Active", default=False),
        f("choice", "paused_for", "暂停原因", "Paused", read_only=True, choices=PAUSED),
        f("long_text", "description", "说明", "Description", max_length=1000),
        f("choice", "validity", "有效性", "Validity", read_only=True, system=True, default="valid", choices=choices(
            ("valid", "有效", "Valid", "green"), ("invalid", "已失效", "Invalid", "red"))),
        f("json", "faults", "失效原因", "Why invalid", read_only=True, system=True, holds="faults"),
        f("integer", "revision", "版本", "Version", read_only=True, default=1),
        f("instant", "active_since", "启用时间", "Active since", read_only=True),
    ),
    list_columns=("name", "object", "trigger", "is_active", "validity", "faults", "paused_for", "run_as", "revision", "updated_by", "updated_at"),
    header=("object", "trigger", "run_as", "is_active", "paused_for"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "object", "description", "run_as", "is_active", "position")),
        Section(Text("触发", "When"), ("trigger", "fields", "from", "to", "date_field", "offset_days", "at_time", "every", "on_day", "once")),
        Section(Text("条件与动作", "If and then"), ("filter", "steps")),
    ),
    views=(
        ViewSpec("all", Text("全部规则", "All rules"), sort=("object", "position")),
        ViewSpec("active", Text("启用的规则", "Active rules"), ACTIVE, sort=("object", "position")),
        ViewSpec("paused", Text("已暂停", "Paused"), HELD, sort=("object", "position")),
        ViewSpec("invalid", Text("已失效", "Invalid"), BROKEN, sort=("object", "position")),
    ),
    hooks=Hooks(
        prepare=services.rule_prepare, written=services.rule_written, deleting=services.rule_deleting,
        purging=services.rule_purging,
    ),
    actions=(
        ActionSpec(
            "pause", Text("暂停", "Pause"), services.rule_pause, when=RUNNING,
            when_text=Text("未启用或已经暂停", "it is off or paused"), done=Text("已暂停，事件会保留", "Paused; events are kept"),
        ),
        ActionSpec(
            "resume", Text("继续执行", "Go on"), services.rule_resume, placement="primary", when={"all": [ACTIVE, HELD]}, offered=FITS,
            when_text=Text("没有暂停", "it is not paused"), done=Text("已继续执行", "It goes on"),
        ),
        ActionSpec(
            "stop", Text("立即停止", "Stop at once"), services.rule_stop, danger=True, when=ACTIVE,
            when_text=Text("未启用", "it is off"),
            confirm=Text("规则将停用，排队和等待中的执行全部取消", "The rule is switched off, and everything queued or waiting is cancelled"),
            done=Text("已停止", "Stopped"),
        ),
        ActionSpec(
            "simulate", Text("试运行", "Try it"), rule_simulate, scope="view", on_list=False,
            params=(f("integer", "id", "记录编号", "Record id", required=True),),
        ),
    ),
)  # fmt: skip

RUN = ObjectSpec(
    name="automation_run",
    model=AutomationRun,
    label=Text("执行记录", "Run"),
    plural=Text("自动化执行记录", "Automation runs"),
    module="admin",
    area="admin",
    position=71,
    name_field="",
    label_of=services.run_label,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    history=False,
    recyclable=False,
    operations=("view",),
    fields=(
        f("reference", "rule", "规则", "Rule", target="automation_rule", read_only=True, traces=True),
        f("integer", "revision", "规则版本", "Version", read_only=True),
        _object(read_only=True),
        f("integer", "record_id", "记录编号", "Record id", read_only=True),
        f("choice", "status", "状态", "Status", read_only=True, choices=STATUS),
        f("user", "run_as", "执行身份", "Acted as", read_only=True),
        f("integer", "depth", "触发层级", "Depth", read_only=True),
        f("instant", "started_at", "开始时间", "Started", read_only=True, system=True),
        f("instant", "finished_at", "结束时间", "Finished", read_only=True, system=True),
        f("instant", "due_at", "下次执行", "Due", read_only=True, system=True),
        f("text", "error", "原因", "Why", read_only=True, system=True, max_length=200),
        f("integer", "replays", "重新执行自", "Repeats", read_only=True),
        f("integer", "caused_by", "由执行触发", "Caused by run", read_only=True),
    ),
    list_columns=("rule", "object", "record_id", "status", "error", "run_as", "created_at", "started_at", "finished_at"),
    header=("rule", "status", "record_id", "run_as", "created_at"),
    views=(
        ViewSpec("all", Text("全部执行", "All runs")),
        ViewSpec("failed", Text("失败", "Failed"), {"field": "status", "op": "eq", "value": "failed"}),
        ViewSpec("open", Text("未完成", "Not over"), {"field": "status", "op": "in", "value": ["queued", "running", "waiting", "throttled"]}),
    ),
    actions=(
        ActionSpec(
            "replay", Text("重新执行", "Repeat"), services.run_replay, scope="view",
            params=(
                f("integer", "from_step", "从第几个动作开始", "From step", default=1, minimum="1"),
                f("choice", "version", "规则版本", "Version", default="now", choices=choices(
                    ("now", "现在的版本", "The version of now"), ("then", "当时的版本", "The version of then"))),
                f("boolean", "again", "再次发送已发出的外部消息", "Send again what left the house", default=False),
            ),
            done=Text("已排队重新执行", "It is queued again"),
        ),
    ),
)  # fmt: skip


def declare() -> None:
    """Register rules, runs, the kinds of steps and the observer."""
    for kinds in (writing, telling, sending, waiting, approving):
        kinds.declare()
    saving.declare()
    registry.add(RULE, RUN)
    scope_rule("automation_rule", services.rules_seen)
    scope_rule("automation_run", services.rules_seen)
    observe("automation", watch)
    on_changed(services.switched)
    periodic("automation.due", "* * * * *", due.put_due)
    keep(
        "automation_runs",
        T("自动化执行记录", "Runs of automation"),
        T("规则因哪条记录的什么变化做了什么", "What rules did because of which change of which record"),
        lambda: AutomationRun.objects.system(reason="old runs are forgotten"),
        "created_at",
        due.purge,
        days=180,
        least=30,
    )
    periodic("automation.fitness", "* * * * *", fitness.mark_rules)
    recheck("automation.rules", fitness.mark_rules)
