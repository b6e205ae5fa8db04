"""What the demo company does besides following up: care for people, market actions of campaigns, digging in an area."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from guike.entry.demo import words
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row

SEED = 20_251_126
#: (occasion, subject, gift, cost)
CARE = (
    ("birthday", "生日问候", "茶叶礼盒", "200.00"),
    ("birthday", "生日贺卡与鲜花", "鲜花", "168.00"),
    ("festival", "中秋慰问", "月饼礼盒", "258.00"),
    ("festival", "春节拜年", "年货礼盒", "320.00"),
    ("other", "装机一周年回访", "定制台历", "60.00"),
)
THANKS = (
    "对方很高兴，约下月看新机型",
    "已送到，顺便了解了耗材用量",
    "寄到前台，电话确认已收到",
    "当面送到，聊了维保续签",
)
#: (subject, place, cost)
MARKET = (
    ("会前沟通与场地确认", "会展中心 3 号馆", "1200.00"),
    ("邀约重点客户到场", "", "0.00"),
    ("展位接待与样机演示", "会展中心 3 号馆 B12 展位", "8600.00"),
    ("会后回访与名单整理", "", "300.00"),
)
DIGGING = ("工业园扫楼", "印刷产业街走访", "高校周边图文店走访", "物流园走访")


def occasions(company: Company) -> None:
    """Create all three, each with its own random numbers, so that the rest of the company stays as it was."""
    random = Random(SEED)
    _care(company, random)
    _market(company, random)
    _digging(company, random)


def _care(company: Company, random: Random) -> None:
    count = max(6, len(company.accounts) // 25)
    rows: list[Row] = []
    for pk, owner, _name in random.sample(company.accounts, count):
        occasion, subject, gift, cost = random.choice(CARE)
        row: Row = {
            "kind": "care",
            "purpose": "care",
            "subject": subject,
            "occasion": occasion,
            "gift": gift,
            "cost_amount": cost,
            "related": [
                {"object": "account", "id": pk},
                {"object": "contact", "id": company.contacts[pk]},
            ],
            "owner": owner,
        }
        at = company.now + timedelta(days=random.randint(-250, 15), hours=random.randint(-4, 4))
        rows.append(row | _when(company, at, random.choice(THANKS)))
    company.create("activity", rows)


def _when(company: Company, at: datetime, result: str) -> Row:
    """Done in the past, planned in the time to come."""
    if at < company.now:
        return {"status": "done", "done_at": at.isoformat(), "result": result}
    return {
        "planned_start_at": at.isoformat(),
        "planned_end_at": (at + timedelta(hours=1)).isoformat(),
    }


def _market(company: Company, random: Random) -> None:
    rows: list[Row] = []
    for campaign, start in company.campaigns[-3:]:
        opening = company.now.replace(year=start.year, month=start.month, day=start.day, hour=2, minute=0)
        for n, (subject, place, cost) in enumerate(MARKET):
            invited = random.sample(sorted(company.contacts.values()), 4)
            row: Row = {
                "kind": "meeting" if place else "call",
                "purpose": "market",
                "subject": subject,
                "place": place or None,
                "cost_amount": cost,
                "related": [{"object": "campaign", "id": campaign}],
                "attendees": [{"object": "contact", "id": one} for one in invited] if place else [],
                "owner": company.users["marketing1"],
                "participants": random.sample(company.sellers, 2),
            }
            rows.append(row | _when(company, opening + timedelta(days=2 * n - 3), "按计划完成"))
    company.create("activity", rows)


def _digging(company: Company, random: Random) -> None:
    """An area that a seller walked through, and the accounts that he found there."""
    for seller in random.sample(company.sellers, 6):
        region = random.choice(words.REGIONS)
        at = company.now - timedelta(days=random.randint(3, 90))
        row: Row = {
            "kind": "visit",
            "purpose": "digging",
            "subject": random.choice(DIGGING),
            "region": region,
            "owner": seller,
            **_when(company, at, "走访十余家，两三家有意向"),
        }
        (activity,) = company.create("activity", [row])
        found = [
            {
                "name": name,
                "industry": industry,
                "region": region,
                "owner": seller,
                "status": "potential",
                "source_activity": activity,
            }
            for name, industry in (words.company_name(random) for _n in range(random.randint(1, 3)))
        ]
        company.create("account", found)
