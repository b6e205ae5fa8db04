"""What may be taken from a ledger goes in one way, which leaves an audit row; nothing else opens it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.retention import blank, clear_demo, drop_months
from guike.platform.audit.services import audit
from guike.platform.database.ledger import append
from guike.platform.database.ledger_triggers import BLANKED, CLEARED, OPENED
from guike.platform.org.models import User
from guike.platform.pools.models import ClaimEntry
from guike.platform.records.models import History
from guike.platform.records.shapes import ensure_partitions
from guike.platform.records.upkeep.nightly import keep_history
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db


def noted(record: int, at: str = "", **values: Any) -> None:
    History.objects.bulk_create(
        [History(at=at or clock.now(), object="contact", record_id=record, field="mobile", **values)]
    )


def openings() -> Any:
    return AuditEntry.objects.system(reason="a test looks").filter(action__in=(BLANKED, CLEARED))


def opening() -> AuditEntry:
    found: AuditEntry = openings().get()
    return found


def values() -> list[tuple[int, Any, Any]]:
    """Those that a test noted; a company begins with a definition of approvals, which has a history of its own."""
    noted_here = History.objects.exclude(object__startswith="approval_")
    return list(noted_here.order_by("id").values_list("record_id", "old", "new"))


def run(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_the_values_of_one_person_are_blanked_and_the_audit_says_so() -> None:
    noted(1, old="138", new="139")
    noted(2, old="136", new="137")
    assert blank(7, History, {"object": ["contact"], "record_id": [1]}, because="asked to be forgotten") == 1
    assert values() == [(1, None, None), (2, "136", "137")]
    line = opening()
    assert (line.actor_id, line.action, line.object_name) == (7, "ledger.blanked", "history")
    assert (line.detail["because"], line.detail["about"]) == (
        "asked to be forgotten",
        {"object": ["contact"], "record_id": [1]},
    )


def test_after_it_the_ledger_is_closed_in_the_same_transaction() -> None:
    noted(1, old="138", new="139")
    blank(7, History, {"object": ["contact"], "record_id": [2]}, because="asked to be forgotten")
    with pytest.raises(DatabaseError, match="history is append-only"):
        run("UPDATE history SET old = NULL, new = NULL")
    assert values() == [(1, "138", "139")]


def test_blanking_one_ledger_opens_no_other() -> None:
    append(
        [ClaimEntry(object="lead", record_id=1, user_id=_user(), verb="return", at=clock.now(), reason="x")]
    )
    blank(7, History, {"object": ["contact"], "record_id": [2]}, because="asked to be forgotten")
    entry = opening()
    with pytest.raises(DatabaseError, match="pool_entry is append-only"):
        run(f"SELECT set_config('{OPENED}', '{entry.pk}', true)", "UPDATE pool_entry SET reason = ''")
    assert ClaimEntry.objects.get().reason == "x"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history SET new = '\"140\"'",
        "UPDATE history SET old = NULL, new = NULL, user_id = 9",
        "UPDATE history SET old = NULL, new = NULL, at = now()",
        "DELETE FROM history",
        "TRUNCATE history",
    ],
)
def test_opened_it_lets_through_blanks_and_nothing_else(change: str) -> None:
    noted(1, old="138", new="139")
    with pytest.raises(DatabaseError, match="history is append-only"):
        _opened(change)
    assert values() == [(1, "138", "139")]
    assert not openings().exists()


def _opened(change: str) -> None:
    """What the function does, with another statement."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            (current,) = cursor.fetchone()
        audit(7, BLANKED, "history", detail={"transaction": current})
        run(f"SELECT set_config('{OPENED}', '{opening().pk}', true)", change)


def test_who_forges_the_way_leaves_the_audit_row() -> None:
    """Raw SQL that does all that the function does is no secret way: the row stands in the audit."""
    noted(1, old="138", new="139")
    _opened("UPDATE history SET old = NULL, new = NULL")
    assert (values(), opening().action) == ([(1, None, None)], "ledger.blanked")


@pytest.mark.parametrize("transaction_said", ["", "1", "another"])
def test_the_setting_alone_opens_nothing(transaction_said: str) -> None:
    noted(1, old="138", new="139")
    audit(7, BLANKED, "history", detail={"transaction": transaction_said})
    for said in ("yes", "0", str(opening().pk)):
        with pytest.raises(DatabaseError):
            run(f"SELECT set_config('{OPENED}', '{said}', true)", "UPDATE history SET old = NULL, new = NULL")
    assert values() == [(1, "138", "139")]


def test_what_never_changes_is_not_blanked() -> None:
    audit(1, "sign_in")
    with pytest.raises(ValueError, match="AuditEntry cannot be blanked"):
        blank(7, AuditEntry, {"actor_id": [1]}, because="asked to be forgotten")
    with pytest.raises(ValueError, match="History cannot be blanked"):
        blank(7, History, {"object": ["contact"]}, because="asked to be forgotten")
    with pytest.raises(ValueError, match="ClaimEntry is not kept by months"):
        drop_months(7, ClaimEntry, date(2026, 1, 1), because="a test")


def months() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename ~ '^history_[0-9]' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def test_months_go_as_a_whole_and_the_audit_names_them() -> None:
    ensure_partitions(date(2020, 1, 15))
    for record, at in ((1, "2020-01-31T12:00Z"), (2, "2020-02-01T12:00Z"), (3, "2020-03-31T12:00Z")):
        noted(record, at, old="a", new="b")
    standing = months()
    assert drop_months(7, History, date(2020, 3, 31), because="a test") == [
        "history_202001",
        "history_202002",
    ]
    assert months() == [name for name in standing if name not in ("history_202001", "history_202002")]
    assert values() == [(3, "a", "b")]
    (line,) = AuditEntry.objects.system(reason="a test looks").filter(action="ledger.dropped")
    assert line.detail == {"because": "a test", "months": ["history_202001", "history_202002"]}
    assert drop_months(7, History, date(2020, 3, 31), because="a test") == []
    assert AuditEntry.objects.system(reason="a test looks").filter(action="ledger.dropped").count() == 1


def test_the_history_is_kept_for_ever_until_the_company_says_otherwise() -> None:
    today = date(2026, 11, 21)
    with clock.frozen("2026-11-21T09:30:00+08:00"):
        ensure_partitions(date(2026, 1, 15))
        before = months()
        assert keep_history() == 0
        assert [name for name in before if name in months()] == before
        set_many({"history.months": 9}, None, as_system=True)
        assert keep_history() == 1
        assert [name for name in before if name not in months()] == ["history_202601"]
        noted(1, (today - timedelta(days=270)).isoformat() + "T12:00Z", old="a", new="b")
    assert values() == [(1, "a", "b")]


def test_a_company_that_is_no_demo_is_not_emptied() -> None:
    noted(1, old="138", new="139")
    with pytest.raises(DatabaseError, match="history is append-only"), transaction.atomic():
        clear_demo(7, ["history"], {"company": "x"}, because="a test")
    assert values() == [(1, "138", "139")]
    assert not openings().exists()


def test_the_audit_of_a_demo_stands_too() -> None:
    set_many({"company.is_demo": True}, None, as_system=True)
    noted(1, old="138", new="139")
    count = AuditEntry.objects.system(reason="a test looks").count()
    with pytest.raises(DatabaseError, match="audit_entry is append-only"), transaction.atomic():
        clear_demo(7, ["history", "audit_entry"], {"company": "x"}, because="a test")
    assert (values(), AuditEntry.objects.system(reason="a test looks").count()) == (
        [(1, "138", "139")],
        count,
    )
    clear_demo(7, ["history"], {"company": "x"}, because="a test")
    assert (
        values(),
        AuditEntry.objects.system(reason="a test looks").get(action="demo.cleared").actor_id,
    ) == ([], 7)


def _user() -> int:
    (row,) = User.objects.system(reason="a test's own user").bulk_create([User(username="u", name="u")])
    return int(row.pk)
