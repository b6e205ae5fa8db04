"""Through which channels people are told: each person's own choice, by kind, with quiet hours and a daily digest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import time
from typing import Any

from django.db import transaction

from guike.kernel.errors import FieldError, Invalid, field_error, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.adapters.registry import OFF
from guike.platform.notify.channels import CHANNELS, IN_APP, Preference
from guike.platform.notify.models import NotificationDelivery, NotificationPreference
from guike.platform.notify.registry import kind_named, kinds
from guike.platform.org.queries import user_by_id
from guike.platform.settings import queries as settings

_NONE = Preference()
_KEYS = frozenset({"kind", "channels", "quiet_from", "quiet_to", "digest"})
_DIGESTS = ("none", "daily")

register(
    {
        "preference.kind": T("没有提醒类型“{name}”", "There is no kind of reminders “{name}”"),
        "preference.twice": T("“{name}”写了两次，请只留一次", "“{name}” is there twice; leave it once"),
        "preference.time": T("请填写如 22:00 的时间", "Write a time such as 22:00"),
        "preference.quiet": T(
            "免打扰的开始和结束请都填写，且不能相同",
            "Give both the start and the end of the quiet hours, and not the same",
        ),
    }
)


def preferences_of(user_ids: Collection[int]) -> Callable[[int, str], Preference]:
    """(user, kind) → what he chose for it; without a choice, the reminder centre alone."""
    rows = {
        (row.user_id, row.kind): row for row in NotificationPreference.objects.filter(user_id__in=user_ids)
    }

    def chosen(user_id: int, kind: str) -> Preference:
        usual = rows.get((user_id, ""))
        own = rows.get((user_id, kind), usual)
        if own is None:
            return _NONE
        if usual is None:
            return Preference(own.channels)
        return Preference(
            own.channels, usual.quiet_from, usual.quiet_to, "daily" if usual.digest == "daily" else "none"
        )

    return chosen


def reached_elsewhere(user_ids: Collection[int]) -> set[int]:
    """Those of the people who chose a channel besides the reminder centre for anything."""
    rows = NotificationPreference.objects.filter(user_id__in=user_ids, channels__overlap=list(CHANNELS))
    return set(rows.values_list("user_id", flat=True))


def preference_list(ctx: Context) -> dict[str, Any]:
    """The body of GET /notifications/preferences: the caller's choice for all kinds and for each (null channels: as for all),
    the channels with what keeps them from working, and his last failures."""
    rows = {row.kind: row for row in NotificationPreference.objects.filter(user_id=ctx.person_id)}
    usual = rows.get("")
    items = [
        {
            "kind": kind.name,
            "label": kind.label.get(ctx.locale),
            "channels": _channels(rows[kind.name]) if kind.name in rows else None,
        }
        for kind in kinds()
        if not kind.in_app_only
    ]
    return {
        "all": {
            "channels": [IN_APP] if usual is None else _channels(usual),
            "quiet_from": _told(usual.quiet_from if usual else None),
            "quiet_to": _told(usual.quiet_to if usual else None),
            "digest": usual.digest if usual else "none",
        },
        "items": items,
        "channels": [_channel(ctx, name) for name in CHANNELS],
    }


def _channels(row: NotificationPreference) -> list[str]:
    return [IN_APP, *(name for name in CHANNELS if name in row.channels)]


def _told(clock_time: time | None) -> str | None:
    return clock_time.strftime("%H:%M") if clock_time else None


def _channel(ctx: Context, name: str) -> dict[str, Any]:
    label, port = CHANNELS[name]
    user = user_by_id(ctx.person_id)
    last = (
        NotificationDelivery.objects.system(reason="whether one's own reminders arrive")
        .filter(user_id=ctx.person_id, channel=name)
        .exclude(error=None)
        .order_by("-id")
        .first()
    )
    return {
        "channel": name,
        "label": label.get(ctx.locale),
        "is_on": settings.get(f"{port}.adapter") != OFF,
        "sent_to": ((user.email if name == "email" else user.mobile) or None) if user else None,
        "last_error": last.error.get(ctx.locale) if last and last.error else None,
        "is_retried": last is not None and last.status == NotificationDelivery.WAITING,
    }


def set_preferences(user_id: int, given: list[Mapping[str, Any]]) -> None:
    """Replace a person's whole choice: one entry per kind, "" for all; quiet hours and digest stand in that of all. An entry
    without channels beside the reminder centre is one, too. Invalid with every wrong entry."""
    rows: dict[str, NotificationPreference] = {}
    errors: list[FieldError] = []
    for position, one in enumerate(given):
        row = _parsed(user_id, f"items[{position}]", one, errors)
        if row is not None and row.kind in rows:
            errors.append(field_error(f"items[{position}].kind", "preference.twice", name=row.kind))
        elif row is not None:
            rows[row.kind] = row
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        NotificationPreference.objects.filter(user_id=user_id).delete()
        NotificationPreference.objects.bulk_create(rows.values())


def _parsed(user_id: int, place: str, one: Any, errors: list[FieldError]) -> NotificationPreference | None:
    before = len(errors)
    if not isinstance(one, Mapping):
        errors.append(field_error(place, "type.map"))
        return None
    errors += [
        field_error(f"{place}.{name}", "unknown_field", name=name) for name in sorted(set(one) - _KEYS)
    ]
    kind, channels, digest = one.get("kind", ""), one.get("channels", []), one.get("digest") or "none"
    known = kind == "" or (isinstance(kind, str) and kind_named(kind) is not None)
    if not known:
        errors.append(field_error(f"{place}.kind", "preference.kind", name=kind))
    if not isinstance(channels, list) or any(name not in (IN_APP, *CHANNELS) for name in channels):
        errors.append(
            field_error(f"{place}.channels", "type.choice", value=channels, choices=[IN_APP, *CHANNELS])
        )
    if digest not in _DIGESTS:
        errors.append(field_error(f"{place}.digest", "type.choice", value=digest, choices=list(_DIGESTS)))
    quiet = [_time(f"{place}.{name}", one.get(name), errors) for name in ("quiet_from", "quiet_to")]
    if (len(errors) == before and (quiet[0] is None) != (quiet[1] is None)) or (
        quiet[0] and quiet[0] == quiet[1]
    ):
        errors.append(field_error(f"{place}.quiet_from", "preference.quiet"))
    if len(errors) > before:
        return None
    return NotificationPreference(
        user_id=user_id,
        kind=kind,
        channels=[name for name in CHANNELS if name in channels],
        quiet_from=quiet[0],
        quiet_to=quiet[1],
        digest=digest,
    )


def _time(place: str, value: Any, errors: list[FieldError]) -> time | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and len(value) == len("22:00"):
            return time.fromisoformat(value)
    except ValueError:
        pass
    errors.append(field_error(place, "preference.time"))
    return None
