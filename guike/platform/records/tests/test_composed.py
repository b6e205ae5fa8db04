"""What was composed once is sent for the same caller, rights, definitions and day, and for no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from guike.kernel import clock, filters
from guike.kernel.errors import NotFound
from guike.platform.access.context import system_context
from guike.platform.database import statements
from guike.platform.database.composing import composed
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.records.actions import record_get
from guike.platform.records.reading import (
    ListQuery,
    labels,
    labels_of_many,
    pages,
    record_list,
    searching,
    visible_of,
    ways,
)
from guike.platform.records.shapes import callers
from guike.platform.records.writing import record_delete
from guike.platform.search.queries import search_everything
from tests.support import company as people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # midday in Shanghai


@pytest.fixture
def firm() -> people.Company:
    return people.found()


def ids(ctx: Any, query: ListQuery | None = None) -> list[int]:
    return sorted(item["id"] for item in record_list(ctx, "lead", query or ListQuery()).items)


def texts(work: Callable[[], Any]) -> list[str]:
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return sent


def test_a_list_is_composed_once_for_a_caller_and_never_sent_for_another(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = firm.lead().pk, firm.lead(owner=firm.li).pk
    zhang, li = people.ctx_of(firm.zhang), people.ctx_of(firm.li)
    assert (ids(zhang), ids(li)) == ([mine], [theirs])
    first = texts(lambda: ids(zhang))
    monkeypatch.setattr(ways, "composed", lambda _rows: pytest.fail("composed again"))
    assert texts(lambda: ids(zhang)) == first
    assert (ids(zhang), ids(li)) == ([mine], [theirs])


def test_one_record_its_actions_and_its_lock_are_the_callers_own(firm: people.Company) -> None:
    lead = firm.lead()
    zhang, li = people.ctx_of(firm.zhang), people.ctx_of(firm.li)
    spec = catalogue().get("lead")
    for _n in range(2):
        opened = record_get(zhang, "lead", lead.pk)
        assert (opened["id"], opened["_operations"]) == (lead.pk, ["view", "edit"])
        assert (visible_of(zhang, spec, [lead.pk]), visible_of(li, spec, [lead.pk])) == ({lead.pk}, set())
        assert people.code(people.patch(firm.li, lead, title="经理")) == "not_found"
        assert people.code(people.patch(firm.zhang, lead, title="经理")) is None


def test_changed_rights_hold_at_once(firm: people.Company) -> None:
    mine, theirs = firm.lead().pk, firm.lead(owner=firm.li).pk
    zhang = people.ctx_of(firm.zhang)
    assert ids(zhang) == [mine]
    held = Role.objects.system(reason="a test changes a role").filter(pk__in=zhang.actor.role_ids)
    held.update(scopes={"lead": {"view": "all", "edit": "own"}})
    bump(permission=True)
    zhang = people.ctx_of(firm.zhang)
    assert ids(zhang) == [mine, theirs]
    assert visible_of(zhang, catalogue().get("lead"), [mine, theirs], "edit") == {mine}


def test_a_filter_by_days_follows_the_clock(firm: people.Company) -> None:
    query = ListQuery(filter=filters.parse({"field": "next_contact_at", "op": "within", "value": "today"}))
    with clock.frozen(NOON):
        lead = firm.lead(next_contact_at=(NOON + timedelta(hours=1)).isoformat()).pk
        assert ids(people.ctx_of(firm.zhang), query) == [lead]
    with clock.frozen(NOON + timedelta(days=1)):
        assert ids(people.ctx_of(firm.zhang), query) == []
    with clock.frozen(NOON):
        assert ids(people.ctx_of(firm.zhang), query) == [lead]


def test_ids_that_no_record_can_have_find_nothing(firm: people.Company) -> None:
    lead = firm.lead()
    zhang, spec = people.ctx_of(firm.zhang), catalogue().get("lead")
    assert visible_of(zhang, spec, [lead.pk, 2**63, -(2**80)]) == {lead.pk}
    assert labels(None, "lead", [lead.pk, 10**30]) == {lead.pk: lead.label}


def test_nothing_of_the_system_is_kept_and_the_rest_is_bounded(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "KEPT", 3)
    zhang = people.ctx_of(firm.zhang)
    made: list[int] = []
    for number in (1, 2, 3, 4, 4, 1):
        callers.per_caller(zhang, ("test", number), lambda n=number: made.append(n))  # type: ignore[misc]
    assert made == [1, 2, 3, 4, 1]
    for _n in range(2):
        callers.per_caller(system_context(), ("test", 9), lambda: made.append(9))
    assert made[5:] == [9, 9]
    assert len(callers._kept) <= 3


def test_labels_of_several_objects_are_one_query(firm: people.Company) -> None:
    lead, account = firm.lead(), firm.account()
    wanted = {"lead": {lead.pk}, "account": {account.pk}, "user": {firm.li}, "contact": set[int]()}
    named = {"lead": {lead.pk: lead.label}, "account": {account.pk: account.label}, "user": {firm.li: "李四"}}
    assert labels_of_many(None, wanted) == {**named, "contact": {}}
    assert len(texts(lambda: labels_of_many(None, wanted))) == 1


@pytest.mark.parametrize("is_rare", [True, False])
@pytest.mark.parametrize("words", ["O'Brien 100%", 'ab\\cd "ef" {gh}', "星河'); --"])
def test_a_search_is_composed_once_for_its_kind_and_finds_just_its_words(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch, words: str, is_rare: bool
) -> None:
    common = set() if is_rare else _Everything()
    monkeypatch.setattr(searching, "_common_grams", lambda _table: common)
    zhang = people.ctx_of(firm.zhang)
    odd, plain = firm.lead(name="甲", company=words).pk, firm.lead(name="乙", company="澄海包装厂").pk
    assert ids(zhang, ListQuery(q="澄海")) == [plain]
    assert [hit["id"] for hit in search_everything(zhang, "澄海")] == [plain]
    monkeypatch.setattr(ways, "composed", lambda _rows: pytest.fail("composed again"))
    assert ids(zhang, ListQuery(q="海包")) == [plain]
    assert ids(zhang, ListQuery(q="海星")) == []
    monkeypatch.setattr(ways, "composed", composed)
    assert ids(zhang, ListQuery(q=words)) == [odd]
    assert [hit["id"] for hit in search_everything(zhang, words)] == [odd]
    assert ids(zhang, ListQuery(q="包装")) == [plain]


class _Everything(set[str]):
    """Every gram there is."""

    def __contains__(self, _gram: object) -> bool:
        return True


@pytest.mark.parametrize("is_rare", [True, False])
@pytest.mark.parametrize("q", ["张伟", "zhangwei", "zw", "139 0013", "13900139000"])
def test_rare_and_common_words_find_the_same(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch, q: str, is_rare: bool
) -> None:
    monkeypatch.setattr(searching, "_common_grams", lambda _table: set() if is_rare else _Everything())
    mine = firm.lead(name="张伟", mobile="13900139000").pk
    firm.lead(name="李娜", mobile="13711112222")
    theirs = firm.lead(name="张伟", mobile="13900139000", owner=firm.li).pk
    for person, found in ((firm.zhang, [mine]), (firm.li, [theirs])):
        ctx = people.ctx_of(person)
        page = record_list(ctx, "lead", ListQuery(q=q))
        assert ([item["id"] for item in page.items], page.total) == (found, 1)
        assert [hit["id"] for hit in search_everything(ctx, q)] == found


@pytest.mark.parametrize("is_rare", [True, False])
def test_what_lies_in_the_recycle_bin_is_found_there_alone(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch, is_rare: bool
) -> None:
    monkeypatch.setattr(searching, "_common_grams", lambda _table: set() if is_rare else _Everything())
    boss = people.ctx_of(firm.admin)
    gone, kept = firm.lead(name="张伟").pk, firm.lead(name="张伟").pk
    record_delete(boss, "lead", [gone])
    assert ids(boss, ListQuery(q="张伟")) == [kept]
    assert ids(boss, ListQuery(q="张伟", deleted=True)) == [gone]


def test_a_word_is_common_when_the_database_has_seen_it_often(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = catalogue().get("lead")
    monkeypatch.setattr(searching, "_common", {})
    assert searching.is_rare(spec, "包装")
    for number in range(4):
        firm.lead(company=f"{'澄海' if number else '云帆'}包装厂")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE lead")
    assert searching.is_rare(spec, "包装")  # not asked again so soon
    monkeypatch.setattr(searching, "_common", {})
    assert not searching.is_rare(spec, "包装")
    assert searching.is_rare(spec, "包装盒")
    assert searching.is_rare(spec, "星河")


def test_two_salespeople_send_the_same_text_with_other_ids(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = firm.lead().pk, firm.lead(owner=firm.li).pk
    zhang, li = people.ctx_of(firm.zhang), people.ctx_of(firm.li)
    sent: list[str] = []
    send = statements.rows

    def note(text: str, given: Any = (), *, again: bool = True) -> Any:
        sent.append(text)
        return send(text, given, again=again)

    def sent_by(work: Callable[[], Any]) -> list[str]:
        sent.clear()
        work()
        return [text for text in sent if '"lead"' in text]

    monkeypatch.setattr(statements, "rows", note)
    assert (ids(zhang), ids(li)) == ([mine], [theirs])
    assert sent_by(lambda: ids(zhang)) == sent_by(lambda: ids(li))
    with clock.frozen("2026-11-28T02:00:00+00:00"):  # what follows the clock names the moment
        opening = sent_by(lambda: record_get(zhang, "lead", mine))
        assert len(opening) > 0
        assert sent_by(lambda: record_get(li, "lead", theirs)) == opening
    with pytest.raises(NotFound):
        record_get(li, "lead", mine)


def test_what_the_index_knows_to_be_many_is_not_counted(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (ways, pages):
        monkeypatch.setattr(module, "CAP", 2)
    monkeypatch.setattr(pages, "MANY", 2)
    rows = [firm.lead() for _n in range(5)]
    boss = people.ctx_of(firm.admin)

    def analyzed() -> tuple[int | None, bool, int]:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE lead")
        page = record_list(boss, "lead", ListQuery())
        return page.total, page.total_is_exact, len(page.items)

    assert analyzed() == (2, False, 5)
    record_delete(boss, "lead", [row.pk for row in rows[:3]])
    assert analyzed() == (2, True, 2)


@pytest.mark.req("CO-06")
def test_a_list_that_had_many_rows_is_not_collected_again_for_some_minutes(
    firm: people.Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows are right all the same, and after these minutes so is its number."""
    monkeypatch.setattr(ways, "CAP", 2)
    rows = [firm.lead() for _n in range(5)]
    boss = people.ctx_of(firm.admin)
    asked = ListQuery(filter=filters.parse({"field": "name", "op": "is_not_empty"}))
    taken: list[str] = []
    send = ways.sent

    def noted(asked: Any, place: Any, way: str, rows: Any) -> Any:
        taken.append(way)
        return send(asked, place, way, rows)

    monkeypatch.setattr(ways, "sent", noted)

    def listed() -> tuple[int | None, bool, int, list[str]]:
        taken.clear()
        page = record_list(boss, "lead", asked)
        return page.total, page.total_is_exact, len(page.items), list(taken)

    with clock.frozen(NOON):
        assert listed() == (2, False, 5, ["collected", "walked"])
        assert listed() == (2, False, 5, ["walked"])
        record_delete(boss, "lead", [row.pk for row in rows[:3]])
        assert listed() == (2, False, 2, ["walked"])
        clock.advance(ways.BELIEVED)
        assert listed() == (2, True, 2, ["collected"])
        assert listed() == (2, True, 2, ["collected"])
