"""Refusals of messages and of those who do not want them."""

from __future__ import annotations

from guike.kernel.errors import register
from guike.kernel.text import T

register(
    {
        "opt_out.address": T(
            "请填写完整的邮箱地址或手机号码，例如 13800138000",
            "Give a whole mail address or mobile number, such as 13800138000",
        ),
    }
)
