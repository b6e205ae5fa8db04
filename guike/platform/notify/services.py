"""Sends reminders, and marks them as read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from guike.kernel import clock
from guike.kernel.limits import CHUNK_ROWS
from guike.platform.notify.models import Notification
from guike.platform.notify.preferences import reached_elsewhere
from guike.platform.notify.registry import kind_named


@dataclass(frozen=True)
class Notice:
    """A reminder for some people. `params` fill the kind's text; they are converted to JSON."""

    kind: str
    user_ids: Collection[int]
    object_name: str = ""
    record_id: int | None = None
    occasion: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def notify(
    kind: str,
    user_ids: Collection[int],
    object_name: str = "",
    record_id: int | None = None,
    occasion: str = "",
    **params: Any,
) -> None:
    """Remind some people, each once for an occasion (with an empty occasion: every time).

    Their right to see the record is checked when they read it. LookupError for an unknown kind.
    """
    notify_many([Notice(kind, user_ids, object_name, record_id, occasion, params)])


def notify_many(notices: Iterable[Notice]) -> None:
    """Send many reminders, with one statement for each chunk of rows, in the caller's transaction."""
    at = clock.now()
    rows = [_row(notice, user_id, at) for notice in notices for user_id in dict.fromkeys(notice.user_ids)]
    elsewhere = reached_elsewhere({row.user_id for row in rows}) if rows else set()
    for row in rows:
        kind = kind_named(row.kind)
        row.is_dispatched = row.user_id not in elsewhere or kind is None or kind.in_app_only
    Notification.objects.bulk_create(rows, batch_size=int(CHUNK_ROWS), ignore_conflicts=True)


def notify_more(notices: Iterable[Notice]) -> None:
    """Send reminders about something that continues, such as a long job: each person has one notification for an
    occasion, which becomes unread again each time; `count` adds up and lists in the params are joined. Every notice
    needs an occasion.
    """
    at = clock.now()
    for notice in notices:
        # An empty row is inserted first, so that two concurrent writers wait for one row and both are added up.
        notify_many([replace(notice, params=_joined({}, notice.params, nothing=True))])
        rows = Notification.objects.filter(
            user_id__in=notice.user_ids,
            kind=notice.kind,
            object_name=notice.object_name,
            record_id=notice.record_id,
            occasion=notice.occasion,
        )
        for row in rows.order_by("user_id").select_for_update(no_key=True):
            params = _joined(row.params, notice.params)
            Notification.objects.filter(pk=row.pk).update(params=params, at=at, read_at=None)


def _joined(before: Mapping[str, Any], more: Mapping[str, Any], *, nothing: bool = False) -> dict[str, Any]:
    """The joined params: the sum of `count`, the union of lists, and otherwise the later value."""
    found = {**before, **more}
    for name, value in more.items():
        if name == "count":
            found[name] = before.get(name, 0) + (0 if nothing else value)
        elif isinstance(value, list):
            found[name] = list(dict.fromkeys([*before.get(name, ()), *([] if nothing else value)]))
    return found


def _row(notice: Notice, user_id: int, at: Any) -> Notification:
    if kind_named(notice.kind) is None:
        raise LookupError(f"no notification kind {notice.kind!r}")
    return Notification(
        user_id=user_id,
        kind=notice.kind,
        object_name=notice.object_name,
        record_id=notice.record_id,
        params=json.loads(json.dumps(dict(notice.params), cls=DjangoJSONEncoder)),
        occasion=notice.occasion,
        at=at,
    )


def mark_read(user_id: int, *, ids: Sequence[int] = (), kind: str = "", everything: bool = False) -> int:
    """Mark some, all of a kind, or all of a person's notifications as read; answers how many were not.

    Other people's ids are passed over.
    """
    unread = Notification.objects.filter(user_id=user_id, read_at=None)
    if kind:
        unread = unread.filter(kind=kind)
    elif not everything:
        unread = unread.filter(id__in=list(ids))
    return unread.update(read_at=clock.now())


def withdraw(kind: str, object_name: str, record_ids: Collection[int]) -> int:
    """Remove reminders that are no longer needed (the task is done); returns how many."""
    number, _per_table = Notification.objects.filter(
        kind=kind, object_name=object_name, record_id__in=list(record_ids), read_at=None
    ).delete()
    return number


def withdraw_occasion(user_ids: Collection[int], occasion: str) -> int:
    """Remove these people's unread reminders of what no longer stands (the comment was deleted); returns how many."""
    rows = Notification.objects.filter(user_id__in=list(user_ids), read_at=None, occasion=occasion)
    number, _per_table = rows.delete()
    return number


def mark_read_of(user_id: int, kinds: Collection[str], object_name: str, record_id: int) -> int:
    """Mark a person's reminders of these kinds about one record as read (he has opened it); returns how many."""
    rows = Notification.objects.filter(user_id=user_id, read_at=None, kind__in=kinds)
    return rows.filter(object_name=object_name, record_id=record_id).update(read_at=clock.now())


def purge(before: datetime, most: int) -> int:
    """Remove reminders older than this, `most` of them; answers how many. Their deliveries go with them."""
    ids = list(Notification.objects.filter(at__lt=before).order_by("id").values_list("id", flat=True)[:most])
    Notification.objects.filter(id__in=ids).delete()
    return len(ids)
