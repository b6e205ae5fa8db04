"""How long a sign-in stands: until nobody touches the browser for a while, and until its longest time (IG-09)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.kernel.errors import Invalid
from guike.platform.audit.models import AuditEntry
from guike.platform.org.models import SignIn, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.org.security import AGE_HOURS_MOST, IDLE_MINUTES, MAX_AGE_HOURS
from guike.platform.org.signins import purge, sign_ins_of
from guike.platform.settings.services import set_many

pytestmark = [pytest.mark.django_db, pytest.mark.req("IG-09")]
PASSWORD = "violet-Harbour-9"
START = datetime.fromisoformat("2026-11-20T08:00:00+00:00")
WHY = "a test looks"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db: None) -> Caller:
    caller = person("anna", {"lead": ["view", "create"]})
    User.objects.system(reason=WHY).filter(pk=caller.id).update(password=make_password(PASSWORD))
    bump(permission=True)
    begin_versions()
    return caller


@pytest.fixture
def browser(anna: Caller) -> Client:
    """Hers, signed in at START; an hour without input and a day are the limits."""
    set_many({IDLE_MINUTES: 60, MAX_AGE_HOURS: 24}, None)
    client = Client()
    with clock.frozen(START):
        body = json.dumps({"username": "anna", "password": PASSWORD})
        assert client.post("/api/v1/auth/login", body, content_type="application/json").status_code == 200
    return client


def _asked(
    client: Client, minutes: int, idle: str | None = None, path: str = "/auth/alive"
) -> tuple[int, str]:
    """The status and code of a call so many minutes after START, of a page that nobody has touched for `idle` seconds."""
    with clock.frozen(START + timedelta(minutes=minutes)):
        headers = {} if idle is None else {"X-Idle-Seconds": idle}
        answer: Any = client.get(f"/api/v1{path}", headers=headers)
    return answer.status_code, answer.json()["code"] if answer.content and answer.status_code != 200 else ""


def _active_at() -> datetime:
    return SignIn.objects.get().last_seen_at


def _lines() -> list[tuple[int | None, dict[str, Any]]]:
    rows = AuditEntry.objects.system(reason=WHY).filter(action="auth.expired")
    return list(rows.values_list("actor_id", "detail"))


def test_a_browser_that_nobody_touches_is_signed_out(anna: Caller, browser: Client) -> None:
    assert _asked(browser, 59) == (204, "")
    assert _asked(browser, 60) == (401, "auth.idle")
    assert _asked(browser, 60) == (401, "auth.required")
    assert (SignIn.objects.count(), Session.objects.count()) == (0, 0)
    assert _lines() == [(anna.id, {"because": "auth.idle"})]


def test_what_the_page_fetches_by_itself_prolongs_nothing(browser: Client) -> None:
    for minutes in range(1, 60, 7):
        assert _asked(browser, minutes, str(minutes * 60)) == (204, "")
        assert _asked(browser, minutes, path="/notifications")[0] == 200
    assert _active_at() == START
    assert _asked(browser, 60, "3600") == (401, "auth.idle")


def test_a_touch_prolongs_it_by_the_time_since(browser: Client) -> None:
    assert _asked(browser, 50, "600") == (204, "")
    assert _active_at() == START + timedelta(minutes=40)
    assert _asked(browser, 99, "3540") == (204, "")  # another window, touched before: the later touch counts
    assert _active_at() == START + timedelta(minutes=40)
    assert _asked(browser, 100, "0") == (401, "auth.idle")  # a touch comes too late, too


def test_a_touch_is_written_once_in_a_minute(browser: Client) -> None:
    assert _asked(browser, 1, "1") == (204, "")
    assert _active_at() == START
    assert _asked(browser, 1, "0") == (204, "")
    assert _active_at() == START + timedelta(minutes=1)


@pytest.mark.parametrize("told", ["", "-1", "x", "1.5", "²", "9" * 30, "10000001", "-9999999999"])
def test_what_is_no_number_of_seconds_prolongs_nothing(browser: Client, told: str) -> None:
    assert _asked(browser, 30, told) == (204, "")
    assert _active_at() == START


def test_who_is_at_work_all_the_time_is_asked_again_after_the_longest_time(browser: Client) -> None:
    for minutes in range(30, 24 * 60, 30):
        assert _asked(browser, minutes, "0") == (204, "")
    assert _asked(browser, 24 * 60, "0") == (401, "auth.aged")
    assert [detail for _who, detail in _lines()] == [{"because": "auth.aged"}]


def test_a_stricter_limit_holds_at_once_and_a_longer_one_revives_nothing(browser: Client) -> None:
    set_many({IDLE_MINUTES: 5}, None)
    assert _asked(browser, 5) == (401, "auth.idle")
    set_many({IDLE_MINUTES: 600}, None)
    assert _asked(browser, 6, "0") == (401, "auth.required")


def test_a_form_that_comes_too_late_writes_nothing(browser: Client) -> None:
    with clock.frozen(START + timedelta(hours=2)):
        answer: Any = browser.post(
            "/api/v1/records/lead",
            json.dumps({"company": "迟到公司", "name": "迟"}),
            content_type="application/json",
        )
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.idle")
    assert not AuditEntry.objects.system(reason=WHY).filter(action__startswith="lead").exists()


def test_keys_of_programs_are_not_touched_by_idleness(anna: Caller, browser: Client) -> None:
    with clock.frozen(START + timedelta(days=60)):
        assert anna.get("/auth/me").status_code == 200


def test_what_has_run_out_is_neither_listed_nor_kept(anna: Caller, browser: Client) -> None:
    with clock.frozen(START + timedelta(minutes=59)):
        assert len(sign_ins_of(anna.id)) == 1
        assert purge() == 0
    with clock.frozen(START + timedelta(minutes=60)):
        assert sign_ins_of(anna.id) == []
        assert purge() == 1
    assert (SignIn.objects.count(), Session.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("key", "value"),
    [(IDLE_MINUTES, 4), (IDLE_MINUTES, 0), (IDLE_MINUTES, 10_081), (MAX_AGE_HOURS, 0), (MAX_AGE_HOURS, 721)],
)
def test_the_limits_cannot_be_switched_off(key: str, value: int) -> None:
    with pytest.raises(Invalid) as refused:
        set_many({key: value}, None)
    assert [error.field for error in refused.value.errors] == [key]


def test_the_cookie_lasts_as_long_as_the_longest_sign_in(settings: Settings) -> None:
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=AGE_HOURS_MOST)
