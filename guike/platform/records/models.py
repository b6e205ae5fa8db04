"""Tables of the write path besides the record tables."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from guike.platform.database.ledger import AppendOnly, Keeping
from guike.platform.database.models import MoneyModel, RecordModel, reference, text_column


class CustomRecord(MoneyModel, RecordModel):
    """One table for all custom objects, their lines included."""

    object = models.CharField(max_length=60)
    name = text_column(200)
    parent_id = models.BigIntegerField(null=True, blank=True)
    position = models.IntegerField(default=0)

    class Meta(RecordModel.Meta):
        db_table = "custom_record"
        indexes = (
            models.Index(
                "object",
                "owner",
                F("created_at").desc(),
                F("id").desc(),
                name="custom_owner_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                "object",
                "department",
                F("created_at").desc(),
                F("id").desc(),
                name="custom_dept_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                "object",
                F("created_at").desc(),
                F("id").desc(),
                name="custom_time_ix",
                condition=Q(deleted_at=None),
            ),
            models.Index(
                "parent_id", "position", name="custom_parent_ix", condition=Q(parent_id__isnull=False)
            ),
            GinIndex(fields=["search_grams"], name="custom_gram_ix"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["object", "source_system", "external_id"],
                name="custom_external_uq",
                condition=Q(external_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["object", "number"], name="custom_number_uq", condition=~Q(number="")
            ),
        )


class RecordLink(models.Model):
    """Index of references that are no column: custom references, many-valued and any-object ones.
    Reverse lists, joins and protection on delete read it; the value itself stays on the row."""

    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    target_object = models.CharField(max_length=60)
    target_id = models.BigIntegerField()

    class Meta:
        db_table = "record_link"
        constraints = (
            models.UniqueConstraint(
                fields=["target_object", "target_id", "object", "field", "record_id"], name="record_link_uq"
            ),
        )
        indexes = (models.Index(fields=["object", "record_id", "field"], name="record_link_from_ix"),)


class UniqueValue(models.Model):
    """Values of unique custom fields, folded. A deleted record keeps its value reserved and named."""

    object = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=300)
    record_id = models.BigIntegerField()

    class Meta:
        db_table = "record_unique"
        constraints = (models.UniqueConstraint(fields=["object", "field", "value"], name="record_unique_uq"),)
        indexes = (models.Index(fields=["object", "record_id"], name="record_unique_row_ix"),)


class NumberCounter(models.Model):
    """Next sequence of a number pattern's prefix. Locked last in every transaction."""

    key = models.CharField(max_length=120, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "number_counter"


class IdempotencyRecord(models.Model):
    """The answer given to a key, stored in the same transaction as its effect."""

    user = reference("org.User", null=False)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    answer = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency"
        constraints = (models.UniqueConstraint(fields=["user", "path", "key"], name="idempotency_uq"),)
        indexes = (models.Index(fields=["created_at"], name="idempotency_time_ix"),)


class History(AppendOnly):
    """The history of field changes. Only triggers write it; SQL partitions it by month."""

    keeping = Keeping(about=("object", "record_id"), values=("old", "new"), by_month=True)

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    operation = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=20, blank=True)
    why = models.CharField(max_length=130, blank=True)
    helper = models.CharField(max_length=20, blank=True)
    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    version = models.IntegerField(default=0)
    field = models.CharField(max_length=60)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        db_table = "history"
        managed = False
