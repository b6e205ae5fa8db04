"""Tables of imports and exports: their options, their progress, and the result of each row."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guike.platform.database.models import plain_column, reference


class ImportMapping(models.Model):
    """A mapping of columns to fields, which a user stored under a name.
    columns: {header: field}; decisions: {header: what becomes of its bad cells, what its words mean}"""

    user = reference("org.User", null=False)
    object = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    columns = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "import_mapping"
        constraints = (models.UniqueConstraint(fields=["user", "object", "name"], name="import_mapping_uq"),)


class Import(models.Model):
    """An import of one file. `job_id` is also its id in the API; `rows` is the sum of all counts after its end.

    mapping {header: field}; defaults {field: value}; blanks "leave" | "clear" (what an empty cell does to an
    existing record); mode "normal" | "migration"; columns, identify_by: as in `plans.Options`; beside: {object: how many
    were created with its records}; made: what was created for its rows [{"object", "id"}] and options [{"object", "id",
    "code"}]; undo_job: the job that takes it back.
    """

    job_id = models.BigIntegerField(primary_key=True)
    object = models.CharField(max_length=60)
    file_id = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    user = reference("org.User")
    mapping = models.JSONField(default=dict)
    on_duplicate = models.CharField(max_length=10, default="skip")
    defaults = models.JSONField(default=dict)
    blanks = models.CharField(max_length=10, default="leave")
    mode = models.CharField(max_length=10, default="normal")
    reading = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    identify_by = models.JSONField(default=list)
    made = models.JSONField(default=list)
    header_row = models.IntegerField(default=1)
    rows = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    beside = models.JSONField(default=dict)
    undo_job = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "import"
        indexes: ClassVar = [models.Index(fields=["user", "-job_id"], name="import_user_ix")]


class ImportRow(models.Model):
    """What became of one row. Updated: `version` before and after, `old` values by field as the API reads them.
    Failed and skipped, and taken with something to look at: reasons [{"column", "code", "message": {locale: text}}]
    and the original cells. beside: what was created with its record, {"object", "id", "version"} each."""

    CREATED = "created"
    UPDATED = "updated"
    SKIPPED = "skipped"
    FAILED = "failed"

    run = models.BigIntegerField(db_column="import_id")
    number = models.IntegerField()
    outcome = models.CharField(max_length=10)
    record_id = models.BigIntegerField(null=True)
    version = models.IntegerField(null=True)
    old = models.JSONField(null=True)
    reasons = models.JSONField(null=True)
    cells = models.JSONField(null=True)
    beside = models.JSONField(null=True)
    undone = plain_column(10)

    class Meta:
        db_table = "import_row"
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="import_row_uq"),)
        indexes: ClassVar = [
            models.Index(
                fields=["run", "number"],
                name="import_row_wrong_ix",
                condition=Q(outcome__in=("failed", "skipped")),
            ),
        ]


class Export(models.Model):
    """An export to a file, which its owner can download for a day. `job_id` is also its id in the API.
    query: filter, q, view, sort, fields as asked, or the record about whom a copy tells (format zip); file_id: the result."""

    job_id = models.BigIntegerField(primary_key=True)
    object = models.CharField(max_length=60)
    user = reference("org.User")
    query = models.JSONField(default=dict)
    fields = models.JSONField(default=list)
    format = models.CharField(max_length=5, default="xlsx")
    rows = models.IntegerField(default=0)
    file_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "export"
        indexes: ClassVar = [models.Index(fields=["user", "-job_id"], name="export_user_ix")]


class ReadRecords(models.Model):
    """Records of one object that a person has read, as a process writes them down now and then (`exchange.reads`).
    is_told: the audit knew already that he reads in bulk. Rows are of use for an hour."""

    user_id = models.BigIntegerField()
    object = models.CharField(max_length=60)
    at = models.DateTimeField()
    ids = ArrayField(models.BigIntegerField())
    is_told = models.BooleanField(default=False)

    class Meta:
        db_table = "read_records"
        indexes: ClassVar = [models.Index(fields=["user_id", "object", "at"], name="read_records_ix")]
