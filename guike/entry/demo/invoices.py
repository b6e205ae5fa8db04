"""What the demo company invoiced: titles of the customers who pay, the invoices of the last weeks, some that wait, and one taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from stdnum.cn import uscc

from guike.domains.orders.queries import SOLD
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of
from guike.platform.org.queries import begin_versions

#: how many of the newest orders are invoiced, and what waits beside them
_ISSUED, _WAITING, _REJECTED = 20, 5, 1
#: every so many titles are for ordinary invoices
_ORDINARY = 5
_REASON = "抬头与营业执照不一致，请核对后重新提交"


def invoices(company: Company) -> None:
    """Make titles, ask, issue, send one back, and take one invoice back because it named the wrong buyer."""
    begin_versions()
    newest = list(
        rows_of("sales_order").filter(status__in=SOLD, total_amount__gt=0).order_by("-ordered_on", "-pk")
    )
    chosen = newest[: _ISSUED + _WAITING + _REJECTED]
    _titles(company, chosen)
    today = company.now.date()
    for n, row in enumerate(chosen):
        (asked,) = company.create("invoice_request", [_request(row, n, today)])
        if n < _REJECTED:
            company.act("invoice_request", "reject", [asked], {"reason": _REASON})
        elif n >= _REJECTED + _WAITING:
            said = {"number": _number(today, n), "issued_on": min(row.ordered_on + timedelta(days=3), today)}
            company.act("invoice_request", "issue", [asked], said)
    _take_back(company, today)
    rows_of("invoice").update(issued_by=company.users["finance1"])


def _titles(company: Company, orders: Sequence[Any]) -> None:
    accounts = {row.account_id: row.owner_id for row in orders}
    names = dict(rows_of("account").filter(pk__in=accounts).values_list("pk", "name"))
    company.create(
        "invoice_title", [_title(n, pk, accounts[pk], names[pk]) for n, pk in enumerate(sorted(accounts))]
    )


def _title(number: int, account: int, owner: int | None, name: str) -> Row:
    code = f"91330106MA{account % 10_000_000:07d}"
    row: Row = {
        "account": account,
        "owner": owner,
        "name": name,
        "tax_number": code + uscc.calc_check_digit(code),
        "is_default": True,
        "kind": "ordinary",
    }
    if number % _ORDINARY:
        row |= {
            "kind": "special",
            "bank_name": "示例银行城西支行",
            "bank_account": f"1202{account:012d}",
            "address": "示例路 1 号",
            "phone": f"0571-8800{account % 10_000:04d}",
        }
    return row


def _request(order: Any, number: int, today: date) -> Row:
    """Every fourth for a half of its order."""
    row: Row = {
        "order": order.pk,
        "requested_on": min(order.ordered_on + timedelta(days=1), today).isoformat(),
    }
    if number % 4 == 3:
        row["amount"] = f"{(order.total_amount - order.closed_amount) / 2:.2f}"
    return row


def _number(today: date, number: int) -> str:
    return f"{today:%y}3320{number:014d}"


def _take_back(company: Company, today: date) -> None:
    row = rows_of("invoice").filter(is_red=False).order_by("issued_on", "pk").first()
    said = {"number": _number(today, 9_000), "reason": "购买方名称开错", "issued_on": today}
    company.act("invoice", "issue_red", [row.pk], said)
