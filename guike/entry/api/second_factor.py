"""Routes of the second factor: the steps of a half-signed session, and setting up, renewing and ending one's own."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, empty_answer, json_answer
from guike.entry.api.auth import describe_me, in_person, take_code
from guike.entry.api.caller import bearer, request_locale
from guike.entry.api.steps import code_given, finish, half_signed, prove, require_step
from guike.kernel.errors import FieldError, Invalid, NotSignedIn, Refusal
from guike.kernel.text import T
from guike.kernel.totp import otpauth_uri
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.metadata.types import format_instant
from guike.platform.org.factors import (
    factor_begin,
    factor_confirm,
    factor_end,
    factor_state,
    recovery_renew,
)
from guike.platform.org.models import SignIn, User
from guike.platform.org.queries import user_by_id
from guike.platform.org.security import needs_second_factor
from guike.platform.org.signins import sign_ins_end
from guike.platform.settings import queries as settings

router = Router(tags=["auth"])


class SecondFactorRefused(Refusal):
    """The second factor does not stand so that this can be done."""

    status = 409
    messages = {  # noqa: RUF012 - read as a plain mapping
        "auth.otp_required": T(
            "公司要求您使用两步验证，不能关闭；换手机时请重新开启",
            "The company requires your two-step sign-in, so it stays; set it up again for another phone",
        ),
        "auth.otp_none": T("两步验证没有开启", "Two-step sign-in is not set up"),
    }


class Code(Form):
    code: str = Field(max_length=50)


class Proof(Form):
    password: str = Field(max_length=1000)
    code: str = Field(default="", max_length=50)


def _himself(request: HttpRequest) -> User:
    user = user_by_id(in_person(request).person_id)
    if user is None:
        raise NotSignedIn
    return user


def _begun(user: User) -> HttpResponse:
    secret = factor_begin(user.pk)
    if secret is None:
        raise NotSignedIn
    uri = otpauth_uri(secret, str(settings.get("company.name")), user.username)
    return json_answer({"secret": secret, "uri": uri})


def _confirmed(user: User, code: str, here: str) -> list[str]:
    """Take the app into use; all other sign-ins end, because they were opened without it."""
    with transaction.atomic():
        codes = factor_confirm(user.pk, code)
        if codes is not None:
            sign_ins_end(SignIn.objects.filter(user_id=user.pk).exclude(session_key=here))
            audit(user.pk, "auth.second_factor_on", "user", user.pk)
    if codes is None:
        raise Invalid([FieldError("code", "auth.otp_wrong")])
    return codes


@router.post("/login/code", auth=None)
def login_code(request: HttpRequest, payload: Code) -> HttpResponse:
    """The second step of signing in: a code of the app, or a recovery code. 401 auth.otp_wrong."""
    user = half_signed(request)
    require_step(request, user, "auth.otp_needed")
    take_code(request, user, payload.code)
    actor = actor_of(user.pk)
    if actor is None:
        raise NotSignedIn
    return json_answer(describe_me(Context(actor, request_locale(request, actor))))


@router.post("/login/enroll", auth=None)
def login_enroll(request: HttpRequest) -> HttpResponse:
    """The secret of a user who must set up a second factor before he is signed in."""
    user = half_signed(request)
    require_step(request, user, "auth.enroll_needed")
    return _begun(user)


@router.post("/login/confirm", auth=None)
def login_confirm(request: HttpRequest, payload: Code) -> HttpResponse:
    """The first code of a user who had to set up a second factor: he is signed in, and sees his recovery codes once."""
    user = half_signed(request)
    require_step(request, user, "auth.enroll_needed")
    codes = _confirmed(user, payload.code, "")
    code_given(request)
    finish(request, user)
    return json_answer({"recovery_codes": codes})


@router.get("/otp")
def get_factor(request: HttpRequest) -> HttpResponse:
    """Whether one signs in with a second factor, and whether one must."""
    user = _himself(request)
    state = factor_state(user.pk)
    return json_answer(
        {
            "is_on": state.since is not None,
            "since": format_instant(state.since),
            "recovery_left": state.recovery_left,
            "is_required": needs_second_factor(user.roles),
        }
    )


@router.post("/otp/enroll")
def enroll(request: HttpRequest, payload: Proof) -> HttpResponse:
    """A new secret, shown once, which waits for its first code. What is in use stays until then."""
    user = _himself(request)
    prove(request, user, payload.password, payload.code)
    return _begun(user)


@router.post("/otp/confirm")
def confirm(request: HttpRequest, payload: Code) -> HttpResponse:
    """Take the new secret into use by its first code. The recovery codes are shown once; other sign-ins end."""
    user = _himself(request)
    here = "" if bearer(request) else str(request.session.session_key)
    return json_answer({"recovery_codes": _confirmed(user, payload.code, here)})


@router.post("/otp/recovery")
def renew_recovery(request: HttpRequest, payload: Proof) -> HttpResponse:
    """New recovery codes in place of all before, shown once."""
    user = _himself(request)
    _require_factor(user)
    prove(request, user, payload.password, payload.code)
    with transaction.atomic():
        codes = recovery_renew(user.pk)
        audit(user.pk, "auth.recovery_codes", "user", user.pk)
    return json_answer({"recovery_codes": codes})


@router.post("/otp/disable")
def disable(request: HttpRequest, payload: Proof) -> HttpResponse:
    """Sign in by the password alone again. 409 while the company requires a second factor. 204."""
    user = _himself(request)
    _require_factor(user)
    if needs_second_factor(user.roles):
        raise SecondFactorRefused("auth.otp_required")
    prove(request, user, payload.password, payload.code)
    with transaction.atomic():
        factor_end([user.pk])
        audit(user.pk, "auth.second_factor_off", "user", user.pk)
    return empty_answer()


def _require_factor(user: User) -> None:
    if factor_state(user.pk).since is None:
        raise SecondFactorRefused("auth.otp_none")
