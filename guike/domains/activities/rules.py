"""States of activities, decided without a database."""

from __future__ import annotations

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
    ),
)
