"""Sending text messages: the port, the adapter for a gateway that is called over HTTP, the recording fake.

Gateways differ in the shape of what they are sent. So an administrator writes the body himself, with places for the number
and the text, and says what an answer contains when the message was taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.text import T
from guike.platform.adapters.asking import address_error, called, said_by
from guike.platform.adapters.errors import AdapterRefused
from guike.platform.adapters.outbound import post, url_error
from guike.platform.adapters.registry import Adapter, port, standing_in
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import Section, setting

SMS = "sms"
LABEL = T("短信发送", "Sending text messages")
_PLACES = ("mobile", "text", "reference")
_PLACE = re.compile(r"\{([a-z]+)\}")
_BODY = '{"mobile": "{mobile}", "content": "{text}", "reference": "{reference}"}'

register(
    {
        "sms.body": T(
            "内容的格式不对，其中应包含 {mobile} 和 {text}，例如：{example}",
            "The body is not well formed, or does not contain {mobile} and {text}; write it such as {example}",
        )
    }
)


@dataclass(frozen=True)
class Sms:
    """A text message. `mobile`: as it is stored, with +86. `reference` names it for good: the gateway may know it again."""

    mobile: str
    text: str
    reference: str


class SmsPort(Adapter, Protocol):
    """What an adapter for text messages does."""

    def send(self, sms: Sms) -> None:
        """Hand the message over; AdapterRefused for good, AdapterUnavailable for now."""


@dataclass(frozen=True)
class HttpGateway:
    """A gateway that takes a POST with JSON. `taken`: what the answer contains when it has taken the message; empty: its
    status alone decides. `signature`: stands before each text, as gateways of mainland China ask for."""

    url: str
    body: str
    key: str = field(repr=False, default="")
    taken: str = ""
    signature: str = ""

    def check(self) -> None:
        """AdapterRefused when it cannot work. Nothing is sent: a gateway has no way to be asked that costs nothing."""
        error = url_error("", self.url) if self.url else FieldError("", "required")
        if error is not None:
            raise AdapterRefused(
                "adapter.refused", service=LABEL, reason=T(error.message("zh-CN"), error.message("en"))
            )

    def send(self, sms: Sms) -> None:
        self.check()
        text = f"【{self.signature}】{sms.text}" if self.signature else sms.text
        values = {"mobile": sms.mobile.removeprefix("+86"), "text": text, "reference": sms.reference}
        content = json.dumps(_filled(json.loads(self.body), values), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        answer = called(LABEL, lambda: post(self.url, content, headers))
        if not answer.is_success or self.taken not in answer.text:
            raise AdapterRefused("adapter.refused", service=LABEL, reason=said_by(answer))


def _filled(shape: Any, values: Mapping[str, str]) -> Any:
    """The parsed body with its places filled: after parsing, so that no text can change its shape."""
    if isinstance(shape, dict):
        return {key: _filled(one, values) for key, one in shape.items()}
    if isinstance(shape, list):
        return [_filled(one, values) for one in shape]
    if isinstance(shape, str):
        return _PLACE.sub(lambda place: values.get(place[1], place[0]), shape)
    return shape


def _gateway() -> HttpGateway:
    return HttpGateway(
        url=settings.get("sms.url") or "",
        body=settings.get("sms.body") or _BODY,
        key=settings.get("sms.key") or "",
        taken=settings.get("sms.taken") or "",
        signature=settings.get("sms.signature") or "",
    )


@dataclass
class RecordedSms:
    """The fake: keeps what it was given; `trouble` is raised instead when set."""

    sent: list[Sms] = field(default_factory=list)
    trouble: Exception | None = None

    def send(self, sms: Sms) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(sms)

    def check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


@contextmanager
def recorded_sms() -> Iterator[RecordedSms]:
    """Within, nothing leaves the house. For tests."""
    with standing_in(SMS, RecordedSms()) as fake:
        yield fake


def _body(value: str) -> FieldError | None:
    """The fault of a body that an administrator writes."""
    if not value:
        return None
    try:
        shape = json.dumps(json.loads(value))
    except ValueError:
        shape = ""
    found = set(_PLACE.findall(shape))
    if not {"mobile", "text"} <= found or found - set(_PLACES):
        return field_error("", "sms.body", mobile="{mobile}", text="{text}", example=_BODY)
    return None


SECTION = Section("sms", T("短信", "Text messages"), 81)

port(SMS, LABEL, SECTION, {"http": (T("短信网关（HTTP）", "Gateway over HTTP"), _gateway)})
setting(
    "sms.url",
    "text",
    "",
    section=SECTION,
    check=address_error,
    label=T("短信网关地址", "Address of the gateway"),
    help=T(
        "短信服务商提供的发送地址，以 https:// 开头", "Where the gateway takes messages; begins with https://"
    ),
)
setting(
    "sms.key",
    "secret",
    "",
    section=SECTION,
    label=T("短信网关密钥", "Key of the gateway"),
    help=T(
        "作为 Authorization: Bearer 发送；保存后不再显示，留空表示不需要",
        "Sent as Authorization: Bearer; never shown again once saved; leave empty when the gateway asks for none",
    ),
)
setting(
    "sms.signature",
    "text",
    "",
    section=SECTION,
    label=T("短信签名", "Signature"),
    help=T(
        "在运营商备案的签名，发送时加在正文前，例如【某某公司】",
        "The registered signature; it stands before each text in 【】",
    ),
)
setting(
    "sms.body",
    "long_text",
    "",
    section=SECTION,
    check=_body,
    label=T("短信请求内容", "Body of the request"),
    help=T(
        f"JSON，其中 {{mobile}} 为手机号，{{text}} 为正文，{{reference}} 为本条短信的编号；留空则为 {_BODY}",
        f"JSON with {{mobile}}, {{text}} and {{reference}}, the number of the message; empty: {_BODY}",
    ),
)
setting(
    "sms.taken",
    "text",
    "",
    section=SECTION,
    label=T("发送成功的标志", "What says that it was taken"),
    help=T(
        '网关接受短信时回答中包含的文字，例如 "code":0；留空则只看 HTTP 状态',
        'What the answer contains when the message was taken, such as "code":0; empty: its HTTP status alone decides',
    ),
)
