"""Registers the jobs of notifications, and who tells of received records."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.events.registry import subscribe
from guike.platform.jobs.registry import job_kind, periodic
from guike.platform.notify.deliveries import SEND, dispatch, send_due
from guike.platform.notify.receiving import tell_receivers
from guike.platform.notify.services import purge

periodic("notify.purge", "40 3 * * *", purge)
periodic("notify.dispatch", "* * * * *", dispatch)
job_kind(SEND, send_due, label=T("发送提醒", "Sending reminders"))
for event in ("record.created", "record.updated"):
    subscribe(event, "notify.tell_receivers", tell_receivers)
