"""Reminders: one row per person and occasion."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Notification(models.Model):
    """A reminder for one person. Its text is made in his language when he reads it.

    `occasion` identifies the event, such as `overdue:2026-11-21`, so that a person gets one reminder for it.
    """

    id = models.BigAutoField(primary_key=True)
    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    object_name = models.CharField(max_length=80, default="", db_column="object")
    record_id = models.BigIntegerField(null=True)
    params = models.JSONField(default=dict)
    occasion = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notification"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user_id", "kind", "object_name", "record_id", "occasion"],
                name="notification_once_uq",
                condition=~Q(occasion=""),
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user_id", "-id"], name="notification_user_ix"),
            models.Index(fields=["user_id", "-id"], name="notification_unread_ix", condition=Q(read_at=None)),
            models.Index(fields=["at"], name="notification_at_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for #{self.user_id}"
