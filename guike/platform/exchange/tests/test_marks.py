"""Files that say of a number whether it is a mobile or a telephone on a desk."""

from __future__ import annotations

import pytest

from guike.platform.exchange.marks import kind_of, marked
from guike.platform.exchange.tests.conftest import counts, csv_of

HEADER = "Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Phone 3 - Label,Phone 3 - Value"


@pytest.mark.parametrize(
    ("mark", "first"),
    [
        ("Mobile", "mobile"), ("* Mobile", "mobile"), ("Work Mobile", "mobile"), ("CELL", "mobile"), ("工作手机", "mobile"),
        ("Work", "phone"), ("Home", "phone"), ("Main", "phone"), ("办公电话", "phone"), ("家", "phone"),
        ("Work Fax", "+"), ("homeFax", "+"), ("传真", "+"), ("", ""), ("Other", ""), ("Excellent", ""),
    ],
)  # fmt: skip
def test_a_mark_says_where_a_number_belongs(mark, first):
    assert (kind_of(mark) or ("",))[0] == first


def test_the_column_of_a_kind_is_found_beside_its_numbers():
    assert marked(HEADER.split(",")) == {2: 1, 4: 3, 6: 5}
    assert marked(["Phone 7 - Value", "Phone 7 - Label", "手机4", "手机4类型"]) == {0: 1, 2: 3}
    assert marked(["电话类型", "电话", "客户类型", "客户", "E-mail 1 - Type", "E-mail 1 - Value"]) == {1: 0}


@pytest.mark.parametrize(
    ("numbers", "mobile", "phone", "kept"),
    [
        # a mobile after two numbers that are none, the second of which has no field
        ("Work,010-62345001,Home,010-62345002,Mobile,13900012001", "13900012001", "010-62345001",
         ["Phone 2 - Value：010-62345002"]),
        # only a number of work; the mobile stays empty
        ("Work,13900012001,,,,", None, "13900012001", []),
        # what is not marked takes what is left
        (",010-62345001,Mobile,13900012001,,", "13900012001", "010-62345001", []),
        # two mobiles: the second is no telephone on a desk
        ("Mobile,13900012001,Mobile,13900012002,,", "13900012001", None, ["Phone 2 - Value：13900012002"]),
        # a fax is nobody's phone
        ("Work Fax,010-62345009,Work,010-62345001,,", None, "010-62345001", ["Phone 1 - Value：010-62345009"]),
        # no marks: as the columns stand
        (",13900012001,,010-62345001,,010-62345002", "13900012001", "010-62345001", ["Phone 3 - Value：010-62345002"]),
    ],
)  # fmt: skip
def test_a_number_goes_where_its_mark_says(anna, numbers, mobile, phone, kept):
    content = csv_of(HEADER, f"Ada Muster,{numbers}")
    assert counts(anna.take("g.csv", content, defaults={"source": "phone"})) == (1, 0, 0, 0)
    (lead,) = anna.records()
    assert (lead["mobile"], lead["phone"]) == (mobile, phone)
    assert (lead["description"] or "").split("\n") == (kept or [""])


def test_a_file_with_one_column_of_numbers_fills_either_field(anna):
    content = csv_of(
        "Name,Phone 1 - Type,Phone 1 - Value", "Ada Muster,Work,010-62345001", "Bo Sample,Mobile,13900012001"
    )
    assert counts(anna.take("g.csv", content, defaults={"source": "phone"})) == (2, 0, 0, 0)
    assert [(r["mobile"], r["phone"]) for r in anna.records()] == [
        (None, "010-62345001"),
        ("13900012001", None),
    ]


def test_a_bad_number_is_told_by_its_own_column_and_left_empty_by_its_decision(anna):
    content = csv_of(
        "Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value",
        "Ada Muster,Work,212-555-0199,Mobile,13900012001",
    )
    (failed,) = anna.take("g.csv", content, defaults={"source": "phone"})["errors"]
    assert (failed["column"], failed["code"]) == ("Phone 1 - Value", "type.phone_country")
    decided = {"Phone 1 - Value": {"on_bad": "empty"}}
    status = anna.take("g.csv", content, defaults={"source": "phone"}, columns=decided)
    assert counts(status) == (1, 0, 0, 0)
    (lead,) = anna.records()
    assert (lead["mobile"], lead["phone"]) == ("13900012001", None)


def test_a_column_that_a_person_gave_another_place_stays_there(anna):
    content = csv_of("Name,Phone 1 - Type,Phone 1 - Value", "Ada Muster,Work,010-62345001")
    mapping = {"Name": "name", "Phone 1 - Value": "wechat"}
    assert counts(anna.take("g.csv", content, mapping=mapping, defaults={"source": "phone"})) == (1, 0, 0, 0)
    assert [(r["mobile"], r["phone"], r["wechat"]) for r in anna.records()] == [(None, None, "010-62345001")]


def test_a_card_says_the_kind_of_its_numbers(anna):
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Muster\nTEL;TYPE=WORK,FAX:010-62345009\nTEL;TYPE=HOME:13900012002\n"
        "TEL:139 0001 2001\nEND:VCARD\n"
    )
    assert counts(anna.take("a.vcf", card.encode(), defaults={"source": "phone"})) == (1, 0, 0, 0)
    (lead,) = anna.records()
    assert (lead["mobile"], lead["phone"]) == ("13900012001", "13900012002")
    assert "010-62345009" in lead["description"]
