"""The second factor: set up, asked for at every sign-in, each code once; required by the company; ended and reset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.kernel.totp import code_of, step_at
from guike.platform.audit.models import AuditEntry
from guike.platform.notify.models import Notification
from guike.platform.org.models import RecoveryCode, SecondFactor, SignIn, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.services import set_many

pytestmark = pytest.mark.django_db
PASSWORD = "violet-Harbour-9"
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)
WHY = "a test's own rows"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


def _with_password(caller: Caller) -> Caller:
    User.objects.system(reason=WHY).filter(pk=caller.id).update(password=make_password(PASSWORD))
    bump(permission=True)
    begin_versions()
    return caller


@pytest.fixture
def anna(db: None) -> Caller:
    return _with_password(person("anna", {"lead": ["view"]}))


@pytest.fixture
def boss(db: None) -> Caller:
    return _with_password(person("boss", is_administrator=True))


class Browser:
    def __init__(self, address: str = "10.0.0.1") -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address, HTTP_ACCEPT_LANGUAGE="en")

    def post(self, path: str, body: Any = None, *, csrf: bool = True) -> Any:
        token = self.client.cookies["csrftoken"].value if csrf and "csrftoken" in self.client.cookies else ""
        headers = {"X-CSRFToken": token} if token else {}
        sent = json.dumps(body or {})
        return self.client.post(f"/api/v1{path}", sent, content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def sign_in(self, username: str = "anna", password: str = PASSWORD, **more: str) -> Any:
        return self.post("/auth/login", {"username": username, "password": password, **more})

    def enroll(self) -> tuple[str, list[str]]:
        """(secret, recovery codes) of the person who is signed in here."""
        begun = self.post("/auth/otp/enroll", {"password": PASSWORD}).json()
        done = self.post("/auth/otp/confirm", {"code": _code(begun["secret"])})
        assert done.status_code == 200, done.content
        return begun["secret"], done.json()["recovery_codes"]


def _code(secret: str, *, later: int = 0) -> str:
    return code_of(secret, step_at(clock.now()) + later)


def _fresh(secret: str) -> str:
    """A code that the enrolment, a step ago, has not used."""
    return _code(secret, later=1)


def _told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def _signed_in(username: str = "anna") -> Browser:
    browser = Browser()
    answer = browser.sign_in(username)
    assert answer.status_code == 200, answer.content
    return browser


def _audited() -> list[tuple[str, str]]:
    rows = AuditEntry.objects.system(reason="a test looks").filter(action__startswith="auth.")
    return list(rows.order_by("pk").values_list("action", "outcome"))


def _facts() -> tuple[Any, ...]:
    """What a refused try must leave alone."""
    return (
        list(SecondFactor.objects.order_by("pk").values()),
        list(RecoveryCode.objects.order_by("pk").values()),
        list(SignIn.objects.order_by("pk").values()),
    )


@pytest.mark.req("IG-09")
def test_who_has_a_second_factor_signs_in_in_two_steps(anna: Caller) -> None:
    secret, _codes = _signed_in().enroll()
    browser = Browser()
    assert _told(browser.sign_in()) == (401, "auth.otp_needed")
    before = _facts()
    for refused in (browser.get("/auth/me"), browser.get("/records/lead"), browser.get("/auth/otp")):
        assert _told(refused) == (401, "auth.required")
    for path, body in (
        ("/auth/password", {"old_password": PASSWORD, "new_password": "indigo-Meadow-4"}),
        ("/auth/tokens", {"name": "mine"}),
        ("/auth/otp/disable", {"password": PASSWORD, "code": _fresh(secret)}),
        ("/auth/login/enroll", {}),
        ("/auth/login/confirm", {"code": _fresh(secret)}),
    ):
        assert _told(browser.post(path, body)) == (401, "auth.required")
    assert _told(browser.post("/auth/login/code", {"code": "000000"})) == (401, "auth.otp_wrong")
    assert _told(browser.post("/auth/login/code", {"code": _fresh(secret)}, csrf=False)) == (
        403,
        "access.csrf",
    )
    assert _facts() == before
    answer = browser.post("/auth/login/code", {"code": _fresh(secret)})
    assert (answer.status_code, answer.json()["username"]) == (200, "anna")
    assert browser.get("/records/lead").status_code == 200
    assert ("auth.refused", "refused") in _audited()
    assert _audited()[-1] == ("auth.login", "ok")


def test_password_and_code_may_come_together(anna: Caller) -> None:
    secret, _codes = _signed_in().enroll()
    before = _facts()
    assert _told(Browser().sign_in(otp="000000")) == (401, "auth.otp_wrong")
    assert _told(Browser().sign_in(password="wrong", otp=_fresh(secret))) == (401, "auth.wrong")
    assert _facts() == before
    assert Browser().sign_in(otp=_fresh(secret)).status_code == 200


def test_a_code_is_used_once_and_one_step_of_drift_is_taken(anna: Caller) -> None:
    secret, _codes = _signed_in().enroll()
    used = _code(secret)  # by the enrolment
    assert _told(Browser().sign_in(otp=used)) == (401, "auth.otp_wrong")
    with clock.frozen(NOON + 5 * STEP):
        before = _facts()
        for later in (-2, 2):
            assert _told(Browser().sign_in(otp=_code(secret, later=later))) == (401, "auth.otp_wrong")
        assert _facts() == before
        assert Browser().sign_in(otp=_code(secret, later=-1)).status_code == 200
        assert Browser().sign_in(otp=_code(secret, later=1)).status_code == 200
        # a code older than one that was used is over, too
        assert _told(Browser().sign_in(otp=_code(secret))) == (401, "auth.otp_wrong")


def test_each_recovery_code_lets_in_once(anna: Caller) -> None:
    browser = _signed_in()
    secret, codes = browser.enroll()
    assert (len(codes), len(set(codes))) == (10, 10)
    stored = json.dumps(
        [list(RecoveryCode.objects.values()), list(SecondFactor.objects.values())], default=str
    )
    assert secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert Browser().sign_in(otp=codes[3].upper().replace("-", " ")).status_code == 200
    assert browser.get("/auth/otp").json()["recovery_left"] == 9
    before = _facts()
    assert _told(Browser().sign_in(otp=codes[3])) == (401, "auth.otp_wrong")
    assert _facts() == before
    assert ("auth.recovery_code", "ok") in _audited()
    with clock.frozen(NOON + 2 * STEP):
        renewed = browser.post("/auth/otp/recovery", {"password": PASSWORD, "code": _code(secret)}).json()
        assert _told(Browser().sign_in(otp=codes[4])) == (401, "auth.otp_wrong")
        assert Browser().sign_in(otp=renewed["recovery_codes"][0]).status_code == 200


def test_codes_are_throttled_as_passwords_are(anna: Caller) -> None:
    secret, _codes = _signed_in().enroll()
    browser = Browser("10.0.0.9")
    browser.sign_in()
    told = [_told(browser.post("/auth/login/code", {"code": f"{n:06}"}))[0] for n in range(10)]
    assert told == [401] * 9 + [429]
    before = _facts()
    locked = browser.post("/auth/login/code", {"code": _fresh(secret)})
    assert _told(locked) == (429, "auth.locked")
    assert locked.headers["Retry-After"] == "900"
    assert _told(Browser("10.0.0.9").sign_in()) == (429, "auth.locked")
    assert _facts() == before
    assert Browser("10.0.0.8").sign_in(otp=_fresh(secret)).status_code == 200


def test_a_half_signed_session_ends(anna: Caller) -> None:
    secret, _codes = _signed_in().enroll()
    late, other = Browser(), Browser()
    late.sign_in()
    other.sign_in()
    with clock.frozen(NOON + timedelta(minutes=10)):
        before = _facts()
        assert _told(late.post("/auth/login/code", {"code": _code(secret)})) == (401, "auth.required")
        assert _facts() == before
    User.objects.system(reason=WHY).filter(pk=anna.id).update(password=make_password("indigo-Meadow-4"))
    before = _facts()
    assert _told(other.post("/auth/login/code", {"code": _fresh(secret)})) == (401, "auth.required")
    assert _facts() == before


def test_setting_it_up_needs_the_password_and_ends_other_sign_ins(anna: Caller) -> None:
    here, there = _signed_in(), _signed_in()
    before = _facts()
    refused = here.post("/auth/otp/enroll", {"password": "wrong"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "auth.old_password")
    assert here.post("/auth/otp/confirm", {"code": "000000"}).status_code == 422
    assert _facts() == before
    begun = here.post("/auth/otp/enroll", {"password": PASSWORD}).json()
    assert begun["uri"].startswith("otpauth://totp/")
    assert f"secret={begun['secret']}" in begun["uri"]
    before = _facts()
    assert here.post("/auth/otp/confirm", {"code": _code(begun["secret"], later=3)}).status_code == 422
    assert _facts() == before
    assert Browser().sign_in().status_code == 200  # what waits for its first code is asked of nobody
    assert here.post("/auth/otp/confirm", {"code": _code(begun["secret"])}).status_code == 200
    assert (here.get("/auth/me").status_code, there.get("/auth/me").status_code) == (200, 401)
    assert anna.get("/auth/me").status_code == 200  # keys of programs go on
    state = here.get("/auth/otp").json()
    assert state == {
        "is_on": True,
        "since": "2026-06-01T12:00:00Z",
        "recovery_left": 10,
        "is_required": False,
    }


def test_another_phone_takes_the_place_of_the_first_by_a_code_of_the_first(anna: Caller) -> None:
    browser = _signed_in()
    first, _codes = browser.enroll()
    before = _facts()
    assert browser.post("/auth/otp/enroll", {"password": PASSWORD}).status_code == 422
    assert _facts() == before
    begun = browser.post("/auth/otp/enroll", {"password": PASSWORD, "code": _fresh(first)}).json()
    assert browser.post("/auth/otp/confirm", {"code": _code(begun["secret"])}).status_code == 200
    with clock.frozen(NOON + 3 * STEP):
        assert _told(Browser().sign_in(otp=_code(first))) == (401, "auth.otp_wrong")
        assert Browser().sign_in(otp=_code(begun["secret"])).status_code == 200


def test_it_ends_by_password_and_code(anna: Caller) -> None:
    browser = _signed_in()
    secret, _codes = browser.enroll()
    before = _facts()
    for body in (
        {"password": PASSWORD},
        {"password": PASSWORD, "code": "000000"},
        {"password": "wrong", "code": _fresh(secret)},
    ):
        assert browser.post("/auth/otp/disable", body).status_code == 422
    assert _facts() == before
    assert (
        browser.post("/auth/otp/disable", {"password": PASSWORD, "code": _fresh(secret)}).status_code == 204
    )
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert _audited()[-1] == ("auth.second_factor_off", "ok")
    assert Browser().sign_in().status_code == 200


@pytest.mark.parametrize(("wanted", "of_anna"), [("administrators", False), ("everybody", True)])
def test_who_must_have_one_sets_it_up_before_anything_else(
    anna: Caller, boss: Caller, wanted: str, of_anna: bool
) -> None:
    set_many({"security.second_factor": wanted}, None)
    expected = (401, "auth.enroll_needed") if of_anna else (200, "")
    assert _told(Browser().sign_in("anna")) == expected
    browser = Browser()
    assert _told(browser.sign_in("boss")) == (401, "auth.enroll_needed")
    sign_ins = SignIn.objects.filter(user_id=boss.id).count()
    assert _told(browser.get("/auth/me")) == (401, "auth.required")
    assert _told(browser.post("/auth/login/code", {"code": "000000"})) == (401, "auth.required")
    secret = browser.post("/auth/login/enroll").json()["secret"]
    assert browser.post("/auth/login/confirm", {"code": "000000"}).status_code == 422
    assert (SignIn.objects.filter(user_id=boss.id).count(), sign_ins) == (0, 0)
    codes = browser.post("/auth/login/confirm", {"code": _code(secret)}).json()["recovery_codes"]
    assert len(codes) == 10
    assert browser.get("/auth/me").json()["username"] == "boss"
    before = _facts()
    body = {"password": PASSWORD, "code": _fresh(secret)}
    assert _told(browser.post("/auth/otp/disable", body)) == (409, "auth.otp_required")
    assert _facts() == before
    assert boss.get("/auth/me").status_code == 200  # keys of programs go on


def test_an_administrator_resets_it_and_the_person_is_told(anna: Caller, boss: Caller) -> None:
    browser = _signed_in()
    browser.enroll()
    path = f"/records/user/{anna.id}/actions/reset_second_factor"
    before = _facts()
    colleague = person("berta", {"user": ["view", "edit", "reset_password"]})
    assert colleague.post(path, {}).status_code == 403
    assert _facts() == before
    assert boss.post(path, {}).status_code == 200
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert browser.get("/auth/me").status_code == 401
    assert anna.get("/auth/me").status_code == 200
    assert Browser().sign_in().status_code == 200
    [told] = Notification.objects.filter(user_id=anna.id)
    assert (told.kind, told.params) == ("user.second_factor_reset", {"by": "boss"})
    [line] = AuditEntry.objects.system(reason="a test looks").filter(action="auth.second_factor_reset")
    assert (line.actor_id, line.object_name, line.record_id) == (boss.id, "user", anna.id)
    assert boss.post(path, {}).status_code == 409


def test_who_is_no_administrator_resets_none_of_an_administrator(boss: Caller) -> None:
    _signed_in("boss").enroll()
    before = _facts()
    berta = person("berta", {"user": ["view", "edit", "reset_second_factor"]})
    refused = berta.post(f"/records/user/{boss.id}/actions/reset_second_factor", {})
    assert refused.status_code == 403
    assert _facts() == before


def test_no_secret_stands_in_the_trail(anna: Caller) -> None:
    secret, codes = _signed_in().enroll()
    Browser().sign_in(otp=codes[0])
    trail = json.dumps(list(AuditEntry.objects.system(reason="a test looks").values("action", "detail")))
    sessions = "".join(Session.objects.values_list("session_data", flat=True))
    for hidden in (secret, _code(secret), *codes):
        assert hidden not in trail
        assert hidden not in sessions
