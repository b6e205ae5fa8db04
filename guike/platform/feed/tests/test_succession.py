"""What a leaver follows."""

from __future__ import annotations

from typing import Any

import pytest

from guike.kernel import clock
from guike.platform.feed import succession
from guike.platform.feed.models import Follow
from guike.platform.org.models import HandoverEntry
from tests.support.company import WHY, caller, ctx_of, found

pytestmark = [pytest.mark.django_db, pytest.mark.req("BA-14", "LF-04")]


@pytest.fixture
def us(db: None) -> Any:
    return found()


def followed(user: int) -> set[tuple[str, int]]:
    return set(Follow.objects.filter(user_id=user).values_list("object", "record_id"))


def test_the_successor_follows_what_he_may_see_and_the_leaver_follows_nothing(us: Any) -> None:
    own, held, shared = us.lead(name="在手的"), us.account(name="客户"), us.account(name="两人都关注")
    strange = us.lead(name="别人的", owner=us.manager)
    Follow.objects.bulk_create(
        [
            *(
                Follow(user_id=us.zhang, object=name, record_id=pk, at=clock.now())
                for name, pk in (
                    ("lead", own.pk),
                    ("account", held.pk),
                    ("account", shared.pk),
                    ("lead", strange.pk),
                )
            ),
            Follow(user_id=us.wang, object="account", record_id=shared.pk, at=clock.now()),
        ]
    )
    assert caller(us.wang).get(f"/records/lead/{strange.pk}").status_code == 404
    boss = caller(us.admin)
    items = boss.get("/access/handover", user=str(us.zhang)).json()["items"]
    assert [(one["label"], one["count"]) for one in items if one["key"] == "follows"] == [
        ("Records followed", 4)
    ]
    kept = boss.post(
        f"/records/user/{us.zhang}/actions/hand_over", {"to": us.wang, "receivers": {"follows": None}}
    )
    assert "follows" not in kept.json()["handed_over"]
    assert len(followed(us.zhang)) == 4

    done = boss.post(f"/records/user/{us.zhang}/actions/leave", {"to": us.wang})

    assert done.status_code == 200, done.content
    assert done.json()["handed_over"]["follows"] == 3
    assert followed(us.zhang) == set()
    assert followed(us.wang) == {("lead", own.pk), ("account", held.pk), ("account", shared.pk)}
    rows = HandoverEntry.objects.system(reason=WHY).filter(person=us.zhang, what__en="Records followed")
    assert sorted((row.operation, row.count, row.receiver_id or 0) for row in rows) == [
        ("hand_over", 4, 0),
        ("leave", 3, us.wang),
    ]


def test_nobody_follows_more_than_one_person_may(us: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = [us.account(name=f"客户{turn}", owner=us.wang).pk for turn in range(4)]
    for user, ids in ((us.zhang, accounts[1:]), (us.wang, accounts[:1])):
        Follow.objects.bulk_create(
            [Follow(user_id=user, object="account", record_id=pk, at=clock.now()) for pk in ids]
        )
    monkeypatch.setattr(succession, "FOLLOWS_PER_USER", 3)
    assert succession.take_over(ctx_of(us.admin), us.zhang, us.wang) == {"follows": 2}
    assert followed(us.wang) == {("account", pk) for pk in (accounts[0], accounts[2], accounts[3])}
    assert followed(us.zhang) == set()
