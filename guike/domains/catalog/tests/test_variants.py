"""Variants: a product for each combination of attribute values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.domains.catalog.models import Product
from guike.entry.tests.people import Caller, person
from guike.kernel import limits

ALL = ["view", "create", "edit", "delete"]
KEEPER = {
    "product": ALL,
    "product_category": ALL,
    "product_attribute": ["view", "create", "edit"],
    "unit": ALL,
}
COLOURS = [{"code": "red", "label": "红"}, {"code": "blue", "label": "蓝"}, {"code": "black", "label": "黑"}]
THREE_BY_TWO = {"colour": ["red", "blue", "black"], "size": ["38", "40.50"]}


@pytest.fixture
def keeper(db) -> Caller:
    return person("keeper", KEEPER)


def make(keeper: Caller, object_name: str, **values: Any) -> dict[str, Any]:
    answer = keeper.post(f"/records/{object_name}", values)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def shoe(keeper) -> dict[str, Any]:
    category = make(keeper, "product_category", name="工鞋")["id"]
    for code, label, kind, choices in (
        ("colour", "颜色", "choice", COLOURS), ("size", "尺码", "number", None), ("sole", "鞋底", "text", None),
    ):  # fmt: skip
        given = {"code": code, "label": label, "type": kind, "choices": choices}
        make(keeper, "product_attribute", categories=[category], **given)
    box = make(keeper, "unit", name="大箱")["id"]
    pair = make(keeper, "unit", name="双")["id"]
    return make(
        keeper, "product", code="GX", name="劳保鞋", category=category, base_unit=pair, standard_price="120.5", cost="60",
        tax_rate="0.13", barcode="6900000000017", attributes={"sole": "橡胶"},
        units=[{"unit": box, "factor": "12", "barcode": "6900000000024"}],
    )  # fmt: skip


def create(keeper: Caller, product: int, attributes: Any) -> Any:
    return keeper.post(f"/records/product/{product}/actions/create_variants", {"attributes": attributes})


def codes() -> list[str]:
    rows = Product.objects.system(reason="test").filter(variant_of__isnull=False)
    return list(rows.order_by("pk").values_list("code", flat=True))


@pytest.mark.req("PR-02")
def test_i9_three_colours_and_two_sizes_are_six_products(keeper, shoe):
    """PR-02, I9"""
    answer = create(keeper, shoe["id"], THREE_BY_TWO)
    assert answer.status_code == 200, answer.content
    made = answer.json()
    expected = [
        ("GX-red-38", "劳保鞋 红 38"), ("GX-red-40.5", "劳保鞋 红 40.5"), ("GX-blue-38", "劳保鞋 蓝 38"),
        ("GX-blue-40.5", "劳保鞋 蓝 40.5"), ("GX-black-38", "劳保鞋 黑 38"), ("GX-black-40.5", "劳保鞋 黑 40.5"),
    ]  # fmt: skip
    assert [(one["code"], one["name"]) for one in made["created"]] == expected
    assert made["standing"] == 0
    one = keeper.get(f"/records/product/{made['created'][1]['id']}").json()
    assert one["attributes"] == {"colour": "red", "size": "40.5", "sole": "橡胶"}
    assert (one["variant_of"]["id"], one["category"]["id"]) == (shoe["id"], shoe["category"]["id"])
    assert [Decimal(one[name]) for name in ("standard_price", "cost", "tax_rate")] == [
        Decimal("120.5"), Decimal(60), Decimal("0.13"),
    ]  # fmt: skip
    assert (one["barcode"], one["base_unit"]["name"]) == (None, "双")
    assert [(unit["unit"]["name"], unit["factor"], unit["barcode"]) for unit in one["units"]] == [
        ("大箱", "12", None)
    ]


@pytest.mark.req("PR-02")
def test_again_makes_only_what_is_missing(keeper, shoe):
    """PR-02"""
    create(keeper, shoe["id"], {"colour": ["red"], "size": ["38", "38.0"]})
    assert codes() == ["GX-red-38"]
    made = create(keeper, shoe["id"], {"colour": ["red", "blue"], "size": ["38", "39"]}).json()
    assert [one["code"] for one in made["created"]] == ["GX-red-39", "GX-blue-38", "GX-blue-39"]
    assert made["standing"] == 1
    again = create(keeper, shoe["id"], {"colour": ["red", "blue"], "size": ["38", "39"]}).json()
    assert (again["created"], again["standing"], len(codes())) == ([], 4, 4)
    keeper.delete(f"/records/product/{made['created'][0]['id']}")
    keeper.patch(f"/records/product/{made['created'][1]['id']}", {"code": "OTHER", "name": "另名"})
    refused = create(keeper, shoe["id"], {"colour": ["red", "blue"], "size": ["38", "39"]})
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [("code", "unique.taken")]


@pytest.mark.parametrize(
    ("attributes", "field", "code"),
    [
        ({}, "attributes", "variant.values"),
        ([], "attributes", "required"),
        ({"colour": []}, "attributes.colour", "variant.values"),
        ({"colour": "red"}, "attributes.colour", "variant.values"),
        ({"colour": ["green"]}, "attributes.colour", "type.choice"),
        ({"size": ["38", None]}, "attributes.size", "type.decimal"),
        ({"weight": ["1"]}, "attributes.weight", "attribute.unknown"),
        ({"sole": ["a"]}, "attributes.sole", "attribute.fixed"),
        (
            {"size": [str(n) for n in range(int(limits.VARIANTS_AT_ONCE) + 1)]},
            "attributes",
            "variant.too_many",
        ),
    ],
)
def test_what_is_wrong_makes_nothing(keeper, shoe, attributes, field, code):
    refused = create(keeper, shoe["id"], attributes)
    assert (refused.status_code, codes()) == (422, []), refused.content
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [(field, code)]


def test_one_code_that_is_taken_stops_all_of_them(keeper, shoe):
    make(keeper, "product", code="gx-BLUE-38", name="别的")
    refused = create(keeper, shoe["id"], {"colour": ["red", "blue"], "size": ["38"]})
    assert (refused.status_code, codes()) == (422, [])
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [("code", "unique.taken")]


def test_a_variant_has_no_variants(keeper, shoe):
    (one,) = create(keeper, shoe["id"], {"colour": ["red"]}).json()["created"]
    refused = create(keeper, one["id"], {"size": ["38"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "action.not_now")
    refused = keeper.post("/records/product", {"code": "X", "name": "乙", "variant_of": one["id"]})
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [
        ("variant_of", "variant.of_variant")
    ]


def test_who_may_not_create_products_makes_no_variants(keeper, shoe):
    reader = person("reader", {"product": ["view", "edit"]})
    assert create(reader, shoe["id"], {"colour": ["red"]}).status_code == 403
    assert codes() == []
