"""What the dimensions in force are made of, for whoever sets the values of roles and people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from guike.platform.access.context import Context
from guike.platform.filters.resolve import route_to
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.sharing.in_force import Dimension, in_force, path_end
from guike.platform.sharing.models import ManagementDimension
from guike.platform.sharing.services import ends, fits


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


def paths_offered(ctx: Context, kind: str, choice_set: str) -> list[dict[str, Any]]:
    """[{"object", "label", "default", "paths": [{"path", "label"}]}]: by which fields a dimension of this kind may divide each
    object, its own and those of what it refers to. `default`: the one that it takes when nothing is said; "" for none."""
    ctx.require("management_dimension", "view")
    row = ManagementDimension(kind=kind, choice_set=choice_set)
    unsaid = Dimension(0, "", "", kind, {})
    found = []
    for spec in catalogue().objects.values():
        if spec.is_line or spec.access.kind in ("open", "hidden") or spec.area == "admin":
            continue
        default = unsaid.path(spec)
        paths = dict.fromkeys([*([default] if default else []), *_candidates(spec)])
        offered = [path for path in paths if fits(row, path_end(spec, path))]
        if offered:
            found.append(
                {
                    "object": spec.name,
                    "label": spec.label.get(ctx.locale),
                    "default": default if default in offered else "",
                    "paths": [{"path": path, "label": _in_words(ctx, spec, path)} for path in offered],
                }
            )
    return found


def _candidates(spec: ObjectSpec) -> Iterator[str]:
    """Fields of the object, then those of what it refers to."""
    shown = [item for item in spec.fields if item.is_active and not item.write_only]
    yield from (item.name for item in shown)
    for item in shown:
        target = catalogue().objects.get(item.target_object or "") if item.type == "reference" else None
        if target is not None:
            yield from (
                f"{item.name}.{one.name}" for one in target.fields if one.is_active and not one.write_only
            )


def _in_words(ctx: Context, spec: ObjectSpec, path: str) -> str:
    way = route_to(None, spec, path)
    labels = [(hop.target if hop.reverse else hop.item).label.get(ctx.locale) for hop in way.hops]
    return " / ".join([*labels, way.item.label.get(ctx.locale) if way.item else path])
