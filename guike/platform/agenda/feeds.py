"""Links by which programs outside (a phone, Outlook) subscribe to one's own calendar."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import NotFound, NotSignedIn, Refusal, register
from guike.kernel.limits import CALENDAR_FEEDS
from guike.kernel.text import T
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.agenda.ical import ical_of
from guike.platform.agenda.models import CalendarFeed
from guike.platform.agenda.queries import calendar_entries
from guike.platform.audit.services import audit
from guike.platform.org.services import digest_of
from guike.platform.org.signins import ends_with_access, locked_user

register(
    {
        "calendar.feeds": T(
            "最多 {max} 个订阅链接，请先停用不再使用的", "At most {max} links; revoke those no longer used"
        ),
    },
    409,
)

#: how much of the past and the future a subscription holds
PAST, AHEAD = timedelta(days=31), timedelta(days=183)
#: use is noted again only after so long
NOTED = timedelta(minutes=10)


def feeds_of(user_id: int) -> list[CalendarFeed]:
    """A person's links that are not revoked, the newest first."""
    return list(CalendarFeed.objects.filter(user_id=user_id, revoked_at=None).order_by("-id"))


def feed_create(ctx: Context, name: str) -> tuple[CalendarFeed, str]:
    """(the row, the secret of the link, which is shown once). Refusal when he has too many."""
    secret = secrets.token_urlsafe(32)
    row = CalendarFeed(user_id=ctx.person_id, name=name, digest=digest_of(secret), created_at=clock.now())
    with transaction.atomic():
        if locked_user(ctx.person_id) is None:
            raise NotSignedIn
        if CalendarFeed.objects.filter(user_id=ctx.person_id, revoked_at=None).count() >= CALENDAR_FEEDS:
            raise Refusal("calendar.feeds", max=int(CALENDAR_FEEDS))
        CalendarFeed.objects.bulk_create([row])
        audit(ctx.user_id, "calendar.feed_created", "user", ctx.person_id, detail={"name": name})
    return row, secret


def feed_revoke(ctx: Context, feed_id: int) -> None:
    """End one of the caller's links for good; an administrator ends anybody's. NotFound for any other."""
    rows = CalendarFeed.objects.filter(pk=feed_id, revoked_at=None)
    if not ctx.administers:
        rows = rows.filter(user_id=ctx.person_id)
    with transaction.atomic():
        row = rows.select_for_update(no_key=False).first()
        if row is None:
            raise NotFound
        rows.update(revoked_at=clock.now())
        audit(ctx.user_id, "calendar.feed_revoked", "user", row.user_id, detail={"name": row.name})


def feed_read(secret: str, locale: str = "") -> bytes:
    """The calendar behind a link as text/calendar: what its owner may see now of what stands in his calendar. NotFound
    for an unknown or revoked link, and when he has left."""
    row = CalendarFeed.objects.filter(digest=digest_of(secret), revoked_at=None).first()
    actor = actor_of(row.user_id) if row is not None else None
    if row is None or actor is None or actor.user_id is None:
        raise NotFound
    ctx = Context(actor, locale or actor.locale or "zh-CN")
    now = clock.now()
    entries, _more = calendar_entries(ctx, frozenset({actor.user_id}), now - PAST, now + AHEAD)
    _note_use(row, now)
    return ical_of(ctx, entries)


def _note_use(row: CalendarFeed, now: datetime) -> None:
    if row.last_used_at is None or now - row.last_used_at > NOTED:
        CalendarFeed.objects.filter(pk=row.pk).update(last_used_at=now)


def _end(user_ids: Sequence[int]) -> None:
    """Revoke the links of people whose access ends: who comes back makes a new one."""
    CalendarFeed.objects.filter(user_id__in=user_ids, revoked_at=None).update(revoked_at=clock.now())


def declare() -> None:
    """Links end with the access of their owner."""
    ends_with_access("calendar feeds", _end)
