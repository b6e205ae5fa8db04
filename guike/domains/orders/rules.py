"""States of orders, decided without a database."""

from __future__ import annotations

from collections.abc import Mapping

#: from → to; what leads there stands with each action
TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "draft": ("pending_approval", "approved", "cancelled"),
    "pending_approval": ("approved", "rejected", "cancelled"),
    "approved": ("partly_shipped", "shipped", "cancelled"),
    "partly_shipped": ("shipped", "approved"),
    "shipped": ("received", "completed", "partly_shipped"),
    "received": ("completed",),
    "completed": (),
    "rejected": ("pending_approval", "approved", "cancelled"),
    "cancelled": (),
}
#: amounts, lines and parties may be changed
EDITABLE = ("draft", "rejected")
#: the customer has bought: counted in what an account or a campaign brought
SOLD = ("approved", "partly_shipped", "shipped", "received", "completed")
CANCELLABLE = ("draft", "pending_approval", "approved", "rejected")
