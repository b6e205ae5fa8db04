"""Opportunities, sales processes and stages, declared."""

from __future__ import annotations

from guike.domains.opportunities import services
from guike.domains.opportunities.forecasts import declare_forecasts
from guike.domains.opportunities.models import Opportunity, OpportunityLine, SalesProcess, Stage, StageHistory
from guike.domains.opportunities.rules import STATES
from guike.domains.pricing.documents import PricedDocument, header_fields, line_fields, priced
from guike.kernel.text import Text
from guike.platform.metadata.ledgers import ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, FIGURES, OUT, READ, VIEW, WRITE
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

#: lines without list price, tax or a discount on the whole; without lines the amount is an estimate that is typed
PRICES = PricedDocument("opportunity", total="amount", is_total_typed=True)
OPEN = STATES.among(*STATES.open)
SOURCES = choices(
    ("lead", "线索转换", "Lead"),
    ("introduction", "熟人介绍", "Introduction"),
    ("customer_contact", "客户联系", "Customer contact"),
    ("other", "其他", "Other"),
)

SALES_PROCESS = ObjectSpec(
    name="sales_process",
    model=SalesProcess,
    label=Text("销售流程", "Sales process"),
    plural=Text("销售流程", "Sales processes"),
    module="admin",
    area="admin",
    position=93,
    access=AccessSpec(kind="open"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("text", "name", "名称", "Name", required=True, unique=True, max_length=100),
        f("references", "departments", "适用部门", "Departments", target="department"),
        f("json", "filter", "适用条件", "Filter", holds="filter", targets=("opportunity",)),
        f("boolean", "is_active", "启用", "Active", default=True),
        f("boolean", "is_default", "默认流程", "Default", default=False),
        f(
            "integer",
            "cycle_days",
            "标准周期（天）",
            "Cycle (days)",
            minimum="1",
            maximum="3650",
            in_effect=False,
        ),
        f(
            "integer",
            "remind_days_before",
            "提前提醒（天）",
            "Remind before (days)",
            minimum="0",
            maximum="365",
            in_effect=False,
        ),
        f("lines", "stages", "阶段", "Stages", lines_object="stage"),
    ),
    list_columns=("name", "is_active", "is_default", "departments"),
)

STAGE = ObjectSpec(
    name="stage",
    model=Stage,
    label=Text("销售阶段", "Stage"),
    plural=Text("销售阶段", "Stages"),
    module="admin",
    parent="sales_process",
    parent_relation="stages",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f(
            "reference",
            "sales_process",
            "销售流程",
            "Process",
            target="sales_process",
            column="process_id",
            create_only=True,
        ),
        f("integer", "position", "顺序", "Position", read_only=True),
        f("text", "name", "阶段名称", "Name", required=True, max_length=100),
        f("percent", "win_rate", "赢率", "Win rate", required=True, minimum="0", maximum="1"),
        f("integer", "max_days", "最长停留（天）", "Longest stay (days)", minimum="1", in_effect=False),
        f("integer", "remind_days", "提醒（天）", "Remind after (days)", minimum="1", in_effect=False),
        f("boolean", "needs_feedback", "离开时需要反馈", "Feedback needed", default=False),
        f("long_text", "guidance", "阶段指引", "Guidance", in_effect=False),
    ),
)

OPPORTUNITY = ObjectSpec(
    name="opportunity",
    model=Opportunity,
    label=Text("商机", "Opportunity"),
    plural=Text("商机", "Opportunities"),
    area="opportunities",
    position=40,
    sought=4,
    number_pattern="O{yyyy}{mm}{dd}-{seq:4}",
    has_money=True,
    path_field="stage",
    board_field="stage",
    access=AccessSpec(requires=("account",), dimensions={"category": "lines.product.category"}),
    fields=(
        f("text", "name", "商机名称", "Name", required=True, searchable=True, max_length=200),
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("reference", "primary_contact", "主要联系人", "Primary contact", target="contact", within="account"),
        f("reference", "process", "销售流程", "Process", target="sales_process", create_only=True),
        f("reference", "stage", "销售阶段", "Stage", target="stage"),
        f("instant", "stage_entered_at", "进入阶段时间", "Stage entered at", read_only=True),
        *header_fields(PRICES, "opportunity_line", Text("产品明细", "Products"), Text("商机金额", "Amount")),
        f("date", "expected_close_on", "预计成交日期", "Expected close", due=("open",)),
        f("percent", "win_rate", "赢率", "Win rate", read_only=True),
        f("choice", "forecast_category", "预测类别", "Forecast category", read_only=True, choices=choices(
            ("pipeline", "培育中", "Pipeline"), ("best_case", "有望", "Best case", "blue"),
            ("commit", "承诺", "Commit", "green"), ("omitted", "不计入", "Omitted"))),
        f("choice", "status", "状态", "Status"),
        f("choice", "source", "商机来源", "Source", required=True, choices=SOURCES),
        f("reference", "lead", "来源线索", "Lead", target="lead", read_only=True, traces=True),
        f("reference", "campaign", "来源活动", "Campaign", target="campaign"),
        f("long_text", "description", "需求与可行性", "Needs and feasibility"),
        f("text", "lost_reason", "输单/无效原因", "Reason lost", read_only=True, max_length=500),
        f("instant", "closed_at", "关闭时间", "Closed at", read_only=True),
        f("instant", "last_follow_up_at", "最近跟进时间", "Last follow-up at", read_only=True, system=True),
    ),
    states=STATES,
    header=("account", "amount", "stage", "win_rate", "expected_close_on", "owner"),
    list_columns=("name", "account", "stage", "amount", "expected_close_on", "owner", "win_rate", "status", "source", "created_at"),
    form=(
        Section(Text("基本信息", "Details"), (
            "name", "account", "primary_contact", "amount", "currency", "expected_close_on", "source", "campaign", "process", "owner",
        )),
        Section(Text("需求", "Needs"), ("description",)),
        Section(Text("产品明细", "Products"), ("lines",)),
    ),
    detail=(
        Section(Text("基本信息", "Details"), (
            "name", "number", "account", "primary_contact", "amount", "currency", "expected_close_on", "source",
            "lead", "campaign", "owner", "department",
        )),
        Section(Text("阶段", "Stage"), ("process", "stage", "stage_entered_at", "win_rate", "forecast_category", "status", "closed_at", "lost_reason")),
        Section(Text("需求", "Needs"), ("description",)),
        Section(Text("产品明细", "Products"), ("lines",)),
    ),
    related=("activities", "sales_orders", "stage_history"),
    views=(
        ViewSpec("all", Text("全部商机", "All opportunities")),
        ViewSpec("mine", Text("我的商机", "My opportunities"), {"all": [{"field": "owner", "op": "is_me"}, OPEN]}),
        ViewSpec("open", Text("进行中", "Open"), OPEN),
        ViewSpec(
            "closing", Text("本月预计成交", "Closing this month"),
            {"all": [OPEN, {"field": "expected_close_on", "op": "within", "value": "this_month"}]},
            sort=("expected_close_on",),
        ),
        ViewSpec("board", Text("阶段看板", "Board"), OPEN, kind="board", group_by="stage"),
        ViewSpec("won", Text("赢单", "Won"), {"field": "status", "op": "eq", "value": "won"}, sort=("-closed_at",)),
    ),
    hooks=Hooks(
        prepare=services.opportunity_prepare,
        written=services.opportunity_written,
        purging=services.opportunity_purging,
    ),
    actions=(
        ActionSpec(
            "advance", Text("推进阶段", "Advance"), services.opportunity_advance, when=OPEN, placement="primary",
            params=(
                f("reference", "stage", "目标阶段", "Stage", target="stage", help=Text("不选就进入下一阶段", "Left empty: the next stage")),
                f("long_text", "feedback", "阶段反馈", "Feedback"),
            ),
            done=Text("已推进", "Advanced"),
        ),
        ActionSpec(
            "move_back", Text("退回阶段", "Move back"), services.opportunity_move_back, when=OPEN,
            params=(
                f("reference", "stage", "目标阶段", "Stage", target="stage", required=True),
                f("text", "reason", "原因", "Reason", required=True, max_length=500),
            ),
        ),
        ActionSpec(
            "win", Text("赢单", "Win"), services.opportunity_win, placement="primary",
            params=(
                f("money", "amount", "成交金额", "Amount", minimum="0", help=Text("不填就按商机金额", "Left empty: the opportunity's amount")),
                f("instant", "closed_at", "成交时间", "Closed at", help=Text("不填就是现在", "Left empty: now")),
            ),
            done=Text("恭喜赢单", "Won"),
        ),
        ActionSpec(
            "lose", Text("输单", "Lose"), services.opportunity_lose, danger=True,
            params=(f("text", "reason", "输单原因", "Reason", required=True, max_length=500),),
        ),
        ActionSpec(
            "void", Text("作废", "Void"), services.opportunity_void, danger=True,
            params=(f("text", "reason", "原因", "Reason", required=True, max_length=500),),
        ),
        ActionSpec("reopen", Text("重新打开", "Reopen"), services.opportunity_reopen),
    ),
)  # fmt: skip

OPPORTUNITY_LINE = ObjectSpec(
    name="opportunity_line",
    model=OpportunityLine,
    label=Text("商机产品", "Opportunity product"),
    plural=Text("商机产品", "Opportunity products"),
    parent="opportunity",
    access=AccessSpec(kind="line"),
    has_team=False,
    has_timeline=False,
    has_files=False,
    fields=(
        f("reference", "opportunity", "商机", "Opportunity", target="opportunity", create_only=True),
        *line_fields(PRICES),
    ),
)


def declare_rights() -> None:
    """What the preset roles may do with opportunities."""
    registry.grant("sales_process", {EVERYBODY: VIEW})
    registry.grant(
        "opportunity",
        {
            "sales": (*WRITE, "advance", "move_back", "win", "lose", "void", "reopen", "transfer"),
            "superior": OUT,
            "department_head": ("delete",),
            "channel_head": ("import",),
            "sales_assistant marketing": VIEW,
            "marketing_manager marketing_head": FIGURES,
            "executive": READ,
        },
    )


STAGE_HISTORY = ledger_object(
    name="stage_history",
    model=StageHistory,
    label=Text("阶段历史", "Stage step"),
    plural=Text("阶段历史", "Stage history"),
    parent="opportunity",
    parent_relation="stage_history",
    access=AccessSpec(kind="line"),
    name_field="feedback",
    fields=(
        f("reference", "opportunity", "商机", "Opportunity", target="opportunity"),
        f("reference", "process", "销售流程", "Process", target="sales_process", traces=True),
        f(
            "reference",
            "from_stage",
            "原阶段",
            "From",
            target="stage",
            traces=True,
            tells="opportunity.stage",
        ),
        f("reference", "to_stage", "进入阶段", "To", target="stage", traces=True, tells="opportunity.stage"),
        f("long_text", "feedback", "反馈或原因", "Feedback or reason", tells="opportunity.stage"),
        f("money", "amount", "当时金额", "Amount then", tells="opportunity.amount"),
        f("percent", "win_rate", "赢率", "Win rate", tells="opportunity.win_rate"),
    ),
    list_columns=("created_at", "opportunity", "from_stage", "to_stage", "feedback", "amount", "created_by"),
)


def declare() -> None:
    """Register opportunities, their processes, the menu area and the campaign's figures."""
    declare_rights()
    declare_forecasts()
    registry.area("opportunities", "商机", "Opportunities", "sales", 40)
    registry.add(SALES_PROCESS, STAGE, *priced(PRICES, OPPORTUNITY, OPPORTUNITY_LINE), STAGE_HISTORY)
    registry.extend("user", related=("owned_opportunities",))
    registry.extend(
        "activity",
        fields=(
            f(
                "reference",
                "stage",
                "商机阶段",
                "Stage",
                target="stage",
                traces=True,
                help=Text(
                    "关联一个商机时，默认为该商机当前的阶段",
                    "Of an activity about one opportunity: its present stage, unless another is chosen",
                ),
            ),
        ),
        form=(Section(Text("商机", "Opportunity"), ("stage",)),),
        hooks=Hooks(prepare=services.activity_prepare),
    )
    registry.extend(
        "campaign",
        rollups=(
            RollupSpec("opportunity_count", "opportunity", "campaign", "count"),
            RollupSpec("opportunity_amount", "opportunity", "campaign", "sum", "amount"),
            RollupSpec(
                "won_amount",
                "opportunity",
                "campaign",
                "sum",
                "amount",
                {"field": "status", "op": "eq", "value": "won"},
            ),
        ),
    )
