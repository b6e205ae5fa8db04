"""What an outside service may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal
from guike.kernel.text import T, Text


class AdapterRefused(Refusal):
    """The service will not do this; trying again changes nothing."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "adapter.off": T(
            "“{service}”尚未启用，请管理员在设置中配置", "“{service}” is not set up; ask an administrator"
        ),
        "adapter.refused": T("“{service}”拒绝了请求：{reason}", "“{service}” refused: {reason}"),
        "adapter.sign_in": T(
            "“{service}”的账号或密码不正确，请检查设置",
            "“{service}” does not accept the user name or password; check the settings",
        ),
    }


class AdapterUnavailable(Refusal):
    """The service does not answer now; it may later."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "adapter.unavailable": T(
            "“{service}”暂时无法连接：{reason}", "“{service}” cannot be reached now: {reason}"
        ),
    }
