"""Limits of use: calls for each person, and failed sign-ins for each address."""

from __future__ import annotations

import ipaddress
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest

from guike.kernel import clock
from guike.kernel.errors import TooMany, register
from guike.kernel.limits import ACCOUNT_FAILURES, CALLS_PER_MINUTE, LINK_CALLS_PER_MINUTE, SIGNIN_FAILURES
from guike.kernel.text import T
from guike.platform.audit.models import AuditEntry
from guike.platform.database.turns import take_turns
from guike.platform.org.queries import user_for_signin

K = TypeVar("K", int, str)
WINDOW = timedelta(minutes=15)
#: from where somebody has signed in within this time is an address of his
_KNOWN_FOR = timedelta(days=30)
#: failures after which the sign-ins of an address, or of an account, run one at a time
_SUSPICIOUS = int(SIGNIN_FAILURES) // 5
_ATTACKED = int(ACCOUNT_FAILURES) // 5
_PEOPLE = 10_000  # buckets in memory; the oldest are dropped first

register(
    {
        "auth.locked": T(
            "登录失败次数过多，请 {minutes} 分钟后再试",
            "Too many failed sign-ins; try again in {minutes} minutes",
        )
    },
    status=TooMany.status,
)

#: proxies that are trusted to tell the client's address
PROXIES = frozenset(filter(None, os.environ.get("GUIKE_PROXIES", "127.0.0.1").replace(" ", "").split(",")))


def client_address(request: HttpRequest) -> str:
    """The client's address: the last address in the chain that is not a trusted proxy."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "")
    for hop in reversed(hops.split(",") if hops else ()):
        if found not in PROXIES:
            break
        try:
            found = str(ipaddress.ip_address(hop.strip()))
        except ValueError:
            break
    return found


class Buckets(Generic[K]):
    """The calls that each caller has left in this process; they are refilled evenly within a minute."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._left: dict[K, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, person: K) -> None:
        """Use one call. TooMany when none is left."""
        now = time.monotonic()
        with self._lock:
            left, then = self._left.pop(person, (self._most, now))
            left = min(self._most, left + (now - then) * self._most / 60)
            self._left[person] = (max(left - 1, 0.0) if left >= 1 else left, now)
            if len(self._left) > _PEOPLE:
                del self._left[next(iter(self._left))]
        if left < 1:
            raise TooMany(retry_after=1)


calls: Buckets[int] = Buckets(int(CALLS_PER_MINUTE))
#: calls of public links, by the address that they come from
link_calls: Buckets[str] = Buckets(int(LINK_CALLS_PER_MINUTE))


@contextmanager
def counted_guess(address: str, name: str) -> Iterator[None]:
    """Surrounds one try of a password on one account (its folded name). A failure is recorded before the next try from
    that address runs, so simultaneous guesses count like others. A failed try must not raise an exception inside, or it
    is not counted.

    TooMany when so many sign-ins from one address have failed lately, whatever the names: one password tried on
    everybody is guessing too; or so many of one account, whatever the addresses, unless its owner has signed in from this
    one. Names that nobody has are counted alike. What has many failures signs in one at a time, so that these counts are
    exact as well.
    """
    turns = {f"sign-in|{address}|{name}"}
    with transaction.atomic():
        if _failures(ip_address=address) >= _SUSPICIOUS:
            turns.add(f"sign-in|{address}")
        if _failures(username=name) >= _ATTACKED:
            turns.add(f"sign-in||{name}")
        take_turns(turns)
        if _failures(ip_address=address) >= SIGNIN_FAILURES:
            raise locked()
        if _failures(username=name) >= ACCOUNT_FAILURES and not _is_known(address, name):
            raise locked()
        yield


def locked() -> TooMany:
    """The answer to somebody who has failed too often; the same for every reason."""
    refusal = TooMany("auth.locked", retry_after=int(WINDOW.total_seconds()))
    refusal.params["minutes"] = int(WINDOW.total_seconds()) // 60
    return refusal


def _failures(**of: str) -> int:
    failed = AccessAttempt.objects.filter(attempt_time__gt=clock.now() - WINDOW, **of)
    return int(failed.aggregate(total=Sum("failures_since_start"))["total"] or 0)


def _is_known(address: str, name: str) -> bool:
    """Whether the owner of the account has signed in from this address lately: who attacks an account from elsewhere must
    not lock him out."""
    user = user_for_signin(name)
    entries = AuditEntry.objects.system(reason="from where somebody signs in")
    since = clock.now() - _KNOWN_FOR
    return user is not None and bool(
        entries.filter(actor_id=user.pk, action="auth.login", ip=address, created_at__gt=since).exists()
    )


def purge(before: datetime, most: int) -> int:
    """Remove failed sign-ins older than this, `most` of them; how many."""
    old = AccessAttempt.objects.filter(attempt_time__lt=before).order_by("pk")
    ids = list(old.values_list("pk", flat=True)[:most])
    AccessAttempt.objects.filter(pk__in=ids).delete()
    return len(ids)
