"""A formula tells of what it reads: who may not see a part of it sees nothing of it, wherever it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from guike.entry.tests.people import Caller, person
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump

pytestmark = pytest.mark.django_db
WHY = "rights of a test"
EVERYTHING = ["*"]


def made(caller: Caller, object_name: str, **values: Any) -> int:
    answer = caller.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    begin_versions()
    return int(answer.json()["id"])


@pytest.fixture
def boss() -> Caller:
    return person("boss", is_administrator=True)


@pytest.fixture
def lead(boss: Caller) -> int:
    """Its cost times two, and whether that is much: a formula of a formula."""
    for name, kind, more in (
        ("x_cost", "decimal", {}),
        ("x_double", "formula", {"formula": "x_cost * 2"}),
        ("x_words", "formula", {"formula": 'CONCAT("is ", x_double)'}),
        ("x_call", "formula", {"formula": "CONCAT(mobile)"}),
        ("x_plain", "formula", {"formula": "LEN(name)"}),
    ):
        made(boss, "field_def", object="lead", api_name=name, type=kind, label=name, **more)
    return made(boss, "lead", name="棠梨", source="phone", x_cost="7.5", mobile="13800138000")


def limited(boss: Caller, level: dict[str, str]) -> Caller:
    anna = person("anna", {"lead": EVERYTHING, "opportunity": EVERYTHING}, locale="en")
    role = Role.objects.system(reason=WHY).filter(name="role of anna")
    role.update(fields=level, scopes={"lead": {"view": "all", "edit": "all"}})
    bump(permission=True)
    begin_versions()
    return anna


HIDDEN = pytest.mark.parametrize(
    ("level", "gone"),
    [
        ({"lead.x_cost": "hidden"}, ("x_double", "x_words")),
        ({"lead.x_double": "hidden"}, ("x_words",)),
        ({"lead.mobile": "masked"}, ("x_call",)),
    ],
)


@HIDDEN
def test_what_reads_a_hidden_field_is_hidden_everywhere(
    boss: Caller, lead: int, level: dict[str, str], gone: tuple[str, ...]
) -> None:
    anna = limited(boss, level)
    shown = anna.get(f"/records/lead/{lead}").json()
    assert not {*gone} & shown.keys()
    assert shown["x_plain"] == "2"
    listed = anna.post("/records/lead/query", {}).json()["items"]
    assert [not {*gone} & one.keys() for one in listed] == [True]
    meta = {one["name"] for one in anna.get("/meta/objects/lead").json()["fields"]}
    assert not {*gone} & meta
    assert "x_plain" in meta
    for name in gone:
        measure = {"as": "m", "agg": "max", "field": name}
        refused = (
            anna.post("/records/lead/query", {"fields": [name]}),
            anna.post("/records/lead/query", {"sort": [name]}),
            anna.post("/records/lead/query", {"filter": {"field": name, "op": "is_not_empty"}}),
            anna.post(
                "/records/lead/aggregate", {"groups": [name], "measures": [{"as": "n", "agg": "count"}]}
            ),
            anna.post("/records/lead/aggregate", {"measures": [measure]}),
            anna.post("/exports", {"object": "lead", "fields": [name]}),
            anna.get(f"/records/lead/{lead}", fields=name),
        )
        codes = [(one.status_code, {e["code"] for e in one.json()["errors"]}) for one in refused]
        assert codes == [(422, {"unknown_field"})] * len(refused)
    changes = anna.get(f"/records/lead/{lead}/history").json()["items"]
    assert not {*gone} & {one["field"] for one in changes}


def test_who_may_see_the_parts_sees_the_formula(boss: Caller, lead: int) -> None:
    anna = limited(boss, {"lead.x_cost": "read", "lead.company": "hidden"})
    shown = anna.get(f"/records/lead/{lead}").json()
    assert [shown[name] for name in ("x_double", "x_words", "x_call")] == [
        "15",
        "is 15",
        "+8613800138000",
    ]


def test_a_formula_that_comes_to_read_a_hidden_field_is_hidden_from_then_on(boss: Caller, lead: int) -> None:
    """Rights were not touched: the definition alone changed."""
    anna = limited(boss, {"lead.x_cost": "hidden"})
    assert anna.get(f"/records/lead/{lead}").json()["x_plain"] == "2"
    found = boss.post(
        "/records/field_def/query", {"filter": {"field": "api_name", "op": "eq", "value": "x_plain"}}
    )
    changed = boss.patch(f"/records/field_def/{found.json()['items'][0]['id']}", {"formula": "x_cost + 1"})
    assert changed.status_code == 200, changed.content
    assert "x_plain" not in anna.get(f"/records/lead/{lead}").json()
