"""A small company that approves, for the tests of runs: conditions, superiors and absences come from tables."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guike.kernel.approvals.shapes import Asked, Effect, Flow, FlowStep, Run, Switches

#: the person who decides when nobody else can
BOSS = 99
APPLICANT = 1


@dataclass
class Company:
    """`asked`: step → whom it asks. `holding`: conditional steps whose condition holds. `deciding`: steps that decide by
    themselves. `above`: person → superior."""

    asked: Mapping[int, Sequence[Asked]] = field(default_factory=dict)
    holding: frozenset[int] = frozenset()
    deciding: Mapping[int, Effect] = field(default_factory=dict)
    above: Mapping[int, int] = field(default_factory=dict)

    def applies(self, step: FlowStep) -> bool:
        return step.key in self.holding

    def automatic(self, step: FlowStep) -> tuple[Effect, str] | None:
        effect = self.deciding.get(step.key)
        return (effect, "by rule") if effect else None

    def approvers(self, step: FlowStep) -> Sequence[Asked]:
        return self.asked.get(step.key, ())

    def superior(self, person: int) -> Asked | None:
        above = self.above.get(person)
        return Asked(above, origin="superior") if above else None

    def fallback(self) -> Asked:
        return Asked(BOSS, origin="fallback")


def asking(*people: int) -> list[Asked]:
    """Each of these people, in one group."""
    return [Asked(person) for person in people]


def lively(rng: random.Random) -> tuple[Flow, Company]:
    """A random flow, often with holes, and a random company in which it runs. People 1 to 6; 1 applies."""
    steps: list[FlowStep] = []
    for key in range(rng.randint(1, 6)):
        group = (steps[-1].group if steps else 0) + rng.choice((0, 1, 1))
        effect: Effect | None = rng.choice((None, None, None, "approve", "reject"))
        to = rng.choice(("end", "end", "applicant", "step"))
        steps.append(
            FlowStep(
                key,
                group,
                need=rng.choice(("all", "any", "count", "per_group", "first")),
                need_count=rng.choice((0, 1, 2, 2, 3)),
                conditional=rng.random() < 0.3,
                is_default=rng.random() < 0.15,
                auto_effect=effect,
                auto_always=effect is not None and rng.random() < 0.2,
                has_approvers=rng.random() < 0.95,
                reject_to=to,  # type: ignore[arg-type]
                reject_step=rng.randint(0, 5) if to == "step" else None,
            )
        )
    same = ("skip", "superior", "ask")
    switches = Switches(rng.choice(same), rng.choice(same), rng.choice(same))  # type: ignore[arg-type]
    flow = Flow(steps, switches, carries=rng.random() < 0.5, has_fallback=rng.random() < 0.97)
    people = range(1, 7)
    asked = {
        step.key: [
            Asked(one, label=rng.choice("ab") if step.need == "per_group" else "")
            for one in rng.sample(people, rng.randint(0, 4))
        ]
        for step in steps
    }
    deciding: dict[int, Effect] = {
        step.key: step.auto_effect
        for step in steps
        if step.auto_effect and (step.auto_always or rng.random() < 0.5)
    }
    holding = frozenset(step.key for step in steps if step.conditional and rng.random() < 0.5)
    above = {one: rng.choice(people) for one in people if rng.random() < 0.8}
    return flow, Company(asked, holding, deciding, above)


def faults(flow: Flow, run: Run) -> list[str]:
    """What must never be so, whatever anybody did."""
    found = []
    open_tasks = list(run.open_tasks())
    if run.status == "pending" and not run.returned and not open_tasks:
        found.append("nobody can decide")
    if (run.status != "pending" or run.returned) and any(task.is_undecided for task in run.tasks):
        found.append("somebody still has a task of what is over")
    if any(task.round != run.round for task in open_tasks):
        found.append("a task of a former round is open")
    if {task.step for task in open_tasks} - {step.step for step in run.open_steps()}:
        found.append("a task of a closed step is open")
    asked = [(task.step, task.person, task.label) for task in run.tasks if task.is_undecided]
    if len(asked) != len(set(asked)):
        found.append("somebody is asked the same twice")
    if run.status == "approved":
        standing = {step.step: step.status for step in run.now()}
        if set(standing) != {step.key for step in flow.steps}:
            found.append("approved although not every step was reached")
        if set(standing.values()) - {"passed", "carried", "skipped"}:
            found.append("approved although a step has not passed")
        unconditional = [step.key for step in flow.steps if not step.conditional and not step.is_default]
        passed_over = {one.step for one in run.now() if one.status == "skipped" and one.reason != "rerouted"}
        if passed_over & set(unconditional):
            found.append("a step without a condition was skipped")
    return found
