"""Refusals of webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text


class WebhookRefused(Refusal):
    """What a webhook does not do now."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "webhook.not_active": T(
            "推送“{name}”未启用或已停用，请先启用", "The webhook “{name}” is switched off; switch it on first"
        ),
        "webhook.gone": T("所属的推送已删除，不能再发送", "Its webhook was deleted, so it is not sent again"),
        "webhook.no_secret": T(
            "推送“{name}”的密钥无法读取（系统密钥已更换），请重新填写",
            "The secret of the webhook “{name}” cannot be read because the key of the installation was changed; enter it"
            " again",
        ),
    }


register(
    {
        "webhook.limit": T(
            "最多 {max} 个推送，请先删除不用的", "At most {max} webhooks; delete one that is not used"
        ),
        "webhook.secret_short": T(
            "密钥至少 {min} 个字符，请使用随机生成的内容",
            "A secret has at least {min} characters; use random ones",
        ),
        "webhook.object": T(
            "不能推送“{object}”的变化，请选择业务对象",
            "“{object}” cannot be told of; choose a business object",
        ),
        "webhook.one_object": T(
            "筛选条件只适用于一个对象；请只选一个对象，其他对象另建推送",
            "A filter is for one object; choose one, and make another webhook for the others",
        ),
        "webhook.run_as": T(
            "请选择在职的内部人员或系统集成用户", "Choose an active user of the company or of an integration"
        ),
    }
)

#: why a webhook was switched off or a delivery given up; kept as text in the company's language
LEFT = T(
    "推送所用的身份已停用，无法判断可以推送哪些内容",
    "The user with whose rights it sends may not sign in any more",
)
BROKEN_FILTER = T("筛选条件已失效：{reason}", "The filter does not hold any more: {reason}")
LONG_FAILING = T("连续 {hours} 小时推送失败：{reason}", "It has failed for {hours} hours: {reason}")
NOT_VISIBLE = T(
    "推送所用的身份已看不到这条记录", "The user with whose rights it sends does not see this record any more"
)
ANSWERED = T("对方回答 {code}", "Answered {code}")
