"""What a password has to be, and when it must be changed before anything else (IG-09)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from pytest_django import Settings

from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.kernel.errors import Invalid
from guike.platform.audit.models import AuditEntry
from guike.platform.org.models import ApiToken, SignIn, User, UserPassword
from guike.platform.org.passwords import DAYS, HISTORY, KINDS, LENGTH, kind_of, shape_errors
from guike.platform.org.queries import begin_versions, bump
from guike.platform.settings.services import set_many

pytestmark = [pytest.mark.django_db, pytest.mark.req("IG-09")]
PASSWORD, OTHER, THIRD = "violet-Harbour-9", "indigo-Meadow-4", "amber-Window-77"
WHY = "a test looks"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def boss(db: None) -> Caller:
    return person("boss", is_administrator=True)


@pytest.fixture
def anna(db: None) -> Caller:
    caller = person("anna", {"lead": ["view"]}, email="riverside@example.com")
    User.objects.system(reason=WHY).filter(pk=caller.id).update(
        name="Anna Winterbourne", password=make_password(PASSWORD)
    )
    bump(permission=True)
    begin_versions()
    return caller


class Browser:
    """A browser as our page uses it; it says everything in English."""

    def __init__(self) -> None:
        self.client = Client(headers={"Accept-Language": "en"})

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1/auth{path}", json.dumps(body), content_type="application/json")

    def sign_in(self, password: str, username: str = "anna") -> tuple[int, str]:
        return self.said(self.post("/login", {"username": username, "password": password}))

    def choose(self, password: str) -> tuple[int, str]:
        return self.said(self.post("/login/password", {"new_password": password}))

    def is_in(self) -> bool:
        answer: Any = self.client.get("/api/v1/auth/me")
        return bool(answer.status_code == 200)

    @staticmethod
    def said(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json().get("code", "") if answer.content else ""


def _refused(caller: Caller, password: str, language: str = "en") -> list[tuple[str, str]]:
    """The codes and words with which a new password of hers is refused."""
    before = User.objects.system(reason=WHY).get(pk=caller.id).password
    caller._client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    answer: Any = caller.post("/auth/password", {"old_password": PASSWORD, "new_password": password})
    assert answer.status_code == 422
    assert User.objects.system(reason=WHY).get(pk=caller.id).password == before
    assert {error["field"] for error in answer.json()["errors"]} == {"new_password"}
    return [(error["code"], error["message"]) for error in answer.json()["errors"]]


def test_a_refusal_says_all_that_is_missing_in_both_languages(anna: Caller) -> None:
    set_many({LENGTH: 12, KINDS: 3}, None)
    assert _refused(anna, "plainest") == [
        ("password.too_short", "The password needs at least 12 characters"),
        (
            "password.kinds",
            "The password needs 3 kinds of characters; it may also have: capitals, digits, signs or characters of other"
            " scripts",
        ),
    ]
    assert _refused(anna, "plainest", "zh-CN") == [
        ("password.too_short", "密码至少 12 个字符"),
        ("password.kinds", "密码至少要有 3 类字符，还可以加上：大写字母、数字、符号或汉字"),
    ]


@pytest.mark.parametrize(
    "password",
    ["xx-ANNA-winter-1", "riverside-4711", "Anna Winterbourne!", "4711-anna-4711", "winterbourne-anna"],
)
def test_the_names_of_the_person_are_no_password(anna: Caller, password: str) -> None:
    assert [code for code, _words in _refused(anna, password)] == ["password.too_similar"]


@pytest.mark.parametrize("password", ["password1", "iloveyou1", "Qwerty123", "1q2w3e4r5t"])
def test_a_well_known_password_is_refused(anna: Caller, password: str) -> None:
    assert [code for code, _words in _refused(anna, password)] == ["password.too_common"]


def test_the_last_passwords_are_not_used_again(anna: Caller) -> None:
    set_many({HISTORY: 2}, None)
    assert _refused(anna, PASSWORD) == [
        ("password.used_before", "It is one of the last 2 passwords; choose another")
    ]
    browser = Browser()
    now = PASSWORD
    for following in (OTHER, THIRD):
        assert browser.sign_in(now)[0] == 200
        answer = browser.post("/password", {"old_password": now, "new_password": following})
        assert answer.status_code == 204
        now = following
    answer = browser.post("/password", {"old_password": THIRD, "new_password": OTHER})
    assert [error["code"] for error in answer.json()["errors"]] == ["password.used_before"]
    assert browser.post("/password", {"old_password": THIRD, "new_password": PASSWORD}).status_code == 204
    assert not any(PASSWORD in row.hash for row in UserPassword.objects.all())


def test_no_more_former_passwords_are_kept_than_are_compared(anna: Caller, boss: Caller) -> None:
    for number in range(27):
        answer = boss.post(
            f"/records/user/{anna.id}/actions/reset_password", {"password": f"violet-Harbour-{number}!"}
        )
        assert answer.status_code == 200
    assert UserPassword.objects.filter(user_id=anna.id).count() == 24


def test_who_was_given_a_password_chooses_his_own_before_anything_else(boss: Caller, anna: Caller) -> None:
    answer = boss.post(f"/records/user/{anna.id}/actions/reset_password", {"password": OTHER})
    assert answer.status_code == 200
    browser = Browser()
    assert browser.sign_in(OTHER) == (401, "auth.password_given")
    assert not browser.is_in()
    assert browser.choose("short") == (422, "invalid")
    assert browser.choose(OTHER) == (422, "invalid")
    assert not browser.is_in()
    assert browser.choose(THIRD) == (204, "")
    assert browser.is_in()
    assert browser.choose(PASSWORD) == (401, "auth.required")  # the step is made once
    assert Browser().sign_in(THIRD) == (200, "")
    assert Browser().sign_in(OTHER) == (401, "auth.wrong")
    lines = AuditEntry.objects.system(reason=WHY).filter(actor_id=anna.id).exclude(outcome="refused")
    assert list(lines.order_by("id").values_list("action", flat=True)) == [
        "auth.password",
        "auth.login",
        "auth.login",
    ]


def test_a_new_person_changes_the_password_with_which_he_was_made(boss: Caller) -> None:
    made: Any = boss.post(
        "/records/user", {"username": "newcomer", "name": "Newcomer Ng", "password": PASSWORD}
    )
    assert made.status_code == 201
    browser = Browser()
    assert browser.sign_in(PASSWORD, "newcomer") == (401, "auth.password_given")
    assert browser.choose(OTHER) == (204, "")
    assert browser.is_in()


def test_who_chose_it_himself_need_not_change_it(boss: Caller) -> None:
    answer = boss.post(f"/records/user/{boss.id}/actions/reset_password", {"password": OTHER})
    assert answer.status_code == 200
    assert Browser().sign_in(OTHER, "boss") == (200, "")


def test_after_its_days_it_is_changed_at_the_next_sign_in(anna: Caller) -> None:
    set_many({DAYS: 10}, None)
    now = clock.now()
    with clock.frozen(now):
        browser = Browser()
        assert browser.sign_in(PASSWORD) == (200, "")
        assert browser.post("/password", {"old_password": PASSWORD, "new_password": OTHER}).status_code == 204
    with clock.frozen(now + timedelta(days=10, seconds=-1)):
        assert Browser().sign_in(OTHER) == (200, "")
    with clock.frozen(now + timedelta(days=10)):
        late = Browser()
        assert late.sign_in(OTHER) == (401, "auth.password_old")
        assert not late.is_in()
        assert late.choose(THIRD) == (204, "")
        assert late.is_in()
        assert Browser().sign_in(THIRD) == (200, "")


def test_a_password_that_must_be_changed_opens_nothing_and_ends_no_key(anna: Caller, boss: Caller) -> None:
    set_many({DAYS: 1}, None)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert Browser().sign_in(PASSWORD) == (401, "auth.password_old")
        assert SignIn.objects.count() == 0
        assert anna.get("/auth/me").status_code == 200
        assert ApiToken.objects.filter(user_id=anna.id, revoked_at=None).count() == 1


def test_the_page_says_beforehand_what_a_password_has_to_be(db: None) -> None:
    set_many({LENGTH: 10, KINDS: 2}, None)
    for language, rules in (
        ("en", ["At least 10 characters", "At least 2 of lower-case letters, capitals, digits and other characters",
                "Not a well-known one, and without your login, name or e-mail address", "None of your last 3 passwords"]),
        ("zh-CN", ["至少 10 个字符", "小写字母、大写字母、数字、其他字符中至少 2 类", "不是常见密码，不含用户名、姓名或邮箱", "不同于最近 3 个密码"]),
    ):  # fmt: skip
        answer: Any = Client(headers={"Accept-Language": language}).get("/api/v1/auth/config")
        assert answer.json()["password_rules"] == rules


@pytest.mark.parametrize(
    ("key", "value"),
    [(LENGTH, 7), (LENGTH, 65), (KINDS, 0), (KINDS, 5), (HISTORY, 0), (HISTORY, 25), (DAYS, -1)],
)
def test_a_policy_stays_within_reason(key: str, value: int) -> None:
    with pytest.raises(Invalid) as refused:
        set_many({key: value}, None)
    assert [error.field for error in refused.value.errors] == [key]


def test_kinds_are_told_in_any_width() -> None:
    letters = "aZ7- 密Ａｂ９é"
    assert [kind_of(letter) for letter in letters] == [
        "lower", "upper", "digit", "other", "other", "other", "upper", "lower", "digit", "other",
    ]  # fmt: skip


def test_a_short_name_may_stand_in_a_password_by_chance() -> None:
    assert shape_errors("linden-Tree-3", ["li", "", "林"], length=8, kinds=1, field="p") == []
    assert [e.code for e in shape_errors("李明-linden-3", ["李明"], length=8, kinds=1, field="p")] == [
        "password.too_similar"
    ]
