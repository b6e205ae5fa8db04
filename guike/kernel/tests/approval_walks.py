"""Walks of random acts through random flows: what is published never strands a record."""

from __future__ import annotations

import random
from dataclasses import replace

from guike.kernel.approvals import running
from guike.kernel.approvals.checking import holes
from guike.kernel.approvals.running import NotAllowed
from guike.kernel.approvals.shapes import Asked, Flow, Run
from guike.kernel.tests.approval_cases import APPLICANT, Company, faults, lively

#: acts in one walk before people only approve; and how many approvals end every run then
ACTS, ENDING = 12, 400


def walk(seed: int) -> bool:
    """One random flow; whether it could be published. AssertionError where a run of it strands or contradicts itself."""
    rng = random.Random(seed)
    flow, company = lively(rng)
    if holes(flow):
        return False
    run = running.start(flow, company, APPLICANT)
    _check(seed, flow, run)
    for _turn in range(ACTS):
        if run.status != "pending":
            break
        _act(rng, flow, run, company)
        _check(seed, flow, run)
    for _turn in range(ENDING):
        if run.status != "pending":
            break
        if run.returned:
            company = replace(company, deciding={})  # the applicant mended what a rule refused
            running.resubmit(flow, run, company, changed=True)
        else:
            task = next(run.open_tasks())
            running.decide(flow, run, company, task.key, "approve")
        _check(seed, flow, run)
    assert run.status != "pending", f"seed {seed}: the flow does not end"
    return True


def _check(seed: int, flow: Flow, run: Run) -> None:
    found = faults(flow, run)
    assert not found, f"seed {seed}: {found}"


def _act(rng: random.Random, flow: Flow, run: Run, company: Company) -> None:
    """One act of anybody; what the rules refuse changes nothing."""
    if run.returned:
        running.resubmit(flow, run, company, changed=rng.random() < 0.5)
        return
    task = rng.choice(list(run.open_tasks()))
    other = Asked(rng.randint(1, 8))
    acts = (
        lambda: running.decide(flow, run, company, task.key, "approve"),
        lambda: running.decide(flow, run, company, task.key, "approve"),
        lambda: running.decide(flow, run, company, task.key, "reject"),
        lambda: running.decide(flow, run, company, task.key, "reject", to="applicant"),
        lambda: running.decide(flow, run, company, task.key, "reject", to="step", step=rng.randint(0, 5)),
        lambda: running.transfer(run, task.key, other),
        lambda: running.add_approver(run, task.key, other, rng.choice(("before", "after", "beside"))),
        lambda: running.leave(run, task.person, other) if other.person != task.person else None,
        lambda: running.grab(flow, run, task.key),
        lambda: running.restart(flow, run, company),
        lambda: running.reroute(flow, run, company, rng.choice(flow.steps).key),
    )
    before = [(one.status, one.person) for one in run.tasks]
    try:
        rng.choice(acts)()
    except NotAllowed:
        assert [(one.status, one.person) for one in run.tasks] == before, "a refused act changed something"


def walks(seeds: range) -> int:
    """How many of these flows could be published."""
    return sum(walk(seed) for seed in seeds)
