"""Limits of credit from the sheet in which finance keeps them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from guike.entry.tests.people import person
from guike.kernel import clock
from guike.platform.exchange.tests.conftest import Importer, counts, csv_of, xlsx_of

HEADERS = ["客户", "额度", "账期(天)", "生效日期", "失效日期", "临时", "备注"]
FIELDS = (
    "account",
    "limit_amount",
    "term_days",
    "valid_from_on",
    "valid_to_on",
    "is_temporary",
    "is_active",
    "note",
)


@pytest.fixture
def finance(db: None, tmp_path: Path, settings: Settings) -> Importer:
    settings.FILES_DIR = tmp_path / "files"
    finance = Importer(person("finance", is_administrator=True))
    for name in ("青禾商贸", "远帆包装", "岭北物流"):
        answer = finance.post("/records/account", {"name": name, "status": "formal"})
        assert answer.status_code == 201, answer.content
    return finance


def stored(finance: Importer) -> list[tuple[Any, ...]]:
    return [
        tuple(one[name]["name"] if isinstance(one[name], dict) else one[name] for name in FIELDS)
        for one in finance.records("credit_limit")
    ]


EXPECTED = [
    ("青禾商贸", "50000.00", 30, "2026-01-01", None, False, True, "年度授信"),
    ("青禾商贸", "8000.50", None, "2026-12-01", "2026-12-31", True, True, "年末备货"),
    ("远帆包装", "120000.00", 15, "2026-01-01", "2026-12-31", False, True, None),
]
CSV = csv_of(
    ",".join(HEADERS),
    '青禾商贸,"50,000",30,2026/1/1,,否,年度授信',
    "青禾商贸,￥8000.50,,2026年12月1日,2026-12-31,是,年末备货",
    "远帆包装,12万,15天,2026.1.1,2026/12/31,,",
    encoding="gb18030",
)
XLSX = xlsx_of(
    HEADERS,
    ["青禾商贸", 50000, 30, date(2026, 1, 1), None, "否", "年度授信"],
    ["青禾商贸", 8000.5, None, date(2026, 12, 1), date(2026, 12, 31), "是", "年末备货"],
    ["远帆包装", 120000, 15, date(2026, 1, 1), date(2026, 12, 31), None, None],
)


@pytest.mark.parametrize(("name", "content"), [("额度.csv", CSV), ("额度.xlsx", XLSX)])
def test_limits_are_taken_from_the_sheet_of_finance(finance: Importer, name: str, content: bytes) -> None:
    """[AC2-03] Every column finds its field, whatever the numbers and days look like, and accounts tell the limit of today."""
    preview = finance.preview(name, content, "credit_limit")
    assert {column["name"]: column["field"] for column in preview["columns"]} == dict(
        zip(
            HEADERS,
            ("account", "limit_amount", "term_days", "valid_from_on", "valid_to_on", "is_temporary", "note"),
            strict=True,
        )
    )
    assert preview["problems"] == []
    with clock.frozen("2026-12-05T02:00:00+00:00"):
        assert counts(finance.take(name, content, "credit_limit")) == (3, 0, 0, 0)
        assert stored(finance) == EXPECTED
        limits = {one["name"]: one["credit_limit_amount"] for one in finance.records("account")}
    assert limits == {"青禾商贸": "58000.50", "远帆包装": "120000.00", "岭北物流": "0.00"}


def test_what_is_wrong_is_told_by_row_and_the_rest_is_taken(finance: Importer) -> None:
    """A temporary limit without an end, one that overlaps, an account that is not there, an amount that is none."""
    content = csv_of(
        ",".join(HEADERS[:6]),
        "青禾商贸,1000,30,2026-01-01,,否",
        "青禾商贸,2000,30,2026-06-01,,否",
        "远帆包装,3000,30,2026-01-01,,是",
        "不存在的客户,4000,30,2026-01-01,,否",
        "岭北物流,很多,30,2026-01-01,,否",
    )
    status = finance.take("额度.csv", content, "credit_limit")
    assert counts(status) == (1, 0, 0, 4)
    told = [(row[0], row[1]) for row in finance.mistakes(status["id"])["Not imported"][1:]]
    assert told == [
        (3, "生效日期: The account has a formal limit from 2026-01-01 to no end, and one at a time only; change the days, or switch that one off"),
        (4, "失效日期: Say when the temporary limit ends"),
        (5, "客户: There is no Account “不存在的客户”; give its exact name, number or ID"),
        (6, "额度: “很多” is not a number; write 1234.50"),
    ]  # fmt: skip
    assert [one[:2] for one in stored(finance)] == [("青禾商贸", "1000.00")]
