"""The settings of privacy."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import GUARD, setting

REVEALS = setting(
    "privacy.reveals_per_hour",
    "integer",
    30,
    section=GUARD,
    minimum=1,
    maximum=1_000,
    label=T("一小时内最多显示原值次数", "Values revealed within an hour"),
    help=T(
        "有“显示原值”权限的人可以逐个查看脱敏字段的原值，每次须写明理由并记入审计；每人一小时最多这么多次",
        "Whoever has the permission to reveal sees the value of a masked field one by one, each time with a reason that the audit keeps;"
        " so often within an hour",
    ),
).key


def reveals_per_hour() -> int:
    """How many masked values a person may reveal within an hour."""
    return int(settings.get(REVEALS))
