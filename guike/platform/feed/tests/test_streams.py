"""The two streams: what stands in them, for whom, in which order, and where a page ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guike.kernel import clock
from guike.kernel.errors import BadRequest
from guike.kernel.limits import FEED_ROWS_PER_EVENT
from guike.platform.feed.models import FeedEntry
from guike.platform.feed.queries import cursor_of, place_of_cursor, stream_page
from guike.platform.feed.reading import feed
from guike.platform.feed.tests.writing import act, act_many, make, make_many, patch
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump
from tests.support.company import WHY, caller, ctx_of, deliver, found, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def us(db: None) -> Any:
    return found()


def shown(user: int, stream: str, scope: str = "all", limit: int = 100) -> list[dict[str, Any]]:
    deliver()
    items: list[dict[str, Any]] = feed(ctx_of(user), stream, scope, "", limit)["items"]
    return items


def told(user: int, stream: str, scope: str = "all") -> list[str]:
    """Kind and content, or the name of the record, newest first."""
    items = shown(user, stream, scope)
    return [
        f"{one['kind']}: {one['content'] or ' '.join(r['name'] for r in one['related'])}" for one in items
    ]


def post(by: int, content: str = "大家好", **values: Any) -> Any:
    return make("post", by, content=content, **values)


def comment(by: int, record: Any, name: str, content: str = "请看", **values: Any) -> Any:
    return make("comment", by, object=name, record=record.pk, content=content, **values)


@pytest.mark.req("LF-03", "LF-04")
def test_a_follow_up_stands_in_both_streams_for_whom_the_lead_is_visible(us: Any) -> None:
    lead = us.lead(name="何女士")
    act(us.zhang, lead, "follow_up", content="已电话沟通", kind="call")
    for user in (us.zhang, us.manager):
        assert "follow_up: 已电话沟通" in told(user, "crm")
        assert told(user, "work") == ["follow_up: 已电话沟通"]
    (item,) = shown(us.manager, "work")
    assert (item["title"], item["author"]["id"]) == ("电话", us.zhang)
    assert [(one["object"], one["name"]) for one in item["related"]] == [("lead", "何女士")]
    assert told(us.wang, "crm") == told(us.wang, "work") == []
    assert told(us.li, "crm") == []


@pytest.mark.req("LF-05", "PM-29", "PM-30")
def test_my_subordinates_are_exactly_the_direct_and_indirect_ones(us: Any) -> None:
    """F3"""
    boss = person("老总", "sales_supervisor", superior_id=None, department=us.north)
    middle = person("组长", "sales", superior_id=boss, department=us.north)
    junior = person("组员", "sales", superior_id=middle, department=us.north)
    for who, name in ((boss, "甲"), (middle, "乙"), (junior, "丙"), (us.zhang, "丁")):
        act(who, us.lead(name=name, owner=who), "follow_up", content=f"跟进{name}")
        post(who, f"我是{name}")
    assert sorted(told(boss, "work", "subordinates")) == sorted(
        ["follow_up: 跟进乙", "follow_up: 跟进丙", "share: 我是乙", "share: 我是丙"]
    )
    assert told(middle, "work", "subordinates") == ["share: 我是丙", "follow_up: 跟进丙"]
    assert told(junior, "work", "subordinates") == []
    assert told(junior, "work", "mine") == ["share: 我是丙", "follow_up: 跟进丙"]


@pytest.mark.req("NO-02")
def test_work_is_newest_first_and_a_post_about_an_unseen_record_is_not_there(us: Any) -> None:
    lead, other = us.lead(name="可见"), us.lead(name="别人的", owner=us.wang)
    post(us.zhang, "一")
    post(us.zhang, "二", related=[{"object": "lead", "id": lead.pk}])
    comment(us.manager, lead, "lead", "三")
    post(us.wang, "四", related=[{"object": "lead", "id": other.pk}])
    assert told(us.zhang, "work") == ["comment: 三", "share: 二", "share: 一"]
    assert told(us.wang, "work") == ["share: 四", "share: 一"]
    (about,) = [one for one in shown(us.manager, "work") if one["content"] == "二"]
    assert [one["name"] for one in about["related"]] == ["可见"]


def test_a_post_about_two_records_shows_only_those_that_the_reader_sees(us: Any) -> None:
    mine, others = us.lead(name="张三的", owner=us.zhang), us.lead(name="李四的", owner=us.li)
    both = [{"object": "lead", "id": one.pk} for one in (mine, others)]
    post(us.manager, "两条一起看", related=both)
    (seen,) = shown(us.zhang, "work")
    assert [one["name"] for one in seen["related"]] == ["张三的"]
    assert len(shown(us.manager, "work")[0]["related"]) == 2
    (record,) = caller(us.zhang).get("/records/post").json()["items"]
    assert [one["name"] for one in record["related"]] == ["张三的"]
    assert shown(us.wang, "work") == []


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ({"audience": "everybody"}, {"zhang", "li", "wang", "manager"}),
        ({"audience": "departments", "departments": ["north"]}, {"zhang", "li", "manager"}),
        ({"audience": "users", "users": ["wang"]}, {"zhang", "wang"}),
        ({"audience": "users", "users": ["wang"], "mentions": ["li"]}, {"zhang", "wang", "li"}),
    ],
)
def test_the_audience_of_a_post(us: Any, audience: dict[str, Any], readers: set[str]) -> None:
    values = {
        key: [getattr(us, one) for one in value] if isinstance(value, list) else value
        for key, value in audience.items()
    }
    post(us.zhang, **values)
    assert {
        name for name in ("zhang", "li", "wang", "manager") if shown(getattr(us, name), "work")
    } == readers


@pytest.mark.req("AC-14")
def test_the_team_of_a_record(us: Any) -> None:
    """The scope `team`, and the audience `team`: owner and members, nobody else who sees the record."""
    account = us.account(name="团队客户", owner=us.zhang)
    caller(us.zhang).post(f"/records/account/{account.pk}/team", {"user": us.wang, "access": "read"})
    post(us.manager, "团队注意", audience="team", related=[{"object": "account", "id": account.pk}])
    comment(us.manager, account, "account", "进展如何")
    patch(us.zhang, account, phone="010-88886666")
    for user in (us.zhang, us.wang):
        assert told(user, "work", "team") == ["comment: 进展如何", "share: 团队注意"]
        assert told(user, "crm", "team") == ["changed: 团队客户"]
    assert told(us.admin, "work") == ["comment: 进展如何"]
    assert told(us.li, "work", "team") == []


def test_the_crm_stream_tells_of_new_records_and_changes_within_field_rights(us: Any) -> None:
    account = make("account", us.zhang, name="北方电气", phone="010-88886666")
    patch(us.zhang, account, name="北方电气集团", phone="010-99990000")
    made, changed = reversed(shown(us.manager, "crm"))
    assert (made["kind"], made["author"]["id"]) == ("created", us.zhang)
    assert {one["field"]: (one["old"], one["new"]) for one in changed["changes"]} == {
        "name": ("北方电气", "北方电气集团"),
        "phone": ("010-88886666", "010-99990000"),
    }
    assert changed["subject"] == {"object": "account", "id": account.pk}
    assert [one["field"] for one in shown(reader_without("hidden"), "crm")[0]["changes"]] == ["name"]


@pytest.mark.req("PM-15")
def test_the_crm_stream_is_silent_of_a_change_that_the_reader_may_not_know_of(us: Any) -> None:
    """As the history of the record is: an entry without a change would tell when who changed what he does not read."""
    account = make("account", us.zhang, name="北方电气", phone="010-88886666")
    patch(us.zhang, account, phone="010-99996666")
    assert told(us.manager, "crm") == ["changed: 北方电气", "created: 北方电气"]
    unknowing, masked = reader_without("hidden"), reader_without("masked")
    for reader in (unknowing, masked):
        assert caller(reader).get(f"/records/account/{account.pk}/history").json()["items"] == []
        assert told(reader, "crm") == ["created: 北方电气"]
        caller(reader).post(f"/records/account/{account.pk}/follow")
        assert told(reader, "crm", "following") == ["created: 北方电气"]
    patch(us.zhang, account, phone="010-99990000")
    assert told(unknowing, "crm") == ["created: 北方电气"]
    assert told(masked, "crm") == ["changed: 北方电气", "created: 北方电气"]
    patch(us.zhang, account, phone="010-88880000", name="北方电气集团")
    assert told(unknowing, "crm") == ["changed: 北方电气集团", "created: 北方电气集团"]
    assert [one["field"] for one in shown(unknowing, "crm")[0]["changes"]] == ["name"]


def reader_without(level: str) -> int:
    """Somebody who sees every account, and phones at this level."""
    role = Role(
        name=f"电话 {level}",
        permissions={name: ["view"] for name in ("account", "post", "comment")},
        scopes={"account": {"view": "all", "edit": "own"}},
        fields={"account.phone": level},
    )
    Role.objects.system(reason=WHY).bulk_create([role])
    reader = person("新人")
    User.objects.system(reason=WHY).filter(pk=reader).update(roles=[role.pk])
    bump(permission=True)
    return reader


def test_a_longer_page_asks_no_more_questions(us: Any) -> None:
    for turn in range(8):
        lead = us.lead(name=f"客{turn}")
        act(us.zhang, lead, "follow_up", content=f"跟{turn}")
        comment(us.manager, lead, "lead", f"评{turn}")
        post(us.zhang, f"写{turn}", related=[{"object": "lead", "id": lead.pk}])
    deliver()
    ctx = ctx_of(us.manager)
    feed(ctx, "work", "all", "", 24)  # what is remembered for a caller is remembered
    asked = []
    for size in (3, 24):
        with CaptureQueriesContext(connection) as seen:
            assert len(feed(ctx, "work", "all", "", size)["items"]) == size
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_what_is_done_to_many_at_once_is_not_told_one_by_one(us: Any) -> None:
    """F4"""
    rows = [{"name": f"批量{n}", "source": "phone"} for n in range(int(FEED_ROWS_PER_EVENT) + 1)]
    make_many("lead", us.zhang, rows)
    deliver()
    assert FeedEntry.objects.count() == 0
    make_many("lead", us.zhang, rows[:-1])
    deliver()
    assert FeedEntry.objects.count() == int(FEED_ROWS_PER_EVENT)


def test_a_planned_activity_is_told_when_it_is_done(us: Any) -> None:
    lead = us.lead()
    about = [{"object": "lead", "id": lead.pk}]
    activity = make("activity", us.zhang, subject="回访", related=about, kind="visit")
    assert told(us.zhang, "work") == []
    act(us.zhang, activity, "complete", result="客户满意")
    assert told(us.zhang, "work") == ["follow_up: 回访\n客户满意"]


@pytest.mark.req("LF-04")
def test_followed_records(us: Any) -> None:
    account, other = us.account(name="关注的"), us.account(name="没关注的")
    him = caller(us.manager)
    assert him.post(f"/records/account/{account.pk}/follow").status_code == 204
    assert him.post(f"/records/account/{account.pk}/follow").status_code == 204
    for record in (account, other):
        patch(us.zhang, record, phone="010-88886666")
        comment(us.zhang, record, "account", f"说{record.name}")
        post(us.zhang, f"写{record.name}", related=[{"object": "account", "id": record.pk}])
        make(
            "activity", us.zhang, kind="call", content=f"打{record.name}", status="done",
            related=[{"object": "account", "id": record.pk}],
        )  # fmt: skip
    assert told(us.manager, "work", "following") == [
        "follow_up: 打关注的", "share: 写关注的", "comment: 说关注的",
    ]  # fmt: skip
    assert told(us.manager, "crm", "following") == ["follow_up: 打关注的", "changed: 关注的"]
    assert him.get(f"/records/account/{account.pk}/follow").json()["is_followed"] is True
    assert him.delete(f"/records/account/{account.pk}/follow").status_code == 204
    assert told(us.manager, "work", "following") == []
    assert caller(us.wang).post(f"/records/account/{account.pk}/follow").status_code == 404


def test_pages_follow_one_another_without_hole_or_repetition(us: Any) -> None:
    """F5: rows of one instant, of all three sources, over pages of every size."""
    with clock.frozen(clock.now()):
        leads = [us.lead(name=f"客{n}") for n in range(4)]
        for lead in leads:
            act(us.zhang, lead, "follow_up", content=f"跟{lead.name}")
            post(us.zhang, f"写{lead.name}")
            comment(us.zhang, lead, "lead", f"评{lead.name}")
    post(us.zhang, "后来")
    whole = [(one["type"], one["id"]) for one in shown(us.zhang, "work")]
    assert len(whole) == len(set(whole)) == 13
    for size in (1, 2, 3, 5, 12, 13):
        found, cursor = [], ""
        while True:
            page = feed(ctx_of(us.zhang), "work", "all", cursor, size)
            found += [(one["type"], one["id"]) for one in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = page["next_cursor"]
        assert found == whole


def test_a_page_looks_at_a_bounded_number_of_entries(us: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the reader sees lies below more entries of others than one page looks at."""
    monkeypatch.setattr("guike.platform.feed.queries.FEED_SCANNED", 30)
    monkeypatch.setattr("guike.platform.feed.queries._FIRST_BATCH", 10)
    mine, others = us.lead(name="我的"), us.lead(name="别人", owner=us.wang)
    start = clock.now()
    rows = [
        FeedEntry(
            at=start + timedelta(seconds=n), kind="changed", object="lead", actor_id=us.wang, event_id=n,
            record_id=mine.pk if n < 2 else others.pk,
        )
        for n in range(70)
    ]  # fmt: skip
    FeedEntry.objects.bulk_create(rows)
    found, cursor, pages = [], "", 0
    while True:
        page = feed(ctx_of(us.zhang), "crm", "all", cursor, 5)
        found += [one["related"][0]["name"] for one in page["items"]]
        pages += 1
        if page["next_cursor"] is None:
            break
        cursor = page["next_cursor"]
    assert (found, pages) == (["我的", "我的"], 3)


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzEsMiwzXQ", "WyIyMDI2LTAxLTAxIiwgMSwgMV0"])
def test_a_made_up_cursor_is_refused(us: Any, cursor: str) -> None:
    with pytest.raises(BadRequest):
        place_of_cursor(cursor)


def test_a_cursor_names_its_place(us: Any) -> None:
    post(us.zhang, "一")
    post(us.zhang, "二")
    found, place = stream_page(ctx_of(us.zhang), "work", "all", None, 1)
    assert place is not None
    assert place_of_cursor(cursor_of(place)) == place == found[0].place


def test_many_actions_of_one_person(us: Any) -> None:
    leads = [us.lead() for _n in range(3)]
    act_many(us.zhang, "lead", [one.pk for one in leads], "follow_up", content="群发")
    assert told(us.zhang, "work") == ["follow_up: 群发"] * 3
