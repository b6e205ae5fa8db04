"""Reveals a masked value, once, to whoever has the permission and says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import FieldError, Forbidden, Invalid, TooMany
from guike.platform.access.context import Context
from guike.platform.access.fields import readable
from guike.platform.audit.models import AuditEntry
from guike.platform.audit.services import audit
from guike.platform.database.turns import take_turns
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.privacy.errors import NotMasked
from guike.platform.privacy.reasons import given_reason
from guike.platform.privacy.settings import reveals_per_hour
from guike.platform.records.reading import reader_of, require_visible

OPERATION = "reveal"
WINDOW = timedelta(hours=1)
WHY = "how often somebody has revealed a value lately"


def value_reveal(ctx: Context, object_name: str, record_id: int, field: str, reason: str) -> dict[str, Any]:
    """{"value"}: what the masked field holds. The audit keeps who, which field and why, never the value. NotFound without the
    record, Forbidden without the permission (audited), TooMany beyond what an hour allows (audited)."""
    spec = require_visible(ctx, object_name, record_id)
    item = readable(ctx, spec).get(field)
    if item is None:
        raise Invalid([FieldError("field", "unknown_field", {"name": field})])
    why = given_reason(reason)
    detail = {"field": field, "reason": why}
    try:
        ctx.require(object_name, OPERATION)
    except Forbidden:
        audit(ctx.user_id, "privacy.reveal", object_name, record_id, outcome="refused", detail=detail)
        raise
    if ctx.level(spec.name, field) != "masked":
        raise NotMasked("privacy.not_masked", field=item.label.get(ctx.locale))
    with transaction.atomic():
        take_turns({f"reveal|{ctx.person_id}"})
        is_within = _lately(ctx) < reveals_per_hour()
        if is_within:
            audit(ctx.user_id, "privacy.reveal", object_name, record_id, detail=detail)
    if not is_within:
        audit(ctx.user_id, "privacy.reveal", object_name, record_id, outcome="refused", detail=detail)
        refusal = TooMany("privacy.too_many_reveals", retry_after=int(WINDOW.total_seconds()))
        refusal.params.update(max=reveals_per_hour(), minutes=int(WINDOW.total_seconds()) // 60)
        raise refusal
    return {"value": _value(ctx, spec, record_id, field)}


def _lately(ctx: Context) -> int:
    """How many values the caller has revealed within the last hour."""
    lines = AuditEntry.objects.system(reason=WHY).filter(actor_id=ctx.user_id, action="privacy.reveal")
    return lines.filter(outcome="ok", created_at__gt=clock.now() - WINDOW).count()


def _value(ctx: Context, spec: ObjectSpec, record_id: int, field: str) -> Any:
    """The value as the caller would see it without the mask; everything else stands as his rights have it."""
    key = f"{spec.name}.{field}"
    levels = {name: level for name, level in ctx.actor.fields.items() if name != key}
    open_eyed = replace(ctx, actor=replace(ctx.actor, fields={**levels, key: "read"}))
    reader = reader_of(open_eyed, spec, [field], lines=False)
    (record,) = reader.records(reader.visible([record_id]))
    return record[field]
