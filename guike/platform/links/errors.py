"""Refusals of public links. Whether a link is unknown, over or withdrawn is never told apart."""

from __future__ import annotations

from guike.kernel.errors import Conflict, NotFound, register
from guike.kernel.text import T

register(
    {
        "link.gone": T(
            "此链接无效或已过期，请向发送者索取新的链接",
            "This link is not valid or has expired; ask its sender for a new one",
        ),
    },
    status=NotFound.status,
)
register(
    {
        "link.many": T(
            "一条记录最多 {max} 个有效链接，请先撤回不再使用的",
            "At most {max} links of one record; withdraw those no longer used",
        ),
    },
    status=Conflict.status,
)
register(
    {
        "link.purpose": T("没有这种用途的链接：{value}", "There are no links for this: {value}"),
        "link.days": T("有效期为 1 到 {max} 天", "A link is valid for 1 to {max} days"),
        "link.verb": T(
            "这里不能这样回复，请重新打开链接", "This cannot be answered here; open the link again"
        ),
        "link.row": T("没有这一行，请重新打开链接", "There is no such line; open the link again"),
    }
)


class LinkGone(NotFound):
    """The one answer to whoever holds no valid link."""

    def __init__(self) -> None:
        super().__init__("link.gone")
