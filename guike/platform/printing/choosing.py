"""Which template a record is printed with, and which ones its reader may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.printing.errors import PrintRefused
from guike.platform.printing.models import PrintTemplate
from guike.platform.printing.presets import (
    STANDARD,
    STANDARD_LABEL,
    preset_content,
    presets,
    standard_content,
)

_WHY = "templates say how records are printed that the caller has been found to see"


@dataclass(frozen=True)
class Offer:
    """A template for one record. `key`: the id of a stored one, else the code of a preset. `pictured`: the id of a stored one
    that has a picture."""

    key: str
    name: str
    content: Mapping[str, Any]
    is_default: bool
    pictured: int | None = None


def stored_templates(spec: ObjectSpec) -> Sequence[PrintTemplate]:
    """The templates that administrators made for an object and that are in use, in their order."""
    rows = PrintTemplate.objects.system(reason=_WHY).filter(object=spec.name, is_active=True, deleted_at=None)
    return list(rows.order_by("name", "pk"))


def offers(
    ctx: Context, spec: ObjectSpec, record_type: int | None, rows: Sequence[PrintTemplate]
) -> list[Offer]:
    """The templates for a record of this type, stored ones first. Of several defaults one that names the type wins over one for
    all types, then one that names a role, then the later."""
    fitting = [
        row
        for row in rows
        if (not row.roles or set(row.roles) & set(ctx.actor.role_ids))
        and (not row.record_types or record_type in row.record_types)
    ]
    default = max(
        (row for row in fitting if row.is_default),
        key=lambda row: (bool(row.record_types), bool(row.roles), row.pk),
        default=None,
    )
    found = [
        Offer(str(row.pk), row.name, row.content, row is default, row.pk if row.logo else None)
        for row in fitting
    ]
    declared = presets().get(spec.name, ())
    for number, one in enumerate(declared):
        content = preset_content(one, ctx.locale)
        found.append(Offer(one.code, one.label.get(ctx.locale), content, default is None and number == 0))
    content = standard_content(ctx, spec, record_type)
    is_last = default is None and not declared
    return [*found, Offer(STANDARD, STANDARD_LABEL.get(ctx.locale), content, is_last)]


def chosen(found: Sequence[Offer], key: str) -> Offer:
    """The template that was asked for, else the default. PrintRefused for one that is not offered."""
    for offer in found:
        if offer.key == key or (not key and offer.is_default):
            return offer
    raise PrintRefused("print.no_template", status=422, field="template")
