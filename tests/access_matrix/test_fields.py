"""Field permission: what is hidden appears nowhere, neither its name nor its value; what is masked shows its
mask alone; neither can be filtered, sorted, grouped, searched or written, and the refusal is that of a field
that does not exist."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from guike.domains.leads.models import Lead
from guike.entry.tests.people import Caller, person
from guike.platform.access.context import system_context
from guike.platform.events.models import Event
from guike.platform.jobs.testing import run_queued
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import spec_field
from guike.platform.views.describe import Describer

pytestmark = pytest.mark.django_db
ALL = ["view", "create", "edit", "delete", "export", "follow_up", "transfer"]
RIGHTS = dict.fromkeys(
    ("lead", "account", "contact", "activity", "campaign", "saved_view", "sales_order"), ALL
)
#: of the lead: hidden ones with their secret, masked ones with theirs
HIDDEN = {"wechat": "wx-violet-7713", "email": "quartz.harbour@example.com", "address": "Umber Lane 88"}
MASKED = {"mobile": "+8613912345678", "company": "Obsidian Works"}
FIELDS = {
    **{f"lead.{name}": "hidden" for name in (*HIDDEN, "campaign", "next_contact_at")},
    **{f"lead.{name}": "masked" for name in MASKED},
    "lead.title": "read",
    "account.phone": "hidden",
    "account.level": "masked",
    "activity.result": "hidden",
}
SECRETS = [*HIDDEN.values(), "13912345678", "Obsidian", "Vermilion Fair", "2031-05-06", "indigo outcome"]
#: of the lead alone: an activity has a next contact of its own
NAMES = [*HIDDEN, "campaign"]
NO_FIELD = "no_such_field"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def boss(db: None) -> Caller:
    return person("boss", is_administrator=True)


@pytest.fixture
def limited(boss: Caller) -> Caller:
    """He may do everything with every record, and reads less of it."""
    caller = person("limited", RIGHTS)
    roles = boss.get("/records/user/" + str(caller.id), fields="roles").json()["roles"]
    scopes = {name: {"view": "all", "edit": "all"} for name in RIGHTS}
    answer = boss.patch(f"/records/role/{roles[0]['id']}", {"fields": FIELDS, "scopes": scopes})
    assert answer.status_code == 200, answer.content
    return caller


def _made(caller: Caller, object_name: str, **values: Any) -> Any:
    answer = caller.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[attr-defined]


@pytest.fixture
def lead(boss: Caller, limited: Caller) -> dict[str, Any]:
    """A lead full of secrets, changed twice and followed up."""
    fair = _made(boss, "campaign", name="Vermilion Fair")
    values = {
        **HIDDEN,
        **MASKED,
        "campaign": fair["id"],
        "title": "Buyer",
        "next_contact_at": "2031-05-06T00:00:00Z",
    }
    made = _made(boss, "lead", name="Guest One", source="phone", **values)
    for more in (
        {"wechat": "wx-other", "mobile": "13800138000"},
        {"wechat": HIDDEN["wechat"], "mobile": MASKED["mobile"]},
    ):
        assert boss.patch(f"/records/lead/{made['id']}", more).status_code == 200
    related = [{"object": "lead", "id": made["id"]}]
    _made(
        boss,
        "activity",
        kind="call",
        subject="First call",
        related=related,
        status="done",
        result="indigo outcome",
    )
    found: dict[str, Any] = boss.get(f"/records/lead/{made['id']}").json()  # type: ignore[attr-defined]
    return found


def _said(answer: Any, *statuses: int) -> str:
    assert answer.status_code in (statuses or (200,)), answer.content
    return json.dumps(answer.json(), ensure_ascii=False)


def _everything_said(caller: Caller, lead: dict[str, Any]) -> dict[str, str]:
    """What the API tells of the lead, by place."""
    one = f"/records/lead/{lead['id']}"
    activity = {
        "filter": {"field": "related", "op": "has_any", "value": [{"object": "lead", "id": lead["id"]}]}
    }
    return {
        "list": _said(caller.get("/records/lead")),
        "query": _said(caller.post("/records/lead/query", {"q": "Guest One"})),
        "detail": _said(caller.get(one)),
        "history": _said(caller.get(f"{one}/history")),
        "timeline": _said(caller.get(f"{one}/timeline")),
        "related": _said(caller.get(f"{one}/related/activities")),
        "activities": _said(caller.post("/records/activity/query", activity)),
        "access": _said(caller.get(f"{one}/access")),
        "team": _said(caller.get(f"{one}/team")),
        "search": _said(caller.get("/search", q="Guest One")),
        "meta": _said_of_the_object(caller),
        "stale write": _said(caller.patch(one, {"_version": 1, "name": "Guest Two"}), 409),
        "write": _said(caller.patch(one, {"title": "Buyer"})),
        "refused write": _said(caller.patch(one, {"name": "x" * 500}), 422),
        "bulk": _said(
            caller.post("/records/lead/bulk", {"update": [{"id": lead["id"], "name": "Guest One"}]})
        ),
        "follow up": _said(caller.post(f"{one}/actions/follow_up", {"content": "called"}), 200, 409),
        "duplicates": _said(caller.post("/records/lead/duplicates", {"id": lead["id"]})),
        "aggregate": _said(caller.post("/records/lead/aggregate", {"groups": ["status"]})),
        "openapi": _lead_schema(caller),
    }


def _words(node: Any) -> set[str]:
    """Every key and text of an answer, the codes of choices apart: a lead's source may be WeChat."""
    if isinstance(node, dict):
        parts = [value for key, value in node.items() if key not in ("choices", "enum", "code")]
        return set(node).union(*map(_words, parts))
    if isinstance(node, list):
        return set().union(*map(_words, node))
    return {node} if isinstance(node, str) else set()


def _said_of_the_object(caller: Caller) -> str:
    """/meta without the dialogs of actions, whose parameters are no fields of the lead."""
    answer: Any = caller.get("/meta/objects/lead")
    return json.dumps(
        {key: value for key, value in answer.json().items() if key != "actions"}, ensure_ascii=False
    )


def _lead_schema(caller: Caller) -> str:
    schemas = caller.get("/openapi.json").json()["components"]["schemas"]  # type: ignore[attr-defined]
    return json.dumps([schemas["lead"], schemas["lead_write"]])


@pytest.mark.req("PM-01")
def test_what_is_hidden_is_told_nowhere(boss: Caller, limited: Caller, lead: dict[str, Any]) -> None:
    told = _everything_said(limited, lead)
    leaks = [(place, secret) for place, text in told.items() for secret in SECRETS if secret in text]
    leaks += [
        (place, name) for place, text in told.items() for name in NAMES if name in _words(json.loads(text))
    ]
    assert leaks == []
    everything = "".join(_everything_said(boss, lead).values())
    assert [secret for secret in SECRETS if secret not in everything] == [], "the places tell nothing at all"


@pytest.mark.req("PM-01")
def test_what_is_masked_shows_its_mask(limited: Caller, lead: dict[str, Any]) -> None:
    record = limited.get(f"/records/lead/{lead['id']}").json()  # type: ignore[attr-defined]
    assert (record["mobile"], record["company"], record["title"]) == ("139****5678", "****", "Buyer")
    changes = [
        (item["old"], item["new"])
        for item in limited.get(f"/records/lead/{lead['id']}/history").json()["items"]  # type: ignore[attr-defined]
        if item["field"] == "mobile"
    ]
    assert changes == [("138****8000", "139****5678"), ("139****5678", "138****8000")]


@pytest.mark.req("PM-01")
def test_an_export_holds_what_the_list_shows(limited: Caller, lead: dict[str, Any]) -> None:
    for name in (*HIDDEN, "campaign"):
        answer = limited.post("/exports", {"object": "lead", "fields": ["name", name], "format": "csv"})
        assert answer.status_code == 422, (name, answer.content)
    number = limited.post("/exports", {"object": "lead", "format": "csv"}).json()["id"]  # type: ignore[attr-defined]
    run_queued()
    given: Any = limited.get(f"/exports/{number}/file")
    text = b"".join(given.streaming_content).decode("utf-8-sig")
    assert "Guest One" in text
    assert [secret for secret in SECRETS if secret in text] == []


def _refusals(caller: Caller, name: str) -> list[tuple[int, Any]]:
    """What every use of a field is told, the name itself taken out."""
    leaf = {"field": name, "op": "is_empty"}
    asked = [
        caller.post("/records/lead/query", {"filter": leaf}),
        caller.post("/records/lead/query", {"filter": {"all": [{"not": leaf}]}}),
        caller.post("/records/lead/query", {"sort": [name]}),
        caller.post("/records/lead/query", {"sort": [f"-{name}"]}),
        caller.post("/records/lead/aggregate", {"groups": [name]}),
        caller.post(
            "/records/lead/aggregate", {"measures": [{"agg": "count_distinct", "field": name, "as": "n"}]}
        ),
        caller.post("/records/activity/query", {"filter": {"some": "related", "where": leaf}}),
        caller.get("/records/lead", filter=json.dumps(leaf)),
        caller.post("/exports", {"object": "lead", "fields": ["name"], "filter": leaf}),
    ]
    return [(a.status_code, json.loads(a.content.decode().replace(name, "…"))) for a in asked]


@pytest.mark.req("PM-01")
@pytest.mark.parametrize("name", [*HIDDEN, *MASKED, "campaign", "next_contact_at"])
def test_an_unreadable_field_is_refused_like_an_unknown_one(
    limited: Caller, lead: dict[str, Any], name: str
) -> None:
    unknown = _refusals(limited, NO_FIELD)
    assert {status for status, _body in unknown} == {422}
    assert _refusals(limited, name) == unknown


@pytest.mark.req("PM-01")
@pytest.mark.parametrize("name", [*HIDDEN, "campaign", "campaign.name"])
def test_a_hidden_field_cannot_be_asked_for(limited: Caller, lead: dict[str, Any], name: str) -> None:
    bodies = []
    for one in (name, NO_FIELD):
        answer = limited.get(f"/records/lead/{lead['id']}", fields=f"name,{one}")
        assert answer.status_code == 422
        bodies.append(json.loads(answer.content.decode().replace(one, "…")))
    assert bodies[0] == bodies[1]


@pytest.mark.req("PM-01")
def test_paths_stop_at_what_is_unreadable(boss: Caller, limited: Caller) -> None:
    """Of the target too, before any row is looked at: an empty list answers the same."""
    account = _made(boss, "account", name="Firm", phone="+862112345678", level="A")
    for _round in range(2):
        for path in ("account.phone", "account.owner.nothing", "account.name.x", "nothing.name"):
            assert limited.post("/records/contact/query", {"fields": ["name", path]}).status_code == 422, path
        for path in ("account.phone", "account.level"):
            for body in ({"sort": [path]}, {"filter": {"field": path, "op": "is_empty"}}):
                assert limited.post("/records/contact/query", body).status_code == 422, path
        _made(boss, "contact", name="Person", account=account["id"])
    items = limited.post("/records/contact/query", {"fields": ["account.level"]}).json()["items"]  # type: ignore[attr-defined]
    assert [item["account.level"] for item in items] == ["****", "****"]


@pytest.mark.req("PM-01")
def test_a_masked_reference_leads_nowhere(boss: Caller, limited: Caller) -> None:
    roles = boss.get(f"/records/user/{limited.id}", fields="roles").json()["roles"]  # type: ignore[attr-defined]
    assert (
        boss.patch(f"/records/role/{roles[0]['id']}", {"fields": {"contact.account": "masked"}}).status_code
        == 200
    )
    account = _made(boss, "account", name="Cobalt Firm")
    contact = _made(boss, "contact", name="Person", account=account["id"])
    shown = limited.get(f"/records/contact/{contact['id']}").json()  # type: ignore[attr-defined]
    assert shown["account"] == "****"
    assert limited.get(f"/records/contact/{contact['id']}", fields="account.name").status_code == 422
    assert limited.get(f"/records/account/{account['id']}/related/contacts").status_code == 404
    relations = limited.get("/meta/objects/account").json()["relations"]  # type: ignore[attr-defined]
    assert "contacts" not in [relation["name"] for relation in relations]


@pytest.mark.req("PM-01")
@pytest.mark.parametrize("q", ["quartz.harbour", "13912345678", "5678", "Obsidian", "obsidian works"])
def test_searching_does_not_find_by_what_is_unread(
    boss: Caller, limited: Caller, lead: dict[str, Any], q: str
) -> None:
    for caller, expected in ((boss, [lead["id"]]), (limited, [])):
        page = caller.post("/records/lead/query", {"q": q}).json()  # type: ignore[attr-defined]
        assert [item["id"] for item in page["items"]] == expected
        assert page["total"] == len(expected)
        hits = caller.get("/search", q=q).json()["items"]  # type: ignore[attr-defined]
        assert [hit["id"] for hit in hits if hit["object"] == "lead"] == expected
    assert [i["id"] for i in limited.post("/records/lead/query", {"q": "Guest"}).json()["items"]] == [
        lead["id"]
    ]  # type: ignore[attr-defined]


@pytest.mark.req("PM-01")
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"wechat": "x"}, "unknown_field"),
        ({"campaign": None}, "unknown_field"),
        ({"mobile": "13800138000"}, "read_only"),
        ({"title": "Chief"}, "read_only"),
    ],
)
def test_what_may_not_be_written_stays(
    limited: Caller, lead: dict[str, Any], values: dict[str, Any], code: str
) -> None:
    rows = Lead.objects.system(reason="a test looks").filter(pk=lead["id"])
    before, events = rows.values().get(), Event.objects.count()
    answer = limited.patch(f"/records/lead/{lead['id']}", values)
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == [code]  # type: ignore[attr-defined]
    created = limited.post("/records/lead", {"name": "New", "source": "phone", **values})
    assert created.status_code == 422
    assert (rows.values().get(), Event.objects.count()) == (before, events)
    assert Lead.objects.system(reason="a test looks").count() == 1


@pytest.mark.req("PM-01")
def test_a_view_that_names_a_hidden_field_is_not_offered(boss: Caller, limited: Caller) -> None:
    """Its filter would tell the name, and its list would be refused."""
    shared = [{"object": "user", "id": limited.id}]
    view = {
        "object": "lead",
        "name": "By WeChat",
        "filter": {"field": "wechat", "op": "is_not_empty"},
        "shared_with": shared,
    }
    made = _made(boss, "saved_view", **view)
    plain = _made(
        boss, "saved_view", object="lead", name="Plain", columns=["name", "wechat"], shared_with=shared
    )
    offered = {v["id"]: v for v in limited.get("/meta/objects/lead").json()["views"]}  # type: ignore[attr-defined]
    assert str(made["id"]) not in offered
    assert offered[str(plain["id"])]["columns"] == ["name"]
    assert limited.get("/records/lead", view=str(made["id"])).status_code == 422


GONE = "A field of this view is switched off, deleted or hidden from you; the view cannot be used now"
OFF = "“Budget” is switched off; this view cannot be used until it is back"
BUDGET = {"field": "x_budget", "op": "gt", "value": "100"}


@pytest.mark.req("PM-01")
@pytest.mark.parametrize(
    ("level", "beside", "reason"),
    [
        ("read", None, OFF),
        ("hidden", None, None),
        ("masked", None, None),
        ("read", {"field": "wechat", "op": "is_not_empty"}, None),
        ("read", {"field": "campaign.name", "op": "is_not_empty"}, None),
    ],
)
def test_who_may_not_read_a_field_is_not_told_that_it_is_switched_off(
    boss: Caller, limited: Caller, level: str, beside: dict[str, Any] | None, reason: str | None
) -> None:
    """A view that is shared with him is not offered then; of his own he is told no name."""
    field = _made(boss, "field_def", object="lead", label="Budget", api_name="x_budget", type="decimal")
    shared = [{"object": "user", "id": limited.id}]
    where = {"all": [BUDGET, beside]} if beside else BUDGET
    view = {"object": "lead", "name": "Big", "filter": where}
    theirs = _made(boss, "saved_view", **view, shared_with=shared)
    _set_levels(boss, limited, {})
    mine = _made(limited, "saved_view", **view)
    _set_levels(boss, limited, {**FIELDS, "lead.x_budget": level})
    assert boss.patch(f"/records/field_def/{field['id']}", {"is_active": False}).status_code == 200

    answer = limited.get("/meta/objects/lead").json()  # type: ignore[attr-defined]
    told = {v["id"]: (v["unusable"], v["filter"]) for v in answer["views"] if not v["is_preset"]}
    if reason is None:
        assert told == {str(mine["id"]): (GONE, None)}
        assert "udget" not in json.dumps(answer)
    else:
        assert told == {str(mine["id"]): (reason, None), str(theirs["id"]): (reason, None)}


def _set_levels(boss: Caller, caller: Caller, levels: dict[str, str]) -> None:
    role = boss.get(f"/records/user/{caller.id}", fields="roles").json()["roles"][0]["id"]  # type: ignore[attr-defined]
    assert boss.patch(f"/records/role/{role}", {"fields": levels}).status_code == 200


def _within(caller: Caller, object_name: str) -> dict[str, str | None]:
    fields = caller.get(f"/meta/objects/{object_name}").json()["fields"]  # type: ignore[attr-defined]
    return {f["name"]: f["within"] for f in fields if f["target"] in ("address", "contact", "opportunity")}


@pytest.mark.req("PM-01")
def test_pickers_are_narrowed_by_what_one_may_read_on_both_sides(boss: Caller, limited: Caller) -> None:
    all_three = {"opportunity": "account", "shipping_address": "account", "billing_address": "account"}
    assert _within(boss, "sales_order") == all_three
    assert _within(limited, "sales_order") == all_three
    for level in ("hidden", "masked"):
        _set_levels(boss, limited, {**FIELDS, "address.account": level})
        one_side = {"opportunity": "account", "shipping_address": None, "billing_address": None}
        assert _within(limited, "sales_order") == one_side
        _set_levels(boss, limited, {**FIELDS, "sales_order.account": level})
        assert set(_within(limited, "sales_order").values()) == {None}
    assert _within(boss, "sales_order") == all_three


def test_a_picker_in_a_line_is_narrowed_by_what_the_document_names(db: None) -> None:
    """No line has `account` itself; that of its order counts. What the order does not have either narrows nothing."""
    line = catalogue().get("sales_order_line")
    receiver = spec_field("reference", "receiver", "收货人", "Receiver", target="contact", within="account")
    describer = Describer(system_context())
    assert describer.field(line, receiver)["within"] == "account"
    assert describer.field(line, replace(receiver, within="department"))["within"] == "department"
    assert describer.field(line, replace(receiver, within="parent"))["within"] is None


@pytest.mark.req("PM-01")
def test_duplicates_are_not_found_by_what_is_hidden(boss: Caller, limited: Caller) -> None:
    _made(boss, "account", name="Cobalt Firm", phone="+862112345678")
    for values, status in (({"phone": "+862112345678"}, 422), ({"name": "Cobalt Firm"}, 200)):
        answer = limited.post("/records/account/duplicates", {"values": values})
        assert answer.status_code == status
    assert [item["name"] for item in answer.json()["items"]] == ["Cobalt Firm"]  # type: ignore[attr-defined]
