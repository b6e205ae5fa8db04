"""What higher packages say of orders that are about to take effect: that somebody has to agree to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from guike.domains.orders.models import SalesOrder
from guike.platform.access.context import Context

#: the fields of an order that are true where somebody has to agree to it
DEMANDS = ("is_beyond_limits", "is_beyond_credit")


class Judge(Protocol):
    """The ids of those of the locked orders to which somebody has to agree. What it reads to find them it locks, so that it
    still holds when they take effect. `stood`: the totals, in the base currency, that orders in effect had before a revision."""

    def __call__(
        self, ctx: Context, rows: Sequence[SalesOrder], stood: Mapping[int, Decimal], /
    ) -> set[int]: ...


_judges: dict[str, Judge] = {}


def order_judge(demand: str, judge: Judge) -> None:
    """Let `judge` set a field of DEMANDS whenever an order is submitted, confirmed or revised; called at start. ValueError for
    a field that is none, or has one."""
    if demand not in DEMANDS or demand in _judges:
        raise ValueError(f"{demand}: no demand of an order, or judged already")
    _judges[demand] = judge


def judge_orders(
    ctx: Context, rows: Sequence[SalesOrder], stood: Mapping[int, Decimal] = MappingProxyType({})
) -> dict[int, dict[str, bool]]:
    """What each judge says of each order."""
    found = {demand: judge(ctx, rows, stood) for demand, judge in _judges.items()}
    return {row.pk: {demand: row.pk in beyond for demand, beyond in found.items()} for row in rows}
