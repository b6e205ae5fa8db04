"""Taking turns over something that has no row to lock yet: a key that two writers may both be about to create."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from django.db import connection


def take_turns(names: Iterable[str], *, patient: bool = False) -> None:
    """Wait until nobody else holds one of these names, and hold them to the end of the transaction.

    All are taken in one order, so that two callers never wait for one another. `patient`: wait as long as it takes,
    not only as long as somebody looks at a screen; for jobs.
    """
    numbers = sorted({_number(name) for name in names})
    if not numbers:
        return
    with connection.cursor() as cursor:
        if patient:
            cursor.execute("SELECT current_setting('lock_timeout')")
            (usual,) = cursor.fetchone()
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n", [numbers])
        if patient:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
