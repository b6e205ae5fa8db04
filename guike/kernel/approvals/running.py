"""What every act does to a run. Each function changes the run and leaves it either over, returned to the applicant, or
with at least one open task."""

from __future__ import annotations

from collections.abc import Sequence

from guike.kernel.approvals.rules import seat_status, seats_of, spared, step_outcome
from guike.kernel.approvals.shapes import (
    BESIDE,
    Asked,
    Effect,
    Flow,
    FlowStep,
    Origin,
    Place,
    Run,
    RunStatus,
    Same,
    Situation,
    StepRun,
    Target,
    Task,
)

#: automatic hops of one run between two decisions of people: superiors of superiors, steps that decide by themselves
HOPS = 50

APPLICANT = "applicant"
PREVIOUS = "previous"
ROUND = "round"
FALLBACK = "fallback"


class NotAllowed(Exception):
    """The act is not possible now; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def start(flow: Flow, about: Situation, applicant: int) -> Run:
    """A new run, brought to its first people."""
    run = Run(applicant)
    _advance(flow, run, about)
    return run


def decide(
    flow: Flow,
    run: Run,
    about: Situation,
    key: int,
    effect: Effect,
    *,
    to: Target | None = None,
    step: int | None = None,
) -> None:
    """The decision of the person of an open task. `to`: where a rejection leads (the step's own way without it), `step`:
    to which earlier one. NotAllowed: `task_over`, `return_target`."""
    task = _open_task(run, key)
    where = flow.step(task.step)
    if effect == "reject":
        target = to or where.reject_to
        back = step if to is not None else where.reject_step
        if target == "step" and (back is None or back not in returnable(flow, run, where)):
            raise NotAllowed("return_target")
        task.status = "rejected"
        run.hops = 0
        _settle(flow, run, about, where, target, back)
        return
    if where.need == "first" and task.label != BESIDE:
        _let_others_go(run, task)
    task.status = "approved"
    run.hops = 0
    _settle(flow, run, about, where, where.reject_to, where.reject_step)


def returnable(flow: Flow, run: Run, where: FlowStep) -> list[int]:
    """The steps to which a rejection of `where` may lead: those that came before it in this round and asked somebody."""
    return [
        one.step
        for one in run.now()
        if one.group < where.group
        and one.status in ("passed", "carried")
        and flow.step(one.step).has_approvers
    ]


def grab(flow: Flow, run: Run, key: int) -> None:
    """Take a task of a step that the first to grab decides: the others are let go. NotAllowed: `task_over`,
    `not_grabbed`."""
    task = _open_task(run, key)
    if flow.step(task.step).need != "first" or task.label == BESIDE:
        raise NotAllowed("not_grabbed")
    _let_others_go(run, task)


def _let_others_go(run: Run, task: Task) -> None:
    for other in run.tasks_of(task.step):
        if other.seat != task.seat and other.is_undecided and other.label != BESIDE:
            other.status = "not_needed"


def transfer(run: Run, key: int, to: Asked, origin: Origin = "transfer") -> Task:
    """Somebody else decides instead. NotAllowed: `task_over`, `asked_already` where he decides in this step anyway."""
    task = run.tasks[key]
    if run.status != "pending" or not task.is_undecided:
        raise NotAllowed("task_over")
    if any(_is_asked(one, to.person) and one.label == task.label for one in run.tasks_of(task.step)):
        raise NotAllowed("asked_already")
    status, task.status = task.status, "transferred"
    label = task.label
    new = Task(
        0,
        task.step,
        task.round,
        task.seat,
        task.turn,
        to.person,
        to.acting_for,
        origin,
        status,
        label,
        to.reason,
    )
    return run.add(new)


def add_approver(run: Run, key: int, asked: Asked, place: Place) -> Task:
    """Ask somebody besides. before: he decides first, then the task comes back. after: he decides after it. beside: he
    is asked at the same time, and has to approve, too. NotAllowed: `task_over`, `asked_already`."""
    task = _open_task(run, key)
    beside = run.tasks_of(task.step)
    if any(_is_asked(one, asked.person) for one in beside):
        raise NotAllowed("asked_already")
    new = Task(0, task.step, task.round, task.seat, task.turn, asked.person, asked.acting_for, place, "open")
    if place == "beside":
        new.seat, new.turn, new.label = max(one.seat for one in beside) + 1, 0, BESIDE
        return run.add(new)
    new.label = task.label
    for other in beside:
        if other.seat == task.seat and other.turn > task.turn:
            other.turn += 1
    if place == "before":
        task.turn += 1
        task.status = "waiting"
    else:
        new.turn += 1
        new.status = "waiting"
    return run.add(new)


def _is_asked(task: Task, person: int) -> bool:
    return task.is_undecided and task.person == person


def leave(run: Run, person: int, successor: Asked) -> list[Task]:
    """The person decides nothing any more: his tasks go to the successor, who answers for them; the new tasks. Where the
    successor has a task of the same kind in that step already, his one decision counts."""
    given = []
    for task in [one for one in run.tasks if one.is_undecided and one.person == person]:
        try:
            given.append(transfer(run, task.key, successor, "successor"))
        except NotAllowed:
            task.status = "transferred"
            _next_turns(run.tasks_of(task.step))
    return given


def withdraw(run: Run, status: RunStatus = "withdrawn") -> None:
    """The run ends without a decision. NotAllowed: `run_over`."""
    if run.status != "pending":
        raise NotAllowed("run_over")
    _end(run, status)


def resubmit(flow: Flow, run: Run, about: Situation, *, changed: bool) -> None:
    """A new round after the record came back to the applicant. `changed`: whether something watched has changed since it
    was submitted. NotAllowed: `not_returned`."""
    if run.status != "pending" or not run.returned:
        raise NotAllowed("not_returned")
    by = run.rejected_by
    keep = flow.step(by).group if flow.carries and not changed and by is not None else None
    _new_round(flow, run, about, keep)


def follow_up(flow: Flow, about: Situation, former: Run, applicant: int, *, changed: bool) -> Run:
    """A new run after one that a rejection ended; what was approved before the rejection stands as in `resubmit`."""
    run = Run(applicant)
    by = former.rejected_by
    if flow.carries and not changed and by is not None and any(step.key == by for step in flow.steps):
        _carry(flow, run, former, flow.step(by).group, former.round)
    _advance(flow, run, about)
    return run


def restart(flow: Flow, run: Run, about: Situation) -> None:
    """A new round from the start: something watched has changed while people decide. NotAllowed: `run_over`."""
    if run.status != "pending" or run.returned:
        raise NotAllowed("run_over")
    _new_round(flow, run, about, None)


def repair(flow: Flow, run: Run, about: Situation) -> bool:
    """Bring a run on of which nobody can decide anything; whether there was something to do."""
    if run.status != "pending" or run.returned or any(True for _task in run.open_tasks()):
        return False
    for step in run.open_steps():
        undecided = [task for task in run.tasks_of(step.step) if task.status == "waiting"]
        if undecided:
            min(undecided, key=lambda task: (task.seat, task.turn)).status = "open"
            return True
        if step_outcome(flow.step(step.step), run.tasks_of(step.step)) == "undecided":
            _ask(run, step, [about.fallback()])
            return True
    _advance(flow, run, about)
    return True


def reroute(flow: Flow, run: Run, about: Situation, step: int) -> None:
    """An administrator sends the run to a step, in a new round; the steps before it stand or are passed over. NotAllowed: `run_over`,
    `return_target`."""
    if run.status != "pending":
        raise NotAllowed("run_over")
    if all(one.key != step for one in flow.steps):
        raise NotAllowed("return_target")
    before = flow.step(step).group
    _begin_round(flow, run, before)
    reached = {one.step for one in run.now()}
    for one in flow.steps:
        if one.group < before and one.key not in reached:
            run.steps.append(StepRun(one.key, one.group, run.round, "skipped", "rerouted"))
    _advance(flow, run, about)


def _open_task(run: Run, key: int) -> Task:
    task = run.tasks[key]
    if run.status != "pending" or task.status != "open":
        raise NotAllowed("task_over")
    return task


def _settle(flow: Flow, run: Run, about: Situation, step: FlowStep, target: Target, back: int | None) -> None:
    """Go on after a decision in a step."""
    tasks = run.tasks_of(step.key)
    outcome = step_outcome(step, tasks)
    if outcome == "undecided":
        for task in spared(step, tasks):
            task.status = "not_needed"
        _next_turns(tasks)
        return
    standing = next(one for one in run.open_steps() if one.step == step.key)
    for task in tasks:
        if task.is_undecided:
            task.status = "not_needed"
    if outcome == "rejected":
        _reject(flow, run, about, standing, target, back)
        return
    standing.status = "passed"
    _advance(flow, run, about)


def _next_turns(tasks: Sequence[Task]) -> None:
    """Open the next task of each seat in which everybody before has approved."""
    for chain in seats_of(tasks).values():
        if seat_status(chain) == "undecided":
            first = next(task for task in chain if task.status != "approved")
            if first.status == "waiting":
                first.status = "open"


def _reject(
    flow: Flow, run: Run, about: Situation, standing: StepRun, target: Target, back: int | None
) -> None:
    standing.status = "rejected"
    run.rejected_by = standing.step
    if target == "step" and back is not None:
        _new_round(flow, run, about, flow.step(back).group)
    elif target == "applicant":
        _stop_round(run)
        run.returned = True
    else:
        _end(run, "rejected")


def _stop_round(run: Run) -> None:
    """Nobody decides anything more in this round; opinions that were given stay."""
    for task in run.tasks:
        if task.is_undecided:
            task.status = "cancelled"
    for step in run.open_steps():
        step.status = "cancelled"


def _end(run: Run, status: RunStatus) -> None:
    _stop_round(run)
    run.returned = False
    run.status = status


def _new_round(flow: Flow, run: Run, about: Situation, keep_before: int | None) -> None:
    """Begin again; the steps of groups before `keep_before` stand as they were decided."""
    _begin_round(flow, run, keep_before)
    _advance(flow, run, about)


def _begin_round(flow: Flow, run: Run, keep_before: int | None) -> None:
    _stop_round(run)
    former = run.round
    run.round += 1
    run.returned = False
    if keep_before is not None:
        _carry(flow, run, run, keep_before, former)


def _carry(flow: Flow, run: Run, former: Run, before: int, round_: int) -> None:
    known = {step.key for step in flow.steps}
    stood = ("passed", "carried", "skipped")
    for one in [step for step in former.steps if step.round == round_ and step.step in known]:
        if one.group < before and one.status in stood:
            status = "skipped" if one.status == "skipped" else "carried"
            run.steps.append(StepRun(one.step, one.group, run.round, status, one.reason))  # type: ignore[arg-type]


def _advance(flow: Flow, run: Run, about: Situation) -> None:
    """Open the next groups until somebody has to decide, or the flow is over."""
    while _goes_on(run) and not run.open_steps():
        done = {one.group for one in run.now()}
        coming = [group for group in flow.groups() if group not in done]
        if not coming:
            _end(run, "approved")
            return
        for step in _applying(flow, about, coming[0], run):
            if not _goes_on(run):
                return
            _open(flow, run, about, step)


def _goes_on(run: Run) -> bool:
    return run.status == "pending" and not run.returned


def _applying(flow: Flow, about: Situation, group: int, run: Run) -> list[FlowStep]:
    """The steps of the group that run now; the others are noted as skipped."""
    steps = flow.of_group(group)
    holding = {step.key for step in steps if step.conditional and about.applies(step)}
    found = []
    for step in steps:
        runs = step.key in holding if step.conditional else not step.is_default or not holding
        if runs:
            found.append(step)
        else:
            run.steps.append(StepRun(step.key, group, run.round, "skipped", "condition"))
    return found


def _open(flow: Flow, run: Run, about: Situation, step: FlowStep) -> None:
    standing = StepRun(step.key, step.group, run.round)
    run.steps.append(standing)
    decided = about.automatic(step) if run.hops < HOPS else None
    if decided is not None:
        effect, reason = decided
        standing.reason = reason
        if effect == "approve":
            standing.status = "passed"
        else:
            target = "end" if step.reject_to == "step" else step.reject_to
            _reject(flow, run, about, standing, target, None)
        return
    asked = list(about.approvers(step)) or [about.fallback()]
    _ask(run, standing, _settled(flow, run, about, asked))
    if step_outcome(step, run.tasks_of(step.key)) == "passed":
        standing.status = "passed"
        for task in run.tasks_of(step.key):
            if task.is_undecided:
                task.status = "not_needed"
    else:
        for task in spared(step, run.tasks_of(step.key)):
            task.status = "not_needed"


def _ask(run: Run, standing: StepRun, asked: Sequence[Asked]) -> None:
    seat = max((task.seat for task in run.tasks_of(standing.step)), default=-1)
    for number, one in enumerate(asked, seat + 1):
        new = Task(
            0, standing.step, run.round, number, 0, one.person, one.acting_for, one.origin, "open", one.label,
            one.reason,
        )  # fmt: skip
        if one.origin == "automatic":
            new.status = "approved"
        run.add(new)


def _settled(flow: Flow, run: Run, about: Situation, asked: Sequence[Asked]) -> list[Asked]:
    """Those to ask after the three switches: applicant, approved in the step before, approved earlier in this round."""
    found: list[Asked] = []
    for one in asked:
        settled = _switched(flow, run, about, one)
        if all((known.person, known.label) != (settled.person, settled.label) for known in found):
            found.append(settled)
    return found


def _switched(flow: Flow, run: Run, about: Situation, one: Asked) -> Asked:
    label, tried = one.label, {one.person}
    while (reason := _sameness(run, one.person)) is not None:
        rule = _rule_of(flow, reason)
        if rule == "ask":
            return one
        if rule == "skip":
            return Asked(one.person, one.acting_for, label, "automatic", reason)
        run.hops += 1
        above = about.superior(one.person) if run.hops < HOPS else None
        if above is None or above.person in tried:
            last = about.fallback()
            return Asked(last.person, last.acting_for, label, "fallback", last.reason)
        tried.add(above.person)
        origin: Origin = "fallback" if above.origin == "fallback" else "superior"
        one = Asked(above.person, above.acting_for, label, origin, above.reason)
    return one


def _rule_of(flow: Flow, reason: str) -> Same:
    switches = flow.switches
    if reason == APPLICANT:
        return switches.same_applicant
    return switches.same_previous if reason == PREVIOUS else switches.same_round


def _sameness(run: Run, person: int) -> str | None:
    """Why this person need not be asked as anybody else: he applies, or has approved in this round."""
    if person == run.applicant:
        return APPLICANT
    approved = {
        task.step
        for task in run.tasks
        if task.round == run.round
        and task.person == person
        and task.status == "approved"
        and task.origin != "automatic"
    }
    if not approved:
        return None
    over = [one for one in run.now() if one.status == "passed"]
    groups = {one.group for one in over if one.step in approved}
    if not groups:
        return None
    return PREVIOUS if max(groups) == max(one.group for one in over) else ROUND
