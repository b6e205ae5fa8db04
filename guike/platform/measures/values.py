"""The values of keys and measures as expressions over the rows of their place."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    F,
    IntegerField,
    Subquery,
    TextField,
    Value,
    When,
)

from guike.platform.filters.caller import Caller, visible_rows
from guike.platform.filters.columns import (
    FOLDED,
    comparable,
    field_expression,
    is_nullable,
    not_empty,
    summed_expression,
)
from guike.platform.filters.expressions import Const, Typed
from guike.platform.filters.resolve import Hop
from guike.platform.filters.sql import compile_filter, outer_reference
from guike.platform.measures.asking import TEXTS, TIMES
from guike.platform.measures.questions import COUNTS, Key, Measure, Part
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec


def key_value(ctx: Caller, key: Key, fiscal_start: int) -> Any:
    """The value that groups are formed by; null where it is empty. Of texts the folded one, so that spellings which filters do
    not tell apart are one group; of days the first day of the bucket; of bands their number from 0."""
    spec, item = key.place.spec, key.item
    if key.is_record:
        return F("pk")
    if item.scoped:
        return _seen(ctx, spec, item)
    if key.bands:
        value = summed_expression(spec, item, ctx.timezone)
        bounds = Const(list(key.bands), "numeric[]")
        return Typed("width_bucket({}::numeric, {})", value, bounds, output_field=IntegerField())
    value = field_expression(spec, item, ctx.timezone)
    if item.type in TIMES:
        return _bucket(key, value, ctx.timezone, fiscal_start)
    if item.type in FOLDED:
        return Typed("NULLIF({}, '')", comparable(spec, item, ctx.timezone), output_field=TextField())
    if item.type in TEXTS and not is_plain_text(key):
        return Typed("NULLIF({}, '')", value, output_field=TextField())
    return value


def is_plain_text(key: Key) -> bool:
    """Whether the key is a column of the root whose only empty value is '', so that groups are formed by the column itself and
    by its index; the empty one becomes null afterwards."""
    plain = key.item.type in TEXTS and key.item.type not in FOLDED and not (key.is_record or key.bands)
    return plain and key.place.parent is None and not is_nullable(key.place.spec, key.item)


def _bucket(key: Key, value: Any, tz: str, fiscal_start: int) -> Any:
    """The first day of the company's day, week, month, quarter or (fiscal) year."""
    shift = (fiscal_start - 1) if key.bucket in ("quarter", "year") else 0
    is_instant = key.item.type == "instant"
    local, params = (
        ("({} AT TIME ZONE {})", [value, Const(tz)]) if is_instant else ("({}::timestamp)", [value])
    )
    moved = f"({local} - interval '{shift} months')" if shift else local
    back = f" + interval '{shift} months'" if shift else ""
    text = f"(date_trunc('{key.bucket}', {moved}){back})::date"
    return Typed(text, *params, output_field=DateField())


def _seen(ctx: Caller, spec: ObjectSpec, item: FieldSpec) -> Any:
    """The id that a scoped reference holds; null for a record that the caller may not see."""
    hop = Hop(spec, catalogue().get(item.target_object), item)
    rows = visible_rows(ctx, hop.target).filter(pk=outer_reference(hop))
    return Subquery(rows.values("pk")[:1])


def measured(ctx: Caller, measure: Measure) -> Any:
    """What the measure adds up, compares or counts: amounts in base currency at each record's own rate, texts folded; null
    where the field is empty."""
    assert measure.item is not None
    spec, item = measure.place.spec, measure.item
    if measure.aggregate not in COUNTS:
        return summed_expression(spec, item, ctx.timezone)
    if measure.aggregate == "count":
        return Case(When(not_empty(spec, item, ctx.timezone), then=Value(1)), output_field=IntegerField())
    value = (comparable if item.type in FOLDED else field_expression)(spec, item, ctx.timezone)
    as_text = Typed("({})::text", value, output_field=TextField())
    return Case(When(not_empty(spec, item, ctx.timezone), then=as_text), output_field=TextField())


def weighed(ctx: Caller, spec: ObjectSpec, item: FieldSpec) -> Any:
    """A second field of a measure: its weight, or the time that it is the last of."""
    return summed_expression(spec, item, ctx.timezone)


def holds(ctx: Caller, part: Part) -> Any:
    """Whether a condition of a measure holds for a row of its place: true or false, never null."""
    condition = compile_filter(ctx, part.place.spec, part.where)
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
