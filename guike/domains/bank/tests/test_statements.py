"""Statements as two banks give them, from the file to what is proposed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytest_django import Settings

from guike.domains.bank.models import BankReceipt
from guike.domains.receivables.tests.till import WHY, payments
from guike.entry.tests.people import person
from guike.platform.exchange.tests.conftest import Importer, counts
from tests.support.company import make

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
A, B = "6222000000000001", "6228000000000002"


def content(name: str) -> bytes:
    return (FILES / name).read_bytes()


def receipts() -> Any:
    return BankReceipt.objects.system(reason=WHY).order_by("reference_no")


@pytest.fixture
def cashier(tmp_path: Path, settings: Settings) -> Importer:
    settings.FILES_DIR = tmp_path / "files"
    return Importer(person("cashier", is_administrator=True))


def owing(name: str, *amounts: str, owner: int, **values: Any) -> int:
    """A customer who owes these amounts, each by an order."""
    account = make("account", name=name, status="formal", owner=owner, **values)
    for n, amount in enumerate(amounts):
        make("receivable", account=account.pk, amount=amount, due_on=f"2026-12-{n + 1:02}")
    return int(account.pk)


def proposed() -> list[tuple[str, str, int | None]]:
    return [(row.reference_no, f"{row.amount:.2f}", row.proposed_account_id) for row in receipts()]


def test_bank_a_in_gb18030_with_a_title_and_a_fee(cashier: Importer) -> None:
    """I1: the fee is no receipt; a third payer and two orders in one sum; the same file again adds nothing"""
    qingdu = owing("青渡商贸（集团）有限公司", "12000", owner=cashier.id, short_name="青渡商贸")
    lanxie = owing("岚榭图文有限公司", "8000", owner=cashier.id)
    xiyun = owing("栖云打印设备有限公司", "9000", "11000", owner=cashier.id)
    given = {"bank_account": A}
    preview = cashier.preview("a.csv", content("bank-a.csv"), "bank_receipt", defaults=given)
    assert [(one["row"], one["code"]) for one in preview["problems"]] == [(5, "bank_receipt.no_income")]
    mapped = {one["name"]: one["field"] for one in preview["columns"]}
    assert {
        "交易日期": "received_on", "贷方发生额(收入)": "amount", "对方户名": "payer_name", "对方账号": "payer_account", "摘要": "memo",
        "流水号": "reference_no",
    }.items() <= mapped.items()  # fmt: skip
    assert mapped["借方发生额(支取)"] is mapped["余额"] is None
    status = cashier.take("a.csv", content("bank-a.csv"), "bank_receipt", defaults={"bank_account": A})
    assert counts(status) == (3, 0, 0, 1)
    assert proposed() == [
        ("A0001", "12000.00", qingdu), ("A0002", "8000.00", lanxie), ("A0004", "20000.00", xiyun),
    ]  # fmt: skip
    row = receipts().first()
    assert (row.received_on.isoformat(), row.payer_account, row.memo) == (
        "2026-11-03",
        "6217****2201",
        "货款",
    )
    again = cashier.take("a.csv", content("bank-a.csv"), "bank_receipt", defaults={"bank_account": A})
    assert (counts(again)[0], receipts().count(), payments().count()) == (0, 3, 0)


def test_bank_b_is_one_cent_short(cashier: Importer) -> None:
    owing("青渡商贸（集团）有限公司", "12000", owner=cashier.id)
    xiyun = owing("栖云打印设备有限公司", "1000", owner=cashier.id)
    status = cashier.take("b.csv", content("bank-b.csv"), "bank_receipt", defaults={"bank_account": B})
    assert counts(status) == (2, 0, 0, 0)
    last = receipts().last()
    assert (f"{last.amount:.2f}", last.proposed_account_id) == ("999.99", xiyun)
    codes = [one["code"] for one in last.proposals[0]["evidence"]]
    assert codes == ["alike", "short"]
    assert last.proposals[0]["evidence"][1]["params"]["amount"] == "0.01"


def test_the_same_statement_as_a_workbook_adds_nothing(cashier: Importer) -> None:
    """I1"""
    cashier.take("b.csv", content("bank-b.csv"), "bank_receipt", defaults={"bank_account": B})
    book = openpyxl.Workbook()
    for line in content("bank-b.csv").decode("utf-8-sig").splitlines():
        book.active.append([cell.strip('"') for cell in line.split('","')])  # type: ignore[union-attr]
    held = io.BytesIO()
    book.save(held)
    status = cashier.take("b.xlsx", held.getvalue(), "bank_receipt", defaults={"bank_account": B})
    assert (counts(status)[0], receipts().count()) == (0, 2)
    other = cashier.take("b.xlsx", held.getvalue(), "bank_receipt", defaults={"bank_account": A})
    assert (counts(other)[0], receipts().count()) == (2, 4)
