"""The abstract model of pools, of which leads and accounts have one each, and the ledger of claims."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guike.platform.database.ledger import AppendOnly, Keeping
from guike.platform.database.models import BaseModel, plain_column, reference, text_column


class PoolModel(BaseModel):
    """Records without an owner wait here to be assigned or claimed."""

    name = text_column(100)
    admins = ArrayField(models.BigIntegerField(), default=list, blank=True)
    members = ArrayField(models.BigIntegerField(), default=list, blank=True)
    member_departments = ArrayField(models.BigIntegerField(), default=list, blank=True)
    default_assignee = reference("org.User")
    assignment = plain_column(20)
    is_claimable = models.BooleanField(default=True)
    daily_claim_limit = models.IntegerField(null=True, blank=True)
    holding_limit = models.IntegerField(null=True, blank=True)
    former_owner_cooldown_hours = models.IntegerField(null=True, blank=True)
    recycle_days_no_follow_up = models.IntegerField(null=True, blank=True)
    recycle_days_no_deal = models.IntegerField(null=True, blank=True)
    remind_days_before = models.IntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        abstract = True


class ClaimEntry(AppendOnly):
    """An entry for each claim, assignment or return: who, which record, when, by whom and why. Limits, cooling-off and
    the timeline read it."""

    keeping = Keeping(about=("object", "record_id"), values=("reason",))

    object = models.CharField(max_length=60)
    pool_id = models.BigIntegerField(null=True)
    record_id = models.BigIntegerField()
    user = reference("org.User", null=False)
    verb = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "pool_entry"
        indexes = (
            models.Index(fields=["object", "user", "verb", "at"], name="pool_entry_user_ix"),
            models.Index(fields=["object", "record_id", "at"], name="pool_entry_record_ix"),
        )
