"""What accounts are refused for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class AccountRefused(Refusal):
    """The account, or who asks, does not admit it."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "account.formal_by_others": T(
            "还缺您不能填写的资料，请能填写的同事（如财务）补齐后再转为正式客户",
            "Something is missing that you may not fill in; ask a colleague who may (finance) before you make it formal",
        ),
        "contact.no_address": T(
            "联系人没有这种联系方式，请先填写邮箱或手机",
            "The contact has no such address; fill in a mail address or a mobile number first",
        ),
        "contact.not_refused": T("联系人没有退订，无需恢复", "The contact has not opted out"),
    }
