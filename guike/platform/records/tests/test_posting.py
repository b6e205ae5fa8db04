"""Entries of accounts: numbered without holes, each with the balance after it, taken back by exact opposites alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from guike.entry.tests.people import person
from guike.kernel.errors import Forbidden, Invalid, NotFound
from guike.platform.audit import origin
from guike.platform.database.ledger import append
from guike.platform.events.models import Event
from guike.platform.metadata.ledgers import check_ledger
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import LedgerSpec
from guike.platform.records.errors import RecordRefused
from guike.platform.records.tests.trial_ledger import (
    JAR_ENTRY,
    WHY,
    Jar,
    JarEntry,
    ctx,
    entries,
    jar,
    jars,
    level,
    put,
)
from guike.platform.records.writing import Posting, post, record_create, record_delete, reverse
from tests.support.books import wrong_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(db: None) -> Iterator[None]:
    with jars():
        yield


def test_each_entry_has_the_next_number_and_the_balance_after_it() -> None:
    one, two = jar("甲"), jar("乙")
    put(one, "5", "-2.5")
    put(two, "1")
    put(one, "0.000001")
    assert entries(one) == [(1, "5", "5"), (2, "-2.5", "2.5"), (3, "0.000001", "2.500001")]
    assert entries(two) == [(1, "1", "1")]
    assert (level(one), level(two)) == (("2.500001", 3), ("1", 1))


def test_entries_of_several_accounts_in_one_posting_keep_their_order() -> None:
    one, two = jar("甲"), jar("乙")
    made = post(
        ctx(), "jar_entry", [Posting(two, Decimal(3)), Posting(one, Decimal(1)), Posting(two, Decimal(-1))]
    )
    assert [(row.jar_id, row.sequence) for row in made] == [(two, 1), (one, 1), (two, 2)]  # type: ignore[attr-defined]
    assert (entries(one), entries(two)) == ([(1, "1", "1")], [(1, "3", "3"), (2, "-1", "2")])


def test_an_entry_says_by_what_it_came_and_why() -> None:
    account = jar()
    source = origin.Origin(operation="op-1", source="bulk", why="sales_order.ship")
    with origin.acting(source):
        put(account, "5", note="入库")
    (row,) = JarEntry.objects.system(reason=WHY).filter(jar_id=account)
    assert (row.note, row.operation, row.source, row.why) == ("入库", "op-1", "bulk", "sales_order.ship")
    assert Event.objects.filter(object_name="jar_entry", kind="record.created").count() == 1


def test_nothing_falls_below_zero_and_nothing_of_the_posting_stands() -> None:
    one, two = jar("甲"), jar("乙")
    put(one, "5")
    before = Event.objects.count()
    with pytest.raises(RecordRefused) as refused:
        post(
            ctx(),
            "jar_entry",
            [Posting(two, Decimal(1)), Posting(one, Decimal(-3)), Posting(one, Decimal("-2.5"))],
        )
    assert (refused.value.code, refused.value.message("zh-CN")) == (
        "ledger.floor",
        "“甲”余额 2，不足以记 -2.5",
    )
    assert (entries(one), entries(two), level(two)) == ([(1, "5", "5")], [], ("0", 0))
    assert Event.objects.count() == before


def test_an_entry_is_taken_back_by_its_exact_opposite_once() -> None:
    account = jar()
    first, second = put(account, "5", "2.25", note="入库")
    (back,) = reverse(ctx(), "jar_entry", [second.pk])
    assert entries(account) == [(1, "5", "5"), (2, "2.25", "7.25"), (3, "-2.25", "5")]
    assert (back.reverses_id, back.note, level(account)) == (second.pk, "入库", ("5", 3))  # type: ignore[attr-defined]
    for again, code, words in (
        (second.pk, "ledger.reversed", "第 2 笔已被冲销，不能再次冲销"),
        (back.pk, "ledger.reversal", "第 3 笔本身是冲销，不能再冲销；请重新记一笔"),
    ):
        with pytest.raises(RecordRefused) as refused:
            reverse(ctx(), "jar_entry", [first.pk, again])
        assert (refused.value.code, refused.value.message("zh-CN")) == (code, words)
    assert len(entries(account)) == 3


def test_what_was_used_already_is_not_taken_back() -> None:
    account = jar()
    (first,) = put(account, "5")
    put(account, "-4")
    with pytest.raises(RecordRefused, match=r"ledger\.floor"):
        reverse(ctx(), "jar_entry", [first.pk])
    assert entries(account) == [(1, "5", "5"), (2, "-4", "1")]


def test_several_entries_are_taken_back_together_with_another_note() -> None:
    one, two = jar("甲"), jar("乙")
    (first,), (second,) = put(one, "5"), put(two, "3")
    made = reverse(ctx(), "jar_entry", [first.pk, second.pk, first.pk], {"note": "退回"})
    assert [(row.reverses_id, row.note) for row in made] == [(first.pk, "退回"), (second.pk, "退回")]  # type: ignore[attr-defined]
    assert (level(one), level(two)) == (("0", 2), ("0", 2))


def test_what_is_not_there_is_refused() -> None:
    account = jar()
    with pytest.raises(Invalid, match="The chosen record does not exist"):
        put(account + 999, "5")
    with pytest.raises(NotFound):
        reverse(ctx(), "jar_entry", [999])
    with pytest.raises(ValueError, match="more than 6 places"):
        put(account, "0.0000001")
    with pytest.raises(TypeError, match="stage_history is no ledger of accounts"):
        post(ctx(), "stage_history", [])
    assert entries(account) == []


def test_an_account_with_entries_is_not_deleted() -> None:
    account, empty = jar("甲"), jar("乙")
    put(account, "5", "-5")
    kept, gone = record_delete(ctx(), "jar", [account, empty])
    assert kept.refusal is not None
    assert (kept.refusal.code, kept.refusal.params["count"]) == ("delete.children", 2)
    assert gone.ok
    with pytest.raises(Invalid, match="The chosen record does not exist"):
        put(empty, "1")


def test_there_is_no_other_way_to_an_entry() -> None:
    account = jar()
    put(account, "5")
    boss = person("boss", is_administrator=True)
    for answer in (
        boss.post("/records/jar_entry", {"jar": account, "quantity": "1"}),
        boss.patch("/records/jar_entry/1", {"quantity": "1"}),
        boss.delete("/records/jar_entry/1"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "ledger.append_only")
    with pytest.raises(Forbidden, match=r"ledger\.append_only"):
        record_create(ctx(), "jar_entry", [{}], system=True)
    for statement in (
        "UPDATE trial_jar_entry SET quantity = 1",
        "DELETE FROM trial_jar_entry",
    ):
        with pytest.raises(DatabaseError, match="trial_jar_entry is append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    assert entries(account) == [(1, "5", "5")]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"sequence": 1, "balance": 5}, "trial_jar_entry_sequence_uq"),
        ({"sequence": 0, "balance": 5}, "trial_jar_entry_sequence_ck"),
        ({"sequence": 3, "balance": -1}, "trial_jar_entry_floor_ck"),
        ({"sequence": 3, "balance": 5, "reverses": True}, "trial_jar_entry_reverses_uq"),
    ],
)
def test_the_database_holds_numbers_floor_and_single_reversal_by_itself(
    values: dict[str, Any], constraint: str
) -> None:
    account = jar()
    (first,) = put(account, "5")
    reverse(ctx(), "jar_entry", [first.pk])
    if values.pop("reverses", False):
        values["reverses_id"] = first.pk
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        append([JarEntry(jar_id=account, quantity=1, **values)])


def test_entries_are_read_like_records() -> None:
    account = jar()
    put(account, "5", note="入库")
    put(account, "-2", note="出库")
    boss = person("boss", is_administrator=True)
    page = boss.get("/records/jar_entry").json()
    assert {(one["note"], one["sequence"], one["balance"]) for one in page["items"]} == {
        ("入库", 1, "5"),
        ("出库", 2, "3"),
    }
    asked = {"groups": ["jar"], "measures": [{"as": "sum", "agg": "sum", "field": "quantity"}]}
    (row,) = boss.post("/records/jar_entry/aggregate", asked).json()["rows"]
    assert Decimal(row["values"]["sum"]) == 3
    related = boss.get(f"/records/jar/{account}/related/entries").json()
    assert related["total"] == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ledger": LedgerSpec(account="box")}, "no reference to an account"),
        ({"ledger": LedgerSpec(account="jar", amount="note")}, "'note' is no number"),
        (
            {"ledger": replace(JAR_ENTRY.ledger or LedgerSpec(), level="name")},
            "jar.name is no number that the system keeps",
        ),
        ({"ledger": None}, "an object is a ledger when its model is an EntryModel"),
        ({"operations": ("view", "edit")}, "viewed and exported, nothing else"),
        ({"history": True}, "have no history"),
        ({"access": registry.objects["lead"].access}, "by owner and department name both"),
        ({"model": registry.objects["stage_history"].model}, "are of a PostedModel"),
    ],
)
def test_a_declaration_that_does_not_hold_is_refused_at_start(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_ledger(JAR_ENTRY.with_(**changes), registry.objects)


@pytest.mark.figures_apart("the test writes past the posting")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"sequence": 3, "quantity": 1, "balance": 6}, "#3 6 instead of #2 6"),
        ({"sequence": 2, "quantity": 1, "balance": 7}, "#2 7 instead of #2 6"),
        (
            {"sequence": 2, "quantity": 1, "balance": 6, "reverses": True},
            "#2 1 instead of #2 -5",
        ),
        ({"sequence": 2, "quantity": 1, "balance": 6}, "jar.on_hand of"),
    ],
)
def test_the_detector_tells_what_does_not_add_up(values: dict[str, Any], told: str) -> None:
    account = jar()
    (first,) = put(account, "5")
    if values.pop("reverses", False):
        values["reverses_id"] = first.pk
    with transaction.atomic():
        append([JarEntry(jar_id=account, **values)])
        assert any(told in line for line in wrong_books()), wrong_books()
        transaction.set_rollback(True)
    assert Jar.objects.system(reason=WHY).get(pk=account).on_hand == 5
