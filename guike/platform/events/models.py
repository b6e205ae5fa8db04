"""The outbox: events and their deliveries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """An event, written in the transaction of its cause.

    `kind` in past tense (`lead.claimed`), `depth` how many events led to it, `state` pending until
    the deliveries to its handlers are written.
    """

    PENDING = "pending"
    SPREAD = "spread"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=100)
    object_name = models.CharField(max_length=80, default="", db_column="object")
    payload = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64, default="")
    depth = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, default=PENDING)

    class Meta:
        db_table = "event"
        indexes: ClassVar = [
            models.Index(fields=["id"], name="event_pending_ix", condition=Q(state="pending")),
            models.Index(fields=["at"], name="event_at_ix"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Delivery(models.Model):
    """One event for one handler, so that a failing handler delays no other."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"
    DISCARDED = "discarded"

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=100)
    state = models.CharField(max_length=10, default=PENDING)
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "event_delivery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "handler"], name="event_delivery_uq"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "id"], name="event_delivery_due_ix", condition=Q(state="pending")
            ),
            models.Index(fields=["-id"], name="event_delivery_dead_ix", condition=Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of event #{self.event_id}: {self.state}"
