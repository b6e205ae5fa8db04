"""Rules, their versions and their runs."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import BaseModel, plain_column, reference, text_column


class AutomationRule(BaseModel):
    """When something happens to a record and a condition holds, steps are taken in the name of `run_as`.

    `revision` rises with every change of what the rule does; `active_since`: since when it has been active;
    `looked_at`: up to which instant dates and schedules have been looked through; `paused_for`: why it does not run
    although it is active ("": it runs), while its events wait; `faults`: why it does not fit any more; `stopped_at`: runs
    that began before it are over.
    """

    object = models.CharField(max_length=60)
    name = text_column(100)
    description = models.TextField(blank=True, default="")
    trigger = models.CharField(max_length=20)
    fields = models.JSONField(default=list, blank=True)
    from_values = models.JSONField(default=list, blank=True)
    to_values = models.JSONField(default=list, blank=True)
    date_field = plain_column(60)
    offset_days = models.IntegerField(default=0)
    at_time = plain_column(5)
    every = plain_column(10)
    on_day = models.SmallIntegerField(null=True, blank=True)
    filter = models.JSONField(null=True, blank=True)
    steps = models.JSONField(default=list)
    once = models.CharField(max_length=12, default="each_time")
    run_as = reference("org.User", null=False)
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=False)
    validity = models.CharField(max_length=10, default="valid")
    faults = models.JSONField(default=list, blank=True)
    revision = models.IntegerField(default=1)
    active_since = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    paused_for = plain_column(20)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "automation_rule"


class AutomationVersion(models.Model):
    """What a rule did in one of its versions, so that runs which began under it end under it."""

    rule_id = models.BigIntegerField()
    revision = models.IntegerField()
    definition = models.JSONField()
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "automation_version"
        constraints = (models.UniqueConstraint(fields=["rule_id", "revision"], name="automation_version_uq"),)


class AutomationRun(BaseModel):
    """One rule at work on one record.

    `event`: the same for everything that one write caused; `operation`: the call or job of which that write is a part;
    `once_key`: what the rule does not do twice for a record ("": nothing); `position`: the next step; `due_at`: when a
    worker takes it (running: when its lease ends; empty: never by itself); `token`: of the worker that has it;
    `awaits`: what a waiting run waits for; `log`: what each step did; `batch`: the operation under which its writes stand
    in the history; `caused_by`: the run whose writes were its cause; `replays`: the run of which it is a repetition;
    `repeats_outer`: whether the repetition sends again what left the house.
    """

    rule = reference("automation.AutomationRule", null=False)
    revision = models.IntegerField()
    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField(null=True)
    run_as = reference("org.User", null=False)
    status = models.CharField(max_length=12, default="queued")
    event = models.CharField(max_length=40)
    operation = models.CharField(max_length=64)
    once_key = plain_column(60)
    cause = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    depth = models.SmallIntegerField(default=1)
    position = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    token = plain_column(32)
    attempts = models.SmallIntegerField(default=0)
    awaits = models.JSONField(null=True)
    log = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    batch = plain_column(64)
    error = models.TextField(blank=True, default="")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    caused_by = models.BigIntegerField(null=True)
    replays = models.BigIntegerField(null=True)
    repeats_outer = models.BooleanField(default=False)

    class Meta(BaseModel.Meta):
        db_table = "automation_run"
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "record_id", "once_key"],
                name="automation_run_once_uq",
                condition=~Q(once_key=""),
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index("rule", "due_at", name="automation_run_due_ix", condition=Q(due_at__isnull=False)),
            models.Index("rule", F("id").desc(), name="automation_run_rule_ix"),
            models.Index("object", "record_id", F("id").desc(), name="automation_run_record_ix"),
            models.Index(
                "rule", "started_at", name="automation_run_rate_ix", condition=Q(started_at__isnull=False)
            ),
            models.Index(F("created_at").desc(), F("id").desc(), name="automation_run_time_ix"),
            models.Index("batch", name="automation_run_batch_ix", condition=~Q(batch="")),
            models.Index(
                "object",
                "record_id",
                name="automation_run_waiting_ix",
                condition=Q(status="waiting"),
            ),
            models.Index("caused_by", name="automation_run_cause_ix", condition=Q(caused_by__isnull=False)),
        )
