"""Channels besides the reminder centre, decided without a database: when something is sent, and when it is tried again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from guike.kernel.text import T, Text

Digest = Literal["none", "daily"]

IN_APP = "in_app"
EMAIL = "email"
#: channel → (its name, the port of its adapter)
CHANNELS: dict[str, tuple[Text, str]] = {
    EMAIL: (T("邮件", "E-mail"), "mail"),
    "wecom": (T("企业微信", "WeCom"), "wecom"),
    "dingtalk": (T("钉钉", "DingTalk"), "dingtalk"),
    "feishu": (T("飞书", "Feishu"), "feishu"),
}
DIGEST_AT = time(9)
#: after each failure; then it has failed for good
_BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180))


@dataclass(frozen=True)
class Preference:
    """What one person chose for one kind; times are the company's."""

    channels: Collection[str] = ()
    quiet_from: time | None = None
    quiet_to: time | None = None
    digest: Digest = "none"

    def due(self, at: datetime, zone: ZoneInfo) -> datetime:
        """When a message of this instant is sent: at once, after the quiet hours, or with the next digest."""
        if self.digest == "daily":
            return self._after_quiet(_next(DIGEST_AT, at, zone), zone)
        return self._after_quiet(at, zone)

    def _after_quiet(self, at: datetime, zone: ZoneInfo) -> datetime:
        if self.quiet_from is None or self.quiet_to is None or not self.is_quiet(at.astimezone(zone).time()):
            return at
        return _next(self.quiet_to, at, zone)

    def is_quiet(self, clock_time: time) -> bool:
        """Whether a time of the day lies in the quiet hours, which may go over midnight."""
        start, end = self.quiet_from, self.quiet_to
        if start is None or end is None or start == end:
            return False
        return start <= clock_time < end if start < end else clock_time >= start or clock_time < end


def _next(clock_time: time, at: datetime, zone: ZoneInfo) -> datetime:
    """The next instant after `at` at which clocks show this time, in UTC."""
    local = at.astimezone(zone)
    found = datetime.combine(local.date(), clock_time, zone)
    if found <= local:
        found = datetime.combine(local.date() + timedelta(days=1), clock_time, zone)
    return found.astimezone(UTC)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When it is tried again after so many failures; None when it has failed for good."""
    return at + _BACK_OFF[attempts - 1] if attempts <= len(_BACK_OFF) else None
