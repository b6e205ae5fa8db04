"""Settings that the catalogue is built by: when one changes, every process builds it anew."""

from __future__ import annotations

from collections.abc import Sequence

from guike.platform.org.queries import bump
from guike.platform.settings.metadata import DISCOUNTS
from guike.platform.settings.services import Change, on_changed


def follow(_actor_id: int | None, changes: Sequence[Change]) -> None:
    """In the transaction of the change."""
    if any(change.key == DISCOUNTS for change in changes):
        bump(metadata=True)


def declare() -> None:
    """Let settings tell."""
    on_changed(follow)
