"""Administration, declared: every object of it is a record like any other."""

from __future__ import annotations

from guike.platform.directory.organisation import DEPARTMENT, ROLE, USER
from guike.platform.metadata.registry import registry


def declare() -> None:
    """Register the objects and their place in the menu."""
    registry.area("admin", "管理后台", "Administration", "admin", 950)
    registry.add(DEPARTMENT, USER, ROLE)
