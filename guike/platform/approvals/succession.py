"""Whom definitions name, when he leaves: his successor stands there from then on, in what is edited and in what decides.

What was published never changes. Each version by which requests begin or still run, and which names the leaver, is followed by
a new one that differs in nothing else; its requests run by that one. So no draft is published by the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from guike.kernel import clock
from guike.kernel.errors import FieldError
from guike.platform.access.context import Context
from guike.platform.approvals.flows import WHY, Json
from guike.platform.approvals.models import (
    ApprovalDefinition,
    ApprovalNotice,
    ApprovalStep,
    ApprovalVersion,
)
from guike.platform.approvals.people import can_take
from guike.platform.approvals.publishing import PEOPLE, version_add
from guike.platform.approvals.store import requests
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import load_lines, record_change, save_changes

#: the lines of a definition, and their fields that name people
_LINES: Mapping[str, Sequence[str]] = {"steps": PEOPLE, "notices": ("receivers",)}


@dataclass
class _Place:
    """A definition that names somebody. `versions`: those that decide something and name him, oldest first; `is_drafted`: what is
    edited names him."""

    row: ApprovalDefinition
    versions: list[ApprovalVersion] = field(default_factory=list)
    is_drafted: bool = False


def count(person: int) -> int:
    """How many definitions name him."""
    return len(_places(person))


def names(person: int) -> list[str]:
    """What these definitions are called."""
    return [place.row.name for place in _places(person)]


def fault(person: int, successor: int) -> FieldError | None:
    """Why he cannot take the person's place in all of them: the first of which he could not open a record."""
    for place in _places(person):
        spec = catalogue().objects.get(place.row.object)
        if spec is not None and not can_take(spec, successor):
            return FieldError("", "flow.cannot_succeed", {"name": place.row.name, "object": spec.label})
    return None


def take_place(ctx: Context, leaver: int, successor: int) -> Mapping[str, int]:
    """Put the successor in the leaver's place."""
    lock({"approval_definition": [place.row.pk for place in _places(leaver)]})
    places = _places(leaver)
    for place in places:
        for version in place.versions:
            _renew(ctx, place.row, version, leaver, successor)
        if place.is_drafted:
            _edit(ctx, place.row, leaver, successor)
    return {"approval_definition": len(places)}


def _places(person: int) -> list[_Place]:
    """The definitions that name him, in their order; one that was deleted only for the requests that still run by it."""
    running = (
        requests().filter(status="pending").values_list("definition_id", "definition_version").distinct()
    )
    used: dict[int, set[int]] = {}
    for definition, number in running:
        used.setdefault(definition, set()).add(number)
    rows = ApprovalDefinition.objects.system(reason=WHY).filter(Q(deleted_at=None) | Q(pk__in=used))
    drafted = set(_drafts_naming(person))
    found = []
    for row in rows.order_by("object", "position", "id"):
        living = row.deleted_at is None
        numbers = used.get(row.pk, set()) | ({row.published_version} if living else set())
        versions = ApprovalVersion.objects.filter(definition_id=row.pk, number__in=numbers).order_by("number")
        naming = [one for one in versions if with_successor(one.content, person, None) != one.content]
        is_drafted = living and (row.pk in drafted or row.fallback_id == person)
        if naming or is_drafted:
            found.append(_Place(row, naming, is_drafted))
    return found


def _drafts_naming(person: int) -> Iterable[int]:
    """The definitions whose steps or notices name him as they are edited."""
    for model, fields in ((ApprovalStep, _LINES["steps"]), (ApprovalNotice, _LINES["notices"])):
        lines: Any = model.objects.system(reason=WHY).filter(deleted_at=None)
        for line in lines:
            if any(_is_named(getattr(line, name), person) for name in fields):
                yield line.definition_id


def with_successor(content: Json, leaver: int, successor: int | None) -> dict[str, Any]:
    """What is published of a definition, with the successor in the leaver's place."""
    lines = {
        name: [
            {**line, **{one: in_his_place(line[one], leaver, successor) for one in fields}}
            for line in content[name]
        ]
        for name, fields in _LINES.items()
    }
    fallback = successor if content["fallback"] == leaver else content["fallback"]
    return {**content, "fallback": fallback, **lines}


def in_his_place(entries: Any, leaver: int, successor: int | None) -> Any:
    """Approvers, readers or receivers with the successor in the leaver's place; each entry stays, since it may be a group of its
    own, and names nobody twice."""
    return [
        {**one, "value": _instead(one["value"], leaver, successor)} if _is_him(one, leaver) else one
        for one in entries or ()
    ] or entries


def _instead(value: Any, leaver: int, successor: int | None) -> Any:
    if not isinstance(value, list):
        return successor
    return list(dict.fromkeys(successor if one == leaver else one for one in value))


def _is_named(entries: Any, person: int) -> bool:
    return any(_is_him(one, person) for one in entries or ())


def _is_him(entry: Json, person: int) -> bool:
    value = entry.get("value")
    return entry.get("kind") == "user" and (person in value if isinstance(value, list) else value == person)


def _renew(
    ctx: Context, row: ApprovalDefinition, version: ApprovalVersion, leaver: int, successor: int
) -> None:
    """A new version after this one, which new requests follow if they followed this one, and those that run by it as well."""
    number = version_add(ctx, row.pk, with_successor(version.content, leaver, successor))
    if row.published_version == version.number and row.deleted_at is None:
        record_change(ctx, "approval_definition", [(row, {"version": number, "published_at": clock.now()})])
    running = requests().filter(status="pending", definition=row.pk, definition_version=version.number)
    lock({"approval_request": running.values_list("pk", flat=True)})
    record_change(ctx, "approval_request", [(one, {"version": number}) for one in running.order_by("pk")])


def _edit(ctx: Context, row: ApprovalDefinition, leaver: int, successor: int) -> None:
    """The same in what administrators edit, published or not."""
    spec = catalogue().get("approval_definition")
    draft: Draft[ApprovalDefinition] = Draft(spec, row, 0, False)
    load_lines(spec, [draft])
    for name, fields in _LINES.items():
        line_spec = catalogue().get(spec.by_name[name].lines_object)
        draft.lines[name] = [
            Draft(line_spec, line, index, False, prefix=f"{name}[{index}].")
            for index, line in enumerate(draft.standing_lines.get(name, []))
        ]
        for line in draft.lines[name]:
            for one in fields:
                line.set(one, in_his_place(line.get(one), leaver, successor))
    if row.fallback_id == leaver:
        draft.set("fallback", successor)
    save_changes(ctx, spec, [draft])
