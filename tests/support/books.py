"""After each test, what must hold of the tables that it wrote to is compared again, by the same checks that run at night
(`platform/integrity`): a figure that somebody forgot to keep fails the test that went that way, whatever the test is about."""

from __future__ import annotations

from django.db import connection

from guike.platform.integrity.comparing import checks
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from tests.support.figures import written_tables


def wrong_books() -> list[str]:
    """What is kept otherwise than it follows: `payment_plan.installments of 7: 3 instead of 4`. Roll-ups are counted by
    `tests.support.figures`, in both ways."""
    if connection.needs_rollback:
        return []
    written = written_tables() if connection.in_atomic_block else None
    if written is not None and not written:
        return []
    begin_versions()
    found: list[str] = []
    objects = catalogue().objects
    for check in checks(rollups=False):
        tables = {objects[name].model._meta.db_table for name in check.reads if name in objects}
        if written is None or tables & written:
            found += [
                f"{check.code} of {one.id}: {one.kept} instead of {one.derived}"
                for one in check.differences()
            ]
    return found
