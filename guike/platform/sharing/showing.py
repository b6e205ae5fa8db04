"""What the dimensions in force are made of, for whoever sets the values of roles and people."""

from __future__ import annotations

from typing import Any

from guike.platform.access.context import Context
from guike.platform.sharing.in_force import in_force
from guike.platform.sharing.services import ends


def dimensions_shown(ctx: Context) -> list[dict[str, Any]]:
    """[{"code", "name", "kind", "target", "choices", "objects"}]: `target` is the object whose records are the values of a
    category, `choices` the values of a class or a set of choices, `objects` what the dimension divides."""
    ctx.require("role", "view")
    found = []
    for one in in_force().dimensions:
        divided = list(ends(one))
        choices = {
            choice.code: choice.label.get(ctx.locale)
            for _spec, item in divided
            for choice in item.choices
            if choice.is_active
        }
        found.append(
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind,
                "target": next((item.target_object for _spec, item in divided if item.target_object), None),
                "choices": [{"code": code, "label": label} for code, label in choices.items()],
                "objects": [spec.label.get(ctx.locale) for spec, _item in divided],
            }
        )
    return found
