"""Values of a record that steps read, over single references, with the rights of a reader."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder

from guike.platform.access.context import Context
from guike.platform.filters.caller import UnknownField, usable_field
from guike.platform.filters.memory import Loader, stored_value
from guike.platform.filters.resolve import hop_from, route_to
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.timeline.queries import readable_value

#: `{name}`, `{account.name}`
PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")
HIDDEN = "***"


def reads(ctx: Context, spec: ObjectSpec, path: Any) -> FieldSpec | None:
    """The field at the end of a path over single references that the reader may read; None when there is none."""
    if not isinstance(path, str) or not path:
        return None
    try:
        route = route_to(ctx, spec, path)
    except UnknownField:
        return None
    if any(hop.many or hop.reverse for hop in route.hops):
        return None
    return route.item


def read(ctx: Context, spec: ObjectSpec, row: Any, path: str, load: Loader) -> tuple[FieldSpec, Any]:
    """The field and its typed value, None when empty or when a record on the way is missing or hidden. UnknownField for a
    path that the reader may not read."""
    head, _, rest = path.partition(".")
    if not rest:
        own = usable_field(ctx, spec, head)
        return own, stored_value(own, row, ctx.timezone)
    hop = hop_from(ctx, spec, head)
    rows = load(hop, row)
    if not rows:
        item = reads(ctx, hop.target, rest)
        if item is None:
            raise UnknownField(path)
        return item, None
    return read(ctx, hop.target, rows[0], rest, load)


def as_json(value: Any) -> Any:
    """A typed value as JSON stores it."""
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def local_time(moment: datetime, timezone: str) -> str:
    """`2026-11-21 09:30`, of the company's clock."""
    return moment.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")


def in_words(ctx: Context, item: FieldSpec, value: Any) -> str:
    """A typed value as people read it."""
    if value is None:
        return ""
    if item.value_type == "money" and isinstance(value, Decimal):
        return f"{value:,.2f}"
    if item.value_type == "boolean":
        yes, no = ("是", "否") if ctx.locale != "en" else ("yes", "no")
        return yes if value else no
    if item.value_type == "instant":
        return local_time(value, ctx.timezone)
    shown = readable_value(ctx, item, as_json(value), masked=False)
    return "" if shown is None else str(shown)


def fill_in(text: str, readers: Sequence[Context], spec: ObjectSpec, row: Any, load: Loader) -> str:
    """The text with the record's values at its places; `***` for what one of the readers may not read. The last one's
    language counts."""

    def value_at(place: re.Match[str]) -> str:
        path = place[1]
        try:
            for ctx in readers:
                item, value = read(ctx, spec, row, path, load)
        except UnknownField:
            return HIDDEN
        return in_words(readers[-1], item, value)

    return PLACE.sub(value_at, text)
