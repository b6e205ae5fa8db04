"""States of leads, decided without a database."""

from __future__ import annotations

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
