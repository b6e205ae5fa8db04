"""The settings of signing in."""

from __future__ import annotations

from collections.abc import Sequence

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


def needs_second_factor(roles: Sequence[int]) -> bool:
    """Whether a user with these roles must sign in with a second factor."""
    wanted = settings.get(SECOND_FACTOR)
    return wanted == "everybody" or (wanted == "administrators" and bool(administrator_roles() & set(roles)))


def must_enroll(user: User, has_factor: bool) -> bool:
    """Whether the user has to set up a second factor before he does anything else."""
    return not has_factor and needs_second_factor(user.roles)
