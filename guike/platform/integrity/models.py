"""What the last comparison of each identity found."""

from __future__ import annotations

from django.db import models


class IntegrityResult(models.Model):
    """The last result of one check. `examples`: the first records that differ, `[{"id", "kept", "derived"}]`, figures as text."""

    code = models.CharField(max_length=120, primary_key=True)
    checked_at = models.DateTimeField()
    compared = models.BigIntegerField()
    differing = models.BigIntegerField()
    examples = models.JSONField(default=list)

    class Meta:
        db_table = "integrity_result"

    def __str__(self) -> str:
        return f"{self.code}: {self.differing}"
