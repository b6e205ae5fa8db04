"""Robots of 企业微信, 钉钉 and 飞书: one adapter that speaks the three dialects of a group's webhook.

Everybody in the group reads what its robot says, whatever he may see in the product. So callers send no values of
records this way.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlencode, urlsplit

from guike.kernel import clock
from guike.kernel.errors import FieldError, Refusal
from guike.kernel.text import T, Text
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.outbound import Answer, OutboundFailed, OutboundRefused, post, url_error
from guike.platform.adapters.registry import Adapter, port
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import Section, setting

Dialect = Literal["wecom", "dingtalk", "feishu"]

LABELS: dict[Dialect, Text] = {
    "wecom": T("企业微信机器人", "WeCom robot"),
    "dingtalk": T("钉钉机器人", "DingTalk robot"),
    "feishu": T("飞书机器人", "Feishu robot"),
}
#: codes by which a service says that there is too much at once, or that it is busy
_LATER = frozenset({-1, 45009, 45033, 130101, 410100, 9499, 11232, 11247})


class RobotPort(Adapter, Protocol):
    """What the adapter of a robot does."""

    def say(self, text: str, mobiles: Sequence[str]) -> None:
        """Say something in the group, mentioning the people of these numbers; AdapterRefused for good,
        AdapterUnavailable for now."""


@dataclass(frozen=True)
class Robot:
    """A group's robot. The address holds its key; `secret` signs, where the group asks for signatures."""

    dialect: Dialect
    url: str = field(repr=False)
    secret: str = field(repr=False, default="")

    @property
    def label(self) -> Text:
        return LABELS[self.dialect]

    def check(self) -> None:
        """AdapterRefused when the address cannot be one. Nothing is said: a robot has no other way to be asked."""
        error = url_error("", self.url) if self.url else FieldError("", "required")
        if error is not None:
            raise self._refused(T(error.message("zh-CN"), error.message("en")))

    def say(self, text: str, mobiles: Sequence[str]) -> None:
        url, body = self._request(text, mobiles)
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = post(url, content, {"Content-Type": "application/json; charset=utf-8"})
        except OutboundRefused as error:
            raise self._refused(_words(error)) from error
        except OutboundFailed as error:
            raise self._unavailable(_words(error)) from error
        self._read(answer)

    def _request(self, text: str, mobiles: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """The address and the body, in the robot's dialect and signed as it wants."""
        if self.dialect == "wecom":
            content: dict[str, Any] = {"content": text, "mentioned_mobile_list": list(mobiles)}
            return self.url, {"msgtype": "text", "text": content}
        if self.dialect == "dingtalk":
            named = "".join(f" @{mobile}" for mobile in mobiles)  # who is not in the text is not mentioned
            at = {"atMobiles": list(mobiles), "isAtAll": False}
            return self._signed_url(), {"msgtype": "text", "text": {"content": text + named}, "at": at}
        return self.url, {**self._signature(), "msg_type": "text", "content": {"text": text}}

    def _signed_url(self) -> str:
        """钉钉: the milliseconds and the secret, signed with the secret, in the address."""
        if not self.secret:
            return self.url
        at = int(clock.now().timestamp() * 1000)
        sign = _hmac(self.secret, f"{at}\n{self.secret}")
        return f"{self.url}{'&' if urlsplit(self.url).query else '?'}{urlencode({'timestamp': at, 'sign': sign})}"

    def _signature(self) -> Mapping[str, str]:
        """飞书: nothing, signed with the seconds and the secret, in the body."""
        if not self.secret:
            return {}
        at = int(clock.now().timestamp())
        return {"timestamp": str(at), "sign": _hmac(f"{at}\n{self.secret}", "")}

    def _read(self, answer: Answer) -> None:
        """Return when the robot has said it. All three answer 200 with a code of their own that is 0."""
        said = f"{answer.status} {answer.text[:200]}".strip()
        if answer.status >= 500 or answer.status == 429:
            raise self._unavailable(said)
        if not answer.is_success:
            raise self._refused(said)
        try:
            body = json.loads(answer.body)
            code = body.get("errcode", body.get("code", body.get("StatusCode")))
        except (ValueError, AttributeError):
            raise self._refused(said) from None
        if code == 0:
            return
        reason = f"{code} {str(body.get('errmsg') or body.get('msg') or '')[:200]}".strip()
        raise self._unavailable(reason) if code in _LATER else self._refused(reason)

    def _refused(self, reason: str | Text) -> AdapterRefused:
        return AdapterRefused("adapter.refused", service=self.label, reason=reason)

    def _unavailable(self, reason: str | Text) -> AdapterUnavailable:
        return AdapterUnavailable("adapter.unavailable", service=self.label, reason=reason)


def _words(refusal: Refusal) -> Text:
    return T(refusal.message("zh-CN"), refusal.message("en"))


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


SECTION = Section("robots", T("群机器人", "Robots of groups"), 82)


def _address(value: str) -> FieldError | None:
    return url_error("", value) if value else None


def _declare(dialect: Dialect, example: str) -> None:
    label = LABELS[dialect]

    is_signed = dialect != "wecom"  # its key in the address is all

    def robot() -> Robot:
        secret = settings.get(f"{dialect}.secret") if is_signed else ""
        return Robot(dialect, settings.get(f"{dialect}.url") or "", secret or "")

    port(dialect, label, SECTION, {"robot": (T("群机器人", "Robot of a group"), robot)})
    setting(
        f"{dialect}.url",
        "secret",
        "",
        section=SECTION,
        check=_address,
        label=T(f"{label.zh}的地址", f"Address of the {label.en}"),
        help=T(
            f"在群里添加机器人后得到的 Webhook 地址，形如 {example}；保存后不再显示",
            f"The webhook address of the robot in the group, such as {example}; never shown again once saved",
        ),
    )
    if is_signed:
        setting(
            f"{dialect}.secret",
            "secret",
            "",
            section=SECTION,
            label=T(f"{label.zh}的加签密钥", f"Signing secret of the {label.en}"),
            help=T(
                "机器人的安全设置选了“加签”（签名校验）时填写；保存后不再显示",
                "Where the robot asks for signatures; never shown again once saved",
            ),
        )


_declare("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")
_declare("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=…")
_declare("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/…")
