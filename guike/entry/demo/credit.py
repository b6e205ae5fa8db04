"""The credit of some customers of the demo company: formal limits, a temporary one, a group, and an order that waits for finance because
its customer has little left."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from guike.domains.orders.queries import open_totals
from guike.entry.demo.business import Company
from guike.entry.demo.stored import WHY, Row, act_as, made_by_nobody, rows_of
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions

#: whose customers are given credit: so many, of whom the one that uses most has little left
SELLER = "sales2"
ACCOUNTS = 5
#: limits are whole multiples of it, and leave at least one
STEP = Decimal(10_000)
LITTLE = Decimal(1_000)


def credit(company: Company) -> None:
    """Define 信用审批, give limits to some customers of one salesperson, and let one order go beyond."""
    _define(company)
    accounts, used = _customers(company)
    near, *others = accounts
    year = company.now.date().replace(month=1, day=1).isoformat()
    limits: list[Row] = [
        {
            "account": pk,
            "limit_amount": str(_whole(used[pk], STEP) + 2 * STEP),
            "term_days": 30,
            "valid_from_on": year,
        }
        for pk in others
    ]
    limits.append(
        {
            "account": near,
            "limit_amount": str(_whole(used[near], LITTLE) + 5 * LITTLE),
            "term_days": 15,
            "valid_from_on": year,
            "note": "付款较慢，额度从紧",
        }
    )
    if others:
        today = company.now.date()
        limits.append(
            {
                "account": others[0],
                "limit_amount": "50000",
                "is_temporary": True,
                "valid_from_on": (today - timedelta(days=10)).isoformat(),
                "valid_to_on": (today + timedelta(days=20)).isoformat(),
                "note": "年末备货，临时增加",
            }
        )
    company.create("credit_limit", limits)
    begin_versions()
    _beyond(company, near)


def _define(company: Company) -> None:
    finance = Role.objects.system(reason=WHY).values_list("pk", flat=True).get(code="finance")
    definition = {
        "name": "信用审批",
        "object": "sales_order",
        "trigger": "submit",
        "filter": {"field": "is_beyond_credit", "op": "eq", "value": True},
        "fallback": company.users["admin"],
        "steps": [
            {
                "name": "财务",
                "need": "any",
                "approvers": [{"kind": "role", "value": finance}],
                "shown_facts": ["total_amount", "credit_available", "credit_overdue_days"],
            }
        ],
    }
    (pk,) = company.create("approval_definition", [definition])
    company.act("approval_definition", "publish", [pk])
    begin_versions()


def _customers(company: Company) -> tuple[list[int], dict[int, Decimal]]:
    """Formal customers, those of the salesperson and those who use most first, and what they use."""
    formal = rows_of("account").filter(status="formal", owner__in=company.sellers, parent=None)
    owners = dict(formal.values_list("pk", "owner_id"))
    used = {pk: Decimal(0) for pk in owners} | open_totals(owners, ())
    found = sorted(owners, key=lambda pk: (owners[pk] != company.users[SELLER], -used[pk], pk))
    return found[:ACCOUNTS], used


def _whole(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_CEILING) * step


def _beyond(company: Company, account: int) -> None:
    """An order for one machine, which is more than is left."""
    machine = (
        rows_of("product").filter(is_active=True, standard_price__gte=9_000).order_by("standard_price", "pk")
    )
    seller = rows_of("account").values_list("owner_id", flat=True).get(pk=account)
    line = {"product": machine.values_list("pk", flat=True)[0], "quantity": "1"}
    (order,) = company.create("sales_order", [{"account": account, "owner": seller, "lines": [line]}])
    act_as(seller, "sales_order", "submit", order)
    made_by_nobody("sales_order", [order])
