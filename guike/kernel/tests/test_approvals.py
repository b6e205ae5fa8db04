"""Runs of approval flows: the rules of a step with every act, the three switches, rounds, and what may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from guike.kernel.approvals import running
from guike.kernel.approvals.checking import Hole, holes
from guike.kernel.approvals.running import NotAllowed
from guike.kernel.approvals.shapes import Asked, Flow, FlowStep, Run, Switches
from guike.kernel.tests.approval_cases import APPLICANT, BOSS, Company, asking, faults
from guike.kernel.tests.approval_walks import walks

A, B, C, D, E = 11, 12, 13, 14, 15
TRIO = asking(A, B, C)
PAIRS = [Asked(A, label="law"), Asked(B, label="law"), Asked(C, label="money"), Asked(D, label="money")]


def begun(need: str, asked: Sequence[Asked], **step: Any) -> tuple[Flow, Run, Company]:
    flow = Flow([FlowStep(0, 1, need=need, **step), FlowStep(1, 2)])  # type: ignore[arg-type]
    company = Company({0: asked, 1: asking(16)})
    return flow, running.start(flow, company, APPLICANT), company


def task_of(run: Run, person: int) -> int:
    return next(task.key for task in run.open_tasks() if task.person == person)


def act(flow: Flow, run: Run, company: Company, words: str) -> None:
    """`+11` approves, `-11` rejects, `11>14` transfers, `11^14` adds before, `11v14` after, `11|14` beside, `11x14` leaves
    to, `!11` grabs."""
    for word in words.split():
        if word[0] == "!":
            running.grab(flow, run, task_of(run, int(word[1:])))
        elif word[0] in "+-":
            effect = "approve" if word[0] == "+" else "reject"
            running.decide(flow, run, company, task_of(run, int(word[1:])), effect)  # type: ignore[arg-type]
        else:
            who, other = int(word[:2]), Asked(int(word[3:]))
            if word[2] == ">":
                running.transfer(run, task_of(run, who), other)
            elif word[2] == "x":
                running.leave(run, who, other)
            else:
                place = {"^": "before", "v": "after", "|": "beside"}[word[2]]
                running.add_approver(run, task_of(run, who), other, place)  # type: ignore[arg-type]
        assert faults(flow, run) == [], word


def stand(run: Run) -> str:
    """Whom the step asks and how it stands: "11 open, 12 approved"."""
    return ", ".join(f"{task.person} {task.status}" for task in run.tasks_of(0))


@pytest.mark.parametrize(
    ("need", "asked", "words", "status", "tasks"),
    [
        # all 会签
        ("all", TRIO, "+11 +12", "open", "11 approved, 12 approved, 13 open"),
        ("all", TRIO, "+11 +12 +13", "passed", "11 approved, 12 approved, 13 approved"),
        ("all", TRIO, "+11 -12", "rejected", "11 approved, 12 rejected, 13 not_needed"),
        ("all", TRIO, "11>14 +14 +12 +13", "passed", "11 transferred, 12 approved, 13 approved, 14 approved"),
        ("all", TRIO, "11x14 +12 +13", "open", "11 transferred, 12 approved, 13 approved, 14 open"),
        ("all", TRIO, "11x12 +12 +13", "passed", "11 transferred, 12 approved, 13 approved"),
        ("all", TRIO, "+11 +12 13^14 +14", "open", "11 approved, 12 approved, 13 open, 14 approved"),
        ("all", TRIO, "13^14 -14", "rejected", "11 not_needed, 12 not_needed, 13 not_needed, 14 rejected"),
        ("all", TRIO, "+11 +12 13v14 +13", "open", "11 approved, 12 approved, 13 approved, 14 open"),
        ("all", TRIO, "+11 +12 13|14 +13", "open", "11 approved, 12 approved, 13 approved, 14 open"),
        # any 或签
        ("any", TRIO, "+12", "passed", "11 not_needed, 12 approved, 13 not_needed"),
        ("any", TRIO, "-12", "rejected", "11 not_needed, 12 rejected, 13 not_needed"),
        ("any", TRIO, "11x14 +14", "passed", "11 transferred, 12 not_needed, 13 not_needed, 14 approved"),
        ("any", TRIO, "12>14 -14", "rejected", "11 not_needed, 12 transferred, 13 not_needed, 14 rejected"),
        ("any", TRIO, "11v14 +11", "open", "11 approved, 12 open, 13 open, 14 open"),
        ("any", TRIO, "11|14 +12", "open", "11 not_needed, 12 approved, 13 not_needed, 14 open"),
        ("any", TRIO, "11|14 +12 +14", "passed", "11 not_needed, 12 approved, 13 not_needed, 14 approved"),
        ("any", TRIO, "11|14 +12 -14", "rejected", "11 not_needed, 12 approved, 13 not_needed, 14 rejected"),
        # two of three
        ("count", TRIO, "+11 -12", "open", "11 approved, 12 rejected, 13 open"),
        ("count", TRIO, "+11 -12 +13", "passed", "11 approved, 12 rejected, 13 approved"),
        ("count", TRIO, "-11 -12", "rejected", "11 rejected, 12 rejected, 13 not_needed"),
        ("count", TRIO, "+11 +13", "passed", "11 approved, 12 not_needed, 13 approved"),
        ("count", TRIO, "11x14 +14 +12", "passed", "11 transferred, 12 approved, 13 not_needed, 14 approved"),
        ("count", TRIO, "12>14 +11 +14", "passed", "11 approved, 12 transferred, 13 not_needed, 14 approved"),
        ("count", TRIO, "11^14 +14 +12 +13", "passed", "11 not_needed, 12 approved, 13 approved, 14 approved"),
        ("count", TRIO, "11|14 +11 +12", "open", "11 approved, 12 approved, 13 not_needed, 14 open"),
        # one of each group: law and money
        ("per_group", PAIRS, "+11", "open", "11 approved, 12 not_needed, 13 open, 14 open"),
        ("per_group", PAIRS, "+11 +14", "passed", "11 approved, 12 not_needed, 13 not_needed, 14 approved"),
        ("per_group", PAIRS, "+11 -13", "rejected", "11 approved, 12 not_needed, 13 rejected, 14 not_needed"),
        ("per_group", PAIRS, "11x15 +15 +13", "passed",
         "11 transferred, 12 not_needed, 13 approved, 14 not_needed, 15 approved"),
        ("per_group", PAIRS, "11x13 +12 13|15 +14", "open",
         "11 transferred, 12 approved, 13 not_needed, 14 approved, 13 not_needed, 15 open"),
        ("per_group", PAIRS, "13>15 +12 +15", "passed",
         "11 not_needed, 12 approved, 13 transferred, 14 not_needed, 15 approved"),
        # first 抢签
        ("first", TRIO, "+12", "passed", "11 not_needed, 12 approved, 13 not_needed"),
        ("first", TRIO, "12v14 +12", "open", "11 not_needed, 12 approved, 13 not_needed, 14 open"),
        ("first", TRIO, "!12", "open", "11 not_needed, 12 open, 13 not_needed"),
        ("first", TRIO, "!12 -12", "rejected", "11 not_needed, 12 rejected, 13 not_needed"),
        ("first", TRIO, "!12 12>14 +14", "passed", "11 not_needed, 12 transferred, 13 not_needed, 14 approved"),
        ("first", TRIO, "!12 12x14", "open", "11 not_needed, 12 transferred, 13 not_needed, 14 open"),
        ("first", TRIO, "!12 12|14 +12 +14", "passed",
         "11 not_needed, 12 approved, 13 not_needed, 14 approved"),
    ],
)  # fmt: skip
def test_rule_of_a_step_with_every_act(
    need: str, asked: Sequence[Asked], words: str, status: str, tasks: str
) -> None:
    flow, run, company = begun(need, asked, need_count=2)
    act(flow, run, company, words)
    assert (next(one.status for one in run.steps if one.step == 0), stand(run)) == (status, tasks)
    assert run.status == ("rejected" if status == "rejected" else "pending")


def test_acts_that_are_not_possible_change_nothing() -> None:
    flow, run, company = begun("all", TRIO)
    for call, code in (
        (lambda: running.transfer(run, 0, Asked(B)), "asked_already"),
        (lambda: running.add_approver(run, 0, Asked(A), "beside"), "asked_already"),
        (lambda: running.grab(flow, run, 0), "not_grabbed"),
        (lambda: running.resubmit(flow, run, company, changed=False), "not_returned"),
        (lambda: running.decide(flow, run, company, 0, "reject", to="step", step=1), "return_target"),
        (lambda: running.decide(flow, run, company, 0, "reject", to="step", step=0), "return_target"),
    ):
        with pytest.raises(NotAllowed) as refused:
            call()
        assert refused.value.code == code
    assert stand(run) == "11 open, 12 open, 13 open"
    act(flow, run, company, "-11")
    with pytest.raises(NotAllowed) as refused:
        running.decide(flow, run, company, 1, "approve")
    assert refused.value.code == "task_over"


LINE = Flow([FlowStep(0, 1), FlowStep(1, 2), FlowStep(2, 3)])


def started(flow: Flow, company: Company) -> Run:
    run = running.start(flow, company, APPLICANT)
    assert faults(flow, run) == []
    return run


def asked_now(run: Run) -> list[tuple[int, str]]:
    return [(task.person, task.origin) for task in run.open_tasks()]


@pytest.mark.parametrize(
    ("same", "expected"),
    [("superior", [(B, "superior")]), ("skip", [(C, "assigned")]), ("ask", [(APPLICANT, "assigned")])],
)
def test_applicant_who_is_his_own_approver(same: Any, expected: list[tuple[int, str]]) -> None:
    """AP-10"""
    flow = replace(LINE, switches=Switches(same_applicant=same))
    run = started(flow, Company({0: asking(APPLICANT), 1: asking(C), 2: asking(D)}, above={APPLICANT: B}))
    assert asked_now(run) == expected
    assert run.tasks[0].reason == ("applicant" if same == "skip" else "")


def test_superiors_without_end_come_to_the_fallback() -> None:
    run = started(LINE, Company({0: asking(APPLICANT)}, above={APPLICANT: APPLICANT}))
    assert asked_now(run) == [(BOSS, "fallback")]
    run = started(LINE, Company({0: asking(APPLICANT)}))
    assert asked_now(run) == [(BOSS, "fallback")]


def test_who_approved_before_is_asked_again_only_where_the_switch_says_so() -> None:
    company = Company({0: asking(A), 1: asking(B), 2: asking(A)}, above={A: D})
    for same, expected in (("skip", []), ("ask", [(A, "assigned")]), ("superior", [(D, "superior")])):
        flow = replace(LINE, switches=Switches(same_round=same))  # type: ignore[arg-type]
        run = started(flow, company)
        act(flow, run, company, "+11 +12")
        assert asked_now(run) == expected, same
    flow = replace(LINE, switches=Switches(same_previous="ask", same_round="skip"))
    company = Company({0: asking(A), 1: asking(A), 2: asking(A)})
    run = started(flow, company)
    act(flow, run, company, "+11")
    assert asked_now(run) == [(A, "assigned")], "the step before has a switch of its own"
    flow = replace(LINE, switches=Switches(same_previous="skip", same_round="ask"))
    company = Company({0: asking(A), 1: asking(A), 2: asking(B)})
    run = started(flow, company)
    act(flow, run, company, "+11")
    assert asked_now(run) == [(B, "assigned")]
    assert [(task.person, task.status, task.reason) for task in run.tasks_of(1)] == [
        (A, "approved", "previous")
    ]


def test_rejection_to_a_step_repeats_from_there_and_keeps_what_stood_before() -> None:
    """AP-11"""
    company = Company({0: asking(A), 1: asking(B), 2: asking(C)})
    run = started(LINE, company)
    act(LINE, run, company, "+11 +12")
    running.decide(LINE, run, company, task_of(run, C), "reject", to="step", step=1)
    assert (run.round, asked_now(run)) == (2, [(B, "assigned")])
    assert [(one.step, one.status) for one in run.now()] == [(0, "carried"), (1, "open")]
    act(LINE, run, company, "+12 +13")
    assert run.status == "approved"


def test_return_out_of_a_parallel_group_ends_it_once_and_keeps_opinions() -> None:
    flow = Flow([FlowStep(0, 1), FlowStep(1, 2), FlowStep(2, 2), FlowStep(3, 3)])
    company = Company({0: asking(A), 1: asking(B), 2: asking(C, D), 3: asking(E)})
    run = started(flow, company)
    act(flow, run, company, "+11 +13")
    running.decide(flow, run, company, task_of(run, B), "reject", to="step", step=0)
    first = [(task.person, task.status) for task in run.tasks if task.round == 1]
    assert first == [(A, "approved"), (B, "rejected"), (C, "approved"), (D, "cancelled")]
    act(flow, run, company, "+11")
    assert asked_now(run) == [(B, "assigned"), (C, "assigned"), (D, "assigned")]


@pytest.mark.parametrize(
    ("carries", "changed", "expected"), [(False, False, A), (True, False, B), (True, True, A)]
)
def test_resubmission_begins_anew_or_where_it_was_rejected(
    carries: bool, changed: bool, expected: int
) -> None:
    """AP-11: earlier approvals stand only while nothing watched has changed."""
    flow = replace(LINE, carries=carries)
    company = Company({0: asking(A), 1: asking(B), 2: asking(C)})
    run = started(flow, company)
    act(flow, run, company, "+11")
    running.decide(flow, run, company, task_of(run, B), "reject", to="applicant")
    assert (run.status, run.returned, asked_now(run)) == ("pending", True, [])
    running.resubmit(flow, run, company, changed=changed)
    assert asked_now(run) == [(expected, "assigned")]

    ended = started(flow, company)
    act(flow, ended, company, "+11 -12")
    assert ended.status == "rejected"
    again = running.follow_up(flow, company, ended, APPLICANT, changed=changed)
    assert (asked_now(again), faults(flow, again)) == ([(expected, "assigned")], [])


def test_conditions_choose_the_way_and_the_default_catches_the_rest() -> None:
    flow = Flow([
        FlowStep(0, 1), FlowStep(1, 2, conditional=True), FlowStep(2, 2, conditional=True),
        FlowStep(3, 2, is_default=True), FlowStep(4, 3, conditional=True),
    ])  # fmt: skip
    asked = {0: asking(A), 1: asking(B), 2: asking(C), 3: asking(D), 4: asking(E)}
    for holding, people in (({1}, [B]), ({1, 2}, [B, C]), (set(), [D]), ({4}, [D])):
        company = Company(asked, frozenset(holding))
        run = started(flow, company)
        act(flow, run, company, "+11")
        assert [person for person, _origin in asked_now(run)] == people
        act(flow, run, company, " ".join(f"+{person}" for person in people))
        assert (run.status == "approved") == (4 not in holding)


def test_steps_that_decide_by_themselves() -> None:
    """AP-08"""
    steps = [FlowStep(0, 1, auto_effect="approve"), FlowStep(1, 2, auto_effect="reject")]
    company = Company({0: asking(A), 1: asking(B)}, deciding={0: "approve"})
    run = started(Flow(steps), company)
    assert [(one.status, one.reason) for one in run.steps] == [("passed", "by rule"), ("open", "")]
    run = started(Flow(steps), replace(company, deciding={0: "approve", 1: "reject"}))
    assert (run.status, run.tasks) == ("rejected", [])
    both = Flow([replace(steps[1], group=1, reject_to="applicant"), replace(steps[0], key=2)])
    run = started(both, Company(deciding={1: "reject"}))
    assert (run.returned, asked_now(run)) == (True, [])


def test_administrators_reroute_and_what_nobody_can_decide_is_brought_on() -> None:
    company = Company({0: asking(A), 1: asking(B), 2: asking(C)})
    run = started(LINE, company)
    running.reroute(LINE, run, company, 2)
    assert asked_now(run) == [(C, "assigned")]
    assert not running.repair(LINE, run, company)
    run.tasks[-1].status = "cancelled"
    assert running.repair(LINE, run, company)
    assert asked_now(run) == [(BOSS, "fallback")]
    running.withdraw(run)
    assert (run.status, asked_now(run)) == ("withdrawn", [])
    with pytest.raises(NotAllowed):
        running.withdraw(run)


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([], [Hole("no_steps")]),
        ([FlowStep(0, 1), FlowStep(0, 2)], [Hole("same_key")]),
        ([FlowStep(0, 1, conditional=True)], [Hole("nothing_applies")]),
        ([FlowStep(0, 1, has_approvers=False)], [Hole("no_approvers", 0)]),
        ([FlowStep(0, 1, has_approvers=False, auto_effect="approve")], [Hole("no_approvers", 0)]),
        ([FlowStep(0, 1, has_approvers=False, auto_effect="approve", auto_always=True)], []),
        ([FlowStep(0, 1, need="count", need_count=0)], [Hole("need_count", 0)]),
        ([FlowStep(0, 1, escalates=True, has_escalation=False)], [Hole("no_escalation", 0)]),
        ([FlowStep(0, 1), FlowStep(1, 2, reject_to="step", reject_step=0)], []),
        ([FlowStep(0, 1), FlowStep(1, 1, reject_to="step", reject_step=0)], [Hole("return_target", 1)]),
        ([FlowStep(0, 1), FlowStep(1, 2, reject_to="step")], [Hole("return_target", 1)]),
        ([FlowStep(0, 1), FlowStep(2, 2), FlowStep(1, 1, conditional=True),
          FlowStep(3, 3, reject_to="step", reject_step=1)], [Hole("return_target", 3)]),
        ([FlowStep(0, 1), FlowStep(1, 2, auto_effect="reject", reject_to="step", reject_step=0)],
         [Hole("automatic_return", 1)]),
        ([FlowStep(0, 1), FlowStep(1, 2, conditional=True), FlowStep(2, 2, conditional=True)], [Hole("no_default", 2)]),
        ([FlowStep(0, 1), FlowStep(1, 2, conditional=True)], []),
        ([FlowStep(0, 1, is_default=True), FlowStep(1, 2)], [Hole("default_of_nothing", 0)]),
    ],
)  # fmt: skip
def test_holes_are_named_before_publishing(steps: list[FlowStep], found: list[Hole]) -> None:
    assert holes(Flow(steps)) == found
    assert holes(Flow(steps, has_fallback=False)) == [
        *found[: not steps],
        *([Hole("no_fallback")] if steps else []),
        *found[bool(not steps) :],
    ]


def test_no_published_flow_strands_a_record_whatever_people_do() -> None:
    """Ten thousand flows are walked through in the long suite."""
    assert walks(range(1_500)) == 305
