"""States of leads, decided without a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

_OPEN = ("unassigned", "pending", "following")

STATES = StateSpec(
    field="status",
    states=(
        State("unassigned", Text("未分配", "Unassigned"), "default"),
        State("pending", Text("未处理", "Pending"), "gold"),
        State("following", Text("跟进中", "Following"), "blue"),
        State("converted", Text("已转换", "Converted"), "green"),
        State("invalid", Text("无效", "Invalid"), "red"),
    ),
    first=("pending", "unassigned"),
    steps=(
        Step("claim", _OPEN, ("pending",), in_path=False),
        Step("assign", _OPEN, ("pending",), in_path=False),
        Step("return", _OPEN, ("unassigned",)),
        Step(
            "follow_up",
            ("pending", "following"),
            ("following", "pending"),
            condition={"field": "owner", "op": "is_not_empty"},
        ),
        Step("invalidate", _OPEN, ("invalid",)),
        Step("reopen", ("invalid",), ("pending", "unassigned"), reopens=True, in_path=False),
    ),
)


class Followed(Protocol):
    """What tells whether a lead is forgotten."""

    status: str
    owner_id: int | None
    created_at: datetime
    claimed_at: datetime | None
    last_follow_up_at: datetime | None


def is_forgotten(lead: Followed, days: int, now: datetime) -> bool:
    """Whether the owner of an open lead has not followed it up for more than so many days, counted from the last
    follow-up, or from when he took it or it was created if that is later. With 0 days no lead is forgotten."""
    if not days or lead.owner_id is None or lead.status not in STATES.open:
        return False
    since = max(at for at in (lead.last_follow_up_at, lead.claimed_at, lead.created_at) if at is not None)
    return since < now - timedelta(days=days)
