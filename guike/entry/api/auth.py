"""Routes for signing in and out, changing one's password, and the signed-in user."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router
from pydantic import Field

from guike.entry.api.answers import Form, empty_answer, json_answer
from guike.entry.api.caller import SESSION_SEAL, bearer, check_origin, request_locale, seal
from guike.entry.api.helping import end as end_help
from guike.entry.api.steps import (
    PASSWORD_STEPS,
    SESSION_END,
    SESSION_HALF,
    SignInRefused,
    begin,
    code_given,
    finish,
    guess,
    half_signed,
    password_renewed,
    require_step,
)
from guike.kernel.errors import FieldError, Forbidden, Invalid, NotSignedIn
from guike.kernel.text import LOCALES
from guike.platform.access.actor import Actor, actor_of
from guike.platform.access.context import Context
from guike.platform.audit.services import audit
from guike.platform.currency.queries import all_minor_units
from guike.platform.exchange.guard import marked
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import format_instant
from guike.platform.org import provider
from guike.platform.org.assistance import AssistanceRefused
from guike.platform.org.factors import has_factor
from guike.platform.org.models import SignIn, User
from guike.platform.org.passwords import password_errors, password_rules, password_stored
from guike.platform.org.provider import passwords_are_for
from guike.platform.org.queries import (
    anybody_can_sign_in,
    begin_versions,
    bump,
    directory,
    signin_name,
    user_by_id,
    user_for_signin,
)
from guike.platform.org.signins import access_end, sign_ins_end
from guike.platform.settings import queries as settings

router = Router(tags=["auth"])

#: logins of the demo company, shown on its sign-in page: (username, zh, en)
DEMO_LOGINS = (
    ("admin", "系统管理员", "Administrator"),
    ("marketing1", "市场专员", "Marketing specialist"),
    ("pooladmin1", "线索池管理员", "Pool administrator"),
    ("sales1", "销售（分公司一）", "Sales, branch 1"),
    ("sales3", "销售（分公司一）", "Sales, branch 1"),
    ("sales2", "销售（分公司二）", "Sales, branch 2"),
    ("manager1", "分公司一经理", "Head of branch 1"),
    ("manager2", "分公司二经理", "Head of branch 2"),
    ("director1", "产品线总监", "Product line director"),
    ("product1", "产品管理员", "Product administrator"),
    ("finance1", "财务", "Finance"),
    ("shipper1", "发货员", "Shipping"),
    ("warehouse1", "仓库管理员", "Warehouse"),
    ("service1", "客服", "Service"),
)
DEMO_PASSWORD = "guike-demo"  # noqa: S105 - shown on the sign-in page of the demo company


class Login(Form):
    username: str = Field(max_length=100)
    password: str = Field(max_length=1000)
    otp: str | None = Field(default=None, max_length=20)


class NewPassword(Form):
    new_password: str = Field(max_length=1000)


class PasswordChange(Form):
    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


def describe_me(ctx: Context) -> dict[str, Any]:
    """The signed-in user as GET /auth/me shows him."""
    actor = ctx.actor
    names = ctx.actor.permissions.keys()
    objects = catalogue().objects
    permissions = {
        name: sorted(
            op for op in {*spec.operations, *(a.permission for a in spec.actions)} if ctx.can(name, op)
        )
        for name, spec in objects.items()
        if not spec.is_line and (name in names or "*" in names)
    }
    unit = directory().unit_name(actor.department_id)
    return {
        "id": actor.user_id,
        "username": actor.username,
        "name": actor.name,
        "kind": actor.kind,
        "email": actor.email,
        "mobile": actor.mobile,
        "locale": actor.locale or settings.get("company.locale"),
        "timezone": actor.timezone or settings.get("company.timezone"),
        "department": {"id": actor.department_id, "name": unit} if actor.department_id else None,
        "roles": [{"id": i, "name": n} for i, n in zip(actor.role_ids, actor.role_names, strict=True)],
        "permissions": {name: ops for name, ops in permissions.items() if ops},
        "is_administrator": actor.is_administrator,
        "helper": {"name": ctx.helper.name, "until": format_instant(ctx.helper.until)}
        if ctx.helper
        else None,
        "company": {
            "name": settings.get("company.name"),
            "currency": settings.get("company.base_currency"),
            "minor_units": all_minor_units(),
            "timezone": settings.get("company.timezone"),
            "is_demo": settings.get("company.is_demo"),
            "watermark": marked(),
        },
    }


@router.get("/config", auth=None)
def config(request: HttpRequest) -> HttpResponse:
    """The data of the sign-in page; `is_new`: the company has nobody who can sign in yet."""
    is_demo = bool(settings.get("company.is_demo"))
    english = request_locale(request, None) == "en"
    logins = (
        [{"username": name, "label": en if english else zh} for name, zh, en in DEMO_LOGINS]
        if is_demo
        else []
    )
    get_token(request)
    return json_answer(
        {
            "is_demo": is_demo,
            "is_new": not anybody_can_sign_in(),
            "company": settings.get("company.name"),
            "locales": list(LOCALES),
            "demo_logins": logins,
            "demo_password": DEMO_PASSWORD if is_demo else None,
            "provider": str(settings.get(provider.LABEL)) if provider.is_on() else None,
            "password_rules": [rule.get(request_locale(request, None)) for rule in password_rules()],
        }
    )


@router.post("/login", auth=None)
def login(request: HttpRequest, payload: Login) -> HttpResponse:
    """Open a browser session. 401 auth.wrong; 429 after too many failures; 403 for a form of another site's page. 401
    auth.otp_needed and auth.enroll_needed open a half-signed session that can only make this step. 422 for a code of an
    account that has none."""
    check_origin(request)
    begin_versions()
    known = user_for_signin(payload.username)
    # The throttle counts one account under one name, whatever the spelling.
    name = known.username if known else signin_name(payload.username)[:200] or "?"
    user = guess(request, name, password=payload.password)
    actor: Actor | None = actor_of(user.pk) if user else None
    if user is None or actor is None:
        audit(None, "auth.refused", detail={"username": payload.username[:100]}, outcome="refused")
        raise SignInRefused("auth.wrong")
    if not passwords_are_for(actor.is_administrator):
        audit(user.pk, "auth.refused", "user", user.pk, detail={"step": "provider"}, outcome="refused")
        raise SignInRefused("auth.by_provider")
    request.session.pop(SESSION_HALF, None)  # of another try
    if not payload.otp:
        finish(request, user)
    elif has_factor(user.pk):
        begin(request, user)
        take_code(request, user, payload.otp)
    else:
        raise Invalid([FieldError("otp", "auth.otp_unused")])
    return json_answer(describe_me(Context(actor, request_locale(request, actor))))


def take_code(request: HttpRequest, user: User, code: str) -> None:
    """The second step of a half-signed user. SignInRefused for a wrong code; he stays half-signed."""
    if guess(request, user.username, otp_token=code) is None:
        audit(user.pk, "auth.refused", "user", user.pk, detail={"step": "code"}, outcome="refused")
        raise SignInRefused("auth.otp_wrong", field="code")
    if request.META.get("guike.code") == "recovery":
        audit(user.pk, "auth.recovery_code", "user", user.pk)
    code_given(request)
    finish(request, user)


@router.post("/login/password", auth=None)
def login_password(request: HttpRequest, payload: NewPassword) -> HttpResponse:
    """Signing in: a new password in place of one that an administrator gave, or that was used too long. 422 with what is
    wrong with it."""
    user = half_signed(request)
    require_step(request, user, *PASSWORD_STEPS)
    check_new_password(payload.new_password, user, "new_password")
    with transaction.atomic():
        set_password(user, payload.new_password)
        access_end([user.pk])
        audit(user.pk, "auth.password", "user", user.pk)
    password_renewed(request, user)
    finish(request, user)
    return empty_answer()


@router.post("/logout")
def logout(request: HttpRequest) -> HttpResponse:
    """End the browser session; also while one acts as somebody else. 200 with `end_session`, where one signs out at the company's
    provider, for who came from there; else 204."""
    ctx = unlimited(request)
    end = "" if bearer(request) else str(request.session.get(SESSION_END) or "")
    if ctx.helper is not None:
        end_help(request, ctx.helper.id, "signed out")
    if not bearer(request):
        sign_ins_end(SignIn.objects.filter(session_key=request.session.session_key))
        request.session.flush()
        audit(ctx.helper.id if ctx.helper else ctx.user_id, "auth.logout")
    return json_answer({"end_session": end}) if end else empty_answer()


def unlimited(request: HttpRequest) -> Context:
    """The caller; refused for a token with limited scopes."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    if ctx.token_scopes is not None:
        raise Forbidden("access.no_permission")
    return ctx


def in_person(request: HttpRequest) -> Context:
    """The caller; refused for a token with limited scopes, and while somebody acts as him."""
    ctx = unlimited(request)
    if ctx.helper is not None:
        raise AssistanceRefused("assist.closed")
    return ctx


@router.post("/password")
def change_password(request: HttpRequest, payload: PasswordChange) -> HttpResponse:
    """Change the caller's own password; guesses at the old one count like those of signing in. All his other sessions and all his API keys end."""
    ctx = in_person(request)
    user = user_by_id(ctx.person_id)
    if user is None:
        raise NotSignedIn
    if guess(request, user.username, password=payload.old_password) is None:
        audit(user.pk, "auth.refused", "user", user.pk, outcome="refused")
        raise Invalid([FieldError("old_password", "auth.old_password")])
    check_new_password(payload.new_password, user, "new_password")
    with transaction.atomic():
        give_password(request, user, payload.new_password)
    reseal(request, user)
    return empty_answer()


def give_password(request: HttpRequest, user: User, password: str) -> None:
    """Store the caller's new password and end all his other sessions and API keys. Call `reseal` after the commit."""
    here = "" if bearer(request) else str(request.session.session_key)
    set_password(user, password)
    access_end([user.pk], but_session=here)
    audit(user.pk, "auth.password")


def reseal(request: HttpRequest, user: User) -> None:
    """Bind this session to the user's new password, so that it stays open."""
    if not bearer(request):
        request.session[SESSION_SEAL] = seal(user.pk, user.password)


def check_new_password(password: str, user: User, field: str) -> None:
    """Invalid with all that is wrong with it."""
    errors = password_errors(password, user, field)
    if errors:
        raise Invalid(errors)


def set_password(user: User, password: str) -> None:
    """Store a new password and drop the caches of rights, which contain a mark of the password."""
    user.password = make_password(password)
    User.objects.system(reason="a user's own password").filter(pk=user.pk).update(password=user.password)
    password_stored([user], user.pk)
    bump(permission=True)


@router.get("/me")
def me(request: HttpRequest) -> HttpResponse:
    """The signed-in user, his roles and function permissions."""
    get_token(request)
    return json_answer(describe_me(request.auth))  # type: ignore[attr-defined]


@router.get("/alive")
def alive(request: HttpRequest) -> HttpResponse:
    """The page tells by this call that somebody is at it, and learns whether the sign-in still stands. 204."""
    unlimited(request)
    return empty_answer()
