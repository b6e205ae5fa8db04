"""Definitions that administrators make at run time. Standard objects and fields have rows too,
so that labels, choices and requiredness can be changed in one place for all."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guike.platform.database.models import BaseModel, plain_column


class ObjectDef(BaseModel):
    """A custom object, or a standard one with administrators' changes. `standard`: the code's values when the row was
    last updated; a column that still equals them follows the code."""

    api_name = models.CharField(max_length=60)
    labels = models.JSONField(default=dict)
    plural_labels = models.JSONField(default=dict)
    module = plain_column(30)
    has_approval = models.BooleanField(default=False)
    has_workflow = models.BooleanField(default=False)
    default_access = plain_column(10)
    number_pattern = plain_column(60)
    name_field = plain_column(60)
    is_custom = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    standard = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(BaseModel.Meta):
        db_table = "object_def"
        constraints = (
            models.UniqueConstraint(
                fields=["api_name"], name="object_def_name_uq", condition=Q(deleted_at=None)
            ),
        )


class FieldDef(BaseModel):
    """A custom field, or a standard one with administrators' changes (`standard` as for an object)."""

    object = models.CharField(max_length=60)
    api_name = models.CharField(max_length=60)
    labels = models.JSONField(default=dict)
    help = models.TextField(blank=True, default="")
    type = plain_column(20)
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_indexed = models.BooleanField(default=False)
    is_searchable = models.BooleanField(default=False)
    is_personal = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True)
    is_custom = models.BooleanField(default=True)
    choices = models.JSONField(null=True, blank=True)
    choice_set = plain_column(60)
    target = plain_column(60)
    default_value = models.JSONField(null=True, blank=True)
    formula = models.TextField(blank=True, default="")
    rollup = models.JSONField(null=True, blank=True)
    scale = models.SmallIntegerField(null=True, blank=True)
    max_length = models.IntegerField(null=True, blank=True)
    position = models.IntegerField(default=0)
    standard = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(BaseModel.Meta):
        db_table = "field_def"
        constraints = (
            models.UniqueConstraint(
                fields=["object", "api_name"], name="field_def_name_uq", condition=Q(deleted_at=None)
            ),
        )


class ChoiceSet(BaseModel):
    """A named list of choices that several fields share. choices: [{code, labels, color, is_active}]"""

    api_name = models.CharField(max_length=60)
    labels = models.JSONField(default=dict)
    choices = models.JSONField(default=list)
    standard = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(BaseModel.Meta):
        db_table = "choice_set"
        constraints = (
            models.UniqueConstraint(
                fields=["api_name"], name="choice_set_name_uq", condition=Q(deleted_at=None)
            ),
        )


class RecordType(BaseModel):
    """A kind of record with its own layouts."""

    object = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    filter = models.JSONField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "record_type"


class Layout(BaseModel):
    """Columns of a list, sections of a page or form, for some roles and record types (empty = all)."""

    object = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    name = plain_column(100)
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)
    record_types = ArrayField(models.BigIntegerField(), default=list, blank=True)
    spec = models.JSONField(default=dict)

    class Meta(BaseModel.Meta):
        db_table = "layout"


class ValidationRule(BaseModel):
    """Rows for which `filter` and `formula` are true are refused with `message`; one of the two may be empty. validity:
    "valid", or "invalid" while the filter does not fit the object any more and the rule is ignored."""

    object = models.CharField(max_length=60)
    name = plain_column(100)
    filter = models.JSONField(default=dict)
    formula = models.CharField(max_length=2000, blank=True, default="", db_default="")
    message = models.CharField(max_length=500)
    field = plain_column(60)
    is_active = models.BooleanField(default=True)
    validity = models.CharField(max_length=10, default="valid", db_default="valid")

    class Meta(BaseModel.Meta):
        db_table = "validation_rule"


class DuplicateRule(BaseModel):
    """A rule which values make two records likely the same, and the consequence: warn | block | route | attach.
    match: [{"field", "how": exact|phone|company|text, "object"?, "other"?}]"""

    object = models.CharField(max_length=60)
    name = plain_column(100)
    match = models.JSONField(default=list)
    effect = models.CharField(max_length=10, default="warn")
    shows_owner = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "duplicate_rule"
