"""Stored settings: only what differs from the default."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SettingValue(models.Model):
    """An override. `department_id` 0 and `object_name` "" mean the whole company."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80)
    department_id = models.BigIntegerField(default=0)
    object_name = models.CharField(max_length=80, default="")
    value = models.JSONField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "setting_value"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "department_id", "object_name"], name="setting_value_uq"),
        ]

    def __str__(self) -> str:
        return self.key


class SettingVersion(models.Model):
    """One row that changes with every change of a setting.

    The mark is random, not a counter. With a counter a rolled-back change would share its number with the next change,
    and a process that had read the first would keep its values.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=32)

    class Meta:
        db_table = "setting_version"

    def __str__(self) -> str:
        return self.mark
