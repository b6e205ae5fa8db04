"""Sending mail: the port, the SMTP adapter, the recording fake."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

from guike.kernel import clock
from guike.kernel.text import T
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.registry import Adapter, port, standing_in
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import Section, setting

MAIL = "mail"
LABEL = T("邮件发送", "Sending mail")
_TIMEOUT = 20.0  # seconds for each answer of the server


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a mail. `type`: such as application/pdf."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Mail:
    """A plain-text mail. `reference` names it for good: sent twice after a crash, it is the same message."""

    to: tuple[str, ...]
    subject: str
    text: str
    reference: str
    enclosures: tuple[Enclosure, ...] = ()


class MailPort(Adapter, Protocol):
    """What a mail adapter does."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over; AdapterRefused for good, AdapterUnavailable for now."""


@dataclass(frozen=True)
class SmtpMail:
    """Any SMTP server. `security`: none, starttls or tls; signs in when there is a user name."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    sender: str

    def send(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = ", ".join(mail.to)
        message["Subject"] = " ".join(mail.subject.split())
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{mail.reference}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        message.set_content(mail.text)
        for one in mail.enclosures:
            kind, _slash, subtype = one.type.partition("/")
            message.add_attachment(one.content, maintype=kind, subtype=subtype, filename=one.name)
        with self._connected() as server:
            server.send_message(message)

    def check(self) -> None:
        with self._connected() as server:
            server.noop()

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A signed-in connection; every way the server may fail becomes one of our two answers."""
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.username:
                    server.login(self.username, self.password)
                yield server
        except smtplib.SMTPAuthenticationError as error:
            raise AdapterRefused("adapter.sign_in", service=LABEL) from error
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise _answer_of(error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise AdapterRefused("adapter.refused", service=LABEL, reason=str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise AdapterUnavailable("adapter.unavailable", service=LABEL, reason=str(error)) from error

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(
                self.host, self.port, timeout=_TIMEOUT, context=ssl.create_default_context()
            )
        return smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)


def _answer_of(
    error: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused,
) -> AdapterRefused | AdapterUnavailable:
    """SMTP's 4xx means later, 5xx never."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    else:
        code, answer = error.smtp_code, _as_bytes(error.smtp_error)
    reason = f"{code} {answer.decode(errors='replace')}"
    if code < 500:
        return AdapterUnavailable("adapter.unavailable", service=LABEL, reason=reason)
    return AdapterRefused("adapter.refused", service=LABEL, reason=reason)


def _as_bytes(answer: bytes | str) -> bytes:
    return answer.encode() if isinstance(answer, str) else answer


def _smtp() -> SmtpMail:
    return SmtpMail(
        host=settings.get("mail.smtp_host"),
        port=settings.get("mail.smtp_port"),
        security=settings.get("mail.smtp_security"),
        username=settings.get("mail.smtp_username"),
        password=settings.get("mail.smtp_password"),
        sender=settings.get("mail.sender"),
    )


@dataclass
class RecordedMail:
    """The fake: keeps what it was given; `trouble` is raised instead when set."""

    sent: list[Mail] = field(default_factory=list)
    trouble: Exception | None = None

    def send(self, mail: Mail) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(mail)

    def check(self) -> None:
        if self.trouble is not None:
            raise self.trouble


@contextmanager
def recorded_mail() -> Iterator[RecordedMail]:
    """Within, nothing leaves the house. For tests."""
    with standing_in(MAIL, RecordedMail()) as fake:
        yield fake


SECTION = Section("mail", T("邮件", "Mail"), 80)

port(MAIL, LABEL, SECTION, {"smtp": (T("SMTP 服务器", "SMTP server"), _smtp)})
setting(
    "mail.smtp_host",
    "text",
    "",
    section=SECTION,
    label=T("SMTP 服务器地址", "SMTP host"),
    help=T("例如 smtp.example.com", "For example smtp.example.com"),
)
setting(
    "mail.smtp_port",
    "integer",
    465,
    minimum=1,
    maximum=65535,
    section=SECTION,
    label=T("SMTP 端口", "SMTP port"),
    help=T("TLS 通常为 465，STARTTLS 为 587", "Usually 465 with TLS, 587 with STARTTLS"),
)
setting(
    "mail.smtp_security",
    "choice",
    "tls",
    section=SECTION,
    choices=(
        ("tls", T("TLS", "TLS")),
        ("starttls", T("STARTTLS", "STARTTLS")),
        ("none", T("不加密", "None")),
    ),
    label=T("加密方式", "Encryption"),
    help=T("不加密只适合本机或内网服务器", "“None” is fit only for a server on the same network"),
)
setting(
    "mail.smtp_username",
    "text",
    "",
    section=SECTION,
    label=T("SMTP 用户名", "SMTP user name"),
    help=T("留空表示无需登录", "Leave empty when the server asks for none"),
)
setting(
    "mail.smtp_password",
    "secret",
    "",
    section=SECTION,
    label=T("SMTP 密码", "SMTP password"),
    help=T("保存后不再显示", "Never shown again once saved"),
)
setting(
    "mail.sender",
    "text",
    "",
    section=SECTION,
    label=T("发件人地址", "Sender address"),
    help=T("例如 crm@example.com", "For example crm@example.com"),
)
