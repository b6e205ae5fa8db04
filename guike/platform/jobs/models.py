"""Jobs as the API shows them. The queue behind them is procrastinate's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One job.

    `params` never change; `state` is the kind's own checkpoint, from which a killed job continues. `attempt` rises with
    every start, so a run that was wrongly considered dead cannot write any more. `crashes` counts consecutive runs that
    did not end and saved no checkpoint. `discarded_at`: when an administrator discarded a failed job.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    OPEN = (QUEUED, RUNNING)

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=80)
    status = models.CharField(max_length=10, default=QUEUED)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    params = models.JSONField(default=dict)
    state = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    attempt = models.IntegerField(default=0)
    crashes = models.SmallIntegerField(default=0)
    failures = models.SmallIntegerField(default=0)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
        indexes: ClassVar = [
            models.Index(fields=["id"], name="job_open_ix", condition=Q(status__in=("queued", "running"))),
            models.Index(fields=["created_by", "-id"], name="job_owner_ix"),
            models.Index(fields=["finished_at"], name="job_finished_ix"),
            models.Index(
                fields=["-id"], name="job_failed_ix", condition=Q(status="failed", discarded_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}: {self.status}"


class PeriodicRun(models.Model):
    """The last due time of a periodic task and the result of its run."""

    name = models.CharField(max_length=80, primary_key=True)
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "periodic_run"

    def __str__(self) -> str:
        return self.name
