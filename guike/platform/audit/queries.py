"""Reading the audit trail."""

from __future__ import annotations

from datetime import datetime

from guike.kernel.limits import PAGE_MAX
from guike.platform.audit.models import AuditEntry

WHY = "what the audit holds is looked through as a whole"


def audit_entries(
    *,
    actor_id: int | None = None,
    action: str = "",
    object_name: str = "",
    record_id: int | None = None,
    since: datetime | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[AuditEntry]:
    """The newest entries first; page on with `before_id` = the last id of the page before."""
    rows = AuditEntry.objects.system(reason=WHY).order_by("-id")
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    if action:
        rows = rows.filter(action=action)
    if object_name:
        rows = rows.filter(object_name=object_name)
    if record_id is not None:
        rows = rows.filter(record_id=record_id)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[: min(limit, PAGE_MAX)])
