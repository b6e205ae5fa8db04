"""A machine of random acts (Hypothesis) on flows that may be published: nobody ever waits for nobody, nothing is approved without
every decision that its rule asks for."""

from __future__ import annotations

import random
from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from guike.kernel.approvals import running
from guike.kernel.approvals.checking import holes
from guike.kernel.approvals.rules import step_outcome
from guike.kernel.approvals.running import NotAllowed
from guike.kernel.approvals.shapes import Asked, Task
from guike.kernel.tests.approval_cases import APPLICANT, faults, lively

people = st.integers(1, 8)
picks = st.integers(0, 1_000)


class Approving(RuleBasedStateMachine):
    """One run of one published flow."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        rng = random.Random(seed)
        flow, company = lively(rng)
        while holes(flow):
            flow, company = lively(rng)
        self.flow, self.company = flow, company
        self.run = running.start(flow, company, APPLICANT)

    def task(self, pick: int) -> Task:
        tasks = list(self.run.open_tasks())
        return tasks[pick % len(tasks)]

    def is_waiting(self) -> bool:
        return self.run.status == "pending" and not self.run.returned

    @precondition(is_waiting)
    @rule(pick=picks)
    def approve(self, pick: int) -> None:
        running.decide(self.flow, self.run, self.company, self.task(pick).key, "approve")

    @precondition(is_waiting)
    @rule(pick=picks, to=st.sampled_from((None, "applicant", "step")), step=st.integers(0, 5))
    def reject(self, pick: int, to: str | None, step: int) -> None:
        with suppress(NotAllowed):
            running.decide(self.flow, self.run, self.company, self.task(pick).key, "reject", to=to, step=step)  # type: ignore[arg-type]

    @precondition(is_waiting)
    @rule(pick=picks, other=people, place=st.sampled_from(("before", "after", "beside", "instead", "leaves")))
    def pass_on(self, pick: int, other: int, place: str) -> None:
        task = self.task(pick)
        with suppress(NotAllowed):
            if place == "instead":
                running.transfer(self.run, task.key, Asked(other))
            elif place == "leaves":
                if other != task.person:
                    running.leave(self.run, task.person, Asked(other))
            else:
                running.add_approver(self.run, task.key, Asked(other), place)  # type: ignore[arg-type]

    @precondition(is_waiting)
    @rule()
    def something_watched_changes(self) -> None:
        running.restart(self.flow, self.run, self.company)

    @precondition(lambda self: self.run.status == "pending" and self.run.returned)
    @rule(changed=st.booleans())
    def submit_again(self, changed: bool) -> None:
        running.resubmit(self.flow, self.run, self.company, changed=changed)

    @precondition(lambda self: self.run.status == "pending")
    @rule()
    def withdraw(self) -> None:
        running.withdraw(self.run)

    @precondition(lambda self: self.run.status != "pending")
    @rule()
    def it_is_over(self) -> None:
        assert not list(self.run.open_tasks())

    @invariant()
    def holds(self) -> None:
        assert faults(self.flow, self.run) == []

    @invariant()
    def every_step_that_passed_has_its_decisions(self) -> None:
        for one in self.run.now():
            if one.status == "passed" and not one.reason:
                assert step_outcome(self.flow.step(one.step), self.run.tasks_of(one.step)) == "passed"


TestApproving = Approving.TestCase
TestApproving.settings = settings(max_examples=80, stateful_step_count=20, deadline=None)
