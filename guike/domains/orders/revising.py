"""Revisions: changes of an order after its approval. The approved order stands, in every figure, until its change is decided
(`platform.approvals.proposing`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.domains.orders.errors import OrderRefused
from guike.domains.orders.judging import judge_orders
from guike.domains.orders.models import SalesOrder
from guike.domains.orders.queries import open_total
from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.approvals.effects import is_decided
from guike.platform.approvals.proposing import propose
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.shapes import Values, single
from guike.platform.records.writing import record_change, record_update


def order_revise(ctx: Context, rows: Sequence[SalesOrder], params: Values) -> list[Refusal | None]:
    """Change lines and amounts, at once where nobody has to decide. `values`: as an order is changed, with its `_version`."""
    given = params["values"]
    if not isinstance(given, Mapping):
        raise Invalid([FieldError("values", "type.map")])
    if "owner" in given:
        labels = catalogue().get("sales_order").action_labels("transfer")
        raise Invalid([FieldError("owner", "use_action", {"action": labels})])
    return [_revise(ctx, row, given, params["reason"]) for row in rows]


def _revise(ctx: Context, row: SalesOrder, values: Values, reason: str) -> Refusal | None:
    asked = {"values": dict(values), "reason": reason}
    try:
        propose(ctx, "sales_order", row, "revise", asked, lambda: _write(ctx, row, values, reason))
    except Refusal as refused:
        return refused
    return None


def _write(ctx: Context, row: SalesOrder, values: Values, reason: str) -> None:
    """As its caller, with his rights. What was decided about is the order as it stands now: it was closed meanwhile."""
    version = {"_version": row.version} if is_decided() else {}
    single(record_update(ctx, "sales_order", [{**values, "id": row.pk, **version}], step="revise"))
    (revised,) = _orders(row.pk)
    if revised.version == row.version:
        raise OrderRefused("order.not_revised", field="values")
    demands = judge_orders(ctx, [revised], {row.pk: open_total(row)})[row.pk]
    facts = {
        "revision_no": row.revision_no + 1,
        "revision_reason": reason,
        "revised_at": clock.now(),
        **demands,
    }
    record_change(ctx, "sales_order", [(revised, facts)], step="revise")


def _orders(pk: int) -> Any:
    return SalesOrder.objects.system(reason="an order that its caller has locked").filter(pk=pk)
