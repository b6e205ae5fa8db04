"""Work lists: numbers under the reader's rights."""

from __future__ import annotations

from typing import Any

import pytest

from guike.entry.tests.people import person
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import standard_objects
from guike.platform.notify import registry
from guike.platform.notify.registry import check_work_lists, work_list
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from tests.support.company import caller, found


@pytest.fixture
def lists(monkeypatch: Any) -> None:
    monkeypatch.setattr(registry, "_work_lists", {})


def todos(api: Any) -> dict[str, int]:
    return {one["kind"]: one["count"] for one in api.get("/todos").json()["items"]}


@pytest.mark.django_db
@pytest.mark.req("NO-01")
def test_a_list_counts_what_its_reader_sees_and_is_absent_where_he_may_not_open_it(lists: None) -> None:
    us = found()
    for _number in range(3):
        us.lead(us.zhang)
    us.lead(us.wang)
    work_list("all.leads", T("全部线索", "All leads"), object="lead", view="all")
    work_list(
        "my.leads", T("我的线索", "My leads"), object="lead", view="mine", position=1, watches=("activity",)
    )
    assert todos(caller(us.zhang)) == {"my.leads": 3, "all.leads": 3}
    assert todos(caller(us.manager)) == {"my.leads": 0, "all.leads": 3}
    assert todos(caller(us.admin)) == {"my.leads": 0, "all.leads": 4}
    assert todos(person("shipper", {"account": ["view"]})) == {}
    assert caller(us.zhang).get("/todos").json()["items"][0] == {
        "kind": "my.leads",
        "label": "My leads",
        "object": "lead",
        "view": "mine",
        "filter": next(view.filter for view in standard_objects()["lead"].views if view.name == "mine"),
        "path": None,
        "watches": ["lead", "activity"],
        "is_of_people": False,
        "count": 3,
        "is_exact": True,
    }


@pytest.mark.django_db
def test_a_list_by_a_hidden_field_is_absent(lists: None) -> None:
    work_list("my.leads", T("我的线索", "My leads"), object="lead", view="pool")
    rights = {"lead": ["view"]}
    assert todos(person("seeing", rights)) == {"my.leads": 0}
    unseeing = person("unseeing", rights)
    Role.objects.system(reason="test").filter(name="role of unseeing").update(
        fields={"lead.status": "hidden"}
    )
    bump(permission=True)
    assert todos(unseeing) == {}


@pytest.mark.django_db
def test_a_list_without_records_is_counted_by_its_package(lists: None) -> None:
    def open_tasks(ctx: Context) -> int:
        return 12_345 if ctx.user_id == us.zhang else 2

    us = found()
    work_list(
        "approval.pending",
        T("待审批", "To approve"),
        count=open_tasks,
        path="/approvals",
        watches=("approval_task",),
    )
    (mine,) = caller(us.zhang).get("/todos").json()["items"]
    assert (mine["count"], mine["is_exact"], mine["path"], mine["object"]) == (
        10_000,
        False,
        "/approvals",
        None,
    )
    assert todos(caller(us.li)) == {"approval.pending": 2}


def test_what_cannot_be_is_refused_at_start(lists: None) -> None:
    label = T("线索", "Leads")
    with pytest.raises(TypeError, match="give object and view, or count and path"):
        work_list("x", label, object="lead")
    with pytest.raises(TypeError, match="give object and view, or count and path"):
        work_list("x", label, object="lead", view="all", count=lambda _ctx: 0, path="/x")
    work_list("x", label, object="lead", view="none")
    with pytest.raises(TypeError, match="declared twice"):
        work_list("x", label, object="lead", view="all")
    with pytest.raises(ValueError, match="no view 'none' of 'lead'"):
        check_work_lists(standard_objects())
