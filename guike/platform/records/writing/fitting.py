"""Checks record types: a record may have a type of its object whose condition it meets."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.errors import Invalid, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.filters.memory import matcher
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.shapes import Draft

register(
    {
        "record_type.not_fitting": T(
            "这条记录不符合业务类型“{name}”的适用条件",
            "This record does not meet the condition of the record type “{name}”",
        )
    }
)


def check_record_types(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """A chosen type must fit; a default type that does not fit is left out. A record keeps its present type. A
    condition that does not fit its object any more is ignored."""
    for kind in catalogue().record_types.get(spec.name, ()):
        chosen = (
            [d for d in drafts if d.changed("record_type") and d.get("record_type") == kind.pk]
            if kind.filter
            else []
        )
        try:
            fits = matcher(ctx, spec, kind.filter, on_change=True) if chosen else None
        except Invalid:
            continue
        for draft in chosen:
            if fits is None or fits(draft.row, draft.old):
                continue
            if "record_type" in draft.sent:
                draft.error("record_type", "record_type.not_fitting", name=kind.name)
            else:
                draft.set("record_type", None)
