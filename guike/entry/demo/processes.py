"""The approvals of the demo company: one definition for large orders and for cheap ones, and a few orders on their way through it."""

from __future__ import annotations

from datetime import timedelta

from guike.domains.orders.queries import order_lines
from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY, act_as, context_of, made_by_nobody, rows_of
from guike.kernel import clock
from guike.platform.approvals import services
from guike.platform.approvals.models import ApprovalTask
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import record_create

#: orders above this need an approval; above the second, also by the head of sales
LARGE, LARGER = "100000", "300000"
#: the price of a machine: the quantities below make large orders of it, not absurd ones
MACHINE = "9000"
#: seller, days ago, quantity of machines, how much off, then who decides and how
STORIES: tuple[tuple[str, int, int, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("sales1", 6, 12, "", (("manager1", "approve", "价格合理"), ("finance1", "approve", "信用正常"))),
    ("sales3", 5, 14, "", (("manager1", "reject", "交期排不开，请与客户确认分批后再提交"),)),
    ("sales2", 4, 40, "", (("manager2", "approve", "大客户年度采购，同意"), ("boss1", "approve", "同意"))),
    ("sales3", 4, 2, "0.22", (("manager1", "approve", "展会样机，同意 78 折"),)),
    ("sales1", 3, 13, "", (("manager1", "return", "请补充客户盖章的采购单"),)),
    ("sales1", 2, 15, "", ()),
    ("sales3", 1, 11, "", ()),
    ("sales2", 1, 12, "", (("manager2", "approve", "同意"),)),
    ("sales1", 1, 3, "0.25", ()),
)


def approvals(company: Company) -> None:
    """Define and publish 订单审批, and let a week of orders go through it."""
    _define(company)
    begin_versions()
    accounts = _accounts(company)
    machine = (
        rows_of("product")
        .filter(is_active=True, standard_price__gte=MACHINE)
        .order_by("standard_price", "pk")
        .values_list("pk", flat=True)[0]
    )
    made = []
    for seller, days, quantity, off, decisions in STORIES:
        with clock.frozen((company.now - timedelta(days=days)).isoformat()):
            order = _order(company, seller, accounts[seller], machine, quantity, off)
            made.append(order)
        for number, (person, what, comment) in enumerate(decisions, 1):
            with clock.frozen((company.now - timedelta(days=days) + timedelta(hours=3 * number)).isoformat()):
                _decide(company, order, person, what, comment)
    _revise(company, made[0], 16)
    made_by_nobody("sales_order", made)


def _define(company: Company) -> None:
    roles = dict(Role.objects.system(reason=WHY).values_list("code", "pk"))
    over = {"field": "total_amount", "op": "gt"}
    cheap = {"field": "is_beyond_limits", "op": "eq", "value": True}
    definition = {
        "name": "订单审批",
        "object": "sales_order",
        "trigger": "submit",
        "filter": {"any": [{**over, "value": LARGE}, cheap]},
        "resubmit_from": "rejecting_step",
        "fallback": company.users["admin"],
        "steps": [
            {
                "name": "部门经理",
                "approvers": [{"kind": "department_head"}],
                "escalate_after_hours": 8,
                "escalate_to": [{"kind": "user", "value": company.users["boss1"]}],
            },
            {
                "name": "销售总监",
                "approvers": [{"kind": "user", "value": company.users["boss1"]}],
                "filter": {**over, "value": LARGER},
            },
            {
                "name": "财务",
                "filter": {**over, "value": LARGE},
                "need": "any",
                "approvers": [{"kind": "role", "value": roles["finance"]}],
                "shown_facts": ["total_amount", "discount_amount"],
                "cc": [{"kind": "role", "value": roles["order_manager"]}],
            },
        ],
        "notices": [
            {
                "on": "approved",
                "receivers": [
                    {"kind": "role", "value": roles["warehouse"]},
                    {"kind": "field", "value": "owner"},
                ],
                "template": "订单 {number} 已通过审批，金额 {total_amount}，请安排发货",
            }
        ],
    }
    (pk,) = company.create("approval_definition", [definition])
    company.act("approval_definition", "publish", [pk])


def _accounts(company: Company) -> dict[str, int]:
    """A formal account of each seller."""
    rows = rows_of("account").filter(status="formal")
    names = {company.users[seller]: seller for seller, *_rest in STORIES}
    found = {
        names[owner]: pk for pk, owner in rows.order_by("-pk").values_list("pk", "owner_id") if owner in names
    }
    others = iter(rows.order_by("pk").values_list("pk", flat=True))
    return {seller: found.get(seller) or next(others) for seller, *_rest in STORIES}


def _order(company: Company, seller: str, account: int, product: int, quantity: int, off: str) -> int:
    lines = [{"product": product, "quantity": str(quantity), "discount_rate": off or "0"}]
    (made,) = record_create(
        company.ctx, "sales_order", [{"account": account, "owner": company.users[seller], "lines": lines}]
    )
    assert made.id is not None, made.refusal
    act_as(company.users[seller], "sales_order", "submit", made.id)
    return made.id


def _revise(company: Company, order: int, quantity: int) -> None:
    """The customer of an approved order wants more; people have to decide about that."""
    (line,) = order_lines([order])[order]
    values = {"lines": [{"id": line.pk, "quantity": str(quantity)}]}
    version = rows_of("sales_order").get(pk=order).version
    asked = {"values": {**values, "_version": version}, "reason": "客户追加 4 台，随同批次交付"}
    with clock.frozen((company.now - timedelta(hours=5)).isoformat()):
        act_as(company.users["sales1"], "sales_order", "revise", order, asked)


def _decide(company: Company, order: int, person: str, what: str, comment: str) -> None:
    tasks = ApprovalTask.objects.system(reason=WHY).filter(
        object="sales_order", record_id=order, status="open"
    )
    task = tasks.filter(approver_id=company.users[person]).values_list("pk", flat=True).first()
    if task is None:
        return
    ctx = context_of(company.users[person])
    if what == "approve":
        services.approve(ctx, task, comment=comment)
    else:
        services.reject(ctx, task, comment=comment, to="applicant" if what == "return" else None)
