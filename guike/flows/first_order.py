"""The first order that takes effect makes its account formal, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guike.domains.accounts.services import account_confirm
from guike.platform.access.context import Context
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import Participant
from guike.platform.records.shapes import Draft

if TYPE_CHECKING:
    from guike.domains.orders.models import SalesOrder


def account_bought(ctx: Context, drafts: Sequence[Draft[SalesOrder]]) -> None:
    """Potential accounts of orders that were approved become formal."""
    account_confirm(ctx, {draft.row.account_id for draft in drafts})


def declare() -> None:
    """Register the participant that runs when an order is approved."""
    buying = Participant("flows.first_order", "entered", account_bought, states=("approved",))
    registry.extend("sales_order", participants=(buying,))
