"""Whatever happens to records (tasks of approvals, readers, posts, comments, activities), the scope in SQL equals the oracle,
and every way of looking agrees with it."""

from __future__ import annotations

import os
import secrets

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from guike.kernel.errors import Forbidden, NotFound
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.approvals.queries import may_read
from guike.platform.exchange.exporting import pages
from guike.platform.feed.reading import feed, record_comments
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import ListQuery, record_aggregate, record_list, related_query, visible
from guike.platform.records.reading.queries import exists_visible
from guike.platform.search.queries import search_everything
from tests.access_matrix.calls import undone
from tests.access_matrix.crowd import LOAN, Crowd
from tests.access_matrix.happenings import DECIDED, HAPPENINGS, Happening, Played, let_decide
from tests.support.company import WHY, ctx_of

#: in the long suite (`make test-long`) many more, each time others, by its seed
IS_LONG = bool(os.environ.get("GUIKE_FUZZ_MINUTES"))
SEED = int(os.environ.get("GUIKE_FUZZ_SEED") or secrets.randbelow(10**6)) if IS_LONG else 20261129
TRIED = ("sales_order", LOAN, "activity", "post", "comment", "approval_request", "approval_task")
EVERY = ListQuery(limit=500)


def _tries(number: int) -> settings:
    return settings(
        max_examples=number * 20 if IS_LONG else number,
        derandomize=not IS_LONG,
        phases=list(Phase) if IS_LONG else [Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture(scope="module")
def crowd(people: Crowd) -> Crowd:
    """The crowd of the module, whose orders and loans may be decided about."""
    let_decide()
    return people


@pytest.mark.req("PM-05", "PM-06", "PM-16", "AC-16")
@seeded(SEED)
@_tries(5)
@given(HAPPENINGS)
def test_sql_and_memory_agree(crowd: Crowd, one: Happening) -> None:
    """In both forms, to see and to change."""
    with undone():
        played = Played(crowd, one)
        expected, found = {}, {}
        for user in played.users:
            ctx = ctx_of(user)
            for name in TRIED:
                for action in ("view", "edit") if name in DECIDED else ("view",):
                    facts = [fact for fact in played.facts.values() if fact.object == name]
                    who = {fact.id for fact in facts if played.oracle.within(user, fact, action)}
                    for caller, form in ((ctx, "seek"), (ctx.walking(), "walk")):
                        ids = visible(caller, catalogue().get(name), action).values_list("pk", flat=True)
                        expected[user, name, action, form] = who
                        found[user, name, action, form] = set(ids) & played.ids(name)
        assert found == expected


@pytest.mark.req("PM-15", "PM-16", "AC-16")
@seeded(SEED)
@_tries(5)
@given(HAPPENINGS)
def test_every_way_of_looking_agrees(crowd: Crowd, one: Happening) -> None:
    """List, count, detail, figures, export, search, related lists, the stream and the comments of a record."""
    with undone():
        played = Played(crowd, one)
        for user in played.users[:2]:
            for name in TRIED:
                if played.oracle.can(user, name, "view"):
                    _agree(played, user, name)
            _told(played, user)
            _searched(played, user)
            _streamed(played, user)


def _agree(played: Played, user: int, name: str) -> None:
    ctx, spec, seen = ctx_of(user), catalogue().get(name), played.seen(user, name)
    page = record_list(ctx, name, EVERY)
    listed = {item["id"] for item in page.items}
    assert listed & played.ids(name) == seen, name
    assert page.total == len(page.items)
    assert record_aggregate(ctx, name, ListQuery(), (), ())["totals"] == {"count": page.total}
    exported = [record["id"] for rows, _total in pages(ctx, spec, EVERY) for record in rows]
    assert sorted(exported) == sorted(listed), name
    for pk in played.ids(name):
        assert exists_visible(ctx, name, pk) == (pk in seen), (name, pk)
    if name == "approval_request":
        for row in ApprovalRequest.objects.system(reason=WHY).filter(pk__in=played.ids(name)):
            about = (row.object, row.record_id)
            assert may_read(ctx, row) == (row.pk in seen or row.record_id in played.seen(user, about[0]))
    if name == "sales_order":
        _related(played, user)


def _related(played: Played, user: int) -> None:
    ctx, account = ctx_of(user), catalogue().get("account")
    relation = catalogue().relation("account", "sales_orders")
    assert relation is not None
    orders = [
        fact for fact in played.facts.values() if fact.object == "sales_order" and fact.asked | fact.given
    ]
    for fact in orders:
        (parent,) = fact.parents["account"]
        child, here = related_query(account, parent[1], relation)
        found = record_list(ctx, child.name, ListQuery(within=here, limit=500))
        pointing = {
            one.id
            for one in played.facts.values()
            if one.object == "sales_order" and parent in one.parents["account"]
        }
        assert {item["id"] for item in found.items} == pointing & played.seen(user, "sales_order")


def _told(played: Played, user: int) -> None:
    """Of what an activity, a post and a request are about, those records alone that he sees."""
    ctx = ctx_of(user)
    for name, field in (("activity", "related"), ("post", "related"), ("approval_request", "record")):
        if not played.oracle.can(user, name, "view"):
            continue
        for item in record_list(ctx, name, ListQuery(fields=("id", field), limit=500)).items:
            fact = played.facts.get((name, item["id"]))
            if fact is None or not fact.parents.get(field):
                continue
            value = item[field] or []
            told = {(one["object"], one["id"]) for one in (value if isinstance(value, list) else [value])}
            assert told == {key for key in fact.parents[field] if key[1] in played.seen(user, key[0])}, (
                name,
                field,
            )


def _searched(played: Played, user: int) -> None:
    ctx = ctx_of(user)
    for word, (name, pk) in played.people.words.items():
        fact = played.facts[name, pk]
        if fact.asked | fact.given:
            hits = [(hit["object"], hit["id"]) for hit in search_everything(ctx, word)]
            assert hits == ([fact.key] if pk in played.seen(user, name) else [])


def _streamed(played: Played, user: int) -> None:
    if not played.oracle.can(user, "post", "view"):
        return
    ctx = ctx_of(user)
    items = feed(ctx, "work", "all", "", 100)["items"]
    for name in ("post", "comment"):
        shown = {item["id"] for item in items if item["type"] == name}
        on_posts = {
            fact.id
            for fact in played.facts.values()
            if fact.object == "comment" and fact.parents["related"][0][0] == "post"
        }
        wanted = played.seen(user, name) - (on_posts if name == "comment" else set())
        assert shown & played.ids(name) == wanted
    about: dict[tuple[str, int], set[int]] = {}
    for fact in played.facts.values():
        if fact.object == "comment":
            about.setdefault(fact.parents["related"][0], set()).add(fact.id)
    for (name, pk), ids in about.items():
        try:
            page = record_comments(ctx, name, pk, "", 100)
            assert {item["id"] for item in page["items"]} == ids
            assert pk in played.seen(user, name)
        except (Forbidden, NotFound):
            assert pk not in played.seen(user, name)
