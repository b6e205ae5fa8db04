"""Signing in by the company's own provider (OpenID Connect): its settings, and who is meant by what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from guike.kernel import clock
from guike.kernel.casing import fold
from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.text import T
from guike.platform.adapters.outbound import is_opened, url_error
from guike.platform.audit.services import audit
from guike.platform.database.models import Fold
from guike.platform.org.models import ProviderLink, User
from guike.platform.org.queries import user_by_id, user_for_signin
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import PROVIDER, setting

register(
    {
        "oidc.https": T(
            "地址应以 https:// 开头；内网的 http 地址须由运维人员先在服务器上开放",
            "The address begins with https://; an inner one with http:// is opened on the server first",
        )
    }
)


def _issuer_error(value: str) -> FieldError | None:
    if not value:
        return None
    wrong = url_error("", value)
    if wrong is None and not value.startswith("https://") and not is_opened(value):
        return field_error("", "oidc.https")
    return wrong


OIDC_ENABLED = setting(
    "oidc.enabled",
    "boolean",
    False,
    section=PROVIDER,
    label=T("启用公司统一登录", "Sign in by the company's provider"),
    help=T(
        "登录页多一个按钮，用公司的身份系统（OpenID Connect）登录；只认系统里已有的人，不会自动建立用户。请先填好下面各项",
        "The sign-in page gets a button for the company's own identity system (OpenID Connect). It lets in people who are"
        " known here and makes none. Fill in what follows first",
    ),
).key
ISSUER = setting(
    "oidc.issuer",
    "text",
    "",
    section=PROVIDER,
    check=_issuer_error,
    label=T("签发者地址（Issuer）", "Issuer"),
    help=T(
        "身份系统的地址，如 https://id.example.com；其下应有 /.well-known/openid-configuration",
        "The address of the provider, such as https://id.example.com, below which /.well-known/openid-configuration lies",
    ),
).key
CLIENT_ID = setting(
    "oidc.client_id",
    "text",
    "",
    section=PROVIDER,
    label=T("客户端 ID", "Client id"),
    help=T(
        "在身份系统中登记本系统时得到；登记的回调地址是 本系统地址/api/v1/auth/oidc/callback",
        "What the provider gave when this system was registered; the redirect address to register is the address of this"
        " system followed by /api/v1/auth/oidc/callback",
    ),
).key
CLIENT_SECRET = setting(
    "oidc.client_secret",
    "secret",
    "",
    section=PROVIDER,
    label=T("客户端密钥", "Client secret"),
    help=T("保存后不再显示；公共客户端留空", "Never shown again; empty for a public client"),
).key
CLAIM = setting(
    "oidc.claim",
    "choice",
    "email",
    section=PROVIDER,
    is_required=True,
    choices=(
        ("email", T("邮箱相同", "The e-mail address")),
        ("preferred_username", T("用户名相同", "The user name")),
    ),
    label=T("怎样认人", "How people are recognised"),
    help=T(
        "第一次登录时，身份系统给出的邮箱或用户名与哪位在职人员相同就是谁，没有或不止一位时拒绝；以后按身份系统里的账号认，改了邮箱也一样",
        "The first time, who has the e-mail address or the user name that the provider tells; nobody or several are refused."
        " Afterwards the account there counts, whatever its address",
    ),
).key
UNVERIFIED = setting(
    "oidc.unverified",
    "boolean",
    False,
    section=PROVIDER,
    label=T(
        "身份系统不说明邮箱是否验证过时，也按邮箱认人",
        "Trust addresses of which the provider does not say whether they are verified",
    ),
    help=T(
        "只影响第一次登录。身份系统里的邮箱只由公司分配、本人不能自己改时才打开；明确标为未验证的邮箱始终拒绝",
        "For the first sign-in alone. Switch it on where the company itself gives out the addresses and nobody changes his own;"
        " one that is said not to be verified is always refused",
    ),
).key
LABEL = setting(
    "oidc.label",
    "text",
    "公司统一登录",
    section=PROVIDER,
    is_required=True,
    label=T("按钮上的文字", "Words on the button"),
    help=T("显示在登录页上，例如“用企业账号登录”", "They stand on the sign-in page"),
).key
PASSWORDS = setting(
    "oidc.passwords",
    "choice",
    "everybody",
    section=PROVIDER,
    is_required=True,
    choices=(
        ("everybody", T("所有人仍可用密码", "Everybody still may")),
        ("administrators", T("只有系统管理员可用密码", "Administrators alone")),
    ),
    label=T("启用后的密码登录", "Passwords beside it"),
    help=T(
        "系统管理员始终可以用密码登录，以免身份系统出故障时谁也进不来",
        "Administrators always may, so that nobody is locked out when the provider fails",
    ),
).key
OIDC_SECOND_FACTOR = setting(
    "oidc.second_factor",
    "boolean",
    False,
    section=PROVIDER,
    label=T("统一登录后仍要本系统的两步验证", "Ask for the second step of this system, too"),
    help=T(
        "关闭时由身份系统负责多重验证；打开后，在本系统开启了两步验证的人还要输入验证码",
        "When off, the provider sees to further factors; when on, who has a second step here is asked for it as well",
    ),
).key


def is_on() -> bool:
    """Whether the provider is switched on and set up."""
    return bool(settings.get(OIDC_ENABLED) and settings.get(ISSUER) and settings.get(CLIENT_ID))


def passwords_are_for(is_administrator: bool) -> bool:
    """Whether a person signs in with a password here."""
    return is_administrator or not is_on() or settings.get(PASSWORDS) == "everybody"


class Unknown(Exception):
    """Whom the provider names is nobody here, or not for certain; `code` says why, for the audit and the sign-in page."""

    def __init__(self, code: str, user_id: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.user_id = user_id


def person_of(claims: Mapping[str, Any]) -> User:
    """The one active person whom a checked token is about. Unknown otherwise.

    Who came in before is known by the provider's own number for him, whatever his address is there now: who takes over the
    address of another takes over nothing. The first time, address or name tell, and the number is kept.
    """
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    known = ProviderLink.objects.filter(issuer=issuer, subject=subject).first()
    if known is not None:
        user = user_by_id(known.user_id)
        if user is None or not _may_come(user):
            raise Unknown("unknown", known.user_id)
        return user
    user = _named_by(claims)
    try:
        with transaction.atomic():
            ProviderLink.objects.bulk_create(
                [ProviderLink(user_id=user.pk, issuer=issuer, subject=subject, since=clock.now())]
            )
    except IntegrityError as taken:
        raise Unknown("another", user.pk) from taken
    audit(user.pk, "auth.provider_linked", "user", user.pk)
    return user


def _named_by(claims: Mapping[str, Any]) -> User:
    claim = str(settings.get(CLAIM))
    value = claims.get(claim)
    if not isinstance(value, str) or not value.strip() or len(value) > 254:
        raise Unknown("unknown")
    user: User | None
    if claim == "email":
        if claims.get("email_verified", settings.get(UNVERIFIED)) is not True:
            raise Unknown("unverified")
        rows = User.objects.system(reason="sign-in looks a user up by e-mail address")
        named = rows.annotate(folded=Fold(F("email"))).filter(folded=fold(value.strip()), deleted_at=None)
        found: list[User] = list(named.filter(status="active")[:2])
        user = found[0] if len(found) == 1 else None
    else:
        user = user_for_signin(value)
    if user is None or not _may_come(user):
        raise Unknown("unknown")
    return user


def _may_come(user: User) -> bool:
    return user.is_active and user.kind != "integration"


def unlink(user_ids: Iterable[int]) -> int:
    """Forget who these people are at the provider; how many it was known of. They are recognised anew when they next come."""
    return int(ProviderLink.objects.filter(user_id__in=list(user_ids)).delete()[0])
