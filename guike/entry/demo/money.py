"""What the customers of the demo company owe and paid: most orders are paid, some in part or late, and a few payments wait for finance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from guike.domains.orders.queries import SOLD
from guike.domains.receivables.following import follow_orders
from guike.entry.demo.business import Company
from guike.entry.demo.stored import Row, rows_of
from guike.platform.org.queries import begin_versions
from guike.platform.records.writing import record_change

#: days that customers have for paying
TERM = 30
#: every so many of the orders that are due was paid in part, and every so many not at all
_PARTLY, _NOT = 11, 17
_WAITING, _REJECTED = 6, 2
_CHUNK = 500
_BACK = ("客户多付货款，原路退回", "协商降价，退回差额")
#: so many of the newest orders, the largest first, are paid in parts
_PLANNED, _PLANNED_AMONG = 6, 60
_TERMS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "月结 30 天",
        ({"name": "货款", "rate": "1", "due_rule": "after_shipment", "is_month_end": True, "days": 30, "free_days": "later"},),
    ),
    (
        "3-6-1，质保一年",
        (
            {"name": "预付款", "rate": "0.3", "due_rule": "after_order", "days": 7},
            {"name": "发货款", "rate": "0.6", "due_rule": "after_shipment", "days": 15},
            {"name": "质保金", "rate": "0.1", "due_rule": "after_receipt", "months": 12},
        ),
    ),
    ("款到发货", ({"name": "货款", "rate": "1", "due_rule": "after_order"},)),
)  # fmt: skip
_REASONS = ("银行流水里没有这笔款，请核对到账日期", "金额与回单不符，请按实际到账金额填写")


def money(company: Company) -> None:
    """Date what is owed by its order, and enter, confirm and reject payments."""
    begin_versions()
    today = company.now.date()
    orders = list(rows_of("sales_order").filter(status__in=SOLD).order_by("ordered_on", "pk"))
    _terms(company, orders)
    for start in range(
        0, len(orders), _CHUNK
    ):  # made as a migration makes them, in which nothing follows an order
        follow_orders(company.ctx, orders[start : start + _CHUNK])
    _date(company, orders)
    standing, newest = orders[: -_WAITING - _REJECTED], orders[-_WAITING - _REJECTED :]
    due = [row for row in standing if row.ordered_on + timedelta(days=TERM) < today]
    paid = [_payment(row, today, n) for n, row in enumerate(due) if n % _NOT]
    waiting = [_payment(row, today, 1) for row in newest]
    made = company.create("payment", [*paid, *waiting, *_in_advance(due, today)])
    pending = made[len(paid) : len(paid) + len(waiting)]
    confirmed = [pk for pk in made if pk not in pending]
    for start in range(0, len(confirmed), _CHUNK):
        company.act("payment", "confirm", confirmed[start : start + _CHUNK])
    for pk, reason in zip(pending[:_REJECTED], _REASONS, strict=True):
        company.act("payment", "reject", [pk], {"reason": reason})
    _given_back(company, today)
    _given_up(company)
    # the demo counts as made by nobody, until people work with it
    rows_of("payment").filter(status="confirmed").update(confirmed_by=company.users["finance1"])


def _given_back(company: Company, today: date) -> None:
    """One customer got money back, and sales ask for another, which finance has to approve."""
    settled = (
        rows_of("payment").filter(status="confirmed").exclude(order=None).order_by("-received_on", "-pk")
    )
    rows = [
        {
            "payment": row.pk,
            "owner": row.owner_id,
            "amount": str(Decimal(200) if row.amount > 200 else row.amount),
            "asked_on": today.isoformat(),
            "reason": reason,
        }
        for row, reason in zip(settled[:2], _BACK, strict=True)
    ]
    made = company.create("refund", rows)
    company.act("refund", "submit", made)
    company.act("refund", "approve", made[:1])
    company.act("refund", "pay", made[:1], {"paid_on": today, "reference_no": f"TK{today:%y%m%d}01"})


def _given_up(company: Company) -> None:
    """The oldest debt that nobody paid a part of was given up; finance writes off small differences by itself."""
    finance = rows_of("role").values_list("pk", flat=True).get(code="finance")
    company.create("write_off_limit", [{"role": finance, "max_amount": "10"}])
    lost = rows_of("receivable").filter(status="open").order_by("due_on", "pk").first()
    if lost is None:
        return
    row = {
        "receivable": lost.pk,
        "kind": "bad_debt",
        "amount": str(lost.amount),
        "owner": company.users["finance1"],
        "reason": "客户已注销，无法收回",
    }
    made = company.create("write_off", [row])
    company.act("write_off", "submit", made)
    company.act("write_off", "approve", made)


def banked(company: Company) -> None:
    """A statement of this week: three lines name who paid, one is of a third payer whom a salesperson claims, one is nobody's yet."""
    today = company.now.date()
    owed = list(
        rows_of("receivable")
        .filter(status="open", due_on__lt=today)
        .select_related(None)
        .order_by("-due_on", "pk")[:4]
    )
    names = dict(rows_of("account").filter(pk__in=[row.account_id for row in owed]).values_list("pk", "name"))
    payers = [(names[row.account_id], "货款", row.balance_amount) for row in owed[:3]]
    payers += [("蔡一鸣", "代付货款", row.balance_amount) for row in owed[3:]]
    payers.append(("沈云舟", "往来款", Decimal(6600)))
    lines = [
        {
            "bank_account": "6222000000000001",
            "payer_name": payer,
            "memo": memo,
            "amount": f"{amount:.2f}",
            "received_on": (today - timedelta(days=1 + n % 3)).isoformat(),
            "reference_no": f"LS{today:%y%m%d}{n:03}",
            "owner": company.users["finance1"],
        }
        for n, (payer, memo, amount) in enumerate(payers)
    ]
    made = company.create("bank_receipt", lines)
    if len(owed) == 4:
        order = {"order": owed[3].order_id, "amount": f"{owed[3].balance_amount:.2f}"}
        claim = {
            "receipt": made[3],
            "account": owed[3].account_id,
            "owner": owed[3].owner_id,
            "note": "客户老板个人账户付的",
            "lines": [order],
        }
        company.create("bank_claim", [claim])


def the_rest(company: Company) -> None:
    """What is owed for orders that came later; nobody made that, it arose by itself."""
    owed = rows_of("receivable").exclude(order=None).values("order_id")
    orders = list(rows_of("sales_order").filter(status__in=SOLD).exclude(pk__in=owed).order_by("pk"))
    follow_orders(company.ctx, orders)
    for name in ("receivable", "payment_plan", "installment"):
        rows_of(name).update(created_by=None, updated_by=None)


def _terms(company: Company, orders: Sequence[Any]) -> None:
    """Three ways in which customers pay, a customer for each, and the newest large orders in parts."""
    made = company.create("payment_term", [{"name": name, "lines": list(lines)} for name, lines in _TERMS])
    buyers = list(dict.fromkeys(row.account_id for row in reversed(orders)))[: len(made)]
    accounts = {row.pk: row for row in rows_of("account").filter(pk__in=buyers)}
    record_change(
        company.ctx,
        "account",
        [(accounts[pk], {"payment_term": term}) for pk, term in zip(buyers, made, strict=True)],
    )
    planned = sorted(orders[-_PLANNED_AMONG:], key=lambda row: (-row.total_amount, row.pk))[:_PLANNED]
    company.create(
        "payment_plan", [{"order": row.pk, "kind": "rate", "lines": list(_TERMS[1][1])} for row in planned]
    )


def _date(company: Company, orders: Sequence[Any]) -> None:
    """What was owed since an order took effect was owed since its day."""
    days = {row.pk: row.ordered_on for row in orders}
    for start in range(0, len(orders), _CHUNK):
        wanted = [row.pk for row in orders[start : start + _CHUNK]]
        rows = rows_of("receivable").filter(order_id__in=wanted, installment=None)
        changes = [
            (row, {"incurred_on": days[row.order_id], "due_on": days[row.order_id] + timedelta(days=TERM)})
            for row in rows.exclude(status="cancelled").order_by("pk")
        ]
        record_change(company.ctx, "receivable", changes)


def _payment(order: Any, today: date, number: int) -> Row:
    total = order.total_amount - order.closed_amount
    is_part = number % _PARTLY == 0
    on = min(order.ordered_on + timedelta(days=TERM - 12 + number % 25), today)
    return {
        "account": order.account_id,
        "order": order.pk,
        "amount": f"{total / 2 if is_part else total:.2f}",
        "received_on": on.isoformat(),
        "method": ("bank", "bank", "draft", "bank", "wechat")[number % 5],
        "reference_no": f"HK{on:%y%m%d}{order.pk:06d}",
    }


def _in_advance(due: Sequence[Any], today: date) -> list[Row]:
    """Two customers paid before they ordered."""
    return [
        {
            "account": row.account_id,
            "owner": row.owner_id,
            "amount": str(Decimal(5_000)),
            "received_on": (today - timedelta(days=4)).isoformat(),
            "description": "预付款，待下单后核销",
        }
        for row in due[-2:]
    ]
