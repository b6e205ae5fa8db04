"""Products, categories and units through the API."""

from __future__ import annotations

import pytest

from guike.domains.catalog.models import Product, ProductCategory, Unit
from guike.domains.catalog.services import FIRST_UNITS, seed_units
from guike.entry.tests.people import person
from guike.kernel import clock, limits
from guike.platform.events.models import Event
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump

ALL = ["view", "create", "edit", "delete"]
KEEPER = {"product": ALL, "product_category": ALL, "unit": ALL}


@pytest.fixture
def keeper(db):
    return person("keeper", KEEPER)


def make(caller, object_name, **values):
    created = caller.post(f"/records/{object_name}", values)
    assert created.status_code == 201, created.content
    return created.json()


def products():
    return Product.objects.system(reason="test")


def names(caller, q):
    found = caller.get("/records/product", q=q)
    assert found.status_code == 200, found.content
    return [item["name"] for item in found.json()["items"]]


@pytest.mark.req("PR-01")
def test_a_product_keeps_code_category_unit_price_and_tax(keeper):
    """PR-01"""
    category = make(keeper, "product_category", name="打印机")
    unit = Unit.objects.system(reason="test").get(name="台")
    product = make(
        keeper,
        "product",
        code="P-1001",
        name="A4 激光打印机",
        category=category["id"],
        base_unit=unit.pk,
        standard_price="1299.50",
        cost="800.123456",
        tax_rate="0.13",
        specification="LP-100",
        barcode="6900000000017",
    )
    kept = {
        k: product[k] for k in ("code", "kind", "standard_price", "cost", "tax_rate", "is_active", "barcode")
    }
    assert kept == {
        "code": "P-1001",
        "kind": "goods",
        "standard_price": "1299.5",
        "cost": "800.123456",
        "tax_rate": "0.13",
        "is_active": True,
        "barcode": "6900000000017",
    }
    assert product["category"] == {"id": category["id"], "name": "打印机"}
    assert product["base_unit"] == {"id": unit.pk, "name": "台"}


@pytest.mark.req("PR-01")
def test_i1_a_code_belongs_to_one_product(keeper):
    """I1: whatever the letters' case and width; one in the recycle bin is named."""
    first = make(keeper, "product", code="AB-1", name="一")
    taken = keeper.post("/records/product", {"code": "ａｂ-1", "name": "二"})
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (422, "unique.taken")
    assert products().count() == 1
    assert keeper.delete(f"/records/product/{first['id']}").status_code == 204
    binned = keeper.post("/records/product", {"code": "AB-1", "name": "二"}).json()
    assert "recycle bin" in binned["errors"][0]["message"]
    missing = keeper.post("/records/product", {"name": "无码"}).json()
    assert [(e["field"], e["code"]) for e in missing["errors"]] == [("code", "required")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("standard_price", "-0.01", "not_negative"),
        ("cost", "-1", "not_negative"),
        ("tax_rate", "1.01", "too_large"),
        ("tax_rate", "-0.1", "not_negative"),
        ("standard_price", "1.0000001", "type.decimal_scale"),
        ("kind", "gift", "type.choice"),
    ],
)
def test_wrong_figures_are_refused(keeper, field, value, code):
    refused = keeper.post("/records/product", {"code": "X", "name": "X", field: value})
    assert refused.status_code == 422
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [(field, code)]
    assert products().count() == 0


def test_products_are_found_by_code_name_pinyin_and_barcode(keeper):
    make(keeper, "product", code="P-1001", name="激光打印机", barcode="6900000000017")
    make(keeper, "product", code="Q-2002", name="碎纸机", specification="双筒")
    assert names(keeper, "P-1001") == ["激光打印机"]
    assert names(keeper, "打印") == ["激光打印机"]
    assert names(keeper, "jgdyj") == ["激光打印机"]
    assert names(keeper, "suizhi") == ["碎纸机"]
    assert names(keeper, "双筒") == ["碎纸机"]
    assert names(keeper, "69000000") == ["激光打印机"]


def test_i2_the_category_tree_has_no_loop(keeper):
    """I2: not itself, not one below it."""
    top = make(keeper, "product_category", name="办公设备")
    middle = make(keeper, "product_category", name="打印机", parent=top["id"])
    leaf = make(keeper, "product_category", name="激光", parent=middle["id"])
    for parent in (top, middle, leaf):
        refused = keeper.patch(f"/records/product_category/{top['id']}", {"parent": parent["id"]})
        assert refused.status_code == 422
        assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [("parent", "category.loop")]
    assert ProductCategory.objects.system(reason="test").get(pk=top["id"]).parent_id is None
    moved = keeper.patch(f"/records/product_category/{leaf['id']}", {"parent": top["id"]})
    assert moved.json()["parent"] == {"id": top["id"], "name": "办公设备"}


def test_i2_two_moves_in_one_call_cannot_close_a_loop(keeper):
    """I2"""
    one, two = (make(keeper, "product_category", name=name)["id"] for name in "一二")
    answer = keeper.post(
        "/records/product_category/bulk", {"update": [{"id": one, "parent": two}, {"id": two, "parent": one}]}
    )
    assert [row["ok"] for row in answer.json()["results"]] == [True, False]


def test_i2_the_tree_has_a_bound(keeper):
    """I2: moving a sub-tree counts its height."""
    depth = int(limits.TREE_DEPTH)
    chain = [make(keeper, "product_category", name="级 1")["id"]]
    for level in range(2, depth + 1):
        chain.append(make(keeper, "product_category", name=f"级 {level}", parent=chain[-1])["id"])
    deeper = keeper.post("/records/product_category", {"name": "太深", "parent": chain[-1]})
    assert [(e["field"], e["code"]) for e in deeper.json()["errors"]] == [("parent", "category.depth")]
    other = make(keeper, "product_category", name="另一棵")
    whole = keeper.patch(f"/records/product_category/{chain[0]}", {"parent": other["id"]})
    assert [e["code"] for e in whole.json()["errors"]] == ["category.depth"]


def test_products_under_a_category_include_those_below(keeper):
    top = make(keeper, "product_category", name="硬件")
    below = make(keeper, "product_category", name="打印机", parent=top["id"])
    make(keeper, "product", code="1", name="甲", category=top["id"])
    make(keeper, "product", code="2", name="乙", category=below["id"])
    make(keeper, "product", code="3", name="丙")
    query = {"filter": {"field": "category", "op": "under", "value": top["id"]}, "sort": ["code"]}
    found = keeper.post("/records/product/query", query)
    assert [item["name"] for item in found.json()["items"]] == ["甲", "乙"]


def test_a_category_in_use_is_not_deleted(keeper):
    top = make(keeper, "product_category", name="硬件")
    make(keeper, "product", code="1", name="甲", category=top["id"])
    refused = keeper.delete(f"/records/product_category/{top['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "delete.children")
    assert ProductCategory.objects.system(reason="test").get().deleted_at is None


def test_the_first_units_come_once_and_respect_changes(db):
    units = Unit.objects.system(reason="test")
    assert sorted(units.values_list("name", flat=True)) == sorted(FIRST_UNITS)
    units.filter(name="套").update(name="组", deleted_at=clock.now())
    seed_units()
    assert sorted(units.values_list("name", flat=True)) == sorted(
        ["个", "台", "箱", "托", "组", "张", "小时"]
    )


@pytest.mark.req("PM-01")
def test_i3_cost_is_for_those_whose_role_shows_it(keeper):
    """I3: a role that hides `product.cost` hides it in record, list, filter, sort and meta."""
    make(keeper, "product", code="1", name="甲", cost="8", standard_price="10")
    seller = person("seller", {"product": ["view", "edit"]})
    Role.objects.system(reason="test").filter(name="role of seller").update(fields={"product.cost": "hidden"})
    bump(permission=True)
    item = seller.get("/records/product").json()["items"][0]
    assert "cost" not in item
    assert item["standard_price"] == "10"
    assert "cost" not in seller.get(f"/records/product/{item['id']}").json()
    assert "cost" not in [f["name"] for f in seller.get("/meta/objects/product").json()["fields"]]
    assert seller.get("/records/product", sort="cost").status_code == 422
    refused = seller.patch(f"/records/product/{item['id']}", {"cost": "1"})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")
    assert str(products().get().cost) == "8.000000"


def test_without_the_permission_nothing_is_written(keeper):
    make(keeper, "product", code="1", name="甲")
    reader = person("reader", {"product": ["view"]})
    before = Event.objects.count()
    assert reader.post("/records/product", {"code": "2", "name": "乙"}).status_code == 403
    row = products().get()
    assert reader.patch(f"/records/product/{row.pk}", {"name": "丙"}).status_code == 403
    assert reader.delete(f"/records/product/{row.pk}").status_code == 403
    assert person("stranger").get("/records/product").status_code == 403
    assert (products().get().name, products().get().deleted_at, Event.objects.count()) == ("甲", None, before)
    assert User.objects.system(reason="test").count() == 3


@pytest.mark.parametrize(
    "wrong", ["109051204010000000", "10905120401000000000", "109051204010000000x", "１" * 18]
)
def test_i6_a_tax_code_has_nineteen_digits(keeper, wrong):
    """I6"""
    made = make(keeper, "product", code="A", name="甲", tax_code="1090512040100000000")
    assert made["tax_code"] == "1090512040100000000"
    refused = keeper.patch(f"/records/product/{made['id']}", {"tax_code": wrong})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["field"]) == (422, "tax_code")
    assert error["code"] == ("too_long" if len(wrong) > 19 else "product.tax_code")
    assert products().get(pk=made["id"]).tax_code == "1090512040100000000"
    emptied = keeper.patch(f"/records/product/{made['id']}", {"tax_code": None})
    assert (emptied.status_code, emptied.json()["tax_code"]) == (200, None)


def test_a_new_product_is_for_sale_and_no_novelty(keeper):
    made = make(keeper, "product", code="A", name="甲")
    assert (made["is_sellable"], made["is_new"], made["picture"]) == (True, False, None)
    make(keeper, "product", code="B", name="乙", is_new=True)
    make(keeper, "product", code="C", name="丙", is_new=True, is_active=False)
    found = keeper.get("/records/product", view="new").json()["items"]
    assert [one["code"] for one in found] == ["B"]
