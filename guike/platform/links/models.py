"""Tables of public links and of the answers that came by them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guike.platform.database.models import reference


class PublicLink(models.Model):
    """A link to one record for one purpose. Only the SHA-256 of its token is stored."""

    object = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    purpose = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    created_by = reference("org.User")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened_count = models.IntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "public_link"
        indexes = (
            models.Index("object", "record_id", name="public_link_record_ix", condition=Q(withdrawn_at=None)),
        )


class LinkAnswer(models.Model):
    """What somebody answered by a link, under the key with which it was sent: the same key does nothing again."""

    link = models.ForeignKey(PublicLink, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "public_link_answer"
        constraints = (models.UniqueConstraint(fields=["link", "key"], name="public_link_answer_uq"),)
