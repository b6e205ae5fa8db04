"""States of accounts, decided without a database."""

from __future__ import annotations

from guike.kernel.states import State, StateSpec, Step
from guike.kernel.text import Text

STATES = StateSpec(
    field="status",
    states=(
        State("potential", Text("潜在", "Potential"), "gold"),
        State("formal", Text("正式", "Formal"), "green"),
        State("lost", Text("流失", "Lost"), "default"),
    ),
    first=("potential", "formal"),
    steps=(
        Step("formalize", ("potential", "lost"), ("formal",)),
        Step("buy", ("potential",), ("formal",), by="code"),
        Step("unbuy", ("formal",), ("potential",), by="code"),
        Step("give_up", ("potential", "formal"), ("lost",), by="edit"),
        Step("win_back", ("lost",), ("potential",), by="edit"),
    ),
)
