"""Who is likely the same."""

from json import loads

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guike.entry.tests.people import person
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.models import DuplicateRule
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.duplicates import find_matches, keys_of
from guike.platform.records.duplicates.keys import comparable

RIGHTS = {"lead": ["view", "create", "edit"], "account": ["view", "create"], "contact": ["view", "create"]}
WHY = "a test's own rules"


@pytest.fixture
def anna(db):
    return person("anna", RIGHTS)


@pytest.fixture
def boss(db):
    return person("boss", is_administrator=True)


def lead(caller, **values):
    answer = caller.post("/records/lead", {"source": "exhibition", **values})
    assert answer.status_code == 201, answer.content
    return answer.json()["id"]


def found(caller, values, object_name="lead"):
    answer = caller.post(f"/records/{object_name}/duplicates", {"values": values})
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def rule(**values):
    DuplicateRule.objects.system(reason=WHY).bulk_create([DuplicateRule(**values)])
    bump(metadata=True)
    begin_versions()


@pytest.mark.req("LD-06")
@pytest.mark.parametrize(
    "spelling", ["+86 138-0013-8000", "１３８００１３８０００", "0086 13800138000", "138 0013 8000"]
)
def test_the_same_mobile_in_any_spelling_is_reported(anna, spelling):
    mine = lead(anna, name="王小明", mobile="13800138000")
    assert found(anna, {"mobile": spelling}) == [
        {
            "object": "lead",
            "id": mine,
            "name": "王小明",
            "score": 100,
            "reasons": ["same Mobile"],
            "visible": True,
            "owner": {"id": anna.id, "name": "anna"},
        }
    ]


@pytest.mark.req("LD-06")
def test_the_same_company_in_any_spelling_is_reported(anna):
    mine = lead(anna, name="王小明", company="云帆（北京）印务有限责任公司")
    (item,) = found(anna, {"company": "云帆(北京)印务有限公司"})
    assert (item["id"], item["score"], item["reasons"]) == (mine, 60, ["same Company"])
    (item,) = found(anna, {"company": "云帆(北京)印务有限公司", "name": "王小明"})
    assert (item["score"], item["reasons"]) == (95, ["same Company, Name", "same Company"])
    assert found(anna, {"company": "云帆(上海)印务有限公司"}) == []


@pytest.mark.req("LD-06", "CU-05")
def test_a_lead_may_be_a_customer_already(boss):
    account = boss.post("/records/account", {"name": "云帆印务有限公司"}).json()["id"]
    contact = boss.post(
        "/records/contact", {"name": "王总", "account": account, "mobile": "13800138000"}
    ).json()["id"]
    items = found(boss, {"mobile": "138-0013-8000", "company": "云帆印务"})
    assert [(i["object"], i["id"], i["score"]) for i in items] == [
        ("contact", contact, 80),
        ("account", account, 70),
    ]
    assert [i["id"] for i in found(boss, {"name": "云帆印务有限责任公司"}, "account")] == [account]


def test_one_out_of_sight_is_told_without_its_number(anna, boss):
    lead(boss, name="王小明", mobile="13800138000")
    (item,) = found(anna, {"mobile": "13800138000"})
    assert (item["id"], item["visible"], item["name"], item["owner"]["name"]) == (
        None,
        False,
        "王小明",
        "boss",
    )


def test_a_rule_may_keep_name_and_owner_to_itself(anna, boss):
    rule(object="lead", match=[{"field": "wechat", "how": "text"}], shows_owner=False)
    lead(boss, name="王小明", wechat="Xiaoming_88")
    (item,) = found(anna, {"wechat": "xiaoming_88"})
    assert (item["name"], item["owner"], item["visible"]) == (None, None, False)


def test_a_record_is_not_its_own_duplicate(anna):
    first = lead(anna, name="王小明", mobile="13800138000")
    second = lead(anna, name="王晓明", mobile="13800138000")
    answer = anna.post("/records/lead/duplicates", {"id": first})
    assert [item["id"] for item in loads(answer.content)["items"]] == [second]


def test_a_record_out_of_sight_cannot_be_asked_about(anna, boss):
    hidden = lead(boss, name="王小明", mobile="13800138000")
    answer = anna.post("/records/lead/duplicates", {"id": hidden})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "reference.unknown")


def test_asking_needs_the_right_to_write(db):
    reader = person("reader", {"lead": ["view"]})
    answer = reader.post("/records/lead/duplicates", {"values": {"mobile": "13800138000"}})
    assert (answer.status_code, loads(answer.content)["code"]) == (403, "access.no_permission")


@pytest.mark.parametrize("body", [{}, {"values": 3}, {"id": "x"}, {"values": {"nothing": 1}}])
def test_a_question_that_makes_no_sense(anna, body):
    assert anna.post("/records/lead/duplicates", body).status_code == 422


def test_one_query_per_key_however_many_records(anna):
    for n in range(3):
        lead(anna, name=f"王{n}", mobile=f"1380013800{n}", company="云帆")
    with CaptureQueriesContext(
        connection,
    ) as few:
        found(anna, {"mobile": "13800138000", "company": "云帆", "name": "王0"})
    for n in range(3, 9):
        lead(anna, name=f"王{n}", mobile=f"1380013800{n}", company="云帆")
    with CaptureQueriesContext(connection) as many:
        found(anna, {"mobile": "13800138000", "company": "云帆", "name": "王0"})
    assert len(few) == len(many)


def test_keys_are_read_through_their_indexes(boss):
    lead(boss, name="王小明", mobile="13800138000", company="云帆", phone="010-62345678")
    others = [
        {"name": f"某{n}", "source": "phone", "company": f"第{n}厂"}
        | {"mobile": f"139001{n:05}", "phone": f"010-6000{n:04}"}
        for n in range(400)
    ]
    assert boss.post("/records/lead/bulk", {"create": others}).status_code == 200
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("ANALYZE lead")  # of an empty table all indexes look alike
        cursor.execute("SET LOCAL enable_seqscan = off")
        found(boss, {"mobile": "13800138000", "company": "云帆", "name": "王小明", "phone": "010-62345678"})
        plans = []
        for query in asked.captured_queries:
            if "AS wanted(" in query["sql"] and 'FROM "lead"' in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(line for (line,) in cursor.fetchall()))
    used = {
        name
        for name in ("lead_mobile_ix", "lead_phone_ix", "lead_company_key_ix")
        for p in plans
        if name in p
    }
    assert used == {"lead_mobile_ix", "lead_phone_ix", "lead_company_key_ix"}


def test_a_value_that_many_share_costs_no_more_than_others(boss):
    others = [{"name": f"某{n}", "source": "phone", "company": "云帆"} for n in range(60)]
    assert boss.post("/records/lead/bulk", {"create": others}).status_code == 200
    spec = catalogue().get("lead")
    (key,) = (key for key in keys_of(spec) if key.name == "company" and not key.object)
    for most in (1, 7, 50):
        matches = find_matches(spec, key, [("云帆",), ("无此公司",)], most)
        assert {value: len(them) for value, them in matches.items()} == {("云帆",): most}
    assert len(find_matches(spec, key, [("云帆",)], 100)["云帆",]) == 60


def test_a_blocking_rule_refuses_the_second_one(anna):
    rule(object="lead", match=[{"field": "email", "how": "text"}], effect="block")
    lead(anna, name="王小明", email="w@example.com")
    body = {"name": "王二", "email": "Ｗ@example.com", "source": "exhibition"}
    answer = anna.post("/records/lead", body)
    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("email", "duplicate.blocked")]
    both = [{"name": n, "email": "new@example.com", "source": "exhibition"} for n in ("甲", "乙")]
    results = anna.post("/records/lead/bulk", {"create": both}).json()["results"]
    assert [r["ok"] for r in results] == [True, False]
    other = lead(anna, name="丙", email="c@example.com")
    refused = anna.patch(f"/records/lead/{other}", {"email": "w@example.com"})
    assert refused.status_code == 422
    assert (
        anna.patch(f"/records/lead/{other}", {"email": "c@example.com", "title": "经理"}).status_code == 200
    )
    assert anna.get("/records/lead").json()["total"] == 3


def test_a_rule_over_another_object_and_a_custom_field(boss):
    field = {"object": "lead", "api_name": "x_tax", "type": "text", "label": "税号"}
    assert boss.post("/records/field_def", field).status_code == 201
    rule(
        object="lead", match=[{"field": "x_tax", "how": "exact", "object": "account", "other": "credit_code"}]
    )
    rule(object="lead", match=[{"field": "x_tax", "how": "text"}])
    code = "91330106MA2CFRWQ0P"
    mine = lead(boss, name="王小明", x_tax=code.lower())
    assert [i["id"] for i in found(boss, {"x_tax": code})] == [mine]


def test_a_rule_that_fits_no_more_is_left_out(anna):
    rule(object="lead", match=[{"field": "gone"}])
    rule(object="lead", match=[{"field": "wechat", "how": "sounds"}])
    assert found(anna, {"wechat": "x", "mobile": "13800138000"}) == []


def test_hidden_fields_tell_nothing(anna, boss):
    lead(boss, name="王小明", mobile="13800138000")
    Role.objects.system(reason=WHY).filter(name="role of anna").update(fields={"lead.mobile": "hidden"})
    bump(permission=True)
    answer = anna.post("/records/lead/duplicates", {"values": {"mobile": "13800138000"}})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_field")


def test_what_is_compared():
    assert comparable("phone", "138 0013 8000") == comparable("phone", "+8613800138000") == "+8613800138000"
    assert comparable("phone", "no phone") == comparable("text", None) == ""
    assert comparable("text", " ＡＢＣ ") == "abc"
    assert comparable("exact", {"id": 3, "name": "x"}) == comparable("exact", 3) == "3"


def test_a_blocking_rule_holds_when_a_record_comes_back(boss):
    rule(object="lead", match=[{"field": "email", "how": "text"}], effect="block")
    mine = lead(boss, name="王小明", email="w@example.com")
    assert boss.delete(f"/records/lead/{mine}").status_code == 204
    other = lead(boss, name="王二", email="Ｗ@example.com")
    refused = boss.post(f"/records/lead/{mine}/actions/restore", {})
    assert refused.status_code == 422, refused.content
    assert refused.json()["errors"][0] == {
        "field": "email", "code": "duplicate.blocked", "message": refused.json()["errors"][0]["message"],
    }  # fmt: skip
    assert "王二" in refused.json()["errors"][0]["message"]
    assert boss.get(f"/records/lead/{mine}").status_code == 404
    assert boss.delete(f"/records/lead/{other}").status_code == 204
    assert boss.post(f"/records/lead/{mine}/actions/restore", {}).status_code == 200
    assert boss.get(f"/records/lead/{mine}").json()["email"] == "w@example.com"
