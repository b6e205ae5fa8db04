"""Definitions are checked as they are written, and as a whole before they are published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Max

from guike.kernel import clock
from guike.kernel.approvals.checking import holes
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.approvals import conditions, people
from guike.platform.approvals.flows import WHY, Json, content_of, flow_of, read
from guike.platform.approvals.models import (
    ApprovalDefinition,
    ApprovalNotice,
    ApprovalStep,
    ApprovalVersion,
)
from guike.platform.approvals.registry import approval_of, facts_of
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.notify.rendering import template_errors
from guike.platform.org.queries import directory
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import insert_values, record_change

#: hole of a flow → the field of the step, or of the definition, at which it is shown
_PLACES = {
    "no_steps": "steps", "no_fallback": "fallback", "same_key": "steps", "nothing_applies": "steps", "no_approvers": "approvers",
    "need_count": "need_count", "no_escalation": "escalate_to", "automatic_return": "reject_to", "return_target": "reject_step",
    "default_of_nothing": "is_default", "no_default": "is_default",
}  # fmt: skip
_FILTERS = ("filter", "auto_filter")
#: the fields of a step that name people
PEOPLE = ("approvers", "cc", "escalate_to")


def definition_prepare(_ctx: Context, drafts: Sequence[Draft[ApprovalDefinition]]) -> None:
    """A definition is about an object with approvals, and its conditions can be read. Holes are for publishing."""
    for draft in drafts:
        spec = catalogue().objects.get(draft.get("object") or "")
        if spec is None:
            continue
        if not spec.has_approval:
            draft.error("object", "flow.object")
        _check_filter(draft, spec, "filter")
        for line in draft.lines.get("steps", ()):
            for name in _FILTERS:
                _check_filter(line, spec, name)
        for line in draft.lines.get("notices", ()):
            _check_template(line, spec)


def _check_filter(draft: Draft, spec: ObjectSpec, name: str) -> None:
    node = draft.get(name)
    if node and draft.changed(name):
        draft.errors += [
            FieldError(draft.prefix + error.field, error.code, error.params)
            for error in _filter_errors(spec, node, name)
        ]


def _check_template(draft: Draft, spec: ObjectSpec) -> None:
    template = draft.get("template")
    if template and draft.changed("template"):
        draft.errors += template_errors(f"{draft.prefix}template", spec.name, template)


def _filter_errors(spec: ObjectSpec, node: Any, place: str) -> list[FieldError]:
    try:
        conditions.check(spec.name, node)
    except Refusal as refused:
        return [
            FieldError(error.field.replace("filter", place, 1), error.code, error.params)
            for error in refused.field_errors()
        ]
    return []


def draft_content(row: ApprovalDefinition) -> dict[str, Any]:
    """What the definition says now, published or not."""
    steps = ApprovalStep.objects.system(reason=WHY).filter(definition=row, deleted_at=None)
    notices = ApprovalNotice.objects.system(reason=WHY).filter(definition=row, deleted_at=None)
    return content_of(row, list(steps), list(notices.order_by("position", "id")))


def definition_publish(
    ctx: Context, rows: Sequence[ApprovalDefinition], _params: Values
) -> list[Refusal | None]:
    """A new version of each; Invalid names every hole at its place."""
    return [_publish(ctx, row) for row in rows]


def _publish(ctx: Context, row: ApprovalDefinition) -> Refusal | None:
    content = draft_content(row)
    errors = faults(content)
    if errors:
        return Invalid(errors)
    number = version_add(ctx, row.pk, content)
    record_change(ctx, "approval_definition", [(row, {"version": number, "published_at": clock.now()})])
    return None


def version_add(ctx: Context, definition_id: int, content: Json) -> int:
    """Keep the next version of a definition that is locked; its number."""
    last = ApprovalVersion.objects.filter(definition_id=definition_id).aggregate(last=Max("number"))["last"]
    number = int(last or 0) + 1
    insert_values(
        ApprovalVersion,
        ("definition_id", "number", "content", "at", "by_id"),
        [(definition_id, number, content, clock.now(), ctx.user_id)],
    )
    return number


def faults(content: Json) -> list[FieldError]:
    """Everything for which a definition may not be published."""
    spec = catalogue().objects.get(content["object"])
    if spec is None or not spec.has_approval:
        return [FieldError("object", "flow.object")]
    return [
        *_flow_errors(content),
        *_trigger_errors(spec, content),
        *_filter_errors(spec, content["filter"], "filter"),
        *(
            error
            for number, step in enumerate(content["steps"])
            for error in _step_errors(spec, step, number)
        ),
        *_notice_errors(spec, content),
    ]


def _flow_errors(content: Json) -> Iterator[FieldError]:
    fallback = content["fallback"]
    able = fallback is None or people.can_decide(directory(), fallback)
    spec = catalogue().get(content["object"])
    named = [{"kind": "user", "value": fallback}] if able and fallback is not None else []
    for name in people.blind(spec, named):
        yield _blind(spec, "fallback", name)
    places = {step["key"]: number for number, step in enumerate(content["steps"])}
    for hole in holes(flow_of(content, has_fallback=able)):
        name = _PLACES[hole.code]
        where = name if hole.step is None else f"steps[{places[hole.step]}].{name}"
        yield FieldError(where, f"flow.{hole.code}")


def _trigger_errors(spec: ObjectSpec, content: Json) -> Iterator[FieldError]:
    if content["trigger"] == "change":
        if not content["fields"]:
            yield FieldError("fields", "flow.fields")
        for number, name in enumerate(content["fields"] or ()):
            if not may_be_held_back(spec.by_name.get(name)):
                yield FieldError(f"fields[{number}]", "flow.field", {"name": name})
    elif content["trigger"] == "action":
        own = approval_of(spec.name)
        action = spec.action(content["action"])
        if (
            action is None
            or action.collection
            or action.name in {"withdraw", "reopen", own.submit if own else "submit"}
        ):
            yield FieldError("action", "flow.action")
    known = {item.name for item in spec.fields if item.stored}
    for number, name in enumerate(content["watched_fields"] or ()):
        if name not in known:
            yield FieldError(f"watched_fields[{number}]", "unknown_field", {"name": name})


def may_be_held_back(item: FieldSpec | None) -> bool:
    """Whether a change of the field can wait for a decision: people write it, and it is a value of the record itself."""
    return (
        item is not None
        and item.stored
        and not item.read_only
        and not item.system
        and item.type not in ("file", "image")
    )


def _step_errors(spec: ObjectSpec, step: Mapping[str, Any], number: int) -> Iterator[FieldError]:
    place = f"steps[{number}]."
    for name in _FILTERS:
        for error in _filter_errors(spec, step[name], name) if step[name] else ():
            yield FieldError(place + error.field, error.code, error.params)
    for name in PEOPLE:
        for fault in people.faults(spec, step[name] or []):
            yield FieldError(place + name, "flow.approver", {"reason": fault})
        for one in () if people.faults(spec, step[name] or []) else people.blind(spec, step[name] or []):
            yield _blind(spec, place + name, one)
    if step["auto_effect"] and not step["auto_reason"]:
        yield FieldError(place + "auto_reason", "flow.auto_reason")
    known = _known(spec)
    checks: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("open_fields", lambda name: name in spec.by_name and not spec.by_name[name].read_only),
        ("shown_facts", known.__contains__),
    )
    for name, is_good in checks:
        for wrong in [one for one in step[name] or () if not is_good(one)]:
            yield FieldError(place + name, "unknown_field", {"name": wrong})


def _blind(spec: ObjectSpec, place: str, name: str) -> FieldError:
    return FieldError(place, "flow.cannot_open", {"name": name, "object": spec.label})


def _known(spec: ObjectSpec) -> frozenset[str]:
    return frozenset({*facts_of(spec.name), *(item.name for item in spec.fields)})


def _notice_errors(spec: ObjectSpec, content: Json) -> Iterator[FieldError]:
    for number, notice in enumerate(content["notices"]):
        place = f"notices[{number}]."
        if not notice["receivers"]:
            yield FieldError(place + "receivers", "flow.no_receivers")
        for fault in people.faults(spec, notice["receivers"] or []):
            yield FieldError(place + "receivers", "flow.receiver", {"reason": fault})
        if not (notice["template"] or "").strip():
            yield FieldError(place + "template", "flow.no_text")
        yield from template_errors(place + "template", spec.name, notice["template"] or "")


def as_draft(row: ApprovalDefinition) -> Any:
    """The definition as it stands, ready to be tried without being published."""
    return read(row.pk, 0, draft_content(row))
