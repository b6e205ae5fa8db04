"""Locks on names, for things that have no row to lock yet: a key that two writers may both be about to create."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from django.db import connection

from guike.platform.database import locks


def take_turns(names: Iterable[str], *, patient: bool = False) -> None:
    """Lock these names until the transaction ends; waits while another transaction holds one of them.

    Turns come before all rows in the order of locks. `patient`: wait as long as it takes, not only as long as somebody
    looks at a screen; for jobs.
    """
    numbers = sorted({_number(name) for name in names})
    if not numbers:
        return
    if not patient:
        locks.take_turns(numbers)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")
        locks.take_turns(numbers)
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
