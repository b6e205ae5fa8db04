"""Attachments as entries of the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guike.platform.access.context import Context
from guike.platform.files.models import File
from guike.platform.files.queries import shown
from guike.platform.timeline.registry import Entry, timeline_source


def file_entries(
    ctx: Context, subjects: Sequence[tuple[str, int]], before: datetime | None, limit: int
) -> list[Entry]:
    """Entries of the records' own attachments; files in fields are shown as changes."""
    found: list[Entry] = []
    for object_name, record_id in subjects:
        rows = File.objects.filter(object_name=object_name, record_id=record_id, field="", deleted_at=None)
        if before is not None:
            rows = rows.filter(created_at__lte=before)
        for file in rows.order_by("-created_at")[:limit]:
            title = "上传了附件" if ctx.locale != "en" else "Added a file"
            found.append(
                Entry(
                    file.created_at,
                    "file",
                    f"2-{file.pk:020d}",
                    file.uploaded_by,
                    title,
                    file.name,
                    object_name,
                    record_id,
                    files=[shown(file)],
                )
            )
    return found


def declare() -> None:
    """Register the source."""
    timeline_source("files", file_entries)
