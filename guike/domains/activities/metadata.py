"""The declaration of activities."""

from __future__ import annotations

from guike.domains.activities import series, services
from guike.domains.activities.agenda import declare_agenda
from guike.domains.activities.models import Activity
from guike.domains.activities.overdue import OVERDUE, declare_overdue
from guike.domains.activities.rules import STATES
from guike.kernel.limits import MENTIONS
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, KEEP, OUT, READ
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    Participant,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

RELATED = ("lead", "account", "contact", "opportunity", "campaign", "sales_order")
OPEN = STATES.among(*STATES.open)
OF_MY_PEOPLE = (
    {"field": "owner", "op": "in_my_departments"},
    {"not": {"field": "owner", "op": "is_me"}},
)
REPEATS = {
    "any": [
        {"field": "repeat", "op": "is_not_empty"},
        {"field": "series", "op": "is_not_empty"},
    ]
}

ACTIVITY = ObjectSpec(
    name="activity",
    model=Activity,
    label=Text("行动", "Activity"),
    plural=Text("行动", "Activities"),
    area="activities",
    position=50,
    name_field="subject",
    label_from=("subject", "content", "result"),
    access=AccessSpec(inherits=("related",), managers_edit=False, any_owner=True),
    fields=(
        f("choice", "kind", "类型", "Kind", required=True, default="call", choices=choices(
            ("call", "电话", "Call", "blue"), ("visit", "拜访", "Visit", "green"), ("meeting", "会议", "Meeting", "purple"),
            ("email", "邮件", "E-mail", "cyan"), ("message", "短信/微信", "Message", "cyan"), ("task", "任务", "Task", "orange"),
            ("care", "关怀", "Care", "magenta"), ("note", "记录", "Note", "default"))),
        f("choice", "purpose", "目的", "Purpose",
            help=Text("不选时按类型和关联自动判断", "Left empty: from the kind and what it is about"), choices=choices(
            ("business", "商务", "Business", "blue"), ("digging", "客户挖掘", "Customer digging", "gold"),
            ("market", "市场行动", "Market action", "purple"), ("care", "关怀", "Care", "magenta"),
            ("promotion", "新品推广", "New product promotion", "cyan"), ("service", "服务", "Service", "green"))),
        f("text", "subject", "主题", "Subject", searchable=True, max_length=200),
        f("long_text", "content", "内容", "Content"),
        f("choice", "status", "状态", "Status"),
        f("instant", "planned_start_at", "计划开始", "Planned start", due=("planned",)),
        f("instant", "planned_end_at", "计划结束", "Planned end", due=STATES.open),
        f("boolean", "is_overdue", "已逾期", "Overdue", read_only=True, computed=OVERDUE),
        f("instant", "started_at", "实际开始", "Started at", read_only=True),
        f("user", "started_by", "开始人", "Started by", read_only=True),
        f("instant", "done_at", "完成时间", "Done at"),
        f("user", "done_by", "完成人", "Done by", read_only=True),
        f("instant", "cancelled_at", "取消时间", "Cancelled at", read_only=True),
        f("user", "cancelled_by", "取消人", "Cancelled by", read_only=True),
        f("long_text", "result", "结果", "Result"),
        f("instant", "next_contact_at", "下次联系时间", "Next contact at"),
        f("boolean", "is_problem", "存在问题", "Problem"),
        f("any_references", "related", "关联", "Related to", targets=RELATED, scoped=True, relation_label=Text("行动", "Activities")),
        f("references", "participants", "参与人", "Participants", target="user"),
        f("references", "mentions", "@的人", "Mentioned", target="user", create_only=True,
            help=Text(f"最多 {int(MENTIONS)} 人，会收到提醒", f"At most {int(MENTIONS)} people; they are told")),
        f("files", "files", "附件", "Files"),
        f("choice", "priority", "优先级", "Priority", default="normal", choices=choices(
            ("high", "高", "High", "red"), ("normal", "普通", "Normal", "default"), ("low", "低", "Low", "default"))),
        f("reference", "account", "归属客户", "Account", target="account", read_only=True, traces=True, scoped=True,
            relation="all_activities", relation_label=Text("全部行动", "All activities"),
            help=Text("取自关联的客户、联系人、商机或订单；关怀费用计入该客户",
                      "From the account, contact, opportunity or order it is about; the cost of care counts there")),
        f("text", "place", "地点", "Place", max_length=200),
        f("region", "region", "区域", "Area"),
        f("any_references", "attendees", "参会人", "Attendees", targets=("contact", "lead"), scoped=True,
            relation_label=Text("参加的行动", "Attended activities")),
        f("money", "cost_amount", "费用", "Cost", minimum="0"),
        f("choice", "occasion", "关怀时机", "Occasion", choices=choices(
            ("birthday", "生日", "Birthday"), ("festival", "节日", "Festival"), ("other", "其他", "Other"))),
        f("text", "gift", "礼品", "Gift", max_length=200),
        f("text", "repeat", "重复", "Repeats", max_length=300, create_only=True, holds="repeat",
            help=Text("提前排好三个月的各次，每晚补足；不填次数则一直重复", "Planned a quarter ahead, more every night; without a number it goes on")),
        f("reference", "series", "重复自", "Repeats", target="activity", read_only=True, traces=True, scoped=True,
            relation="occurrences", relation_label=Text("以后各次", "Occurrences")),
        f("boolean", "following", "同时修改以后各次", "Also the following ones", write_only=True),
    ),
    states=STATES,
    header=("status", "kind", "purpose", "planned_start_at", "done_at", "owner"),
    list_columns=("subject", "kind", "status", "related", "owner", "planned_start_at", "planned_end_at", "done_at", "result"),
    form=(
        Section(Text("行动", "Activity"), (
            "kind", "purpose", "subject", "related", "planned_start_at", "planned_end_at", "repeat", "following", "content",
            "files", "participants", "owner", "priority",
        )),
        Section(Text("地点与费用", "Place and costs"), ("place", "region", "attendees", "occasion", "gift", "cost_amount")),
        Section(Text("结果", "Result"), ("status", "done_at", "result", "next_contact_at", "is_problem")),
    ),
    views=(
        ViewSpec("all", Text("全部行动", "All activities")),
        ViewSpec("mine_open", Text("我的待办", "My to-dos"), {"all": [{"field": "owner", "op": "is_me"}, OPEN]}, sort=("planned_start_at",)),
        ViewSpec(
            "today", Text("今日计划", "Planned today"),
            {"all": [{"field": "owner", "op": "is_me"}, {"field": "planned_start_at", "op": "within", "value": "today"}]},
            sort=("planned_start_at",),
        ),
        ViewSpec(
            "late", Text("逾期行动", "Overdue"),
            {"all": [{"field": "owner", "op": "is_me"}, {"field": "is_overdue", "op": "eq", "value": True}]},
            sort=("planned_end_at",),
        ),
        ViewSpec(
            "late_of_people", Text("部门逾期行动", "Overdue in my department"),
            {"all": [*OF_MY_PEOPLE, {"field": "is_overdue", "op": "eq", "value": True}]}, sort=("planned_end_at",),
        ),
        ViewSpec(
            "mine_tasks", Text("待办任务", "My open tasks"),
            {"all": [{"field": "owner", "op": "is_me"}, {"field": "kind", "op": "eq", "value": "task"}, OPEN]},
            sort=("planned_end_at", "planned_start_at"),
        ),
        ViewSpec("digging", Text("客户挖掘", "Customer digging"), {"field": "purpose", "op": "eq", "value": "digging"}),
        ViewSpec("care", Text("关怀", "Care"), {"field": "purpose", "op": "eq", "value": "care"}),
        ViewSpec("problems", Text("问题跟进", "Problems"), {"field": "is_problem", "op": "eq", "value": True}),
    ),
    hooks=Hooks(prepare=services.activity_prepare, written=services.activity_written),
    participants=(Participant("activities.series", "created", series.series_created),),
    actions=(
        ActionSpec(
            "start", Text("开始", "Start"), services.activity_start,
            done=Text("已开始", "Started"),
        ),
        ActionSpec(
            "complete", Text("完成", "Complete"), services.activity_complete, placement="primary",
            params=(
                f("long_text", "result", "结果", "Result", required=True),
                f("instant", "done_at", "完成时间", "Done at"),
                f("instant", "next_contact_at", "下次联系时间", "Next contact at"),
            ),
            done=Text("已完成", "Done"),
        ),
        ActionSpec(
            "reschedule", Text("改期", "Reschedule"), services.activity_reschedule, when=OPEN,
            params=(
                f("instant", "planned_start_at", "计划开始", "Planned start", required=True),
                f("instant", "planned_end_at", "计划结束", "Planned end",
                    help=Text("不填就保持原来的时长", "Left empty: as long as before")),
                f("boolean", "following", "同时修改以后各次", "Also the following ones",
                    help=Text("只对重复的行动有用", "Of an activity that repeats")),
            ),
            done=Text("已改期", "Rescheduled"),
        ),
        ActionSpec(
            "end_series", Text("结束重复", "End the series"), series.activity_end_series, offered=REPEATS, on_list=False,
            confirm=Text("取消这一次以后还没有开始的各次，以后不再生成。", "The later ones that are not begun are cancelled, and no more are planned."),
            done=Text("已结束重复", "The series has ended"),
        ),
        ActionSpec(
            "reopen", Text("重新打开", "Reopen"), services.activity_reopen,
            done=Text("已重新打开", "Reopened"),
        ),
        ActionSpec(
            "cancel", Text("取消", "Cancel"), services.activity_cancel,
            danger=True, done=Text("已取消", "Cancelled"),
        ),
    ),
)  # fmt: skip


def declare() -> None:
    """Register activities and their menu area."""
    declare_overdue()
    declare_agenda()
    registry.area("activities", "行动", "Activities", "sales", 50)
    registry.add(ACTIVITY)
    registry.extend("user", related=("owned_activities",))
    registry.grant(
        "activity",
        {
            EVERYBODY: (
                *KEEP,
                "start",
                "complete",
                "reschedule",
                "end_series",
                "reopen",
                "cancel",
                "transfer",
            ),
            "superior": OUT,
            "department_head": ("delete",),
            "channel_head": ("import",),
            "executive": READ,
            "collaborator": ("view", "start", "complete"),
        },
        scopes={
            "sales_manager sales_supervisor sales_middle channel_head order_follower": ("department", "own"),
            "director": ("departments", "own"),
        },
    )
