"""Comments: who may write and see them, who is told, who has read them, and what of it nobody else learns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.events.models import Event
from guike.platform.feed.models import Comment, FeedEntry, Follow, Like, ReadMark
from guike.platform.feed.reading import feed, record_comments
from guike.platform.feed.services import may_see
from guike.platform.feed.tests.writing import act, make
from guike.platform.feed.tidying import tidy
from guike.platform.notify.models import Notification
from guike.platform.records.reading import table
from guike.platform.records.writing import purge_deleted
from guike.platform.retention.services import keep_one
from tests.support.company import (
    WHY,
    caller,
    catalogue,
    ctx_of,
    delete,
    deliver,
    found,
    notices,
    person,
    refused,
    row,
)

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def us(db: None) -> Any:
    return found()


def comment(by: int, record: Any, name: str, content: str = "请看", **values: Any) -> Any:
    return make("comment", by, object=name, record=record.pk, content=content, **values)


def comments(user: int, name: str, record: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = record_comments(ctx_of(user), name, record.pk, "", 50)["items"]
    return items


@pytest.mark.req("AC-15", "LF-04")
def test_owner_mentioned_and_followers_are_told_each_once(us: Any) -> None:
    lead = us.lead(name="何女士")
    caller(us.li).post(f"/records/lead/{lead.pk}/follow")  # sees it not: refused, and so never told
    caller(us.manager).post(f"/records/lead/{lead.pk}/follow")
    comment(us.admin, lead, "lead", "@张三 尽快联系", mentions=[us.zhang])
    assert notices(us.zhang) == ["管理员在“何女士”的评论中提到了您"]
    assert notices(us.manager) == ["管理员评论了“何女士”"]
    assert notices(us.li) == notices(us.admin) == []
    first = Comment.objects.system(reason=WHY).get()
    comment(us.zhang, lead, "lead", "已联系", parent=first.pk)
    assert notices(us.admin) == ["张三回复了您在“何女士”下的评论"]
    assert len(notices(us.manager)) == 2


@pytest.mark.req("LF-04")
def test_the_author_of_a_follow_up_is_told_of_a_comment_on_it(us: Any) -> None:
    act(us.zhang, us.lead(), "follow_up", content="已电话沟通")
    activity = catalogue().get("activity").model.objects.system(reason=WHY).get()
    comment(us.manager, activity, "activity", "下周再约一次")
    assert notices(us.zhang) == ["周经理评论了“已电话沟通”"]


@pytest.mark.req("AC-15", "LF-04")
def test_records_attached_to_a_comment_are_told_to_whom_may_see_them(us: Any) -> None:
    """F1: the writer points at what he sees; each reader learns of those that he sees himself."""
    lead, other = us.lead(), us.lead(name="客户乙", owner=us.manager)
    about = [{"object": "lead", "id": other.pk}]
    assert refused("comment", us.zhang, object="lead", record=lead.pk, content="见", related=about) == {
        "related": "reference.unknown"
    }
    assert Comment.objects.system(reason=WHY).count() == 0
    comment(us.manager, lead, "lead", "", related=about)  # what is attached is enough
    (seen,) = comments(us.manager, "lead", lead)
    assert seen["attached"] == [
        {"object": "lead", "object_label": "线索", "id": other.pk, "name": "客户乙"},
    ]
    (hidden,) = comments(us.zhang, "lead", lead)
    assert (hidden["attached"], [one["id"] for one in hidden["related"]]) == ([], [lead.pk])
    named = {"filter": {"field": "related", "op": "has_any", "value": about}}
    assert caller(us.manager).post("/records/comment/query", named).json()["total"] == 1
    assert caller(us.zhang).post("/records/comment/query", named).json()["total"] == 0
    assert "客户乙" not in caller(us.zhang).get("/records/comment").content.decode()
    product = {"object": "user", "id": us.zhang}
    assert refused("comment", us.manager, object="lead", record=lead.pk, content="见", related=[product]) == {
        "related": "feed.no_comments"
    }


@pytest.mark.req("LF-08", "LF-01")
def test_a_mention_in_a_follow_up(us: Any, settings: Any, tmp_path: Any) -> None:
    """F2: told with a way to it, or by whom alone; the stream names the mentioned and shows the files."""
    settings.FILES_DIR = tmp_path
    lead = us.lead(name="绝密客户")
    him = caller(us.zhang)
    file = him.upload("quote.png", PNG).json()["id"]
    said = {"content": "@周经理 @王五 请支援", "mentions": [us.manager, us.wang], "files": [file]}
    gone = person("前员工", "sales", status="left")
    answer = him.post(f"/records/lead/{lead.pk}/actions/follow_up", said | {"mentions": [gone]})
    assert answer.status_code == 422, answer.content
    activities = catalogue().get("activity").model.objects.system(reason=WHY)
    assert activities.count() == 0
    answer = him.post(f"/records/lead/{lead.pk}/actions/follow_up", said)
    assert answer.status_code == 200, answer.content
    activity = activities.get()
    (told,) = Notification.objects.filter(user_id=us.manager, kind="feed.mention_follow_up")
    assert (told.object_name, told.record_id) == ("activity", activity.pk)
    assert notices(us.manager) == ["张三在跟进“@周经理 @王五 请支援”中提到了您"]
    assert notices(us.wang) == ["张三提到了您，但您没有权限查看相关内容；如有需要请直接联系对方"]
    (hidden,) = Notification.objects.filter(user_id=us.wang)
    assert (hidden.object_name, hidden.record_id, hidden.params) == ("", None, {"by": "张三"})
    assert caller(us.wang).get(f"/records/activity/{activity.pk}").status_code == 404
    assert caller(us.wang).get(f"/files/{file}").status_code == 404
    assert caller(us.manager).get(f"/files/{file}").status_code == 200
    deliver()
    item = feed(ctx_of(us.manager), "work", "all", "", 10)["items"][0]
    assert [one["id"] for one in item["mentions"]] == [us.manager, us.wang]
    assert [one["name"] for one in item["files"]] == ["quote.png"]


@pytest.mark.req("LF-08")
def test_a_mention_tells_somebody_without_the_right_nothing_but_by_whom(us: Any) -> None:
    """F2"""
    lead = us.lead(name="绝密客户")
    him = caller(us.manager)
    asked = {"users": [us.li, us.zhang, us.wang], "related": [{"object": "lead", "id": lead.pk}]}
    assert him.post("/feed/mentions", asked).json() == {
        "unseen": [{"id": us.li, "name": "李四"}, {"id": us.wang, "name": "王五"}]
    }
    assert Notification.objects.count() == 0
    written = comment(us.manager, lead, "lead", "底价八折", mentions=[us.wang, us.zhang])
    (told,) = Notification.objects.filter(user_id=us.wang)
    assert (told.object_name, told.record_id, told.params) == ("", None, {"by": "周经理"})
    assert notices(us.wang) == ["周经理提到了您，但您没有权限查看相关内容；如有需要请直接联系对方"]
    assert row("comment", written.pk).receivers == [us.zhang]
    assert caller(us.wang).post("/feed/mentions", asked).status_code == 404
    him.post(f"/records/lead/{lead.pk}/team", {"user": us.wang, "access": "read"})
    assert him.post("/feed/mentions", asked).json() == {"unseen": [{"id": us.li, "name": "李四"}]}


@pytest.mark.req("LF-05", "NO-02", "LF-08")
def test_by_no_path_anything_is_seen_without_the_right_on_the_record(
    us: Any, settings: Any, tmp_path: Any
) -> None:
    """F1: comment, post, like, count, attachment, notice: each path for who sees the lead, and for who does not."""
    settings.FILES_DIR = tmp_path
    lead = us.lead(name="绝密客户")
    author = caller(us.manager)
    file = author.upload("quote.png", PNG).json()["id"]
    made = author.post(
        "/records/comment",
        {"object": "lead", "record": lead.pk, "content": "绝密评论", "files": [file], "mentions": [us.wang]},
    ).json()
    assert [one["name"] for one in made["files"]] == ["quote.png"]
    spoken = author.post(
        "/records/post",
        {
            "content": "绝密动态",
            "related": [{"object": "lead", "id": lead.pk}],
            "users": [us.wang],
            "audience": "users",
        },
    ).json()
    answer = {"object": "post", "record": spoken["id"], "content": "绝密回复"}
    below = author.post("/records/comment", answer).json()
    for name, one in (("comment", made), ("post", spoken), ("comment", below)):
        assert author.post(f"/records/{name}/{one['id']}/actions/like").status_code == 200
    reads = [
        "/feed", "/feed?stream=crm", "/feed?scope=following", "/feed?scope=team", "/records/comment", "/records/post",
        "/search?q=绝密", f"/records/comment?filter=%7B%22field%22%3A%22record%22%2C%22op%22%3A%22eq%22%2C%22value%22%3A{lead.pk}%7D",
        "/notifications", "/records/comment?q=绝密", "/records/post?q=绝密",
    ]  # fmt: skip
    hidden = [
        f"/records/comment/{made['id']}", f"/records/comment/{below['id']}", f"/records/post/{spoken['id']}",
        f"/feed/posts/{spoken['id']}", f"/files/{file}", f"/records/lead/{lead.pk}/comments",
        f"/records/post/{spoken['id']}/comments", f"/records/lead/{lead.pk}/follow",
        f"/records/comment/{made['id']}/files", f"/records/comment/{made['id']}/history",
    ]  # fmt: skip
    writes = [
        (f"/records/comment/{made['id']}/actions/like", {}), (f"/records/post/{spoken['id']}/actions/like", {}),
        (f"/records/lead/{lead.pk}/read", {}), (f"/records/comment/{made['id']}/read", {}),
        (f"/records/lead/{lead.pk}/follow", {}), (f"/records/post/{spoken['id']}/follow", {}),
    ]  # fmt: skip
    state = _state()
    stranger = caller(us.wang)
    for path in reads:
        told = stranger.get(path)
        assert told.status_code == 200, path
        assert "绝密" not in told.content.decode(), path
        assert '"绝密' not in told.content.decode("unicode_escape", errors="ignore"), path
    for path in hidden:
        assert stranger.get(path).status_code == 404, path
    for path, body in writes:
        assert stranger.post(path, body).status_code == 404, path
    assert stranger.post("/records/comment/aggregate", {}).json()["totals"] == {"count": 0}
    assert stranger.post("/records/comment", {**answer, "record": spoken["id"]}).status_code == 422
    assert stranger.delete(f"/records/comment/{made['id']}").status_code == 404
    assert _state() == state
    told = Event.objects.filter(object_name__in=("comment", "post")).values_list("payload", flat=True)
    assert {key for payload in told for key in payload} == {"ids"}  # what live hints are made of
    owner = caller(us.zhang)
    for path in hidden[:1] + hidden[4:6]:
        assert owner.get(path).status_code == 200, path
    assert owner.get("/records/comment").json()["total"] == 1
    assert caller(us.admin).get(f"/records/post/{spoken['id']}").status_code == 404  # not of its audience


def _state() -> tuple[int, ...]:
    return (
        Comment.objects.system(reason=WHY).count(), Like.objects.count(), ReadMark.objects.count(),
        Follow.objects.count(), Notification.objects.count(), Event.objects.count(), FeedEntry.objects.count(),
    )  # fmt: skip


@pytest.mark.req("AC-15")
def test_read_marks(us: Any) -> None:
    """Of those who were told; a later comment is unread until the record is opened again."""
    lead = us.lead()
    comment(us.manager, lead, "lead", "一", mentions=[us.zhang])
    assert comments(us.manager, "lead", lead)[0]["reads"] == {
        "count": 0, "of": 1, "readers": [], "waiting": [{"id": us.zhang, "name": "张三"}],
    }  # fmt: skip
    assert caller(us.zhang).get("/notifications").json()["total_unread"] == 1
    assert caller(us.zhang).post(f"/records/lead/{lead.pk}/read").status_code == 204
    assert caller(us.zhang).get("/notifications").json()["total_unread"] == 0
    assert comments(us.manager, "lead", lead)[0]["reads"] == {
        "count": 1, "of": 1, "readers": [{"id": us.zhang, "name": "张三"}], "waiting": [],
    }  # fmt: skip
    assert Event.objects.filter(kind="record.read").count() == 1
    assert caller(us.zhang).post(f"/records/lead/{lead.pk}/read").status_code == 204
    assert Event.objects.filter(kind="record.read").count() == 1
    comment(us.manager, lead, "lead", "二")
    assert [one["reads"]["count"] for one in comments(us.manager, "lead", lead)] == [0, 1]


def test_likes_are_counted_once_for_each_person(us: Any) -> None:
    lead = us.lead()
    act(us.zhang, lead, "follow_up", content="已电话沟通")
    said = comment(us.zhang, lead, "lead")
    for record in (said, catalogue().get("activity").model.objects.system(reason=WHY).get()):
        for user in (us.zhang, us.manager, us.manager):
            assert act(user, record, "like").refusal is None
    assert comments(us.manager, "lead", lead)[0]["likes"] == {"count": 2, "is_mine": True}
    act(us.manager, said, "unlike")
    assert comments(us.manager, "lead", lead)[0]["likes"] == {"count": 1, "is_mine": False}


def test_what_is_refused(us: Any) -> None:
    lead, other = us.lead(), us.lead(owner=us.wang)
    gone = person("前员工", "sales", status="left")
    first = comment(us.zhang, lead, "lead")
    own = comment(us.wang, other, "lead")
    asked = {"object": "lead", "record": lead.pk, "content": "x"}
    assert refused("comment", us.zhang, **{**asked, "content": " "}) == {"content": "feed.empty"}
    assert refused("comment", us.zhang, **{**asked, "record": other.pk}) == {"record": "reference.unknown"}
    assert refused("comment", us.zhang, **{**asked, "object": "role", "record": 1}) == {
        "object": "feed.no_comments"
    }
    assert refused("comment", us.zhang, **{**asked, "parent": own.pk}) == {"parent": "reference.unknown"}
    assert refused("comment", us.admin, **{**asked, "parent": own.pk}) == {"parent": "feed.other_record"}
    assert refused("comment", us.zhang, **{**asked, "mentions": [gone]}) == {"mentions": "feed.not_internal"}
    assert refused("comment", us.zhang, **{**asked, "content": "x" * 5_001}) == {"content": "too_long"}
    assert refused("post", us.zhang, content="x", audience="departments") == {
        "departments": "feed.needs_departments"
    }
    assert refused("post", us.zhang, content="x", audience="team") == {"related": "feed.needs_related"}
    assert refused("post", us.zhang, content="x", related=[{"object": "lead", "id": other.pk}]) == {
        "related": "reference.unknown"
    }
    assert first.object == "lead"


def test_only_the_author_changes_and_he_or_an_administrator_removes(us: Any) -> None:
    lead = us.lead()
    said = comment(us.zhang, lead, "lead", mentions=[us.manager])
    other = caller(us.manager)
    assert other.patch(f"/records/comment/{said.pk}", {"content": "改"}).status_code == 403
    assert other.delete(f"/records/comment/{said.pk}").status_code == 403
    assert row("comment", said.pk).content == "请看"
    assert caller(us.zhang).patch(f"/records/comment/{said.pk}", {"content": "改"}).status_code == 200
    assert notices(us.manager) != []
    assert caller(us.admin).delete(f"/records/comment/{said.pk}").status_code == 204
    assert notices(us.manager) == []
    assert comments(us.zhang, "lead", lead) == []


def test_nothing_is_left_of_a_record_that_went_for_good(us: Any) -> None:
    """F6"""
    lead, kept = us.lead(), us.lead()
    for one in (lead, kept):
        first = comment(us.zhang, one, "lead")
        comment(us.zhang, one, "lead", parent=first.pk)
        act(us.zhang, first, "like")
        caller(us.zhang).post(f"/records/lead/{one.pk}/follow")
    assert tidy() == 0
    delete(us.admin, lead)
    assert tidy() == 0
    assert comments(us.admin, "lead", kept) != []
    purge_deleted(catalogue().get("lead"), [lead.pk])
    FeedEntry.objects.create(
        at=clock.now() - timedelta(days=401), kind="created", object="lead", record_id=kept.pk,
        actor_id=us.zhang, event_id=1,
    )  # fmt: skip
    assert keep_one("feed") == 1
    assert tidy() == 5  # two comments, the like of one of them, a follower, a read mark
    assert table(catalogue().get("comment")).system(reason=WHY).count() == 2


@pytest.mark.req("NO-05", "BA-16")
def test_a_collaborator(us: Any) -> None:
    """He is mentioned, comments, finishes a task given to him; no list of customers, no hit, no order."""
    helper = person("设计小林", "collaborator", is_salesperson=True)
    account = us.account(name="北方电气")
    him = caller(helper)
    about = [{"object": "account", "id": account.pk}]
    task = make("activity", us.admin, kind="task", subject="出一版样机图", related=about, owner=helper)
    comment(us.zhang, account, "account", "请小林看看", mentions=[helper])
    assert notices(helper) == ["张三提到了您，但您没有权限查看相关内容；如有需要请直接联系对方"]
    for name in ("account", "lead", "contact", "opportunity", "sales_order", "product", "campaign"):
        assert him.get(f"/records/{name}").status_code == 403, name
    assert him.get("/search?q=北方").json()["items"] == []
    assert him.get("/search?q=bfdq").json()["items"] == []
    listed = him.get("/records/activity").json()["items"]
    assert [one["id"] for one in listed] == [task.pk]
    assert may_see(helper, "activity", task.pk)
    assert not may_see(helper, "account", account.pk)
    said = him.post("/records/comment", {"object": "activity", "record": task.pk, "content": "周五给"})
    assert said.status_code == 201
    assert (
        him.post("/records/comment", {"object": "account", "record": account.pk, "content": "?"}).status_code
        == 422
    )
    done = him.post(f"/records/activity/{task.pk}/actions/complete", {"result": "已完成"})
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert him.post("/records/account", {"name": "新客户"}).status_code == 403
    assert him.get("/feed").status_code == 200
