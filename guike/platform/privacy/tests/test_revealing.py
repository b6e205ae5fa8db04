"""A masked value is shown to whoever may see it and says why."""

from datetime import timedelta

import pytest

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.settings.services import set_many

WHY = "a test looks"
LEAD = {"name": "王小明", "mobile": "13800138000", "company": "甲", "source": "exhibition"}


def someone(name, *operations):
    """Somebody with a lead of his own whose mobile he sees masked and whose company not at all."""
    caller = person(name, {"lead": ["view", "create", *operations]})
    lead = caller.post("/records/lead", LEAD).json()["id"]
    levels = {"lead.mobile": "masked", "lead.company": "hidden"}
    Role.objects.system(reason=WHY).filter(name=f"role of {name}").update(fields=levels)
    bump(permission=True)
    return caller, lead


def reveal(caller, lead, field="mobile", reason="客户来电核对"):
    return caller.post(f"/records/lead/{lead}/reveal", {"field": field, "reason": reason})


def noted():
    rows = AuditEntry.objects.system(reason=WHY).filter(action="privacy.reveal").order_by("id")
    return [(r.actor_id, r.object_name, r.record_id, r.outcome, r.detail) for r in rows]


@pytest.mark.django_db
@pytest.mark.req("PM-11", "IG-09")
def test_it_is_shown_once_with_a_reason_that_the_audit_keeps():
    anna, lead = someone("anna", "reveal")
    assert anna.get(f"/records/lead/{lead}").json()["mobile"] == "138****8000"
    answer = reveal(anna, lead)
    assert (answer.status_code, answer.json()) == (200, {"value": "13800138000"})
    kept = {"field": "mobile", "reason": "客户来电核对"}
    assert noted() == [(anna.id, "lead", lead, "ok", kept)]
    assert anna.get(f"/records/lead/{lead}").json()["mobile"] == "138****8000"


@pytest.mark.django_db
@pytest.mark.req("PM-11", "IG-09")
def test_without_the_right_it_is_refused_and_noted():
    ben, lead = someone("ben")
    answer = reveal(ben, lead)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.no_permission")
    assert b"13800138000" not in answer.content
    assert [(actor, outcome) for actor, _object, _id, outcome, _detail in noted()] == [(ben.id, "refused")]


@pytest.mark.django_db
@pytest.mark.req("PM-01", "IG-09")
def test_nothing_else_is_revealed():
    anna, lead = someone("anna", "reveal")
    _other, unseen = someone("otto", "reveal")
    assert reveal(anna, unseen).status_code == 404
    assert reveal(anna, lead, field="company").json()["errors"][0]["code"] == "unknown_field"
    assert reveal(anna, lead, field="name").json()["code"] == "privacy.not_masked"
    for short in (" ", "查"):
        assert reveal(anna, lead, reason=short).json()["errors"][0]["code"] == "privacy.reason"
    assert reveal(anna, lead, reason="x" * 201).json()["errors"][0]["code"] == "too_long"
    assert noted() == []


@pytest.mark.django_db
@pytest.mark.req("IG-09")
def test_so_many_an_hour():
    anna, lead = someone("anna", "reveal")
    set_many({"privacy.reveals_per_hour": 2}, None)
    assert [reveal(anna, lead).status_code for _ in range(3)] == [200, 200, 429]
    assert [outcome for _actor, _object, _id, outcome, _detail in noted()] == ["ok", "ok", "refused"]
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert reveal(anna, lead).status_code == 200
