"""Raises versions and writes audit lines after a write of definitions or rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.audit.services import HIDDEN, AuditLine, audit_many
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.org.queries import bump
from guike.platform.records.shapes import Draft


def leave_trail(ctx: Context, spec: ObjectSpec, verb: str, drafts: Sequence[Draft]) -> None:
    """Call after the rows are written, in the same transaction. verb: create | edit | delete | restore."""
    if not drafts:
        return
    if spec.feeds:
        bump(metadata="metadata" in spec.feeds, permission="permission" in spec.feeds)
    if spec.is_audited:
        audit_many(ctx.user_id, [_line(spec, verb, draft) for draft in drafts])


def _line(spec: ObjectSpec, verb: str, draft: Draft) -> AuditLine:
    """An audit line with {"name", "changes": {field: [old, new]}}; for a write-only field only the fact that it was
    written."""
    changes: dict[str, Any] = {
        name: [_shown(spec, name, old), _shown(spec, name, draft.get(name))]
        for name, old in draft.old.items()
    }
    secrets = {f.attname for f in spec.fields if f.write_only} & draft.columns
    changes |= dict.fromkeys(secrets, HIDDEN)
    detail = {"name": draft.row.label, "changes": changes}
    return AuditLine(f"{spec.name}.{verb}", spec.name, draft.row.pk, detail=detail)


def _shown(spec: ObjectSpec, name: str, value: Any) -> Any:
    item = spec.by_name[name]
    return None if value is None else TYPES[item.type].dump(item, value)
