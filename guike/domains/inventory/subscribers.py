"""What runs by itself for the stock."""

from __future__ import annotations

from guike.domains.inventory.comparing import declare_reading


def declare() -> None:
    """Register the job that reads an outer system's stock."""
    declare_reading()
