"""When a seat and a step are decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from guike.kernel.approvals.shapes import BESIDE, FlowStep, Task

SeatStatus = Literal["undecided", "approved", "rejected", "not_needed"]
Outcome = Literal["undecided", "passed", "rejected"]
#: statuses of a task that say nothing about its seat: another task took its place
_GONE = ("transferred", "cancelled")


def seats_of(tasks: Iterable[Task]) -> dict[int, list[Task]]:
    """The standing tasks of each seat, in the order of their turns; without those that went on to somebody else."""
    found: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.status not in _GONE:
            found[task.seat].append(task)
    return {seat: sorted(chain, key=lambda task: (task.turn, task.key)) for seat, chain in found.items()}


def seat_status(chain: Sequence[Task]) -> SeatStatus:
    """Rejected as soon as one in it rejects; approved when all in it have approved."""
    if any(task.status == "rejected" for task in chain):
        return "rejected"
    if any(task.status == "not_needed" for task in chain):
        return "not_needed"
    return "approved" if all(task.status == "approved" for task in chain) else "undecided"


def step_outcome(step: FlowStep, tasks: Iterable[Task]) -> Outcome:
    """The outcome of a step by its rule.

    all: every seat approves; one rejection rejects. any: the first decision is the step's. count: `need_count` seats
    approve (all of them where there are fewer); it is rejected when so many can no longer approve. per_group: of each group one seat approves; one
    rejection rejects. first: as any, since the others are let go when one grabs it. A seat that was added beside is asked besides the
    rule: it has to approve, too.
    """
    seats = seats_of(tasks)
    extra = [seat_status(chain) for chain in seats.values() if _is_beside(chain)]
    own = {seat: chain for seat, chain in seats.items() if not _is_beside(chain)}
    by_rule = _by_rule(step, own)
    if by_rule == "rejected" or "rejected" in extra:
        return "rejected"
    if by_rule == "passed" and all(status == "approved" for status in extra):
        return "passed"
    return "undecided"


def _is_beside(chain: Sequence[Task]) -> bool:
    return chain[0].label == BESIDE


def _by_rule(step: FlowStep, seats: dict[int, list[Task]]) -> Outcome:
    statuses = [seat_status(chain) for chain in seats.values()]
    approved, rejected = statuses.count("approved"), statuses.count("rejected")
    if not statuses:
        return "undecided"
    if step.need == "all":
        if rejected:
            return "rejected"
        return "passed" if approved == len(statuses) else "undecided"
    if step.need == "count":
        needed = min(step.need_count, len(statuses))
        if approved >= needed:
            return "passed"
        return "rejected" if len(statuses) - rejected < needed else "undecided"
    if rejected:
        return "rejected"
    if step.need == "per_group":
        return "passed" if not _labels_open(seats) else "undecided"
    return "passed" if approved else "undecided"


def _labels_open(seats: dict[int, list[Task]]) -> set[str]:
    """The groups of which nobody has approved yet."""
    wanted = {chain[0].label for chain in seats.values()}
    done = {chain[0].label for chain in seats.values() if seat_status(chain) == "approved"}
    return wanted - done


def spared(step: FlowStep, tasks: Sequence[Task]) -> list[Task]:
    """The undecided tasks that are not needed any more although the step goes on: of a group that has its approval; of a
    rule that is met while somebody added beside is still asked."""
    seats = {seat: chain for seat, chain in seats_of(tasks).items() if not _is_beside(chain)}
    if step.need == "per_group":
        open_labels = _labels_open(seats)
        chains = [chain for chain in seats.values() if chain[0].label not in open_labels]
    elif step.need != "all" and _by_rule(step, seats) == "passed":
        chains = list(seats.values())
    else:
        chains = []
    return [
        task for chain in chains if seat_status(chain) == "undecided" for task in chain if task.is_undecided
    ]
