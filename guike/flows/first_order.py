"""The first order that takes effect makes its account formal, in the same transaction; the last one that is cancelled may take that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guike.domains.accounts.services import account_confirm, account_unconfirm
from guike.platform.access.context import Context
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import Participant
from guike.platform.records.shapes import Draft

if TYPE_CHECKING:
    from guike.domains.orders.models import SalesOrder


def account_bought(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Potential accounts of orders that were approved become formal."""
    account_confirm(ctx, {draft.row.account_id for draft in drafts})


def account_lost_order(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """By the company's choice, accounts whose last order in effect was cancelled are potential again."""
    account_unconfirm(ctx, {draft.row.account_id for draft in drafts if draft.row.approved_at is not None})


def declare() -> None:
    """Register what runs when an order is approved, and when it is cancelled."""
    buying = Participant("flows.first_order", "entered", account_bought, states=("approved",))
    cancelled = Participant("flows.lost_order", "entered", account_lost_order, states=("cancelled",))
    registry.extend("sales_order", participants=(buying, cancelled))
