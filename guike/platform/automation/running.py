"""The worker's part: takes due runs and leads them through their steps.

Each step and the note that it was done are one transaction, so what it does in the database is done once, however
often a worker dies. What leaves the house is put down in the same transaction and sent by others, at least once, each
time under the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import OperationalError, transaction

from guike.kernel import clock
from guike.kernel.errors import Invalid, Refusal
from guike.kernel.limits import AUTOMATION_ATTEMPTS
from guike.platform.access.context import Context
from guike.platform.audit import origin
from guike.platform.automation import compiled
from guike.platform.automation.checkpoints import State, put
from guike.platform.automation.definition import Definition, of_rule, of_version
from guike.platform.automation.fitness import faults_at, mark
from guike.platform.automation.models import AutomationRule, AutomationVersion
from guike.platform.automation.steps.registry import Item, Work, kind_named
from guike.platform.automation.taking import WHY, Taken, runs, take
from guike.platform.database.locks import use_case, whole
from guike.platform.filters.memory import matches, scoped_loader
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.locking import lock
from guike.platform.records.reading import living, visible
from guike.platform.records.writing import begin_write
from guike.platform.settings import queries as settings

OPERATION = "automation-"
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=10)
_log = structlog.get_logger(__name__)
#: for tests: told of each place where a worker may die
at_places: list[Callable[[str], None]] = []


def _at(place: str) -> None:
    for told in at_places:
        told(place)


def run_once(limit: int = 10_000) -> int:
    """Lead due runs through all steps that can be taken now; how many runs were taken. Any number of workers may run."""
    done, rule = 0, 0
    while done < limit:
        begin_versions()
        taken = take(rule)
        if taken is None:
            break
        _at("taken")
        copy_context().run(_lead, taken)
        done, rule = done + len(taken.ids), taken.rule_id
    return done


def _lead(taken: Taken) -> None:
    """Take one step after the other with those runs that can go on together."""
    begin_versions()
    try:
        while _step(taken):
            _at("committed")
        _pause_unfit(taken)
    except OperationalError as error:
        _log.warning("automation step met others at work", rule=taken.rule_id, reason=str(error))
        _try_again(taken, "busy")
    except Exception as failure:  # a bug in a kind of step must not stop the other rules
        _log.error("automation step failed", rule=taken.rule_id, runs=taken.ids[:10], exc_info=failure)
        _try_again(taken, f"{type(failure).__name__}: {failure}"[:500].replace("\x00", ""))


def _pause_unfit(taken: Taken) -> None:
    """Pause the rule when its runs were held back, because its identity or something that it speaks of is gone."""
    rule = AutomationRule.objects.system(reason=WHY).get(pk=taken.rule_id)
    if rule.is_active and faults_at(of_rule(rule), 0):
        mark(rule)


def _try_again(taken: Taken, error: str) -> None:
    """Give the runs back, each to be tried by itself later; those that failed too often have failed for good."""
    with transaction.atomic():
        mine = list(runs().filter(pk__in=taken.ids, token=taken.token, status="running").order_by("pk"))
        states = []
        for row in mine:
            state = State.of(row)
            if row.attempts >= int(AUTOMATION_ATTEMPTS):
                state.finish("failed", "internal")
                state.log.append({"n": row.position, "refused": {"code": "internal", "detail": error}})
            else:
                wait = min(_FIRST_WAIT * 2 ** (row.attempts - 1), _LONGEST_WAIT)
                state.wait_in_queue(clock.now() + wait)
            states.append(state)
        put(states)


@dataclass(frozen=True)
class _Scene:
    """What a step needs to know of the rule."""

    does: Definition
    spec: ObjectSpec
    ctx: Context


@use_case
def _step(taken: Taken) -> bool:
    """The next step of the runs, in one transaction with the note of it; whether a further one can be taken at once."""
    with whole(), settings.snapshot():
        lock({"automation_run": taken.ids})
        mine = runs().filter(pk__in=taken.ids, token=taken.token, status="running")
        states = [State.of(row) for row in mine.order_by("pk")]
        rule = AutomationRule.objects.system(reason=WHY).get(pk=taken.rule_id)
        if not states:
            return False
        if _stopped(rule, states):
            put(states)
            return False
        scene = _scene(rule, taken, states)
        if scene is not None:
            _take_step(scene, taken, states)
        put(states)
        _at("written")
    return any(state.goes_on for state in states)


def _stopped(rule: Any, states: Sequence[State]) -> bool:
    """Ends runs of a rule that was stopped since they began; whether it was."""
    if (
        rule.is_active
        and rule.deleted_at is None
        and (rule.stopped_at is None or all(state.row.created_at > rule.stopped_at for state in states))
    ):
        return False
    for state in states:
        state.finish("cancelled", "rule_stopped")
    return True


def _scene(rule: Any, taken: Taken, states: Sequence[State]) -> _Scene | None:
    """None when the step cannot be taken; the states say why. What the rule's present version would meet waits until that is
    mended; an earlier version is not mended any more."""
    stored = AutomationVersion.objects.filter(rule_id=taken.rule_id, revision=taken.revision).first()
    does = of_version(stored.definition) if stored is not None else None
    spec = catalogue().objects.get(does.object) if does is not None else None
    if does is None or spec is None:
        for state in states:
            state.fail(Refusal("automation.object_gone"))
        return None
    ctx = compiled.identity(does.run_as)
    faults = faults_at(does, states[0].position)
    if ctx is None or faults:
        for state in states:
            if taken.revision == rule.revision:
                state.hold_back()
            else:
                state.fail(Invalid(faults))
        return None
    return _Scene(does, spec, ctx)


def _take_step(scene: _Scene, taken: Taken, states: Sequence[State]) -> None:
    position = states[0].position
    here = [state for state in states if state.position == position]
    ready = _with_records(scene, here)
    batch = f"{OPERATION}{taken.token}"
    source = origin.Origin(
        actor_id=scene.ctx.user_id,
        request_id=batch,
        depth=taken.depth,
        operation=batch,
        source="rule",
        why=f"automation_rule.{taken.rule_id}",
    )
    with origin.acting(source):
        begin_write(scene.ctx)
        work = _work(scene, taken, position, ready)
        if work.items:
            perform(work)
    by_run = {item.run_id: item for item in work.items}
    for state, _row in ready:
        item = by_run.get(state.row.pk)
        state.batch = batch
        if item is None:
            state.passed_over(work.step, len(scene.does.steps))
        else:
            state.took(item, work.step, len(scene.does.steps))


def _with_records(scene: _Scene, states: Sequence[State]) -> list[tuple[State, Any]]:
    """The runs with their records, as the identity sees them; the runs of others are over."""
    ids = [state.row.record_id for state in states]
    seen = {row.pk: row for row in visible(scene.ctx, scene.spec).filter(pk__in=ids)}
    if not scene.ctx.can(scene.spec.name, "view"):
        seen = {}
    found = []
    gone = [pk for pk in ids if pk not in seen]
    there = set(living(scene.spec).system(reason=WHY).filter(pk__in=gone).values_list("pk", flat=True))
    for state in states:
        row = seen.get(state.row.record_id)
        if row is not None:
            state.name(scene.does.name, row.label)
            found.append((state, row))
        elif state.row.record_id in there:
            state.finish("skipped", "out_of_sight")
        else:
            state.finish("cancelled", "record_deleted")
    return found


def _work(scene: _Scene, taken: Taken, position: int, ready: Sequence[tuple[State, Any]]) -> Work:
    step: Mapping[str, Any] = scene.does.steps[position]
    load = scoped_loader(scene.ctx)
    condition = step.get("if")
    items = [
        Item(state.row.pk, row, state.row.cause, state.row.awaits)
        for state, row in ready
        if condition is None or matches(scene.ctx, scene.spec, condition, row, load=load)
    ]
    return Work(scene.ctx, scene.spec, scene.does, step, position, items, load, taken.sends)


def perform(work: Work) -> None:
    """Do the step; what the whole call is refused for, every run is refused for."""
    kind = kind_named(str(work.step["do"]))
    refusal: Refusal | None = None
    if kind is None:
        refusal = Refusal("automation.unknown_step", name=str(work.step["do"])[:60])
    elif kind.outer and not work.sends:
        for item in work.items:
            item.did = {"nothing": "not_sent_again"}
        return
    else:
        try:
            with transaction.atomic():
                kind.run(work)
        except Refusal as refused:
            refusal = refused
    if refusal is not None:
        for item in work.items:
            item.refusal, item.did = refusal, {}
