"""Published definitions, read from their stored content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guike.kernel.approvals.shapes import Flow, FlowStep, Switches
from guike.kernel.caches import METADATA, process_cache
from guike.platform.approvals.models import (
    ApprovalDefinition,
    ApprovalNotice,
    ApprovalStep,
    ApprovalVersion,
)
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import versions

WHY = "definitions hold for everybody, whoever may see them"
Json = Mapping[str, Any]
_STEP_COLUMNS = (
    "name", "filter", "is_default", "approvers", "need", "need_count", "open_fields", "auto_filter", "auto_effect", "auto_reason",
    "cc", "escalate_after_hours", "escalate_to", "shown_facts", "reject_to", "reject_step",
)  # fmt: skip
_COLUMNS = (
    "name", "object", "trigger", "fields", "action", "filter", "resubmit_from", "same_applicant", "same_previous", "same_round",
    "urge_minutes", "withdraw", "watched_fields",
)  # fmt: skip


@dataclass(frozen=True)
class Published:
    """One version of a definition. `content`: as `content_of` makes it; `steps`: key → the content of the step."""

    definition_id: int
    version: int
    content: Json
    flow: Flow
    steps: Mapping[int, Json]

    @property
    def name(self) -> str:
        return str(self.content["name"])

    @property
    def object(self) -> str:
        return str(self.content["object"])

    @property
    def trigger(self) -> str:
        return str(self.content["trigger"])

    @property
    def fallback(self) -> int | None:
        found: int | None = self.content["fallback"]
        return found

    def names(self, what: str) -> frozenset[str]:
        """A list of field names: `fields`, `watched_fields`."""
        return frozenset(self.content.get(what) or ())


def content_of(
    row: ApprovalDefinition, steps: Sequence[ApprovalStep], notices: Sequence[ApprovalNotice]
) -> dict[str, Any]:
    """What is stored of a definition when it is published."""
    return {
        **{name: getattr(row, name) for name in _COLUMNS},
        "fallback": row.fallback_id,
        "steps": [
            {"key": step.pk, "group": step.group, **{name: getattr(step, name) for name in _STEP_COLUMNS}}
            for step in sorted(steps, key=lambda step: (step.position, step.pk))
        ],
        "notices": [{"on": one.on, "receivers": one.receivers, "template": one.template} for one in notices],
    }


def flow_of(content: Json, *, has_fallback: bool = True) -> Flow:
    """The flow that the engine runs. Steps run in their order; those that name the same group run together, at the place of
    the first of them."""
    places: dict[Any, int] = {}
    steps = []
    for step in content["steps"]:
        named = ("alone", step["key"]) if step["group"] is None else ("group", step["group"])
        group = places.setdefault(named, len(places) + 1)
        steps.append(_flow_step(step, group))
    switches = Switches(content["same_applicant"], content["same_previous"], content["same_round"])
    carries = content["resubmit_from"] == "rejecting_step"
    return Flow(tuple(steps), switches, carries, has_fallback)


def _flow_step(step: Json, group: int) -> FlowStep:
    return FlowStep(
        key=step["key"],
        group=group,
        name=step["name"],
        need=step["need"] or "all",
        need_count=step["need_count"] or (0 if step["need"] == "count" else 1),
        conditional=bool(step["filter"]),
        is_default=bool(step["is_default"]),
        auto_effect=step["auto_effect"] or None,
        auto_always=bool(step["auto_effect"]) and not step["auto_filter"],
        has_approvers=bool(step["approvers"]),
        reject_to=step["reject_to"] or "end",
        reject_step=step["reject_step"],
        escalates=bool(step["escalate_after_hours"]),
        has_escalation=bool(step["escalate_to"]),
    )


def in_base(spec: ObjectSpec, node: Any) -> Any:
    """The filter with every amount of the record replaced by the amount in the company's currency, so that one limit holds
    for documents in all currencies."""
    if isinstance(node, Mapping):
        changed = {key: in_base(spec, value) for key, value in node.items()}
        item = spec.by_name.get(str(node.get("field")))
        if item is not None and item.base_column:
            changed["field"] = item.base_column
        return changed
    return [in_base(spec, one) for one in node] if isinstance(node, list) else node


def read(definition_id: int, version: int, content: Json) -> Published:
    """The version, ready to run. Its conditions are made once, because what is prepared of a filter is kept by its identity."""
    spec = catalogue().objects.get(content["object"])
    if spec is not None:
        content = {**content, "filter": in_base(spec, content["filter"])}
        content["steps"] = [
            {**step, **{name: in_base(spec, step[name]) for name in ("filter", "auto_filter")}}
            for step in content["steps"]
        ]
    steps = {step["key"]: step for step in content["steps"]}
    return Published(definition_id, version, content, flow_of(content), steps)


@process_cache(
    key="a definition, one of its versions, and the version of the definitions", stale=METADATA, limit=512
)
def _published(definition_id: int, version: int, _metadata: int) -> Published:
    row = ApprovalVersion.objects.get(definition_id=definition_id, number=version)
    return read(definition_id, version, row.content)


def published(definition_id: int, version: int) -> Published:
    """One version of a definition. LookupError for one that was never published."""
    try:
        return _published(definition_id, version, versions().metadata)
    except ApprovalVersion.DoesNotExist:
        raise LookupError(f"definition {definition_id} has no version {version}") from None


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _in_force(_metadata: int) -> Mapping[str, tuple[Published, ...]]:
    rows = ApprovalDefinition.objects.system(reason=WHY).filter(
        deleted_at=None, is_active=True, published_version__gt=0
    )
    found: dict[str, tuple[Published, ...]] = {}
    for row in rows.order_by("position", "id"):
        found[row.object] = (*found.get(row.object, ()), published(row.pk, row.published_version))
    return found


def in_force(object_name: str) -> tuple[Published, ...]:
    """The definitions of an object that new requests follow, in the order in which they are tried."""
    return _in_force(versions().metadata).get(object_name, ())


@process_cache(key="the version of the definitions", stale=METADATA, limit=2)
def _ever(_metadata: int) -> frozenset[str]:
    rows = ApprovalDefinition.objects.system(reason=WHY).filter(published_version__gt=0)
    return frozenset(rows.values_list("object", flat=True))


def may_run(object_name: str) -> bool:
    """Whether requests about the object may exist: it has, or once had, a published definition."""
    return object_name in _ever(versions().metadata)
