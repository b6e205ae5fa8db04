"""The approvals of a fresh company, as domains declare them. Run after every migration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.platform.access.context import system_context
from guike.platform.approvals.models import ApprovalDefinition, ApprovalVersion
from guike.platform.approvals.registry import DefaultFlow, default_flows
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions import record_action
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create

WHY = "the approvals of a fresh company are put in after a migration"
#: behind whatever an administrator defines, whose place is 0 unless he says otherwise
LAST = 1000


def seed_flows() -> None:
    """Publish the declared definition of each object that never had one. What people changed, switched off or deleted stays
    as it is."""
    definitions = ApprovalDefinition.objects.system(reason=WHY)
    known = set(definitions.values_list("object", flat=True))
    known |= set(ApprovalVersion.objects.values_list("content__object", flat=True))
    taken = set(definitions.filter(deleted_at=None).values_list("name", flat=True))
    for one in default_flows():
        if one.object not in known and one.name.zh not in taken:
            begin_versions()
            _install(one)


def _install(one: DefaultFlow) -> None:
    steps = [_step(name.zh, entries) for name, entries in one.steps]
    values = {
        "name": one.name.zh,
        "object": one.object,
        "trigger": "submit",
        "position": LAST,
        "steps": steps,
    }
    (made,) = record_create(system_context(), "approval_definition", [values], system=True, atomic=True)
    assert made.id is not None
    begin_versions()
    single(record_action(system_context(), "approval_definition", "publish", [made.id], {}))


def _step(name: str, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    roles = Role.objects.system(reason=WHY).filter(deleted_at=None)
    ids = dict(roles.values_list("code", "pk"))
    approvers = [
        {**entry, "value": ids[entry["value"]]} if entry["kind"] == "role" else dict(entry)
        for entry in entries
    ]
    need = "any" if any(entry["kind"] == "role" for entry in entries) else "all"
    return {"name": name, "need": need, "approvers": approvers}
