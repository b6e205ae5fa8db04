"""Writes of opportunities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from guike.domains.opportunities.errors import OpportunityInvalid, OpportunityRefused
from guike.domains.opportunities.models import Opportunity, OpportunityLine, Stage, StageHistory
from guike.domains.opportunities.queries import processes
from guike.domains.opportunities.rules import (
    STATES,
    ProcessFacts,
    StageFacts,
    choose_process,
    forecast_category,
    next_stage,
)
from guike.domains.pricing.errors import TOTAL_OF_LINES
from guike.kernel import clock, filters
from guike.kernel.errors import Invalid, Refusal, field_error
from guike.platform.access.context import Context
from guike.platform.audit.retention import blank
from guike.platform.database.ledger import append
from guike.platform.filters.memory import matches
from guike.platform.org.queries import directory
from guike.platform.records.reading import Lookup
from guike.platform.records.shapes import Draft, Values
from guike.platform.records.writing import record_change

ZERO = Decimal(0)


def opportunity_prepare(ctx: Context, drafts: Sequence[Draft[Opportunity]]) -> None:
    """Process and first stage of a new one, a dragged stage of an old one."""
    known = processes()
    for draft in drafts:
        if draft.is_new:
            _begin(ctx, draft, known)
        elif draft.changed("stage"):
            _dragged(draft, known)


def _begin(ctx: Context, draft: Draft[Opportunity], known: Mapping[int, ProcessFacts]) -> None:
    process = _process_of(ctx, draft, known)
    if process is None:
        return
    draft.set("process", process.id)
    stage, given = process.stages[0], draft.get("stage")
    if given is not None and given != stage.id:
        wanted = next((s for s in process.stages if s.id == given), None)
        if wanted is None:
            draft.error("stage", "opportunity.foreign_stage")
            return
        if not ctx.migration:
            draft.error("stage", "opportunity.first_stage")
            return
        stage = wanted
    _enter(draft, stage)


def _process_of(
    ctx: Context, draft: Draft[Opportunity], known: Mapping[int, ProcessFacts]
) -> ProcessFacts | None:
    """The one that was chosen, else the one that applies; an error on the draft when there is none."""
    chosen: int | None = draft.get("process")
    if chosen is not None:
        process = known.get(chosen)
        if process is None or not process.stages:
            draft.error("process", "opportunity.process_unknown")
            return None
        return process
    unit = directory().units.get(draft.row.department_id or 0)
    process = choose_process(
        list(known.values()),
        unit.path if unit else (),
        lambda raw: matches(ctx, draft.spec, filters.parse(raw), draft.row),
    )
    if process is None:
        draft.error("process", "opportunity.no_process")
    return process


def _enter(draft: Draft[Opportunity], stage: StageFacts) -> None:
    for name, value in stage_values(stage).items():
        draft.set(name, value)


def stage_values(stage: StageFacts) -> dict[str, Any]:
    """What an opportunity takes from the stage it enters."""
    return {
        "stage": stage.id,
        "stage_entered_at": clock.now(),
        "win_rate": stage.win_rate,
        "forecast_category": forecast_category(stage.win_rate),
    }


def _dragged(draft: Draft[Opportunity], known: Mapping[int, ProcessFacts]) -> None:
    """PATCH of the stage: forward like `advance`; back, out of turn or with feedback it needs the action."""
    process = known.get(draft.row.process_id)
    before = draft.before("stage")
    if draft.row.status in STATES.closed:
        draft.refusal = OpportunityRefused("opportunity.closed")
        return
    stages = process.stages if process else ()
    old = next((s for s in stages if s.id == before), None)
    new = next((s for s in stages if s.id == draft.row.stage_id), None)
    if new is None:
        draft.error("stage", "opportunity.foreign_stage")
    elif old is not None and new.position < old.position:
        draft.use_action("stage", "move_back")
    elif old is not None and old.needs_feedback:
        draft.use_action("stage", "advance")
    else:
        _enter(draft, new)


def activity_prepare(_ctx: Context, drafts: Sequence[Draft[Any]]) -> None:
    """The stage of an activity is one of the opportunity that it is about; a new one has the present stage."""
    moved = [draft for draft in drafts if draft.changed("related", "stage")]
    about = {id(draft): _opportunities(draft) for draft in moved}
    wanted = {pk for ids in about.values() for pk in ids}
    at = {pk: (stage, process) for pk, stage, process in (_PRESENT.tuples(wanted) if wanted else ())}
    for draft in moved:
        found = [at[pk] for pk in about[id(draft)] if pk in at]
        if draft.is_new and draft.get("stage") is None and len(found) == 1:
            draft.set("stage", found[0][0])
    chosen = {draft.get("stage") for draft in moved} - {None}
    process_of = dict(_PROCESS_OF.tuples(chosen)) if chosen else {}
    for draft in moved:
        stage = draft.get("stage")
        processes_of = {at[pk][1] for pk in about[id(draft)] if pk in at}
        if stage is not None and stage in process_of and process_of[stage] not in processes_of:
            draft.error("stage", "activity.foreign_stage")


def _opportunities(draft: Draft[Any]) -> list[int]:
    return [one["id"] for one in draft.get("related") or () if one["object"] == "opportunity"]


def _present_stages() -> Any:
    rows = Opportunity.objects.system(reason="the stage of an opportunity that an activity is about")
    return rows.filter(deleted_at=None).values("pk", "stage_id", "process_id")


def _processes_of_stages() -> Any:
    return Stage.objects.system(reason="the process of a stage is the same for everyone").values(
        "pk", "process_id"
    )


_PRESENT = Lookup(_present_stages)
_PROCESS_OF = Lookup(_processes_of_stages)


def _has_lines(opportunity_id: int) -> bool:
    rows = OpportunityLine.objects.system(reason="whether the amount is typed or summed")
    return bool(rows.filter(opportunity_id=opportunity_id, deleted_at=None).exists())


def opportunity_written(ctx: Context, drafts: Sequence[Draft[Opportunity]]) -> None:
    """A row of stage history for every stage entered."""
    append(
        StageHistory(
            opportunity_id=d.row.pk,
            process_id=d.row.process_id,
            from_stage_id=None if d.is_new else d.before("stage"),
            to_stage_id=d.row.stage_id,
            created_at=clock.now(),
            created_by_id=ctx.user_id,
            amount=d.row.amount,
            win_rate=d.row.win_rate or ZERO,
            feedback=d.note,
        )
        for d in drafts
        if d.changed("stage")
    )


def opportunity_advance(ctx: Context, rows: Sequence[Opportunity], params: Values) -> list[Refusal | None]:
    """To the next stage, or a later one; 422 when leaving the stage needs feedback."""
    known = processes()
    outcomes: list[Refusal | None] = []
    for row in rows:
        stages = known[row.process_id].stages if row.process_id in known else ()
        current = next((s for s in stages if s.id == row.stage_id), None)
        wanted = params.get("stage")
        target = (
            next((s for s in stages if s.id == wanted), None) if wanted else next_stage(stages, row.stage_id)
        )
        outcomes.append(_advance(ctx, row, current, target, params))
    return outcomes


def _advance(
    ctx: Context, row: Opportunity, current: StageFacts | None, target: StageFacts | None, params: Values
) -> Refusal | None:
    if target is None:
        if params.get("stage"):
            return OpportunityInvalid("opportunity.foreign_stage", field="stage")
        return OpportunityRefused("opportunity.last_stage")
    if current is not None and target.position <= current.position:
        return OpportunityInvalid("opportunity.stage_order", field="stage")
    if current is not None and current.needs_feedback and not params.get("feedback"):
        return OpportunityInvalid("opportunity.feedback", field="feedback", stage=current.name)
    _change_stage(ctx, row, target, str(params.get("feedback") or ""))
    return None


def _change_stage(ctx: Context, row: Opportunity, target: StageFacts, feedback: str) -> None:
    record_change(ctx, "opportunity", [(row, stage_values(target))], note=feedback)


def opportunity_move_back(ctx: Context, rows: Sequence[Opportunity], params: Values) -> list[Refusal | None]:
    """To an earlier stage, with a reason."""
    known = processes()
    outcomes: list[Refusal | None] = []
    for row in rows:
        stages = known[row.process_id].stages if row.process_id in known else ()
        target = next((s for s in stages if s.id == params["stage"]), None)
        current = next((s for s in stages if s.id == row.stage_id), None)
        if target is None:
            outcomes.append(OpportunityInvalid("opportunity.foreign_stage", field="stage"))
        elif current is not None and target.position >= current.position:
            outcomes.append(OpportunityInvalid("opportunity.stage_back", field="stage"))
        else:
            _change_stage(ctx, row, target, params["reason"])
            outcomes.append(None)
    return outcomes


def _close(ctx: Context, rows: Sequence[Opportunity], step: str, values: Values) -> list[None]:
    record_change(ctx, "opportunity", [(row, values) for row in rows], step=step)
    return [None for _row in rows]


def opportunity_win(ctx: Context, rows: Sequence[Opportunity], params: Values) -> list[Refusal | None]:
    """Won: certain; the amount may be corrected where no lines make it."""
    values = {
        "win_rate": Decimal(1),
        "forecast_category": "commit",
        "closed_at": params.get("closed_at") or clock.now(),
    }
    amount = params.get("amount")
    outcomes: list[Refusal | None] = []
    for row in rows:
        if amount is not None and amount != row.amount and _has_lines(row.pk):
            outcomes.append(Invalid([field_error("amount", TOTAL_OF_LINES)]))
            continue
        _close(ctx, [row], "win", values if amount is None else {**values, "amount": amount})
        outcomes.append(None)
    return outcomes


def opportunity_lose(ctx: Context, rows: Sequence[Opportunity], params: Values) -> list[None]:
    """Lost at any stage: probability 0, out of the forecast, with the reason."""
    return _close(ctx, rows, "lose", _gone(params["reason"]))


def opportunity_void(ctx: Context, rows: Sequence[Opportunity], params: Values) -> list[None]:
    """Never was one: probability 0, out of the forecast, with the reason."""
    return _close(ctx, rows, "void", _gone(params["reason"]))


def _gone(reason: str) -> dict[str, Any]:
    return {
        "win_rate": ZERO,
        "forecast_category": "omitted",
        "lost_reason": reason,
        "closed_at": clock.now(),
    }


def opportunity_reopen(ctx: Context, rows: Sequence[Opportunity], _params: Values) -> list[None]:
    """Open again in the stage where it was closed."""
    known = processes()
    changes = []
    for row in rows:
        stages = known[row.process_id].stages if row.process_id in known else ()
        stage = next((s for s in stages if s.id == row.stage_id), None)
        rate = stage.win_rate if stage else ZERO
        values = {"win_rate": rate, "forecast_category": forecast_category(rate)}
        changes.append((row, {**values, "lost_reason": None, "closed_at": None}))
    record_change(ctx, "opportunity", changes, step="reopen")
    return [None for _row in rows]


def opportunity_purging(row: Opportunity) -> None:
    """What was said on its way through the stages goes with it; the steps themselves stand."""
    blank(None, StageHistory, {"opportunity_id": [row.pk]}, because="purge of the recycle bin")
