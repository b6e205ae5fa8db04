"""Sends a printed document by mail. It is a print: the right, the limits and the audit are the same, and what is sent is what the
sender may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guike.kernel.errors import Invalid, Refusal, field_error
from guike.kernel.print_limits import MAILED_TO, PRINT_TEXT
from guike.kernel.text import LOCALES, T
from guike.platform.access.context import Context
from guike.platform.adapters.errors import AdapterUnavailable
from guike.platform.adapters.mail import MAIL, Enclosure, Mail, MailPort
from guike.platform.adapters.registry import adapter_of
from guike.platform.adapters.services import is_address
from guike.platform.exchange.exporting import check_right
from guike.platform.files.queries import unowned_file
from guike.platform.files.services import file_write
from guike.platform.jobs.errors import JobRetryError
from guike.platform.jobs.registry import Run, job_kind
from guike.platform.jobs.services import start
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.printing.services import document_of
from guike.platform.records.reading import require_visible

KIND = "printing.mail"
FAILED = "printing.mail_failed"
_RETRIES = 8  # over about three hours
_SUBJECT_CHARS = 200
_PDF = "application/pdf"


@dataclass(frozen=True)
class Letter:
    """What a person mails: to whom, with which words, printed with which template ("" = the default)."""

    to: Sequence[str]
    subject: str
    text: str
    template: str = ""


def mail_document(ctx: Context, object_name: str, record_id: int, letter: Letter) -> int:
    """Typeset the record and have it sent; the job's id. Refused like a print, while no mail server is set up, and Invalid for
    faulty addresses or words."""
    require_visible(ctx, object_name, record_id)
    check_right(ctx, object_name, "print", "print")
    _check(letter)
    adapter_of(MAIL)
    told = {"way": "mail", "to": list(letter.to)}
    document = document_of(ctx, object_name, [record_id], letter.template, told)
    pdf = document.pdf()
    name = f"{document.name}.pdf"
    with transaction.atomic():
        # nobody's upload: it is read by the job alone and goes after a day
        file = file_write(name, [pdf], None)
        params = {"to": list(letter.to), "subject": letter.subject, "text": letter.text, "file": file.id}
        return start(KIND, {**params, "name": name, "object": object_name, "id": record_id}, ctx.user_id)


def _check(letter: Letter) -> None:
    errors = []
    if not letter.to:
        errors.append(field_error("to", "required"))
    if len(letter.to) > MAILED_TO:
        errors.append(field_error("to", "too_many_items", max=int(MAILED_TO), count=len(letter.to)))
    errors += [field_error("to", "type.email") for one in letter.to if not is_address(one)][:1]
    if not letter.subject.strip():
        errors.append(field_error("subject", "required"))
    for name, text, most in (
        ("subject", letter.subject, _SUBJECT_CHARS),
        ("text", letter.text, int(PRINT_TEXT)),
    ):
        if len(text) > most:
            errors.append(field_error(name, "too_long", max=most, length=len(text)))
    if errors:
        raise Invalid(errors)


def _send(run: Run) -> Mapping[str, Any]:
    """The job. The sender is told when it is given up."""
    given = run.params
    tries = int(run.state.get("tries", 0)) + 1
    run.save_state({"tries": tries})
    try:
        server: MailPort = adapter_of(MAIL)
        enclosed = Enclosure(given["name"], _PDF, unowned_file(given["file"]).read_bytes())
        server.send(
            Mail(tuple(given["to"]), given["subject"], given["text"], f"guike-job-{run.id}", (enclosed,))
        )
    except AdapterUnavailable as trouble:
        if tries > _RETRIES:
            _tell(run, trouble)
        raise JobRetryError(trouble) from trouble
    except Refusal as trouble:
        _tell(run, trouble)
        raise
    return {"sent": len(given["to"])}


def _tell(run: Run, trouble: Refusal) -> None:
    reason = {locale: trouble.message(locale) for locale in LOCALES}
    notify(
        FAILED,
        [run.created_by or 0],
        object_name=run.params["object"],
        record_id=run.params["id"],
        occasion=f"mail-{run.id}",
        subject=run.params["subject"],
        reason=reason,
    )


def declare() -> None:
    """Register the job and what its failure is told by."""
    job_kind(KIND, _send, label=T("发送单据邮件", "Mail of a document"), retries=_RETRIES)
    notification_kind(
        FAILED,
        T("单据邮件发送失败", "Mail of a document not sent"),
        T("邮件“{subject}”没有发出：{reason}", "The mail “{subject}” was not sent: {reason}"),
    )
