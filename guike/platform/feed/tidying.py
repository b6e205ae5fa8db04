"""What goes from the feed: old entries, and with a record that was removed for good goes what was said of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from guike.kernel.limits import CHUNK_ROWS
from guike.platform.feed.models import Comment, FeedEntry, Follow, Like, ReadMark
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import table

WHY = "what is said of a record goes with it"


def tidy() -> int:
    """Remove what tells of records that no longer exist; the number of rows."""
    number = 0
    comments: Any = Comment.objects.system(reason=WHY)
    for model, column, rows in (
        (Comment, "record", comments),
        (FeedEntry, "record_id", FeedEntry.objects.all()),
        (Follow, "record_id", Follow.objects.all()),
        (Like, "record_id", Like.objects.all()),
        (ReadMark, "record_id", ReadMark.objects.all()),
    ):
        for name in rows.order_by().values_list("object", flat=True).distinct():
            spec = catalogue().objects.get(name)
            mine = rows.filter(object=name)
            if spec is not None:
                mine = mine.filter(~Exists(table(spec).system(reason=WHY).filter(pk=OuterRef(column))))
            number += _remove(model, mine)
    return number


def purge(before: datetime, most: int) -> int:
    """Remove entries of the stream that are older than this, `most` of them; how many."""
    ids = list(FeedEntry.objects.filter(at__lt=before).order_by("pk").values_list("pk", flat=True)[:most])
    FeedEntry.objects.filter(pk__in=ids).delete()
    return len(ids)


def _remove(model: Any, rows: Any) -> int:
    """Delete in chunks; how many rows."""
    number = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[: int(CHUNK_ROWS)]):
        old_rows: Any = model.objects.filter(pk__in=ids) if model is not Comment else _comments(ids)
        old_rows.delete()
        number += len(ids)
    return number


def _comments(ids: list[int]) -> Any:
    rows: Any = Comment.objects.system(reason=WHY)
    rows.filter(parent_id__in=ids).update(parent=None)
    return rows.filter(pk__in=ids)
