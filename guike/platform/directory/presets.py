"""The roles of a fresh company. A role that nobody has changed follows the product from version to version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Granted = dict[str, list[str]]

VIEW = ["view"]
READ = ["view", "export"]
WRITE = ["view", "create", "edit"]
KEEP = ["view", "create", "edit", "delete"]
FULL = ["view", "create", "edit", "delete", "import", "export"]

#: what everybody who works here may look at
EVERYBODY: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("department", "user", "currency", "exchange_rate", "calendar_day", "record_type"), VIEW),
    **dict.fromkeys(
        ("product", "product_category", "unit", "lead_pool", "account_pool", "sales_process", "price_book"),
        VIEW,
    ),
    "saved_view": KEEP,
    "report": KEEP,
    "dashboard": KEEP,
    "post": KEEP,
    "comment": KEEP,
    "activity": [*KEEP, "start", "complete", "cancel", "transfer"],
    "knowledge_article": VIEW,
}
FOLLOW = ["follow_up", "qualify", "invalidate", "reopen", "convert", "transfer", "return", "merge"]
LEAD_WORK = [*WRITE, "claim", *FOLLOW]
ACCOUNT_WORK = [*WRITE, "claim", "return", "transfer", "formalize", "merge"]
OPPORTUNITY_WORK = [
    *WRITE, "advance", "move_back", "win", "lose", "void", "reopen", "transfer", "create_quote", "create_order",
    "create_contract",
]  # fmt: skip
QUOTE_WORK = [*WRITE, "submit", "send", "accept", "revise", "create_order", "create_contract", "print"]
CONTRACT_WORK = [*WRITE, "submit", "activate", "terminate", "print"]
ORDER_WORK = [*WRITE, "submit", "confirm", "cancel", "copy", "revise", "receive", "transfer", "print"]
VISIT_WORK = [*KEEP, "check_in", "check_out", "cancel", "reschedule"]
SALES: Mapping[str, Sequence[str]] = {
    "campaign": VIEW,
    "campaign_member": WRITE,
    "lead": LEAD_WORK,
    "account": ACCOUNT_WORK,
    "contact": [*KEEP, "transfer", "merge"],
    "address": [*KEEP, "transfer"],
    "competitor": WRITE,
    "opportunity": OPPORTUNITY_WORK,
    "expense": [*KEEP, "submit"],
    "quote": QUOTE_WORK,
    "contract": CONTRACT_WORK,
    "sales_order": ORDER_WORK,
    "shipment": VIEW,
    "sales_return": [*WRITE, "submit"],
    "receivable": VIEW,
    "payment_plan": WRITE,
    "payment": WRITE,
    "invoice_title": WRITE,
    "invoice_request": WRITE,
    "fund_account": VIEW,
    "stock_level": VIEW,
    "visit": VISIT_WORK,
    "visit_route": KEEP,
    "service_request": WRITE,
    "asset": VIEW,
    "target": VIEW,
}
#: what managers have of their people's work, above doing it themselves
MANAGING = ("lead", "account", "contact", "opportunity", "quote", "contract", "sales_order", "activity")
MARKETING: Mapping[str, Sequence[str]] = {
    "campaign": [*FULL, "start", "finish", "cancel", "reopen", "transfer"],
    "campaign_member": FULL,
    "lead": [*FULL, "follow_up", "qualify", "invalidate", "reopen", "transfer", "return", "merge"],
    "account": VIEW,
    "contact": WRITE,
    "opportunity": VIEW,
    "expense": [*KEEP, "submit"],
    "lead_form": KEEP,
}
BUSINESS = (
    "campaign", "campaign_member", "lead", "account", "contact", "address", "activity", "competitor", "opportunity",
    "expense", "quote", "contract", "sales_order", "shipment", "sales_return", "receivable", "payment_plan",
    "payment", "allocation", "refund", "write_off", "invoice_title", "invoice_request", "invoice", "fund_account",
    "fund_entry", "credit_limit", "stock_level", "stock_move", "warehouse", "visit", "visit_route", "service_request",
    "work_order", "service_plan", "asset", "project", "subscription", "target", "rebate_accrual", "rebate_payout",
)  # fmt: skip
LATER = (
    "promotion", "coupon", "rebate_program", "visit_form", "visit_rule", "lead_form", "notification", "post", "comment",
    "sharing_rule", "restriction_rule", "team_rule", "management_dimension", "assignment_rule", "recycle_rule",
    "automation_rule", "approval_definition", "approval_request", "approval_task", "import", "export",
)  # fmt: skip
#: names that a role may grant before their packages are there
OBJECTS_TO_COME = frozenset({*EVERYBODY, *SALES, *MARKETING, *BUSINESS, *LATER})


@dataclass(frozen=True)
class RolePreset:
    """One preset role. `scope`: (view, edit) of all its objects; `scopes` says otherwise for single ones."""

    code: str
    zh: str
    en: str
    description: str
    grants: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scope: tuple[str, str] = ("own", "own")
    scopes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    is_administrator: bool = False

    def columns(self) -> dict[str, Any]:
        """What the role's row holds."""
        permissions: Granted = {}
        for grants in () if self.is_administrator else (EVERYBODY, self.grants):
            for name, operations in grants.items():
                permissions[name] = list(dict.fromkeys([*permissions.get(name, ()), *operations]))
        scopes = {name: {"view": view, "edit": edit} for name, (view, edit) in self.scopes.items()}
        if self.scope != ("own", "own"):
            for name in self.grants:
                scopes.setdefault(name, {"view": self.scope[0], "edit": self.scope[1]})
        return {
            "name": self.zh,
            "code": self.code,
            "description": self.description,
            "is_administrator": self.is_administrator,
            "permissions": permissions,
            "scopes": scopes,
            "fields": dict(self.fields)
            if self.code in SEE_COST
            else {"product.cost": "hidden", **self.fields},
        }


#: what a product costs us is seen by those who keep prices, count money or lead the company
SEE_COST = frozenset({"administrator", "finance", "product_admin", "archive_admin", "executive"})


def _with(base: Mapping[str, Sequence[str]], more: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Both together; operations add up."""
    return {name: [*base.get(name, ()), *more.get(name, ())] for name in {**base, **more}}


def _managing(*operations: str) -> dict[str, Sequence[str]]:
    return _with(
        SALES,
        dict.fromkeys(MANAGING, operations)
        | {"lead": [*operations, "assign"], "account": [*operations, "assign"]},
    )


#: who moves goods sees what and how many, not for how much
_NO_PRICES = {
    f"{name}.{item}": "hidden"
    for name, items in {
        "sales_order": (
            "list_amount", "discount_amount", "order_discount_amount", "total_amount", "tax_amount", "collected_amount",
            "outstanding_amount",
        ),
        "sales_order_line": (
            "list_price", "list_amount", "unit_price", "discount_rate", "amount", "allocated_discount_amount",
            "discount_amount", "net_amount", "tax_rate", "tax_amount",
        ),
        "account": ("total_order_amount", "total_collected_amount", "credit_limit_amount"),
    }.items()
    for item in items
}  # fmt: skip
_SUBORDINATES_ACTIVITIES = {"activity": ("department", "own")}

PRESETS: tuple[RolePreset, ...] = (
    RolePreset("administrator", "系统管理员", "Administrator", "配置对象、权限、流程和基础档案，可查看全部数据", is_administrator=True),
    RolePreset("sales", "销售负责", "Sales owner", "跟进自己的线索、客户和商机，制作报价、合同和订单", SALES),
    RolePreset("sales_rep", "销售代表", "Sales representative", "领取线索并跟进，只处理自己负责的数据", SALES),
    RolePreset(
        "sales_manager", "部门经理", "Department manager", "管理本部门及下级的客户、商机和订单；下属的行动只能查看",
        _managing("delete", "export"), ("department", "department"), _SUBORDINATES_ACTIVITIES,
    ),
    RolePreset(
        "sales_supervisor", "销售管理者", "Sales supervisor", "查看下属的线索、跟进和业绩，分配线索",
        _with(SALES, {"lead": ["assign", "export"]}), ("department", "own"), {"lead": ("department", "department"), "activity": ("department", "own")},
    ),
    RolePreset(
        "sales_middle", "中层销售经理", "Middle sales manager", "管理几个销售小组的客户和商机",
        _managing("export"), ("department", "department"), _SUBORDINATES_ACTIVITIES,
    ),
    RolePreset(
        "channel_head", "销售/渠道负责人", "Head of sales or channels", "负责一个销售或渠道部门的全部业务",
        _managing("delete", "export", "import"), ("department", "department"), _SUBORDINATES_ACTIVITIES,
    ),
    RolePreset(
        "director", "总监", "Director", "跨分公司管理所负责部门（产品线）的全部业务",
        _managing("delete", "export"), ("departments", "departments"), {"activity": ("departments", "own")},
    ),
    RolePreset(
        "managing", "常务经理", "Managing deputy", "协助管理若干员工：可修改其客户、联系人和订单，行动只能查看",
        _managing("export"), ("own", "own"),
    ),
    RolePreset(
        "order_follower", "跟单", "Order follower", "销售不在时制作订单和合同；可查看部门数据，只能修改自己负责的",
        SALES, ("department", "own"), {"activity": ("department", "own")},
    ),
    RolePreset(
        "sales_assistant", "销售助理", "Sales assistant", "审核订单、办理流转和发货，数据按所管部门",
        {
            "account": VIEW, "contact": VIEW, "address": WRITE, "opportunity": VIEW, "quote": VIEW, "contract": VIEW,
            "sales_order": [*ORDER_WORK, "approve", "ship", "export"], "shipment": [*WRITE, "confirm", "ship", "receive"],
            "stock_level": VIEW, "warehouse": VIEW, "receivable": VIEW, "payment": VIEW,
        },
        ("departments", "departments"),
    ),
    RolePreset(
        "order_manager", "订单管理员", "Order manager", "审批并管理全公司的订单",
        {
            "account": VIEW, "contact": VIEW, "address": VIEW, "contract": VIEW, "quote": VIEW,
            "sales_order": [*ORDER_WORK, "approve", "export", "delete"], "shipment": VIEW, "sales_return": [*WRITE, "submit", "approve"],
            "stock_level": VIEW, "receivable": VIEW, "payment": VIEW,
        },
        ("all", "all"),
    ),
    RolePreset(
        "marketing", "市场专员", "Marketing specialist", "执行市场活动，导入和培育线索",
        MARKETING, ("own", "own"), {"lead": ("all", "own"), "campaign": ("all", "own"), "campaign_member": ("all", "own")},
    ),
    RolePreset(
        "marketing_manager", "市场管理者", "Marketing manager", "查看全部市场活动的效果和投入产出",
        MARKETING, ("all", "own"), {"campaign": ("all", "all"), "campaign_member": ("all", "all"), "account": ("own", "own"), "contact": ("own", "own")},
    ),
    RolePreset(
        "marketing_head", "市场部门负责人", "Head of marketing", "负责市场部门的活动、线索和费用",
        _with(MARKETING, {"lead": ["assign", "export"], "expense": ["approve"]}), ("all", "department"),
        {"campaign": ("all", "all"), "campaign_member": ("all", "all"), "account": ("own", "own"), "contact": ("own", "own")},
    ),
    RolePreset(
        "pool_admin", "线索池管理员", "Pool administrator", "分配、收回和清理所管线索池、客户公海中的数据",
        {
            "lead": [*FULL, "assign", *FOLLOW], "account": [*WRITE, "assign", "return", "transfer", "export"],
            "campaign": VIEW, "contact": VIEW, "campaign_member": VIEW,
        },
    ),
    RolePreset(
        "finance", "财务", "Finance", "确认收款、开具发票、核对应收和客户账户；不接触线索和商机",
        {
            "account": VIEW, "contact": VIEW, "address": VIEW, "contract": VIEW, "sales_order": [*READ, "approve", "confirm", "print"],
            "shipment": VIEW, "sales_return": [*READ, "approve"], "receivable": FULL,
            "payment_plan": [*WRITE, "export"], "payment": [*FULL, "confirm", "reject", "allocate", "deallocate"],
            "allocation": [*WRITE, "export"], "refund": [*WRITE, "approve", "export"], "write_off": [*WRITE, "approve", "export"],
            "invoice_title": WRITE, "invoice_request": [*WRITE, "issue", "reject", "export"], "invoice": [*WRITE, "export"],
            "fund_account": [*WRITE, "export"], "fund_entry": [*WRITE, "export"], "credit_limit": FULL,
            "expense": [*READ, "approve", "reimburse"], "rebate_accrual": READ, "rebate_payout": [*WRITE, "export"],
            "currency": WRITE, "exchange_rate": KEEP,
        },
        ("all", "all"),
    ),
    RolePreset(
        "shipper", "发货人员", "Shipper", "处理待发货订单，确认发货",
        {
            "account": VIEW, "address": VIEW, "sales_order": ["view", "ship"], "shipment": [*WRITE, "confirm", "ship", "cancel", "print"],
            "stock_level": VIEW, "warehouse": VIEW,
        },
        ("all", "all"),
        fields=_NO_PRICES,
    ),
    RolePreset(
        "warehouse", "仓库管理员", "Warehouse keeper", "管理库存、出入库和退货入库",
        {
            "account": VIEW, "address": VIEW, "sales_order": ["view", "approve"], "shipment": [*WRITE, "confirm", "receive"],
            "sales_return": ["view", "edit", "receive"], "stock_level": [*WRITE, "export"], "stock_move": [*WRITE, "export"], "warehouse": KEEP,
        },
        ("all", "all"),
        fields=_NO_PRICES,
    ),
    RolePreset(
        "logistics", "物流", "Logistics", "跟踪运输，登记签收",
        {"account": VIEW, "address": VIEW, "sales_order": ["view", "receive"], "shipment": ["view", "edit", "receive"]},
        ("all", "all"), fields=_NO_PRICES,
    ),
    RolePreset(
        "service", "普通客服", "Customer service", "回访和受理客户请求：客户只能查看，可新建联系人和行动",
        {
            "account": VIEW, "contact": ["view", "create", "edit"], "address": VIEW, "sales_order": VIEW, "contract": VIEW,
            "asset": WRITE, "service_request": [*KEEP, "resolve", "close", "reopen", "transfer"],
            "work_order": WRITE, "service_plan": VIEW, "knowledge_article": KEEP,
        },
        ("departments", "departments"), {"account": ("departments", "own"), "service_request": ("departments", "departments")},
    ),
    RolePreset(
        "executive", "企业管理人员", "Executive", "查看全公司的业务、报表和目标，只读",
        dict.fromkeys(BUSINESS, READ), ("all", "own"),
    ),
    RolePreset(
        "product_admin", "产品管理员", "Product administrator", "维护产品、类目、单位和价格",
        {
            "product": FULL, "product_category": FULL, "unit": FULL, "price_book": FULL, "promotion": KEEP, "coupon": KEEP,
            "rebate_program": KEEP,
        },
    ),
    RolePreset(
        "archive_admin", "基础档案管理员", "Archive administrator", "维护部门、人员、币种和工作日历",
        {
            "department": FULL, "user": ["view", "create", "edit", "import", "export", "disable", "enable", "hand_over", "leave"],
            "role": VIEW, "currency": KEEP, "exchange_rate": KEEP, "calendar_day": KEEP, "choice_set": ["view", "edit"],
        },
    ),
)  # fmt: skip

#: "object.field" that a preset role limits before the field is there
FIELDS_TO_COME = frozenset(key for preset in PRESETS for key in preset.fields)
