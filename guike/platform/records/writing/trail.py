"""Raises versions and writes audit lines after a write of definitions or rights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from guike.platform.access.context import Context
from guike.platform.audit.services import HIDDEN, AuditLine, audit_many
from guike.platform.metadata.audited import write_label
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import TYPES
from guike.platform.org.queries import bump
from guike.platform.records.shapes import Draft

#: the fields of a definition or a rule that name the object it is about, or the objects
ABOUT, ABOUT_SEVERAL = "object", "objects"


def leave_trail(ctx: Context, spec: ObjectSpec, verb: str, drafts: Sequence[Draft]) -> None:
    """Call after the rows are written, in the same transaction. verb: create | edit | delete | restore."""
    if not drafts:
        return
    if spec.feeds:
        bump(metadata="metadata" in spec.feeds, permission="permission" in spec.feeds)
    if spec.is_audited:
        audit_many(ctx.user_id, [_line(spec, verb, draft) for draft in drafts])


def _line(spec: ObjectSpec, verb: str, draft: Draft) -> AuditLine:
    """An audit line with {"name", "changes": {field: [old, new]}, "lines": {field: [{"verb", "name", "changes"}]}, "about"}; for a
    write-only field only the fact that it was written. `about`: the object that a definition or rule speaks of."""
    detail: dict[str, Any] = {"name": draft.row.label, "changes": _changes(draft)}
    lines = {name: told for name in draft.spec.by_name if (told := list(_lines(draft, name)))}
    if lines:
        detail["lines"] = lines
    about = _about(draft)
    if about:
        detail["about"] = about
    words = tuple(_words(spec, verb, draft))
    return AuditLine(
        f"{spec.name}.{verb}", spec.name, draft.row.pk, detail=detail, is_whole=True, words=words
    )


def _words(spec: ObjectSpec, verb: str, draft: Draft) -> Iterator[str]:
    """In both languages: what the write is called, the fields that it changes, and their choices."""
    called = [write_label(spec, verb)]
    for name, old in draft.old.items():
        item = spec.by_name[name]
        codes = [one for one in (old, draft.get(name)) if isinstance(one, str)] if item.choices else []
        called += [item.label, *(choice.label for code in codes if (choice := item.choice(code)))]
    for label in called:
        yield from (label.zh, label.en)


def _about(draft: Draft) -> str:
    """The object that a definition or a rule speaks of; "" when there is none, or several."""
    if ABOUT in draft.spec.by_name:
        return draft.get(ABOUT) or ""
    several = draft.get(ABOUT_SEVERAL) if ABOUT_SEVERAL in draft.spec.by_name else None
    return several[0] if several and len(several) == 1 else ""


def _changes(draft: Draft) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: [_shown(draft.spec, name, old), _shown(draft.spec, name, draft.get(name))]
        for name, old in draft.old.items()
    }
    secrets = {f.attname for f in draft.spec.fields if f.write_only} & draft.columns
    return changes | dict.fromkeys(secrets, HIDDEN)


def _lines(draft: Draft, name: str) -> Iterator[dict[str, Any]]:
    """The lines of one field that were added, changed or taken away."""
    for line in draft.lines.get(name, ()):
        changes = {key: pair for key, pair in _changes(line).items() if key != draft.spec.name}
        if line.is_new or changes:
            yield {"verb": "create" if line.is_new else "edit", "name": line.row.label, "changes": changes}
    for row in draft.removed.get(name, ()):
        yield {"verb": "delete", "name": row.label, "changes": {}}


def _shown(spec: ObjectSpec, name: str, value: Any) -> Any:
    item = spec.by_name[name]
    return None if value is None else TYPES[item.type].dump(item, value)
