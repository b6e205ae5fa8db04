"""Saved list views."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from guike.platform.database.models import BaseModel, plain_column, reference, text_column


class SavedView(BaseModel):
    """Filter, columns and order that a user saved, for himself or shared with users, departments or roles."""

    object = models.CharField(max_length=60)
    name = text_column(100)
    owner = reference("org.User")
    filter = models.JSONField(null=True, blank=True)
    columns = ArrayField(models.TextField(), default=list, blank=True)
    sort = ArrayField(models.TextField(), default=list, blank=True)
    kind = models.CharField(max_length=10, default="list")
    group_by = plain_column(60)
    shared_with = models.JSONField(default=list, blank=True)
    position = models.IntegerField(default=0)

    class Meta(BaseModel.Meta):
        db_table = "saved_view"
        indexes = (models.Index(fields=["object", "owner"], name="saved_view_object_ix"),)
