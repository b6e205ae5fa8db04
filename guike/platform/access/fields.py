"""Field permission: what of an object a caller may read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guike.platform.metadata.spec import FieldSpec, ObjectSpec

if TYPE_CHECKING:
    from guike.platform.access.context import Context


def readable(ctx: Context, spec: ObjectSpec) -> dict[str, FieldSpec]:
    """Fields the caller may see, masked ones included, by name."""
    return {
        f.name: f
        for f in spec.fields
        if f.is_active and not f.write_only and ctx.level(spec.name, f.name) != "hidden"
    }


def mask(item: FieldSpec, value: Any) -> Any:
    """What a masked field shows: 138****8000, a***@example.com, ****."""
    if value in (None, ""):
        return None
    text = str(value)
    if item.type == "phone":
        digits = text.removeprefix("+86")
        return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else "****"
    if item.type == "email" and "@" in text:
        return f"{text[0]}***@{text.rsplit('@', 1)[1]}"
    return "****"
