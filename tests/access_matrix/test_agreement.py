"""The scope in SQL equals the scope worked out in memory, and every way of looking agrees with it."""

from __future__ import annotations

import pytest

from guike.kernel.errors import NotFound
from guike.kernel.filters import Leaf
from guike.platform.exchange.exporting import pages
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import record_get
from guike.platform.records.reading import (
    ListQuery,
    explain_access,
    record_aggregate,
    record_list,
    related_query,
    visible,
)
from guike.platform.records.reading.queries import exists_visible
from guike.platform.search.queries import search_everything
from tests.access_matrix.crowd import OBJECTS, Crowd
from tests.access_matrix.oracle import Fact
from tests.support.company import ctx_of

EVERY = ListQuery(limit=500)


def _of(people: Crowd, object_name: str) -> set[int]:
    return {fact.id for fact in people.facts(object_name)}


def _seen(people: Crowd, user: int, object_name: str) -> set[int]:
    """What the oracle says he gets to see: function and scope."""
    may = people.oracle.can(user, object_name, "view")
    return people.oracle.visible(user, object_name) if may else set()


@pytest.mark.req("PM-05", "PM-06", "PM-09", "PM-16")
@pytest.mark.parametrize("object_name", OBJECTS)
def test_sql_and_memory_agree(people: Crowd, object_name: str) -> None:
    """For every user and record: view and edit, and claim and assign where there are pools; in both forms."""
    spec = catalogue().get(object_name)
    actions = ("view", "edit", "pool", "pool_admin") if spec.access.pool else ("view", "edit")
    expected, found = {}, {}
    for user in people.users:
        ctx = ctx_of(user)
        for action in actions:
            who = {f.id for f in people.facts(object_name) if people.oracle.within(user, f, action)}
            for caller, form in ((ctx, "seek"), (ctx.walking(), "walk")):
                expected[user, action, form] = who
                ids = visible(caller, spec, action).values_list("pk", flat=True)
                found[user, action, form] = set(ids) & _of(people, object_name)
    assert found == expected


@pytest.mark.req("PM-15", "PM-16")
@pytest.mark.parametrize("object_name", OBJECTS)
def test_every_way_of_looking_agrees(people: Crowd, object_name: str) -> None:
    """List, count, detail, aggregate, export and the explanation of access."""
    spec = catalogue().get(object_name)
    for user in people.users:
        ctx, seen = ctx_of(user), _seen(people, user, object_name)
        if not people.oracle.can(user, object_name, "view"):
            continue
        page = record_list(ctx, object_name, EVERY)
        assert {item["id"] for item in page.items} & _of(people, object_name) == seen
        assert page.total == len(page.items)
        totals = record_aggregate(ctx, object_name, ListQuery(), (), ())["totals"]
        assert totals == {"count": page.total}
        grouped = record_aggregate(ctx, object_name, ListQuery(), ({"field": "owner"},), ())["rows"]
        assert sum(row["values"]["count"] for row in grouped) == page.total
        exported = [record["id"] for rows, _total in pages(ctx, spec, EVERY) for record in rows]
        assert sorted(exported) == sorted(item["id"] for item in page.items)
        for fact in people.facts(object_name):
            assert exists_visible(ctx, object_name, fact.id) == (fact.id in seen)
        for fact in _one_of_each(people, user, object_name):
            assert _opens(people, user, fact) == (fact.id in seen)


def _one_of_each(people: Crowd, user: int, object_name: str) -> list[Fact]:
    """A record that he edits, one that he merely sees, one unseen."""
    found = {}
    for fact in people.facts(object_name):
        found[people.oracle.sees(user, fact), people.oracle.edits(user, fact)] = fact
    return list(found.values())


def _opens(people: Crowd, user: int, fact: Fact) -> bool:
    ctx = ctx_of(user)
    explained = {line["operation"]: line["allowed"] for line in explain_access(ctx, fact.object, fact.id)}
    edits = people.oracle.can(user, fact.object, "edit") and people.oracle.edits(user, fact)
    assert explained["edit"] == (edits and people.oracle.sees(user, fact))
    try:
        return bool(record_get(ctx, fact.object, fact.id)["id"] == fact.id) and explained["view"]
    except NotFound:
        assert not explained["view"]
        return False


@pytest.mark.req("PM-15", "PM-16")
def test_searching_agrees(people: Crowd) -> None:
    """By the record's own word: `q` of a list, and the search over everything."""
    words = list(people.words.items())
    for number, user in enumerate(people.users):
        ctx = ctx_of(user)
        for word, (object_name, record_id) in words[number :: len(people.users)]:
            expected = [(object_name, record_id)] if record_id in _seen(people, user, object_name) else []
            assert [(hit["object"], hit["id"]) for hit in search_everything(ctx, word)] == expected
            if people.oracle.can(user, object_name, "view"):
                page = record_list(ctx, object_name, ListQuery(q=word))
                assert [(object_name, item["id"]) for item in page.items] == expected


@pytest.mark.req("PM-16")
def test_related_lists_agree(people: Crowd) -> None:
    account = catalogue().get("account")
    for number, user in enumerate(people.users):
        ctx = ctx_of(user)
        for name, child_name in (
            ("contacts", "contact"),
            ("opportunities", "opportunity"),
            ("sales_orders", "sales_order"),
        ):
            if not people.oracle.can(user, child_name, "view"):
                continue
            relation = catalogue().relation("account", name)
            assert relation is not None
            for parent in people.facts("account")[number % 4 :: 4]:
                child, here = related_query(account, parent.id, relation)
                page = record_list(ctx, child.name, ListQuery(within=here, limit=500))
                pointing = {
                    f.id for f in people.facts(child_name) if ("account", parent.id) in f.parents["account"]
                }
                assert {item["id"] for item in page.items} == pointing & _seen(people, user, child_name)
                assert page.total == len(page.items)


@pytest.mark.req("PM-16")
def test_paths_end_where_sight_ends(people: Crowd) -> None:
    """A contact shows its account's id and label always; what lies further only of an account that is seen:
    in fields, filter, sort and group alike."""
    for user in people.users:
        if not people.oracle.can(user, "contact", "view"):
            continue
        ctx, accounts = ctx_of(user), _seen(people, user, "account")
        names = ("account", "account.name", "account.owner.name")
        page = record_list(ctx, "contact", ListQuery(fields=names, sort=("account.name",), limit=500))
        for item in page.items:
            reference = item["account"]
            assert reference["name"]
            assert item["account.name"] == (reference["name"] if reference["id"] in accounts else None)
            assert reference["id"] in accounts or item["account.owner.name"] is None
        beyond = [item["id"] for item in page.items if item["account"]["id"] not in accounts]
        assert [item["id"] for item in page.items][len(page.items) - len(beyond) :] == sorted(beyond)
        filled = record_list(
            ctx, "contact", ListQuery(filter=Leaf("account.name", "is_not_empty"), limit=500)
        )
        assert {item["id"] for item in filled.items} == {i["id"] for i in page.items} - set(beyond)
        groups = record_aggregate(ctx, "contact", ListQuery(), ({"field": "account.name"},), ())["rows"]
        told = {(row["keys"]["account.name"] or {}).get("id"): row["values"]["count"] for row in groups}
        assert told.get(None, 0) == len(beyond)
        assert told.keys() - {None} <= accounts
