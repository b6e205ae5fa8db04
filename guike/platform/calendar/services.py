"""The calendar of a fresh installation: China's public holidays with their make-up workdays."""

from __future__ import annotations

from datetime import date

import chinese_calendar

from guike.platform.calendar.models import CalendarDay

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
_FIRST_YEAR = 2020


def seed_calendar() -> None:
    """Add the days of the library that were never in the table. Days that people changed or deleted stay as they are.

    A new version of Guike brings a newer library with the next year's days.
    """
    table = CalendarDay.objects.system(reason="known public holidays are put in after a migration")
    known = set(table.values_list("on", flat=True))
    table.bulk_create(
        [
            _day(on, kind, holiday)
            for kind, days in (
                ("holiday", chinese_calendar.constants.holidays),
                ("workday", chinese_calendar.constants.workdays),
            )
            for on, holiday in sorted(days.items())
            if on.year >= _FIRST_YEAR and on not in known
        ],
        batch_size=500,
    )


def _day(on: date, kind: str, holiday: str) -> CalendarDay:
    name = _NAMES.get(holiday, holiday)
    shown = name if kind == "holiday" else f"{name}调休上班"
    return CalendarDay(
        on=on, kind=kind, name=shown, label=f"{on.isoformat()} {shown}", label_sort=on.isoformat()
    )
