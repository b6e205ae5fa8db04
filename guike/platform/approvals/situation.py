"""The engine's questions about one record, answered from what is there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from guike.kernel import clock
from guike.kernel.approvals.shapes import Asked, Effect, FlowStep
from guike.platform.access.context import system_context
from guike.platform.approvals import people
from guike.platform.approvals.conditions import Judge
from guike.platform.approvals.flows import Published
from guike.platform.approvals.reasons import cannot_open
from guike.platform.filters.memory import Loader
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import administrators, directory


class Standing:
    """The record, its applicant, and the company as it is."""

    def __init__(
        self,
        published: Published,
        spec: ObjectSpec,
        row: Any,
        applicant: int | None,
        load: Loader | None = None,
    ) -> None:
        self.published, self.judge = published, Judge(spec, row, load)
        self.case = people.Case(spec, row, applicant, clock.today(system_context().timezone))

    def applies(self, step: FlowStep) -> bool:
        return self.judge.holds(self.published.steps[step.key]["filter"])

    def automatic(self, step: FlowStep) -> tuple[Effect, str] | None:
        if step.auto_effect is None or not self.judge.holds(self.published.steps[step.key]["auto_filter"]):
            return None
        return step.auto_effect, str(self.published.steps[step.key]["auto_reason"])

    def approvers(self, step: FlowStep) -> Sequence[Asked]:
        entries = self.published.steps[step.key]["approvers"]
        return people.asked(self.case, entries, in_groups=step.need == "per_group", fallback=self.fallback())

    def superior(self, person: int) -> Asked | None:
        above = people.superior_of(person)
        one = people.present(self.case.on, above) if above is not None else None
        found = people.opening(self.case, one, self.fallback())
        return found if found is None or found is not one else replace(found, origin="superior")

    def fallback(self) -> Asked:
        """Who the definition names, or his substitute; where neither can, an administrator."""
        named = self.published.fallback
        one = people.stand_in(self.case, named) if named is not None else None
        if one is not None:
            return replace(one, origin="fallback")
        if named is not None and self.can(named):
            return Asked(named, origin="fallback")
        return Asked(last_resort(), origin="fallback")

    def can(self, person: int) -> bool:
        """Whether somebody could be asked about the record: he works here, and may open it."""
        return people.can_take(self.case.spec, person)

    def in_place_of(self, person: int) -> Asked:
        """The fallback for somebody who works here no more, or may not open the record."""
        reason = cannot_open(person) if people.can_decide(directory(), person) else ""
        return replace(self.fallback(), reason=reason)


def last_resort() -> int:
    """The administrator who has been there longest. LookupError where the company has none, which it always has."""
    tree = directory()
    found = min((one for one in administrators() if people.can_decide(tree, one)), default=None)
    if found is None:
        raise LookupError("nobody administers this company")
    return found
