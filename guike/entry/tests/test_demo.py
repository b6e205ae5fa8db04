"""The demo company: everybody in his place, every figure consistent; and taken out again."""

from __future__ import annotations

import argparse
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, is_password_usable

from guike.entry.api.auth import DEMO_LOGINS, DEMO_PASSWORD
from guike.entry.commands import init
from guike.entry.demo import clear, load
from guike.platform.access.actor import actor_of
from guike.platform.database.host import HostError
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, directory
from guike.platform.records.rollups import recompute
from guike.platform.records.rows import living
from guike.platform.settings import queries as settings

WHY = "a test looks at the demo company"


def _count(name: str, **conditions: Any) -> int:
    return int(living(catalogue().get(name)).system(reason=WHY).filter(**conditions).count())


def test_the_demo_company_is_consistent_and_goes_again(fresh_db: Any) -> None:
    load("tiny")
    begin_versions()
    people = {p.username: p for p in directory().people.values()}
    assert {name for name, _zh, _en in DEMO_LOGINS} <= set(people)
    assert len(people) == 43
    sealed = User.objects.system(reason=WHY).get(username="sales1").password
    assert check_password(DEMO_PASSWORD, sealed)
    manager, seller = actor_of(people["manager1"].id), people["sales1"]
    assert manager is not None
    assert seller.department_id in manager.headed_departments
    assert seller.id in manager.subordinates
    assert settings.get("company.is_demo") is True

    assert 150 < _count("lead") <= 200
    assert _count("lead", status="converted") > 0
    assert _count("opportunity", status="won") > 0
    assert _count("sales_order", status="approved") > 0
    assert Event.objects.filter(object_name="lead").count() == 0
    for parent, rollup in [(p.name, r) for pairs in catalogue().rollups.values() for p, r in pairs]:
        assert recompute(catalogue().get(parent), rollup) == 0, (parent, rollup.field)
    for order in living(catalogue().get("sales_order")).system(reason=WHY):
        lines = living(catalogue().get("sales_order_line")).system(reason=WHY).filter(order_id=order.pk)
        assert sum(line.net_amount for line in lines) == order.total_amount, order.number

    clear()
    assert [_count(name) for name in ("lead", "account", "opportunity", "sales_order", "activity")] == [0] * 5
    assert set(directory().people) == {p.id for p in people.values()}
    assert settings.get("company.is_demo") is False

    sealed = set(User.objects.system(reason=WHY).values_list("password", flat=True))
    assert not any(is_password_usable(one) for one in sealed)
    given = argparse.Namespace(username="Admin", name=None, password="violet-Harbour-9")
    assert init.run(given) == 0
    administrator = User.objects.system(reason=WHY).get(username="admin")
    assert check_password("violet-Harbour-9", administrator.password)
    assert len(directory().people) == 43
    with pytest.raises(HostError, match="This company has users already"):
        init.run(given)
