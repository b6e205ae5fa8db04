"""When something is sent through a channel, decided without a database."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from guike.platform.notify.channels import Preference, next_try

CHINA = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=CHINA)


@pytest.mark.req("NO-04")
@pytest.mark.parametrize(
    ("quiet", "digest", "now", "due"),
    [
        (None, "none", "21 12:00", "21 12:00"),
        (("22:00", "08:00"), "none", "21 12:00", "21 12:00"),
        (("22:00", "08:00"), "none", "21 22:00", "22 08:00"),
        (("22:00", "08:00"), "none", "22 07:59", "22 08:00"),
        (("22:00", "08:00"), "none", "22 08:00", "22 08:00"),
        (("12:00", "13:30"), "none", "21 13:00", "21 13:30"),
        (("12:00", "13:30"), "none", "21 11:59", "21 11:59"),
        (None, "daily", "21 08:59", "21 09:00"),
        (None, "daily", "21 09:00", "22 09:00"),
        (("22:00", "10:00"), "daily", "21 12:00", "22 10:00"),
    ],
)
def test_a_message_waits_for_the_end_of_quiet_hours_or_for_the_digest(
    quiet: Any, digest: Any, now: str, due: str
) -> None:
    start, end = map(time.fromisoformat, quiet) if quiet else (None, None)
    assert Preference(["email"], start, end, digest).due(at(now), CHINA) == at(due)


def test_it_is_tried_again_ever_later_and_then_no_more() -> None:
    now = datetime(2026, 11, 21, 4, tzinfo=UTC)
    waits = [next_try(attempts, now) for attempts in range(1, 7)]
    assert waits == [*(now + timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180)), None]
