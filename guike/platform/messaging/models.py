"""What is sent to people outside the company, and who does not want it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guike.platform.database.models import BaseModel, plain_column


class CustomerMessage(BaseModel):
    """One message to one person through one channel. `title`: the name of its kind; `record`: what it is about; `receiver`: the record of whom it goes to.

    `occasion` names what happened, so that nobody is told of it twice. `text` is what is sent, with `{link}` in the stead of
    a link, whose token nobody may read here. `reason` says in each language why it was not sent, or not yet.
    """

    QUEUED, SENT, FAILED, SUPPRESSED = "queued", "sent", "failed", "suppressed"

    kind = plain_column(60)
    title = models.JSONField(default=dict, blank=True)
    object = models.CharField(max_length=80)
    record_id = models.BigIntegerField()
    record = models.JSONField()
    occasion = plain_column(60)
    receiver = models.JSONField(null=True, blank=True)
    receiver_id = models.BigIntegerField()
    channel = plain_column(10)
    address = plain_column(254)
    subject = plain_column(300)
    text = models.TextField(blank=True, default="")
    status = models.CharField(max_length=10, default=QUEUED)
    reason = models.JSONField(null=True, blank=True)
    #: addresses of links of a message that waits, sealed: nobody reads a token here
    links = models.TextField(blank=True, default="")
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "customer_message"
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "object", "record_id", "occasion", "channel", "receiver_id"],
                name="customer_message_once_uq",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("queued", "sent", "failed", "suppressed")),
                name="customer_message_status_ck",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], name="customer_message_due_ix", condition=Q(status="queued")),
            models.Index(fields=["object", "record_id", "-id"], name="customer_message_record_ix"),
            models.Index(F("created_at").desc(), F("id").desc(), name="customer_message_time_ix"),
            models.Index(fields=["-id"], name="customer_message_bad_ix", condition=Q(status="failed")),
        )


class OptOut(BaseModel):
    """退订: an address to which no messages of a company's own accord are sent. `kind` is the channel that it belongs to, `record`
    whose address it was when he refused."""

    address = models.CharField(max_length=254)
    kind = plain_column(10)
    source = plain_column(10)
    record = models.JSONField(null=True, blank=True)

    class Meta(BaseModel.Meta):
        db_table = "opt_out"
        constraints = (
            models.UniqueConstraint(fields=["address"], name="opt_out_uq", condition=Q(deleted_at=None)),
        )
