"""The audit trail: a ledger that never changes."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from guike.platform.database.models import EntryModel


class AuditEntry(EntryModel):
    """One action that a person did or was refused. `helper_id`: the administrator who acted as him.

    It has no foreign keys, because the trail outlives the records that it names.
    """

    created_by = None
    actor_id = models.BigIntegerField(null=True)
    helper_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    object_name = models.CharField(max_length=80, default="", db_column="object")
    record_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10, default="ok")
    request_id = models.CharField(max_length=64, default="")
    ip = models.CharField(max_length=45, default="")
    detail = models.JSONField(default=dict)

    class Meta(EntryModel.Meta):
        db_table = "audit_entry"
        indexes = (
            *EntryModel.Meta.indexes,
            models.Index(fields=["object_name", "record_id", "-id"], name="audit_record_ix"),
            models.Index(fields=["actor_id", "-id"], name="audit_actor_ix"),
            models.Index(fields=["action", "-id"], name="audit_action_ix"),
            models.Index(fields=["outcome", "-id"], name="audit_outcome_ix"),
            GinIndex(fields=["search_grams"], name="audit_gram_ix"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}#{self.record_id} {self.outcome}"
