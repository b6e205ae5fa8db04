"""Signing in as somebody else, to help him: whether a company allows it, and whether the person does."""

from __future__ import annotations

from datetime import datetime, timedelta

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.text import T
from guike.platform.org.models import AssistPermit
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import SECURITY, setting

ASSISTANCE = setting(
    "security.assistance",
    "choice",
    "off",
    section=SECURITY,
    is_required=True,
    choices=(
        ("off", T("不允许", "Nobody may")),
        ("permitted", T("本人允许后", "If the person permits it")),
        ("always", T("无需本人允许", "Without being permitted")),
    ),
    label=T("管理员以他人身份登录", "Administrators sign in as somebody else"),
    help=T(
        "系统管理员为解决问题，以某人的身份登录，最长 60 分钟，须写明原因；本人会收到提醒，期间的每一笔都注明由谁代为操作。"
        "不能代为审批、导入导出、改密码和密钥",
        "Administrators may act as a person for an hour at most, to find out what is wrong, and say why. The person is told,"
        " and all that is done is marked. Approvals, imports, exports, passwords and keys stay closed",
    ),
).key

#: so long one assistance lasts, and so far ahead a person permits them
LONGEST = timedelta(minutes=60)
PERMITTED_AHEAD = timedelta(days=30)


class AssistanceRefused(Refusal):
    """Nobody is signed in as this person, or not for this."""

    status = 403
    messages = {  # noqa: RUF012 - read as a plain mapping
        "assist.off": T(
            "公司没有开放“以他人身份登录”，可在“登录安全”中开放",
            "The company does not allow signing in as somebody else; a setting opens it",
        ),
        "assist.himself": T("这就是您本人", "This is yourself"),
        "assist.administrator": T("不能以系统管理员的身份登录", "Nobody signs in as an administrator"),
        "assist.not_internal": T(
            "只能以内部人员的身份登录", "Only people of the company are helped in this way"
        ),
        "assist.not_permitted": T(
            "此人还没有允许；请他在“个人账号”中打开“允许管理员协助”",
            "The person has not permitted it; ask him to do so on the page of his account",
        ),
        "assist.over": T(
            "代为操作的时间已到，您已回到自己的身份", "The time is over; you are yourself again"
        ),
        "assist.until": T("请选择以后 30 天以内的时间", "Choose a moment within the next 30 days"),
        "assist.closed": T(
            "代他人操作时不能做这件事，请由本人来做",
            "Not while acting for somebody else; the person does this himself",
        ),
    }


def refusal_of(mode: str, *, is_himself: bool, is_administrator: bool, kind: str, is_permitted: bool) -> str:
    """Why an administrator may not act as a person, as a code; "" when he may."""
    if mode == "off":
        return "assist.off"
    if is_himself:
        return "assist.himself"
    if is_administrator:
        return "assist.administrator"
    if kind != "internal":
        return "assist.not_internal"
    return "" if mode == "always" or is_permitted else "assist.not_permitted"


def assistance_mode() -> str:
    """off | permitted | always"""
    return str(settings.get(ASSISTANCE))


def permitted_until(user_id: int) -> datetime | None:
    """Until when the person permits it; None when he does not, or no longer."""
    rows = AssistPermit.objects.filter(user_id=user_id, until__gt=clock.now())
    return rows.values_list("until", flat=True).first()


def permit(user_id: int, until: datetime | None) -> None:
    """The person permits it until then, or no longer. Call in a transaction."""
    AssistPermit.objects.filter(user_id=user_id).delete()
    if until is not None:
        AssistPermit.objects.bulk_create([AssistPermit(user_id=user_id, until=until)])
