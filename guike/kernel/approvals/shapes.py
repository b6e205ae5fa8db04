"""The shapes of a flow and of a run of it.

A **flow** is a sequence of groups; the steps of one group run side by side. A step has **seats**, one for each approver
that it asks. A seat is a chain of **tasks**: those who were asked to look before the approver, he himself, those who
look after him. A task is what one person has to decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Need = Literal["all", "any", "count", "per_group", "first"]
#: what happens when an approver is the applicant or has approved already
Same = Literal["skip", "superior", "ask"]
Target = Literal["end", "applicant", "step"]
Effect = Literal["approve", "reject"]
Place = Literal["before", "after", "beside"]

TaskStatus = Literal["waiting", "open", "approved", "rejected", "transferred", "not_needed", "cancelled"]
#: how a task came to be. `automatic`: nobody was asked, the reason says why
Origin = Literal[
    "assigned", "fallback", "superior", "before", "after", "beside", "transfer", "escalated", "successor", "override", "automatic"
]  # fmt: skip
#: the label of the tasks of a seat that was added beside
BESIDE = "+"
StepStatus = Literal["open", "passed", "skipped", "carried", "rejected", "cancelled"]
RunStatus = Literal["pending", "approved", "rejected", "withdrawn", "cancelled"]


@dataclass(frozen=True)
class FlowStep:
    """One step. `key` identifies it within its flow; steps of equal `group` run side by side, groups in rising order.

    `conditional`: it has a condition. `is_default`: it runs when no conditional step of its group does. `need_count`: n of
    "count". `auto_effect`: it may decide by itself, `auto_always`: it always does. `reject_to`, `reject_step`: where a rejection leads that says nothing else.
    """

    key: int
    group: int
    name: str = ""
    need: Need = "all"
    need_count: int = 1
    conditional: bool = False
    is_default: bool = False
    auto_effect: Effect | None = None
    auto_always: bool = False
    has_approvers: bool = True
    reject_to: Target = "end"
    reject_step: int | None = None
    escalates: bool = False
    has_escalation: bool = True


@dataclass(frozen=True)
class Switches:
    """What follows when an approver is the applicant, decided in the step before, or earlier in this round."""

    same_applicant: Same = "superior"
    same_previous: Same = "skip"
    same_round: Same = "skip"


@dataclass(frozen=True)
class Flow:
    """A published definition. `carries`: a new round goes on at the step that rejected, and what was approved before
    stands as long as nothing watched has changed."""

    steps: Sequence[FlowStep]
    switches: Switches = field(default_factory=Switches)
    carries: bool = False
    has_fallback: bool = True

    def step(self, key: int) -> FlowStep:
        """LookupError for a key that the flow has not."""
        for step in self.steps:
            if step.key == key:
                return step
        raise LookupError(f"the flow has no step {key}")

    def groups(self) -> list[int]:
        """The groups in their order."""
        return sorted({step.group for step in self.steps})

    def of_group(self, group: int) -> list[FlowStep]:
        """The steps of a group, in their order."""
        return [step for step in self.steps if step.group == group]


@dataclass(frozen=True)
class Asked:
    """A person to ask. `acting_for`: the absent person whose substitute he is. `label`: the group of a "per_group" step.
    `reason`: of an `automatic` one, why he need not be asked; of a `fallback`, why nobody else could be."""

    person: int
    acting_for: int | None = None
    label: str = ""
    origin: Origin = "assigned"
    reason: str = ""


class Situation(Protocol):
    """What the engine asks about the record and the company, now."""

    def applies(self, step: FlowStep) -> bool:
        """Whether the condition of a conditional step holds."""

    def automatic(self, step: FlowStep) -> tuple[Effect, str] | None:
        """The effect and its reason where the step decides by itself."""

    def approvers(self, step: FlowStep) -> Sequence[Asked]:
        """Whom the step asks, in their order. Nobody twice with one label. May be empty."""

    def superior(self, person: int) -> Asked | None:
        """The superior of a person, or who stands in for him; as a `fallback` who decides where that one cannot; None
        without a superior."""

    def fallback(self) -> Asked:
        """Who decides when nobody else can. He can always decide."""


@dataclass
class Task:
    """What one person has to decide. `turn`: his place in the chain of the seat."""

    key: int
    step: int
    round: int
    seat: int
    turn: int
    person: int
    acting_for: int | None = None
    origin: Origin = "assigned"
    status: TaskStatus = "open"
    label: str = ""
    reason: str = ""

    @property
    def is_undecided(self) -> bool:
        return self.status in ("open", "waiting")


@dataclass
class StepRun:
    """A step in one round. `reason`: why it was skipped or decided by itself."""

    step: int
    group: int
    round: int
    status: StepStatus = "open"
    reason: str = ""


@dataclass
class Run:
    """A flow at work on one record. `returned`: it waits for the applicant to submit again. `rejected_by`: the step whose
    rejection ended the last round."""

    applicant: int
    status: RunStatus = "pending"
    round: int = 1
    returned: bool = False
    rejected_by: int | None = None
    steps: list[StepRun] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    hops: int = 0

    def now(self) -> list[StepRun]:
        """The steps of the present round, in the order in which they began."""
        return [step for step in self.steps if step.round == self.round]

    def open_steps(self) -> list[StepRun]:
        """The steps that wait for somebody."""
        return [step for step in self.now() if step.status == "open"]

    def tasks_of(self, step: int, round_: int | None = None) -> list[Task]:
        """The tasks of a step in a round (the present one), in the order in which they were given."""
        wanted = self.round if round_ is None else round_
        return [task for task in self.tasks if task.step == step and task.round == wanted]

    def open_tasks(self) -> Iterator[Task]:
        """The tasks that somebody can decide now."""
        return (task for task in self.tasks if task.status == "open")

    def add(self, task: Task) -> Task:
        """Give a task its key."""
        task.key = len(self.tasks)
        self.tasks.append(task)
        return task
