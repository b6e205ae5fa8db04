"""Sends messages to people outside the company: each once, tried again with longer and longer waits, given up in the open.

What is due is taken for ten minutes before it is sent, so that no other process sends it meanwhile. A crash between sending
and its mark sends once more; a mail then has the same id, and a text message the same reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.text import T
from guike.platform.adapters.errors import AdapterUnavailable
from guike.platform.adapters.mail import MAIL, Mail, MailPort
from guike.platform.adapters.registry import adapter_of
from guike.platform.adapters.sms import SMS as SMS_PORT
from guike.platform.adapters.sms import Sms, SmsPort
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import Run
from guike.platform.jobs.services import start
from guike.platform.messaging.linking import with_links
from guike.platform.messaging.models import CustomerMessage
from guike.platform.messaging.registry import message_kind_named
from guike.platform.messaging.rules import EMAIL, NO_LONGER, OPTED_OUT, key_of
from guike.platform.messaging.services import REASONS, in_languages, messages, refused_among
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.channels import next_try
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import Notice, notify_many
from guike.platform.org.queries import administrators
from guike.platform.records.reading import living

SEND = "message.send"
FAILED = "message.failed"
_LEASE = timedelta(minutes=10)  # whose job died meanwhile is tried again after that
_AT_ONCE = 50  # of one look; the job goes on until nothing is due
_WHY = "whose record a message is about is told that it failed"
CHANNEL_LABELS = {"email": T("邮件", "E-mail"), "sms": T("短信", "Text message")}

notification_kind(
    FAILED,
    T("客户通知发送失败", "Messages to customers not sent"),
    T(
        "“{kind}”没有通过{channel}送达客户：{reason}",
        "“{kind}” did not reach the customer by {channel}: {reason}",
    ),
)


def dispatch() -> int:
    """Have sent what is due; 1 when a job was started. Run each minute."""
    if not _due().exists() or Job.objects.filter(kind=SEND, status__in=Job.OPEN).exists():
        return 0
    start(SEND, {}, None)
    return 1


def _due() -> Any:
    return messages().filter(status=CustomerMessage.QUEUED, due_at__lte=clock.now())


def send_due(run: Run) -> Mapping[str, Any]:
    """Send what is due. A channel that does not answer is not tried again in this run; what waits for it comes later."""
    sent, away = 0, dict[str, AdapterUnavailable]()
    while rows := _taken():
        for row in _still(rows):
            trouble: Refusal | None = away.get(row.channel)
            if trouble is None:
                trouble = _tried(row)
                sent += trouble is None
            if isinstance(trouble, AdapterUnavailable):
                away[row.channel] = trouble
                _failed(row, trouble, next_try(row.attempts, clock.now()))
            elif trouble is not None:
                _failed(row, trouble, None)
        run.progress(done=sent)
    return {"sent": sent}


def _taken() -> list[CustomerMessage]:
    with transaction.atomic():
        rows = list(
            _due().order_by("id").select_for_update(skip_locked=True, no_key=True, of=("self",))[:_AT_ONCE]
        )
        for row in rows:
            row.attempts, row.due_at = row.attempts + 1, clock.now() + _LEASE
        messages().bulk_update(rows, ["attempts", "due_at"])
    return rows


def _still(rows: Sequence[CustomerMessage]) -> list[CustomerMessage]:
    """Those that still hold: who opted out meanwhile is not written to, nor who has paid what he was to be reminded of."""
    refused = refused_among(row.address for row in rows)
    asked: dict[str, set[int]] = {}
    for name in {row.kind for row in rows}:
        kind = message_kind_named(name)
        ids = [row.record_id for row in rows if row.kind == name]
        asked[name] = set(kind.letters(ids)) if kind is not None else set()
    found = []
    for row in rows:
        if key_of(row.channel, row.address) in refused:
            _suppress(row, OPTED_OUT)
        elif row.record_id not in asked[row.kind]:
            _suppress(row, NO_LONGER)
        else:
            found.append(row)
    return found


def _suppress(row: CustomerMessage, why: str) -> None:
    messages().filter(pk=row.pk).update(status=CustomerMessage.SUPPRESSED, reason=REASONS[why].as_map())


def _tried(row: CustomerMessage) -> Refusal | None:
    """Send it; the refusal of its service."""
    try:
        port = adapter_of(MAIL if row.channel == EMAIL else SMS_PORT)
        text = with_links(row)
        if row.channel == EMAIL:
            mail: MailPort = port
            mail.send(Mail((row.address,), row.subject, text, f"guike-message-{row.pk}"))
        else:
            sms: SmsPort = port
            sms.send(Sms(row.address, text, f"guike-message-{row.pk}"))
    except Refusal as trouble:
        return trouble
    messages().filter(pk=row.pk).update(
        status=CustomerMessage.SENT, sent_at=clock.now(), reason=None, links=""
    )
    return None


def _failed(row: CustomerMessage, trouble: Refusal, again: datetime | None) -> None:
    """Note why it failed, and when it is tried again; for good: tell whose record it is, or else the administrators."""
    status = CustomerMessage.FAILED if again is None else CustomerMessage.QUEUED
    reason = in_languages(trouble)
    with transaction.atomic():
        messages().filter(pk=row.pk).update(status=status, reason=reason, due_at=again or clock.now())
        if again is None:
            _tell(row, reason)


def _tell(row: CustomerMessage, reason: Mapping[str, str]) -> None:
    spec, kind = catalogue().objects.get(row.object), message_kind_named(row.kind)
    owner = None
    if spec is not None and "owner" in spec.by_name:
        found = living(spec).system(reason=_WHY).filter(pk=row.record_id)
        owner = found.values_list("owner_id", flat=True).first()
    params = {
        "kind": kind.label.as_map() if kind else row.kind,
        "channel": CHANNEL_LABELS[row.channel].as_map(),
        "reason": reason,
    }
    people = [owner] if owner is not None else sorted(administrators())
    notify_many([Notice(FAILED, people, row.object, row.record_id, f"message-{row.pk}", params)])
