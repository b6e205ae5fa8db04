"""Removes what has been kept long enough."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction

from guike.kernel import clock
from guike.platform.audit.services import audit
from guike.platform.retention.registry import all_kept, kept_named
from guike.platform.settings import queries as settings

#: rows of one transaction, and of one night: a longer arrear goes in the nights that follow
CHUNK = 2_000
CHUNKS = 250

_log = structlog.get_logger(__name__)


def keep_all() -> int:
    """The nightly job: remove all that is older than its period; how many rows. What fails is logged and hinders nothing else; the
    first failure is raised at the end."""
    total, failures = 0, []
    for kept in all_kept():
        if kept.remove is None:
            continue
        try:
            total += keep_one(kept.name)
        except Exception as failure:  # every kind goes by itself
            _log.error("not removed", kind=kept.name, exc_info=failure)
            failures.append(failure)
    if failures:
        raise failures[0]
    return total


def keep_one(name: str) -> int:
    """Remove what is older than the period of one kind, in chunks, each with a line of the audit in its transaction; how many rows."""
    kept = kept_named(name)
    days = int(settings.get(kept.key))
    if kept.remove is None or not days:
        return 0
    before = clock.now() - timedelta(days=days)
    total = 0
    for _chunk in range(CHUNKS):
        with transaction.atomic():
            count = kept.remove(before, CHUNK)
            if count:
                audit(
                    None,
                    "retention.removed",
                    detail={"kind": name, "rows": count, "days": days, "before": before.isoformat()},
                )
        total += count
        if count < CHUNK:
            break
    return total
