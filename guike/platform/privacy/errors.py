"""Refusals of privacy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, TooMany, register
from guike.kernel.text import T, Text


class NotMasked(Refusal):
    """There is nothing to reveal."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "privacy.not_masked": T(
            "“{field}”对您没有脱敏，直接查看即可", "“{field}” is not masked for you: just look at it"
        ),
    }


register(
    {
        "privacy.too_many_reveals": T(
            "一小时内最多显示 {max} 次原值，请 {minutes} 分钟后再试",
            "Values are revealed {max} times within an hour at most; try again in {minutes} minutes",
        ),
    },
    status=TooMany.status,
)
register(
    {
        "privacy.other_name": T(
            "与这条记录的姓名不一致，请照原样输入", "This is not the name of the record; type it as it stands"
        ),
        "privacy.reason_tells": T(
            "理由里不要写姓名、电话等个人信息，它会长期保存在审计记录里",
            "Leave the person's name and numbers out of the reason: the audit keeps it for good",
        ),
        "privacy.basis": T(
            "请写明依据，例如谁在哪天以什么方式提出，至少两个字",
            "Say on what ground, such as who asked when and how, in two letters at least",
        ),
        "privacy.reason": T(
            "请写明查看原值的理由，至少两个字", "Say why you need the value, in two letters at least"
        ),
    }
)
