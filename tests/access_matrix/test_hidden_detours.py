"""Ways round a hidden or masked field and round a scope that an attacker with a login would try: conversion, rules,
formulas, reminders, references within a group."""

from __future__ import annotations

import base64
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from guike.entry.tests.people import person
from guike.platform.notify.models import Notification
from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions, bump
from tests.access_matrix.calls import fingerprint

pytestmark = pytest.mark.django_db
ALL = [
    "view",
    "create",
    "edit",
    "delete",
    "export",
    "import",
    "follow_up",
    "transfer",
    "convert",
    "formalize",
]
OBJECTS = (
    "lead",
    "account",
    "contact",
    "activity",
    "campaign",
    "campaign_member",
    "opportunity",
    "sales_order",
    "address",
)
SECRET = "Obsidian Works"
PHONE = "13912345678"
WHY = "people of a test"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: None) -> Any:
    return person("boss", is_administrator=True)


def limited(name: str, fields: dict[str, str], scope: str = "all") -> Any:
    """Somebody who may do everything but read these fields, with records of this scope."""
    caller = person(name, dict.fromkeys(OBJECTS, ALL))
    (role,) = User.objects.system(reason=WHY).get(pk=caller.id).roles
    scopes = {name: {"view": scope, "edit": scope} for name in OBJECTS}
    Role.objects.system(reason=WHY).filter(pk=role).update(fields=fields, scopes=scopes)
    bump(permission=True)
    begin_versions()
    return caller


def made(caller: Any, object_name: str, **values: Any) -> int:
    given = {"source": "phone"} if object_name == "lead" else {}
    answer = caller.post(f"/records/{object_name}", given | values)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def _everything(caller: Any) -> str:
    """All that lists of what a conversion makes tell somebody."""
    answers = [caller.get(f"/records/{name}") for name in ("account", "contact", "opportunity")]
    assert [answer.status_code for answer in answers] == [200] * 3
    return json.dumps([answer.json()["items"] for answer in answers], ensure_ascii=False)


@pytest.mark.parametrize("level", ["hidden", "masked"])
@pytest.mark.parametrize(
    ("field", "value"), [("company", SECRET), ("mobile", PHONE), ("email", "obsidian@example.com"), ("address", "Obsidian Lane 1")]
)  # fmt: skip
def test_a_conversion_tells_nobody_what_the_lead_hides_from_him(
    boss: Any, level: str, field: str, value: str
) -> None:
    lead = made(boss, "lead", name="Guest", **{field: value})
    attacker = limited("attacker", {f"lead.{field}": level})
    params = {"account": {}, "contact": {}, "opportunity": {}}
    answer = attacker.post(f"/records/lead/{lead}/actions/convert", params)
    assert answer.status_code == 200, answer.content
    told = _everything(attacker)
    assert value not in told
    assert boss.get(f"/records/lead/{lead}").json()[field] is not None
    assert boss.get("/records/account").json()["items"][0]["name"] == "Guest"


def test_without_a_name_that_may_be_told_a_conversion_asks_for_one(boss: Any) -> None:
    lead = made(boss, "lead", company=SECRET, mobile=PHONE)
    attacker = limited("attacker", {"lead.company": "hidden"})
    before = fingerprint()
    answer = attacker.post(f"/records/lead/{lead}/actions/convert", {"account": {}, "opportunity": {}})
    assert (answer.status_code, [e["field"] for e in answer.json()["errors"]]) == (422, ["account.name"])
    assert fingerprint() == before
    given = {"account": {"name": "Mine"}, "opportunity": {"name": "Mine"}}
    assert attacker.post(f"/records/lead/{lead}/actions/convert", given).status_code == 200
    assert SECRET not in _everything(attacker)


def test_what_is_hidden_on_both_sides_is_carried(boss: Any) -> None:
    """The person who converts reads neither; whoever may, finds it on the contact."""
    lead = made(boss, "lead", name="Guest", company="Quiet Ltd", mobile=PHONE, phone="010-62345678")
    hidden = {
        "lead.mobile": "masked",
        "contact.mobile": "hidden",
        "contact.is_primary": "read",
        "account.phone": "read",
        "opportunity.source": "read",
    }
    attacker = limited("attacker", hidden)
    params = {"account": {}, "contact": {}, "opportunity": {}}
    answer = attacker.post(f"/records/lead/{lead}/actions/convert", params)
    assert answer.status_code == 200, answer.content
    (contact,) = boss.get("/records/contact", fields="mobile,is_primary").json()["items"]
    assert (contact["mobile"], contact["is_primary"]) == ("139 1234 5678", True) or contact[
        "mobile"
    ].endswith(PHONE)
    assert PHONE not in _everything(attacker)
    (account,) = boss.get("/records/account", fields="phone").json()["items"]
    assert account["phone"] is not None
    (deal,) = boss.get("/records/opportunity", fields="source").json()["items"]
    assert deal["source"] == "lead"


def _rule(boss: Any, object_name: str, **values: Any) -> None:
    made(
        boss,
        "validation_rule",
        object=object_name,
        name="rule",
        message="Not so",
        **values,
    )
    begin_versions()


@pytest.mark.parametrize("level", ["hidden", "masked", "read"])
@pytest.mark.parametrize(
    "rule",
    [
        {"filter": {"field": "company", "op": "eq", "value": SECRET}},
        {"formula": f'company = "{SECRET}"'},
    ],
)
def test_a_rule_holds_for_who_does_not_read_what_it_is_about(
    boss: Any, rule: dict[str, Any], level: str
) -> None:
    lead = made(boss, "lead", name="Guest", company=SECRET)
    attacker = limited("attacker", {"lead.company": level})
    _rule(boss, "lead", **rule)
    before = boss.get(f"/records/lead/{lead}").json()
    answer = attacker.patch(f"/records/lead/{lead}", {"title": "CEO"})
    assert answer.status_code == 422, answer.content
    assert SECRET not in answer.content.decode()
    assert boss.get(f"/records/lead/{lead}").json() == before


def test_a_rule_over_a_record_that_the_writer_does_not_see_holds(boss: Any) -> None:
    account = made(boss, "account", name="Quiet Ltd", level="A")
    attacker = limited("attacker", {}, scope="own")
    deal = made(boss, "opportunity", name="Deal", account=account, source="other", owner=attacker.id)
    _rule(boss, "opportunity", filter={"field": "account.name", "op": "eq", "value": "Quiet Ltd"})
    assert attacker.get(f"/records/account/{account}").status_code == 404
    answer = attacker.patch(f"/records/opportunity/{deal}", {"description": "x"})
    assert answer.status_code == 422, answer.content
    assert boss.get(f"/records/opportunity/{deal}").json()["description"] in (None, "")


@pytest.mark.parametrize("place", ["company", "name"])
def test_the_refusal_of_a_rule_names_no_hidden_field(boss: Any, place: str) -> None:
    lead = made(boss, "lead", name="Guest", company=SECRET)
    attacker = limited("attacker", {"lead.company": "hidden"})
    _rule(boss, "lead", field=place, filter={"field": "company", "op": "eq", "value": SECRET})
    answer = attacker.patch(f"/records/lead/{lead}", {"title": "CEO"})
    assert [e["field"] for e in answer.json()["errors"]] == ["name"]


def test_reminders_of_others_are_neither_read_nor_marked(boss: Any) -> None:
    anna, berta = limited("anna", {}, "own"), limited("berta", {}, "own")
    for owner in (anna, berta):
        Notification.objects.create(
            user_id=owner.id,
            kind="lead.assigned",
            params={"count": 1, "pool": [f"pool of {owner.id}"]},
            at="2026-11-20T08:00:00Z",
        )
    (hers,) = anna.get("/notifications").json()["items"]
    theirs = Notification.objects.get(user_id=berta.id)
    for body in ({"ids": [theirs.pk]}, {"ids": [theirs.pk, -1, 0]}, {"kind": "lead.assigned"}, {"all": True}):
        assert anna.post("/notifications/read", body).status_code == 204
    theirs.refresh_from_db()
    assert theirs.read_at is None
    assert [item["id"] for item in anna.get("/notifications").json()["items"]] == [hers["id"]]
    cursor = berta.get("/notifications", limit="1").json()["next_cursor"]
    assert cursor is None
    for made_up in (theirs.pk + 1, 2**62):
        cursor = base64.urlsafe_b64encode(f"n{made_up}".encode()).decode().rstrip("=")
        told = anna.get("/notifications", cursor=cursor).json()
        assert theirs.pk not in [item["id"] for item in told["items"]]
    for method, path in (("get", f"/notifications/{theirs.pk}"), ("delete", f"/notifications/{theirs.pk}")):
        assert getattr(anna, method)(path).status_code in (404, 405)


def test_a_timeline_tells_of_an_activity_what_the_reader_reads_of_it(boss: Any) -> None:
    """Not who owns it, not when it was done, not its hidden file, nothing at all where its records are hidden."""
    helper = limited("helper", {})
    lead = made(boss, "lead", name="Guest")
    related = [{"object": "lead", "id": lead}]
    made(
        boss,
        "activity",
        kind="call",
        subject="Obsidian call",
        related=related,
        owner=helper.id,
        done_at="2026-03-04T05:06:07Z",
        result="Agreed",
    )
    path, serial = f"/records/lead/{lead}/timeline", itertools.count()

    def told(fields: dict[str, str]) -> str:
        answer = limited(f"reader{next(serial)}", fields).get(path)
        assert answer.status_code == 200, answer.content
        return json.dumps([one for one in answer.json()["items"] if one["kind"] == "activity"])

    everything = told({})
    assert ("helper" in everything, "2026-03-04" in everything, "Obsidian call" in everything) == (
        True,
        True,
        True,
    )
    assert "helper" not in told({"activity.owner": "hidden"})
    assert "2026-03-04" not in told({"activity.done_at": "hidden"})
    assert told({"activity.related": "hidden"}) == "[]"


def test_who_made_a_record_is_not_told_where_that_is_hidden(boss: Any) -> None:
    helper = limited("helper", {})
    lead = made(helper, "lead", name="Guest")
    reader = limited("reader", {"lead.created_by": "hidden", "lead.owner": "hidden"})
    (created,) = reader.get(f"/records/lead/{lead}/timeline").json()["items"]
    assert (created["kind"], created["actor"]) == ("event", None)
    (created,) = boss.get(f"/records/lead/{lead}/timeline").json()["items"]
    assert created["actor"]["name"] == "helper"
