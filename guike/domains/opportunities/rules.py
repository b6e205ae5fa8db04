"""States, which process, which stage. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

STATES = StateSpec(
    field="status",
    states=(
        State("open", Text("进行中", "Open"), "blue"),
        State("won", Text("赢单", "Won"), "green"),
        State("lost", Text("输单", "Lost"), "red"),
        State("void", Text("无效", "Void"), "default"),
    ),
    first=("open",),
    steps=(
        Step("win", ("open",), ("won",)),
        Step("lose", ("open",), ("lost",)),
        Step("void", ("open",), ("void",)),
        Step("reopen", ("won", "lost", "void"), ("open",), reopens=True),
    ),
)


@dataclass(frozen=True)
class StageFacts:
    """A stage as the rules see it."""

    id: int
    process_id: int
    position: int
    win_rate: Decimal
    needs_feedback: bool
    name: str


@dataclass(frozen=True)
class ProcessFacts:
    """A process with its stages in order."""

    id: int
    departments: frozenset[int]
    filter: Any
    is_default: bool
    stages: tuple[StageFacts, ...]


def choose_process(
    processes: Sequence[ProcessFacts], departments: Collection[int], matches: Callable[[Any], bool]
) -> ProcessFacts | None:
    """The first that is made for one of the departments or whose filter matches; else the default."""
    for process in processes:
        if not process.stages:
            continue
        named = bool(process.departments & set(departments))
        if process.departments and not named:
            continue
        if process.filter and not matches(process.filter):
            continue
        if named or process.filter:
            return process
    general = [p for p in processes if p.stages and not p.departments and not p.filter]
    return next((p for p in general if p.is_default), general[0] if general else None)


def next_stage(stages: Sequence[StageFacts], current: int) -> StageFacts | None:
    """The stage after the current one; None after the last."""
    ids = [stage.id for stage in stages]
    at = ids.index(current) + 1 if current in ids else 0
    return stages[at] if at < len(stages) else None


def forecast_category(win_rate: Decimal) -> str:
    """pipeline below 0.5, best_case below 0.8, commit from there."""
    if win_rate >= Decimal("0.8"):
        return "commit"
    return "best_case" if win_rate >= Decimal("0.5") else "pipeline"
