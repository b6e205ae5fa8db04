"""Common parts of the declarations of administration objects."""

from __future__ import annotations

from typing import Any

from guike.platform.metadata.spec import AccessSpec, ObjectSpec


def admin_object(**parts: Any) -> ObjectSpec:
    """A spec in the administration area, open to everybody with the function permission."""
    return ObjectSpec(
        **{
            "module": "admin",
            "area": "admin",
            "access": AccessSpec(kind="open"),
            "has_team": False,
            "has_timeline": False,
            "has_files": False,
            **parts,
        }
    )
