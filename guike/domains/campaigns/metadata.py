"""The declaration of campaigns and their members."""

from __future__ import annotations

from guike.domains.campaigns import services
from guike.domains.campaigns.models import Campaign, CampaignMember
from guike.domains.campaigns.rules import STATES
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import FULL, READ, VIEW, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    RollupSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f

#: what a market action is made with
ACTION_FIELDS = (
    f("text", "subject", "主题", "Subject", max_length=200),
    f("instant", "planned_start_at", "计划开始", "Planned start"),
    f("instant", "planned_end_at", "计划结束", "Planned end"),
    f("text", "place", "地点", "Place", max_length=200),
    f("any_references", "attendees", "参会人", "Attendees", targets=("contact", "lead")),
    f("references", "participants", "参与人", "Participants", target="user"),
    f("money", "cost_amount", "费用", "Cost", minimum="0"),
)

CAMPAIGN = ObjectSpec(
    name="campaign",
    model=Campaign,
    label=Text("市场活动", "Campaign"),
    plural=Text("市场活动", "Campaigns"),
    module="marketing",
    area="marketing",
    position=10,
    has_money=True,
    document_date="start_on",
    access=AccessSpec(default="read"),
    fields=(
        f("text", "name", "活动名称", "Name", required=True, searchable=True, max_length=200),
        f("choice", "kind", "活动类型", "Kind", choices=choices(
            ("exhibition", "展会", "Exhibition"), ("meeting", "会议会销", "Meeting"), ("advertising", "广告投放", "Advertising"),
            ("email", "邮件营销", "E-mail"), ("service_account", "服务号", "WeChat service account"), ("community", "微信社群", "WeChat community"),
            ("web", "线上活动", "Online"), ("other", "其他", "Other"))),
        f("choice", "status", "状态", "Status"),
        f("date", "start_on", "开始日期", "Start"),
        f("date", "end_on", "结束日期", "End"),
        f("money", "budget_amount", "预算", "Budget", minimum="0"),
        f("money", "actual_cost_amount", "实际成本", "Actual cost", minimum="0"),
        f("money", "expected_revenue_amount", "预期收入", "Expected revenue", minimum="0"),
        f("long_text", "description", "说明", "Description"),
        f("integer", "lead_count", "线索数", "Leads", read_only=True, system=True),
        f("integer", "converted_count", "转换线索数", "Converted leads", read_only=True, system=True),
        f("integer", "opportunity_count", "商机数", "Opportunities", read_only=True, system=True),
        f("money", "opportunity_amount", "商机金额", "Opportunity amount", read_only=True, system=True),
        f("money", "won_amount", "赢单金额", "Won amount", read_only=True, system=True),
        f("money", "order_amount", "订单金额", "Order amount", read_only=True, system=True),
        f("money", "collected_amount", "回款金额", "Collected amount", read_only=True, system=True),
    ),
    states=STATES,
    header=("status", "kind", "start_on", "end_on", "owner", "lead_count", "opportunity_count", "order_amount"),
    list_columns=("name", "kind", "status", "start_on", "end_on", "lead_count", "converted_count", "opportunity_amount", "order_amount", "owner"),
    form=(
        Section(Text("基本信息", "Details"), ("name", "kind", "start_on", "end_on", "owner")),
        Section(Text("费用与目标", "Costs and goals"), ("budget_amount", "actual_cost_amount", "expected_revenue_amount")),
        Section(Text("说明", "Description"), ("description",)),
    ),
    detail=(
        Section(Text("基本信息", "Details"), ("name", "kind", "status", "start_on", "end_on", "owner")),
        Section(Text("效果", "Results"), (
            "lead_count", "converted_count", "opportunity_count", "opportunity_amount", "won_amount", "order_amount", "collected_amount",
        )),
        Section(Text("费用与目标", "Costs and goals"), ("budget_amount", "actual_cost_amount", "expected_revenue_amount")),
        Section(Text("说明", "Description"), ("description",)),
    ),
    related=("leads", "opportunities", "sales_orders", "campaign_members", "activities"),
    views=(
        ViewSpec("all", Text("全部活动", "All campaigns")),
        ViewSpec("running", Text("进行中", "Running"), {"field": "status", "op": "eq", "value": "running"}),
        ViewSpec("mine", Text("我负责的", "Mine"), {"field": "owner", "op": "is_me"}),
    ),
    hooks=Hooks(prepare=services.campaign_prepare),
    actions=(
        ActionSpec(
            "start", Text("开始", "Start"), services.campaign_start,
            placement="primary", done=Text("已开始", "Started"),
        ),
        ActionSpec("finish", Text("结束", "Finish"), services.campaign_finish, done=Text("已结束", "Finished")),
        ActionSpec(
            "create_activity", Text("新建市场行动", "New market action"), services.campaign_create_activity,
            scope="view", on_list=False, params=ACTION_FIELDS, done=Text("已新建市场行动", "The market action was created"),
        ),
        ActionSpec(
            "cancel", Text("取消", "Cancel"), services.campaign_cancel,
            danger=True, done=Text("已取消", "Cancelled"),
        ),
        ActionSpec(
            "reopen", Text("重新打开", "Reopen"), services.campaign_reopen,
            done=Text("已重新打开", "Reopened"),
        ),
    ),
    rollups=(
        RollupSpec("lead_count", "lead", "campaign", "count"),
        RollupSpec("converted_count", "lead", "campaign", "count", filter={"field": "status", "op": "eq", "value": "converted"}),
    ),
)  # fmt: skip

CAMPAIGN_MEMBER = ObjectSpec(
    name="campaign_member",
    model=CampaignMember,
    label=Text("活动成员", "Campaign member"),
    plural=Text("活动成员", "Campaign members"),
    module="marketing",
    area="",
    name_field="number",
    named_after=("contact", "lead"),
    has_team=False,
    access=AccessSpec(inherits=("campaign",)),
    fields=(
        f("reference", "campaign", "市场活动", "Campaign", target="campaign", required=True),
        f("reference", "lead", "线索", "Lead", target="lead"),
        f("reference", "contact", "联系人", "Contact", target="contact"),
        f("choice", "status", "状态", "Status", default="invited", choices=choices(
            ("invited", "已邀请", "Invited"), ("registered", "已报名", "Registered", "blue"),
            ("attended", "已参加", "Attended", "green"), ("responded", "有反馈", "Responded", "purple"))),
    ),
    list_columns=("campaign", "lead", "contact", "status"),
    hooks=Hooks(prepare=services.member_prepare),
)  # fmt: skip


def declare() -> None:
    """Register campaigns and their menu area."""
    registry.area("marketing", "营销", "Marketing", "marketing", 10)
    registry.add(CAMPAIGN, CAMPAIGN_MEMBER)
    scopes = {"marketing": ("all", "own"), "marketing_manager marketing_head": ("all", "all")}
    registry.grant(
        "campaign",
        {
            "marketing": (*FULL, "start", "finish", "cancel", "reopen", "transfer", "create_activity"),
            "sales pool_admin": VIEW,
            "executive": READ,
        },
        scopes=scopes,
    )
    registry.grant(
        "campaign_member",
        {"marketing": FULL, "sales": WRITE, "pool_admin": VIEW, "executive": READ},
        scopes=scopes,
    )
