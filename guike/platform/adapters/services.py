"""Sends mail in a job, so that nobody waits for a slow or absent server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guike.kernel.errors import Invalid, field_error
from guike.kernel.text import T
from guike.platform.adapters.errors import AdapterUnavailable
from guike.platform.adapters.mail import MAIL, Mail, MailPort
from guike.platform.adapters.registry import adapter_of
from guike.platform.jobs.errors import JobRetryError
from guike.platform.jobs.registry import Run, job_kind
from guike.platform.jobs.services import start

SEND_MAIL = "mail.send"
_RETRIES = 8  # over about three hours


def send_mail(to: str | Sequence[str], subject: str, text: str, *, created_by: int | None = None) -> int:
    """Send a plain-text mail after this transaction commits; returns the job's id.

    Invalid for an address that cannot be one. The server's refusal is the job's result.
    """
    addresses = [to] if isinstance(to, str) else list(to)
    errors = [field_error("to", "type.email") for address in addresses if not is_address(address)]
    if errors or not addresses:
        raise Invalid(errors or [field_error("to", "required")])
    return start(SEND_MAIL, {"to": addresses, "subject": subject, "text": text}, created_by)


def is_address(address: str) -> bool:
    """Whether a text may be an e-mail address."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _send(run: Run) -> Mapping[str, Any]:
    server: MailPort = adapter_of(MAIL)
    given = run.params
    mail = Mail(tuple(given["to"]), given["subject"], given["text"], reference=f"guike-job-{run.id}")
    try:
        server.send(mail)
    except AdapterUnavailable as trouble:
        raise JobRetryError(trouble) from trouble
    return {"sent": len(mail.to)}


job_kind(SEND_MAIL, _send, label=T("发送邮件", "Sending mail"), retries=_RETRIES)
