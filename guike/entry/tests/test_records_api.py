"""The record routes as a program uses them: writing, versions, keys, bulk, the recycle bin."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from guike.domains.accounts.models import Account
from guike.domains.leads.models import Lead
from guike.entry.tests.people import Caller, person
from guike.platform.events.models import Event
from guike.platform.records.models import IdempotencyRecord, NumberCounter

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Caller:
    return person("boss", is_administrator=True)


def _json(answer: HttpResponse) -> Any:
    return json.loads(answer.content)


def _keyed(caller: Caller, path: str, body: Any, key: str) -> HttpResponse:
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "en", "Idempotency-Key": key}
    answer: Any = Client(headers=headers).post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json"
    )
    return answer  # type: ignore[no-any-return]


def _lead(caller: Caller, **values: Any) -> Any:
    answer = caller.post("/records/lead", {"name": "沈默", "source": "phone", **values})
    assert answer.status_code == 201, answer.content
    return _json(answer)


def _leads() -> int:
    return int(Lead.objects.system(reason="a test counts").count())


def test_every_wrong_value_is_named_at_once_and_nothing_is_written(boss: Caller) -> None:
    answer = boss.post(
        "/records/lead",
        {"mobile": "12", "source": "nowhere", "email": "x", "nonsense": 1, "status": "converted"},
    )
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    body = _json(answer)
    assert body["code"] == "invalid"
    assert {(e["field"], e["code"]) for e in body["errors"]} >= {
        ("mobile", "type.phone"),
        ("source", "type.choice"),
        ("email", "type.email"),
        ("nonsense", "unknown_field"),
    }
    written = (
        Event.objects.filter(object_name="lead").count(),
        NumberCounter.objects.filter(key__startswith="lead:").count(),
    )
    assert (_leads(), *written) == (0, 0, 0)


def test_phone_is_kept_and_found_in_any_spelling(boss: Caller) -> None:
    lead = _lead(boss, mobile="+86 138-0013 8000")
    assert lead["mobile"] == "13800138000"
    for spelling in ("13800138000", "138 0013", "１３８００１３８"):
        assert [r["id"] for r in _json(boss.get("/records/lead", q=spelling))["items"]] == [lead["id"]]


@pytest.mark.req("LD-01")
def test_a_new_lead_is_its_creators_pending_and_first_in_his_list(boss: Caller) -> None:
    _lead(boss, name="前一条")
    lead = _lead(boss)
    assert (lead["owner"]["id"], lead["status"], lead["_version"]) == (boss.id, "pending", 1)
    assert _json(boss.get("/records/lead"))["items"][0]["id"] == lead["id"]
    refused = boss.post("/records/lead", {"name": "无来源"})
    assert [(e["field"], e["code"]) for e in _json(refused)["errors"]] == [("source", "required")]


def test_a_stale_version_is_refused_with_both_sides(boss: Caller) -> None:
    lead = _lead(boss)
    path = f"/records/lead/{lead['id']}"
    assert _json(boss.patch(path, {"title": "经理", "_version": 1}))["_version"] == 2
    answer = boss.patch(path, {"title": "主任", "company": "澄漪印务", "_version": 1})
    assert answer.status_code == 409
    body = _json(answer)
    assert body["code"] == "conflict.stale"
    assert body["yours"] == {"title": "主任", "company": "澄漪印务"}
    assert (body["current"]["title"], body["base_version"], body["changed_fields"]) == ("经理", 1, ["title"])
    assert _json(boss.get(path))["title"] == "经理"
    assert _json(boss.patch(path, {"title": "主任"}))["_version"] == 3


def test_what_the_system_keeps_does_not_make_a_form_stale(boss: Caller) -> None:
    lead = _lead(boss)
    path = f"/records/lead/{lead['id']}"
    boss.post(
        "/records/activity",
        {
            "kind": "call",
            "status": "done",
            "result": "已联系",
            "related": [{"object": "lead", "id": lead["id"]}],
        },
    )
    after = _json(boss.get(path))
    assert after["last_follow_up_at"] is not None
    assert after["_version"] == 1


def test_the_same_key_answers_the_first_result_again(boss: Caller) -> None:
    body = {"name": "只一条", "source": "phone"}
    first = _keyed(boss, "/records/lead", body, "k1")
    again = _keyed(boss, "/records/lead", body, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert _leads() == 1
    other = _keyed(boss, "/records/lead", {**body, "name": "另一条"}, "k1")
    assert other.status_code == 422
    assert _json(other)["errors"][0]["code"] == "idempotency.mismatch"
    assert _keyed(boss, "/records/lead", body, "k2").status_code == 201
    assert _leads() == 2


def test_a_refused_call_leaves_no_key_behind(boss: Caller) -> None:
    assert _keyed(boss, "/records/lead", {"name": "无来源"}, "k1").status_code == 422
    assert IdempotencyRecord.objects.count() == 0
    assert _keyed(boss, "/records/lead", {"name": "有来源", "source": "phone"}, "k1").status_code == 201


def test_bulk_rows_are_independent_unless_atomic(boss: Caller) -> None:
    rows = [{"name": "一", "source": "phone"}, {"name": "二"}, {"name": "三", "source": "phone"}]
    answer = _json(boss.post("/records/lead/bulk", {"create": rows}))
    assert [r["ok"] for r in answer["results"]] == [True, False, True]
    assert answer["results"][1]["error"]["errors"][0]["field"] == "source"
    assert _leads() == 2
    answer = _json(boss.post("/records/lead/bulk", {"create": rows, "atomic": True}))
    assert [r["ok"] for r in answer["results"]] == [False, False, False]
    assert _leads() == 2
    ids = [r["id"] for r in _json(boss.get("/records/lead"))["items"]]
    answer = _json(boss.post("/records/lead/bulk", {"update": [{"id": i, "title": "经理"} for i in ids]}))
    assert all(r["ok"] for r in answer["results"])
    answer = _json(boss.post("/records/lead/bulk", {"delete": [*ids, 999_999]}))
    assert [r["ok"] for r in answer["results"]] == [True, True, False]
    assert answer["results"][2]["error"]["code"] == "not_found"


def test_the_outside_key_creates_once_and_then_updates(boss: Caller) -> None:
    path = "/records/lead/external/erp/42"
    headers = {"Authorization": f"Bearer {boss.token}"}

    def put(body: Any) -> Any:
        return Client(headers=headers).put(
            f"/api/v1{path}", json.dumps(body), content_type="application/json"
        )

    first, second = put({"name": "外部", "source": "website"}), put({"name": "外部改", "source": "website"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert _json(first)["id"] == _json(second)["id"]
    assert (_leads(), _json(second)["name"], _json(second)["external_id"]) == (1, "外部改", "42")


def test_an_outside_key_with_blanks_around_it_is_the_same_key(boss: Caller) -> None:
    rows = [
        {"source_system": "erp", "external_id": key, "name": "外部", "source": "website"}
        for key in ("42", " 42 ")
    ]
    results = _json(boss.post("/records/lead/bulk", {"upsert": rows}))["results"]
    assert [(r["ok"], r["id"]) for r in results] == [(True, results[0]["id"])] * 2
    assert _leads() == 1
    refused = boss.post(
        "/records/lead/bulk", {"upsert": [{**rows[0], "external_id": "4\0"}, {**rows[0], "external_id": " "}]}
    )
    codes = [r["error"]["errors"][0] for r in _json(refused)["results"]]
    assert [(e["field"], e["code"]) for e in codes] == [
        ("external_id", "type.control_characters"),
        ("external_id", "required"),
    ]
    assert _leads() == 1


@pytest.mark.req("CU-31")
def test_a_parent_with_living_children_stays_and_restore_brings_links_back(boss: Caller) -> None:
    account = _json(boss.post("/records/account", {"name": "棠梨包装有限公司"}))
    contact = _json(boss.post("/records/contact", {"name": "顾一鸣", "account": account["id"]}))
    refused = boss.delete(f"/records/account/{account['id']}")
    assert (refused.status_code, _json(refused)["code"]) == (409, "delete.children")
    assert Account.objects.system(reason="a test looks").get(pk=account["id"]).deleted_at is None
    assert boss.delete(f"/records/contact/{contact['id']}").status_code == 204
    assert boss.delete(f"/records/account/{account['id']}").status_code == 204
    assert boss.get(f"/records/account/{account['id']}").status_code == 404
    binned = _json(boss.get("/records/account", deleted="true"))
    assert [r["id"] for r in binned["items"]] == [account["id"]]
    first = boss.post(f"/records/contact/{contact['id']}/actions/restore")
    assert (first.status_code, _json(first)["code"]) == (409, "restore.parent_deleted")
    assert boss.post(f"/records/account/{account['id']}/actions/restore").status_code == 200
    assert boss.post(f"/records/contact/{contact['id']}/actions/restore").status_code == 200
    related = _json(boss.get(f"/records/account/{account['id']}/related/contacts"))
    assert [r["id"] for r in related["items"]] == [contact["id"]]


def test_pages_follow_one_another_and_a_cursor_is_bound_to_its_list(boss: Caller) -> None:
    ids = [_lead(boss, name=f"第{n}条")["id"] for n in range(5)]
    page = _json(boss.get("/records/lead", limit="2"))
    assert ([r["id"] for r in page["items"]], page["total"], page["total_is_exact"]) == (
        [ids[4], ids[3]],
        5,
        True,
    )
    second = _json(boss.get("/records/lead", limit="2", cursor=page["next_cursor"]))
    third = _json(boss.get("/records/lead", limit="2", cursor=second["next_cursor"]))
    assert [r["id"] for r in second["items"] + third["items"]] == [ids[2], ids[1], ids[0]]
    assert third["next_cursor"] is None
    wrong = boss.get("/records/lead", limit="2", sort="name", cursor=page["next_cursor"])
    assert (wrong.status_code, _json(wrong)["code"]) == (400, "cursor.invalid")


def test_odd_requests_are_refused_and_never_fail(boss: Caller) -> None:
    odd = {"measures": [{"as": "n", "agg": {"a": 1}}]}
    answer = boss.post("/records/lead/aggregate", odd)
    assert (answer.status_code, _json(answer)["errors"][0]["field"]) == (422, "measures[0].agg")
    headers = {"Authorization": f"Bearer {boss.token}"}
    form: Any = Client(headers=headers).post(
        "/api/v1/imports/preview", "x", content_type="multipart/form-data"
    )
    assert (form.status_code, _json(form)["code"]) == (400, "request.bad")


def test_unknown_parameters_and_bodies_that_are_no_json_are_bad_requests(boss: Caller) -> None:
    assert _json(boss.get("/records/lead", colour="red"))["code"] == "request.unknown_parameter"
    headers = {"Authorization": f"Bearer {boss.token}"}
    answer: Any = Client(headers=headers).post("/api/v1/records/lead", "{", content_type="application/json")
    assert (answer.status_code, _json(answer)["code"]) == (400, "request.not_json")


def test_history_and_timeline_say_who_changed_what_from_what_to_what(boss: Caller) -> None:
    lead = _lead(boss, title="经理")
    boss.patch(f"/records/lead/{lead['id']}", {"title": "主任", "industry": "ict"})
    items = _json(boss.get(f"/records/lead/{lead['id']}/history"))["items"]
    assert {(i["field"], i["label"], i["old"], i["new"]) for i in items} == {
        ("title", "Title", "经理", "主任"),
        ("industry", "Industry", None, "ICT"),
    }
    assert {i["actor"]["name"] for i in items} == {"boss"}
    kinds = [e["kind"] for e in _json(boss.get(f"/records/lead/{lead['id']}/timeline"))["items"]]
    assert kinds == ["history", "event"]


@pytest.mark.parametrize(
    ("object_name", "values", "words"),
    [
        ("lead", {"status": "invalid"}, {"zh-CN": "标为无效", "en": "Mark as invalid"}),
        ("lead", {"status": "unassigned"}, {"zh-CN": "退回", "en": "Return"}),
        ("lead", {"owner": None}, {"zh-CN": "退回", "en": "Return"}),
    ],
)
def test_what_only_a_button_does_is_refused_in_the_words_of_the_button(
    boss: Caller, object_name: str, values: dict[str, Any], words: dict[str, str]
) -> None:
    lead = _lead(boss)
    for locale, label in words.items():
        answer = Client(headers={"Authorization": f"Bearer {boss.token}", "Accept-Language": locale}).patch(
            f"/api/v1/records/{object_name}/{lead['id']}", json.dumps(values), content_type="application/json"
        )
        [error] = _json(answer)["errors"]
        assert error["code"] == "use_action"
        assert label in error["message"], error["message"]
    assert _json(boss.get(f"/records/lead/{lead['id']}"))["status"] == "pending"


def test_a_refusal_says_its_requests_number(boss: Caller) -> None:
    headers = {"Authorization": f"Bearer {boss.token}", "X-Request-Id": "number-of-a-proxy"}
    answer = Client(headers=headers).get("/api/v1/records/lead/999999")
    assert (answer.status_code, answer["X-Request-Id"]) == (404, "number-of-a-proxy")


@pytest.mark.parametrize("place", [["9999-12-31", "10000"], ["2026-11-29T08:00:00+00:00", 7]])
def test_a_made_up_cursor_of_a_timeline_is_refused(boss: Caller, place: list[Any]) -> None:
    lead = _json(boss.post("/records/lead", {"name": "方艳", "source": "phone"}))
    cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
    answer = boss.get(f"/records/lead/{lead['id']}/timeline", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor.invalid")
