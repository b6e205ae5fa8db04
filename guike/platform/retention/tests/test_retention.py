"""What is old goes when the company says so, in chunks, with a line of the audit for each; the audit itself stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.retention import blank_before
from guike.platform.audit.services import audit
from guike.platform.database.ledger import AppendOnly, Keeping, append
from guike.platform.database.ledger_triggers import hold_ledger
from guike.platform.notify.models import Notification
from guike.platform.retention import registry, services
from guike.platform.retention.registry import all_kept, keep, keep_ledger, keep_otherwise
from guike.platform.retention.services import keep_all, keep_one
from guike.platform.settings import registry as setting_registry
from guike.platform.settings.registry import all_settings

pytestmark = pytest.mark.django_db
WHY = "a test looks"


class TrialPosition(AppendOnly):
    """Where somebody was, as visits will note it."""

    keeping = Keeping(about=("user_id",), values=("lat", "lng", "place"))

    user_id = models.BigIntegerField()
    at = models.DateTimeField()
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    place = models.CharField(max_length=100, default="")

    class Meta:
        app_label = "retention_trial"
        db_table = "trial_position"


@pytest.fixture
def positions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_kept", dict(registry._kept))
    monkeypatch.setattr(setting_registry, "_SETTINGS", dict(setting_registry._SETTINGS))
    words = registry.T("位置", "Positions")
    keep_ledger("positions", words, words, TrialPosition, "at", days=30, least=7)
    with connection.schema_editor() as editor:
        editor.create_model(TrialPosition)
    hold_ledger(TrialPosition)


def was(days: int, place: str) -> None:
    at = clock.now() - timedelta(days=days)
    append([TrialPosition(user_id=1, at=at, lat="30.25", lng="120.15", place=place)])


def lines() -> list[Any]:
    rows = AuditEntry.objects.system(reason=WHY).filter(action="retention.removed").order_by("id")
    return [(one.actor_id, one.detail["kind"], one.detail["rows"], one.detail["days"]) for one in rows]


def told(days: int, count: int = 1) -> None:
    at = clock.now() - timedelta(days=days)
    Notification.objects.bulk_create(
        [Notification(user_id=1, kind="k", object_name="lead", record_id=1, at=at) for _ in range(count)]
    )


@pytest.mark.req("BA-10", "IG-09")
def test_positions_are_blanked_after_their_days_and_the_rows_stay(positions: None) -> None:
    with clock.frozen("2026-11-21T09:30:00+08:00"):
        for days, place in ((31, "旧"), (30, "三十天整"), (29, "新")):
            was(days, place)
        assert keep_one("positions") == 1
        assert keep_one("positions") == 0
    rows = TrialPosition.objects.order_by("id").values_list("lat", "place")
    assert [(lat is None, place) for lat, place in rows] == [(True, ""), (False, "三十天整"), (False, "新")]
    assert lines() == [(None, "positions", 1, 30)]
    opened = AuditEntry.objects.system(reason=WHY).get(action="ledger.blanked")
    assert (opened.object_name, opened.detail["rows"]) == ("trial_position", 1)
    with pytest.raises(DatabaseError, match="trial_position is append-only"), transaction.atomic():
        TrialPosition.objects.update(place="")


def test_chunks_each_leave_a_line_and_nothing_young_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)
    told(181, count=5)
    told(179, count=1)
    assert keep_one("notices") == 5
    assert lines() == [(None, "notices", 2, 180), (None, "notices", 2, 180), (None, "notices", 1, 180)]
    assert Notification.objects.count() == 1
    assert keep_one("notices") == 0
    assert len(lines()) == 3


def test_a_night_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)
    monkeypatch.setattr(services, "CHUNKS", 2)
    told(181, count=5)
    assert [keep_one("notices"), keep_one("notices")] == [4, 1]


def test_zero_keeps_for_ever_and_too_few_days_are_refused() -> None:
    admin = person("zoe", is_administrator=True)
    told(4_000)
    for wrong, code in ((29, "retention.least"), (-1, "out_of_range"), (3_651, "out_of_range")):
        answer = admin.patch("/settings", {"retention.notices": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert admin.patch("/settings", {"retention.notices": 0}).status_code == 200
    assert keep_one("notices") == 0
    assert Notification.objects.count() == 1
    assert admin.patch("/settings", {"retention.notices": 30}).status_code == 200
    assert keep_one("notices") == 1


def test_one_that_fails_hinders_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = dict(registry._kept)
    monkeypatch.setattr(registry, "_kept", kept)
    monkeypatch.setattr(setting_registry, "_SETTINGS", dict(setting_registry._SETTINGS))
    words = registry.T("坏的", "Broken")

    def breaks(_before: Any, _most: int) -> int:
        raise RuntimeError("broken")

    keep("a_broken", words, words, Notification.objects.all, "at", breaks, days=1)
    told(181)
    with pytest.raises(RuntimeError, match="broken"):
        keep_all()
    assert not Notification.objects.exists()
    with pytest.raises(TypeError, match="declared twice"):
        keep("notices", words, words, Notification.objects.all, "at", breaks, days=1)
    with pytest.raises(TypeError, match="setting or it is fixed"):
        keep_otherwise("b", words, words, Notification.objects.all, "at")


def test_the_audit_is_never_shortened() -> None:
    with clock.frozen("2016-01-01T00:00:00Z"):
        audit(1, "auth.login")
    before = AuditEntry.objects.system(reason=WHY).count()
    keep_all()
    assert AuditEntry.objects.system(reason=WHY).count() >= before
    with pytest.raises(ValueError, match="never blanked"):
        blank_before(None, AuditEntry, "created_at", clock.now(), 1, because="a test")


@pytest.mark.req("IG-09")
def test_the_page_tells_periods_rows_and_the_oldest_to_administrators_alone() -> None:
    admin = person("zoe", is_administrator=True)
    with clock.frozen("2026-11-21T09:30:00+08:00"):
        told(200, count=2)
        told(3)
        keep_one("notices")
        answer = admin.get("/retention")
    assert answer.status_code == 200, answer.content
    items = {one["name"]: one for one in answer.json()["items"]}
    notices = items["notices"]
    assert (notices["period"], notices["unit"], notices["setting"], notices["rows"]) == (
        180, "days", "retention.notices", 1,
    )  # fmt: skip
    assert (notices["oldest_at"], notices["removed_rows"], notices["removed_at"]) == (
        "2026-11-18T01:30:00Z", 2, "2026-11-21T01:30:00Z",
    )  # fmt: skip
    assert (items["answers"]["fixed"], items["answers"]["setting"]) == ("24 hours", None)
    assert (items["history"]["period"], items["history"]["unit"]) == (0, "months")
    assert person("ben", {"lead": ["view"]}).get("/retention").status_code == 403


def test_every_period_is_read_by_somebody() -> None:
    """A setting of a period belongs to something that is kept, and what is kept names a setting that exists."""
    declared = {one.key for one in all_settings() if one.key.startswith(registry.PREFIX)}
    assert {one.key for one in all_kept() if one.remove is not None} == declared
    assert {one.name for one in all_kept()} >= {
        "notices", "events", "jobs", "imports", "exports", "webhook_deliveries", "automation_runs", "feed", "claims",
        "failed_sign_ins", "sign_ins", "history", "answers", "reads", "files",
    }  # fmt: skip
