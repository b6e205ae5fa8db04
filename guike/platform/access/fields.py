"""Field permission: what of an object a caller may read and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guike.kernel.errors import FieldError, Invalid
from guike.platform.metadata.spec import FieldSpec, ObjectSpec

if TYPE_CHECKING:
    from guike.platform.access.context import Context


def readable(ctx: Context, spec: ObjectSpec) -> dict[str, FieldSpec]:
    """Fields the caller may see, masked ones included, by name."""
    return {
        f.name: f
        for f in spec.fields
        if f.is_active and not f.write_only and ctx.level(holder(spec), f.name) != "hidden"
    }


def holder(spec: ObjectSpec) -> str:
    """Field rights of a line are named after the line object itself."""
    return spec.name


def usable(ctx: Context, spec: ObjectSpec, name: str, path: str) -> FieldSpec:
    """A field for filter, sort, group: neither unknown, hidden nor masked. Invalid 422 otherwise,
    the same answer for all three, so that it tells nothing."""
    item = spec.by_name.get(name)
    if (
        item is None
        or not item.is_active
        or item.write_only
        or ctx.level(spec.name, name) in ("hidden", "masked")
    ):
        raise Invalid([FieldError(path, "unknown_field", {"name": name})])
    return item


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
