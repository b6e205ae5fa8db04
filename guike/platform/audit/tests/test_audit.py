"""The audit trail is append-only and keeps no secret."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from guike.kernel import clock
from guike.platform.audit import origin
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.queries import audit_entries
from guike.platform.audit.services import AuditLine, audit, audit_many, without_secrets


@pytest.mark.django_db
def test_a_line_says_who_did_what_when_from_where() -> None:
    source = origin.Origin(actor_id=7, request_id="r-1", ip="192.0.2.1")
    with clock.frozen("2026-11-21T09:30:00+08:00") as at, origin.acting(source):
        audit(7, "lead.claim", "lead", 3, detail={"pool": 5})
    (entry,) = audit_entries(action="lead.claim")
    assert (entry.created_at, entry.actor_id, entry.action, entry.object_name, entry.record_id) == (
        at,
        7,
        "lead.claim",
        "lead",
        3,
    )
    assert (entry.outcome, entry.request_id, entry.ip, entry.detail) == (
        "ok",
        "r-1",
        "192.0.2.1",
        {"pool": 5},
    )


@pytest.mark.django_db
def test_newest_first_filtered_and_paged() -> None:
    audit_many(1, [AuditLine("sign_in"), AuditLine("sign_in", outcome="refused"), AuditLine("sign_out")])
    audit(2, "sign_in")
    assert [entry.actor_id for entry in audit_entries(action="sign_in")] == [2, 1, 1]
    first = audit_entries(actor_id=1, limit=2)
    assert [entry.action for entry in first] == ["sign_out", "sign_in"]
    assert [entry.outcome for entry in audit_entries(actor_id=1, before_id=first[-1].id)] == ["ok"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_nothing_is_changed_or_removed(change: Any) -> None:
    audit(1, "sign_in")
    rows = AuditEntry.objects.system(reason="a test looks").filter(actor_id=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(outcome="failed") if change == "update" else rows.delete()
    assert [entry.outcome for entry in rows] == ["ok"]


def test_secrets_are_hidden_at_any_depth() -> None:
    told = {
        "username": "sales1",
        "password": "a",
        "headers": {"Authorization": "Bearer x", "X-CSRFToken": "y"},
        "rows": [{"api_key": "k", "n": 1}],
        "when": None,
    }
    assert without_secrets(told) == {
        "username": "sales1",
        "password": "***",
        "headers": {"Authorization": "***", "X-CSRFToken": "***"},
        "rows": [{"api_key": "***", "n": 1}],
        "when": None,
    }


def test_detail_is_bounded() -> None:
    deep: dict[str, object] = {}
    node = deep
    for _ in range(50):
        node["next"] = {}
        node = node["next"]  # type: ignore[assignment]
    assert str(without_secrets(deep)).count("next") == 7
    assert without_secrets("x" * 3000) == "x" * 2000 + "…"
    assert without_secrets("a\x00b") == "a\ufffdb"
    assert len(without_secrets(list(range(1000)))) == 200  # type: ignore[arg-type]


def test_the_origin_ends_with_its_block() -> None:
    with origin.acting(origin.Origin(actor_id=1)):
        with origin.acting(origin.Origin(actor_id=2, depth=1)):
            assert origin.current().actor_id == 2
        assert origin.current().actor_id == 1
        origin.identified(3)
        assert origin.current().actor_id == 3
    assert origin.current() == origin.Origin()
