"""The names of people in answers."""

from __future__ import annotations

from typing import Any

from guike.platform.access.context import Context
from guike.platform.filters.labels import people_labels


def person(ctx: Context, user_id: int | None) -> dict[str, Any] | None:
    """{"id", "name"}, with the name if the caller may read names of users; None without a user."""
    return {"id": user_id, "name": person_name(ctx, user_id)} if user_id else None


def person_name(ctx: Context, user_id: int | None) -> str | None:
    """The name if the caller may read names of users; None without a user and for an unknown one."""
    return people_labels(ctx, "user", [user_id])[user_id] or None if user_id else None
