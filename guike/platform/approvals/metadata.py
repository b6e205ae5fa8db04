"""Definitions, requests and tasks, declared as objects."""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.access.reasons import scope_source
from guike.platform.access.scope import scope_rule
from guike.platform.approvals import centres, guard, nightly, notices, scopes, standing, subscribers, timeline
from guike.platform.approvals.models import (
    ApprovalDefinition,
    ApprovalNotice,
    ApprovalRequest,
    ApprovalStep,
    ApprovalTask,
)
from guike.platform.approvals.publishing import definition_prepare, definition_publish
from guike.platform.approvals.queries import todo_count
from guike.platform.approvals.rules import REQUEST_STATES, TASK_STATES
from guike.platform.approvals.simulating import definition_simulate
from guike.platform.metadata.catalogue import OBJECTS
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, VIEW
from guike.platform.metadata.spec import AccessSpec, ActionSpec, Hooks, ObjectSpec, Section, ViewSpec, choices
from guike.platform.metadata.spec import spec_field as f
from guike.platform.notify.registry import work_list

SAME = choices(
    ("superior", "由其直接上级审批", "Ask the superior"), ("skip", "自动跳过", "Skip"), ("ask", "仍由本人审批", "Ask all the same")
)  # fmt: skip
TRIGGERS = choices(
    ("submit", "提交时", "On submitting"),
    ("create", "新建保存时", "On saving a new record"),
    ("change", "修改指定字段时", "On changing given fields"),
    ("action", "执行指定操作时", "On an action"),
)

DEFINITION = ObjectSpec(
    name="approval_definition",
    model=ApprovalDefinition,
    label=Text("审批流", "Approval definition"),
    plural=Text("审批流程管理", "Approval definitions"),
    module="admin",
    area="admin",
    position=50,
    operations=("view", "create", "edit", "delete", "publish"),
    access=AccessSpec(kind="open", administrators=True),
    has_team=False,
    has_timeline=False,
    has_files=False,
    audited=True,
    feeds=("metadata",),
    fields=(
        f("text", "name", "名称", "Name", required=True, unique=True, searchable=True, max_length=100),
        f("choice", "object", "对象", "Object", required=True, create_only=True, choice_set=OBJECTS),
        f("choice", "trigger", "何时发起", "Starts", required=True, default="submit", choices=TRIGGERS),
        f("json", "fields", "需审批的字段", "Fields whose change needs it", holds="columns"),
        f("text", "action", "需审批的操作", "Action that needs it", max_length=60),
        f("json", "filter", "适用条件", "Applies when", holds="filter",
          help=Text("哪些单据走这个审批流，不填则全部都走；某一步要不要走，写在该节点的“执行条件”里",
                    "Which records follow this definition; empty: all. Whether one step runs is said at that step")),
        f("integer", "position", "顺序", "Position", default=0, minimum="0", maximum="10000", holds="ordinal",
          help=Text("同一对象有多个审批流时，按顺序取第一个符合条件的", "Of several for one object, the first whose condition holds is taken")),
        f("integer", "version", "已发布版本", "Published version", read_only=True, column="published_version", default=0, holds="ordinal"),
        f("instant", "published_at", "发布时间", "Published at", read_only=True),
        f("boolean", "is_active", "启用", "Active", default=True,
          help=Text("一个对象的审批流都停用时，提交后立即生效，没有人审批", "With none in use, what is submitted takes effect at once: nobody decides")),
        f("choice", "resubmit_from", "驳回后再次提交", "Resubmitted", default="start", choices=choices(
            ("start", "从头重走", "From the start"), ("rejecting_step", "从驳回节点继续", "From the step that rejected"))),
        f("choice", "same_applicant", "审批人就是申请人时", "Approver is the applicant", default="superior", choices=SAME),
        f("choice", "same_previous", "上一节点已审批过时", "Approved in the step before", default="skip", choices=SAME),
        f("choice", "same_round", "本轮更早已审批过时", "Approved earlier in this round", default="skip", choices=SAME),
        f("user", "fallback", "无人可审时由谁处理", "Decides when nobody else can",
          help=Text("不填时由系统管理员处理", "Left empty: an administrator")),
        f("integer", "urge_minutes", "催办间隔（分钟）", "Minutes between urgings", default=60, minimum="1", maximum="10080"),
        f("choice", "withdraw", "申请人可撤回", "The applicant may withdraw", default="always", choices=choices(
            ("always", "审批结束前都可以", "Until it is over"), ("before_decision", "有人审批前", "Until somebody decided"), ("never", "不可以", "Never"))),
        f("json", "watched_fields", "变动后需重新审批的字段", "Fields whose change asks everybody again", holds="columns",
          help=Text("金额总是在内", "Amounts always are")),
        f("lines", "steps", "节点", "Steps", lines_object="approval_step"),
        f("lines", "notices", "结束后的通知", "Notices at the end", lines_object="approval_notice"),
    ),
    list_columns=("name", "object", "trigger", "position", "is_active", "version", "published_at"),
    header=("object", "trigger", "is_active", "version"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "object", "trigger", "action", "fields", "filter", "position", "is_active")),
        Section(Text("规则", "Rules"), ("same_applicant", "same_previous", "same_round", "resubmit_from", "withdraw", "urge_minutes",
                                        "fallback", "watched_fields")),
        Section(Text("审批节点", "Steps"), ("steps",)),
        Section(Text("结束后的通知", "Notices at the end"), ("notices",)),
    ),
    views=(ViewSpec("all", Text("全部审批流", "All definitions"), sort=("object", "position")),),
    hooks=Hooks(prepare=definition_prepare),
    actions=(
        ActionSpec(
            "publish", Text("发布", "Publish"), definition_publish, placement="primary", on_list=False,
            confirm=Text("发布后，新发起的审批按新版本走；进行中的审批按原版本走完。", "New approvals follow the new version; those that run keep theirs."),
            done=Text("已发布", "Published"),
        ),
        ActionSpec(
            "simulate", Text("试运行", "Try it"), definition_simulate, on_list=False, placement="hidden", operation="view", scope="view",
            params=(
                f("integer", "id", "单据 ID", "Record ID", minimum="1"),
                f("user", "applicant", "申请人", "Applicant"),
                f("integer", "history", "最近多少单", "The last so many records", minimum="1", maximum="200"),
            ),
        ),
    ),
)  # fmt: skip


DEFINITION_OF_LINE = f(
    "reference", "approval_definition", "审批流", "Definition",
    target="approval_definition", column="definition_id", create_only=True,
)  # fmt: skip
TARGETS = choices(
    ("end", "结束审批", "The end"), ("applicant", "退回申请人", "The applicant"), ("step", "退回到节点", "A step")
)  # fmt: skip

STEP = ObjectSpec(
    name="approval_step",
    model=ApprovalStep,
    label=Text("审批节点", "Approval step"),
    plural=Text("审批节点", "Approval steps"),
    module="admin",
    parent="approval_definition",
    parent_relation="steps",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        DEFINITION_OF_LINE,
        f("integer", "group", "组", "Group", minimum="0", maximum="1000",
          help=Text("组号相同的节点并行，留空则按先后顺序", "Steps of equal group run side by side; empty: one after the other")),
        f("text", "name", "节点名称", "Name", required=True, max_length=100),
        f("json", "filter", "条件", "Condition"),
        f("boolean", "is_default", "默认节点", "Default", default=False),
        f("json", "approvers", "审批人", "Approvers"),
        f("choice", "need", "审批方式", "Needs", default="all", choices=choices(
            ("all", "会签（全部同意）", "All of them"), ("any", "或签（一人处理即可）", "One of them"), ("count", "至少几人同意", "So many of them"),
            ("per_group", "每组一人同意", "One of each group"), ("first", "抢签（先到先办）", "The first to take it"))),
        f("integer", "need_count", "需同意人数", "How many", minimum="1", maximum="100"),
        f("json", "open_fields", "审批人可改的字段", "Fields that approvers may change"),
        f("json", "auto_filter", "自动处理的条件", "Decides by itself when"),
        f("choice", "auto_effect", "自动处理", "Decides by itself", choices=choices(("approve", "自动同意", "Approve"), ("reject", "自动驳回", "Reject"))),
        f("text", "auto_reason", "自动处理的说明", "Why it decides by itself", max_length=500),
        f("json", "cc", "抄送", "Given to read"),
        f("integer", "escalate_after_hours", "超时（工作小时）", "Time limit (working hours)", minimum="1", maximum="1000"),
        f("json", "escalate_to", "超时后由谁处理", "Decides after the limit"),
        f("json", "shown_facts", "审批时显示", "Shown beside the buttons"),
        f("choice", "reject_to", "驳回后", "A rejection leads to", default="end", choices=TARGETS),
        f("integer", "reject_step", "退回到的节点", "The step it leads to"),
    ),
)  # fmt: skip

NOTICE = ObjectSpec(
    name="approval_notice",
    model=ApprovalNotice,
    label=Text("审批通知", "Approval notice"),
    plural=Text("审批通知", "Approval notices"),
    module="admin",
    parent="approval_definition",
    parent_relation="notices",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        DEFINITION_OF_LINE,
        f("choice", "on", "何时", "On", required=True, default="approved", choices=choices(
            ("approved", "审批通过", "Approval"), ("rejected", "驳回", "Rejection"), ("withdrawn", "撤回", "Withdrawal"))),
        f("json", "receivers", "通知谁", "Receivers"),
        f("text", "template", "内容", "Text", max_length=1000,
          help=Text("可用 {字段名}，如：{number} 已通过，金额 {total_amount}", "Fields in braces, such as {number}, {total_amount}")),
    ),
)  # fmt: skip


REQUEST = ObjectSpec(
    name="approval_request",
    model=ApprovalRequest,
    label=Text("审批单", "Approval request"),
    plural=Text("审批单", "Approval requests"),
    module="admin",
    area="admin",
    position=51,
    name_field="number",
    number_pattern="AP{yyyy}{mm}{dd}-{seq:4}",
    operations=("view", "export", "print"),
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    history=False,
    recyclable=False,
    fields=(
        f("choice", "object", "对象", "Object", read_only=True, choice_set=OBJECTS),
        f("any_reference", "record", "单据", "Record", read_only=True, traces=True, unlinked=True, scoped=True),
        f("integer", "record_id", "单据 ID", "Record ID", read_only=True),
        f("reference", "definition", "审批流", "Definition", target="approval_definition", read_only=True, traces=True),
        f("integer", "version", "版本", "Version", read_only=True, column="definition_version"),
        f("choice", "trigger", "发起方式", "Started by", read_only=True, choices=TRIGGERS),
        f("text", "action", "操作", "Action", read_only=True, max_length=60),
        # values of the record: told by its own fields, to those who may see them, and to nobody by the request
        f("json", "params", "申请的内容", "What is asked for", read_only=True, write_only=True),
        f("user", "applicant", "申请人", "Applicant", read_only=True, relation="approval_requests",
          relation_label=Text("发起的审批", "Requests")),
        f("choice", "status", "状态", "Status", read_only=True),
        f("integer", "round", "轮次", "Round", read_only=True),
        f("boolean", "is_returned", "已退回申请人", "Returned", read_only=True, default=False),
        f("integer", "rejected_step", "驳回的节点", "Rejected by", read_only=True),
        f("json", "steps", "节点进度", "Steps", read_only=True),
        f("json", "watched", "提交时的关键字段", "Watched values", read_only=True, write_only=True),
        f("json", "foreseen", "将发生的变动", "What it would change", read_only=True, write_only=True),
        f("integer", "record_version", "单据版本", "Record version", read_only=True),
        f("instant", "started_at", "发起时间", "Started at", read_only=True),
        f("instant", "closed_at", "结束时间", "Closed at", read_only=True),
        f("boolean", "is_reopened", "已重新编辑", "Reopened", read_only=True, default=False),
        f("text", "failure", "未能生效的原因", "Why it had no effect", read_only=True, max_length=500),
    ),
    states=REQUEST_STATES,
    list_columns=("number", "object", "record", "applicant", "status", "started_at", "closed_at", "definition"),
    header=("record", "applicant", "status", "started_at", "closed_at"),
    views=(
        ViewSpec("all", Text("全部审批单", "All requests"), sort=("-started_at",)),
        ViewSpec("pending", Text("审批中", "Pending"), REQUEST_STATES.among("pending"), sort=("started_at",)),
    ),
)  # fmt: skip

TASK = ObjectSpec(
    name="approval_task",
    model=ApprovalTask,
    label=Text("审批任务", "Approval task"),
    plural=Text("审批任务", "Approval tasks"),
    module="admin",
    area="admin",
    position=52,
    operations=("view", "export", "print"),
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    history=False,
    recyclable=False,
    fields=(
        f("reference", "request", "审批单", "Request", target="approval_request", read_only=True, relation="tasks",
          relation_label=Text("审批任务", "Tasks")),
        f("choice", "object", "对象", "Object", read_only=True, choice_set=OBJECTS),
        f("integer", "record_id", "单据 ID", "Record ID", read_only=True),
        f("text", "name", "节点", "Step", read_only=True, max_length=100),
        f("integer", "step", "节点编号", "Step ID", read_only=True),
        f("integer", "round", "轮次", "Round", read_only=True),
        f("integer", "seat", "席位", "Seat", read_only=True),
        f("integer", "turn", "席位内顺序", "Turn", read_only=True),
        f("text", "group_label", "分组", "Group", read_only=True, max_length=60),
        f("user", "approver", "审批人", "Approver", read_only=True, relation="approval_tasks",
          relation_label=Text("审批任务", "Approval tasks")),
        f("user", "acting_for", "代替", "Acting for", read_only=True, relation="approval_tasks_of_others",
          relation_label=Text("由他人代审", "Decided by others")),
        f("choice", "origin", "来由", "Because", read_only=True, choices=choices(
            ("assigned", "节点审批人", "Approver of the step"), ("fallback", "无人可审", "Nobody else could"), ("superior", "上级", "Superior"),
            ("before", "前加签", "Added before"), ("after", "后加签", "Added after"), ("beside", "并加签", "Added beside"),
            ("transfer", "转交", "Transferred"), ("escalated", "超时升级", "Escalated"), ("successor", "离职交接", "Handed over"),
            ("override", "管理员代办", "Administrator"),
            ("automatic", "自动处理", "Automatic"))),
        f("text", "reason", "说明", "Reason", read_only=True, max_length=200),
        f("choice", "status", "状态", "Status", read_only=True),
        f("instant", "opened_at", "到达时间", "Opened at", read_only=True),
        f("instant", "due_at", "应处理时间", "Due at", read_only=True),
        f("instant", "decided_at", "处理时间", "Decided at", read_only=True),
        f("instant", "closed_at", "结束时间", "Closed at", read_only=True),
        f("long_text", "comment", "意见", "Comment", read_only=True),
        f("json", "files", "附件", "Files", read_only=True),
        f("integer", "record_version", "单据版本", "Record version", read_only=True),
        f("instant", "last_urged_at", "最近催办", "Last urged at", read_only=True),
    ),
    states=TASK_STATES,
    list_columns=("request", "name", "approver", "acting_for", "status", "opened_at", "decided_at", "comment"),
    views=(
        ViewSpec("all", Text("全部任务", "All tasks"), sort=("-opened_at",)),
        ViewSpec("open", Text("待处理", "Open"), TASK_STATES.among("open"), sort=("opened_at",)),
    ),
)  # fmt: skip


def declare() -> None:
    """Register the objects, and everything by which other rooms come to know of approvals."""
    registry.add(DEFINITION, STEP, NOTICE, REQUEST, TASK)
    for name in ("approval_request", "approval_task"):
        registry.grant(name, {EVERYBODY: VIEW})
    scope_rule("approval_request", scopes.requests)
    scope_rule("approval_task", scopes.tasks)
    scope_source("approval", "personal", scopes.held_records)
    work_list(
        "approval.pending", Text("待审批", "To approve"), count=todo_count, path="/approvals",
        watches=("approval_task", "approval_request"), position=1,
    )  # fmt: skip
    standing.declare()
    guard.declare()
    notices.declare()
    subscribers.declare()
    nightly.declare()
    centres.declare()
    timeline.declare()
