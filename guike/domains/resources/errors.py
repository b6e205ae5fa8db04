"""Refusals of bookings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from guike.kernel.errors import Refusal, register
from guike.kernel.text import T, Text

register(
    {
        "resource.needs_times": T(
            "预订资源前请填写计划开始和计划结束", "Give the planned start and end to book resources"
        ),
        "resource.inactive": T(
            "“{resource}”已停用，请选择其他资源", "“{resource}” is out of use; choose another"
        ),
    }
)


class ResourceTaken(Refusal):
    """Somebody else has the resource at that time."""

    status = 409
    messages: ClassVar[Mapping[str, Text]] = {
        "resource.taken": T(
            "“{resource}”在 {start} 至 {end} 已由{owner}预订，请换个时间或换个资源",
            "“{resource}” is booked by {owner} from {start} to {end}; choose another time or resource",
        ),
        "resource.taken_by_somebody": T(
            "“{resource}”在所选时间已被预订，请换个时间或换个资源",
            "“{resource}” is booked at that time; choose another time or resource",
        ),
    }
