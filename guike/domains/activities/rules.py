"""States and purposes of activities, decided without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

STATES = StateSpec(
    field="status",
    states=(
        State("planned", Text("未开始", "Planned"), "gold"),
        State("in_progress", Text("进行中", "In progress"), "blue"),
        State("done", Text("已完成", "Done"), "green"),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    first=("planned", "done"),
    steps=(
        Step("start", ("planned",), ("in_progress",)),
        Step("complete", ("planned", "in_progress"), ("done",)),
        Step("cancel", ("planned", "in_progress"), ("cancelled",)),
        Step("reopen", ("done",), ("in_progress",), reopens=True, in_path=False),
    ),
)


def usual_purpose(kind: str | None, objects: Iterable[str]) -> str:
    """The purpose of an activity for which nobody chose one: from its kind, and the objects it is about."""
    if kind == "care":
        return "care"
    return "market" if "campaign" in objects else "business"


def account_of(
    related: Sequence[Mapping[str, Any]], accounts: Mapping[tuple[str, int], int | None]
) -> int | None:
    """The account that an activity is put down to: the first account among its records, else the account of the first
    record that has one. `accounts`: (object, id) → its account."""
    for one in related:
        if one["object"] == "account":
            return int(one["id"])
    known = (accounts.get((one["object"], one["id"])) for one in related)
    return next((account for account in known if account is not None), None)


def is_overdue(status: str, start: datetime | None, end: datetime | None, now: datetime) -> bool:
    """Whether the planned end of an activity that is not over has passed; without an end, whether nobody began it in
    time."""
    if end is not None:
        return status in STATES.open and end < now
    return status == "planned" and start is not None and start < now
