"""Whether a flow may be published: what passes here can never leave a record without an end or without somebody who decides.

The groups of a flow follow one another, so every path ends as long as no step sends the record back by itself, and
returns lead to earlier groups alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from guike.kernel.approvals.shapes import Flow, FlowStep


@dataclass(frozen=True)
class Hole:
    """What is missing. `code` is stable; `step`: the key of the step at fault, None for the flow as a whole."""

    code: str
    step: int | None = None


def holes(flow: Flow) -> list[Hole]:
    """Everything for which the flow may not be published; empty for one that may."""
    return [*_of_flow(flow), *(hole for group in flow.groups() for hole in _of_group(flow, group))]


def _of_flow(flow: Flow) -> Iterator[Hole]:
    if not flow.steps:
        yield Hole("no_steps")
        return
    if not flow.has_fallback:
        yield Hole("no_fallback")
    if any(count > 1 for count in Counter(step.key for step in flow.steps).values()):
        yield Hole("same_key")
    if all(step.conditional for step in flow.steps):
        # Some record would pass without anybody having looked at it.
        yield Hole("nothing_applies")
    for step in flow.steps:
        yield from _of_step(flow, step)


def _of_step(flow: Flow, step: FlowStep) -> Iterator[Hole]:
    if not step.has_approvers and not (step.auto_effect and step.auto_always):
        yield Hole("no_approvers", step.key)
    if step.need == "count" and step.need_count < 1:
        yield Hole("need_count", step.key)
    if step.escalates and not step.has_escalation:
        yield Hole("no_escalation", step.key)
    if step.auto_effect == "reject" and step.reject_to == "step":
        # It would reject again as soon as the record comes back to it, and again.
        yield Hole("automatic_return", step.key)
    if step.reject_to == "step" and not _leads_back(flow, step):
        yield Hole("return_target", step.key)


def _leads_back(flow: Flow, step: FlowStep) -> bool:
    """A step that has approvers and comes before in every case in which this one does."""
    back = next((one for one in flow.steps if one.key == step.reject_step), None)
    return (
        back is not None
        and back.group < step.group
        and back.has_approvers
        and not back.conditional
        and not back.is_default
    )


def _of_group(flow: Flow, group: int) -> Iterator[Hole]:
    steps = flow.of_group(group)
    conditional = [step for step in steps if step.conditional]
    defaults = [step for step in steps if step.is_default]
    for step in defaults:
        if step.conditional or not conditional:
            yield Hole("default_of_nothing", step.key)
    if len(conditional) > 1 and len(conditional) == len(steps):
        # Alternatives between which a record may fall through.
        yield Hole("no_default", conditional[-1].key)
