"""Reminders about accounts."""

from __future__ import annotations

from guike.kernel.text import Text
from guike.platform.pools.subscribers import assigned_kind


def declare() -> None:
    """Register the kinds of reminders."""
    assigned_kind(
        "account",
        Text("客户分配", "Accounts assigned"),
        Text("“{pool}”有 {count} 个客户分配给您", "Accounts assigned to you from “{pool}”: {count}"),
    )
