"""Reminders about bookings."""

from __future__ import annotations

from guike.domains.resources.services import NOT_BOOKED
from guike.kernel.text import Text
from guike.platform.notify.registry import notification_kind


def declare() -> None:
    """Register the kinds of reminders."""
    notification_kind(
        NOT_BOOKED,
        Text("资源没有订上", "Not booked"),
        Text(
            "重复的行动“{name}”在 {start} 没有订上“{resource}”，该时间已被占用",
            "“{resource}” is taken on {start} and was not booked for “{name}”, which repeats",
        ),
    )
