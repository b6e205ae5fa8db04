"""A week in which the demo company talks: posts, comments on deals, orders and leads, likes, followers, what was read.

Everything is written by the people themselves, at the times at which they would, so that names, notices and read marks are
what the product itself makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, context_of, create_as, rows_of
from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.feed.models import FeedEntry, Follow, Like, ReadMark
from guike.platform.feed.scopes import seen_among

DAYS = 7
#: (days ago, hour, username, audience, content)
POSTS: Sequence[tuple[int, int, str, Row, str]] = (
    (6, 9, "boss1", {}, "本周重点：季度末前把在谈的投标项目逐个过一遍，每个项目都要有下一步和日期。"),
    (6, 11, "marketing1", {}, "新版标签打印样册已放在前台和各分公司会议室，拜访客户时可以带上。"),
    (5, 10, "manager1", {"audience": "departments", "departments": ["B1"]}, "华北的同事：周五下午四点在小会议室过本月商机，请提前更新阶段和预计成交日期。"),
    (5, 16, "sales1", {}, "今天去医院做了 LX-900 的现场打样，设备科很满意双面速度，客户最关心的是耗材价格。"),
    (4, 9, "service1", {}, "上周回访 42 家客户，满意 39 家，三家反映送货时间不准，已转商务部跟进。"),
    (3, 15, "director1", {}, "激光产品线本月样机借用较多，借用前请先在行动里预约，避免撞期。"),
    (2, 10, "finance1", {}, "提醒：月底前开票资料不全的订单会顺延到下月，请大家核对客户的开票抬头和税号。"),
    (1, 14, "sales3", {"mentions": ["manager1"]}, "@{manager1} 有客户问能否分三期付款，想请您帮忙一起谈。"),
    (0, 9, "design1", {}, "展会的海报和易拉宝初稿出来了，大家有意见今天下班前告诉我。"),
)  # fmt: skip
#: what a manager asks below a deal, and what the owner answers
ON_DEALS = (
    ("客户预算批下来了吗？竞争对手报价知道吗？", "预算下周一审批，对手报价比我们高一些，正在约技术负责人。"),
    ("这个项目我认识他们的分管副总，需要的话我陪你去一趟。", "太好了，我约周四上午。"),
    ("预计成交日期已经改过两次，卡在哪里？", "客户内部换了采购负责人，本周重新对接。"),
    ("方案里把三年耗材总成本写清楚，客户会看这个。", "已补充，今天发出。"),
)
ON_ORDERS = (
    ("客户要求周五前到货，库存够吗？", "够的，明天可以安排发货。"),
    ("送货地址和合同不一致，请确认。", "已和客户确认，以订单为准。"),
)
ON_FOLLOW_UPS = (
    "跟得很及时，下次约到决策人。",
    "注意记下对方的使用数量，方便报价。",
    "这个客户可以请技术一起去。",
)


class _Talk:
    def __init__(self, company: Company):
        self.company = company
        self.chance = Random(len(company.accounts))
        self.now = company.now

    def by(self, user: int) -> Context:
        return context_of(user)

    def say(self, object_name: str, user: int, at: datetime, row: Row) -> int:
        """Written by the person himself; what he may not write is a bug of the generator."""
        with clock.frozen(min(at, self.now)):
            return create_as(user, object_name, row)

    def at(self, days: int, hour: int) -> datetime:
        return self.now.replace(minute=0) - timedelta(days=days) + timedelta(hours=hour - self.now.hour - 8)


def talk(company: Company) -> None:
    """Create the talk of the last week, and the CRM stream of what was done in it."""
    told = _Talk(company)
    _posts(told)
    deals = _asked(told, "opportunity", {"status": "open"}, ON_DEALS)
    orders = _asked(told, "sales_order", {"status__in": ("approved", "completed")}, ON_ORDERS)
    _entries(told)
    _on_follow_ups(told)
    manager = company.users["manager1"]
    Follow.objects.bulk_create(
        [Follow(user_id=manager, object=name, record_id=pk, at=told.now) for name, pk in (*deals, *orders)],
        ignore_conflicts=True,
    )


def _posts(told: _Talk) -> None:
    users, departments = told.company.users, told.company.departments
    everybody = [users[f"sales{n}"] for n in range(1, 12)]
    for days, hour, author, more, content in POSTS:
        row: Row = {**more, "content": content}
        if "departments" in more:
            row["departments"] = [departments[code] for code in more["departments"]]
        for username in more.get("mentions", ()):
            row["mentions"] = [users[username]]
            row["content"] = content.replace(f"{{{username}}}", told.by(users[username]).actor.name)
        at = told.at(days, hour)
        post = told.say("post", users[author], at, row)
        fans = told.chance.sample(everybody, told.chance.randint(0, 6))
        _mark(Like, "post", post, fans, at + timedelta(hours=2))
    last = told.say(
        "comment",
        users["marketing1"],
        told.now,
        {"object": "post", "record": post, "content": "主色再深一点会更醒目，其他很好。"},
    )
    _mark(Like, "comment", last, [users["design1"]], told.now)


def _mark(model: Any, object_name: str, pk: int, people: Sequence[int], at: datetime) -> None:
    rows = [model(user_id=one, object=object_name, record_id=pk, at=at) for one in people]
    model.objects.bulk_create(rows, ignore_conflicts=True)


def _asked(
    told: _Talk, object_name: str, chosen: Row, words: Sequence[tuple[str, str]]
) -> list[tuple[str, int]]:
    """A superior asks below a recent record and its owner answers."""
    users = told.company.users
    rows = rows_of(object_name).filter(**chosen).order_by("-pk")
    found = []
    turns = iter(words)
    for name, manager in (
        ("sales1", "manager1"),
        ("sales2", "manager2"),
        ("sales3", "manager1"),
        ("sales4", "manager1"),
    ):
        pk = rows.filter(owner_id=users[name]).values_list("pk", flat=True).first()
        turn = next(turns, None) if pk and seen_among(told.by(users[manager]), object_name, [pk]) else None
        if pk is None or turn is None:
            continue
        at = told.at(told.chance.randint(1, 4), told.chance.randint(9, 16))
        owner, superior = told.by(users[name]).actor.name, users[manager]
        about = {"object": object_name, "record": pk}
        asked = told.say(
            "comment", superior, at, {**about, "content": f"@{owner} {turn[0]}", "mentions": [users[name]]}
        )
        answered = at + timedelta(minutes=told.chance.randint(10, 90))
        told.say("comment", users[name], answered, {**about, "content": turn[1], "parent": asked})
        _mark(ReadMark, object_name, pk, [users[name], superior], answered + timedelta(minutes=5))
        found.append((object_name, pk))
    return found


def _entries(told: _Talk) -> None:
    """The CRM stream of the week: follow-ups that were done, deals and customers that were new."""
    since = told.now - timedelta(days=DAYS)
    made = []
    follow_ups = rows_of("activity")
    for pk, owner, at in (
        follow_ups.filter(
            status="done",
            done_at__gte=since,
            done_at__lt=told.now - timedelta(minutes=5),
            owner__isnull=False,
        )
        .order_by("done_at", "pk")
        .values_list("pk", "owner_id", "done_at")
    ):
        made.append((at, "follow_up", "activity", pk, owner))
    for name in ("lead", "account", "opportunity", "sales_order"):
        rows = rows_of(name).filter(created_at__gte=since, owner__isnull=False)
        made += [
            (at, "created", name, pk, owner)
            for pk, owner, at in rows.values_list("pk", "owner_id", "created_at")
        ]
    FeedEntry.objects.bulk_create(
        [
            FeedEntry(at=at, kind=kind, object=name, record_id=pk, actor_id=owner, event_id=-n)
            for n, (at, kind, name, pk, owner) in enumerate(sorted(made), 1)
        ],
        batch_size=500,
    )


def _on_follow_ups(told: _Talk) -> None:
    users = told.company.users
    for manager, words in zip(("manager1", "manager2", "manager3"), ON_FOLLOW_UPS, strict=True):
        reports = told.by(users[manager]).actor.subordinates
        latest = FeedEntry.objects.filter(kind="follow_up", actor_id__in=reports).order_by("-at").first()
        if latest is not None:
            row = {"object": latest.object, "record": latest.record_id, "content": words}
            told.say("comment", users[manager], latest.at + timedelta(minutes=40), row)
            _mark(Like, latest.object, latest.record_id, [users[manager]], latest.at + timedelta(minutes=41))
