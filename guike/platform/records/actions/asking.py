"""Fields of a record that an action needs and that are empty: it asks for them, and they come as its parameter `values`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec

#: (ctx, the record) → the names of the fields that are missing for the action
Missing = Callable[[Context, Any], Sequence[str]]
_asking: dict[tuple[str, str], Missing] = {}


def action_asks(object_name: str, action: str, missing: Missing) -> None:
    """Register what an action asks for; called at start. ValueError when that is said already."""
    if (object_name, action) in _asking:
        raise ValueError(f"what {object_name}.{action} asks for is declared twice")
    _asking[object_name, action] = missing


def asked(ctx: Context, spec: ObjectSpec, row: Any, actions: Iterable[str]) -> dict[str, list[str]]:
    """By action, the fields that the caller is asked for; those that he may not write are no question to him."""
    found = {
        name: [field for field in _asking[spec.name, name](ctx, row) if ctx.writes(spec.name, field)]
        for name in actions
        if (spec.name, name) in _asking
    }
    return {name: fields for name, fields in found.items() if fields}
