"""What the screen of roll-ups offers: every reference to the object, lines included, and each of them is accepted."""

from __future__ import annotations

import pytest

from guike.entry.tests.people import person

pytestmark = pytest.mark.django_db


def test_every_source_that_is_offered_can_be_counted() -> None:
    boss = person("boss", is_administrator=True)
    offered = 0
    for name in ("product", "account", "campaign", "sales_order", "lead"):
        sources = boss.get(f"/meta/objects/{name}").json()["figure_sources"]
        for number, source in enumerate(sources):
            rule = {"object": source["object"], "via": source["field"], "agg": "count"}
            values = {"object": name, "api_name": f"x_f{number}", "type": "rollup", "label": f"f{number}"}
            made = boss.post("/records/field_def", values | {"rollup": rule})
            assert made.status_code == 201, (name, source, made.content)
            offered += 1
    assert offered > 10


def test_lines_are_offered_and_references_of_one_object_are_told_apart() -> None:
    boss = person("boss", is_administrator=True)
    found = {
        name: {
            (s["object"], s["field"]): s["label"]
            for s in boss.get(f"/meta/objects/{name}").json()["figure_sources"]
        }
        for name in ("product", "sales_order", "address")
    }
    assert found["product"]["sales_order_line", "product"] == "Order line"
    assert found["sales_order"]["sales_order_line", "sales_order"] == "Order line"
    assert found["address"]["sales_order", "shipping_address"] == "Sales order (Shipping address)"
    assert found["address"]["sales_order", "billing_address"] == "Sales order (Billing address)"


def test_who_defines_no_fields_is_offered_none() -> None:
    anna = person("anna", {"product": ["view"], "sales_order": ["view"]})
    assert anna.get("/meta/objects/product").json()["figure_sources"] == []
