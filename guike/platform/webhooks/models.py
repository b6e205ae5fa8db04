"""Webhooks and what they deliver."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import BaseModel, plain_column, reference, text_column


class Webhook(BaseModel):
    """An outside address that is told of events. `secret` is sealed like a secret setting.

    The columns from `status` on are kept by the sender: `failures` in a row, since when (`failing_since`), and before
    which instant a failing one is not tried again (`retry_at`).
    """

    OK = "ok"
    FAILING = "failing"
    DISABLED = "disabled"

    name = text_column(100)
    url = models.CharField(max_length=2000)
    secret = models.TextField(blank=True, default="")
    objects_told = ArrayField(models.TextField(), default=list, db_column="objects")
    events = ArrayField(models.TextField(), default=list)
    filter = models.JSONField(null=True, blank=True)
    run_as = reference("org.User", null=False)
    is_active = models.BooleanField(default=True)
    status = models.CharField(max_length=10, default=OK)
    trouble = models.TextField(blank=True, default="")
    failures = models.IntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "webhook"


class WebhookDelivery(BaseModel):
    """One event of one record for one webhook.

    `occasion` names the event, so it is written once. Of the open deliveries of a record one is due at a time: the
    others have no `next_try_at` until it is delivered or given up. `facts`: what the event told besides the record.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DEAD = "dead"
    OPEN = (PENDING, FAILED)

    webhook = reference("webhooks.Webhook", null=False)
    event = models.CharField(max_length=100)
    object = models.CharField(max_length=80)
    record_id = models.BigIntegerField()
    record = models.JSONField()
    occasion = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    sequence = models.IntegerField()
    status = models.CharField(max_length=10, default=PENDING)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    response_code = models.IntegerField(null=True, blank=True)
    error = plain_column(500)
    finished_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "webhook_delivery"
        constraints = (
            models.UniqueConstraint(
                fields=["webhook", "occasion", "object", "record_id"], name="webhook_delivery_once_uq"
            ),
            models.UniqueConstraint(
                fields=["webhook", "object", "record_id", "sequence"], name="webhook_delivery_sequence_uq"
            ),
        )
        indexes = (
            models.Index(
                fields=["webhook", "next_try_at", "id"],
                name="webhook_delivery_due_ix",
                condition=Q(next_try_at__isnull=False),
            ),
            models.Index(
                fields=["status", "happened_at"],
                name="webhook_delivery_open_ix",
                condition=~Q(status="delivered"),
            ),
            models.Index(F("created_at").desc(), F("id").desc(), name="webhook_delivery_time_ix"),
            models.Index(fields=["webhook", "-id"], name="webhook_delivery_hook_ix"),
            models.Index(
                fields=["finished_at"], name="webhook_delivery_done_ix", condition=Q(status="delivered")
            ),
        )
