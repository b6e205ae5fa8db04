"""People are told of what somebody else made for them or gave to them."""

from __future__ import annotations

from typing import Any

import pytest

from guike.platform.notify.models import Notification
from guike.platform.org.models import User
from tests.support.company import WHY, act, caller, deliver, found, make, notices, person

KIND = "record.received"


@pytest.fixture
def us(db: Any) -> Any:
    us = found()
    deliver()
    Notification.objects.all().delete()
    return us


def post(by: int, path: str, **values: Any) -> Any:
    """He does it through the API, so that events know who did it."""
    answer = caller(by).post(path, values)
    assert answer.status_code in (200, 201), answer.json()
    return answer.json()


@pytest.mark.req("NO-04")
def test_a_record_made_for_somebody_tells_him_and_one_s_own_does_not(us: Any) -> None:
    post(us.manager, "/records/account", name="云帆印务", owner=us.zhang)
    post(us.zhang, "/records/account", name="自己的")
    deliver()
    assert notices(us.zhang, KIND) == ["周经理 把客户“云帆印务”交给了您"]
    assert notices(us.zhang, KIND, "en") == ["周经理 gave you the Account “云帆印务”"]
    assert notices(us.manager, KIND) == []


def test_so_does_a_task_and_what_the_system_makes(us: Any) -> None:
    lead = us.lead(name="王小明")
    deliver()
    about = [{"object": "lead", "id": lead.pk}]
    post(us.manager, "/records/activity", kind="task", subject="寄样品", related=about, owner=us.zhang)
    deliver()
    assert notices(us.zhang, KIND) == ["周经理 把行动“寄样品”交给了您", "系统 把线索“王小明”交给了您"]


def test_a_transfer_tells_the_new_owner_alone(us: Any) -> None:
    account = post(us.zhang, "/records/account", name="云帆印务")["id"]
    post(us.zhang, f"/records/account/{account}/actions/transfer", owner=us.li)
    caller(us.li).patch(f"/records/account/{account}", {"description": "改"})
    deliver()
    assert notices(us.li, KIND) == ["张三 把客户“云帆印务”交给了您"]
    assert notices(us.zhang, KIND) == []


def test_many_at_once_are_one_notice_with_their_number(us: Any) -> None:
    ids = [post(us.zhang, "/records/account", name=f"客户{number}")["id"] for number in range(3)]
    rows = [{"id": pk, "owner": us.li} for pk in ids]
    answer = caller(us.zhang).post("/records/account/bulk", {"update": rows})
    assert answer.status_code == 200, answer.json()
    deliver()
    assert notices(us.li, KIND) == ["张三 把 3 条客户交给了您"]
    assert Notification.objects.filter(user_id=us.li).count() == 1


def test_what_a_pool_gives_out_is_told_by_the_pool_alone(us: Any) -> None:
    lead, other = us.waiting(), us.waiting()
    act(us.pool_admin, lead, "assign", owner=us.zhang)
    act(us.li, other, "claim")
    deliver()
    assert [one.kind for one in Notification.objects.all()] == ["lead.assigned"]


def test_definitions_lines_and_ledgers_tell_nobody(us: Any) -> None:
    person("新人")
    make("department", us.admin, name="新部门", code="NEW", kind="sales")
    deliver()
    assert Notification.objects.count() == 0
    assert User.objects.system(reason=WHY).count() > 0
