"""Changes of people that wait for a decision: their values are taken out of the write, and what waits for them begins
after the rest was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from guike.platform.access.context import Context
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.shapes import Draft


class Deferral(Protocol):
    """A package that lets changes wait. Both are asked for the drafts of one write, whose rows are locked."""

    def hold(self, ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
        """Take back the values that have to wait, with `draft.set(name, draft.before(name))`, and remember them in
        `draft.held`."""

    def begin(self, ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
        """Begin to wait, for the drafts of which something was held."""


_deferrals: list[Deferral] = []


def deferral(one: Deferral) -> None:
    """Register a package that lets changes wait; called at start."""
    _deferrals.append(one)


def hold_back(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Before the domain's own rules see the drafts."""
    if spec.has_approval and not ctx.migration:
        for one in _deferrals:
            one.hold(ctx, spec, drafts)


def begin_held(ctx: Context, spec: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """After the rest of the drafts was written."""
    waiting = [draft for draft in drafts if draft.held]
    if waiting:
        for one in _deferrals:
            one.begin(ctx, spec, waiting)
