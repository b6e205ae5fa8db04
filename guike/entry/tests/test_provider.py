"""Signing in by the company's provider, against a real one in a process of its own (oidc-provider-mock)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from guike.entry import oidc
from guike.entry.api import provider as routes
from guike.entry.tests.people import Caller, person
from guike.entry.throttle import Buckets
from guike.kernel import clock
from guike.kernel.errors import Invalid
from guike.platform.audit.models import AuditEntry
from guike.platform.org import provider
from guike.platform.org.models import ProviderLink, SecondFactor, SignIn, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.sealing import seal
from guike.platform.settings.services import set_many

pytestmark = [pytest.mark.django_db, pytest.mark.req("IG-09")]
PASSWORD = "violet-Harbour-9"
WHY = "a test looks"
USERS = (
    {"sub": "1", "email": "anna@example.com", "email_verified": True, "preferred_username": "Anna"},
    {"sub": "2", "email": "nobody@example.com", "email_verified": True, "preferred_username": "nobody"},
    {"sub": "3", "email": "left@example.com", "email_verified": True, "preferred_username": "left"},
    {"sub": "4", "email": "anna@example.com", "email_verified": False},
    {"sub": "5", "email": "robot@example.com", "email_verified": True, "preferred_username": "robot"},
    {"sub": "6", "email": "anna@example.com", "email_verified": True, "preferred_username": "other"},
    {"sub": "7", "email": "anna@example.com", "preferred_username": "anna"},
)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        return None


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a running provider that knows USERS."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = [word for user in USERS for word in ("--user-claims", json.dumps(user))]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
        *told,
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/jwks", timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, "the provider has ended"
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(autouse=True)
def company(db: None, settings: Settings, issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(routes, "_tries", Buckets(1_000))
    set_many(
        {
            provider.OIDC_ENABLED: True, provider.ISSUER: issuer, provider.CLIENT_ID: "guike",
            provider.CLIENT_SECRET: "a secret of two", provider.LABEL: "用企业账号登录",
        },
        None,
    )  # fmt: skip


def _user(name: str, **columns: Any) -> Caller:
    caller = person(
        name, columns.pop("permissions", {}), is_administrator=columns.pop("is_administrator", False)
    )
    columns = {"email": f"{name}@example.com", "password": make_password(PASSWORD), **columns}
    User.objects.system(reason=WHY).filter(pk=caller.id).update(**columns)
    bump(permission=True)
    begin_versions()
    return caller


@pytest.fixture
def anna(company: None) -> Caller:
    return _user("anna")


def _begin(client: Client, following: str = "/o/lead") -> str:
    """The address of the provider to which our page sends the browser."""
    answer: Any = client.get("/api/v1/auth/oidc/begin", {"next": following})
    assert answer.status_code == 302
    return str(answer["Location"])


def _at_provider(address: str, sub: str = "1", action: str = "authorize") -> dict[str, str]:
    """What the provider hands back when that person has signed in there."""
    form = urllib.parse.urlencode({"sub": sub, "action": action}).encode()
    opener = urllib.request.build_opener(_NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as sent:
        opener.open(urllib.request.Request(address, form))
    assert sent.value.code in (302, 303), sent.value.read()[:500]
    back = urllib.parse.urlsplit(sent.value.headers["Location"])
    assert (back.scheme, back.netloc, back.path) == ("http", "testserver", "/api/v1/auth/oidc/callback")
    return dict(urllib.parse.parse_qsl(back.query))


def _back(client: Client, told: dict[str, str]) -> str:
    answer: Any = client.get("/api/v1/auth/oidc/callback", told)
    assert answer.status_code == 302
    return str(answer["Location"])


def _whole(client: Client, sub: str = "1", following: str = "/o/lead") -> str:
    return _back(client, _at_provider(_begin(client, following), sub))


def _who(client: Client) -> str | None:
    answer: Any = client.get("/api/v1/auth/me")
    return answer.json()["username"] if answer.status_code == 200 else None


def _refusals() -> list[str]:
    rows = (
        AuditEntry.objects.system(reason=WHY).filter(action="auth.refused", outcome="refused").order_by("id")
    )
    return [str(detail.get("because")) for detail in rows.values_list("detail", flat=True)]


def test_the_company_s_provider_signs_a_known_person_in(anna: Caller) -> None:
    client = Client()
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(_begin(client)).query))
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == "http://testserver/api/v1/auth/oidc/callback"
    assert {len(asked[name]) for name in ("state", "nonce", "code_challenge")} == {43}
    assert _who(client) is None
    assert _whole(client) == "/o/lead"
    assert _who(client) == "anna"
    line = AuditEntry.objects.system(reason=WHY).get(action="auth.login")
    assert (line.actor_id, line.detail) == (anna.id, {"by": "provider"})
    config: Any = Client().get("/api/v1/auth/config")
    assert config.json()["provider"] == "用企业账号登录"


def test_a_person_is_recognised_by_his_name_where_the_setting_says_so(anna: Caller) -> None:
    set_many({provider.CLAIM: "preferred_username"}, None)
    client = Client()
    assert _whole(client) == "/o/lead"
    assert _who(client) == "anna"


@pytest.mark.parametrize("sub", ["2", "3", "5"])
def test_who_is_not_known_for_certain_is_refused_and_not_made(anna: Caller, sub: str) -> None:
    _user("left", status="left")
    _user("robot", kind="integration")
    before = User.objects.system(reason=WHY).count()
    client = Client()
    assert _whole(client, sub) == "/sign-in?provider=refused"
    assert (_who(client), SignIn.objects.count(), User.objects.system(reason=WHY).count()) == (
        None,
        0,
        before,
    )
    assert _refusals() == ["unknown"]


@pytest.mark.parametrize("sub", ["4", "7"])
def test_an_address_that_is_not_said_to_be_verified_lets_nobody_in(anna: Caller, sub: str) -> None:
    client = Client()
    assert _whole(client, sub) == "/sign-in?provider=unverified"
    assert (_who(client), SignIn.objects.count(), _refusals()) == (None, 0, ["unverified"])
    assert ProviderLink.objects.count() == 0


def test_the_setting_trusts_what_is_not_said_and_never_what_is_denied(anna: Caller) -> None:
    set_many({provider.UNVERIFIED: True}, None)
    assert _whole(Client(), "4") == "/sign-in?provider=unverified"
    client = Client()
    assert (_whole(client, "7"), _who(client)) == ("/o/lead", "anna")


def _told_there(issuer: str, sub: str, **claims: Any) -> None:
    """The provider says this of somebody from now on."""
    request = urllib.request.Request(
        f"{issuer}/users/{sub}",
        json.dumps(claims).encode(),
        {"Content-Type": "application/json"},
        method="PUT",
    )
    urllib.request.urlopen(request, timeout=5).close()


def test_who_came_once_is_known_by_his_account_and_not_by_his_address(anna: Caller, issuer: str) -> None:
    _user("berta")
    assert _whole(Client()) == "/o/lead"
    link = ProviderLink.objects.get()
    assert (link.user_id, link.issuer, link.subject) == (anna.id, issuer, "1")
    try:
        _told_there(issuer, "1", email="berta@example.com", email_verified=True)
        client = Client()
        assert (_whole(client), _who(client)) == (
            "/o/lead",
            "anna",
        )  # and not Berta, whose address he has there now
    finally:
        _told_there(issuer, "1", **{name: value for name, value in USERS[0].items() if name != "sub"})
    User.objects.system(reason=WHY).filter(pk=anna.id).update(email="")
    client = Client()
    assert (_whole(client), _who(client)) == ("/o/lead", "anna")
    assert ProviderLink.objects.count() == 1
    lines = AuditEntry.objects.system(reason=WHY).filter(action="auth.provider_linked")
    assert [(one.actor_id, one.record_id) for one in lines] == [(anna.id, anna.id)]


def test_another_account_with_the_address_of_somebody_known_is_refused_with_words(anna: Caller) -> None:
    assert _whole(Client()) == "/o/lead"
    client = Client()
    assert _whole(client, "6") == "/sign-in?provider=another"
    assert (_who(client), _refusals(), ProviderLink.objects.get().subject) == (None, ["another"], "1")


def test_who_is_known_and_has_left_does_not_come_in(anna: Caller) -> None:
    assert _whole(Client()) == "/o/lead"
    User.objects.system(reason=WHY).filter(pk=anna.id).update(status="left")
    client = Client()
    assert (_whole(client), _who(client)) == ("/sign-in?provider=refused", None)


def test_an_administrator_unlinks_who_has_a_new_account(anna: Caller) -> None:
    boss = _user("boss", is_administrator=True)
    path = f"/records/user/{anna.id}/actions/unlink_provider"
    none: Any = boss.post(path, {})
    assert (none.status_code, none.json()["code"]) == (409, "user.no_provider_link")
    assert _whole(Client()) == "/o/lead"
    helper = _user("helper", permissions={"user": ["view", "edit"]})
    assert helper.post(path, {}).status_code == 403
    assert ProviderLink.objects.count() == 1
    assert boss.post(path, {}).status_code == 200
    client = Client()
    assert (_whole(client, "6"), _who(client)) == ("/o/lead", "anna")
    assert ProviderLink.objects.get().subject == "6"
    line = AuditEntry.objects.system(reason=WHY).get(action="auth.provider_unlinked")
    assert (line.actor_id, line.record_id) == (boss.id, anna.id)


def test_signing_out_tells_where_one_signs_out_at_the_provider(anna: Caller, issuer: str) -> None:
    client = Client()
    assert _whole(client) == "/o/lead"
    answer: Any = client.post(
        "/api/v1/auth/logout", headers={"X-CSRFToken": client.cookies["csrftoken"].value}
    )
    assert (answer.status_code, answer.json()) == (
        200, {"end_session": f"{issuer}/oauth2/end_session?client_id=guike"},
    )  # fmt: skip
    assert _who(client) is None
    by_password = Client()
    body = json.dumps({"username": "anna", "password": PASSWORD})
    by_password.post("/api/v1/auth/login", body, content_type="application/json")
    token = by_password.cookies["csrftoken"].value
    assert by_password.post("/api/v1/auth/logout", headers={"X-CSRFToken": token}).status_code == 204


def test_two_people_with_one_address_are_nobody_for_certain(anna: Caller) -> None:
    _user("berta", email="ANNA@example.com")
    client = Client()
    assert _whole(client) == "/sign-in?provider=refused"
    assert _who(client) is None


def test_another_state_another_browser_and_a_second_use_let_nobody_in(anna: Caller) -> None:
    client, thief = Client(), Client()
    told = _at_provider(_begin(client))
    assert _back(thief, told) == "/sign-in?provider=failed"
    assert _back(client, {**told, "state": "x" * 43}) == "/sign-in?provider=failed"
    assert _back(client, told) == "/sign-in?provider=failed"  # the try is used up
    assert _refusals() == ["not begun here", "another state", "not begun here"]
    again = Client()
    told = _at_provider(_begin(again))
    assert _back(again, told) == "/o/lead"
    assert _back(again, told) == "/sign-in?provider=failed"
    assert (_who(client), _who(thief)) == (None, None)


def test_a_code_of_another_try_is_worth_nothing(anna: Caller) -> None:
    client, other = Client(), Client()
    mine, theirs = _at_provider(_begin(client)), _at_provider(_begin(other))
    assert _back(client, {**mine, "code": theirs["code"]}) == "/sign-in?provider=failed"
    assert _refusals() == ["token: another nonce"]
    assert _who(client) is None


def test_a_try_ends_after_ten_minutes(anna: Caller) -> None:
    client = Client()
    told = _at_provider(_begin(client))
    with clock.frozen(clock.now() + timedelta(minutes=10)):
        assert _back(client, told) == "/sign-in?provider=failed"
        assert _who(client) is None


def test_a_token_that_has_expired_lets_nobody_in(anna: Caller) -> None:
    client = Client()
    told = _at_provider(_begin(client))
    session = client.session
    session[routes.SESSION_OIDC] = {**session[routes.SESSION_OIDC], "until": clock.now().timestamp() + 9_000}
    session.save()
    with clock.frozen(clock.now() + timedelta(hours=1, seconds=oidc.SKEW + 5)):
        assert _back(client, told) == "/sign-in?provider=failed"
    assert _refusals() == ["token: expired"]


def test_who_says_no_at_the_provider_is_back_at_the_sign_in(anna: Caller) -> None:
    client = Client()
    assert (
        _back(client, _at_provider(_begin(client), action="deny") | {"state": "x"})
        == "/sign-in?provider=failed"
    )
    assert _who(client) is None


@pytest.mark.parametrize(
    "following",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\\b",
        "/sign-in?next=/",
        "/a b",
        "/\u4e2d",
        "/" + "a" * 600,
    ],
)
def test_nobody_is_led_to_another_site(anna: Caller, following: str) -> None:
    assert _whole(Client(), following=following) == "/"


def test_a_provider_that_is_away_or_is_another_one_is_told_in_words(anna: Caller, issuer: str) -> None:
    set_many({provider.ISSUER: f"{issuer}/elsewhere"}, None)
    answer: Any = Client().get("/api/v1/auth/oidc/begin")
    assert answer["Location"] == "/sign-in?provider=failed"


def test_there_is_no_way_while_it_is_off(anna: Caller) -> None:
    set_many({provider.OIDC_ENABLED: False}, None)
    client = Client()
    for path in ("begin", "callback"):
        assert client.get(f"/api/v1/auth/oidc/{path}").status_code == 404
    config: Any = client.get("/api/v1/auth/config")
    assert config.json()["provider"] is None


def test_tries_of_one_address_are_counted(anna: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_tries", Buckets(2))
    client = Client()
    assert [client.get("/api/v1/auth/oidc/callback").status_code for _try in range(3)] == [302, 302, 429]


def _by_password(username: str) -> tuple[int, str]:
    body = json.dumps({"username": username, "password": PASSWORD})
    answer: Any = Client().post("/api/v1/auth/login", body, content_type="application/json")
    return answer.status_code, answer.json().get("code", "")


def test_administrators_always_come_in_by_their_password(anna: Caller) -> None:
    _user("boss", is_administrator=True)
    assert _by_password("anna") == (200, "")
    set_many({provider.PASSWORDS: "administrators"}, None)
    assert _by_password("anna") == (401, "auth.by_provider")
    assert _by_password("boss") == (200, "")
    set_many({provider.OIDC_ENABLED: False}, None)
    assert _by_password("anna") == (200, "")


def test_the_second_step_is_the_provider_s_unless_the_setting_asks_for_ours(anna: Caller) -> None:
    SecondFactor.objects.create(
        user_id=anna.id, secret=seal("A" * 32), created_at=clock.now(), confirmed_at=clock.now()
    )
    assert _by_password("anna") == (401, "auth.otp_needed")
    assert _whole(Client()) == "/o/lead"
    set_many({provider.OIDC_SECOND_FACTOR: True}, None)
    client = Client()
    assert _whole(client) == "/sign-in?step=auth.otp_needed&next=%2Fo%2Flead"
    assert _who(client) is None


def test_an_inner_provider_is_called_only_where_the_operator_opened_it(
    anna: Caller, settings: Settings
) -> None:
    settings.OUTBOUND_HOSTS = []
    answer: Any = Client().get("/api/v1/auth/oidc/begin")
    assert answer["Location"] == "/sign-in?provider=failed"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("http://id.example.com", "oidc.https"),
        ("ftp://id.example.com", "outbound.scheme"),
        ("https://10.0.0.1", "outbound.inner"),
        ("https://a@id.example.com", "outbound.user_info"),
    ],
)
def test_an_issuer_is_a_safe_address(value: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_many({provider.ISSUER: value}, None)
    assert [(error.field, error.code) for error in refused.value.errors] == [(provider.ISSUER, code)]


def test_the_secret_is_written_and_never_read(anna: Caller) -> None:
    boss = _user("boss", is_administrator=True)
    served: Any = boss.get("/settings")
    (item,) = [one for one in served.json()["items"] if one["key"] == provider.CLIENT_SECRET]
    assert (item["value"], item["is_set"]) == (None, True)
    assert b"a secret of two" not in served.content
