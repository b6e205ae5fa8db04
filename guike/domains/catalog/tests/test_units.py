"""Further units of a product, and barcodes."""

from __future__ import annotations

import pytest

from guike.domains.catalog.models import Product, ProductUnit, Unit
from guike.entry.tests.people import person
from guike.platform.events.models import Event

ALL = ["view", "create", "edit", "delete"]


@pytest.fixture
def keeper(db):
    return person("keeper", {"product": ALL, "unit": ALL})


@pytest.fixture
def units(db):
    return dict(Unit.objects.system(reason="test").values_list("name", "pk"))


def body(answer, status=200):
    assert answer.status_code == status, answer.content
    return answer.json()


def make(caller, code, **values):
    return body(caller.post("/records/product", {"code": code, "name": f"产品{code}"} | values), 201)


def change(caller, product, **values):
    """PATCH with the version of the product as it stands."""
    version = Product.objects.system(reason="test").get(pk=product["id"]).version
    return caller.patch(f"/records/product/{product['id']}", {"_version": version} | values)


def wrong(answer):
    return [(e["field"], e["code"]) for e in body(answer, 422)["errors"]]


def refuse(caller, **values):
    before = stored()
    found = wrong(caller.post("/records/product", {"code": "X", "name": "X"} | values))
    assert stored() == before
    return found


def stored():
    return (
        Product.objects.system(reason="test").count(),
        ProductUnit.objects.system(reason="test").count(),
        Event.objects.count(),
    )


def test_a_product_has_further_units(keeper, units):
    further = [
        {"unit": units["箱"], "factor": "12", "barcode": "690-12"},
        {"unit": units["张"], "factor": "0.5"},
    ]
    made = make(keeper, "1", base_unit=units["个"], units=further)
    shown = [(line["unit"]["name"], line["factor"], line["barcode"]) for line in made["units"]]
    assert shown == [("箱", "12", "690-12"), ("张", "0.5", None)]
    kept = [{"id": made["units"][0]["id"], "factor": "10"}]
    changed = body(change(keeper, made, units=kept))
    assert [(line["unit"]["name"], line["factor"]) for line in changed["units"]] == [("箱", "10")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"unit": "箱", "factor": "0"}, ("units[0].factor", "too_small")),
        ({"unit": "箱", "factor": "-1"}, ("units[0].factor", "too_small")),
        ({"unit": "箱", "factor": "0.0000001"}, ("units[0].factor", "type.decimal_scale")),
        ({"unit": "箱"}, ("units[0].factor", "required")),
        ({"factor": "12"}, ("units[0].unit", "required")),
        ({"unit": "个", "factor": "12"}, ("units[0].unit", "product_unit.is_base")),
    ],
)
def test_i4_what_a_further_unit_is_refused_for(keeper, units, line, code):
    """I4"""
    given = line | ({"unit": units[line["unit"]]} if "unit" in line else {})
    assert refuse(keeper, base_unit=units["个"], units=[given]) == [code]


def test_i4_each_unit_once_and_only_beside_a_base_unit(keeper, units):
    """I4: whichever of the two is written."""
    box = {"unit": units["箱"], "factor": "12"}
    assert refuse(keeper, base_unit=units["个"], units=[box, box]) == [
        ("units[1].unit", "product_unit.twice")
    ]
    assert refuse(keeper, units=[box]) == [("base_unit", "product.units_need_base")]
    made = make(keeper, "1", base_unit=units["个"], units=[box])
    assert wrong(change(keeper, made, base_unit=None)) == [("base_unit", "product.units_need_base")]
    assert wrong(change(keeper, made, base_unit=units["箱"])) == [("base_unit", "product_unit.is_base")]
    assert body(keeper.get(f"/records/product/{made['id']}"))["base_unit"]["id"] == units["个"]
    assert body(change(keeper, made, base_unit=None, units=[]))["base_unit"] is None


def test_i5_a_barcode_belongs_to_one_product_or_unit(keeper, units):
    """I5: the refusal names the product that has it."""
    box = {"unit": units["箱"], "factor": "12", "barcode": "B"}
    first = make(keeper, "1", barcode="A", base_unit=units["个"], units=[box])
    for code in ("A", "B"):
        assert refuse(keeper, barcode=code) == [("barcode", "product.barcode_taken")]
        other = [{"unit": units["箱"], "factor": "5", "barcode": code}]
        assert refuse(keeper, base_unit=units["个"], units=other) == [
            ("units[0].barcode", "product.barcode_taken")
        ]
    said = keeper.post("/records/product", {"code": "X", "name": "X", "barcode": "B"}).json()
    assert "产品1" in said["errors"][0]["message"]
    twice = [box | {"barcode": "C"}, {"unit": units["张"], "factor": "2", "barcode": "C"}]
    assert refuse(keeper, base_unit=units["个"], units=twice) == [
        ("units[1].barcode", "product.barcode_taken")
    ]
    unit = first["units"][0]["id"]
    swapped = body(change(keeper, first, barcode="B", units=[{"id": unit, "barcode": "A"}]))
    assert (swapped["barcode"], swapped["units"][0]["barcode"]) == ("B", "A")
    assert wrong(change(keeper, first, barcode="A")) == [("barcode", "product.barcode_taken")]
    assert body(change(keeper, first, barcode="A", units=[]))["barcode"] == "A"
    bulk = keeper.post(
        "/records/product/bulk",
        {"create": [{"code": str(n), "name": f"产品{n}", "barcode": "D"} for n in (7, 8)]},
    )
    assert [row["ok"] for row in bulk.json()["results"]] == [True, False]


def test_a_product_is_found_by_the_barcodes_of_its_units(keeper, units):
    box = {"unit": units["箱"], "factor": "12", "barcode": "6901234567892"}
    made = make(keeper, "1", barcode="6901234567885", base_unit=units["个"], units=[box])

    def found(q):
        by_box = {"field": "units.barcode", "op": "in", "value": [q]}
        searched = body(keeper.get("/records/product", q=q))["items"]
        filtered = body(
            keeper.post("/records/product/query", {"filter": by_box, "fields": ["code", "units"]})
        )
        return [one["id"] for one in searched], [one["id"] for one in filtered["items"]]

    assert found("6901234567892") == ([made["id"]], [made["id"]])
    (unit,) = (line["id"] for line in made["units"])
    body(change(keeper, made, units=[{"id": unit, "factor": "10"}]))
    assert found("6901234567892") == ([made["id"]], [made["id"]])
    body(change(keeper, made, units=[{"id": unit, "barcode": "6901234567908"}]))
    assert found("6901234567892") == ([], [])
    assert found("6901234567908") == ([made["id"]], [made["id"]])


def test_i5_a_deleted_product_frees_its_barcodes_until_it_comes_back(keeper, units):
    """I5"""
    box = {"unit": units["箱"], "factor": "12", "barcode": "B"}
    first = make(keeper, "1", base_unit=units["个"], units=[box])
    assert keeper.delete(f"/records/product/{first['id']}").status_code == 204
    second = make(keeper, "2", barcode="B")
    back = f"/records/product/{first['id']}/actions/restore"
    refused = keeper.post(back)
    assert (refused.status_code, refused.json()["code"]) == (409, "restore.barcode_taken")
    assert "产品2" in refused.json()["detail"]
    assert Product.objects.system(reason="test").get(pk=first["id"]).deleted_at is not None
    body(change(keeper, second, barcode=""))
    assert keeper.post(back).status_code < 300
    assert body(keeper.get(f"/records/product/{first['id']}"))["units"][0]["barcode"] == "B"
