"""The expenses of the demo company: asked for, approved, refused, paid in parts and in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY, Row, act_as, context_of, made_by_nobody, rows_of
from guike.kernel import clock
from guike.platform.approvals.models import ApprovalTask
from guike.platform.approvals.services import approve, reject
from guike.platform.org.queries import begin_versions

SUPPLIERS = (
    ("V001", "澜庭会展服务（示例）", "会展中心支行"),
    ("V002", "拾光礼品定制（示例）", "科技园支行"),
    ("V003", "云岚印务（示例）", "高新区支行"),
)


@dataclass(frozen=True)
class Plan:
    """An expense. `about`: the object that it is spent for, the newest of the person's own; `path`: what becomes of it,
    one word for each step; `supplier`: its code."""

    who: str
    kind: str
    amount: str
    days_ago: int
    description: str
    about: str
    path: str = ""
    payee: str = ""
    supplier: str = ""


EXPENSES = (
    Plan("sales1", "gift", "200.00", 3, "客户生日礼品：茶叶礼盒", "activity"),
    Plan("sales1", "entertainment", "860.00", 2, "招标前与设备科、采购科沟通，4 人", "opportunity", "submit", "听雨轩餐厅（示例）"),
    Plan("sales1", "travel", "2680.50", 12, "赴客户现场勘查，高铁与两晚住宿", "opportunity", "submit approve"),
    Plan("sales1", "transport", "126.00", 20, "样机送达与回收的打车费", "activity", "submit approve pay"),
    Plan("sales1", "gift", "1880.00", 16, "中秋礼品，超出每户 300 元的标准", "account", "submit reject"),
    Plan("sales3", "sample", "540.00", 9, "标签机试用耗材", "account", "submit approve"),
    Plan("sales3", "travel", "3920.00", 40, "华北三地客户回访，五天", "account", "submit approve approve pay"),
    Plan("sales2", "meeting", "4600.00", 25, "维保续签客户座谈会，场地与茶歇", "account", "submit approve approve part"),
    Plan("sales2", "transport", "88.00", 1, "拜访客户打车", "activity"),
    Plan("marketing1", "exhibition", "18600.00", 30, "展位搭建首付款", "campaign", "submit approve approve part", supplier="V001"),
    Plan("marketing1", "promotion", "3200.00", 18, "产品手册 2000 册", "campaign", "submit approve approve pay", supplier="V003"),
    Plan("marketing1", "gift", "1500.00", 5, "展位到访礼 300 份", "campaign", "submit approve", supplier="V002"),
    Plan("marketing2", "meeting", "980.00", 4, "渠道沙龙茶歇", "campaign", "submit"),
)  # fmt: skip


def expenses(company: Company) -> None:
    """Create the definition, the suppliers, and each expense with what became of it."""
    begin_versions()
    _definition(company)
    codes = [code for code, _name, _bank in SUPPLIERS]
    rows: list[Row] = [{"code": code, "name": name, "bank_name": bank} for code, name, bank in SUPPLIERS]
    suppliers = dict(zip(codes, company.create("supplier", rows), strict=True))
    made = [_expense(company, plan, suppliers) for plan in EXPENSES]
    made_by_nobody("expense", made)


def _definition(company: Company) -> None:
    big = {"field": "amount", "op": "gt", "value": "2000"}
    finance = {"kind": "user", "value": company.users["finance1"]}
    (definition,) = company.create(
        "approval_definition",
        [
            {
                "name": "费用审批",
                "object": "expense",
                "trigger": "submit",
                "fallback": company.users["admin"],
                "steps": [
                    {"name": "上级审批", "approvers": [{"kind": "superior"}], "open_fields": ["amount"]},
                    {
                        "name": "财务审批",
                        "approvers": [finance],
                        "filter": big,
                        "shown_facts": ["paid_amount"],
                    },
                ],
            }
        ],
    )
    act_as(company.users["admin"], "approval_definition", "publish", definition)


def _expense(company: Company, plan: Plan, suppliers: dict[str, int]) -> int:
    owner = company.users[plan.who]
    spent = company.now - timedelta(days=plan.days_ago)
    row: Row = {
        "kind": plan.kind,
        "amount": plan.amount,
        "incurred_on": spent.date().isoformat(),
        "description": plan.description,
        "payee": plan.payee or None,
        "supplier": suppliers.get(plan.supplier),
        "employee": owner,
        "owner": owner,
        "related": _about(company, plan, owner, spent),
    }
    with clock.frozen(spent + timedelta(hours=1)):
        (expense,) = company.create("expense", [row])
    for number, step in enumerate(plan.path.split()):
        at = spent + timedelta(hours=5 + 9 * number)
        with clock.frozen(min(at, company.now)):
            begin_versions()
            _step(company, plan, expense, step)
    return expense


def _about(company: Company, plan: Plan, owner: int, spent: datetime) -> list[dict[str, Any]]:
    """What there was to spend it for on that day: an activity done with a customer, a gift for care."""
    if plan.about == "campaign":
        return [{"object": "campaign", "id": company.campaigns[-1][0]}]
    rows = rows_of(plan.about).filter(owner_id=owner)
    if plan.about == "activity":
        rows = rows.filter(account__isnull=False, done_at__lte=spent).order_by("-done_at")
        rows = rows.filter(purpose="care") if plan.kind == "gift" else rows.exclude(purpose="care")
    else:
        rows = rows.filter(created_at__lte=spent).order_by("-created_at")
    found = rows.values_list("pk", flat=True).first()
    return [] if found is None else [{"object": plan.about, "id": found}]


def _step(company: Company, plan: Plan, expense: int, step: str) -> None:
    if step == "submit":
        act_as(company.users[plan.who], "expense", "submit", expense)
    elif step in ("approve", "reject"):
        tasks = ApprovalTask.objects.system(reason=WHY).filter(object="expense", record_id=expense)
        task = tasks.get(status="open")
        ctx = context_of(int(task.approver_id or 0))
        if step == "approve":
            approve(ctx, task.pk, comment="同意")
        else:
            reject(ctx, task.pk, comment="超出礼品标准，请调整后再提")
    else:
        part = {"amount": "2000"} if step == "part" else {}
        paid = {"reference_no": f"WB{expense:06d}", **part}
        act_as(company.users["finance1"], "expense", "reimburse", expense, paid)
