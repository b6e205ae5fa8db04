"""Tries a rule on one record: really takes every step, with the rights of the rule's identity, and takes everything
back. So the answer knows every refusal, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from guike.kernel.errors import Refusal
from guike.platform.access.context import Context
from guike.platform.audit import origin
from guike.platform.automation import compiled
from guike.platform.automation.checkpoints import words_of
from guike.platform.automation.definition import Definition, of_rule
from guike.platform.automation.errors import AutomationRefused
from guike.platform.automation.running import perform
from guike.platform.automation.showing import shown_step
from guike.platform.automation.steps.registry import Item, Work, kind_named
from guike.platform.database.locks import use_case, whole
from guike.platform.filters.memory import matcher, scoped_loader
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import visible
from guike.platform.records.writing import begin_write


def rule_simulate(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """The action `simulate`: what each rule would do to the record with this id."""
    return [simulate(ctx, of_rule(row), int(params["id"])) for row in rows]


@use_case
def simulate(ctx: Context, does: Definition, record_id: int) -> dict[str, Any]:
    """{"holds", "steps": [{"do", "text", "ok", …}]}; "holds": whether the record meets the rule's condition now.
    AutomationRefused when the caller or the identity does not see the record."""
    spec = catalogue().get(does.object)
    actor = compiled.identity(does.run_as)
    ctx.require(spec.name, "view")
    if actor is None or not visible(ctx, spec).filter(pk=record_id).exists():
        raise AutomationRefused("automation.no_record")
    with whole():
        row = visible(actor, spec).filter(pk=record_id).first()
        if row is None:
            raise AutomationRefused("automation.no_record")
        holds = does.filter is None or matcher(actor, spec, does.filter, on_change=True)(row, {})
        source = origin.Origin(actor_id=actor.user_id, operation="automation-trial", source="rule")
        with origin.acting(source):
            begin_write(actor)
            steps = _tried(ctx, actor, does, record_id)
        transaction.set_rollback(True)
    return {"holds": holds, "steps": steps}


def _tried(ctx: Context, actor: Context, does: Definition, record_id: int) -> list[dict[str, Any]]:
    """What each step would do; after a refusal the run would be over."""
    spec = catalogue().get(does.object)
    found = []
    for position, step in enumerate(does.steps):
        row = visible(actor, spec).filter(pk=record_id).first()
        if row is None:
            break
        load = scoped_loader(actor)
        item = Item(0, row, {"moment": "trial", "by": ctx.user_id, "changes": {}})
        condition = step.get("if")
        if condition is not None and not matcher(actor, spec, condition, load=load)(row):
            item.did = {"nothing": "condition"}
        else:
            _try(Work(actor, spec, does, step, position, [item], load))
        entry = {"n": position, "do": step["do"], **item.did}
        if item.refusal is not None:
            entry = {"n": position, "do": step["do"], "refused": words_of(item.refusal)}
        found.append(shown_step(ctx, spec, entry))
        if item.refusal is not None:
            break
    return found


def _try(work: Work) -> None:
    """Take a step; one that waits or leaves the house is only planned."""
    kind = kind_named(str(work.step["do"]))
    try:
        if kind is not None:
            kind.plan(work)
    except Refusal as refusal:
        for item in work.items:
            item.refusal = refusal
        return
    if kind is not None and (kind.outer or kind.name == "wait"):
        return
    planned = [item.did for item in work.items]
    perform(work)
    for item, plan in zip(work.items, planned, strict=True):
        item.did = plan if "creates" in plan else item.did
