"""Mail against a real SMTP server, and the ways in which it may fail."""

import socket
import ssl
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from guike.kernel.errors import Invalid
from guike.platform.adapters import mail
from guike.platform.adapters.errors import AdapterRefused, AdapterUnavailable
from guike.platform.adapters.mail import Mail, SmtpMail, recorded_mail
from guike.platform.adapters.registry import adapter_of, health, port, ports
from guike.platform.adapters.services import send_mail
from guike.platform.jobs.models import Job
from guike.platform.jobs.queries import job_status
from guike.platform.jobs.testing import run_queued
from guike.platform.settings.services import set_many

LETTER = Mail(("a@example.com", "b@example.com"), "订单\r\nBcc: x@example.com", "您好，\n贵客", "guike-job-1")


class Letterbox:
    """Keeps what it is sent; refuses the recipients that it was told to refuse."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.answers: dict[str, str] = {}
        self.port = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: Any, _options: Any
    ) -> Any:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append((envelope.mail_from, envelope.rcpt_tos, message_from_bytes(envelope.content)))
        return "250 OK"


def sign_in(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> Any:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"crm", b"right")
    return AuthResult(success=known, handled=False)


pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def letterbox() -> Iterator[Any]:
    """A server on a free port of this machine that asks for a sign-in."""
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=number,
        authenticator=sign_in,
        auth_required=True,
        auth_require_tls=False,
    )
    server.start()
    box.port = number
    yield box
    server.stop()


def smtp(letterbox: Any, password: Any = "right", **changed: Any) -> Any:
    options = {
        "host": "127.0.0.1",
        "port": letterbox.port,
        "security": "none",
        "username": "crm",
        "password": password,
        "sender": "crm@example.com",
    }
    return SmtpMail(**(options | changed))


def test_a_mail_arrives_as_written(letterbox: Any) -> None:
    smtp(letterbox).send(LETTER)
    ((sender, recipients, message),) = letterbox.received
    assert (sender, recipients) == ("crm@example.com", ["a@example.com", "b@example.com"])
    assert str(make_header(decode_header(message["Subject"]))) == "订单 Bcc: x@example.com"
    assert message["Bcc"] is None
    assert message["Message-ID"] == "<guike-job-1@example.com>"
    assert message.get_payload(decode=True).decode().replace("\r\n", "\n") == "您好，\n贵客\n"


def test_a_wrong_password_is_refused_for_good(letterbox: Any) -> None:
    with pytest.raises(AdapterRefused) as refused:
        smtp(letterbox, password="wrong").check()
    assert refused.value.code == "adapter.sign_in"
    assert "wrong" not in repr(smtp(letterbox, password="wrong"))


@pytest.mark.parametrize(
    ("answer", "kind"), [("550 no such user", AdapterRefused), ("451 later", AdapterUnavailable)]
)
def test_5xx_is_for_good_and_4xx_for_now(letterbox: Any, answer: Any, kind: Any) -> None:
    letterbox.answers = dict.fromkeys(LETTER.to, answer)
    with pytest.raises(kind) as refused:
        smtp(letterbox).send(LETTER)
    assert answer in refused.value.message("en")
    assert letterbox.received == []


def test_no_server_is_trouble_for_now(letterbox: Any) -> None:
    with pytest.raises(AdapterUnavailable):
        smtp(letterbox, port=1).check()


def test_encryption_is_never_dropped(letterbox: Any) -> None:
    with pytest.raises(AdapterRefused):
        smtp(letterbox, security="starttls").send(LETTER)
    with pytest.raises(AdapterUnavailable):
        smtp(letterbox, security="tls").send(LETTER)
    assert letterbox.received == []
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED


@pytest.mark.django_db
def test_from_the_settings_through_a_job_to_the_server(letterbox: Any) -> None:
    set_many(
        {
            "mail.adapter": "smtp",
            "mail.smtp_host": "127.0.0.1",
            "mail.smtp_port": letterbox.port,
            "mail.smtp_security": "none",
            "mail.smtp_username": "crm",
            "mail.smtp_password": "right",
            "mail.sender": "crm@example.com",
        },
        actor_id=1,
    )
    assert health("mail").is_ok
    job_id = send_mail("a@example.com", "您好", "内容", created_by=7)
    run_queued()
    assert job_status(7, job_id)["result"] == {"sent": 1}
    assert [recipients for _sender, recipients, _message in letterbox.received] == [["a@example.com"]]


@pytest.mark.django_db
def test_without_an_adapter_nothing_is_sent_and_it_says_so() -> None:
    assert (health("mail", "en").code, health("mail").is_ok) == ("off", False)
    with pytest.raises(AdapterRefused):
        adapter_of("mail")
    job_id = send_mail("a@example.com", "s", "t", created_by=7)
    run_queued()
    status = job_status(7, job_id, "en")
    assert (status["status"], status["result"]["error"]["code"]) == ("failed", "adapter.off")
    assert status["result"]["error"]["message"].startswith("“Sending mail” is not set up")


@pytest.mark.django_db
def test_trouble_for_now_is_tried_again() -> None:
    with recorded_mail() as box:
        box.trouble = AdapterUnavailable("adapter.unavailable", service=mail.LABEL, reason="down")
        job_id = send_mail(["a@example.com"], "s", "t", created_by=7)
        assert run_queued(may_fail=True) == 9
        assert job_status(7, job_id)["result"]["error"]["code"] == "adapter.unavailable"
        assert health("mail").code == "adapter.unavailable"
        box.trouble = None
        job_id = send_mail(["a@example.com"], "s", "t", created_by=7)
        run_queued()
    assert box.sent == [Mail(("a@example.com",), "s", "t", f"guike-job-{job_id}")]


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["", [], "nobody", "a@example.com\nBcc: b@example.com"])
def test_what_cannot_be_an_address_is_refused(to: Any) -> None:
    with pytest.raises(Invalid):
        send_mail(to, "s", "t")
    assert Job.objects.count() == 0


def test_a_port_is_declared_once() -> None:
    assert "mail" in ports()
    with pytest.raises(TypeError, match="twice"):
        port("mail", mail.LABEL, mail.SECTION, {})
