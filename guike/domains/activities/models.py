"""The table of activities: calls, visits, meetings and other work, planned or done, about any records."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import (
    RecordModel,
    amount_column,
    plain_column,
    reference,
    text_column,
)


class Activity(RecordModel):
    """行动: planned or done; a done one is a follow-up. `related`: [{"object", "id"}]."""

    kind = plain_column(20)
    purpose = plain_column(20)
    priority = plain_column(10)
    subject = text_column(200)
    content = models.TextField(blank=True, default="")
    status = plain_column(20)
    planned_start_at = models.DateTimeField(null=True, blank=True)
    planned_end_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = reference("org.User")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = reference("org.User")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = reference("org.User")
    result = models.TextField(blank=True, default="")
    next_contact_at = models.DateTimeField(null=True, blank=True)
    is_problem = models.BooleanField(default=False)
    related = models.JSONField(default=list, blank=True)
    participants = ArrayField(models.BigIntegerField(), default=list, blank=True)
    mentions = ArrayField(models.BigIntegerField(), default=list, blank=True)
    files = ArrayField(models.BigIntegerField(), default=list, blank=True)
    account = reference("accounts.Account")
    stage = reference("opportunities.Stage")
    place = text_column(200)
    region = plain_column(6)
    attendees = models.JSONField(default=list, blank=True)
    cost_amount = amount_column()
    occasion = plain_column(20)
    repeat = plain_column(300)
    series = reference("activities.Activity")
    repeated_until = models.DateTimeField(null=True, blank=True)
    gift = text_column(200)

    class Meta(RecordModel.Meta):
        db_table = "activity"
        indexes = (
            *RecordModel.Meta.indexes,
            models.Index(
                "planned_start_at",
                name="activity_due_ix",
                condition=Q(status="planned", planned_start_at__isnull=False, deleted_at__isnull=True),
            ),
            models.Index(
                "planned_end_at",
                name="activity_late_ix",
                condition=Q(
                    status__in=("planned", "in_progress"),
                    planned_end_at__isnull=False,
                    deleted_at__isnull=True,
                ),
            ),
            models.Index("series", name="activity_series_ix", condition=Q(series__isnull=False)),
            models.Index(
                "repeated_until", name="activity_repeat_ix", condition=~Q(repeat="") & Q(deleted_at=None)
            ),
            models.Index("owner", "planned_start_at", name="activity_plan_ix", condition=Q(deleted_at=None)),
            models.Index(
                "account",
                F("created_at").desc(),
                F("id").desc(),
                name="activity_account_ix",
                condition=Q(account__isnull=False),
            ),
        )
