"""Begins a new version in every process when a setting changes on which the catalogue or rights depend."""

from __future__ import annotations

from collections.abc import Sequence

from guike.platform.metadata.registry import registry
from guike.platform.org.queries import bump
from guike.platform.settings.metadata import DISCOUNTS
from guike.platform.settings.services import Change, on_changed


def follow(_actor_id: int | None, changes: Sequence[Change]) -> None:
    """Raise the version of the definitions, or of rights, in the transaction of the change."""
    if any(change.key == DISCOUNTS for change in changes):
        bump(metadata=True)
    switches = {spec.access.switch for spec in registry.objects.values()}
    if any(change.key in switches for change in changes):
        bump(permission=True)


def declare() -> None:
    """Register with the settings."""
    on_changed(follow)
