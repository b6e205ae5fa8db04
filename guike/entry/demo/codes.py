"""What the salespeople of the demo company asked the keeper of the products for."""

from __future__ import annotations

from datetime import timedelta

from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY, act_as, context_of, made_by_nobody, rows_of
from guike.kernel import clock
from guike.platform.approvals.models import ApprovalTask
from guike.platform.approvals.services import approve, reject

KEEPER = "product1"
#: who, days ago, what, category, unit, specification, code, why, what becomes of it
REQUESTS = (
    ("sales3", 9, "耐低温标签纸 60×40 毫米", "标签纸与碳带", "箱", "冷链专用，-40 ℃ 不脱落", "HC-C60",
     "冷链客户指定，首批 50 箱", "approve"),
    ("sales1", 6, "L310 硒鼓（大容量）", "耗材", "个", "6,000 页", "", "客户希望减少换鼓次数", "reject"),
    ("sales2", 2, "机柜式标签打印机支架", "标签打印机", "个", "承重 30 kg", "", "产线改造项目需要一并报价", "submit"),
    ("sales1", 0, "热转印树脂碳带 80 毫米", "标签纸与碳带", "箱", "80 毫米 × 300 米", "", "与 110 毫米配套", ""),
)  # fmt: skip


def code_requests(company: Company) -> None:
    """One became a product, one was refused, one waits, one is a draft."""
    units, categories = (
        dict(rows_of(name).values_list("name", "pk")) for name in ("unit", "product_category")
    )
    made: list[int] = []
    for who, days, name, category, unit, specification, code, reason, end in REQUESTS:
        with clock.frozen((company.now - timedelta(days=days, hours=2)).isoformat()):
            row = {
                "name": name, "category": categories[category], "base_unit": units[unit], "specification": specification,
                "code": code, "reason": reason, "owner": company.users[who],
            }  # fmt: skip
            (request,) = company.create("product_code_request", [row])
            made.append(request)
            if end:
                act_as(company.users[who], "product_code_request", "submit", request)
            if end in ("approve", "reject"):
                _decide(company, request, end)
    made_by_nobody("product_code_request", made)


def _decide(company: Company, request: int, end: str) -> None:
    tasks = ApprovalTask.objects.system(reason=WHY).filter(object="product_code_request", record_id=request)
    task, keeper = tasks.values_list("pk", flat=True).get(), context_of(company.users[KEEPER])
    if end == "approve":
        approve(keeper, task, comment="同意，编码按耗材规则")
    else:
        reject(keeper, task, comment="HC-L310 的大容量版本已停产，请改荐 L520 系列")
