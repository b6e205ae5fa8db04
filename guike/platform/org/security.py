"""The settings of signing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from guike.kernel.text import T
from guike.platform.org.models import User
from guike.platform.org.queries import administrator_roles
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import SECURITY, setting

SECOND_FACTOR = setting(
    "security.second_factor",
    "choice",
    "voluntary",
    section=SECURITY,
    is_required=True,
    choices=(
        ("voluntary", T("自愿", "Voluntary")),
        ("administrators", T("系统管理员必须", "Required of administrators")),
        ("everybody", T("所有人必须", "Required of everybody")),
    ),
    label=T("两步验证", "Two-step sign-in"),
    help=T(
        "登录时除密码外，还要输入手机验证器上的动态验证码。必须而尚未开启的人，下次登录时先开启才能继续；已登录的不受影响",
        "Signing in takes a one-time code of an authenticator app besides the password. Whoever must have it and has not"
        " sets it up at the next sign-in; open sign-ins go on",
    ),
).key

#: the cookie in the browser lasts as long (SESSION_COOKIE_AGE)
AGE_HOURS_MOST = 30 * 24

IDLE_MINUTES = setting(
    "security.idle_minutes",
    "integer",
    480,
    section=SECURITY,
    # Who reads a page may need some minutes for it; a week is the longest that still notices a lost laptop.
    minimum=5,
    maximum=7 * 24 * 60,
    is_required=True,
    label=T("无操作自动退出（分钟）", "Signed out when idle (minutes)"),
    help=T(
        "在浏览器里这么久没有键盘、鼠标或触摸操作，就要重新输入密码；页面自动刷新不算操作，正在填写的内容会保留。修改后对已登录的人立即生效，程序密钥不受影响",
        "After this time without a key, a click or a touch in the browser the password is asked for again; what the page"
        " fetches by itself does not count, and what was typed stays. A change holds for open sign-ins at once; keys of"
        " programs are not affected",
    ),
).key
MAX_AGE_HOURS = setting(
    "security.max_age_hours",
    "integer",
    14 * 24,
    section=SECURITY,
    minimum=1,
    maximum=AGE_HOURS_MOST,
    is_required=True,
    label=T("登录最长有效期（小时）", "Longest sign-in (hours)"),
    help=T(
        "登录满这么久，即使一直在用也要重新输入密码；修改后对已登录的人立即生效",
        "After this time the password is asked for again, even of somebody at work; a change holds for open sign-ins at"
        " once",
    ),
).key


def idle_limit() -> timedelta:
    """So long a sign-in stays open without anybody at the browser."""
    return timedelta(minutes=settings.get(IDLE_MINUTES))


def age_limit() -> timedelta:
    """So long a sign-in stays open at all."""
    return timedelta(hours=settings.get(MAX_AGE_HOURS))


def session_end(created_at: datetime, active_at: datetime) -> tuple[datetime, str]:
    """When a sign-in ends if nobody touches the browser again, and the code of the refusal from then on."""
    idle, aged = active_at + idle_limit(), created_at + age_limit()
    return (idle, "auth.idle") if idle <= aged else (aged, "auth.aged")


def needs_second_factor(roles: Sequence[int]) -> bool:
    """Whether a user with these roles must sign in with a second factor."""
    wanted = settings.get(SECOND_FACTOR)
    return wanted == "everybody" or (wanted == "administrators" and bool(administrator_roles() & set(roles)))


def must_enroll(user: User, has_factor: bool) -> bool:
    """Whether the user has to set up a second factor before he does anything else."""
    return not has_factor and needs_second_factor(user.roles)
