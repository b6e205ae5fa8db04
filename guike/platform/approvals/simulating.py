"""What a definition would do, tried on records without writing anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guike.kernel import clock
from guike.kernel.approvals import running
from guike.kernel.approvals.shapes import Asked, Run, StepRun, Task
from guike.kernel.errors import FieldError, Invalid, Refusal
from guike.platform.access.context import Context
from guike.platform.approvals import people
from guike.platform.approvals.flows import Published
from guike.platform.approvals.matching import definition_for
from guike.platform.approvals.models import ApprovalDefinition, ApprovalRequest
from guike.platform.approvals.publishing import as_draft, draft_content, faults
from guike.platform.approvals.reasons import told
from guike.platform.approvals.rules import WHOLE
from guike.platform.approvals.situation import Standing
from guike.platform.approvals.store import load, requests
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import directory
from guike.platform.records.reading import labels_of_many, living, visible_of
from guike.platform.records.shapes import Values

WHY = "a definition is tried on records that exist"
HISTORY = 200


def definition_simulate(
    ctx: Context, rows: Sequence[ApprovalDefinition], params: Values
) -> list[Refusal | Mapping[str, Any]]:
    """With `id`: the way of one record, {"applies", "taken_by", "steps": [{"name", "status", "approvers", "reason"}]}. With `history`:
    the last so many records that went through an approval, {"items": [{"object", "id", "name", "was", "would_be"}],
    "tried", "same"}, those alone whose way, people or automatic decision would be another. Invalid names the holes for which
    it could not be published either."""
    return [_simulate(ctx, row, params) for row in rows]


def _simulate(ctx: Context, row: ApprovalDefinition, params: Values) -> Refusal | Mapping[str, Any]:
    holes = faults(draft_content(row))
    if holes:
        return Invalid(holes)
    spec = catalogue().get(row.object)
    draft = as_draft(row)
    if params.get("history"):
        return _on_history(ctx, spec, draft, min(int(params["history"]), HISTORY))
    record_id = params.get("id")
    if record_id is None:
        return Invalid([FieldError("id", "required")])
    if record_id not in visible_of(ctx, spec, [record_id]):
        return Invalid([FieldError("id", "reference.unknown")])
    record = living(spec).system(reason=WHY).get(pk=record_id)
    applicant = params.get("applicant") or getattr(record, "owner_id", None) or ctx.user_id
    return {
        "applies": _applies(draft, spec, record, applicant),
        "taken_by": _taken_by(row, spec, record),
        "steps": way(ctx, draft, spec, record, applicant),
    }


def _taken_by(row: ApprovalDefinition, spec: ObjectSpec, record: Any) -> str | None:
    """The name of the definition in force that comes before this one and holds for the record, so that this one is not asked."""
    first = definition_for(spec, record, WHOLE) if row.trigger in WHOLE else None
    if first is None or first.definition_id == row.pk:
        return None
    other = ApprovalDefinition.objects.system(reason=WHY).get(pk=first.definition_id)
    return other.name if (other.position, other.pk) < (row.position, row.pk) else None


def _applies(draft: Published, spec: ObjectSpec, record: Any, applicant: int | None) -> bool:
    return Standing(draft, spec, record, applicant).judge.holds(draft.content["filter"])


def way(
    ctx: Context, draft: Published, spec: ObjectSpec, record: Any, applicant: int | None
) -> list[dict[str, Any]]:
    """The steps as they would go if everybody approved, with the people of today."""
    about = Standing(draft, spec, record, applicant)
    run = running.start(draft.flow, about, applicant or 0)
    while run.status == "pending" and not run.returned:
        task = next(run.open_tasks())
        running.decide(draft.flow, run, about, task.key, "approve")
    return [_step(ctx, draft, run, one) for one in run.steps]


def _step(ctx: Context, draft: Published, run: Run, one: StepRun) -> dict[str, Any]:
    asked = run.tasks_of(one.step, one.round)
    return {
        "key": one.step,
        "name": draft.flow.step(one.step).name,
        "status": "skipped" if one.status == "skipped" else "automatic" if not asked else "asked",
        "approvers": [_person(ctx, draft, task) for task in asked],
        "reason": told(one.reason, draft.object, ctx.locale),
    }


def _person(ctx: Context, draft: Published, task: Task) -> dict[str, Any]:
    tree = directory()
    return {
        "id": task.person,
        "name": tree.person_name(task.person),
        "acting_for": tree.person_name(task.acting_for),
        "origin": task.origin,
        "reason": told(task.reason, draft.object, ctx.locale),
    }


def _on_history(ctx: Context, spec: ObjectSpec, draft: Published, number: int) -> Mapping[str, Any]:
    tried, items = 0, []
    last = requests().filter(object=spec.name).order_by("-id")
    seen: set[int] = set()
    for request in last.iterator(chunk_size=100):
        if request.record_id in seen:
            continue
        seen.add(request.record_id)
        record = living(spec).system(reason=WHY).filter(pk=request.record_id).first()
        if record is None or record.pk not in visible_of(ctx, spec, [record.pk]):
            continue
        tried += 1
        was, would_be = _as_it_was(request), _as_it_would_be(draft, spec, record, request)
        if was != would_be:
            items.append({"object": spec.name, "id": record.pk, "was": was, "would_be": would_be})
        if tried >= number:
            break
    names = labels_of_many(ctx, {spec.name: {one["id"] for one in items}}).get(spec.name, {})
    shown = [{**one, "name": names.get(one["id"], "")} for one in items]
    return {"items": shown, "tried": tried, "same": tried - len(items)}


def _as_it_was(request: ApprovalRequest) -> list[str]:
    """The way that it really went, in its last round, as words to compare: step and people."""
    held = load(request)
    found = []
    for one in held.run.now():
        asked = held.run.tasks_of(one.step, one.round)
        first = [task for task in asked if task.origin in ("assigned", "superior", "fallback", "automatic")]
        found += _words(held.flow.step(one.step).name, one, first)
    return found


def _as_it_would_be(draft: Published, spec: ObjectSpec, record: Any, request: ApprovalRequest) -> list[str]:
    if not _applies(draft, spec, record, request.applicant_id):
        return []
    about = Standing(draft, spec, record, request.applicant_id)
    run = running.start(draft.flow, about, request.applicant_id or 0)
    while run.status == "pending" and not run.returned:
        running.decide(draft.flow, run, about, next(run.open_tasks()).key, "approve")
    return [
        word
        for one in run.steps
        for word in _words(draft.flow.step(one.step).name, one, run.tasks_of(one.step, one.round))
    ]


def _words(name: str, one: StepRun, asked: Sequence[Task]) -> list[str]:
    """「经理：张三、李四」; a step that was passed over says nothing."""
    if one.status in ("skipped", "cancelled"):
        return []
    tree = directory()
    names = sorted(tree.person_name(task.person) or "" for task in asked)
    return [f"{name}：{'、'.join(names) if names else one.reason}"]


def preview(
    ctx: Context,
    spec: ObjectSpec,
    record_id: int | None,
    applicant: int | None,
    entries: Any,
    *,
    in_groups: bool = False,
) -> list[Asked]:
    """Whom these entries name today, for a record or without one. Invalid for entries that cannot be read."""
    wrong = people.faults(spec, entries)
    if wrong:
        raise Invalid([FieldError("approvers", "flow.approver", {"reason": wrong[0]})])
    blind = people.blind(spec, entries)
    if blind:
        raise Invalid([FieldError("approvers", "flow.cannot_open", {"name": blind[0], "object": spec.label})])
    rows = living(spec).system(reason=WHY)
    row = rows.filter(pk=record_id).first() if record_id is not None else rows.order_by("-pk").first()
    if row is None:
        row = spec.model()
    # the superior of whoever owns the record, as when he submits it, not of the administrator who looks
    about = people.Case(spec, row, getattr(row, "owner_id", None) or applicant, clock.today(ctx.timezone))
    return people.asked(about, entries, in_groups=in_groups)
