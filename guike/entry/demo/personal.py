"""What the demo company keeps of its people: training, credit, and what somebody who left has handed over."""

from __future__ import annotations

from datetime import timedelta

from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row
from guike.platform.access.context import system_context
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions import record_action

#: who left, and who took over
LEAVER, HEIR = "former1", "sales3"
#: username, course, days ago, result, for how many days it counts
TRAINING = (
    ("sales1", "激光产品认证", 210, "passed", 365),
    ("sales1", "投标文件编写", 60, "attended", None),
    ("sales3", "标签产品认证", 390, "passed", 365),
    ("manager1", "团队管理", 120, "passed", None),
    ("service1", "装机安全", 30, "failed", None),
)
#: username, event, days ago, points
CREDIT = (
    ("sales1", "客户来信表扬", 45, 5),
    ("sales3", "周报连续三次未交", 20, -2),
    ("manager1", "全年回款无逾期", 90, 10),
)


def personal(company: Company) -> None:
    """Training and credit, and a colleague of branch 1 who has left."""
    today = company.now.date()
    trained: list[Row] = [
        {
            "user": company.users[who],
            "course": course,
            "on": (today - timedelta(days=ago)).isoformat(),
            "result": result,
            "expires_on": (today + timedelta(days=valid - ago)).isoformat() if valid else None,
        }
        for who, course, ago, result, valid in TRAINING
    ]
    company.create("user_training", trained)
    judged: list[Row] = [
        {
            "user": company.users[who],
            "event": event,
            "on": (today - timedelta(days=ago)).isoformat(),
            "points": points,
        }
        for who, event, ago, points in CREDIT
    ]
    company.create("user_credit", judged)
    _left(company)


def _left(company: Company) -> None:
    """He had two customers, which the ordinary action gives to a colleague."""
    leaver, heir = company.users[LEAVER], company.users[HEIR]
    company.create(
        "account", [{"name": name, "owner": leaver} for name in ("漫野图文（示例）", "白桥标识（示例）")]
    )
    begin_versions()
    (outcome,) = record_action(system_context(), "user", "leave", [leaver], {"to": heir})
    if outcome.refusal is not None:
        raise RuntimeError(f"leave: {outcome.refusal}")
