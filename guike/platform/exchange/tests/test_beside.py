"""A list of companies that names a person at each: the account and its contact are made together."""

from __future__ import annotations

import pytest

from guike.entry.tests.people import person
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, counts, csv_of

HEADER = "客户名称,联系人,手机,座机,邮箱,职务"
ROWS = ("云帆印务,张伟,13800138000,010-62345001,zhang@example.com,经理", "青禾包装,李雷,13900139000,,,")


def people(caller):
    return [
        (one["name"], one["account"]["name"], one["mobile"], one["email"], one["title"])
        for one in caller.records("contact")
    ]


def made(status):
    return {one["object"]: one["count"] for one in status["beside"]}


def test_a_row_makes_the_account_and_its_contact(anna):
    preview = anna.preview("a.csv", csv_of(HEADER, *ROWS), "account")
    assert {c["name"]: c["field"] for c in preview["columns"]} == {
        "客户名称": "name", "联系人": "contact.name", "手机": "contact.mobile", "座机": "phone", "邮箱": "contact.email",
        "职务": "contact.title",
    }  # fmt: skip
    field = next(one for one in preview["fields"] if one["name"] == "contact.name")
    assert field == {
        "name": "contact.name", "label": "Contact · Name", "type": "text", "required": True, "lines": None,
        "beside": "contact", "group": "Contact", "joins": True,
    }  # fmt: skip
    assert not any(one["name"] in ("contact.account", "contact.reports_to") for one in preview["fields"])
    assert preview["tried"]["beside"] == [{"object": "contact", "label": "Contact", "count": 2}]
    assert anna.records("contact") == []
    status = anna.take("a.csv", csv_of(HEADER, *ROWS), "account")
    assert (counts(status), made(status)) == ((2, 0, 0, 0), {"contact": 2})
    assert people(anna) == [
        ("张伟", "云帆印务", "13800138000", "zhang@example.com", "经理"),
        ("李雷", "青禾包装", "13900139000", None, None),
    ]
    assert [(one["phone"], one["description"]) for one in anna.records("account")] == [
        ("010-62345001", None),
        (None, None),
    ]


@pytest.mark.parametrize("policy", ["skip", "update"])
def test_who_is_there_already_is_not_made_again(anna, policy):
    anna.take("a.csv", csv_of(HEADER, *ROWS), "account")
    again = csv_of(
        "客户名称,联系人,手机",
        "云帆印务,张伟,",  # of this name
        "云帆印务,张经理,138 0013 8000",  # of this mobile
        "云帆印务,韩梅,13700137000",  # a new one
        "青禾包装,张伟,13600136000",  # of that name elsewhere
    )
    status = anna.take("b.csv", again, "account", on_duplicate=policy)
    assert (status["created"], status["failed"], made(status)) == (0, 0, {"contact": 2})
    assert [one[:2] for one in people(anna)] == [
        ("张伟", "云帆印务"),
        ("李雷", "青禾包装"),
        ("韩梅", "云帆印务"),
        ("张伟", "青禾包装"),
    ]
    assert anna.undo(status["id"])["beside"] == {"contact": 2}
    assert [one[0] for one in people(anna)] == ["张伟", "李雷"]
    assert len(anna.records("account")) == 2


def test_several_people_of_a_new_account_stand_in_rows_of_their_own(anna):
    content = csv_of(
        "客户名称,联系人,手机", "云帆印务,张伟,13800138000", "云帆印务,韩梅,13700137000", "云帆印务,张伟,"
    )
    status = anna.take("a.csv", content, "account")
    assert (counts(status), made(status)) == ((1, 0, 2, 0), {"contact": 2})
    assert [one[:2] for one in people(anna)] == [("张伟", "云帆印务"), ("韩梅", "云帆印务")]
    assert anna.undo(status["id"]) == {
        "deleted": 1,
        "restored": 0,
        "kept": 0,
        "problems": [],
        "beside": {"contact": 2},
    }
    assert (anna.records("account"), anna.records("contact")) == ([], [])


def test_a_bad_cell_of_the_person_refuses_the_row_unless_it_may_be_left_empty(anna):
    content = csv_of(HEADER, "云帆印务,张伟,12,,no-address,", "合计,2,,,,")
    status = anna.take("a.csv", content, "account")
    assert (counts(status), made(status)) == ((0, 0, 0, 2), {"contact": 0})
    assert {(e["column"], e["row"]) for e in status["errors"]} == {("手机", 2), ("邮箱", 2), ("", 3)}
    assert (anna.records("account"), anna.records("contact")) == ([], [])
    decided = {name: {"on_bad": "empty"} for name in ("手机", "邮箱")}
    status = anna.take("a.csv", content, "account", columns=decided)
    assert (counts(status), made(status)) == ((1, 0, 0, 1), {"contact": 1})
    assert people(anna) == [("张伟", "云帆印务", None, None, None)]


def test_what_is_said_of_nobody_is_kept_with_the_account(anna):
    content = csv_of(HEADER, "云帆印务,,13800138000、13900139000,,zhang@example.com,", ROWS[1])
    status = anna.take("a.csv", content, "account")
    assert (counts(status), made(status)) == ((2, 0, 0, 0), {"contact": 1})
    account = anna.records("account")[0]
    assert account["phone"] == "13800138000"
    assert account["description"].split("\n") == ["手机：13900139000", "邮箱：zhang@example.com"]
    assert {note["column"] for note in status["notes"]} == {"邮箱", "座机"}


def test_a_person_who_may_make_no_contacts_keeps_the_name_in_the_remarks(db):
    eva = Importer(person("eva", {"account": EVERYTHING, "contact": ["view"]}))
    preview = eva.preview("a.csv", csv_of(HEADER, *ROWS), "account")
    assert not any(one["beside"] for one in preview["fields"])
    assert next(c for c in preview["columns"] if c["name"] == "联系人")["field"] == "description"
    answer = eva.send(
        "/imports",
        "a.csv",
        csv_of(HEADER, *ROWS),
        "account",
        mapping={"客户名称": "name", "联系人": "contact.name"},
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "import.not_importable")
    status = eva.take("a.csv", csv_of(HEADER, *ROWS), "account")
    assert (counts(status), eva.records("contact")) == ((2, 0, 0, 0), [])
    assert eva.records("account")[0]["description"].split("\n")[0] == "联系人：张伟"


def test_a_contact_that_was_changed_since_stays_with_its_account(anna):
    status = anna.take("a.csv", csv_of(HEADER, *ROWS), "account")
    changed = anna.records("contact")[0]["id"]
    assert anna.patch(f"/records/contact/{changed}", {"title": "总经理"}).status_code == 200
    foreseen = anna.get(f"/imports/{status['id']}/undo").json()
    assert (foreseen["deleted"], foreseen["kept"], [one["count"] for one in foreseen["beside"]]) == (
        1,
        1,
        [1],
    )
    undone = anna.undo(status["id"])
    assert (undone["deleted"], undone["kept"], undone["beside"]) == (1, 1, {"contact": 1})
    assert "“张伟” was changed after the import and stays" in [one["message"] for one in undone["problems"]]
    assert [one[0] for one in people(anna)] == ["张伟"]
    assert [one["name"] for one in anna.records("account")] == ["云帆印务"]


def test_without_a_name_for_the_person_the_columns_are_the_accounts(anna):
    content = csv_of("客户名称,手机,邮箱", "云帆印务,13800138000,zhang@example.com")
    assert {c["name"]: c["field"] for c in anna.preview("a.csv", content, "account")["columns"]} == {
        "客户名称": "name",
        "手机": "phone",
        "邮箱": "description",
    }


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("客户名称,姓,名,手机", ("云帆印务,张,伟,13800138000", "青禾包装,,韩梅,")),
        (
            "Company,First Name,Middle Name,Last Name,Mobile",
            ("云帆印务,Ada,B,Muster,13800138000", "青禾包装,Bo,,,"),
        ),
    ],
)
def test_the_parts_of_a_name_make_one_person_beside_the_account(anna, header, rows):
    preview = anna.preview("a.csv", csv_of(header, *rows), "account")
    fields = [column["field"] for column in preview["columns"]]
    assert (fields.count("contact.name"), fields[-1]) == (len(fields) - 2, "contact.mobile")
    status = anna.take("a.csv", csv_of(header, *rows), "account")
    assert (counts(status), made(status)) == ((2, 0, 0, 0), {"contact": 2})
    names = [("张伟", "云帆印务"), ("韩梅", "青禾包装")]
    if header.startswith("Company"):
        names = [("Ada B Muster", "云帆印务"), ("Bo", "青禾包装")]
    assert [one[:2] for one in people(anna)] == names
    assert [one["description"] for one in anna.records("account")] == [None, None]


def test_a_birthday_without_a_year_is_kept_with_the_person_beside(anna):
    content = csv_of("客户名称,联系人,生日", "云帆印务,张伟,4月12日", "青禾包装,李雷,1990-04-12")
    status = anna.take("a.csv", content, "account")
    assert (counts(status), made(status)) == ((2, 0, 0, 0), {"contact": 2})
    assert [(one["birthday"], one["description"]) for one in anna.records("contact")] == [
        (None, "生日：4月12日"),
        ("1990-04-12", None),
    ]
    assert [(note["row"], note["column"], note["code"]) for note in status["notes"]] == [
        (2, "生日", "cell.no_year_kept")
    ]
