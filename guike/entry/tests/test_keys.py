"""Sign-ins and keys: seen, ended, by oneself and by administrators; ended ones stay ended."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.platform.audit.models import AuditEntry
from guike.platform.org.models import ApiToken, SignIn, User
from guike.platform.org.queries import begin_versions, bump, signin_name
from guike.platform.org.signins import purge

pytestmark = pytest.mark.django_db
PASSWORD, OTHER = "violet-Harbour-9", "indigo-Meadow-4"
WHY = "a test's own rows"
#: one name in many spellings
SPELLINGS = (
    "anna", "Anna", "ANNA", "aNNa", " anna", "anna ", "\tanna\n", "ａｎｎａ", "ＡＮＮＡ", "Ａnna", "an\u200bna", "\ufeffanna",
    "anna\u200d", "a\u00adnna", "\u2060anna", "an na", "anna\u3000", "\u00a0anna", "𝐚𝐧𝐧𝐚", "ⓐⓝⓝⓐ", "annᵃ", "ₐnna", "AN\u200cNA", "\u202eanna",
)  # fmt: skip


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def boss(db: None) -> Caller:
    return person("boss", is_administrator=True)


@pytest.fixture
def anna(db: None) -> Caller:
    caller = person("anna", {"lead": ["view"]})
    User.objects.system(reason=WHY).filter(pk=caller.id).update(password=make_password(PASSWORD))
    bump(permission=True)
    begin_versions()
    return caller


class Browser:
    """A browser session as our page uses it."""

    def __init__(self, password: str = PASSWORD, username: str = "anna", address: str = "10.0.0.1") -> None:
        self.client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=f"Browser at {address}")
        self.answer: Any = self.client.post(
            "/api/v1/auth/login",
            json.dumps({"username": username, "password": password}),
            content_type="application/json",
        )

    def get(self, path: str = "/auth/me") -> Any:
        return self.client.get(f"/api/v1{path}")

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}")

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def _statuses(*callers: Any) -> list[int]:
    return [caller.get("/auth/me").status_code for caller in callers]


def _act(boss: Caller, anna: Caller, action: str, **params: Any) -> None:
    answer = boss.post(f"/records/user/{anna.id}/actions/{action}", params)
    assert answer.status_code == 200, answer.content


def test_every_spelling_of_a_name_counts_as_one_guess_at_one_account(anna: Caller) -> None:
    assert {signin_name(one) for one in SPELLINGS} == {"anna"}
    statuses = [Browser("wrong", one).answer.status_code for one in SPELLINGS]
    assert statuses[:9] == [401] * 9
    assert statuses[10:] == [429] * (len(SPELLINGS) - 10)
    assert Browser().answer.status_code == 429
    assert Browser(address="10.0.0.2").answer.status_code == 200


def test_a_name_that_nobody_has_is_slowed_down_alike(anna: Caller) -> None:
    tried = [
        one.replace("nn", "nnn").replace("ｎｎ", "ｎｎｎ").replace("NN", "NNN") for one in SPELLINGS[:12]
    ]
    statuses = [Browser("wrong", "zz" + one).answer.status_code for one in tried]
    assert (statuses[:9], statuses[-1]) == ([401] * 9, 429)


@pytest.mark.parametrize("spelling", SPELLINGS[:12])
def test_who_types_his_name_in_another_way_is_let_in(anna: Caller, spelling: str) -> None:
    assert Browser(username=spelling).answer.status_code == 200


@pytest.mark.parametrize(
    "username", ["\u0130nna", "x" * 100, "ﷺ" * 100, "\u200b", "\u200b\u200b \t", "'; --", "annaı"]
)
def test_other_names_let_nobody_in(anna: Caller, username: str) -> None:
    assert Browser(username=username).answer.status_code == 401


def test_two_names_that_fold_alike_cannot_be_given(boss: Caller, anna: Caller) -> None:
    answer: Any = boss.post("/records/user", {"name": "Second", "username": "ａnna"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unique.taken")


@pytest.mark.parametrize("how", ["change", "change by key", "reset", "edit"])
def test_a_new_password_ends_all_keys_and_all_other_sessions(boss: Caller, anna: Caller, how: str) -> None:
    here, there = Browser(), Browser()
    assert _statuses(here, there, anna) == [200, 200, 200]
    body = {"old_password": PASSWORD, "new_password": OTHER}
    if how == "change":
        assert here.post("/auth/password", body).status_code == 204
    elif how == "change by key":
        assert anna.post("/auth/password", body).status_code == 204
    elif how == "reset":
        _act(boss, anna, "reset_password", password=OTHER)
    else:
        assert boss.patch(f"/records/user/{anna.id}", {"password": OTHER}).status_code == 200
    assert _statuses(here, there, anna) == [200 if how == "change" else 401, 401, 401]
    assert ApiToken.objects.get(user_id=anna.id).revoked_at is not None
    assert Session.objects.count() == SignIn.objects.count() == (1 if how == "change" else 0)
    answer = Browser(OTHER).answer  # one that an administrator chose is to be changed first
    code = answer.json().get("code")
    assert (answer.status_code, code) == (
        (200, None) if how.startswith("change") else (401, "auth.password_given")
    )
    assert _statuses(boss) == [200]


def test_a_password_that_is_refused_ends_nothing(boss: Caller, anna: Caller) -> None:
    here = Browser()
    assert here.post("/auth/password", {"old_password": "wrong", "new_password": OTHER}).status_code == 422
    assert here.post("/auth/password", {"old_password": PASSWORD, "new_password": "short"}).status_code == 422
    assert (
        boss.post(f"/records/user/{anna.id}/actions/reset_password", {"password": "short"}).status_code == 422
    )
    assert _statuses(here, anna) == [200, 200]


@pytest.mark.parametrize("closing", ["disable", "leave", "delete"])
def test_opening_an_account_again_revives_nothing(boss: Caller, anna: Caller, closing: str) -> None:
    here = Browser()
    if closing == "delete":
        assert boss.delete(f"/records/user/{anna.id}").status_code == 204
        _act(boss, anna, "restore")
    else:
        _act(boss, anna, closing, **({"to": boss.id} if closing == "leave" else {}))
        _act(boss, anna, "enable")
    assert _statuses(here, anna) == [401, 401]
    assert (Session.objects.count(), SignIn.objects.count()) == (0, 0)
    assert Browser().answer.status_code == 200


def test_a_refused_closing_ends_nothing(boss: Caller) -> None:
    assert boss.post(f"/records/user/{boss.id}/actions/disable", {}).status_code == 409
    assert _statuses(boss) == [200]


def test_one_sees_where_one_is_signed_in_and_ends_it(anna: Caller) -> None:
    with clock.frozen("2026-11-20T08:00:00+00:00"):
        there = Browser(address="10.0.0.2")
    with clock.frozen("2026-11-20T09:00:00+00:00"):
        here = Browser()
        items = here.get("/auth/sessions").json()["items"]
        assert [(i["address"], i["agent"], i["is_current"]) for i in items] == [
            ("10.0.0.1", "Browser at 10.0.0.1", True),
            ("10.0.0.2", "Browser at 10.0.0.2", False),
        ]
        assert [(i["created_at"], i["last_seen_at"]) for i in items][1] == ("2026-11-20T08:00:00Z",) * 2
        assert "session_key" not in items[0]
        assert [i["ends_at"] for i in items] == ["2026-11-20T17:00:00Z", "2026-11-20T16:00:00Z"]
        assert there.get().status_code == 200
        assert here.delete(f"/auth/sessions/{items[1]['id']}").status_code == 204
        assert _statuses(here, there) == [200, 401]
        assert here.delete(f"/auth/sessions/{items[1]['id']}").status_code == 404
    line = AuditEntry.objects.system(reason="a test looks").get(action="auth.session_ended")
    assert (line.actor_id, line.object_name, line.record_id, line.detail) == (
        anna.id, "user", anna.id, {"from": "10.0.0.2"},
    )  # fmt: skip


def test_one_signs_out_everywhere_else_at_once(anna: Caller) -> None:
    here, there, third = Browser(), Browser(), Browser()
    assert here.delete("/auth/sessions").status_code == 204
    assert _statuses(here, there, third, anna) == [200, 401, 401, 200]


def test_a_key_says_when_it_was_used_last(anna: Caller) -> None:
    with clock.frozen("2026-11-20T08:00:00+00:00"):
        assert _statuses(anna) == [200]
    with clock.frozen("2026-11-20T08:04:00+00:00"):  # within five minutes nothing is written
        assert anna.get("/auth/tokens").json()["items"][0]["last_used_at"] == "2026-11-20T08:00:00Z"  # type: ignore[attr-defined]
    with clock.frozen("2026-11-20T08:05:00+00:00"):
        assert anna.get("/auth/tokens").json()["items"][0]["last_used_at"] == "2026-11-20T08:05:00Z"  # type: ignore[attr-defined]


def test_administrators_see_and_end_anybody_s(boss: Caller, anna: Caller) -> None:
    browser = Browser()
    asked: Any = boss.get("/auth/sessions", user=str(anna.id))
    (session,) = asked.json()["items"]
    assert (session["address"], session["is_current"]) == ("10.0.0.1", False)
    keys: Any = boss.get("/auth/tokens", user=str(anna.id))
    (key,) = keys.json()["items"]
    assert boss.delete(f"/auth/sessions/{session['id']}").status_code == 204
    assert boss.delete(f"/auth/tokens/{key['id']}").status_code == 204
    assert _statuses(browser, anna, boss) == [401, 401, 200]
    told = (
        AuditEntry.objects.system(reason="a test looks")
        .filter(action__in=("auth.session_ended", "auth.token_revoked"))
        .order_by("id")
    )
    assert [(line.actor_id, line.record_id) for line in told] == [(boss.id, anna.id)] * 2
    again = Browser()
    assert boss.delete(f"/auth/sessions?user={anna.id}").status_code == 204
    assert _statuses(again, boss) == [401, 200]


@pytest.mark.parametrize("user", ["999999", "0", "-1", "²", "x", "", "9" * 30])
def test_nobody_is_found_under_what_is_no_user(boss: Caller, user: str) -> None:
    for path in ("/auth/sessions", "/auth/tokens"):
        assert boss.get(path, user=user).status_code == 404


def test_others_neither_see_nor_end_them(boss: Caller, anna: Caller) -> None:
    berta = person("berta", {"user": ["view", "edit", "reset_password", "disable"]})
    browser = Browser()
    session, key = SignIn.objects.get(), ApiToken.objects.get(user_id=anna.id)
    for path in ("/auth/sessions", "/auth/tokens"):
        assert berta.get(path, user=str(anna.id)).status_code == 403
    assert berta.delete(f"/auth/sessions?user={anna.id}").status_code == 403
    assert berta.delete(f"/auth/sessions/{session.pk}").status_code == 404
    assert berta.delete(f"/auth/tokens/{key.pk}").status_code == 404
    narrow = Caller(boss.id, boss.post("/auth/tokens", {"name": "n", "scopes": ["*"]}).json()["token"])  # type: ignore[attr-defined]
    assert narrow.get("/auth/sessions", user=str(anna.id)).status_code == 403
    assert _statuses(browser, anna) == [200, 200]
    assert not AuditEntry.objects.system(reason="a test looks").filter(action="auth.session_ended").exists()


def test_a_session_without_its_note_opens_nothing(anna: Caller) -> None:
    browser = Browser()
    SignIn.objects.all().delete()
    assert _statuses(browser) == [401]


def test_what_has_run_out_is_cleared_away(anna: Caller) -> None:
    browser = Browser()
    assert purge() == 0
    assert _statuses(browser) == [200]
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert purge() == 1
    assert (Session.objects.count(), SignIn.objects.count()) == (0, 0)


def test_an_expired_key_is_listed_as_such_and_none_is_made_that_is_over(anna: Caller) -> None:
    now = clock.now()
    with clock.frozen(now):
        before = ApiToken.objects.count()
        for over in (now, now - timedelta(days=1)):
            answer: Any = anna.post("/auth/tokens", {"name": "over", "expires_at": over.isoformat()})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "auth.expiry_past")
        assert ApiToken.objects.count() == before
        body = {
            "name": "a month",
            "expires_at": (now + timedelta(days=30)).isoformat(),
            "scopes": ["lead:view"],
        }
        made: Any = anna.post("/auth/tokens", body)
        assert (made.status_code, made.json()["is_expired"]) == (201, False)
    key = Caller(anna.id, made.json()["token"])
    assert key.get("/records/lead").status_code == 200
    with clock.frozen(now + timedelta(days=30)):
        assert key.get("/records/lead").status_code == 401
        listed: Any = anna.get("/auth/tokens")
        found = {one["name"]: (one["is_expired"], one["scopes"]) for one in listed.json()["items"]}
        assert found == {"a month": (True, ["lead:view"]), "test": (False, None)}
