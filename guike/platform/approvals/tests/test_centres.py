"""Task centres of messengers, by a recording one: a task stands there, and is decided there or here, once only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from guike.domains.orders.tests.shop import WHY
from guike.kernel.errors import NotFound
from guike.platform.approvals import centres
from guike.platform.approvals.centres import CentreTask, decided_outside, task_centre
from guike.platform.approvals.errors import ApprovalRefused
from guike.platform.approvals.models import ApprovalTask
from guike.platform.approvals.tests.firm import SUPERIOR, Firm, all_tasks, asks, one
from guike.platform.approvals.tests.test_races import deciding, open_task, status_of, times_approved
from guike.platform.events.dispatcher import run_once
from guike.platform.events.models import Delivery
from guike.platform.org.queries import begin_versions
from tests.support.race import at_once


@dataclass
class Recording:
    """A centre that writes down what it is told, and may be away."""

    name: str = "recording"
    is_away: bool = False
    shown: dict[str, CentreTask] = field(default_factory=dict)
    closed: list[tuple[str, str]] = field(default_factory=list)

    def put(self, task: CentreTask) -> str:
        if self.is_away:
            raise ConnectionError("away")
        self.shown[f"outer-{task.task}"] = task
        return f"outer-{task.task}"

    def close(self, outer_id: str, status: str) -> None:
        self.closed.append((outer_id, status))


@pytest.fixture
def centre(monkeypatch):
    monkeypatch.setattr(centres, "_centres", {})
    found = Recording()
    task_centre(found)
    return found


def deliver():
    while run_once():
        pass


def test_a_task_stands_in_the_centre_until_it_is_over(db, centre):
    firm = Firm.open()
    firm.define(asks("经理", SUPERIOR), asks("财务", one(firm.finance)))
    order = firm.submitted()
    deliver()
    (task,) = firm.todo(firm.manager)
    shown = centre.shown[f"outer-{task}"]
    assert (shown.user_id, shown.title) == (firm.manager.id, f"销售订单 {order['number']} · 经理")
    decided_outside("recording", f"outer-{task}", firm.manager.id, "approve", "在群里同意")
    deliver()
    assert centre.closed == [(f"outer-{task}", "approved")]
    (second,) = firm.todo(firm.finance)
    with pytest.raises(NotFound):
        decided_outside("recording", f"outer-{second}", firm.clerk.id, "approve", "")
    with pytest.raises(NotFound):
        decided_outside("other", f"outer-{second}", firm.finance.id, "approve", "")
    firm.decide(firm.finance, "reject", comment="不行")
    deliver()
    with pytest.raises(ApprovalRefused) as refused:
        decided_outside("recording", f"outer-{second}", firm.finance.id, "approve", "晚了")
    assert refused.value.code == "approval.task_over"
    assert centre.closed[-1] == (f"outer-{second}", "rejected")
    assert all_tasks() == [("经理", "manager", "approved"), ("财务", "finance", "rejected")]


def test_a_centre_that_is_away_is_told_later_and_once(db, centre):
    firm = Firm.open()
    firm.define(asks("经理", SUPERIOR))
    centre.is_away = True
    firm.submitted()
    deliver()
    assert centre.shown == {}
    centre.is_away = False
    (row,) = ApprovalTask.objects.system(reason=WHY)
    Delivery.objects.filter(handler="approvals.centres").update(next_at=row.opened_at)
    deliver()
    assert list(centre.shown) == [f"outer-{row.pk}"]


def test_here_and_there_at_once_it_is_decided_once(fresh_db, centre):
    firm = Firm.open()
    firm.define(asks("经理", SUPERIOR))
    for _round in range(4):
        order = firm.submitted()
        deliver()
        task = open_task(firm.manager.id)

        def there(task=task):
            begin_versions()
            try:
                decided_outside("recording", f"outer-{task}", firm.manager.id, "approve", "那边")
            except ApprovalRefused as refused:
                return refused.code
            return ""

        outcomes = at_once(deciding(firm.manager.id), there)
        assert Counter(outcomes) == {"": 1, "approval.task_over": 1}
        assert (status_of(order), times_approved(order)) == ("approved", 1)
