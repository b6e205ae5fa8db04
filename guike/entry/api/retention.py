"""Route for administrators: what the system keeps of people's behaviour, and for how long."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.entry.api.answers import json_answer
from guike.entry.api.queries import check_params
from guike.kernel.errors import Forbidden
from guike.platform.access.context import Context
from guike.platform.metadata.types import format_instant
from guike.platform.retention.queries import overview

router = Router(tags=["company"])


@router.get("")
def list_kept(request: HttpRequest) -> HttpResponse:
    """Everything with a period: how long it is kept, how many rows there are, the oldest of them, and what went last. Periods are
    settings."""
    ctx: Context = request.auth  # type: ignore[attr-defined]
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    check_params(request, frozenset())
    items = [
        {
            **one,
            "oldest_at": format_instant(one["oldest_at"]),
            "removed_at": format_instant(one["removed_at"]),
        }
        for one in overview(ctx.locale)
    ]
    return json_answer({"items": items})
