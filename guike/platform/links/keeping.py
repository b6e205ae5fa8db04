"""For how long links are kept that nobody can open any more, and what the audit says of them."""

from __future__ import annotations

from datetime import datetime

from guike.kernel.text import T
from guike.platform.audit.actions import Part, action, declare_actions
from guike.platform.links.models import PublicLink
from guike.platform.retention.registry import keep

_PURPOSE = Part("purpose", T("用途", "Purpose"))


def purge(before: datetime, most: int) -> int:
    """Remove links that ended before this, `most` of them; how many."""
    ids = list(
        PublicLink.objects.filter(expires_at__lt=before)
        .order_by("expires_at")
        .values_list("pk", flat=True)[:most]
    )
    PublicLink.objects.filter(pk__in=ids).delete()
    return len(ids)


def declare() -> None:
    """Declare what is audited and what is removed."""
    declare_actions(
        {
            "link.created": action("生成公开链接", "Public link made", _PURPOSE, Part("until", T("有效至", "Valid until"), "instant")),
            "link.withdrawn": action("撤回公开链接", "Public link withdrawn", _PURPOSE),
            "link.answered": action(
                "通过链接回复", "Answered by link", _PURPOSE, Part("answer", T("回复", "Answer")), Part("name", T("姓名", "Name"))
            ),
        }
    )  # fmt: skip
    keep(
        "public_links",
        T("公开链接", "Public links"),
        T("失效的链接：何时发出、打开几次、谁回复过", "Links that are over: when they were made, how often they were opened, who answered"),
        PublicLink.objects.all,
        "expires_at",
        purge,
        days=400,
    )  # fmt: skip
