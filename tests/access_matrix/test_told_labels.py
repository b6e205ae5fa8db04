"""A label follows the rights on the fields that it is made of: what a record is called tells nobody, in no place, what a
field hides from him."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from guike.domains.activities.services import activity_remind
from guike.domains.leads.services import lead_remind
from guike.entry.tests.people import Caller, person
from guike.kernel import clock
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue

pytestmark = pytest.mark.django_db
ALL = ["view", "create", "edit", "delete", "export", "import", "follow_up", "transfer"]
OBJECTS = (
    "lead",
    "account",
    "contact",
    "activity",
    "campaign",
    "campaign_member",
    "opportunity",
    "sales_order",
)
SECRET = "Obsidian Works"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: None) -> Caller:
    return person("boss", is_administrator=True)


def limited_by(boss: Caller, fields: dict[str, str]) -> Caller:
    """Somebody who may do everything with every record but read these fields."""
    caller = person("limited", dict.fromkeys(OBJECTS, ALL))
    roles = boss.get(f"/records/user/{caller.id}", fields="roles").json()["roles"]
    scopes = {name: {"view": "all", "edit": "all"} for name in OBJECTS}
    answer = boss.patch(f"/records/role/{roles[0]['id']}", {"fields": fields, "scopes": scopes})
    assert answer.status_code == 200, answer.content
    return caller


def made(caller: Caller, object_name: str, **values: Any) -> int:
    given = {"source": "phone"} if object_name == "lead" else {}
    answer = caller.post(f"/records/{object_name}", given | values)
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def said(answer: Any, *statuses: int) -> str:
    assert answer.status_code in (statuses or (200, 201)), answer.content
    return json.dumps(answer.json(), ensure_ascii=False)


def everywhere(caller: Caller, lead: int, campaign: int, activity: int) -> dict[str, str]:
    """What the API tells of a lead that is called by its company, by place."""
    related = [{"object": "lead", "id": lead}]
    of_lead = {"filter": {"field": "related", "op": "has_any", "value": related}}
    return {
        "list": said(caller.get("/records/lead")),
        "detail": said(caller.get(f"/records/lead/{lead}")),
        "members": said(caller.get("/records/campaign_member")),
        "related of the campaign": said(caller.get(f"/records/campaign/{campaign}/related/leads")),
        "any reference": said(caller.post("/records/activity/query", of_lead)),
        "path": said(caller.get("/records/campaign_member", fields="lead,lead.name")),
        "groups": said(caller.post("/records/campaign_member/aggregate", {"groups": ["lead"]})),
        "search by number": said(caller.get("/search", q="L20")),
        "search by its words": said(caller.get("/search", q="Obsidian")),
        "search by initials": said(caller.get("/search", q="obsi")),
        "list by its words": said(caller.get("/records/lead", q="Obsidian")),
        "duplicates by phone": said(
            caller.post("/records/lead/duplicates", {"values": {"mobile": "13912345678"}})
        ),
        "duplicates of it": said(caller.post("/records/lead/duplicates", {"id": lead})),
        "history": said(caller.get(f"/records/activity/{activity}/history")),
        "timeline": said(caller.get(f"/records/activity/{activity}/timeline")),
        "timeline of it": said(caller.get(f"/records/lead/{lead}/timeline")),
        "reminders": said(caller.get("/notifications")),
        "write": said(caller.patch(f"/records/activity/{activity}", {"related": related})),
        "export": _exported(caller, "campaign_member", ["lead", "lead.name", "status"]),
        "export of leads": _exported(caller, "lead", ["name", "number", "status"]),
    }


def _exported(caller: Caller, object_name: str, fields: list[str]) -> str:
    answer = caller.post("/exports", {"object": object_name, "fields": fields, "format": "csv"})
    assert answer.status_code == 202, answer.content
    run_queued()
    found: Any = caller.get(f"/exports/{answer.json()['job']}/file")
    assert found.status_code == 200, found.content
    return (
        b"".join(found.streaming_content).decode("utf-8-sig") if found.streaming else found.content.decode()
    )


@pytest.mark.parametrize("level", ["hidden", "masked"])
def test_a_label_does_not_tell_the_hidden_field_that_it_is_made_of(boss: Caller, level: str) -> None:
    caller = limited_by(boss, {"lead.company": level})
    campaign = made(boss, "campaign", name="Vermilion Fair")
    due = clock.now().isoformat()
    lead = made(
        boss,
        "lead",
        company=SECRET,
        mobile="13912345678",
        campaign=campaign,
        next_contact_at=due,
        owner=caller.id,
    )
    member = made(boss, "campaign_member", campaign=campaign, lead=lead)
    activity = made(
        boss, "activity", kind="call", subject="First", related=[{"object": "campaign", "id": campaign}]
    )
    lead_remind(), activity_remind()
    number = boss.get(f"/records/lead/{lead}").json()["number"]
    assert SECRET in said(boss.get("/records/campaign_member"))
    told = everywhere(caller, lead, campaign, activity)
    assert {place: text for place, text in told.items() if "Obsidian" in text} == {}
    shown = caller.get(f"/records/campaign_member/{member}").json()["lead"]
    assert shown == {"id": lead, "name": number if level == "hidden" else "****"}
    assert json.loads(told["search by its words"])["items"] == []
    assert json.loads(told["list by its words"])["items"] == []
    assert json.loads(told["reminders"])["items"][0]["text"].count(str(shown["name"])) == 1


def test_who_reads_all_of_it_is_told_the_label(boss: Caller) -> None:
    caller = limited_by(boss, {"lead.wechat": "hidden"})
    campaign = made(boss, "campaign", name="Vermilion Fair")
    lead = made(boss, "lead", company=SECRET, mobile="13912345678")
    member = made(boss, "campaign_member", campaign=campaign, lead=lead)
    assert caller.get(f"/records/campaign_member/{member}").json()["lead"] == {"id": lead, "name": SECRET}
    assert len(caller.get("/search", q="Obsidian").json()["items"]) >= 1


def test_the_name_of_somebody_of_a_hidden_company_is_still_told(boss: Caller) -> None:
    caller = limited_by(boss, {"lead.company": "hidden"})
    campaign = made(boss, "campaign", name="Vermilion Fair")
    lead = made(boss, "lead", company=SECRET, name="Guest One", mobile="13912345678")
    member = made(boss, "campaign_member", campaign=campaign, lead=lead)
    assert caller.get(f"/records/campaign_member/{member}").json()["lead"] == {
        "id": lead,
        "name": "Guest One",
    }
    assert [i["name"] for i in caller.get("/search", q="Guest").json()["items"] if i["object"] == "lead"] == [
        "Guest One"
    ]


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_an_order_does_not_tell_the_hidden_company(boss: Caller, sort: str) -> None:
    caller = limited_by(boss, {"lead.company": "hidden"})
    campaign = made(boss, "campaign", name="Vermilion Fair")
    ids = [
        made(boss, "lead", mobile=f"1391234567{n}", **values)
        for n, values in enumerate(
            [
                {"company": "Zinnia Works"},
                {"name": "Mia Guest"},
                {"company": "Amber Works"},
                {"name": "Bo Guest"},
            ]
        )
    ]
    members = [made(boss, "campaign_member", campaign=campaign, lead=one) for one in ids]
    zinnia, mia, amber, bo = ids
    told = [bo, mia] if sort == "name" else [mia, bo]
    unnamed = [zinnia, amber] if sort == "name" else [amber, zinnia]  # by id
    assert [r["id"] for r in caller.get("/records/lead", sort=sort).json()["items"]] == told + unnamed
    by_lead = caller.get("/records/campaign_member", sort=sort.replace("name", "lead"), fields="lead").json()[
        "items"
    ]
    assert [r["lead"]["id"] for r in by_lead] == told + unnamed
    assert len(members) == 4
    page = caller.get("/records/lead", sort=sort, limit="1").json()
    seen = [page["items"][0]["id"]]
    while page["next_cursor"]:
        page = caller.get("/records/lead", sort=sort, limit="1", cursor=page["next_cursor"]).json()
        seen += [r["id"] for r in page["items"]]
    assert seen == told + unnamed


@pytest.mark.parametrize(
    ("fields", "object_name"),
    [({"account.name": "hidden"}, "account"), ({"contact.name": "masked"}, "contact")],
)
def test_the_name_of_other_objects_is_not_told_by_references(
    boss: Caller, fields: dict[str, str], object_name: str
) -> None:
    caller = limited_by(boss, fields)
    account = made(boss, "account", name=SECRET if object_name == "account" else "Open Works")
    contact = made(boss, "contact", name=SECRET if object_name == "contact" else "Ann Open", account=account)
    activity = made(
        boss,
        "activity",
        kind="call",
        subject="First",
        related=[{"object": "account", "id": account}, {"object": "contact", "id": contact}],
    )
    places = [
        caller.get("/records/contact"),
        caller.get(f"/records/account/{account}"),
        caller.get(f"/records/activity/{activity}"),
        caller.get(f"/records/account/{account}/related/contacts"),
        caller.get(f"/records/account/{account}/timeline"),
        caller.get("/search", q="Obsidian"),
        caller.get("/records/contact", q="Obsidian"),
        caller.post("/records/contact/aggregate", {"groups": ["account"]}),
    ]
    assert [said(answer) for answer in places if "Obsidian" in said(answer)] == []


@pytest.mark.parametrize("level", ["hidden", "masked"])
@pytest.mark.parametrize(
    ("field", "value"), [("mobile", "13912345678"), ("email", "quartz@example.com"), ("company", SECRET)]
)
def test_a_value_that_is_not_read_is_confirmed_by_nothing(
    boss: Caller, level: str, field: str, value: str
) -> None:
    holders = [o for o in ("lead", "contact") if field in catalogue().get(o).by_name]
    caller = limited_by(boss, {f"{name}.{field}": level for name in holders})
    made(
        boss,
        "lead",
        name="Guest One",
        company=SECRET,
        mobile="13912345678",
        email="quartz@example.com",
        owner=boss.id,
    )
    other = "other" if field == "company" else "13800138000" if field == "mobile" else "other@example.com"
    asked = [caller.post("/records/lead/duplicates", {"values": {field: word}}) for word in (value, other)]
    if level == "hidden":
        assert [answer.status_code for answer in asked] == [422, 422]
    else:
        assert [answer.json()["items"] for answer in asked] == [[], []]
    rule = {"field": field, "op": "eq", "value": value}
    assert caller.post("/records/lead/query", {"filter": rule}).status_code == 422
    assert caller.get("/records/lead", sort=field).status_code == 422
    found = [caller.get("/records/lead", q=word).json()["items"] for word in (value, other)]
    assert found == [[], []]
    assert all(
        answer.json()["items"] == []
        for answer in (caller.get("/search", q=value), caller.get("/search", q=other))
    )


def test_what_a_person_may_not_read_of_colleagues_is_not_told_beside_records(boss: Caller) -> None:
    caller = limited_by(boss, {"user.name": "hidden"})
    lead = made(boss, "lead", name="Guest One", mobile="13912345678", owner=boss.id)
    name = boss.get("/auth/me").json()["name"]
    for path in ("", "/history", "/timeline", "/team"):
        assert f'"name": "{name}"' not in said(caller.get(f"/records/lead/{lead}{path}")), path
