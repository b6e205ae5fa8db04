"""What is told when an order takes effect."""

from __future__ import annotations

from guike.domains.orders.telling import declare_telling, tell_of_approval
from guike.platform.events.registry import subscribe


def declare() -> None:
    """Register the kinds, and what listens to the states of orders."""
    declare_telling()
    subscribe("record.state_changed", "orders.tell_of_approval", tell_of_approval)
