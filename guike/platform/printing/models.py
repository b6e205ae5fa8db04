"""Templates of printed documents."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guike.platform.database.models import BaseModel, text_column


class PrintTemplate(BaseModel):
    """How records of an object are printed, for some roles and record types (empty = all). `content`: see `content.py`. `logo`:
    the picture that its blocks of the kind logo show."""

    object = models.CharField(max_length=80)
    name = text_column(100)
    record_types = ArrayField(models.BigIntegerField(), default=list, blank=True)
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)
    content = models.JSONField(default=dict)
    logo = models.BigIntegerField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "print_template"
        indexes = (models.Index("object", name="print_template_object_ix", condition=Q(deleted_at=None)),)
