"""Reminders: once per occasion, in the reader's language, never more than he may see."""

from datetime import date, timedelta
from typing import Any

import pytest

from guike.kernel import clock
from guike.kernel.errors import BadRequest
from guike.kernel.text import T
from guike.platform.access.actor import Actor
from guike.platform.access.context import Context
from guike.platform.notify import queries, registry
from guike.platform.notify.models import Notification
from guike.platform.notify.queries import notification_list, unread_counts
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, mark_read, notify, notify_many, withdraw
from guike.platform.retention.services import keep_one

ANNA = Context(Actor(user_id=1))
ENGLISH = Context(Actor(user_id=1), "en")
BEN = Context(Actor(user_id=2))


@pytest.fixture(autouse=True)
def kinds(monkeypatch: Any) -> None:
    """Two kinds, and records that everybody sees but those above 100."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(queries, "_visible", lambda _ctx, _name, ids: [i for i in ids if i <= 100])
    notification_kind(
        "lead.assigned", T("线索分配", "Leads assigned"), T("“{name}”已分配给您", "“{name}” is yours now")
    )
    notification_kind("due", T("到期", "Due"), T("{on} 到期", "due on {on}"))


def texts(ctx: Any, **options: Any) -> Any:
    return [item["text"] for item in notification_list(ctx, **options)["items"]]


@pytest.mark.django_db
def test_what_a_person_reads() -> None:
    with clock.frozen("2026-11-21T01:00:00+00:00") as at:
        notify("lead.assigned", [1, 1, 2], "lead", 7, name="王小明")
        notify("due", [1], on=date(2026, 11, 30))
    first, second = notification_list(ANNA)["items"]
    assert second == {
        "id": second["id"],
        "kind": "lead.assigned",
        "label": "线索分配",
        "text": "“王小明”已分配给您",
        "object": "lead",
        "record_id": 7,
        "at": at,
        "is_read": False,
        "path": None,
        "acts": [],
    }
    assert (first["text"], first["object"], first["record_id"]) == ("2026-11-30 到期", None, None)
    assert texts(ENGLISH) == ["due on 2026-11-30", "“王小明” is yours now"]
    assert texts(BEN) == ["“王小明”已分配给您"]


@pytest.mark.django_db
@pytest.mark.req("NO-04")
def test_once_per_occasion_and_person() -> None:
    for _time in range(2):
        notify("due", [1, 2], "lead", 7, "due:2026-11-21", on="x")
        notify("due", [1], "", None, "company", on="y")
    notify("due", [1], "lead", 8, "due:2026-11-21", on="x")
    notify("due", [1], "lead", 7, "due:2026-11-22", on="z")
    notify("lead.assigned", [1], "lead", 7, name="a")
    notify("lead.assigned", [1], "lead", 7, name="a")
    assert Notification.objects.filter(user_id=1).count() == 6
    assert Notification.objects.filter(user_id=2).count() == 1


@pytest.mark.django_db
@pytest.mark.req("NO-01")
def test_badges_are_counts_under_the_readers_rights() -> None:
    notify_many(Notice("lead.assigned", [1], "lead", row, params={"name": "x"}) for row in (1, 2, 101))
    notify("due", [1], on="x")
    body = notification_list(ANNA)
    assert (body["unread"], body["total_unread"], len(body["items"])) == (
        {"lead.assigned": 2, "due": 1},
        3,
        3,
    )
    mark_read(1, kind="lead.assigned")
    assert unread_counts(ANNA) == {"due": 1}


@pytest.mark.django_db
def test_what_one_may_no_longer_see_is_neither_shown_nor_counted(monkeypatch: Any) -> None:
    notify("lead.assigned", [1], "lead", 7, name="王小明")
    monkeypatch.setattr(queries, "_visible", lambda _ctx, _name, _ids: [])
    assert notification_list(ANNA) == {"items": [], "unread": {}, "total_unread": 0, "next_cursor": None}


@pytest.mark.django_db
def test_pages_follow_one_another_past_hidden_rows() -> None:
    notify_many(
        Notice("due", [1], "lead", row, params={"on": row}) for row in (1, 2, 101, 102, 103, 3, 104, 4, 5)
    )
    seen, cursor = [], ""
    while True:
        body = notification_list(ENGLISH, limit=2, cursor=cursor)
        seen += [item["record_id"] for item in body["items"]]
        cursor = body["next_cursor"]
        if cursor is None:
            break
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "!!", "bjEyM2E", "MTIz", "é"])
def test_a_foreign_cursor_is_refused(cursor: Any) -> None:
    with pytest.raises(BadRequest) as refused:
        notification_list(ANNA, cursor=cursor)
    assert refused.value.code == "cursor.invalid"


@pytest.mark.django_db
def test_reading_concerns_only_ones_own() -> None:
    notify("due", [1, 2], on="a")
    notify("due", [1, 2], on="b")
    mine = list(Notification.objects.filter(user_id=1).order_by("id").values_list("id", flat=True))
    assert mark_read(2, ids=mine) == 0
    assert mark_read(1, ids=mine[:1]) == 1
    assert mark_read(1, ids=mine[:1]) == 0
    assert texts(ANNA, unread_only=True) == ["b 到期"]
    assert mark_read(1) == 0
    assert mark_read(1, everything=True) == 1
    assert unread_counts(BEN) == {"due": 2}


@pytest.mark.django_db
def test_taking_back_and_forgetting() -> None:
    with clock.frozen("2026-11-21T01:00:00+00:00"):
        notify("due", [1, 2], "lead", 7, on="a")
        mark_read(2, everything=True)
        assert withdraw("due", "lead", [7]) == 1
        assert (texts(ANNA), texts(BEN)) == ([], ["a 到期"])
        clock.advance(timedelta(days=181))
        assert keep_one("notices") == 1


@pytest.mark.django_db
def test_a_kind_of_another_version_does_not_break_the_list(monkeypatch: Any) -> None:
    notify("due", [1], on="a")
    monkeypatch.setattr(registry, "_kinds", {})
    assert notification_list(ANNA)["items"][0]["label"] == "due"
    with pytest.raises(LookupError):
        notify("due", [1], on="a")


@pytest.mark.django_db
def test_many_are_few_statements(django_assert_num_queries: Any) -> None:
    notices = [Notice("due", range(1, 101), "lead", row, "once", {"on": row}) for row in range(20)]
    with django_assert_num_queries(3):  # what people chose, two chunks
        notify_many(notices)
    assert Notification.objects.count() == 2000


def test_names_are_taken_once() -> None:
    with pytest.raises(TypeError, match="twice"):
        notification_kind("due", T("", ""), T("", ""))
