"""Management dimensions, and the rules by which administrators open records to people or close them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guike.platform.database.models import BaseModel, plain_column, text_column


class ManagementDimension(BaseModel):
    """A quality of records by which rights are divided: the department, the class of customers, the region.

    `paths` {object: field path} adds to, or replaces, what the objects declare for the kind; an empty path takes the
    object out. Which values a person may see stands in `dimensions` of his roles and of himself.
    """

    code = plain_column(50)
    name = text_column(100)
    kind = models.CharField(max_length=20)
    choice_set = plain_column(60)
    paths = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "management_dimension"
        constraints = (
            models.UniqueConstraint(
                fields=["code"], name="management_dimension_code_uq", condition=Q(deleted_at=None)
            ),
        )


class SharingRule(BaseModel):
    """Opens the records of `owners`, or those that `filter` finds, to `targets`: both [{"kind": user | department | role,
    "value": id}]."""

    object = models.CharField(max_length=60)
    name = text_column(100)
    source = models.CharField(max_length=10, default="owners")
    filter = models.JSONField(null=True, blank=True)
    owners = models.JSONField(default=list, blank=True)
    targets = models.JSONField(default=list, blank=True)
    access = models.CharField(max_length=10, default="read")
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "sharing_rule"


class TeamRule(BaseModel):
    """Adds members to the team of records while the records meet its condition: `filter`, or that one of `owners` owns them. A
    member row that it made has the source "rule:<id>"; rows that people made are never touched.

    members [{"kind": user | role | field | serving, "value"}]: "field" names a person by a field of the record, "serving" those
    who serve its owner (`user.deputies`).
    """

    object = models.CharField(max_length=60)
    name = text_column(100)
    source = models.CharField(max_length=10, default="filter")
    filter = models.JSONField(null=True, blank=True)
    owners = models.JSONField(default=list, blank=True)
    members = models.JSONField(default=list, blank=True)
    access = models.CharField(max_length=10, default="read")
    role_label = plain_column(50)
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "team_rule"


class RestrictionRule(BaseModel):
    """Closes the records that `filter` finds to people of these roles and to these users, whatever opens them. effect:
    "view" hides them, "edit" lets them only be read."""

    object = models.CharField(max_length=60)
    name = text_column(100)
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)
    users = ArrayField(models.BigIntegerField(), default=list, blank=True)
    filter = models.JSONField(null=True, blank=True)
    effect = models.CharField(max_length=10, default="view")
    is_active = models.BooleanField(default=True)

    class Meta(BaseModel.Meta):
        db_table = "restriction_rule"
