"""Parameters of actions that name records: what is not there, or not seen, is refused, of whatever type the parameter is."""

from __future__ import annotations

from typing import Any

import pytest

from guike.kernel.errors import Invalid
from guike.kernel.text import Text
from guike.platform.metadata.spec import ActionSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.records.actions.running import parse_params
from tests.support import company as people
from tests.support.company import act, code, ctx_of, delete, make, row

TRIAL = ActionSpec(
    "trial",
    Text("试", "Trial"),
    lambda _ctx, rows, _params: [None for _row in rows],
    params=(
        f("reference", "lead", "线索", "Lead", target="lead"),
        f("references", "leads", "线索", "Leads", target="lead"),
        f("any_reference", "about", "关于", "About", targets=("lead", "account")),
        f("any_references", "related", "相关", "Related"),
        f("user", "person", "人员", "Person"),
        f("department", "unit", "部门", "Department"),
    ),
)


def _refused(by: int, **params: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        parse_params(ctx_of(by), TRIAL, params)
    return {error.field: error.code for error in refused.value.errors}


@pytest.mark.req("PM-15")
def test_what_is_not_seen_is_not_named(db: None) -> None:
    us = people.found()
    mine, theirs = us.lead().pk, us.lead(owner=us.wang).pk
    unknown = "reference.unknown"
    for wrong in (theirs, 10**9):
        pair = {"object": "lead", "id": wrong}
        assert _refused(
            us.zhang,
            lead=wrong,
            leads=[mine, wrong],
            about=pair,
            related=[{"object": "lead", "id": mine}, pair],
        ) == {"lead": unknown, "leads": unknown, "about": unknown, "related": unknown}
    assert _refused(us.zhang, related=[{"object": "nothing", "id": 1}]) == {"related": unknown}
    good = {
        "lead": mine,
        "leads": [mine],
        "about": {"object": "lead", "id": mine},
        "related": [{"object": "lead", "id": mine}],
        "person": us.wang,
        "unit": us.south,
    }
    assert parse_params(ctx_of(us.zhang), TRIAL, good) == good


def test_who_has_left_and_what_is_closed_is_not_named(db: None) -> None:
    us = people.found()
    closed = make("department", name="旧部门", code="OLD", kind="sales")
    assert code(act(us.admin, row("user", us.wang), "disable")) is None
    assert _refused(us.zhang, person=us.wang, unit=10**9) == {
        "person": "reference.unknown",
        "unit": "reference.unknown",
    }
    assert parse_params(ctx_of(us.zhang), TRIAL, {"unit": closed.pk})["unit"] == closed.pk
    assert code(delete(us.admin, closed)) is None
    assert _refused(us.zhang, unit=closed.pk) == {"unit": "reference.unknown"}
