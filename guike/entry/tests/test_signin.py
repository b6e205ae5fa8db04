"""Who is let in: sessions, tokens, forged forms, guessing, and rights that end at the next call."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from guike.domains.leads.models import Lead
from guike.entry import throttle
from guike.entry.api import caller
from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.events.models import Event
from guike.platform.org.models import ApiToken, SignIn, User
from guike.platform.org.queries import begin_versions, bump

pytestmark = pytest.mark.django_db
PASSWORD = "violet-Harbour-9"
RIGHTS = {"lead": ["view", "create", "edit"], "account": ["view"], "setting": ["view", "edit"]}
WHY = "a test's own rows"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db: None) -> Caller:
    """Her token; and a password to sign in with."""
    caller = person("anna", RIGHTS)
    _change(caller, password=make_password(PASSWORD))
    return caller


def _change(caller: Caller, **columns: Any) -> None:
    User.objects.system(reason=WHY).filter(pk=caller.id).update(**columns)
    bump(permission=True)
    begin_versions()


def test_a_code_that_nobody_asked_for_is_refused_and_opens_nothing(anna: Caller) -> None:
    for password, status, code in ((PASSWORD, 422, "invalid"), ("wrong", 401, "auth.wrong")):
        body = json.dumps({"username": "anna", "password": password, "otp": "123456"})
        answer: Any = Client().post("/api/v1/auth/login", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "sessionid" not in answer.cookies
    audited = AuditEntry.objects.system(reason="a test looks").filter(action__startswith="auth.")
    assert list(audited.values_list("action", flat=True)) == ["auth.refused"]
    assert (SignIn.objects.count(), Session.objects.count()) == (0, 0)
    body = json.dumps({"username": "anna", "password": PASSWORD, "otp": ""})
    assert Client().post("/api/v1/auth/login", body, content_type="application/json").status_code == 200


class Browser:
    """A browser session, its forms with or without the header that only our page can send."""

    def __init__(self, address: str = "10.0.0.1") -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)

    def sign_in(self, username: str, password: str = PASSWORD) -> Any:
        body = json.dumps({"username": username, "password": password})
        return self.client.post("/api/v1/auth/login", body, content_type="application/json")

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}")

    def post(self, path: str, body: Any, *, csrf: str | None = None) -> Any:
        token = self.client.cookies["csrftoken"].value if csrf is None else csrf
        headers = {"X-CSRFToken": token} if token else {}
        return self.client.post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )


def _in(username: str = "anna", address: str = "10.0.0.1") -> Browser:
    browser = Browser(address)
    answer = browser.sign_in(username)
    assert answer.status_code == 200, answer.content
    return browser


def _leads() -> tuple[int, int]:
    return Lead.objects.system(reason=WHY).count(), Event.objects.count()


def test_a_session_needs_the_header_of_our_page(anna: Caller) -> None:
    browser, lead = _in(), {"name": "Guest", "source": "phone"}
    before = _leads()
    for forged in ("", "x" * 32, "x" * 64):
        answer = browser.post("/records/lead", lead, csrf=forged)
        assert (answer.status_code, answer.json()["code"]) == (403, "access.csrf")
    assert _leads() == before
    assert browser.get("/records/lead").status_code == 200
    assert browser.post("/records/lead", lead).status_code == 201


def test_a_token_needs_no_header(anna: Caller) -> None:
    assert anna.post("/records/lead", {"name": "Guest", "source": "phone"}).status_code == 201


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nothing", "Basic Z2s=", "Bearer gk_anna gk_anna", "gk_anna"]
)
def test_what_is_no_token_opens_nothing(anna: Caller, header: str) -> None:
    answer = Client(headers={"Authorization": header}).get("/api/v1/auth/me")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("column", "value", "status"),
    [
        ("revoked_at", timedelta(0), 401),
        ("expires_at", timedelta(0), 401),
        ("expires_at", timedelta(seconds=-1), 401),
        ("expires_at", timedelta(minutes=5), 200),
    ],
)
def test_a_token_ends(anna: Caller, column: str, value: timedelta, status: int) -> None:
    with clock.frozen(clock.now()):
        ApiToken.objects.filter(user_id=anna.id).update(**{column: clock.now() + value})
        assert anna.get("/auth/me").status_code == status


def test_a_revoked_token_ends_at_the_next_call(anna: Caller) -> None:
    made = anna.post("/auth/tokens", {"name": "second"}).json()  # type: ignore[attr-defined]
    second = Caller(anna.id, made["token"])
    assert second.get("/auth/me").status_code == 200
    assert anna.delete(f"/auth/tokens/{made['id']}").status_code == 204
    assert second.get("/auth/me").status_code == 401
    assert anna.get("/auth/me").status_code == 200
    assert made["token"] not in json.dumps(list(ApiToken.objects.values("digest", "prefix", "name")))


def test_a_token_s_scopes_narrow_what_its_owner_may(anna: Caller) -> None:
    made = anna.post("/auth/tokens", {"name": "narrow", "scopes": ["lead:view"]}).json()  # type: ignore[attr-defined]
    narrow, before = Caller(anna.id, made["token"]), _leads()
    assert narrow.get("/records/lead").status_code == 200
    refused = [
        narrow.get("/records/account"),
        narrow.post("/records/lead", {"name": "Guest", "source": "phone"}),
        narrow.get("/settings"),
        narrow.patch("/settings", {}),
        narrow.get("/auth/tokens"),
        narrow.post("/auth/tokens", {"name": "wide"}),
        narrow.delete(f"/auth/tokens/{made['id']}"),
        narrow.post("/auth/password", {"old_password": PASSWORD, "new_password": "another-Harbour-9"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [  # type: ignore[attr-defined]
        (403, "access.no_permission")
    ] * len(refused)
    assert _leads() == before
    assert ApiToken.objects.filter(user_id=anna.id, revoked_at=None).count() == 2
    assert {item["name"] for item in narrow.get("/meta/objects").json()["items"]} == {"lead"}  # type: ignore[attr-defined]


def test_scopes_never_widen(anna: Caller) -> None:
    made = anna.post("/auth/tokens", {"name": "wide", "scopes": ["*"]}).json()  # type: ignore[attr-defined]
    assert Caller(anna.id, made["token"]).get("/records/opportunity").status_code == 403


@pytest.mark.parametrize("columns", [{"status": "disabled"}, {"status": "left"}, {"deleted_at": clock.now()}])
def test_who_may_not_sign_in_any_more_is_out_at_the_next_call(anna: Caller, columns: dict[str, Any]) -> None:
    browser = _in()
    assert (browser.get("/auth/me").status_code, anna.get("/auth/me").status_code) == (200, 200)
    _change(anna, **columns)
    assert (browser.get("/auth/me").status_code, anna.get("/auth/me").status_code) == (401, 401)
    assert Browser().sign_in("anna").status_code == 401


@pytest.mark.req("PM-11")
def test_a_right_that_is_taken_is_gone_at_the_next_call(anna: Caller) -> None:
    browser = _in()
    assert browser.get("/records/lead").status_code == 200
    _change(anna, roles=[])
    assert (browser.get("/records/lead").status_code, anna.get("/records/lead").status_code) == (403, 403)


def test_guessing_is_slowed_down(anna: Caller) -> None:
    """One name from one address: nobody locks a colleague out from elsewhere."""
    other = person("berta", RIGHTS)
    _change(other, password=make_password(PASSWORD))
    guesser = Browser()
    statuses = [guesser.sign_in("anna", f"wrong {n}").status_code for n in range(11)]
    assert statuses[:9] == [401] * 9
    assert statuses[-1] == 429
    locked = guesser.sign_in("anna")
    assert locked.status_code == 429
    assert 0 < int(locked["Retry-After"]) <= 3600
    assert Browser().sign_in("berta").status_code == 200
    assert Browser("10.0.0.2").sign_in("anna").status_code == 200


def test_one_password_tried_on_everybody_is_guessing(anna: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "SIGNIN_FAILURES", 20)
    guesser = Browser()
    statuses = [guesser.sign_in(f"user{n}", "Summer-2026").status_code for n in range(21)]
    assert statuses == [401] * 20 + [429]
    refused = guesser.sign_in("anna")
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")
    assert "sessionid" not in refused.cookies
    assert Browser("10.0.0.2").sign_in("anna").status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert guesser.sign_in("anna").status_code == 200


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_one_account_is_guessed_at_from_many_addresses(
    anna: Caller, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What follows is the same for a name that nobody has; and its owner comes in from where he came in before."""
    _in(address="10.0.0.1")
    monkeypatch.setattr(throttle, "ACCOUNT_FAILURES", 6)
    told = [Browser(f"10.0.1.{n}").sign_in(name, f"wrong {n}").status_code for n in range(8)]
    assert told == [401] * 6 + [429] * 2
    before = (SignIn.objects.count(), Session.objects.count())
    refused = Browser("10.0.2.1").sign_in(name)
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (
        429,
        "auth.locked",
        "900",
    )
    assert (SignIn.objects.count(), Session.objects.count()) == before
    assert Browser("10.0.0.1").sign_in(name).status_code == (200 if name == "anna" else 429)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        assert Browser("10.0.2.1").sign_in(name).status_code == (200 if name == "anna" else 401)


def test_an_address_from_which_nobody_came_for_thirty_days_is_no_longer_known(
    anna: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(clock.now() - timedelta(days=30, minutes=1)):
        _in(address="10.0.0.1")
    monkeypatch.setattr(throttle, "ACCOUNT_FAILURES", 2)
    assert [Browser(f"10.0.1.{n}").sign_in("anna", "wrong").status_code for n in range(2)] == [401, 401]
    before = SignIn.objects.count()
    assert Browser("10.0.0.1").sign_in("anna").status_code == 429
    assert SignIn.objects.count() == before


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("anna", {}),
        ("nobody", {}),
        ("anna", {"status": "disabled"}),
        ("anna", {"password": make_password(None)}),
    ],
)
def test_every_refused_sign_in_hashes_one_password(
    anna: Caller, monkeypatch: pytest.MonkeyPatch, name: str, columns: dict[str, Any]
) -> None:
    """So neither the answer nor the time it takes tells whether there is such an account, and how it stands."""
    if columns:
        _change(anna, **columns)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    refused = Browser().sign_in(name, "wrong")
    assert (refused.status_code, refused.json()["code"], len(hashed)) == (401, "auth.wrong", 1)


def test_guesses_at_the_old_password_count_like_sign_ins(anna: Caller) -> None:
    browser = _in()
    body = {"old_password": "wrong", "new_password": "indigo-Meadow-4"}
    told = [browser.post("/auth/password", body).status_code for _n in range(10)]
    assert told == [422] * 9 + [429]
    right = {**body, "old_password": PASSWORD}
    assert browser.post("/auth/password", right).status_code == 429
    assert Browser("10.0.0.2").sign_in("anna").status_code == 200  # the password is what it was


def test_a_page_of_another_site_signs_nobody_in(anna: Caller) -> None:
    """A forged form would put a stranger's session under the visitor's hands."""
    for origin in ("https://evil.example.com", "null"):
        browser = Client(headers={"Origin": origin})
        body = json.dumps({"username": "anna", "password": PASSWORD})
        answer: Any = browser.post("/api/v1/auth/login", body, content_type="text/plain")
        assert (answer.status_code, answer.json()["code"]) == (403, "access.csrf")
        assert "sessionid" not in answer.cookies
    ours = Client(headers={"Origin": "http://testserver"})
    assert ours.post("/api/v1/auth/login", body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        ((), "203.0.113.9", "10.0.0.1"),
        (("10.0.0.1",), "203.0.113.9", "203.0.113.9"),
        (("10.0.0.1",), "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (("10.0.0.1", "203.0.113.9"), "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (("10.0.0.1",), "nonsense", "10.0.0.1"),
        (("10.0.0.1",), "", "10.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_call_comes_from(
    anna: Caller, monkeypatch: pytest.MonkeyPatch, proxies: tuple[str, ...], forwarded: str, found: str
) -> None:
    monkeypatch.setattr(throttle, "PROXIES", frozenset(proxies))
    browser = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    body = json.dumps({"username": "anna", "password": "wrong"})
    assert browser.post("/api/v1/auth/login", body, content_type="application/json").status_code == 401
    assert AuditEntry.objects.system(reason="a test looks").get(action="auth.refused").ip == found


@pytest.mark.req("IG-05")
def test_whoever_calls_without_end_is_asked_to_wait(anna: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(throttle.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(caller, "calls", throttle.Buckets(60))
    other = person("berta", RIGHTS)
    assert [anna.get("/auth/me").status_code for _n in range(60)] == [200] * 60
    before = Lead.objects.system(reason=WHY).count()
    refused: Any = anna.post("/records/lead", {"name": "Guest", "source": "phone"})
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "too_many", "1")
    assert Lead.objects.system(reason=WHY).count() == before
    assert other.get("/auth/me").status_code == 200
    now[0] += 2.0
    assert [anna.get("/auth/me").status_code for _n in range(3)] == [200, 200, 429]


def test_a_wrong_name_and_a_wrong_password_are_told_alike(anna: Caller) -> None:
    answers = [Browser().sign_in(*given) for given in (("anna", "wrong"), ("nobody", PASSWORD))]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].json() == answers[1].json()
    told = list(
        AuditEntry.objects.system(reason="a test looks")
        .filter(action="auth.refused")
        .values_list("detail", flat=True)
    )
    assert PASSWORD not in json.dumps(told)
    assert "wrong" not in json.dumps(told)


def test_a_new_password_ends_all_other_sessions(anna: Caller) -> None:
    here, there = _in(), _in()
    changed = here.post("/auth/password", {"old_password": PASSWORD, "new_password": "indigo-Meadow-4"})
    assert changed.status_code == 204
    assert (here.get("/auth/me").status_code, there.get("/auth/me").status_code) == (200, 401)
    assert Browser().sign_in("anna").status_code == 401
    assert Browser().sign_in("anna", "indigo-Meadow-4").status_code == 200


def test_a_wrong_old_password_changes_nothing(anna: Caller) -> None:
    here, there = _in(), _in()
    refused = here.post("/auth/password", {"old_password": "wrong", "new_password": "indigo-Meadow-4"})
    assert refused.status_code == 422
    assert (here.get("/auth/me").status_code, there.get("/auth/me").status_code) == (200, 200)


def test_a_session_planted_before_is_another_afterwards(anna: Caller) -> None:
    browser = Browser()
    browser.client.get("/api/v1/auth/config")
    planted = browser.client.session
    planted["seed"] = "planted"
    planted.save()
    assert planted.session_key is not None
    browser.client.cookies["sessionid"] = planted.session_key
    assert browser.sign_in("anna").status_code == 200
    assert browser.client.cookies["sessionid"].value != planted.session_key
    stranger = Client()
    stranger.cookies["sessionid"] = planted.session_key
    assert stranger.get("/api/v1/auth/me").status_code == 401
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_the_csrf_secret_changes_with_the_sign_in(anna: Caller) -> None:
    browser = Browser()
    browser.client.get("/api/v1/auth/config")
    before = browser.client.cookies["csrftoken"].value
    assert browser.sign_in("anna").status_code == 200
    assert browser.post("/records/lead", {"name": "Guest", "source": "phone"}, csrf=before).status_code == 403


def test_signing_out_ends_the_session_itself(anna: Caller) -> None:
    browser = _in()
    kept = browser.client.cookies["sessionid"].value
    assert browser.post("/auth/logout", {}).status_code == 204
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/api/v1/auth/me").status_code == 401


def test_cookies_are_not_for_scripts_and_not_for_other_sites(anna: Caller) -> None:
    cookie = _in().client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
