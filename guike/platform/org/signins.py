"""Sign-ins and API keys of users: opening, listing and ending them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from guike.kernel import clock
from guike.platform.org.models import ApiToken, SignIn, User
from guike.platform.org.security import age_limit, idle_limit

#: the use of a key, and that somebody is at a browser, are recorded at most once in this time, so that not every call
#: writes
SEEN_EVERY = timedelta(minutes=5)
ACTIVE_EVERY = timedelta(minutes=1)
_WHY = "nobody signs in while his account is being closed"


def locked_user(user_id: int) -> User | None:
    """The account, locked until the transaction ends, so that closing it and signing in wait for one another. None when
    it may not sign in."""
    found: User | None = (
        User.objects.system(reason=_WHY)
        .filter(pk=user_id, deleted_at=None, status="active")
        .select_for_update(no_key=True)
        .first()
    )
    return found


def sign_in_open(user_id: int, session_key: str, address: str = "", agent: str = "") -> None:
    """Record a session that was just opened."""
    now = clock.now()
    row = SignIn(
        user_id=user_id,
        session_key=session_key,
        address=address[:45],
        agent=agent.replace("\0", "")[:300],
        created_at=now,
        last_seen_at=now,
    )
    SignIn.objects.bulk_create([row])


def sign_in_active(session_key: str, last: datetime, active_at: datetime) -> None:
    """Record when somebody touched the browser, not at every call. `last`: what was recorded before; another window may
    have recorded a later time since."""
    if active_at - last >= ACTIVE_EVERY:
        rows = SignIn.objects.filter(session_key=session_key, last_seen_at__lt=active_at)
        rows.update(last_seen_at=active_at)


def sign_in_expire(session_key: str) -> bool:
    """End a session whose time has run out, for good: a longer limit does not revive it. False when somebody else has
    just ended it."""
    return bool(sign_ins_end(SignIn.objects.filter(session_key=session_key)))


def _lasting() -> Q:
    """The sign-ins whose time has not run out."""
    now = clock.now()
    return Q(last_seen_at__gt=now - idle_limit(), created_at__gt=now - age_limit())


def token_seen(token: ApiToken) -> None:
    """Record that a key is in use, not at every call."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk, last_used_at=token.last_used_at).update(last_used_at=now)


def sign_ins_of(user_id: int) -> list[SignIn]:
    """The user's open sign-ins, the latest used first."""
    living = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    rows = SignIn.objects.filter(_lasting(), user_id=user_id, session_key__in=living)
    return list(rows.order_by("-last_seen_at", "-id"))


def tokens_of(user_id: int) -> list[ApiToken]:
    """The user's keys that are not revoked, the newest first."""
    return list(ApiToken.objects.filter(user_id=user_id, revoked_at=None).order_by("-id"))


def sign_ins_end(rows: Any) -> int:
    """End these sign-ins with their sessions; how many."""
    with transaction.atomic():
        keys = list(rows.select_for_update(no_key=False).values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        return int(SignIn.objects.filter(session_key__in=keys).delete()[0])


def tokens_end(rows: Any) -> int:
    """Revoke these keys; how many."""
    return int(rows.filter(revoked_at=None).update(revoked_at=clock.now()))


#: what else ends with a person's access, by name
_endings: dict[str, Callable[[Sequence[int]], None]] = {}


def ends_with_access(name: str, end: Callable[[Sequence[int]], None]) -> None:
    """Register what a higher package ends together with sign-ins and keys. ValueError when the name is taken."""
    if name in _endings:
        raise ValueError(f"{name} ends with access already")
    _endings[name] = end


def access_end(user_ids: Iterable[int], *, but_session: str = "") -> None:
    """End every sign-in, key and link of these people, after a new password or when an account is closed. They stay ended
    when the account is opened again. `but_session`: the session in which the user changes his own password."""
    ids: Sequence[int] = list(user_ids)
    tokens_end(ApiToken.objects.filter(user_id__in=ids))
    sign_ins_end(SignIn.objects.filter(user_id__in=ids).exclude(session_key=but_session))
    for end in _endings.values():
        end(ids)


def purge() -> int:
    """Remove the sessions whose time has run out with their sign-ins; the number of sessions."""
    count, _per_table = Session.objects.filter(expire_date__lt=clock.now()).delete()
    count += sign_ins_end(SignIn.objects.exclude(_lasting()))
    SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return count
