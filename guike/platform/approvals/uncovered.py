"""Objects with approvals about which nobody decides at the moment: what is submitted of them takes effect at once."""

from __future__ import annotations

from typing import Any

from guike.platform.access.context import Context
from guike.platform.approvals.matching import begins
from guike.platform.approvals.rules import WHOLE
from guike.platform.metadata.catalogue import catalogue


def uncovered(ctx: Context) -> list[dict[str, Any]]:
    """[{"object", "label"}] of those that have the switch and no published definition in use that begins with the record,
    in the order of the menu."""
    specs = [
        spec
        for spec in catalogue().objects.values()
        if spec.has_approval and not spec.is_line and spec.area != "admin" and not begins(spec.name, WHOLE)
    ]
    return [
        {"object": spec.name, "label": spec.label.get(ctx.locale)}
        for spec in sorted(specs, key=lambda one: (one.position, one.name))
    ]
