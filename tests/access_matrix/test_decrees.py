"""Whatever administrators decree (dimensions, sharing, restriction and team rules), the scope in SQL equals the oracle, and every
way of looking and changing agrees with it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from guike.kernel.errors import Forbidden, NotFound
from guike.platform.access.context import Context
from guike.platform.access.models import TeamMember
from guike.platform.access.scope import scope_arms
from guike.platform.exchange.exporting import pages
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import record_get, record_patch
from guike.platform.records.reading import (
    ListQuery,
    living,
    record_aggregate,
    record_list,
    related_query,
    visible,
)
from guike.platform.records.reading.queries import exists_visible
from guike.platform.records.reading.team import team_list
from guike.platform.search.queries import search_everything
from tests.access_matrix.calls import undone
from tests.access_matrix.crowd import OBJECTS, Crowd
from tests.access_matrix.decrees import (
    ABOUT_VALUES,
    DECREES,
    LEVELS,
    REGIONS,
    Condition,
    Decree,
    Decreed,
    Limit,
    Rule,
    dress,
)
from tests.access_matrix.oracle import Fact
from tests.support.company import WHY, ctx_of, row
from tests.support.elsewhere import another_process

#: in the long suite (`make test-long`) many more, each time others, by its seed
IS_LONG = bool(os.environ.get("GUIKE_FUZZ_MINUTES"))
SEED = int(os.environ.get("GUIKE_FUZZ_SEED") or secrets.randbelow(10**6)) if IS_LONG else 20261129
EVERY = ListQuery(limit=500)
#: what two processes are asked about
SEEN = ("account", "lead", "contact")


def _tries(number: int) -> settings:
    return settings(
        max_examples=number * 20 if IS_LONG else number,
        derandomize=not IS_LONG,
        phases=list(Phase) if IS_LONG else [Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )


@pytest.fixture(scope="module")
def crowd(people: Crowd) -> Crowd:
    return dress(people, SEED)


@pytest.mark.req("PM-02", "PM-05", "PM-06", "PM-16", "OR-17")
@seeded(SEED)
@_tries(4)
@given(DECREES)
def test_sql_and_memory_agree(crowd: Crowd, one: Decree) -> None:
    """To see and to change, to claim and to assign, in both forms; and members by rule."""
    with undone():
        decreed = Decreed(crowd, one)
        expected, found = {}, {}
        for user in decreed.users:
            ctx = ctx_of(user)
            for name in OBJECTS:
                spec = catalogue().get(name)
                for action in (
                    ("view", "edit", "pool", "pool_admin") if spec.access.pool else ("view", "edit")
                ):
                    facts = [fact for fact in decreed.facts.values() if fact.object == name]
                    who = {fact.id for fact in facts if decreed.oracle.within(user, fact, action)}
                    for caller, form in ((ctx, "seek"), (ctx.walking(), "walk")):
                        ids = visible(caller, spec, action).values_list("pk", flat=True)
                        expected[user, name, action, form] = who
                        found[user, name, action, form] = set(ids) & decreed.ids(name)
                looked_up = _looked_up(ctx, name)
                if looked_up is not None:
                    found[user, name, "view", "arms"] = looked_up
                    expected[user, name, "view", "arms"] = expected[user, name, "view", "seek"]
        assert found == expected
        assert _members() == _members_wanted(decreed)


def _looked_up(ctx: Context, name: str) -> set[int] | None:
    """What the look-ups find of which pages are merged; None when there are none for the caller."""
    spec, found = catalogue().get(name), set()
    arms = scope_arms(ctx, spec)
    for arm in arms or ():
        rows = living(spec).system(reason=WHY).filter(arm.rest or Q())
        if arm.column:
            rows = rows.filter(**{f"{arm.column}__in": arm.ids})
        found |= set(rows.values_list("pk", flat=True))
    return None if arms is None else found


def _members() -> set[tuple[str, int, int, str, int]]:
    rows = TeamMember.objects.filter(source__startswith="rule:")
    return {(one.object, one.record_id, one.user_id, one.access, int(one.source[5:])) for one in rows}


def _members_wanted(decreed: Decreed) -> set[tuple[str, int, int, str, int]]:
    pks = [made.pk for made in decreed.made["team_rule"]]
    numbers = {id(rule): pk for rule, pk in zip(decreed.oracle.team_rules, pks, strict=True)}
    return {
        (*fact.key, user, rule.access, numbers[id(rule)])
        for fact in decreed.facts.values()
        for rule, members in decreed.oracle.by_rule(fact)
        for user in members
    }


@pytest.mark.req("PM-02", "PM-15", "PM-16", "OR-17")
@seeded(SEED + 1)
@_tries(3)
@given(DECREES)
def test_every_way_of_looking_agrees(crowd: Crowd, one: Decree) -> None:
    """List, count, pages, detail, figures, export, search, related lists and the team."""
    with undone():
        decreed = Decreed(crowd, one)
        for user in decreed.users[:2]:
            for name in OBJECTS:
                if decreed.oracle.can(user, name, "view"):
                    _agree(decreed, user, name)
            _searched(decreed, user)


def _agree(decreed: Decreed, user: int, name: str) -> None:
    ctx, spec, seen = ctx_of(user), catalogue().get(name), decreed.seen(user, name)
    page = record_list(ctx, name, EVERY)
    listed = [item["id"] for item in page.items]
    assert set(listed) == seen, name
    assert page.total == len(listed)
    assert _paged(user, name) == listed
    assert record_aggregate(ctx, name, ListQuery(), (), ())["totals"] == {"count": len(seen)}
    exported = [record["id"] for rows, _total in pages(ctx, spec, EVERY) for record in rows]
    assert sorted(exported) == sorted(listed), name
    for pk in decreed.ids(name):
        assert exists_visible(ctx, name, pk) == (pk in seen), (name, pk)
    for pk in (*sorted(seen)[:1], *sorted(decreed.ids(name) - seen)[:1]):
        _opened(decreed, user, name, pk)
    if name == "account":
        _related(decreed, user)


def _paged(user: int, name: str) -> list[int]:
    """The ids of one small page after the other."""
    found: list[int] = []
    query = ListQuery(limit=5)
    while True:
        page = record_list(ctx_of(user), name, query)
        found += [item["id"] for item in page.items]
        if page.next_cursor is None:
            return found
        query = replace(query, cursor=page.next_cursor)


def _opened(decreed: Decreed, user: int, name: str, pk: int) -> None:
    """The record and its team are there together, or neither is."""
    is_seen = pk in decreed.seen(user, name)
    for look in (record_get, team_list):
        try:
            assert look(ctx_of(user), name, pk) is not None
            assert is_seen
        except NotFound:
            assert not is_seen


def _related(decreed: Decreed, user: int) -> None:
    ctx, account = ctx_of(user), catalogue().get("account")
    for name, child_name in (("contacts", "contact"), ("sales_orders", "sales_order")):
        relation = catalogue().relation("account", name)
        assert relation is not None
        if not decreed.oracle.can(user, child_name, "view"):
            continue
        for parent in sorted(decreed.seen(user, "account"))[:3]:
            child, here = related_query(account, parent, relation)
            found = record_list(ctx, child.name, ListQuery(within=here, limit=500))
            pointing = {
                one.id
                for one in decreed.facts.values()
                if one.object == child_name and ("account", parent) in one.parents["account"]
            }
            assert {item["id"] for item in found.items} == pointing & decreed.seen(user, child_name)


def _searched(decreed: Decreed, user: int) -> None:
    """Six records of everywhere, others for every person."""
    ctx, words = ctx_of(user), list(decreed.people.words.items())
    for word, (name, pk) in words[user % 16 :: 16]:
        hits = [(hit["object"], hit["id"]) for hit in search_everything(ctx, word)]
        assert hits == ([(name, pk)] if pk in decreed.seen(user, name) else [])


@pytest.mark.req("PM-05", "PM-18", "OR-17")
@seeded(SEED + 2)
@_tries(3)
@given(ABOUT_VALUES)
def test_a_write_stays_within_the_scope_and_members_by_rule_follow_it(crowd: Crowd, one: Decree) -> None:
    """Another region or class: allowed who edits the record and sees it afterwards; otherwise nothing is changed."""
    with undone():
        decreed = Decreed(crowd, one)
        for user in decreed.users:
            for name, field, values in (("account", "level", LEVELS), ("lead", "region", REGIONS)):
                if not (decreed.oracle.can(user, name, "edit") and decreed.oracle.can(user, name, "view")):
                    continue
                facts = [fact for fact in decreed.facts.values() if fact.object == name]
                mine = [fact for fact in facts if decreed.oracle.edits(user, fact)]
                for fact in mine[:4]:
                    for value in values[:3]:
                        if fact.values[field] != (value,):
                            _written(decreed, user, fact, field, value)
                for fact in [fact for fact in facts if fact not in mine][:2]:
                    _written(decreed, user, fact, field, values[0])


def _written(decreed: Decreed, user: int, fact: Fact, field: str, value: str) -> None:
    after = replace(fact, values={**fact.values, field: (value,)})
    may = decreed.oracle.edits(user, fact)
    expected = None if may else "access.out_of_scope" if decreed.oracle.sees(user, fact) else "not_found"
    decreed.facts[fact.key] = after
    if expected is None and not decreed.oracle.sees(user, after):
        expected = "access.out_of_scope"
    with undone():
        told = _refusal_of(user, fact, field, value)
        assert told == expected, (user, fact, field, value)
        assert getattr(row(fact.object, fact.id), field) == (
            (value if told is None else fact.values[field][0]) or ""
        )
        if told is None:
            assert _members() == _members_wanted(decreed)
            for other in decreed.users:
                assert exists_visible(ctx_of(other), *fact.key) == (
                    decreed.oracle.can(other, fact.object, "view") and decreed.oracle.sees(other, after)
                )
    decreed.facts[fact.key] = fact


def _refusal_of(user: int, fact: Fact, field: str, value: str) -> str | None:
    """The code with which a change is refused; None when it is done. One that leaves the scope takes back the whole call."""
    try:
        (outcome,) = record_patch(ctx_of(user), fact.object, [{"id": fact.id, field: value}])
    except Forbidden as refusal:
        return refusal.code
    return outcome.refusal.code if outcome.refusal else None


def seen_by(user: int) -> Mapping[str, set[int]]:
    """What somebody sees in a new request of this process."""
    ctx = ctx_of(user)
    found = {}
    for name in SEEN:
        rows = visible(ctx, catalogue().get(name)).values_list("pk", flat=True)
        found[name] = set(rows) if ctx.can(name, "view") else set()
    return found


@pytest.mark.req("PM-16", "PM-18")
def test_what_is_changed_holds_from_the_next_request_in_every_process(crowd: Crowd) -> None:
    """Each change is committed by one process; another one, which keeps what it knew, and this one follow it at once."""
    decreed, told = Decreed(crowd, _all_at_once(crowd)), []
    with another_process(seen_by) as ask:
        try:
            for change in _changes(decreed):
                change()
                wanted = {user: {name: decreed.seen(user, name) for name in SEEN} for user in decreed.users}
                assert {user: seen_by(user) for user in decreed.users} == wanted
                assert {user: ask(user) for user in decreed.users} == wanted
                assert told[-1:] != [wanted], "the change changes nothing that is seen"
                told.append(wanted)
        finally:
            decreed.clear()
    assert _members() == set()


def _all_at_once(crowd: Crowd) -> Decree:
    """Something of everything, so that every change has something to change: somebody who sees the most accounts is limited and
    restricted, the two who see the fewest are given more."""
    oracle = crowd.oracle
    internal = [user for user, someone in oracle.people.items() if someone.kind == "internal"]
    concerned = [
        user
        for user in internal
        if oracle.can(user, "account", "view")
        and not any(oracle.roles[code]["is_administrator"] for code in oracle.people[user].roles)
    ]
    concerned.sort(key=lambda user: len(oracle.visible(user, "account")))
    always = Condition(path=0, values=(0, 1), is_tree=False, is_me=False, inverse=False)
    two, one = (("user", 0), ("user", 1)), (("user", 0),)
    return Decree(
        eyes=tuple(internal.index(concerned[place]) for place in (-1, 0, 1)),
        limits=(Limit(False, 0, 1, (0, 1, 5), True, False),),
        shares=(Rule("account", None, always, two, True), Rule("lead", (("user", 0),), always, two, False)),
        restrictions=(Rule("account", None, always, one, True),),
        teams=(Rule("account", None, always, (("user", 2),), False),),
    )


def _changes(decreed: Decreed) -> Iterator[Callable[[], None]]:
    """First nothing, then one thing after the other is taken away, in words of the oracle and in the database."""
    yield lambda: None
    yield decreed.forget_restrictions
    yield decreed.forget_limits
    yield decreed.forget_shares
    yield decreed.forget_teams
