"""The table of files. Their content is on disk, once for each digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class File(models.Model):
    """One file. Until it is attached (`object_name` empty) only its uploader may see it.

    `field` names the file or image field that holds it; empty = the record's list of attachments.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    type = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    object_name = models.CharField(max_length=80, default="", db_column="object")
    record_id = models.BigIntegerField(null=True)
    field = models.CharField(max_length=80, default="")
    uploaded_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "file"
        indexes: ClassVar = [
            models.Index(
                fields=["object_name", "record_id", "id"], name="file_record_ix", condition=~Q(object_name="")
            ),
            models.Index(fields=["created_at"], name="file_unattached_ix", condition=Q(object_name="")),
            models.Index(
                fields=["deleted_at"], name="file_deleted_ix", condition=Q(deleted_at__isnull=False)
            ),
            models.Index(fields=["digest"], name="file_digest_ix"),
        ]

    def __str__(self) -> str:
        return self.name
