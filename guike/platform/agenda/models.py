"""The table of links by which programs outside read a person's calendar."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guike.platform.database.models import reference


class CalendarFeed(models.Model):
    """A link to one's own calendar. Only the SHA-256 of its secret is stored."""

    user = reference("org.User", null=False)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "calendar_feed"
        indexes = (models.Index("user", name="calendar_feed_user_ix", condition=Q(revoked_at=None)),)
