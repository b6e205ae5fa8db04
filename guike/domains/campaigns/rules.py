"""States of campaigns, decided without a database."""

from __future__ import annotations

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

STATES = StateSpec(
    field="status",
    states=(
        State("planned", Text("计划", "Planned"), "gold"),
        State("running", Text("进行中", "Running"), "blue"),
        State("finished", Text("结束", "Finished"), "green"),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    first=("planned",),
    steps=(
        Step("start", ("planned",), ("running",)),
        Step("finish", ("running",), ("finished",)),
        Step("cancel", ("planned", "running"), ("cancelled",)),
        Step("reopen", ("finished", "cancelled"), ("running", "planned"), reopens=True),
    ),
)
