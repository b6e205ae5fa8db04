"""What a company can set about all messages to people outside."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.messaging.registry import SECTION
from guike.platform.settings.registry import setting

FROM_HOUR = setting(
    "message.from_hour",
    "integer",
    8,
    section=SECTION,
    label=T("每天几点开始发送", "Sent from which hour"),
    help=T(
        "夜里发生的事，到这个钟点再告诉客户（公司时区）",
        "What happens at night is told from this hour on, in the company's time zone",
    ),
    minimum=0,
    maximum=23,
).key
TO_HOUR = setting(
    "message.to_hour",
    "integer",
    21,
    section=SECTION,
    label=T("每天几点停止发送", "Sent until which hour"),
    help=T("与开始的钟点相同则全天发送", "The same as the first hour: all day"),
    minimum=0,
    maximum=23,
).key
