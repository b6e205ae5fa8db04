"""The demo company's departments and people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from guike.entry.demo.words import person_name

COMPANY = "岚榭打印设备（演示公司）"
BRANCHES = ("华北分公司", "华东分公司", "华南分公司", "西南分公司")
LINES = ("激光产品部", "标签产品部", "耗材服务部")


@dataclass(frozen=True)
class DepartmentPlan:
    """code, name, parent's code, kind, username of the head, and for which departments a virtual one stands."""

    code: str
    name: str
    parent: str = ""
    kind: str = ""
    head: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonPlan:
    """username, role codes, department's code; `charged`: departments in charge besides the own one; `serves`: whose managing
    director he is."""

    username: str
    roles: tuple[str, ...]
    department: str
    name: str = ""
    superior: str = ""
    charged: tuple[str, ...] = ()
    is_salesperson: bool = True
    serves: tuple[str, ...] = ()


def departments() -> list[DepartmentPlan]:
    """The head office with its departments, and four branches with a department for each product line."""
    found = [
        DepartmentPlan("HQ", "总部", kind="headquarters"),
        DepartmentPlan("MKT", "市场部", "HQ", "marketing", "marketing1"),
        DepartmentPlan("BIZ", "商务部", "HQ", "operations"),
        DepartmentPlan("FIN", "财务部", "HQ", "operations", "finance1"),
        DepartmentPlan("SRV", "客服部", "HQ", "service", "service1"),
        DepartmentPlan("SALES", "销售部", "HQ", "sales", "boss1"),
    ]
    for n, branch in enumerate(BRANCHES, 1):
        found.append(DepartmentPlan(f"B{n}", branch, "SALES", "branch", f"manager{n}"))
        for m, line in enumerate(LINES, 1):
            found.append(DepartmentPlan(f"B{n}L{m}", f"{branch[:2]}{line}", f"B{n}", "sales"))
    for m, line in enumerate(LINES, 1):
        members = tuple(f"B{n}L{m}" for n in range(1, len(BRANCHES) + 1))
        found.append(DepartmentPlan(f"ALL{m}", f"全部分公司{line}", "HQ", "virtual", members=members))
    return found


def people(random: Random) -> list[PersonPlan]:
    """About forty people in all roles; the logins of the sign-in page among them."""
    fixed = [
        PersonPlan("admin", ("administrator",), "HQ", "系统管理员", is_salesperson=False),
        PersonPlan("boss1", ("executive",), "SALES"),
        PersonPlan("marketing1", ("marketing",), "MKT", superior="boss1"),
        PersonPlan("marketing2", ("marketing_manager",), "MKT", superior="boss1"),
        PersonPlan("pooladmin1", ("pool_admin",), "BIZ", superior="boss1"),
        PersonPlan(
            "director1",
            ("director",),
            "SALES",
            superior="boss1",
            charged=("ALL1",),
        ),
        PersonPlan("finance1", ("finance",), "FIN", is_salesperson=False),
        PersonPlan("finance2", ("finance",), "FIN", superior="finance1", is_salesperson=False),
        PersonPlan("shipper1", ("shipper",), "BIZ", is_salesperson=False),
        PersonPlan("warehouse1", ("warehouse",), "BIZ", is_salesperson=False),
        PersonPlan("service1", ("service",), "SRV", is_salesperson=False),
        PersonPlan(
            "design1", ("collaborator",), "MKT", "乔一禾", superior="marketing1", is_salesperson=False
        ),
        PersonPlan("service2", ("service",), "SRV", superior="service1", is_salesperson=False),
    ]
    fixed += [PersonPlan(f"manager{n}", ("sales_manager",), f"B{n}", superior="boss1") for n in range(1, 5)]
    fixed += [PersonPlan("sales1", ("sales",), "B1L1", superior="manager1")]
    fixed += [PersonPlan("sales2", ("sales",), "B2L1", superior="manager2")]
    fixed += [PersonPlan("sales3", ("sales",), "B1L2", superior="manager1")]
    more = [
        PersonPlan(
            f"sales{n}",
            ("sales",),
            f"B{(n - 4) % 4 + 1}L{(n - 4) // 4 % 3 + 1}",
            superior=f"manager{(n - 4) % 4 + 1}",
        )
        for n in range(4, 28)
    ]
    named = [p if p.name else replace(p, name=person_name(random)) for p in [*fixed, *more]]
    # of the head office, so that he may have the role; he comes after those whom he serves
    return [
        *named,
        PersonPlan("former1", ("sales",), "B1L2", "戚远帆", superior="manager1"),
        PersonPlan("buyer1", ("purchasing",), "BIZ", "纪采宁", superior="boss1", is_salesperson=False),
        PersonPlan("product1", ("product_admin",), "BIZ", "闻亦舟", superior="boss1", is_salesperson=False),
        PersonPlan(
            "deputy1", ("managing",), "SALES", "常砚秋", superior="boss1", serves=("sales1", "sales3")
        ),
    ]
