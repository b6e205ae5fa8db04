"""Tells whether a record needs an approval before it takes a step.

The action asks; a package that decides about approvals registers an answer. Without an answer nothing needs an
approval.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from guike.platform.access.context import Context

#: (ctx, object, rows, step) → the ids among the rows that need an approval before they take the step
ApprovalSource = Callable[[Context, str, Sequence[Any], str], Collection[int]]
_sources: dict[str, ApprovalSource] = {}


def approval_source(name: str, source: ApprovalSource) -> None:
    """Register a function that tells which records need an approval; called at start."""
    if name in _sources:
        raise ValueError(f"approval source {name} is registered twice")
    _sources[name] = source


def approvals_wanted(ctx: Context, object_name: str, rows: Sequence[Any], step: str) -> set[int]:
    """The ids of those rows of which any source wants an approval."""
    return {pk for source in _sources.values() for pk in source(ctx, object_name, rows, step)}
