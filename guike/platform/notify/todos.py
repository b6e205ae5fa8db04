"""Work lists: how much waits for the caller, under his rights."""

from __future__ import annotations

from typing import Any

from guike.kernel import filters
from guike.kernel.errors import Forbidden, Invalid
from guike.kernel.limits import COUNT_CAP
from guike.platform.access.context import Context
from guike.platform.filters.caller import UnknownField
from guike.platform.metadata.catalogue import catalogue
from guike.platform.notify.registry import WorkList, work_lists
from guike.platform.records.reading import ListQuery, record_count


def todo_list(ctx: Context) -> dict[str, Any]:
    """The body of GET /todos: every work list that the caller may open, with its number of rows, also when it is 0.

    `count` is what the list that opens shows as its total, at most 10,000 (`is_exact` tells); `view` and `filter` are
    those of that list.
    """
    found = [(one, _counted(ctx, one)) for one in work_lists()]
    return {"items": [_shown(ctx, one, *counted) for one, counted in found if counted is not None]}


def _counted(ctx: Context, one: WorkList) -> tuple[int, bool, Any] | None:
    """(number, whether it is exact, the filter); None where the caller may not open the list."""
    if one.for_leaders and not (ctx.actor.subordinates or ctx.actor.headed_departments):
        return None
    if one.count is not None:
        number = one.count(ctx)
        return min(number, int(COUNT_CAP)), number <= COUNT_CAP, None
    spec = catalogue().objects.get(one.object)
    if spec is None or not (ctx.can(one.object, "view") and ctx.can(one.object, one.operation)):
        return None
    condition = next(view.filter for view in spec.views if view.name == one.view)
    query = ListQuery(filter=filters.parse(condition) if condition else None, view=one.view)
    try:
        return *record_count(ctx, spec, query), condition
    except (Forbidden, Invalid, UnknownField):  # a field of the filter is hidden from him
        return None


def _shown(ctx: Context, one: WorkList, number: int, is_exact: bool, condition: Any) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "label": one.label.get(ctx.locale),
        "object": one.object or None,
        "view": one.view or None,
        "filter": condition,
        "path": one.path or None,
        "watches": list(one.watches),
        "is_of_people": one.for_leaders,
        "count": number,
        "is_exact": is_exact,
    }
