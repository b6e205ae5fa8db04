"""A sheet says and reads discounts in the company's way, and takes back what it gave."""

from __future__ import annotations

import csv
import io

import pytest

from guike.platform.exchange.tests.conftest import counts_of, csv_of


@pytest.mark.parametrize(
    ("convention", "header", "cell", "unclear"),
    [
        ("to_pay", "Discount rate (% to pay)", "85", ("0.85", "8.5", "0")),
        ("off", "Discount rate (% off)", "15", ("0.15",)),
    ],
)
def test_a_sheet_says_and_reads_a_discount_in_the_companys_way(admin, convention, header, cell, unclear):
    assert admin.patch("/settings", {"company.discounts": convention}).status_code == 200
    product = admin.post("/records/product", {"code": "P1", "name": "标签机", "standard_price": "100"}).json()
    account = admin.post("/records/account", {"name": "云帆印务", "status": "formal"}).json()
    line = {"product": product["id"], "quantity": "2", "discount_rate": "0.15"}
    made = admin.post("/records/sales_order", {"account": account["id"], "lines": [line]})
    order = made.json()
    assert made.status_code == 201, made.content

    def kept() -> str:
        return str(admin.get(f"/records/sales_order/{order['id']}").json()["lines"][0]["discount_rate"])

    fields = ["number", "lines.id", "lines.discount_rate"]
    text = admin.export("sales_order", fields=fields, format="csv").decode("utf-8-sig")
    head, row = list(csv.reader(io.StringIO(text)))
    assert (head[2].endswith(header), row[2]) == (True, cell)

    def take(written: str) -> tuple[int, int, int, int]:
        sheet = csv_of(",".join(head), ",".join([*row[:2], written]))
        return counts_of(admin.take("orders.csv", sheet, "sales_order", on_duplicate="update"))

    for written, rate in ((cell, "0.15"), ("九折", "0.1"), ("减20%", "0.2"), ("8.5 折", "0.15")):
        assert take(written)[3] == 0
        assert kept() == rate
    for written in unclear:
        assert take(written) == (0, 0, 0, 1)
        assert kept() == "0.15"


@pytest.mark.parametrize(
    ("convention", "low", "fair"),
    [("to_pay", ("15", "四折"), ("50", "85")), ("off", ("85", "四折"), ("50", "15"))],
)
def test_less_than_half_of_the_price_is_told_before_and_after(admin, convention, low, fair):
    assert admin.patch("/settings", {"company.discounts": convention}).status_code == 200
    admin.post("/records/product", {"code": "P1", "name": "标签机", "standard_price": "100"})
    admin.post("/records/account", {"name": "云帆印务", "status": "formal"})
    rates = (*low, *fair)
    rows = [f"N{n},云帆印务,P1,1,{rate}" for n, rate in enumerate(rates)]
    header = "external_id,account,lines.product,lines.quantity,lines.discount_rate"
    mapping = {name: name for name in header.split(",")}
    content = csv_of(header, *rows)
    preview = admin.preview("o.csv", content, "sales_order", mapping=mapping)
    (group,) = preview["groups"]
    assert (group["kind"], group["code"], group["column"], group["count"], group["rows"], group["values"]) == (
        "note", "cell.below_half", "lines.discount_rate", 2, [2, 3], list(low),
    )  # fmt: skip
    status = admin.take("o.csv", content, "sales_order", mapping=mapping)
    assert counts_of(status) == (4, 0, 0, 0)
    assert [(note["row"], note["code"]) for note in status["notes"]] == [
        (2, "cell.below_half"),
        (3, "cell.below_half"),
    ]
