"""The audit as a list: every action in words, and the lists that an administrator asks for."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import guike
from guike.platform.audit import retention
from guike.platform.audit.actions import declare_actions
from guike.platform.audit.services import audit
from guike.platform.database import ledger_triggers
from guike.platform.directory.trail import EXCHANGES, RIGHTS, SIGN_INS
from guike.platform.metadata.catalogue import catalogue
from tests.support.company import Company, caller, found

ROOT = Path(guike.__file__).parent
#: who writes a line: the place of the action among what is given
WRITERS = {"audit": 1, "AuditLine": 0, "_note": 1, "_in_chunks": 2}
#: actions that a caller hands on: {file: what they are}
HANDED_ON = {
    "audit/services.py": "of the function itself",
    "audit/retention.py": "constants, below",
    "jobs/services.py": "of _note",
    "events/services.py": "of _note",
    "webhooks/services.py": "of _in_chunks",
    "writing/trail.py": "writes of records",
    "exchange/exporting.py": "export.start and print, by who checks the right",
}
CONSTANTS = (retention.DROPPED, ledger_triggers.BLANKED, ledger_triggers.CLEARED)


def written() -> Iterator[tuple[str, ast.expr]]:
    """(file, the expression of an action) of every line that the product writes."""
    for path in ROOT.rglob("*.py"):
        if "tests" in path.parts or "audit" not in (text := path.read_text()):
            continue
        for node in ast.walk(ast.parse(text)):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in WRITERS and len(node.args) > WRITERS[name]:
                yield "/".join(path.parts[-2:]), node.args[WRITERS[name]]


def labels() -> dict[str, Any]:
    return {one.code: one.label for one in catalogue().get("audit_entry").by_name["action"].choices}


@pytest.mark.django_db
def test_every_action_that_is_written_has_a_name_in_both_languages() -> None:
    actions = list(written())
    literal = {node.value for _file, node in actions if isinstance(node, ast.Constant)}
    assert {file for file, node in actions if not isinstance(node, ast.Constant)} == set(HANDED_ON)
    assert {"auth.login", "job.replay", "outbox.discard", "webhook.replay", "team.add"} <= literal
    named = labels()
    assert (literal | set(CONSTANTS)) - named.keys() == set()
    assert [code for code, label in named.items() if not (label.zh and label.en)] == []
    audited = [spec.name for spec in catalogue().objects.values() if spec.is_audited]
    assert {"role", "user", "department", "sharing_rule", "lead_pool"} <= set(audited)
    for name in audited:
        assert {f"{name}.{verb}" for verb in ("create", "edit", "delete", "restore")} <= named.keys()


def test_an_action_has_one_name() -> None:
    with pytest.raises(ValueError, match=r"auth\.login"):
        declare_actions({"auth.login": SIGN_INS["auth.login"]})


@pytest.fixture
def us(db: None) -> Company:
    return found()


def view(us: Company, title: str) -> list[tuple[str, str]]:
    boss = caller(us.admin)
    filters = {one.label.zh: one.filter for one in catalogue().get("audit_entry").views}
    page = boss.post(
        "/records/audit_entry/query", {"filter": filters[title], "fields": ["action", "outcome"]}
    )
    assert page.status_code == 200, page.content
    return [(one["action"], one["outcome"]) for one in json.loads(page.content)["items"]]


@pytest.mark.req("PM-37")
def test_the_views_hold_sign_ins_exchanges_rights_and_refusals_each(us: Company) -> None:
    boss = caller(us.admin)
    role = boss.post("/records/role", {"name": "内勤"}).json()
    assert boss.patch(f"/records/role/{role['id']}", {"name": "内勤二"}).status_code == 200
    audit(us.zhang, "auth.login")
    audit(None, "auth.refused", outcome="refused")
    audit(us.zhang, "export.done", "lead")
    audit(us.zhang, "export.start", "lead", outcome="refused")
    audit(us.admin, "team.add", "lead", 7)
    audit(us.admin, "job.replay", "job", 1)
    assert view(us, "登录") == [("auth.refused", "refused"), ("auth.login", "ok")]
    assert view(us, "数据进出") == [("export.start", "refused"), ("export.done", "ok")]
    assert view(us, "权限变更")[:3] == [("team.add", "ok"), ("role.edit", "ok"), ("role.create", "ok")]
    assert view(us, "被拒绝的操作") == [("export.start", "refused"), ("auth.refused", "refused")]
    named = labels()
    assert (named["role.edit"].zh, named["role.edit"].en) == ("修改角色", "Role changed")
    edited = boss.post(
        "/records/audit_entry/query", {"filter": {"field": "action", "op": "eq", "value": "role.edit"}}
    ).json()["items"]
    assert [one["detail"]["changes"] for one in edited] == [{"name": ["内勤", "内勤二"]}]


def test_the_view_of_rights_names_every_object_that_decides_about_rights() -> None:
    (rights,) = [one for one in catalogue().get("audit_entry").views if one.name == "rights"]
    assert rights.filter is not None
    of_objects, of_actions = rights.filter["any"]
    expected = sorted(name for name, spec in catalogue().objects.items() if "permission" in spec.feeds)
    assert of_objects["value"] == expected
    assert {"role", "user", "department", "sharing_rule", "restriction_rule", "team_rule", "lead_pool"} <= {
        *expected
    }
    assert of_actions["value"] == list(RIGHTS)
    assert set(EXCHANGES) == {
        "import.start",
        "import.undo",
        "export.start",
        "export.done",
        "export.read",
        "print",
        "privacy.reveal",
        "privacy.copy",
        "privacy.copy_file",
    }


@pytest.mark.django_db
def test_numbers_that_name_something_are_not_added_up() -> None:
    fields = catalogue().get("audit_entry").by_name
    assert fields["record_id"].holds == "ordinal"
