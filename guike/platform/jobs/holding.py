"""Locks of running jobs: the database session that holds the job's lock runs the job.

The lock belongs to the session through which the run writes, so both end together. When the lock is free, the run can
no longer write, whether its worker was killed, lost the connection or has finished. While the lock is held, the run may
just be slow. A worker therefore needs sessions of its own, not those of a pool that lends them for one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from guike.platform.database import statements

#: "job" in bytes above the job's id: advisory locks are numbers that all code of a database shares
_SPACE = int.from_bytes(b"job") << 40
_HELD = """
SELECT l.pid, (l.classid::bigint << 32 | l.objid::bigint) - $1::bigint FROM pg_locks l
WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.classid::bigint << 32 | l.objid::bigint = ANY ($2::bigint[])
"""


@contextmanager
def held(job_id: int) -> Iterator[bool]:
    """Hold the lock of a job inside the context, if it was free; gives whether it was."""
    [(is_ours,)] = statements.rows("SELECT pg_try_advisory_lock($1::bigint)", [_SPACE + job_id])
    try:
        yield bool(is_ours)
    finally:
        if is_ours:
            statements.rows("SELECT pg_advisory_unlock($1::bigint)", [_SPACE + job_id])


def holders(job_ids: Iterable[int]) -> dict[int, int]:
    """{job id: process id of the server's session that holds its lock}; jobs that nobody holds are absent."""
    keys = ",".join(str(_SPACE + job_id) for job_id in job_ids)
    return {job_id: pid for pid, job_id in statements.rows(_HELD, [_SPACE, f"{{{keys}}}"])}


def oust(job_id: int) -> None:
    """End the session that holds a job's lock, if there is one. Its worker was silent for so long that another one
    takes the job over; without this a slow worker would go on, and the job would run twice."""
    for pid in holders([job_id]).values():
        statements.rows("SELECT pg_terminate_backend($1::int)", [pid])
