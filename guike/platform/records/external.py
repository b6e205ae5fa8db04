"""Create or update by outside key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from guike.kernel.errors import FieldError, Invalid
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.outcomes import Outcome, single
from guike.platform.records.patching import record_patch
from guike.platform.records.rows import living
from guike.platform.records.services import record_create


def record_upsert(ctx: Context, object_name: str, values: Mapping[str, Any]) -> tuple[Outcome, bool]:
    """(outcome, whether it was created). Two callers with the same key wait for one another."""
    spec = catalogue().get(object_name)
    source, external = values.get("source_system"), values.get("external_id")
    errors = [
        FieldError(name, "required")
        for name, value in (("source_system", source), ("external_id", external))
        if not isinstance(value, str) or not value
    ]
    if errors:
        raise Invalid(errors)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                [f"{object_name}|{source}|{external}"],
            )
        rows = living(spec).system(reason="an outside key belongs to one record, whoever may see it")
        found = rows.filter(source_system=source, external_id=external).values_list("pk", flat=True).first()
        if found is None:
            return single(record_create(ctx, object_name, [values])), True
        return single(record_patch(ctx, object_name, [{**values, "id": found}])), False
