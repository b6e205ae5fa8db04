"""Rules of automation that the demo company uses, and a few runs of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from guike.domains.opportunities.models import Stage
from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY, Row, context_of, rows_of
from guike.kernel import clock
from guike.platform.automation.due import put_due
from guike.platform.automation.running import run_once
from guike.platform.org.models import Role
from guike.platform.records.actions import record_action
from guike.platform.records.writing import record_create

OWNER = {"kind": "field", "value": "owner"}
BIRTHDAY: Row = {
    "name": "联系人生日前一周，安排生日关怀",
    "description": "每年生日前 7 天给负责人建一个关怀行动，礼品费用可从行动中申请",
    "object": "contact",
    "trigger": "date_reached",
    "date_field": "birthday",
    "every": "year",
    "offset_days": -7,
    "at_time": "09:00",
    "filter": {"field": "owner", "op": "is_not_empty"},
    "is_active": True,
    "steps": [
        {
            "do": "create",
            "object": "activity",
            "values": {
                "kind": "care",
                "purpose": "care",
                "subject": "生日关怀：{name}",
                "occasion": "birthday",
                "owner": {"who": OWNER},
                "planned_end_at": {"today": 7},
                "related": [{"record": True}],
            },
        }
    ],
}
#: deals that enter negotiation while the demo is loaded, so that the first runs are there to look at
MOVED = 3


def rules(company: Company) -> None:
    """Active rules in the name of the administrator; those on dates have stood since yesterday."""
    with clock.frozen(company.now - timedelta(days=1)):
        ctx = context_of(company.users["admin"])
        outcomes = record_create(ctx, "automation_rule", [*_rules()], atomic=True)
        assert all(outcome.ok for outcome in outcomes)
        put_due()
    _move_on(company)
    put_due()
    run_once()


def _negotiation() -> list[int]:
    stages = Stage.objects.system(reason=WHY).filter(name="商务谈判", deleted_at=None)
    return list(stages.order_by("pk").values_list("pk", flat=True))


def _rules() -> tuple[Row, ...]:
    return (
        {
            "name": "大额商机进入商务谈判，请经理跟进",
            "description": "金额超过 50 万的商机每次进入商务谈判阶段，给负责人的上级建一个任务",
            "object": "opportunity",
            "trigger": "updated",
            "fields": ["stage"],
            "to": _negotiation(),
            "filter": {"field": "amount", "op": "gt", "value": "500000"},
            "once": "per_entry",
            "is_active": True,
            "steps": [
                {
                    "do": "create",
                    "object": "activity",
                    "values": {
                        "kind": "task",
                        "subject": "协助谈判：{name}（{amount}）",
                        "owner": {"who": {"kind": "superior"}},
                        "planned_end_at": {"workdays": 2},
                        "related": [{"record": True}],
                    },
                }
            ],
        },
        {
            "name": "新线索两个工作日未跟进，提醒负责人",
            "object": "lead",
            "trigger": "created",
            "filter": {"field": "owner", "op": "is_not_empty"},
            "is_active": True,
            "steps": [
                {"do": "wait", "for": {"workdays": 2}},
                {
                    "do": "notify",
                    "to": [OWNER, {"kind": "superior"}],
                    "text": "线索“{name}”两个工作日还没有跟进",
                    "if": {"field": "last_follow_up_at", "op": "is_empty"},
                },
            ],
        },
        {
            "name": "预计成交日期前三天提醒",
            "object": "opportunity",
            "trigger": "date_reached",
            "date_field": "expected_close_on",
            "offset_days": -3,
            "at_time": "09:00",
            "filter": {"field": "status", "op": "eq", "value": "open"},
            "is_active": True,
            "steps": [
                {
                    "do": "notify",
                    "to": [OWNER],
                    "text": "商机“{name}”预计 {expected_close_on} 成交，请确认进展",
                }
            ],
        },
        BIRTHDAY,
        _to_ship(),
    )


def _to_ship() -> Row:
    return {
        "name": "订单待发货，通知仓库和负责人",
        "description": "订单进入待发货、或变更生效后各通知一次；只改备注等不通知",
        "object": "sales_order",
        "trigger": "updated",
        "fields": ["status", "revision_no"],
        "filter": {"field": "status", "op": "eq", "value": "approved"},
        "is_active": True,
        "steps": [
            {
                "do": "notify",
                "to": [{"kind": "role", "value": _role("warehouse")}, OWNER],
                "text": "订单 {number} 待发货，预计交货 {expected_delivery_on}",
            }
        ],
    }


def _role(code: str) -> int:
    return int(Role.objects.system(reason=WHY).get(code=code).pk)


def _move_on(company: Company) -> None:
    """Take some large deals one stage further, each by its owner."""
    entered = Stage.objects.system(reason=WHY).filter(name="商务谈判", deleted_at=None).first()
    if entered is None:
        return
    before = Stage.objects.system(reason=WHY).filter(
        process=entered.process_id, position__lt=entered.position, deleted_at=None
    )
    stage = before.order_by("-position").first()
    rows = rows_of("opportunity")
    deals: Any = rows.filter(stage=stage, status="open", amount__gt=500_000, owner__in=company.sellers)
    for deal in deals.order_by("-pk")[:MOVED]:
        record_action(
            context_of(deal.owner_id),
            "opportunity",
            "advance",
            [deal.pk],
            {"feedback": "方案已认可，进入价格商谈"},
        )
