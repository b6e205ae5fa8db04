"""The route of an order's progress: its steps with their times, and its shipments on their way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from guike.domains.fulfilment.services import order_progress
from guike.entry.api.answers import json_answer
from guike.entry.api.queries import check_params
from guike.platform.access.context import Context

router = Router(tags=["sales_order"])


@router.get("/sales_order/{int:record_id}/progress")
def get_progress(request: HttpRequest, record_id: int) -> HttpResponse:
    """What the caller may see of how far the order has come, with labels in his language."""
    check_params(request, frozenset())
    ctx: Context = request.auth  # type: ignore[attr-defined]
    return json_answer(order_progress(ctx, record_id))
