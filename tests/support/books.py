"""After each test, what must hold of the tables that it wrote to is compared again, by the same checks that run at night
(`platform/integrity`): a figure that somebody forgot to keep fails the test that went that way, whatever the test is about."""

from __future__ import annotations

from typing import Any

from django.db import connection

from guike.domains.receivables.entries import DOCUMENTS, booked_of, stands
from guike.domains.receivables.models import AccountEntry
from guike.platform.integrity.comparing import checks
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from tests.support.figures import written_tables

WHY = "a test compares what is booked"


def wrong_books() -> list[str]:
    """What is kept otherwise than it follows: `payment_plan.installments of 7: 3 instead of 4`. Roll-ups are counted by
    `tests.support.figures`, in both ways."""
    if connection.needs_rollback:
        return []
    written = written_tables() if connection.in_atomic_block else None
    if written is not None and not written:
        return []
    begin_versions()
    if written is not None and not written & {"account_entry", *DOCUMENTS}:
        found: list[str] = []
    else:
        found = wrong_entries()
    objects = catalogue().objects
    for check in checks(rollups=False):
        tables = {objects[name].model._meta.db_table for name in check.reads if name in objects}
        if written is None or tables & written:
            found += [
                f"{check.code} of {one.id}: {one.kept} instead of {one.derived}"
                for one in check.differences()
            ]
    return found


def wrong_entries() -> list[str]:
    """Documents of which something else is booked than they say: `receivable 7 (forgone of account 3): -20 instead of 0`."""
    found = []
    for name in DOCUMENTS:
        model: Any = catalogue().get(name).model
        ids = set(model.objects.system(reason=WHY).values_list("pk", flat=True))
        ids |= set(AccountEntry.objects.filter(object=name).values_list("record_id", flat=True))
        said, booked = stands(name, ids), booked_of(name, ids)
        for key in {*said, *booked}:
            now = said[key].base if key in said else 0
            before = booked[key].base if key in booked else 0
            if now != before:
                found.append(
                    f"{name} {key.record} ({key.kind} of account {key.account}): {before} instead of {now}"
                )
    return sorted(found)
