"""An administrator acts as somebody else: allowed by whom, for how long, marked everywhere, and closed for what (PM-37)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from guike.domains.leads.models import Lead
from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.jobs.models import Job
from guike.platform.notify.models import Notification
from guike.platform.org.assistance import ASSISTANCE, refusal_of
from guike.platform.org.models import ApiToken, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.models import History
from guike.platform.settings.services import set_many

pytestmark = [pytest.mark.django_db, pytest.mark.req("PM-37")]
PASSWORD = "violet-Harbour-9"
WHY = "a test looks"
REASON = "she cannot find her leads"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _with_password(caller: Caller) -> Caller:
    User.objects.system(reason=WHY).filter(pk=caller.id).update(password=make_password(PASSWORD))
    bump(permission=True)
    begin_versions()
    return caller


@pytest.fixture
def boss(db: None) -> Caller:
    return _with_password(person("boss", is_administrator=True))


@pytest.fixture
def anna(db: None) -> Caller:
    rights = {
        "lead": ["view", "create", "edit", "import", "export"], "user": ["view", "edit", "reset_password"],
    }  # fmt: skip
    return _with_password(person("anna", rights))


class Browser:
    """A browser in which one person is signed in."""

    def __init__(self, username: str = "boss") -> None:
        self.client = Client(headers={"Accept-Language": "en"})
        assert self.send("POST", "/auth/login", {"username": username, "password": PASSWORD})[0] == 200

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer: Any = self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
        )
        return answer.status_code, answer.json() if answer.content else None

    def code(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        status, said = self.send(method, path, body)
        return status, (said or {}).get("code", "")

    def assist(self, user: int, minutes: int = 30, reason: str = REASON) -> tuple[int, str]:
        return self.code("POST", "/auth/assist", {"user": user, "reason": reason, "minutes": minutes})

    def who(self) -> tuple[str, str | None]:
        me = self.send("GET", "/auth/me")[1]
        return me["username"], me["helper"] and me["helper"]["name"]


def _lines(**of: Any) -> list[tuple[str, int | None, int | None, str]]:
    rows = AuditEntry.objects.system(reason=WHY).filter(**of).order_by("id")
    return list(rows.values_list("action", "actor_id", "helper_id", "outcome"))


@pytest.fixture
def helping(boss: Caller, anna: Caller) -> Browser:
    """The boss acts as anna."""
    set_many({ASSISTANCE: "always"}, None)
    browser = Browser()
    assert browser.assist(anna.id) == (204, "")
    return browser


@pytest.mark.parametrize(
    ("mode", "facts", "code"),
    [
        ("off", {"is_permitted": True}, "assist.off"),
        ("always", {"is_himself": True}, "assist.himself"),
        ("always", {"is_administrator": True}, "assist.administrator"),
        ("always", {"kind": "portal"}, "assist.not_internal"),
        ("always", {"kind": "integration"}, "assist.not_internal"),
        ("permitted", {}, "assist.not_permitted"),
        ("permitted", {"is_permitted": True}, ""),
        ("always", {}, ""),
    ],
)
def test_who_may_be_helped(mode: str, facts: dict[str, Any], code: str) -> None:
    plain = {"is_himself": False, "is_administrator": False, "kind": "internal", "is_permitted": False}
    assert refusal_of(mode, **{**plain, **facts}) == code


def test_it_is_off_until_a_setting_opens_it_and_the_person_permits_it(boss: Caller, anna: Caller) -> None:
    browser, hers = Browser(), Browser("anna")
    assert browser.assist(anna.id) == (403, "assist.off")
    set_many({ASSISTANCE: "permitted"}, None)
    assert browser.assist(anna.id) == (403, "assist.not_permitted")
    assert browser.who() == ("boss", None)
    until = (clock.now() + timedelta(days=2)).isoformat()
    assert hers.send("PUT", "/auth/assistance", {"until": until})[0] == 204
    assert browser.assist(anna.id) == (204, "")
    assert browser.who() == ("anna", "boss")
    assert hers.send("PUT", "/auth/assistance", {"until": None})[0] == 204
    assert browser.code("GET", "/auth/me") == (403, "assist.over")
    assert browser.who() == ("boss", None)
    assert [line[3] for line in _lines(action="auth.assist_begun")] == ["refused", "refused", "ok"]


@pytest.mark.parametrize("days", [-1, 31])
def test_a_permission_ends_within_thirty_days(anna: Caller, days: int) -> None:
    until = (clock.now() + timedelta(days=days)).isoformat()
    assert Browser("anna").code("PUT", "/auth/assistance", {"until": until}) == (422, "invalid")


def test_nobody_but_an_administrator_at_a_browser_does_it(boss: Caller, anna: Caller) -> None:
    set_many({ASSISTANCE: "always"}, None)
    ben = person("ben", {})
    assert Browser("anna").assist(ben.id) == (403, "access.no_permission")
    body = {"user": anna.id, "reason": REASON, "minutes": 5}
    assert boss.post("/auth/assist", body).status_code == 403
    other = person("second boss", is_administrator=True)
    browser = Browser()
    assert browser.assist(other.id) == (403, "assist.administrator")
    assert browser.assist(boss.id) == (403, "assist.himself")
    for wrong in ({"minutes": 61}, {"minutes": 0}, {"reason": "x"}):
        assert browser.code("POST", "/auth/assist", {**body, **wrong}) == (422, "invalid")
    assert browser.who() == ("boss", None)
    assert not Notification.objects.exists()


def test_all_that_is_written_meanwhile_is_marked(boss: Caller, anna: Caller, helping: Browser) -> None:
    status, made = helping.send(
        "POST", "/records/lead", {"name": "林一", "company": "林溪样品厂", "source": "phone"}
    )
    assert status == 201, made
    assert helping.send("PATCH", f"/records/lead/{made['id']}", {"company": "林溪新厂"})[0] == 200
    lead = Lead.objects.system(reason=WHY).get(pk=made["id"])
    assert lead.created_by_id == anna.id
    rows = History.objects.filter(object="lead", record_id=lead.pk, field="company")
    assert list(rows.values_list("user_id", "helper")) == [(anna.id, str(boss.id))]
    member = {"user": boss.id, "role": "follower", "access": "read"}
    assert helping.send("POST", f"/records/lead/{lead.pk}/team", member)[0] == 200
    assert _lines(object_name="lead") == [("team.add", anna.id, boss.id, "ok")]
    (change,) = [
        i
        for i in helping.send("GET", f"/records/lead/{lead.pk}/history")[1]["items"]
        if i["field"] == "company"
    ]
    assert (change["actor"]["name"], change["helper"]["name"]) == ("anna", "boss")
    titles = [i["title"] for i in helping.send("GET", f"/records/lead/{lead.pk}/timeline")[1]["items"]]
    assert any(title.startswith("By boss in his place: Changed") for title in titles)
    assert helping.send("POST", "/auth/assist/end")[0] == 204
    assert helping.who() == ("boss", None)
    assert helping.send("DELETE", f"/records/lead/{lead.pk}/team/{boss.id}")[0] in (200, 204)
    assert _lines(object_name="lead")[-1] == ("team.remove", boss.id, None, "ok")
    assert [line[:3] for line in _lines(action__startswith="auth.assist")] == [
        ("auth.assist_begun", boss.id, None), ("auth.assist_ended", boss.id, None),
    ]  # fmt: skip


def test_the_person_is_told_and_sees_it_later(boss: Caller, anna: Caller, helping: Browser) -> None:
    (notice,) = Notification.objects.filter(kind="user.assisted")
    assert notice.user_id == anna.id
    seen = Browser("anna").send("GET", "/auth/assistance")[1]
    assert (seen["mode"], seen["until"]) == ("always", None)
    assert [(i["by"], i["reason"], i["minutes"]) for i in seen["items"]] == [("boss", REASON, 30)]


def test_it_has_the_rights_of_the_person_alone(boss: Caller, anna: Caller, helping: Browser) -> None:
    assert helping.code("GET", "/records/account") == (403, "access.no_permission")
    assert helping.code("GET", "/settings")[0] == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/auth/password", {"old_password": PASSWORD, "new_password": "indigo-Meadow-4"}),
        ("POST", "/auth/tokens", {"name": "mine"}),
        ("GET", "/auth/tokens", None),
        ("GET", "/auth/sessions", None),
        ("DELETE", "/auth/sessions", None),
        ("GET", "/auth/otp", None),
        ("POST", "/auth/otp/enroll", {"password": PASSWORD}),
        ("POST", "/auth/assist", {"user": 1, "reason": REASON, "minutes": 5}),
        ("PUT", "/auth/assistance", {"until": None}),
        ("POST", "/calendar/feeds", {}),
        ("GET", "/calendar/feeds", None),
        ("PUT", "/approvals/absence", {}),
        ("POST", "/approvals/tasks/approve", {"ids": [1]}),
        ("POST", "/exports", {"object": "lead", "format": "csv"}),
        ("GET", "/exports", None),
        ("GET", "/reports/templates/leads_by_source/export", None),
        ("GET", "/imports", None),
        ("POST", "/imports/mappings", {}),
        ("POST", "/records/lead/print", {}),
        ("POST", "/records/lead/1/reveal", {"field": "mobile", "reason": REASON}),
        ("POST", "/records/lead/1/personal_copy", {"reason": REASON}),
        ("POST", "/records/lead/1/personal_copy/file", {"reason": REASON}),
        ("PATCH", "/settings", {}),
        ("POST", "/records/user", {"username": "new", "name": "new"}),
        ("PATCH", "/records/user/1", {"password": "indigo-Meadow-4"}),
        ("POST", "/records/user/1/actions/reset_password", {"password": "indigo-Meadow-4"}),
    ],
)
def test_what_proves_who_one_is_stays_closed(
    anna: Caller, helping: Browser, method: str, path: str, body: Any
) -> None:
    before = (
        User.objects.system(reason=WHY).get(pk=anna.id).password,
        ApiToken.objects.count(),
        User.objects.system(reason=WHY).count(),
    )
    status, code = helping.code(method, path.replace("/user/1", f"/user/{anna.id}"), body)
    assert (status, code) == (403, "assist.closed")
    after = (
        User.objects.system(reason=WHY).get(pk=anna.id).password,
        ApiToken.objects.count(),
        User.objects.system(reason=WHY).count(),
    )
    assert after == before


def test_no_job_starts_meanwhile(helping: Browser) -> None:
    from_filter = {"action": "edit", "filter": None, "values": {"company": "x"}, "background": True}
    helping.send("POST", "/records/lead/bulk", from_filter)
    assert not Job.objects.exists()


def test_it_ends_by_the_clock_and_never_goes_on_as_the_helper_unseen(boss: Caller, helping: Browser) -> None:
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        status, code = helping.code("POST", "/records/lead", {"name": "迟", "source": "phone"})
        assert (status, code) == (403, "assist.over")
        assert not Lead.objects.system(reason=WHY).exists()
        assert helping.who() == ("boss", None)
    ended = AuditEntry.objects.system(reason=WHY).get(action="auth.assist_ended")
    assert (ended.actor_id, ended.detail) == (boss.id, {"because": "time"})


def test_it_ends_when_the_helper_is_no_administrator_any_more(boss: Caller, helping: Browser) -> None:
    User.objects.system(reason=WHY).filter(pk=boss.id).update(roles=[])
    bump(permission=True)
    begin_versions()
    assert helping.code("GET", "/auth/me") == (403, "assist.over")
    assert helping.who() == ("boss", None)


def test_signing_out_ends_both(boss: Caller, helping: Browser) -> None:
    assert helping.send("POST", "/auth/logout")[0] == 204
    assert helping.code("GET", "/auth/me")[0] == 401
    assert [line[:3] for line in _lines(action__in=("auth.assist_ended", "auth.logout"))] == [
        ("auth.assist_ended", boss.id, None), ("auth.logout", boss.id, None),
    ]  # fmt: skip


def test_another_browser_of_the_helper_is_himself(boss: Caller, helping: Browser) -> None:
    assert Browser().who() == ("boss", None)
