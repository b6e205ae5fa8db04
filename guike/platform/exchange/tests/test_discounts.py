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
