"""Reads a record's timeline, newest first, and its field history."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Q

from guike.kernel.errors import BadRequest
from guike.platform.access.context import Context
from guike.platform.access.people import person
from guike.platform.filters.caller import UNREADABLE
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.labels import in_language
from guike.platform.metadata.masking import mask
from guike.platform.metadata.spec import FieldSpec
from guike.platform.metadata.types import TYPES, ValueRefused, format_instant
from guike.platform.records.models import History
from guike.platform.records.reading import (
    labels,
    only_seen,
    require_visible,
    seen_targets,
    table,
    targets_of,
)
from guike.platform.timeline.registry import Entry, sources

PAGE = 30
Change = Mapping[str, Any]


def _encode(parts: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(list(parts))).decode().rstrip("=")


def _decode(cursor: str, length: int) -> list[Any]:
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise BadRequest("cursor.invalid") from None
    if not isinstance(parts, list) or len(parts) != length:
        raise BadRequest("cursor.invalid")
    return parts


def record_timeline(
    ctx: Context, object_name: str, record_id: int, cursor: str = "", limit: int = PAGE
) -> dict[str, Any]:
    """{"items", "next_cursor"}; includes entries of related records (follow-ups before a conversion)."""
    require_visible(ctx, object_name, record_id)
    subjects = [(object_name, record_id)]
    before: datetime | None = None
    last_key = ""
    if cursor:
        try:
            at, last_key = _decode(cursor, 2)
            before = datetime.fromisoformat(at)
        except (TypeError, ValueError):
            raise BadRequest("cursor.invalid") from None
        if before.tzinfo is None or not isinstance(last_key, str):
            raise BadRequest("cursor.invalid")
    found: list[Entry] = []
    for source in (history_entries, created_entries, *sources()):
        found += source(ctx, subjects, before, limit + 1)
    found.sort(key=lambda e: (e.at, e.key), reverse=True)
    if before is not None:
        found = [e for e in found if (e.at, e.key) < (before, last_key)]
    page, more = found[:limit], len(found) > limit
    next_cursor = _encode([page[-1].at.isoformat(), page[-1].key]) if more else None
    return {"items": [_entry(ctx, e) for e in page], "next_cursor": next_cursor}


def _entry(ctx: Context, entry: Entry) -> dict[str, Any]:
    return {
        "at": format_instant(entry.at),
        "kind": entry.kind,
        "actor": person(ctx, entry.actor_id),
        "title": entry.title,
        "body": entry.body,
        "object": entry.object,
        "id": entry.id,
        "is_problem": entry.is_problem,
        "changes": entry.changes,
        "files": entry.files,
    }


def created_entries(
    ctx: Context, subjects: Sequence[tuple[str, int]], _before: datetime | None, _limit: int
) -> list[Entry]:
    """The entry of the record's creation."""
    found = []
    for object_name, record_id in subjects:
        spec = catalogue().get(object_name)
        if spec.ledger is not None:  # a row of a ledger is itself what happened
            continue
        rows = (
            table(spec).system(reason="who created a record whose timeline is in scope").filter(pk=record_id)
        )
        for at, user in rows.values_list("created_at", "created_by_id"):
            title = (
                f"创建了{spec.label.get(ctx.locale)}"
                if ctx.locale != "en"
                else f"Created the {spec.label.en.lower()}"
            )
            author = user if ctx.level(object_name, "created_by") not in UNREADABLE else None
            key = f"0-{object_name}-{record_id}"
            found.append(Entry(at, "event", key, author, title, object=object_name, id=record_id))
    return found


def history_entries(
    ctx: Context, subjects: Sequence[tuple[str, int]], before: datetime | None, limit: int
) -> list[Entry]:
    """Entries of field changes; the changes of one write are one entry."""
    rows = _history_rows(subjects, before, limit * 4)
    grouped: dict[tuple[Any, ...], list[History]] = {}
    for row in rows:
        grouped.setdefault((row.at, row.object, row.record_id, row.user_id, row.why, row.helper), []).append(
            row
        )
    found = []
    for (at, object_name, record_id, user, why, helper), changes in list(grouped.items())[:limit]:
        shown = [c for c in (shown_change(ctx, row) for row in changes) if c]
        if shown:
            title = (
                _helped_by(ctx, helper)
                + _changed_by(ctx, why)
                + (
                    "修改了 " + "、".join(c["label"] for c in shown)
                    if ctx.locale != "en"
                    else "Changed " + ", ".join(c["label"] for c in shown)
                )
            )
            found.append(
                Entry(
                    at,
                    "history",
                    f"1-{changes[0].pk:020d}",
                    user,
                    title,
                    object=object_name,
                    id=record_id,
                    changes=shown,
                )
            )
    return found


def _helped_by(ctx: Context, helper: str) -> str:
    """`由张三代为操作：`, where an administrator acted as the person; "" elsewhere."""
    if not helper:
        return ""
    name = (person(ctx, int(helper)) or {}).get("name") or f"#{helper}"
    return f"由{name}代为操作：" if ctx.locale != "en" else f"By {name} in his place: "


def _changed_by(ctx: Context, why: str) -> str:
    """`规则「到期提醒」`, before what was changed; "" where a person changed it."""
    object_name, _dot, number = why.partition(".")
    spec = catalogue().objects.get(object_name)
    if spec is None or not number.isdecimal():
        return ""
    name = _record_named(why)
    return f"{spec.label.get(ctx.locale)}「{name}」" if ctx.locale != "en" else f"{spec.label.en} “{name}”: "


def _history_rows(subjects: Sequence[tuple[str, int]], before: datetime | None, limit: int) -> list[History]:
    condition = Q()
    for object_name, record_id in subjects:
        condition |= Q(object=object_name, record_id=record_id)
    rows = History.objects.filter(condition)
    if before is not None:
        rows = rows.filter(at__lte=before)
    return list(rows.order_by("-at", "-id")[:limit])


def shown_change(ctx: Context, row: History) -> dict[str, Any] | None:
    """One change as people read it; None for a field the reader may not see."""
    spec = catalogue().objects.get(row.object)
    if spec is None:
        return None
    if row.field == "deleted_at":
        label = "回收站" if ctx.locale != "en" else "Recycle bin"
        gone = ("已删除", "已还原") if ctx.locale != "en" else ("Deleted", "Restored")
        return {"field": "deleted_at", "label": label, "old": None, "new": gone[0] if row.new else gone[1]}
    item = spec.by_name.get(row.field)
    level = ctx.level(row.object, row.field)
    if item is None or level == "hidden":
        return None
    old, new = (readable_value(ctx, item, v, masked=level == "masked") for v in (row.old, row.new))
    if old == new:
        return None
    return {"field": item.name, "label": item.label.get(ctx.locale), "old": old, "new": new}


def is_told(ctx: Context, row: History) -> bool:
    """Whether the reader learns of one change; the values are not put into words, so many rows cost little."""
    spec = catalogue().objects.get(row.object)
    if spec is None or row.field == "deleted_at":
        return spec is not None
    item, level = spec.by_name.get(row.field), ctx.level(row.object, row.field)
    if item is None or level == "hidden":
        return False
    old, new = (_left_of(ctx, item, value, masked=level == "masked") for value in (row.old, row.new))
    return bool(old != new)


def readable_value(ctx: Context, item: FieldSpec, value: Any, *, masked: bool) -> Any:
    """A stored JSON value in words: labels of choices and references, numbers as text."""
    value = _left_of(ctx, item, value, masked=masked)
    if value is None or masked:
        return value
    if item.target_object or item.type in ("choice", "multi_choice", "any_reference", "any_references"):
        return _named_value(ctx, item, value)
    return _plain_value(ctx, item, value)


def _left_of(ctx: Context, item: FieldSpec, value: Any, *, masked: bool) -> Any:
    """What the reader may know of a stored JSON value; None for nothing."""
    if value in (None, "", []):
        return None
    if masked:
        return mask(item, value)
    if item.scoped:
        return only_seen(item, value, seen_targets(ctx, targets_of(item, value))) or None
    return value


def _named_value(ctx: Context, item: FieldSpec, value: Any) -> Any:
    """The label of a value that names something else (choice, reference)."""
    if item.target_object and not isinstance(value, list):
        return labels(ctx, item.target_object, [value]).get(value) or f"#{value}"
    if item.target_object:
        names = labels(ctx, item.target_object, value)
        return "、".join(names.get(v) or f"#{v}" for v in value)
    if item.type in ("choice", "multi_choice"):
        codes = value if isinstance(value, list) else [value]
        known = [(item.choice(code), code) for code in codes]
        return "、".join(choice.label.get(ctx.locale) if choice else code for choice, code in known)
    pairs = value if isinstance(value, list) else [value]
    return "、".join(labels(ctx, p["object"], [p["id"]]).get(p["id"]) or f"#{p['id']}" for p in pairs)


def _plain_value(ctx: Context, item: FieldSpec, value: Any) -> Any:
    """The text of a value that names nothing else."""
    if item.type in ("money", "decimal", "percent", "region", "phone"):
        try:
            shown = TYPES[item.type].dump(item, value)
        except (ValueRefused, ArithmeticError):
            return value
        return shown["name"] if isinstance(shown, dict) else shown
    if item.type == "label":
        return in_language(value, ctx.locale)
    if item.type in ("choices", "json", "value", "geo") and not isinstance(value, str):
        return orjson.dumps(value).decode()
    if item.type == "instant":
        return format_instant(datetime.fromisoformat(value))
    return value


def _cause(ctx: Context, why: str) -> dict[str, str] | None:
    """{"code", "label"} of the action or rule that caused a change; None without one, or if the reader may not view the
    action's object."""
    object_name, _dot, name = why.partition(".")
    spec = catalogue().objects.get(object_name)
    if spec is not None and name.isdecimal():
        return {"code": why, "label": _record_named(why)}
    if spec is None or not ctx.can(object_name, "view"):
        return None
    action = spec.action(name)
    return {"code": why, "label": action.label.get(ctx.locale) if action else name}


def _record_named(why: str) -> str:
    """The label of a record that caused a change (`automation_rule.7`): it belongs to the change that names it."""
    object_name, _dot, number = why.partition(".")
    return labels(None, object_name, [int(number)]).get(int(number)) or f"#{number}"


def record_history(
    ctx: Context, object_name: str, record_id: int, cursor: str = "", limit: int = 50
) -> dict[str, Any]:
    """{"items": [{"at", "actor", "helper", "field", "label", "old", "new", "source", "why", "operation"}], "next_cursor"}"""
    require_visible(ctx, object_name, record_id)
    rows = History.objects.filter(object=object_name, record_id=record_id)
    if cursor:
        (last,) = _decode(cursor, 1)
        if not isinstance(last, int):
            raise BadRequest("cursor.invalid")
        rows = rows.filter(id__lt=last)
    page = list(rows.order_by("-id")[: limit + 1])
    more = len(page) > limit
    items = []
    for row in page[:limit]:
        change = shown_change(ctx, row)
        if change:
            items.append(
                {
                    "at": format_instant(row.at),
                    "actor": person(ctx, row.user_id),
                    "helper": person(ctx, int(row.helper)) if row.helper else None,
                    **change,
                    "source": row.source or None,
                    "why": _cause(ctx, row.why),
                    "operation": row.operation or None,
                }
            )
    return {"items": items, "next_cursor": _encode([page[limit - 1].pk]) if more else None}
