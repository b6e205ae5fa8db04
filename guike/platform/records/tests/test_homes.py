"""Phones without a country code are numbers of the place where the record is."""

import pytest

from guike.entry.tests.people import person
from guike.platform.settings.services import set_many

RIGHTS = {name: ["view", "create", "edit"] for name in ("lead", "account", "contact")}
HONG_KONG, MACAU, TAIPEI, ZHEJIANG = "810000", "820000", "710000", "330000"


@pytest.fixture
def anna(db):
    return person("anna", RIGHTS)


def made(caller, object_name, /, **values):
    answer = caller.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.mark.parametrize(
    ("region", "written", "shown"),
    [
        (HONG_KONG, "6234 5678", "+852 6234 5678"),
        (HONG_KONG, "96123456", "+852 9612 3456"),
        (HONG_KONG, "010-62345678 转 801", "010-62345678 转 801"),
        (MACAU, "66123456", "+853 6612 3456"),
        (TAIPEI, "0912345678", "+886 912 345 678"),
        (ZHEJIANG, "96123456", "96123456"),
    ],
)
def test_the_region_of_the_record_counts(anna, region, written, shown):
    row = made(anna, "account", name="甲乙丙商行", region=region, phone=written)
    assert row["phone"] == shown
    row = made(anna, "lead", name="丁戊", source="exhibition", region=region, mobile=written)
    assert row["mobile"] == shown


@pytest.mark.parametrize("order", [("account", "phone"), ("phone", "account")])
def test_of_a_contact_that_of_its_account(anna, order):
    account = made(anna, "account", name="甲乙丙商行", region=HONG_KONG)["id"]
    values = {"account": account, "phone": "6234 5678"}
    row = made(anna, "contact", name="己庚", **{name: values[name] for name in order})
    assert row["phone"] == "+852 6234 5678"
    answer = anna.patch(f"/records/contact/{row['id']}", {"phone": "96123456", "_version": row["_version"]})
    assert (answer.status_code, answer.json()["phone"]) == (200, "+852 9612 3456")


@pytest.mark.parametrize(
    ("values", "code"),
    [({"region": ZHEJIANG}, 422), ({}, 422), ({"region": MACAU}, 201)],
)
def test_elsewhere_it_is_refused_with_the_field(anna, values, code):
    answer = anna.post("/records/account", {"name": "甲乙丙商行", "phone": "66123456", **values})
    assert answer.status_code == code
    if code == 422:
        assert [e["field"] for e in answer.json()["errors"]] == ["phone"]


@pytest.mark.parametrize(
    ("place", "written", "shown"),
    [
        ("HK", "6234 5678", "+852 6234 5678"),
        ("TW", "0912345678", "+886 912 345 678"),
        ("HK", "95588", "95588"),
    ],
)
def test_else_that_of_the_company(anna, place, written, shown):
    set_many({"company.region": place}, None)
    assert made(anna, "account", name="甲乙丙商行", phone=written)["phone"] == shown
    listed = anna.get("/records/account", filter=f'{{"field":"phone","op":"eq","value":"{written}"}}')
    assert [row["phone"] for row in listed.json()["items"]] == [shown]
