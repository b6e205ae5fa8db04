"""Reads of the reminder centre: a person sees only reminders of records that he may see now."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from guike.kernel.errors import BadRequest
from guike.kernel.limits import PAGE_DEFAULT, PAGE_MAX
from guike.kernel.numerals import whole
from guike.platform.access.context import Context
from guike.platform.filters.caller import is_label_told
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import in_language
from guike.platform.notify.models import Notification
from guike.platform.notify.registry import NotificationKind, kind_named
from guike.platform.records.reading import labels_of_many

#: (caller, object, records) → those that he may see
Visible = Callable[[Context, str, Collection[int]], Collection[int]]

_UNREAD_COUNTED = 1_000
_PAGES_SEARCHED = 5


def _none(_ctx: Context, _object_name: str, _record_ids: Collection[int]) -> Collection[int]:
    return ()


_visible: Visible = _none


def set_visibility(visible: Visible) -> None:
    """Set the function that tells which records a caller may see. It is set at start; until then nobody sees any."""
    global _visible
    _visible = visible


def notification_list(
    ctx: Context,
    *,
    kind: str = "",
    unread_only: bool = False,
    limit: int = int(PAGE_DEFAULT),
    cursor: str = "",
) -> dict[str, Any]:
    """The body of GET /notifications, newest first. One about a record that the caller may not see (any
    more) is neither shown nor counted. BadRequest `cursor.invalid` for a cursor that is not ours."""
    rows = Notification.objects.filter(user_id=_reader(ctx)).order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    if unread_only:
        rows = rows.filter(read_at=None)
    found, more = _page(ctx, rows, min(limit, int(PAGE_MAX)), _position(cursor))
    counts = unread_counts(ctx)
    names = _names(ctx, found)
    return {
        "items": [_shown(row, ctx.locale, names) for row in found],
        "unread": counts,
        "total_unread": sum(counts.values()),
        "next_cursor": _cursor(found[-1].id) if more and found else None,
    }


def unread_counts(ctx: Context) -> dict[str, int]:
    """Kind → how many unread ones the caller may see; the newest 1,000 are counted."""
    rows = Notification.objects.filter(user_id=_reader(ctx), read_at=None).order_by("-id")
    newest = list(rows.only("id", "kind", "object_name", "record_id")[:_UNREAD_COUNTED])
    return dict(Counter(row.kind for row in _visible_rows(ctx, newest)))


def shown_to(ctx: Context, rows: Sequence[Notification]) -> list[dict[str, Any]]:
    """Those of the reader's own reminders that he may see, as the reminder centre shows them, in their order."""
    visible = _visible_rows(ctx, rows)
    names = _names(ctx, visible)
    return [_shown(row, ctx.locale, names) for row in visible]


def _reader(ctx: Context) -> int:
    """The reader's user id; the system has no reminders."""
    return -1 if ctx.user_id is None else ctx.user_id


def _page(ctx: Context, rows: Any, limit: int, before: int | None) -> tuple[list[Notification], bool]:
    """Up to `limit` visible rows and whether there may be more; looks through a bounded number of rows."""
    found: list[Notification] = []
    for _turn in range(_PAGES_SEARCHED):
        batch = list((rows if before is None else rows.filter(id__lt=before))[: limit + 1])
        found += _visible_rows(ctx, batch)
        if len(found) > limit:
            return found[:limit], True
        if len(batch) <= limit:
            return found, False
        before = batch[-1].id
    return found, True


def _visible_rows(ctx: Context, rows: Iterable[Notification]) -> list[Notification]:
    rows = list(rows)
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.record_id is not None:
            wanted.setdefault(row.object_name, set()).add(row.record_id)
    visible = {name: set(_visible(ctx, name, ids)) for name, ids in wanted.items()}
    return [row for row in rows if row.record_id is None or row.record_id in visible[row.object_name]]


def _names(ctx: Context, rows: Sequence[Notification]) -> dict[str, dict[int, str]]:
    """Labels that the reader may see, because the label in the notice was made for a writer who may see more."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        spec = catalogue().objects.get(row.object_name)
        if spec is not None and row.record_id is not None and not is_label_told(ctx, spec):
            wanted[row.object_name].add(row.record_id)
    return labels_of_many(ctx, wanted)


def _shown(row: Notification, locale: str, names: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    kind = kind_named(row.kind)
    params = dict(row.params)
    if "name" in params and row.record_id is not None and row.object_name in names:
        params["name"] = names[row.object_name].get(row.record_id, "")
    return {
        "id": row.id,
        "kind": row.kind,
        "label": kind.label.get(locale) if kind else row.kind,
        "text": _text(kind, params, locale),
        "object": row.object_name or None,
        "record_id": row.record_id,
        "at": row.at,
        "is_read": row.read_at is not None,
        **_way(kind, row.occasion, locale),
    }


def notice_text(row: Notification, locale: str) -> tuple[str, str]:
    """(kind, text) of a reminder as it was made, whoever may read what it names."""
    kind = kind_named(row.kind)
    return kind.label.get(locale) if kind else row.kind, _text(kind, row.params, locale)


def _way(kind: NotificationKind | None, occasion: str, locale: str) -> dict[str, Any]:
    """{"path", "acts": [{"label", "path"}]}: where it leads besides its record, and what may be done there at once."""
    if kind is None or kind.way is None:
        return {"path": None, "acts": []}
    path = kind.way.of(occasion)
    acts = [{"label": label.get(locale), "path": f"{path}&act={name}"} for name, label in kind.way.acts]
    return {"path": path, "acts": acts}


def _text(kind: NotificationKind | None, params: Mapping[str, Any], locale: str) -> str:
    if kind is None:
        return ""
    return kind.text_of(params.get("count")).format(locale, **_in_language(params, locale))


def _in_language(params: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """The params; one that was kept in every language in the reader's."""
    return {name: in_language(one, locale) if isinstance(one, dict) else one for name, one in params.items()}


def not_yet_told(rows: Any, kind: str, object_name: str, due: str) -> Any:
    """The rows whose owner has not been reminded since the instant in their field `due`."""
    told = Notification.objects.filter(
        user_id=OuterRef("owner_id"),
        kind=kind,
        object_name=object_name,
        record_id=OuterRef("pk"),
        at__gte=OuterRef(due),
    )
    return rows.filter(~Exists(told), owner_id__isnull=False)


def _cursor(last_id: int) -> str:
    return urlsafe_b64encode(f"n{last_id}".encode()).decode().rstrip("=")


def _position(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number = whole(text[1:])
        if text.startswith("n") and number is not None:
            return number
    except (ValueError, UnicodeDecodeError):
        pass
    raise BadRequest("cursor.invalid")
