"""The declaration of accounts, contacts, addresses and the account pool."""

from __future__ import annotations

from guike.domains.accounts import choicesets, formal, refusing, services, transactions
from guike.domains.accounts.models import Account, AccountPool, Address, Contact
from guike.domains.accounts.rules import STATES
from guike.domains.accounts.title_spec import INVOICE_TITLE, OF_ACCOUNT, declare_title_rights
from guike.kernel.fold import normalize_company
from guike.kernel.text import Text
from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, FIGURES, KEEP, OUT, OWN, READ, VIEW, WRITE
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
from guike.platform.pools.spec import pool_actions, pool_object
from guike.platform.records.actions import action_asks
from guike.platform.records.duplicates import DuplicateKey, KeyColumn, Part, duplicate_keys

#: what was given to people of the account and cost something
CARED = {
    "all": [
        {"field": "purpose", "op": "eq", "value": "care"},
        {"field": "status", "op": "eq", "value": "done"},
    ]
}
#: from what customers are dug
DIGGING = {
    "all": [
        {"field": "purpose", "op": "eq", "value": "digging"},
        {"field": "status", "op": "ne", "value": "cancelled"},
    ]
}

#: what hangs on a customer is divided like the customer

ACCOUNT = ObjectSpec(
    name="account",
    model=Account,
    label=Text("客户", "Account"),
    plural=Text("客户", "Accounts"),
    area="accounts",
    position=30,
    sought=1,
    number_pattern="A{yyyy}{mm}{dd}-{seq:4}",
    has_money=True,
    access=AccessSpec(pool="pool", dimensions={"region": "region", "account_class": "level"}),
    import_beside=("contact.account",),
    fields=(
        f("text", "name", "客户名称", "Name", required=True, searchable=True, max_length=200),
        f("text", "short_name", "简称", "Short name", searchable=True, max_length=100),
        f("text", "credit_code", "统一社会信用代码", "Unified social credit code", max_length=18),
        f("choice", "industry", "行业", "Industry", choice_set="industry"),
        f(
            "choice",
            "level",
            "客户级别",
            "Level",
            choices=choices(
                ("A", "A 级", "A", "red"),
                ("B", "B 级", "B", "orange"),
                ("C", "C 级", "C", "blue"),
                ("D", "D 级", "D", "default"),
            ),
        ),
        f("choice", "kind", "客户类型", "Kind", choice_set="account_kind"),
        f("choice", "nature", "客户性质", "Nature", choice_set="account_nature"),
        f("choice", "channel_role", "渠道角色", "Channel role", choice_set="channel_role"),
        f("choice", "status", "客户状态", "Status", default="potential"),
        f("choice", "scale", "企业规模", "Company size", choice_set="company_size"),
        f("region", "region", "地区", "Region"),
        f("text", "address", "详细地址", "Address", max_length=300),
        f("geo", "location", "位置", "Location"),
        f("phone", "phone", "电话", "Phone", searchable=True),
        f("url", "website", "网址", "Website", max_length=300),
        f("choice", "source", "客户来源", "Source", choice_set="lead_source"),
        f(
            "reference",
            "parent",
            "上级客户",
            "Parent account",
            target="account",
            relation="subsidiaries",
            relation_label=Text("下级客户", "Subsidiaries"),
        ),
        f("reference", "pool", "客户公海", "Account pool", target="account_pool"),
        f("reference", "lead", "来源线索", "Lead", target="lead", read_only=True, traces=True),
        f("reference", "campaign", "来源活动", "Campaign", target="campaign"),
        f(
            "reference",
            "source_activity",
            "来源行动",
            "Source activity",
            target="activity",
            read_only=True,
            traces=True,
            relation="dug_accounts",
            relation_label=Text("挖掘的客户", "Accounts found"),
        ),
        f("long_text", "description", "备注", "Remarks"),
        f("text", "bank_name", "开户银行", "Bank", max_length=100),
        f("text", "bank_account", "银行账号", "Bank account", max_length=40),
        f("text", "tax_number", "税号", "Tax number", max_length=30),
        f("text", "invoice_title", "发票抬头", "Invoice title", max_length=200),
        f(
            "reference",
            "payment_term",
            "收款条件",
            "Terms of payment",
            target="payment_term",
            offered="is_active",
            help=Text(
                "此后生效的订单按它生成收款计划",
                "Orders that take effect from now on get their payment plan by it",
            ),
        ),
        f("date", "formal_on", "转为正式日期", "Formal since", read_only=True),
        f(
            "user",
            "formalized_by",
            "转为正式的人",
            "Made formal by",
            read_only=True,
            traces=True,
            help=Text("空着的，是由订单转为正式的", "Empty where an order did it"),
        ),
        f(
            "date",
            "last_transaction_on",
            "最近交易日期",
            "Last transaction",
            read_only=True,
            computed=transactions.COMPUTED,
        ),
        f("date", "first_order_on", "首次下单日期", "First order on", read_only=True, system=True),
        f("date", "last_order_on", "最近下单日期", "Last order on", read_only=True, system=True),
        f("date", "last_payment_on", "最近回款日期", "Last payment on", read_only=True, system=True),
        f("instant", "last_follow_up_at", "最近跟进时间", "Last follow-up at", read_only=True, system=True),
        f("instant", "claimed_at", "领取时间", "Claimed at", read_only=True),
        f("money", "credit_limit_amount", "信用额度", "Credit limit", read_only=True, system=True),
        f("money", "total_order_amount", "累计订单金额", "Total order amount", read_only=True, system=True),
        f(
            "money",
            "total_collected_amount",
            "累计回款金额",
            "Total collected amount",
            read_only=True,
            system=True,
        ),
        f("money", "care_cost_amount", "关怀费用", "Cost of care", read_only=True, system=True),
        f(
            "choice",
            "risk_level",
            "风险等级",
            "Risk level",
            choices=choices(
                ("low", "低", "Low", "green"),
                ("medium", "中", "Medium", "orange"),
                ("high", "高", "High", "red"),
            ),
        ),
    ),
    states=STATES,
    header=("status", "level", "industry", "phone", "owner", "total_order_amount"),
    list_columns=(
        "name",
        "status",
        "level",
        "phone",
        "owner",
        "last_follow_up_at",
        "industry",
        "region",
        "total_order_amount",
        "created_at",
    ),
    form=(
        Section(
            Text("基本信息", "Details"),
            (
                "name",
                "short_name",
                "credit_code",
                "industry",
                "level",
                "kind",
                "nature",
                "channel_role",
                "scale",
                "source",
                "campaign",
                "parent",
                "pool",
                "owner",
            ),
        ),
        Section(Text("联系方式", "Contact details"), ("phone", "website", "region", "address", "location")),
        Section(
            Text("财务信息", "Finance"),
            ("payment_term", "invoice_title", "tax_number", "bank_name", "bank_account", "risk_level"),
        ),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    rollups=(RollupSpec("care_cost_amount", "activity", "account", "sum", "cost_amount", CARED),),
    related=(
        "contacts",
        "activities",
        "all_activities",
        "opportunities",
        "sales_orders",
        "addresses",
        "invoice_titles",
        "leads",
    ),
    views=(
        ViewSpec("all", Text("全部客户", "All accounts")),
        ViewSpec("mine", Text("我的客户", "My accounts"), {"field": "owner", "op": "is_me"}),
        ViewSpec(
            "potential",
            Text("潜在客户", "Potential accounts"),
            {"field": "status", "op": "eq", "value": "potential"},
        ),
        ViewSpec(
            "pool",
            Text("公海客户", "In the pool"),
            {"all": [{"field": "owner", "op": "is_empty"}, {"field": "pool", "op": "is_not_empty"}]},
        ),
    ),
    hooks=Hooks(prepare=services.account_prepare, written=services.account_written),
    actions=(
        *pool_actions("account"),
        ActionSpec(
            "formalize",
            Text("转为正式客户", "Make formal"),
            formal.account_formalize,
            placement="primary",
            params=(f("json", "values", "缺少的资料", "What is missing"),),
            done=Text("已转为正式客户", "The account is formal now"),
        ),
    ),
)

CONTACT = ObjectSpec(
    name="contact",
    model=Contact,
    label=Text("联系人", "Contact"),
    plural=Text("联系人", "Contacts"),
    area="accounts",
    position=31,
    sought=2,
    access=AccessSpec(inherits=("account",), dimensions=OF_ACCOUNT),
    fields=(
        f("text", "name", "姓名", "Name", required=True, searchable=True, person=True, max_length=100),
        f("reference", "account", "客户", "Account", target="account", required=True),
        f("text", "title", "职务", "Title", max_length=100),
        f("text", "department_name", "所在部门", "Department name", max_length=100),
        f("phone", "mobile", "手机", "Mobile", searchable=True),
        f("phone", "phone", "电话", "Phone", searchable=True),
        f("email", "email", "邮箱", "E-mail", searchable=True, max_length=254),
        f("text", "wechat", "微信", "WeChat", max_length=100, personal=True),
        f("date", "birthday", "生日", "Birthday", personal=True),
        f(
            "choice",
            "decision_role",
            "决策角色",
            "Decision role",
            choices=choices(
                ("decider", "决策者", "Decider"),
                ("influencer", "影响者", "Influencer"),
                ("user", "使用者", "User"),
                ("buyer", "采购者", "Buyer"),
                ("gatekeeper", "守门人", "Gatekeeper"),
            ),
        ),
        f(
            "choice",
            "attitude",
            "态度",
            "Attitude",
            choices=choices(
                ("supportive", "支持", "Supportive", "green"),
                ("neutral", "中立", "Neutral"),
                ("opposed", "反对", "Opposed", "red"),
            ),
        ),
        f(
            "reference",
            "reports_to",
            "直接上级",
            "Reports to",
            target="contact",
            within="account",
            relation="reports",
            relation_label=Text("下属联系人", "Reports"),
        ),
        f("boolean", "is_primary", "首要联系人", "Primary contact"),
        f("long_text", "description", "备注", "Remarks", personal=True),
    ),
    header=("account", "title", "mobile", "email", "owner"),
    list_columns=(
        "name",
        "account",
        "title",
        "mobile",
        "email",
        "decision_role",
        "is_primary",
        "owner",
        "created_at",
    ),
    form=(
        Section(
            Text("基本信息", "Details"),
            (
                "name",
                "account",
                "title",
                "department_name",
                "decision_role",
                "attitude",
                "reports_to",
                "is_primary",
                "owner",
            ),
        ),
        Section(Text("联系方式", "Contact details"), ("mobile", "phone", "email", "wechat", "birthday")),
        Section(Text("备注", "Remarks"), ("description",)),
    ),
    related=("activities",),
    hooks=Hooks(prepare=services.contact_prepare, written=services.contact_written),
    actions=refusing.ACTIONS,
)

ADDRESS = ObjectSpec(
    name="address",
    model=Address,
    label=Text("地址", "Address"),
    plural=Text("地址", "Addresses"),
    area="",
    position=32,
    name_field="detail",
    has_team=False,
    access=AccessSpec(inherits=("account",), dimensions=OF_ACCOUNT),
    fields=(
        f("reference", "account", "客户", "Account", target="account", required=True),
        f(
            "choice",
            "kind",
            "用途",
            "Kind",
            default="shipping",
            choices=choices(
                ("billing", "开票", "Billing"),
                ("shipping", "收货", "Shipping"),
                ("visit", "拜访", "Visit"),
            ),
        ),
        f("boolean", "is_default", "默认地址", "Default"),
        f("region", "region", "地区", "Region"),
        f("text", "detail", "详细地址", "Address", required=True, searchable=True, max_length=300),
        f("geo", "location", "位置", "Location"),
        f("text", "contact_name", "收件人", "Contact name", max_length=100),
        f("phone", "phone", "联系电话", "Phone"),
    ),
    list_columns=("detail", "account", "kind", "region", "contact_name", "phone", "is_default"),
    hooks=Hooks(written=services.address_written),
)


def name_key(name: str) -> str:
    """The form in which two spellings of a company's name are compared."""
    return normalize_company(name)[:200]


def declare_duplicates() -> None:
    """Register the duplicate keys of accounts and contacts."""
    duplicate_keys(
        "account",
        DuplicateKey((Part("credit_code"),), identifies=True),
        DuplicateKey((Part("name", "company"),), score=95),
        # companies in one building share a switchboard
        DuplicateKey((Part("phone", "phone"),), score=80, same=False),
        columns={"name": KeyColumn("name_key", name_key)},
    )
    duplicate_keys(
        "contact",
        DuplicateKey((Part("mobile", "mobile", also=("phone",)), Part("account"))),
        DuplicateKey((Part("email", "email"),), score=90),
        DuplicateKey((Part("account"), Part("name", "text")), score=80, same=False),
        DuplicateKey((Part("mobile", "mobile", also=("phone",)),), score=70, same=False),
    )


def declare_rights() -> None:
    """Grant the preset roles their rights on accounts, contacts, addresses and pools."""
    registry.grant("account_pool", {EVERYBODY: VIEW})
    registry.grant(
        "account",
        {
            "sales": (*WRITE, "claim", "return", "transfer", "formalize", "merge"),
            "superior": (*OUT, "assign"),
            "department_head": ("delete",),
            "channel_head": ("import",),
            "pool_admin": (*WRITE, "assign", "return", "transfer", *OUT),
            "sales_assistant order_manager marketing finance goods service": VIEW,
            "marketing_manager marketing_head": FIGURES,
            "executive": READ,
        },
        scopes={"marketing_manager marketing_head": OWN, "service": ("departments", "own")},
    )
    registry.limit("account", ("total_order_amount", "total_collected_amount"), "hidden", duties="goods")
    registry.grant(
        "contact",
        {
            "sales": (*KEEP, "transfer", "merge", *refusing.OPERATIONS),
            "superior": OUT,
            "channel_head": ("import",),
            "marketing service": (*WRITE, *refusing.OPERATIONS),
            "sales_assistant order_manager pool_admin finance": VIEW,
            "executive": READ,
        },
        scopes={"marketing_manager marketing_head": OWN},
    )
    registry.grant(
        "address",
        {
            "sales": (*KEEP, "transfer"),
            "sales_assistant": WRITE,
            "order_manager finance goods service": VIEW,
            "executive": READ,
        },
    )


def declare_digging() -> None:
    """Add to activities that accounts are made of them."""
    registry.grant("activity", {"sales": ("create_account",)})
    registry.extend(
        "activity",
        related=("dug_accounts",),
        actions=(
            ActionSpec(
                "create_account",
                Text("建立客户", "Create an account"),
                services.activity_create_account,
                placement="primary",
                on_list=False,
                offered=DIGGING,
                when=DIGGING,
                when_text=Text(
                    "只有目的是“客户挖掘”、未取消的行动可以建立客户",
                    "accounts are made of activities for customer digging that are not cancelled",
                ),
                params=(f("json", "account", "客户", "Account"),),
                done=Text("已建立潜在客户", "The account was created"),
            ),
        ),
    )


def declare() -> None:
    """Register the objects and their menu area."""
    choicesets.declare()
    transactions.declare()
    action_asks("account", "formalize", formal.missing)
    declare_duplicates()
    declare_rights()
    declare_digging()
    declare_title_rights()
    registry.area("accounts", "客户", "Accounts", "sales", 30)
    registry.add(
        ACCOUNT,
        CONTACT,
        ADDRESS,
        INVOICE_TITLE,
        pool_object(
            "account_pool",
            AccountPool,
            Text("客户公海", "Account pool"),
            Text("客户公海", "Account pools"),
            position=91,
        ),
    )
