"""The week of a few people of the demo company: what they have planned, and the rooms, machines and cars they booked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY, Row
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table

SEED = 20_251_127
ZONE = ZoneInfo("Asia/Shanghai")
#: (name, kind, place, department)
RESOURCES = (
    ("岚榭厅（12 人）", "meeting_room", "总部 3 楼", "HQ"),
    ("听枫室（6 人）", "meeting_room", "总部 3 楼", "HQ"),
    ("华北会议室", "meeting_room", "华北分公司 2 楼", "B1"),
    ("LX-900 彩色激光样机", "equipment", "华北展厅", "B1"),
    ("TP-300 标签打印样机", "equipment", "总部展厅", "HQ"),
    ("7 座商务车", "vehicle", "总部地库", "HQ"),
    ("华北厢式货车", "vehicle", "华北分公司停车场", "B1"),
)
#: who, weekday, from, hours, kind, purpose, subject, resources, more
PLANS: tuple[tuple[str, int, float, float, str, str, str, tuple[str, ...], Row], ...] = (
    ("manager1", 0, 9, 1, "meeting", "business", "华北周例会", ("华北会议室",), {}),
    ("sales1", 0, 10, 1, "call", "business", "确认报价反馈", (), {}),
    ("sales1", 0, 14, 1.5, "visit", "business", "设备科现场勘查", ("7 座商务车",), {}),
    ("sales3", 0, 15, 1, "call", "promotion", "新款标签机电话推广", (), {}),
    ("sales1", 1, 9.5, 2, "visit", "promotion", "彩色激光机上门演示", ("LX-900 彩色激光样机", "华北厢式货车"), {}),
    ("sales1", 1, 16, 0.5, "care", "care", "生日问候", (),
        {"occasion": "birthday", "gift": "茶叶礼盒", "cost_amount": "200.00"}),
    ("sales3", 1, 14, 2, "visit", "business", "样机试用回收", ("华北厢式货车",), {}),
    ("marketing1", 2, 10, 1.5, "meeting", "market", "下季度展会筹备会", ("岚榭厅（12 人）",), {"place": "总部 3 楼"}),
    ("sales1", 2, 10, 1, "meeting", "business", "合同条款电话会", ("听枫室（6 人）",), {}),
    ("sales1", 2, 14, 1, "call", "business", "催办盖章进度", (), {"priority": "high"}),
    ("sales3", 2, 9, 3, "visit", "digging", "印刷产业街走访", (), {"region": "110105"}),
    ("manager1", 3, 14, 1, "meeting", "business", "大单评审会", ("华北会议室",), {}),
    ("sales1", 3, 10, 2, "meeting", "business", "客户来访参观展厅", ("岚榭厅（12 人）", "TP-300 标签打印样机"), {}),
    ("sales1", 3, 15, 1, "task", "business", "整理投标资料", (), {"priority": "high"}),
    ("sales2", 3, 10, 1, "visit", "business", "续签维保面谈", ("7 座商务车",), {}),
    ("sales1", 4, 9, 1, "message", "care", "装机一周年回访", (), {"occasion": "other", "gift": "定制台历", "cost_amount": "60.00"}),
    ("sales1", 4, 14, 2, "visit", "service", "打印头故障回访", ("7 座商务车",), {}),
    ("sales3", 4, 16, 1, "call", "business", "本周进展回报", (), {}),
)  # fmt: skip


def week(company: Company) -> None:
    """Create the resources, this week and the next, and tasks for people of other departments."""
    random = Random(SEED)
    resources = _resources(company)
    today = company.now.astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    for first in (monday, monday + timedelta(days=7)):
        rows = [_planned(company, random, resources, first, plan) for plan in PLANS]
        company.create("activity", rows)
    _meetings(company, monday + timedelta(days=7))
    _tasks(company, random, today)


def _resources(company: Company) -> dict[str, int]:
    rows = [
        {
            "name": name,
            "kind": kind,
            "place": place,
            "department": company.departments[department],
            "owner": company.users["admin"],
        }
        for name, kind, place, department in RESOURCES
    ]
    return dict(zip([name for name, *_rest in RESOURCES], company.create("resource", rows), strict=True))


def _at(day: date, hour: float) -> datetime:
    return datetime.combine(day, time(), ZONE) + timedelta(hours=hour)


def _planned(
    company: Company,
    random: Random,
    resources: dict[str, int],
    monday: date,
    plan: tuple[str, int, float, float, str, str, str, tuple[str, ...], Row],
) -> Row:
    who, weekday, hour, hours, kind, purpose, subject, booked, more = plan
    start = _at(monday + timedelta(days=weekday), hour)
    end = start + timedelta(hours=hours)
    row: Row = {
        "kind": kind,
        "purpose": purpose,
        "subject": subject,
        "planned_start_at": start.isoformat(),
        "planned_end_at": end.isoformat(),
        "owner": company.users[who],
        "resources": [resources[name] for name in booked],
        **more,
    }
    if purpose == "market":
        row["related"] = [{"object": "campaign", "id": company.campaigns[-1][0]}]
    elif purpose != "digging":
        own = [(pk, owner) for pk, owner, _name in company.accounts if owner == company.users[who]]
        pk, _owner = random.choice(own or [one[:2] for one in company.accounts])
        row["related"] = [{"object": "account", "id": pk}, {"object": "contact", "id": company.contacts[pk]}]
    if end < company.now and random.random() < 0.8:
        row |= {"status": "done", "done_at": end.isoformat(), "result": "按计划完成，已约下一步"}
    return row


def _meetings(company: Company, monday: date) -> None:
    """What repeats: a meeting of the branch every Friday, and a call to a big customer every second week."""
    start, call = _at(monday + timedelta(days=4), 10.5), _at(monday + timedelta(days=1), 14)
    own = [pk for pk, owner, _name in company.accounts if owner == company.users["sales1"]]
    account = own[0] if own else company.accounts[0][0]
    related = [{"object": "account", "id": account}]
    company.repeat(
        {
            "kind": "meeting", "purpose": "business", "subject": "华北销售例会", "place": "华北分公司 2 楼",
            "planned_start_at": start.isoformat(), "planned_end_at": (start + timedelta(hours=1)).isoformat(),
            "repeat": "FREQ=WEEKLY;BYDAY=FR", "participants": [company.users["sales1"], company.users["sales3"]],
            "owner": company.users["manager1"], "related": related,
        },
        {
            "kind": "call", "purpose": "business", "subject": "重点客户双周沟通",
            "planned_start_at": call.isoformat(), "planned_end_at": (call + timedelta(minutes=30)).isoformat(),
            "repeat": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "owner": company.users["sales1"], "related": related,
        },
    )  # fmt: skip


def _tasks(company: Company, random: Random, today: date) -> None:
    """From an order to finance and the warehouse, who do not see the customer."""
    orders = (
        table(catalogue().get("sales_order")).system(reason=WHY).exclude(status="draft").order_by("-pk")[:40]
    )
    chosen = random.sample(list(orders.values_list("pk", flat=True)), 4)
    wanted = (
        ("finance1", "核对开票资料", 2), ("finance2", "确认首付款到账", 1), ("warehouse1", "备货前核对配件", 3), ("service1", "预约装机时间", 4),
    )  # fmt: skip
    company.create(
        "activity",
        [
            {
                "kind": "task",
                "purpose": "business",
                "subject": subject,
                "planned_end_at": _at(today + timedelta(days=days), 18).isoformat(),
                "related": [{"object": "sales_order", "id": order}],
                "owner": company.users[who],
            }
            for order, (who, subject, days) in zip(chosen, wanted, strict=True)
        ],
    )
