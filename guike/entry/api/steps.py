"""Signing in, step by step: the password, then a one-time code, or the setting up of what makes codes.

Between the steps the browser has a half-signed session. It names no signed-in user, so no other route knows its caller.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from guike.entry.api.caller import SESSION_SEAL, SESSION_USER, check_csrf, seal
from guike.entry.throttle import counted_guess, locked
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, NotSignedIn, Refusal
from guike.kernel.text import T
from guike.platform.audit.services import audit
from guike.platform.org import provider
from guike.platform.org.factors import has_factor
from guike.platform.org.models import User
from guike.platform.org.passwords import must_change_password
from guike.platform.org.queries import user_by_id
from guike.platform.org.security import must_enroll
from guike.platform.org.signins import locked_user, sign_in_open
from guike.platform.settings import queries as settings

SESSION_HALF = "guike_half"
#: of who came from the company's provider: where one signs out there
SESSION_END = "guike_oidc_end"
PASSWORD_STEPS = ("auth.password_given", "auth.password_old")
HALF_FOR = timedelta(minutes=10)


class SignInRefused(Refusal):
    """The name or the password is wrong; the answer never tells which."""

    status = 401
    messages = {  # noqa: RUF012 - read as a plain mapping
        "auth.wrong": T("用户名或密码不正确", "Wrong user name or password"),
        "auth.by_provider": T(
            "公司已改用统一登录，请点登录页上的统一登录按钮",
            "This company signs in by its own provider; use its button on the sign-in page",
        ),
        "auth.otp_unused": T(
            "此账号没有开启两步验证，请留空", "This account signs in without a code; leave it empty"
        ),
        "auth.otp_wrong": T(
            "验证码不正确或已用过，请输入验证器上的最新一个",
            "Wrong or used code; enter the one that the app shows now",
        ),
        "auth.old_password": T("当前密码不正确", "The current password is wrong"),
    }


class StepNeeded(Refusal):
    """The password is right, and another step is needed before anybody is signed in."""

    status = 401
    messages = {  # noqa: RUF012 - read as a plain mapping
        "auth.otp_needed": T("请输入动态验证码", "Enter the one-time code"),
        "auth.password_given": T(
            "密码是管理员设置的，请先改成只有您自己知道的密码",
            "An administrator has chosen this password; choose one that you alone know first",
        ),
        "auth.password_old": T(
            "密码已超过公司规定的使用期限，请先换一个",
            "The password has been used for as long as the company allows; choose another first",
        ),
        "auth.enroll_needed": T(
            "公司要求两步验证，请先开启", "The company requires two-step sign-in; set it up first"
        ),
    }


def guess(request: HttpRequest, name: str, **credentials: str) -> User | None:
    """Try a password or a code of an account, counted as one guess; None when it is wrong. TooMany after many failures."""
    with counted_guess(request.META["REMOTE_ADDR"], name):
        user = authenticate(request, username=name, **credentials)
    if getattr(request, "axes_locked_out", False):
        raise locked()
    return user if isinstance(user, User) else None


def prove(request: HttpRequest, user: User, password: str, code: str) -> None:
    """Invalid unless the signed-in user gives his password and, when he has a second factor, a code of it."""
    if guess(request, user.username, password=password) is None:
        audit(user.pk, "auth.refused", "user", user.pk, outcome="refused")
        raise Invalid([FieldError("password", "auth.old_password")])
    if has_factor(user.pk) and guess(request, user.username, otp_token=code) is None:
        audit(user.pk, "auth.refused", "user", user.pk, detail={"step": "code"}, outcome="refused")
        raise Invalid([FieldError("code", "auth.otp_wrong")])


def begin(request: HttpRequest, user: User, *, by_provider: bool = False) -> None:
    """The password was right, or the company's provider vouches for him: hold the user in a half-signed session; whoever
    was signed in here before is out."""
    request.session.flush()
    request.session[SESSION_HALF] = {
        "user": user.pk,
        "seal": seal(user.pk, user.password),
        "until": (clock.now() + HALF_FOR).timestamp(),
        "has_given_code": False,
        "by_provider": by_provider,
    }
    rotate_token(request)


def half_signed(request: HttpRequest) -> User:
    """The user of a half-signed session. NotSignedIn without one, after ten minutes, with another password and for a
    closed account; Forbidden for a form of another site's page."""
    held = request.session.get(SESSION_HALF) or {}
    user = user_by_id(held["user"]) if held else None
    if user is None or not user.is_active or clock.now().timestamp() >= held["until"]:
        raise NotSignedIn
    if not hmac.compare_digest(held["seal"], seal(user.pk, user.password)):
        raise NotSignedIn
    check_csrf(request)
    return user


def code_given(request: HttpRequest) -> None:
    """Note in the half-signed session that its user has given a code."""
    request.session[SESSION_HALF] = {**request.session[SESSION_HALF], "has_given_code": True}


def password_renewed(request: HttpRequest, user: User) -> None:
    """Bind the half-signed session to the new password of its user."""
    request.session[SESSION_HALF] = {**request.session[SESSION_HALF], "seal": seal(user.pk, user.password)}


def step_of(user: User, held: dict[str, Any]) -> str:
    """The step that is still to be made, as the code of its refusal; an empty string when there is none."""
    by_provider = bool(held.get("by_provider"))
    if by_provider and not settings.get(provider.OIDC_SECOND_FACTOR):
        return ""
    with_factor = has_factor(user.pk)
    if with_factor and not held.get("has_given_code"):
        return "auth.otp_needed"
    changing = "" if by_provider else must_change_password(user)
    if changing:
        return changing
    return "auth.enroll_needed" if must_enroll(user, with_factor) else ""


def require_step(request: HttpRequest, user: User, *steps: str) -> None:
    """NotSignedIn unless one of these is the step that the half-signed user has to make now."""
    if step_of(user, request.session[SESSION_HALF]) not in steps:
        raise NotSignedIn


def finish(request: HttpRequest, user: User) -> None:
    """Sign the user in when no step is left, else StepNeeded."""
    held = request.session.get(SESSION_HALF) or {}
    step = step_of(user, held)
    if step:
        if SESSION_HALF not in request.session:
            begin(request, user)
        raise StepNeeded(step)
    by_provider = bool(held.get("by_provider"))
    open_session(request, user)
    rotate_token(request)
    user_logged_in.send(sender=User, request=request, user=user)
    audit(user.pk, "auth.login", detail={"by": "provider"} if by_provider else {})


def open_session(request: HttpRequest, user: User) -> None:
    """Open a new session of the user. SignInRefused when his account was closed, or its password changed, since it was
    read."""
    with transaction.atomic():
        now = locked_user(user.pk)
        if now is None or now.password != user.password:
            raise SignInRefused("auth.wrong")
        request.session.pop(SESSION_HALF, None)
        request.session[SESSION_USER] = user.pk
        request.session[SESSION_SEAL] = seal(user.pk, user.password)
        request.session.cycle_key()
        agent = request.META.get("HTTP_USER_AGENT", "")
        sign_in_open(user.pk, str(request.session.session_key), request.META["REMOTE_ADDR"], agent)
