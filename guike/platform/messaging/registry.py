"""Kinds of messages to people outside the company, declared by the packages in which something happens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.text import T, Text
from guike.platform.messaging.rules import COMMON, LINK, Addressee, strange_places
from guike.platform.settings.registry import Section, setting

SECTION = Section("customer_messages", T("客户通知", "Messages to customers"), 83)
CHANNEL_CHOICES = (
    ("off", T("不发送", "Not sent")),
    ("email", T("邮件", "E-mail")),
    ("sms", T("短信", "Text message")),
    ("both", T("邮件和短信", "Both")),
)
PLACES = {
    "name": T("联系人姓名", "the contact's name"),
    "company": T("本公司名称", "the company's name"),
    LINK: T("客户打开的链接", "the link for the customer"),
}
register(
    {
        "message.place": T(
            "没有“{name}”这个变量，可用的有：{known}", "There is no “{name}” here; there are: {known}"
        ),
    }
)


@dataclass(frozen=True)
class Letter:
    """What one record has to tell, and to whom. `values`: what stands in its places."""

    people: Sequence[Addressee]
    values: Mapping[str, str | Text] = field(default_factory=dict)


@dataclass(frozen=True)
class MessageKind:
    """`letters` answers for records what is to be told; a record for which nothing holds any more is absent, so it is asked
    again before sending. `places`: name → what it is. `link`: the purpose of the public link that stands at `{link}`."""

    name: str
    label: Text
    object: str
    letters: Callable[[Collection[int]], Mapping[int, Letter]]
    subject: Text
    text: Text
    sms: Text
    places: Mapping[str, Text]
    link: str = ""

    @property
    def known(self) -> list[str]:
        """The names of all places of its texts."""
        return [*self.places, *COMMON, *([LINK] if self.link else [])]

    def key(self, what: str) -> str:
        """The key of one of its settings."""
        return f"message.{self.name.replace('.', '_')}.{what}"


_kinds: dict[str, MessageKind] = {}


def message_kind(
    name: str,
    label: Text,
    object: str,
    letters: Callable[[Collection[int]], Mapping[int, Letter]],
    *,
    subject: Text,
    text: Text,
    sms: Text,
    places: Mapping[str, Text],
    link: str = "",
) -> MessageKind:
    """Declare a kind and its settings: through which channels it goes, at first none, and its texts. TypeError when the name is
    taken, or when a text of its own has a place that it does not have."""
    if name in _kinds:
        raise TypeError(f"message kind {name!r} is declared twice")
    kind = MessageKind(name, label, object, letters, subject, text, sms, places, link)
    for one in (subject, text, sms):
        strange = strange_places(one.zh + one.en, kind.known)
        if strange:
            raise TypeError(f"message kind {name!r} has no places {strange}")
    _kinds[name] = kind
    _declare_settings(kind)
    return kind


def _declare_settings(kind: MessageKind) -> None:
    setting(
        kind.key("channels"),
        "choice",
        "off",
        section=SECTION,
        choices=CHANNEL_CHOICES,
        label=T(f"{kind.label.zh}：发送方式", f"{kind.label.en}: sent by"),
        help=T(
            "发给客户的联系人；退订的人不会收到",
            "To the customer's contacts; who opted out is not written to",
        ),
    )
    labels = {**kind.places, **PLACES}
    zh = "、".join(f"{{{name}}} {labels[name].zh}" for name in kind.known)
    en = ", ".join(f"{{{name}}} {labels[name].en}" for name in kind.known)
    for what, type_, words, standard in (
        ("subject", "text", T("邮件标题", "subject"), kind.subject),
        ("text", "long_text", T("邮件正文", "mail"), kind.text),
        ("sms", "text", T("短信正文", "text message"), kind.sms),
    ):
        setting(
            kind.key(what),
            "long_text" if type_ == "long_text" else "text",
            "",
            section=SECTION,
            check=_checked(kind),
            label=T(f"{kind.label.zh}：{words.zh}", f"{kind.label.en}: {words.en}"),
            help=T(
                f"留空则为：{standard.zh} 可用变量：{zh}",
                f"Empty: {standard.en} Places: {en}",
            ),
        )


def _checked(kind: MessageKind) -> Callable[[str], FieldError | None]:
    def check(text: str) -> FieldError | None:
        strange = strange_places(text or "", kind.known)
        if not strange:
            return None
        known = " ".join(f"{{{name}}}" for name in kind.known)
        return field_error("", "message.place", name=f"{{{strange[0]}}}", known=known)

    return check


def message_kind_named(name: str) -> MessageKind | None:
    """The kind, or None when this version has none of that name."""
    return _kinds.get(name)


def message_kinds() -> list[MessageKind]:
    """Every kind, in the order in which they were declared."""
    return list(_kinds.values())
