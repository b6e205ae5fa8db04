"""Reminders about activities, and their scheduled job."""

from __future__ import annotations

from guike.domains.activities.services import DUE, activity_remind
from guike.kernel.text import Text
from guike.platform.jobs.registry import periodic
from guike.platform.notify.registry import notification_kind


def declare() -> None:
    """Register the kinds of reminders and the job that sends them."""
    notification_kind(
        DUE,
        Text("行动提醒", "Activities due"),
        Text("计划的行动“{name}”时间到了", "The planned activity “{name}” is due"),
    )
    periodic("activities.remind", "*/5 * * * *", activity_remind)
