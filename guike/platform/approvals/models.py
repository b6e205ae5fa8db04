"""Tables of approvals: definitions as administrators edit them, what was published of them, and requests with their tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import BaseModel, LineModel, plain_column, reference, text_column


class ApprovalDefinition(BaseModel):
    """审批流, as it is edited. What runs is the version that was published last."""

    name = text_column(100)
    object = models.CharField(max_length=60)
    trigger = plain_column(10)
    fields = models.JSONField(default=list, blank=True)
    action = plain_column(60)
    filter = models.JSONField(null=True, blank=True)
    position = models.IntegerField(default=0)
    published_version = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    resubmit_from = plain_column(20)
    same_applicant = plain_column(10)
    same_previous = plain_column(10)
    same_round = plain_column(10)
    fallback = reference("org.User")
    urge_minutes = models.IntegerField(default=60)
    withdraw = plain_column(20)
    watched_fields = models.JSONField(default=list, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "approval_definition"


class ApprovalStep(LineModel):
    """节点: whom a definition asks, one after the other; steps of equal group side by side. JSON columns: see the spec."""

    definition = reference("approvals.ApprovalDefinition", null=False)
    group = models.IntegerField(null=True, blank=True)
    name = text_column(100)
    filter = models.JSONField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    approvers = models.JSONField(default=list, blank=True)
    need = plain_column(10)
    need_count = models.IntegerField(null=True, blank=True)
    open_fields = models.JSONField(default=list, blank=True)
    auto_filter = models.JSONField(null=True, blank=True)
    auto_effect = plain_column(10)
    auto_reason = models.CharField(max_length=500, blank=True, default="")
    cc = models.JSONField(default=list, blank=True)
    escalate_after_hours = models.IntegerField(null=True, blank=True)
    escalate_to = models.JSONField(default=list, blank=True)
    shown_facts = models.JSONField(default=list, blank=True)
    reject_to = plain_column(10)
    reject_step = models.IntegerField(null=True, blank=True)

    class Meta(LineModel.Meta):
        db_table = "approval_step"
        indexes = (models.Index("definition", "position", name="approval_step_definition_ix"),)


class ApprovalNotice(LineModel):
    """Who is told what when a request ends."""

    definition = reference("approvals.ApprovalDefinition", null=False)
    on = plain_column(10)
    receivers = models.JSONField(default=list, blank=True)
    template = models.CharField(max_length=1000, blank=True, default="")

    class Meta(LineModel.Meta):
        db_table = "approval_notice"
        indexes = (models.Index("definition", "position", name="approval_notice_definition_ix"),)


class ApprovalVersion(models.Model):
    """What was published, whole, so that a running request keeps what it began with."""

    id = models.BigAutoField(primary_key=True)
    definition_id = models.BigIntegerField()
    number = models.IntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "approval_version"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition_id", "number"], name="approval_version_uq")
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} v{self.number}"


class ApprovalRequest(BaseModel):
    """审批单: a definition at work on one record. `steps`: how each step stands, round by round; `watched`: the watched values
    as they were submitted; `params`: what the applicant asked for, of a change or an action that waits for the decision."""

    number = models.CharField(max_length=64, blank=True, default="")
    object = models.CharField(max_length=60)
    record = models.JSONField(null=True, blank=True)
    record_id = models.BigIntegerField()
    definition = reference("approvals.ApprovalDefinition", null=False)
    definition_version = models.IntegerField()
    trigger = plain_column(10)
    action = plain_column(60)
    params = models.JSONField(default=dict, blank=True)
    applicant = reference("org.User")
    status = plain_column(20)
    round = models.IntegerField(default=1)
    is_returned = models.BooleanField(default=False)
    rejected_step = models.IntegerField(null=True, blank=True)
    steps = models.JSONField(default=list, blank=True)
    watched = models.JSONField(default=dict, blank=True)
    record_version = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    is_reopened = models.BooleanField(default=False)
    failure = models.CharField(max_length=500, blank=True, default="")
    foreseen = models.JSONField(default=dict, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "approval_request"
        constraints = (
            models.UniqueConstraint(
                fields=["number"], name="approval_request_number_uq", condition=~Q(number="")
            ),
            # one open request for one record: nobody decides twice about the same
            models.UniqueConstraint(
                fields=["object", "record_id"], name="approval_request_open_uq", condition=Q(status="pending")
            ),
        )
        indexes = (
            models.Index("object", "record_id", F("id").desc(), name="approval_request_record_ix"),
            models.Index("applicant", F("id").desc(), name="approval_request_applicant_ix"),
            models.Index("status", "id", name="approval_request_open_ix", condition=Q(status="pending")),
        )


class ApprovalTask(BaseModel):
    """待办: what one person has to decide. A row that is decided never changes again, and none is deleted (triggers)."""

    request = reference("approvals.ApprovalRequest", null=False)
    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    step = models.IntegerField()
    name = text_column(100)
    round = models.IntegerField(default=1)
    seat = models.IntegerField(default=0)
    turn = models.IntegerField(default=0)
    group_label = plain_column(60)
    approver = reference("org.User")
    acting_for = reference("org.User")
    origin = plain_column(20)
    reason = plain_column(200)
    status = plain_column(20)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, default="")
    files = models.JSONField(default=list, blank=True)
    record_version = models.IntegerField(null=True, blank=True)
    last_urged_at = models.DateTimeField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "approval_task"
        indexes = (
            models.Index("request", "id", name="approval_task_request_ix"),
            models.Index(
                "approver", F("id").desc(), name="approval_task_open_ix", condition=Q(status="open")
            ),
            models.Index("approver", F("id").desc(), name="approval_task_approver_ix"),
            models.Index(
                "approver", "object", "record_id", name="approval_task_held_ix", condition=Q(status="open")
            ),
            models.Index(
                "due_at", name="approval_task_due_ix", condition=Q(status="open", due_at__isnull=False)
            ),
        )


class ApprovalComment(models.Model):
    """A remark on a request; `kind` "comment", "urge", or "admin" for what an administrator did and why."""

    id = models.BigAutoField(primary_key=True)
    request_id = models.BigIntegerField()
    author_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    content = models.TextField(default="")
    files = models.JSONField(default=list)

    class Meta:
        db_table = "approval_comment"
        indexes: ClassVar = [models.Index(fields=["request_id", "id"], name="approval_comment_request_ix")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.request_id}"


class ApprovalOuterTask(models.Model):
    """A task as it stands in the task centre of a messenger."""

    id = models.BigAutoField(primary_key=True)
    task_id = models.BigIntegerField()
    centre = models.CharField(max_length=40)
    outer_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approval_outer_task"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task_id", "centre"], name="approval_outer_task_uq"),
            models.UniqueConstraint(fields=["centre", "outer_id"], name="approval_outer_id_uq"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.outer_id}"


class ApprovalReader(models.Model):
    """抄送: who was given a request to read."""

    id = models.BigAutoField(primary_key=True)
    request_id = models.BigIntegerField()
    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    step = models.IntegerField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approval_reader"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request_id", "user_id"], name="approval_reader_uq")
        ]
        indexes: ClassVar = [models.Index(fields=["user_id", "-id"], name="approval_reader_user_ix")]

    def __str__(self) -> str:
        return f"{self.user_id} reads {self.request_id}"
