"""A machine of states as data: what follows from the table, and tables that contradict themselves."""

from __future__ import annotations

import pytest

from guike.kernel.states import State, StateLock, StateSpec, Step
from guike.kernel.text import Text

STATES = tuple(
    State(code, Text(code, code), kinds=frozenset({"sold"} if code in ("on", "off") else ()))
    for code in ("new", "on", "off", "gone")
)


def machine(*steps: Step, locks: tuple[StateLock, ...] = (), first: tuple[str, ...] = ("new",)) -> StateSpec:
    return StateSpec("status", STATES, first, steps, locks)


FULL = machine(
    Step("start", ("new",), ("on",)),
    Step("pause", ("on",), ("off",), by="edit"),
    Step("go_on", ("off",), ("on", "off"), by="code"),
    Step("drop", ("new", "on"), ("gone",), in_path=False),
    Step("reopen", ("gone",), ("new",), reopens=True),
)


def test_closed_is_what_is_left_by_nothing_or_by_a_step_that_reopens() -> None:
    assert (FULL.closed, FULL.open) == (("gone",), ("new", "on", "off"))
    assert machine(Step("start", ("new",), ("on",))).closed == ("on", "off", "gone")
    assert machine(Step("stay", ("new",), ("new",))).closed == ("new", "on", "off", "gone")


def test_a_step_leads_from_each_source_to_each_target_and_nowhere_else() -> None:
    ways = {
        (old, new) for step in FULL.steps for old in FULL.codes for new in FULL.codes if step.leads(old, new)
    }
    assert ways == {
        ("new", "on"), ("on", "off"), ("off", "on"), ("off", "off"), ("new", "gone"), ("on", "gone"), ("gone", "new")
    }  # fmt: skip


def test_what_is_asked_of_it() -> None:
    assert FULL.usual == "new"
    assert FULL.of("sold") == ("on", "off")
    assert FULL.entering("start") == {"status": "on"}
    assert [FULL.leading(code) for code in FULL.codes] == ["reopen", "start", None, None]
    assert FULL.by_hand("on", "off") == FULL.step("pause")
    assert (FULL.by_hand("new", "on"), FULL.by_hand("off", "on"), FULL.step("fly")) == (None, None, None)
    assert FULL.among("on", "off") == {"field": "status", "op": "in", "value": ["on", "off"]}
    owned = {"field": "owner", "op": "is_not_empty"}
    step = Step("take", ("new",), ("on",), condition=owned)
    assert machine(step).when(step) == {"all": [{"field": "status", "op": "in", "value": ["new"]}, owned]}


def test_locks_hold_fields_but_those_named_and_custom_ones_if_said() -> None:
    lock = StateLock(("on",), Text("锁", "Locked"), but=frozenset({"note"}))
    whole = StateLock(("on", "off"), Text("锁", "Locked"), custom=True)
    found = machine(locks=(lock, whole))
    assert found.locks_in("on") == (lock, whole)
    assert (found.locks_in("off"), found.locks_in("new")) == ((whole,), ())
    asked = [("note", False), ("amount", False), ("x_note", True)]
    assert [lock.holds(name, custom=custom) for name, custom in asked] == [False, True, False]
    assert [whole.holds(name, custom=custom) for name, custom in asked] == [True, True, True]


def test_a_higher_package_adds_states_steps_and_locks() -> None:
    late = State("late", Text("迟", "Late"))
    more = FULL.joined((late,), (Step("delay", ("on",), ("late",)),), ())
    assert (more.codes, more.step("delay") is not None, FULL.step("delay")) == (
        (*FULL.codes, "late"),
        True,
        None,
    )
    assert more.closed == ("gone", "late")


def test_a_kind_or_a_state_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        FULL.of("bought")
    with pytest.raises(ValueError, match="fly"):
        FULL.among("fly")
    with pytest.raises(ValueError, match="unpack"):
        FULL.entering("go_on")


@pytest.mark.parametrize(
    "declare",
    [
        lambda: machine(Step("start", ("nowhere",), ("on",))),
        lambda: machine(Step("start", ("new",), ("nowhere",))),
        lambda: machine(Step("start", (), ("on",))),
        lambda: machine(Step("start", ("new",), ())),
        lambda: machine(first=("nowhere",)),
        lambda: machine(first=()),
        lambda: machine(locks=(StateLock(("nowhere",), Text("锁", "Locked")),)),
        lambda: machine(Step("start", ("new",), ("on",)), Step("start", ("on",), ("off",))),
        lambda: StateSpec("status", (*STATES, STATES[0]), ("new",)),
    ],
)
def test_a_table_that_contradicts_itself_is_refused_at_once(declare) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="status"):
        declare()
