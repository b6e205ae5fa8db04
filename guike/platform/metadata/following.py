"""Rebuilds the catalogue in every process when a setting changes on which it depends."""

from __future__ import annotations

from collections.abc import Sequence

from guike.platform.org.queries import bump
from guike.platform.settings.metadata import DISCOUNTS
from guike.platform.settings.services import Change, on_changed


def follow(_actor_id: int | None, changes: Sequence[Change]) -> None:
    """Raise the version of the definitions in the transaction of the change."""
    if any(change.key == DISCOUNTS for change in changes):
        bump(metadata=True)


def declare() -> None:
    """Register with the settings."""
    on_changed(follow)
