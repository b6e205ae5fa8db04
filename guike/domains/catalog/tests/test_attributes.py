"""Attributes of products (产品属性): on products, in filters, on the lines of orders."""

from __future__ import annotations

from typing import Any

import pytest

from guike.domains.orders.tests.shop import SELLER, Shop, body, errors, lines, orders
from guike.entry.tests.people import person
from guike.platform.metadata.models import FieldDef
from guike.platform.org.models import Role
from guike.platform.org.queries import bump

WHY = "test"
KEEPER = {"product_attribute": ["view", "create", "edit"], "product_category": ["view", "create", "edit"]}


@pytest.fixture
def shop(db) -> Shop:
    return Shop(person("seller", {**SELLER, **KEEPER}))


@pytest.fixture
def cables(shop) -> dict[str, int]:
    """Categories: 电缆 with three attributes, 控制电缆 below it, 打印机 with none."""
    shop.account = shop.make_account()
    cable = shop.make("product_category", name="电缆")["id"]
    control = shop.make("product_category", name="控制电缆", parent=cable)["id"]
    other = shop.make("product_category", name="打印机")["id"]
    attribute(shop, cable, code="section", label="截面", type="number", is_required=True)
    attribute(shop, cable, code="length", label="长度", type="number")
    attribute(
        shop, cable, code="voltage", label="电压", type="choice", choices=["low", "high"], is_required=True
    )
    return {"cable": cable, "control": control, "other": other}


def attribute(shop: Shop, *categories: int, **values: Any) -> dict[str, Any]:
    return shop.make("product_attribute", categories=list(categories), **values)


def found(shop: Shop, field: str, value: Any) -> list[int]:
    query = {"filter": {"field": field, "op": "eq", "value": value}, "sort": ["id"]}
    return [one["id"] for one in body(shop.seller.post("/records/product/query", query))["items"]]


def read(shop: Shop, product: int) -> dict[str, Any]:
    return body(shop.seller.get(f"/records/product/{product}"))


@pytest.mark.req("PR-17")
def test_products_are_found_by_their_attributes(shop, cables):
    """PR-17"""
    thin, thick = (
        shop.product(category=cables["cable"], attributes={"section": section, "voltage": "low"})
        for section in ("2.5", "25")
    )
    below = shop.product(category=cables["control"], attributes={"section": 2.5})
    shop.product(category=cables["cable"])
    assert found(shop, "x_attr_section", "2.5") == [thin, below]
    assert found(shop, "x_attr_section", "2.50") == [thin, below]
    assert found(shop, "x_attr_voltage", "low") == [thin, thick]
    made = read(shop, thin)
    assert made["attributes"] == {"section": "2.5", "length": None, "voltage": "low"}
    assert (made["x_attr_section"], made["x_attr_length"]) == ("2.5", None)
    assert read(shop, shop.product(category=cables["other"]))["attributes"] == {}
    told = [body(shop.seller.get(f"/records/product_category/{pk}"))["attributes"] for pk in cables.values()]
    assert told == [["section", "length", "voltage"], ["section", "length", "voltage"], []]
    assert read(shop, shop.product())["attributes"] == {}


def test_i7_a_product_has_the_attributes_of_its_category_alone(shop, cables):
    """I7"""
    printer = {"code": "A", "name": "甲", "category": cables["other"]}
    refused = shop.seller.post("/records/product", printer | {"attributes": {"section": "2.5"}})
    assert errors(refused) == [("attributes.section", "attribute.of_others")]
    refused = shop.seller.post("/records/product", printer | {"x_attr_section": "2.5"})
    assert errors(refused) == [("x_attr_section", "attribute.of_others")]
    refused = shop.seller.post("/records/product", printer | {"attributes": {"weight": "1", "section": "x"}})
    assert sorted(errors(refused)) == [
        ("attributes.section", "type.decimal"),
        ("attributes.weight", "attribute.unknown"),
    ]
    cable = shop.product(category=cables["cable"], attributes={"section": "2.5", "length": "100"})
    moved = body(shop.seller.patch(f"/records/product/{cable}", {"category": cables["other"]}))
    assert (moved["attributes"], moved["x_attr_section"]) == ({}, None)


def test_the_map_is_written_whole_and_yields_to_a_field_changed_beside_it(shop, cables):
    cable = shop.product(category=cables["cable"], attributes={"section": "2.5", "length": "100"})
    path = f"/records/product/{cable}"
    changed = body(shop.seller.patch(path, {"attributes": {"section": "4"}}))
    assert changed["attributes"] == {"section": "4", "length": None, "voltage": None}
    sent_back = {"attributes": changed["attributes"], "x_attr_length": "50"}
    changed = body(shop.seller.patch(path, sent_back))
    assert changed["attributes"] == {"section": "4", "length": "50", "voltage": None}
    for wrong in (["section"], "x", 3):
        assert errors(shop.seller.patch(path, {"attributes": wrong})) == [("attributes", "type.map")]


@pytest.mark.req("PR-17")
def test_i8_what_the_product_leaves_open_is_asked_when_ordering(shop, cables):
    """PR-17, I7, I8"""
    open_, fixed = (
        shop.product(category=cables["control"], attributes=given)
        for given in ({}, {"section": "2.5", "voltage": "high"})
    )
    row = {"product": open_, "quantity": "1"}
    assert errors(shop.refuse(row)) == [
        ("lines[0].x_attr_section", "required"),
        ("lines[0].x_attr_voltage", "required"),
    ]
    half = row | {"attributes": {"section": "6"}}
    assert errors(shop.refuse(half)) == [("lines[0].attributes.voltage", "required")]
    whole = row | {"attributes": {"section": "6", "voltage": "low"}}
    (line,) = shop.order(whole)["lines"]
    assert line["attributes"] == {"section": "6", "length": None, "voltage": "low"}
    (line,) = shop.order({"product": fixed, "quantity": "1"})["lines"]
    assert line["attributes"] == {"section": "2.5", "length": None, "voltage": "high"}
    assert line["x_attr_section"] == "2.5"
    other = {"product": fixed, "quantity": "1", "x_attr_section": "4"}
    assert errors(shop.refuse(other)) == [("lines[0].x_attr_section", "attribute.fixed")]
    printer = {"product": shop.product(category=cables["other"]), "quantity": "1"}
    assert body(shop.seller.post("/records/sales_order", {"account": shop.account, "lines": [printer]}), 201)
    assert errors(shop.refuse(printer | {"x_attr_section": "4"})) == [
        ("lines[0].x_attr_section", "attribute.of_others")
    ]
    assert orders().count() == 3


def test_another_product_on_a_line_is_asked_anew_and_old_lines_stay(shop, cables):
    first, second = (shop.product(category=cables["cable"]) for _ in range(2))
    chosen = {"section": "6", "voltage": "low"}
    order = shop.order({"product": first, "quantity": "1", "attributes": chosen})
    line = {"id": order["lines"][0]["id"], "product": second}
    assert errors(shop.change(order, lines=[line])) == [
        ("lines[0].x_attr_section", "required"),
        ("lines[0].x_attr_voltage", "required"),
    ]
    changed = body(shop.change(order, lines=[line | {"attributes": chosen}]))
    assert changed["lines"][0]["attributes"] == {"section": "6", "length": None, "voltage": "low"}
    attribute(shop, cables["cable"], code="colour", label="护套颜色", type="text", is_required=True)
    kept = body(shop.change(order, lines=[{"id": line["id"], "quantity": "7"}]))
    assert kept["lines"][0]["attributes"]["colour"] is None
    copy = shop.act(order, "copy")
    assert errors(copy) == [("lines[0].x_attr_colour", "required")]


def test_a_copy_wants_what_the_order_wanted(shop, cables):
    product = shop.product(category=cables["cable"])
    order = shop.order(
        {"product": product, "quantity": "1", "attributes": {"section": "6", "voltage": "low"}}
    )
    copy = shop.get(body(shop.act(order, "copy")))
    assert copy["lines"][0]["attributes"] == {"section": "6", "length": None, "voltage": "low"}
    first, last = lines().order_by("pk")
    assert first.custom == last.custom


def test_the_fields_follow_their_attribute(shop, cables):
    section = shop.seller.get("/records/product_attribute", q="section").json()["items"][0]
    path = f"/records/product_attribute/{section['id']}"
    body(shop.seller.patch(path, {"label": "导体截面", "is_active": False}))
    rows = FieldDef.objects.system(reason=WHY).filter(api_name="x_attr_section").order_by("object")
    assert [(row.object, row.labels, row.type, row.is_active) for row in rows] == [
        ("product", {"en": "导体截面"}, "decimal", False),
        ("sales_order_line", {"en": "导体截面"}, "decimal", False),
    ]
    product = shop.product(category=cables["cable"])
    assert list(read(shop, product)["attributes"]) == ["length", "voltage"]
    voltage = shop.seller.get("/records/product_attribute", q="voltage").json()["items"][0]
    path = f"/records/product_attribute/{voltage['id']}"
    body(shop.seller.patch(path, {"choices": ["low", "high", "extra"]}))
    changed = shop.seller.patch(f"/records/product/{product}", {"attributes": {"voltage": "extra"}})
    assert body(changed)["x_attr_voltage"] == "extra"


@pytest.mark.parametrize("is_used", [False, True])
@pytest.mark.parametrize("is_active", [False, True])
def test_the_field_of_an_attribute_is_not_deleted_by_itself(shop, cables, is_used, is_active):
    """The refusal names the attribute, whether the field has values or is in use; a field of the same look that is none goes."""
    boss = person("boss", is_administrator=True)
    if is_used:
        shop.product(category=cables["cable"], attributes={"section": "2.5"})
    attributes = {
        one["code"]: one["id"] for one in shop.seller.get("/records/product_attribute").json()["items"]
    }
    body(shop.seller.patch(f"/records/product_attribute/{attributes['section']}", {"is_active": is_active}))
    rows = FieldDef.objects.system(reason=WHY).filter(api_name="x_attr_section", deleted_at=None)
    kept = list(rows.values_list("pk", flat=True))
    assert len(kept) == 2
    for pk in kept:
        refused = body(boss.delete(f"/records/field_def/{pk}"), 409)
        assert (refused["code"], refused["detail"]) == (
            "attribute.field",
            "This is the field of the product attribute “截面” and is not deleted by itself; switch the attribute “截面” off when it is used no more",
        )
    assert list(rows.values_list("pk", flat=True)) == kept
    other = {"object": "product", "label": "旧属性", "api_name": "x_attr_old", "type": "text"}
    made = body(boss.post("/records/field_def", other), 201)["id"]
    assert boss.delete(f"/records/field_def/{made}").status_code == 204


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"code": "Section"}, "code", "attribute.code"),
        ({"code": "2nd"}, "code", "attribute.code"),
        ({"code": "a__b"}, "code", "attribute.code"),
        ({"type": "choice"}, "choices", "attribute.choices"),
        ({"choices": ["a"]}, "choices", "attribute.no_choices"),
        ({"label": "标准价"}, "label", "field.label_taken"),
        ({"categories": []}, "categories", "required"),
    ],
)
def test_what_is_wrong_with_an_attribute_is_said(shop, cables, values, field, code):
    before = FieldDef.objects.system(reason=WHY).count()
    given = {"code": "colour", "label": "颜色", "type": "text", "categories": [cables["cable"]]} | values
    refused = shop.seller.post("/records/product_attribute", given)
    assert errors(refused) == [(field, code)]
    assert FieldDef.objects.system(reason=WHY).count() == before


def test_who_may_not_see_an_attribute_neither_reads_nor_empties_it(shop, cables):
    product = shop.product(category=cables["cable"], attributes={"section": "6", "length": "5"})
    half = person("half", SELLER)
    role = Role.objects.system(reason=WHY).filter(name="role of half")
    role.update(fields={"product.x_attr_section": "hidden"})
    bump(permission=True)
    path = f"/records/product/{product}"
    assert body(half.get(path))["attributes"] == {"length": "5", "voltage": None}
    body(half.patch(path, {"attributes": {"length": "7"}}))
    assert read(shop, product)["attributes"] == {"section": "6", "length": "7", "voltage": None}
    refused = half.patch(path, {"attributes": {"section": "7"}})
    assert errors(refused) == [("attributes.section", "attribute.unknown")]
