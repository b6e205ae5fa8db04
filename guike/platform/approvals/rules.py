"""States of requests and tasks. Both move by the engine alone."""

from __future__ import annotations

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

#: triggers of requests that decide about a record as a whole. A record that is submitted follows both: one that begins on
#: saving also holds for a record that was not complete then
WHOLE = ("create", "submit")
ENDS = ("approved", "rejected", "withdrawn", "cancelled")
REQUEST_STATES = StateSpec(
    field="status",
    states=(
        State("pending", Text("审批中", "Pending"), "gold"),
        State("approved", Text("已通过", "Approved"), "green"),
        State("rejected", Text("已驳回", "Rejected"), "red"),
        State("withdrawn", Text("已撤回", "Withdrawn"), "default"),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    first=("pending",),
    steps=(Step("end", ("pending",), ENDS, by="code"),),
)

#: how a task is over without its person having decided
SPARED = ("transferred", "not_needed", "cancelled")
TASK_STATES = StateSpec(
    field="status",
    states=(
        State("open", Text("待处理", "Open"), "gold"),
        State("waiting", Text("等待前一人", "Waiting"), "default"),
        State("approved", Text("已同意", "Approved"), "green"),
        State("rejected", Text("已驳回", "Rejected"), "red"),
        State("transferred", Text("已转交", "Transferred"), "default"),
        State("not_needed", Text("无需处理", "Not needed"), "default"),
        State("cancelled", Text("已取消", "Cancelled"), "default"),
    ),
    # an administrator takes a task and decides or hands it on at once: his row begins as it ends
    first=("open", "waiting", "approved", "rejected", "transferred"),
    steps=(
        Step("go_on", ("waiting", "open"), ("open", "waiting"), by="code"),
        Step("end", ("open", "waiting"), ("approved", "rejected", *SPARED), by="code"),
    ),
)
