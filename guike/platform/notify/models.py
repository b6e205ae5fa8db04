"""Reminders: one row per person and occasion; what each person chose, and what is on its way to him."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import BaseModel, plain_column, reference, text_column


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
    #: whether its deliveries through other channels are made; from the beginning for who has none
    is_dispatched = models.BooleanField(default=True, db_default=True)

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
            models.Index(fields=["id"], name="notification_new_ix", condition=Q(is_dispatched=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for #{self.user_id}"


class NotificationPreference(models.Model):
    """Through which channels a person is told, besides the reminder centre. The row of kind "" holds for all kinds that have
    no row of their own, and for quiet hours and the digest. Times are the company's."""

    id = models.BigAutoField(primary_key=True)
    user_id = models.BigIntegerField()
    kind = models.CharField(max_length=80, default="")
    channels = ArrayField(models.CharField(max_length=20), default=list)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    digest = models.CharField(max_length=10, default="none")

    class Meta:
        db_table = "notification_preference"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user_id", "kind"], name="notification_preference_uq"),
            models.CheckConstraint(
                condition=Q(digest__in=("none", "daily")), name="notification_preference_digest_ck"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind or 'all'} of #{self.user_id}"


class NotificationDelivery(BaseModel):
    """A reminder on its way through one channel: `waiting` until `due_at`, which is later after a failure, in quiet hours
    and for a digest; then `sent`, or `failed` for good. `error` is the last failure in each language, `kind` the name of the
    reminder's kind. It goes with its reminder, by the database's own key."""

    WAITING, SENT, FAILED = "waiting", "sent", "failed"

    notification = models.ForeignKey(Notification, models.DO_NOTHING, related_name="+")
    user = reference("org.User", null=False)
    kind = models.JSONField(default=dict, blank=True)
    record = models.JSONField(null=True, blank=True)
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=10, default=WAITING)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    error = models.JSONField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(BaseModel.Meta):
        db_table = "notification_delivery"
        constraints = (
            models.UniqueConstraint(fields=["notification", "channel"], name="notification_delivery_uq"),
            models.CheckConstraint(
                condition=Q(status__in=("waiting", "sent", "failed")), name="notification_delivery_status_ck"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"], name="notification_delivery_due_ix", condition=Q(status="waiting")
            ),
            models.Index(fields=["user", "-id"], name="notification_delivery_user_ix"),
            models.Index(F("created_at").desc(), F("id").desc(), name="notification_delivery_time_ix"),
            models.Index(fields=["-id"], name="notification_delivery_bad_ix", condition=Q(status="failed")),
        )


class ReminderRule(BaseModel):
    """Reminds people of records some days before or after the day in one of their fields."""

    kind = text_column(100)
    object = models.CharField(max_length=60)
    filter = models.JSONField(default=dict)
    date_field = plain_column(60)
    days_before = ArrayField(models.TextField(), default=list, blank=True)
    days_after = ArrayField(models.TextField(), default=list, blank=True)
    is_workdays = models.BooleanField(default=False)
    receivers = ArrayField(models.TextField(), default=list, blank=True)
    users = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    #: the last day for which it has reminded
    reminded_on = models.DateField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "reminder_rule"
