"""The working calendar: the table of days that differ from the normal week."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from guike.platform.database.models import BaseModel, plain_column, text_column


class CalendarDay(BaseModel):
    """A `holiday` on a weekday, or a `workday` on a weekend (调休). Days without a row follow the week of
    the setting `work.hours`."""

    on = models.DateField()
    kind = plain_column(10)
    name = text_column(50)

    class Meta(BaseModel.Meta):
        db_table = "calendar_day"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["on"], name="calendar_day_on_uq", condition=Q(deleted_at=None)),
            models.CheckConstraint(condition=Q(kind__in=("workday", "holiday")), name="calendar_day_kind_ck"),
        ]
