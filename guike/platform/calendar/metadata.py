"""Declares the company's working hours."""

from __future__ import annotations

from guike.kernel.text import T
from guike.kernel.working_hours import USUAL
from guike.platform.settings.registry import Section, setting

WORK_HOURS = setting(
    "work.hours",
    "working_hours",
    USUAL,
    section=Section("work", T("工作时间", "Working time"), 15),
    is_required=True,
    label=T("上班时间", "Working hours"),
    help=T(
        "审批、服务等时限和提醒只计上班时间；节假日和调休按工作日历，调休上班日未单独设置时按周一的时间",
        "Limits and reminders count working hours alone. Holidays and make-up workdays are those of the working calendar;"
        " a make-up workday has the hours of Monday unless it has its own",
    ),
).key
