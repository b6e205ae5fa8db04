"""Limits of use: calls for each person, and failed sign-ins for each address."""

from __future__ import annotations

import ipaddress
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest

from guike.kernel import clock
from guike.kernel.errors import TooMany
from guike.kernel.limits import CALLS_PER_MINUTE, SIGNIN_FAILURES
from guike.platform.database.turns import take_turns

WINDOW = timedelta(minutes=15)
#: failures of an address after which its sign-ins run one at a time
_SUSPICIOUS = int(SIGNIN_FAILURES) // 5
_PEOPLE = 10_000  # buckets in memory; the oldest are dropped first

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


class Buckets:
    """The calls that each person has left in this process; they are refilled evenly within a minute."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._left: dict[int, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, person: int) -> None:
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


calls = Buckets(int(CALLS_PER_MINUTE))


@contextmanager
def counted_guess(address: str, name: str) -> Iterator[None]:
    """Surrounds one try of a password on one account (its folded name). A failure is recorded before the next try from
    that address runs, so simultaneous guesses count like others. A failed try must not raise an exception inside, or it
    is not counted.

    TooMany when so many sign-ins from one address have failed lately, whatever the names: one password tried on
    everybody is guessing too. An address of many failures signs in one at a time, so that this count is exact as well.
    """
    turns = {f"sign-in|{address}|{name}"}
    with transaction.atomic():
        if _failures(address) >= _SUSPICIOUS:
            turns.add(f"sign-in|{address}")
        take_turns(turns)
        if _failures(address) >= SIGNIN_FAILURES:
            raise TooMany(retry_after=int(WINDOW.total_seconds()))
        yield


def _failures(address: str) -> int:
    since = clock.now() - WINDOW
    failed = AccessAttempt.objects.filter(ip_address=address, attempt_time__gt=since)
    return int(failed.aggregate(total=Sum("failures_since_start"))["total"] or 0)
