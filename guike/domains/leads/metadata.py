"""The declaration of leads and lead pools."""

from __future__ import annotations

from guike.domains.leads import services
from guike.domains.leads.forgotten import forgotten_expression, is_forgotten
from guike.domains.leads.models import Lead, LeadPool
from guike.domains.leads.rules import STATES
from guike.kernel.fold import normalize_company
from guike.kernel.text import Text
from guike.platform.filters.computed import computed
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, FULL, OUT, READ, VIEW, WRITE
from guike.platform.metadata.spec import (
    AccessSpec,
    ActionSpec,
    Hooks,
    ObjectSpec,
    Section,
    ViewSpec,
    choices,
)
from guike.platform.metadata.spec import spec_field as f
from guike.platform.pools.spec import pool_actions, pool_object
from guike.platform.records.duplicates import DuplicateKey, KeyColumn, Part, duplicate_keys

STAGES = choices(
    ("raw", "新线索", "Raw"), ("mql", "市场认可", "MQL", "blue"), ("sql", "销售认可", "SQL", "green")
)
OPEN = STATES.among(*STATES.open)
FORGOTTEN = {"field": "is_forgotten", "op": "eq", "value": True}
FORGOTTEN_DAYS = f(
    "integer", "forgotten_days", "未跟进提醒（天）", "Days until forgotten", minimum="0", maximum="3650",
    help=Text("留空按全公司的设置，0 表示不提醒", "Empty: as the company sets it; 0: nothing is forgotten"),
)  # fmt: skip

LEAD = ObjectSpec(
    name="lead",
    model=Lead,
    label=Text("线索", "Lead"),
    plural=Text("线索", "Leads"),
    module="marketing",
    area="leads",
    position=20,
    sought=3,
    number_pattern="L{yyyy}{mm}{dd}-{seq:5}",
    label_from=("name", "company"),
    board_field="status",
    path_field="status",
    access=AccessSpec(pool="pool", dimensions={"region": "region"}),
    fields=(
        f("text", "name", "姓名", "Name", searchable=True, person=True, max_length=100),
        f("text", "company", "公司", "Company", searchable=True, max_length=200),
        f("text", "title", "职务", "Title", max_length=100),
        f("phone", "mobile", "手机", "Mobile", searchable=True),
        f("phone", "phone", "电话", "Phone", searchable=True),
        f("email", "email", "邮箱", "E-mail", searchable=True, max_length=254),
        f("text", "wechat", "微信", "WeChat", max_length=100, personal=True),
        f("region", "region", "地区", "Region"),
        f("text", "address", "详细地址", "Address", max_length=300, personal=True),
        f("choice", "source", "线索来源", "Source", choice_set="lead_source", required=True),
        f("reference", "campaign", "市场活动", "Campaign", target="campaign"),
        f("reference", "pool", "线索池", "Pool", target="lead_pool"),
        f("choice", "industry", "行业", "Industry", choice_set="industry"),
        f("choice", "company_size", "企业规模", "Company size", choice_set="company_size"),
        f("long_text", "description", "需求描述", "Description", personal=True),
        f("choice", "status", "状态", "Status"),
        f("choice", "stage", "阶段", "Stage", choices=STAGES, read_only=True),
        f("integer", "score", "评分", "Score", read_only=True, system=True, in_effect=False),
        f("choice", "grade", "等级", "Grade", read_only=True, system=True, choices=choices(("A", "A", "A"), ("B", "B", "B"), ("C", "C", "C"), ("D", "D", "D"))),
        f("tags", "tags", "标签", "Tags"),
        f("instant", "next_contact_at", "下次联系时间", "Next contact at", due=STATES.open),
        f("instant", "last_follow_up_at", "最近跟进时间", "Last follow-up at", read_only=True, system=True),
        f("boolean", "is_forgotten", "久未跟进", "Forgotten", read_only=True, computed="lead.is_forgotten"),
        f("instant", "claimed_at", "领取时间", "Claimed at", read_only=True),
        f("instant", "recycle_at", "收回时间", "Recycle at", read_only=True, system=True),
        f(
            "reference", "converted_account", "转换客户", "Converted account", target="account", read_only=True, traces=True,
            relation="leads", relation_label=Text("来源线索", "Leads"),
        ),
        f(
            "reference", "converted_contact", "转换联系人", "Converted contact", target="contact", read_only=True, traces=True,
            relation="leads", relation_label=Text("来源线索", "Leads"),
        ),
        f(
            "reference", "converted_opportunity", "转换商机", "Converted opportunity", target="opportunity",
            read_only=True, traces=True, relation="leads", relation_label=Text("来源线索", "Leads"),
        ),
        f("instant", "converted_at", "转换时间", "Converted at", read_only=True),
        f("text", "invalid_reason", "无效原因", "Invalid reason", read_only=True, max_length=500),
    ),
    states=STATES,
    header=("status", "company", "mobile", "source", "owner", "next_contact_at"),
    list_columns=("name", "company", "mobile", "status", "owner", "next_contact_at", "source", "last_follow_up_at", "campaign", "pool", "created_at"),
    form=(
        Section(Text("联系人", "Person"), ("name", "title", "mobile", "phone", "email", "wechat")),
        Section(Text("公司", "Company"), ("company", "industry", "company_size", "region", "address")),
        Section(Text("来源与归属", "Source and owner"), ("source", "campaign", "pool", "owner", "next_contact_at", "tags")),
        Section(Text("需求", "Needs"), ("description",)),
    ),
    detail=(
        Section(Text("联系人", "Person"), ("name", "title", "mobile", "phone", "email", "wechat")),
        Section(Text("公司", "Company"), ("company", "industry", "company_size", "region", "address")),
        Section(Text("来源与归属", "Source and owner"), (
            "source", "campaign", "pool", "owner", "department", "stage", "tags", "next_contact_at",
            "last_follow_up_at", "claimed_at", "recycle_at",
        )),
        Section(Text("需求", "Needs"), ("description", "invalid_reason")),
        Section(Text("转换结果", "Conversion"), ("converted_account", "converted_contact", "converted_opportunity", "converted_at")),
    ),
    related=("activities",),
    views=(
        ViewSpec("all", Text("全部线索", "All leads")),
        ViewSpec("mine", Text("我的线索", "My leads"), {"all": [{"field": "owner", "op": "is_me"}, OPEN]}),
        ViewSpec("pool", Text("线索池", "In the pool"), {"all": [{"field": "owner", "op": "is_empty"}, OPEN]}),
        ViewSpec(
            "due", Text("待联系", "To contact"),
            {"all": [{"field": "owner", "op": "is_me"}, OPEN, {"field": "next_contact_at", "op": "is_not_empty"}]},
            sort=("next_contact_at",),
        ),
        ViewSpec("mine_forgotten", Text("待跟进", "To follow up"), {"all": [{"field": "owner", "op": "is_me"}, FORGOTTEN]}, sort=("last_follow_up_at",)),
        ViewSpec(
            "forgotten_of_people", Text("部门待跟进", "Department's to follow up"),
            {"all": [{"field": "owner", "op": "in_my_departments"}, {"not": {"field": "owner", "op": "is_me"}}, FORGOTTEN]},
            sort=("last_follow_up_at",),
        ),
        ViewSpec("forgotten", Text("久未跟进", "Forgotten"), FORGOTTEN, sort=("last_follow_up_at",)),
        ViewSpec("converted", Text("已转换", "Converted"), {"field": "status", "op": "eq", "value": "converted"}, sort=("-converted_at",)),
    ),
    hooks=Hooks(prepare=services.lead_prepare, written=services.lead_written),
    actions=(
        *pool_actions("lead", open_states=OPEN),
        ActionSpec(
            "follow_up", Text("跟进", "Follow up"), services.lead_follow_up, placement="primary",
            when_text=Text("没有负责人或已结束", "it has no owner or is closed"),
            params=(
                f("long_text", "content", "跟进内容", "Content", required=True),
                f("choice", "kind", "方式", "Kind", default="call", choices=choices(
                    ("call", "电话", "Call"), ("visit", "拜访", "Visit"), ("meeting", "会议", "Meeting"), ("email", "邮件", "E-mail"),
                    ("message", "短信/微信", "Message"), ("note", "记录", "Note"))),
                f("instant", "done_at", "跟进时间", "Done at"),
                f("instant", "next_contact_at", "下次联系时间", "Next contact at"),
                f("choice", "status", "处理结果", "Status", choices=choices(("following", "跟进中", "Following"), ("pending", "未处理", "Pending"))),
                f("references", "mentions", "@的人", "Mentioned", target="user"),
                f("files", "files", "附件", "Files"),
                f("boolean", "is_problem", "存在问题", "Problem"),
            ),
            done=Text("已记录跟进", "Follow-up recorded"),
        ),
        ActionSpec(
            "qualify", Text("评定阶段", "Qualify"), services.lead_qualify, when=OPEN,
            params=(f("choice", "stage", "阶段", "Stage", required=True, choices=STAGES),),
        ),
        ActionSpec(
            "invalidate", Text("标为无效", "Mark as invalid"), services.lead_invalidate, danger=True,
            params=(f("text", "reason", "原因", "Reason", required=True, max_length=500),),
            done=Text("已标为无效", "Marked as invalid"),
        ),
        ActionSpec(
            "reopen", Text("重新激活", "Reopen"), services.lead_reopen, done=Text("已重新激活", "Reopened"),
        ),
    ),
)  # fmt: skip


COMPANY = Part("company", "company")


def company_key(name: str) -> str:
    """The form in which two spellings of a company's name are compared."""
    return normalize_company(name)[:200]


def declare_duplicates() -> None:
    """Register the duplicate keys of leads, among leads and against accounts and contacts."""
    duplicate_keys(
        "lead",
        DuplicateKey((Part("mobile", "mobile", also=("phone",)),)),
        DuplicateKey((COMPANY, Part("name", "text")), score=95),
        DuplicateKey((Part("email", "email"),), score=90),
        DuplicateKey((Part("mobile", "mobile", also=("phone",)),), object="contact", score=80, same=False),
        DuplicateKey((Part("email", "email"),), object="contact", score=80, same=False),
        # many people share a switchboard
        DuplicateKey((Part("phone", "landline", also=("mobile",)),), score=75, same=False),
        DuplicateKey((Part("company", "company", "name"),), object="account", score=70, same=False),
        DuplicateKey((COMPANY,), score=60, same=False),
        columns={"company": KeyColumn("company_key", company_key)},
    )


def declare_rights() -> None:
    """Grant the preset roles their rights on leads."""
    following = ("follow_up", "qualify", "invalidate", "reopen", "transfer", "return", "merge")
    registry.grant("lead_pool", {EVERYBODY: VIEW})
    registry.grant(
        "lead",
        {
            "sales": (*WRITE, "claim", *following),
            "superior sales_supervisor": (*OUT, "assign"),
            "department_head": ("delete",),
            "channel_head": ("import",),
            "marketing": (*FULL, *following),
            "marketing_head": ("assign",),
            "pool_admin": (*FULL, "assign", *following),
            "executive": READ,
        },
        scopes={"sales_supervisor": ("department", "department"), "marketing": ("all", "own")},
    )


def declare() -> None:
    """Register leads, their pools and the menu area."""
    declare_duplicates()
    declare_rights()
    registry.area("leads", "线索", "Leads", "marketing", 20)
    computed("lead.is_forgotten", forgotten_expression, is_forgotten)
    pools = pool_object(
        "lead_pool", LeadPool, Text("线索池", "Lead pool"), Text("线索池", "Lead pools"), position=90
    )
    details, assignment = pools.form
    registry.add(
        LEAD,
        pools.with_(
            fields=(*pools.fields, FORGOTTEN_DAYS),
            form=(details, Section(assignment.label, (*assignment.fields, FORGOTTEN_DAYS.name))),
        ),
    )
    registry.area("admin", "管理后台", "Administration", "admin", 950)
