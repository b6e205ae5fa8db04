"""Related team members: one table for all objects."""

from django.db import models

from guike.platform.database.models import plain_column, reference


class TeamMember(models.Model):
    """A user related to a record. source: "manual" or the rule that added him."""

    object = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    user = reference("org.User", null=False)
    role = plain_column(50)
    access = models.CharField(max_length=10, default="read")
    source = models.CharField(max_length=60, default="manual")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "record_team"
        constraints = (
            models.UniqueConstraint(fields=["object", "record_id", "user", "source"], name="record_team_uq"),
        )
        indexes = (models.Index(fields=["user", "object", "record_id"], name="record_team_user_ix"),)
