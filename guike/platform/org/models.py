"""Tables of departments, users, roles and sign-ins."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from guike.platform.database.guard import GuardedManager
from guike.platform.database.models import BaseModel, EntryModel, plain_column, reference, text_column


class Department(BaseModel):
    """A node of the organisation tree. `path` lists the ids from the root to the node itself,
    so that "this and all below" is one containment test. A virtual department may stand for others, its `members`."""

    name = text_column(100)
    code = models.CharField(max_length=50, null=True, blank=True)
    parent = reference("org.Department")
    kind = plain_column(20)
    head = reference("org.User")
    members = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    is_active = models.BooleanField(default=True)
    path = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    class Meta(BaseModel.Meta):
        db_table = "department"
        constraints = (
            models.UniqueConstraint(fields=["code"], name="department_code_uq", condition=Q(deleted_at=None)),
        )


class Role(BaseModel):
    """A role. permissions {object: [operations]}, fields {object.field: level},
    scopes {object: {"view": s, "edit": s}}, dimensions {code: "all" | [values]}; shapes and words as in the API. export_rows: the most
    records of one export; None: as many as anybody may. is_headquarters_only: only for people of the head office."""

    name = text_column(100)
    code = plain_column(50)
    description = models.TextField(blank=True, default="")
    is_administrator = models.BooleanField(default=False)
    permissions = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    scopes = models.JSONField(default=dict, blank=True)
    dimensions = models.JSONField(default=dict, blank=True, db_default={})
    export_rows = models.IntegerField(null=True, blank=True)
    is_headquarters_only = models.BooleanField(default=False, db_default=False)

    class Meta(BaseModel.Meta):
        db_table = "role"
        constraints = (
            models.UniqueConstraint(fields=["name"], name="role_name_uq", condition=Q(deleted_at=None)),
        )


class UserManager(GuardedManager["User"], BaseUserManager["User"]):
    """Guarded like every table; sign-in reads through `org.queries`."""


class User(AbstractBaseUser, BaseModel):
    """A person (internal), a customer's login (portal) or a program (integration)."""

    last_login = None  # the audit trail has it

    kind = models.CharField(max_length=20, default="internal")
    username = models.CharField(max_length=100)
    name = text_column(100)
    employee_no = plain_column(50)
    job_title = text_column(100, db_default="")
    hired_on = models.DateField(null=True, blank=True)
    mobile = plain_column(32)
    email = plain_column(254)
    office_phone = models.CharField(max_length=32, blank=True, default="", db_default="")
    emergency_contact = text_column(100, db_default="")
    emergency_phone = models.CharField(max_length=32, blank=True, default="", db_default="")
    department = reference("org.Department")
    departments = ArrayField(models.BigIntegerField(), default=list, blank=True)
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)
    superior = reference("org.User")
    dimensions = models.JSONField(default=dict, blank=True, db_default={})
    deputies = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    is_salesperson = models.BooleanField(default=True)
    expertise = ArrayField(models.TextField(), default=list, blank=True)
    status = models.CharField(max_length=20, default="active")
    absent_from_on = models.DateField(null=True, blank=True)
    absent_until_on = models.DateField(null=True, blank=True)
    substitute = reference("org.User")
    substitute_takes_open = models.BooleanField(default=False, db_default=False)
    locale = plain_column(10)
    timezone = plain_column(50)

    objects: ClassVar[Any] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta(BaseModel.Meta):
        db_table = "user_account"
        constraints = (models.UniqueConstraint(Lower("username"), name="user_username_uq"),)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the user may sign in, under the name that Django and axes use."""
        return self.status == "active" and self.deleted_at is None


class UserTraining(BaseModel):
    """培训信息: a course of a person, what came of it, and until when it counts."""

    user = reference("org.User", null=False)
    course = text_column(200)
    on = models.DateField()
    result = plain_column(20)
    expires_on = models.DateField(null=True, blank=True)
    note = text_column(500)

    class Meta(BaseModel.Meta):
        db_table = "user_training"
        indexes = (models.Index(fields=["user", "-on"], name="user_training_user_ix"),)


class UserCredit(BaseModel):
    """信用信息: something that speaks for a person or against him, with points above or below zero."""

    user = reference("org.User", null=False)
    on = models.DateField()
    event = text_column(200)
    points = models.IntegerField(default=0)
    note = text_column(500)

    class Meta(BaseModel.Meta):
        db_table = "user_credit"
        indexes = (models.Index(fields=["user", "-on"], name="user_credit_user_ix"),)


class HandoverEntry(EntryModel):
    """交接记录: how much of what went from a person to whom; without a receiver it stayed his. `operation`: the action, leave or
    hand_over. `what`: the words for it in each language."""

    person = reference("org.User", null=False)
    receiver = reference("org.User")
    operation = plain_column(20)
    what = models.JSONField(default=dict)
    count = models.IntegerField()

    class Meta(EntryModel.Meta):
        db_table = "handover_entry"
        indexes = (
            *EntryModel.Meta.indexes,
            models.Index(fields=["person", "-id"], name="handover_entry_person_ix"),
            models.Index(fields=["receiver", "-id"], name="handover_entry_receiver_ix"),
        )


class ApiToken(models.Model):
    """A key for programs. Only its SHA-256 is stored; the first letters help people tell keys apart."""

    user = reference("org.User", null=False)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "api_token"


class SignIn(models.Model):
    """A browser that is signed in; the session itself is Django's. The row is deleted when the session ends.
    `last_seen_at`: when somebody last touched the browser, to the minute."""

    user = reference("org.User", null=False)
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=45)
    agent = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        db_table = "sign_in"
        indexes = (models.Index(fields=["user"], name="sign_in_user_ix"),)


class SecondFactor(models.Model):
    """An app that makes one-time codes for a user. `secret` is sealed like a secret setting. A row without `confirmed_at`
    waits for its first code; `last_step` is the time step of the last code used, so that none is used twice."""

    user = reference("org.User", null=False)
    secret = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        db_table = "second_factor"
        constraints = (
            models.UniqueConstraint(
                fields=["user"], name="second_factor_user_uq", condition=Q(confirmed_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["user"], name="second_factor_waiting_uq", condition=Q(confirmed_at=None)
            ),
        )


class RecoveryCode(models.Model):
    """A code that stands in once for the app. Only its SHA-256 is stored."""

    user = reference("org.User", null=False)
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "recovery_code"
        indexes = (models.Index(fields=["user"], name="recovery_code_user_ix"),)


class UserPassword(models.Model):
    """A password that a user has, or had: its hash. `is_given`: somebody else chose it, and he has to change it."""

    user = reference("org.User", null=False)
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    is_given = models.BooleanField(default=False)

    class Meta:
        db_table = "user_password"
        indexes = (models.Index(fields=["user", "-id"], name="user_password_user_ix"),)


class AssistPermit(models.Model):
    """A person permits administrators to act as him until then."""

    user = reference("org.User", null=False)
    until = models.DateTimeField()

    class Meta:
        db_table = "assist_permit"
        constraints = (models.UniqueConstraint(fields=["user"], name="assist_permit_user_uq"),)


class ProviderLink(models.Model):
    """Who a person is at the company's provider: its own number for him (`sub`), kept when he first came in from there."""

    user = reference("org.User", null=False)
    issuer = models.TextField()
    subject = models.TextField()
    since = models.DateTimeField()

    class Meta:
        db_table = "provider_link"
        constraints = (
            models.UniqueConstraint(fields=["issuer", "subject"], name="provider_link_subject_uq"),
            models.UniqueConstraint(fields=["user", "issuer"], name="provider_link_user_uq"),
        )


class ChangeVersion(models.Model):
    """One row. `metadata` and `permission` rise with every change to definitions and rights;
    each process drops its caches when the number it reads with the session differs."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    metadata = models.BigIntegerField(default=1)
    permission = models.BigIntegerField(default=1)

    class Meta:
        db_table = "change_version"
