"""The credit of some customers of the demo company: formal limits, a temporary one, a group that has used nearly all of its own, an order
that the system approved because there was enough left, and one that waits for finance because there was not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from guike.domains.credit.exposure import exposures
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
#: a group, its companies, and how many machines each of their orders was for; what is left is less than another machine
GROUP = "砚池湾便利连锁（集团）有限公司"
COMPANIES = (("砚池湾便利（姑苏）有限公司", (3, 4)), ("砚池湾便利（锡城）有限公司", (5,)))
WITHIN = "信用额度内，系统自动通过"


def credit(company: Company) -> None:
    """Give limits to some customers of one salesperson, define 信用审批, and let one order stay within and one go beyond."""
    accounts, used = _customers(company)
    group, group_used = _group(company)
    near, *others = accounts
    year = company.now.date().replace(month=1, day=1).isoformat()
    limits: list[Row] = [
        {
            "account": group,
            "limit_amount": str(_whole(group_used, LITTLE) + 6 * LITTLE),
            "term_days": 30,
            "valid_from_on": year,
            "note": "集团统一授信，下属公司合计",
        }
    ]
    limits += [
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
    _define(company)
    begin_versions()
    for account in (*others[:1], near):
        _ordered(company, account)


def _define(company: Company) -> None:
    finance = Role.objects.system(reason=WHY).values_list("pk", flat=True).get(code="finance")
    definition = {
        "name": "信用审批",
        "object": "sales_order",
        "trigger": "submit",
        "filter": {
            "any": [
                {"field": "is_beyond_credit", "op": "eq", "value": True},
                {"field": "account.credit_limit_amount", "op": "gt", "value": "0"},
            ]
        },
        "fallback": company.users["admin"],
        "steps": [
            {
                "name": "财务",
                "need": "any",
                "approvers": [{"kind": "role", "value": finance}],
                "shown_facts": ["total_amount", "credit_available", "credit_overdue_days"],
                "auto_filter": {"field": "fact_credit_is_within", "op": "eq", "value": True},
                "auto_effect": "approve",
                "auto_reason": WITHIN,
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
    used = {pk: Decimal(0) for pk in owners} | _used(owners)
    found = sorted(owners, key=lambda pk: (owners[pk] != company.users[SELLER], -used[pk], pk))
    return found[:ACCOUNTS], used


def _whole(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).to_integral_value(ROUND_CEILING) * step


def _group(company: Company) -> tuple[int, Decimal]:
    """A group whose companies have ordered, and what they use together."""
    seller = company.users[SELLER]
    whose: Row = {"status": "formal", "owner": seller, "industry": "consumer_goods", "level": "B", "kind": "major", "nature": "company"}  # fmt: skip
    (group,) = company.create("account", [{"name": GROUP, **whose}])
    below = company.create(
        "account", [{"name": name, "parent": group, **whose} for name, _machines in COMPANIES]
    )
    machine = _machine()
    rows: list[Row] = [
        {"account": account, "owner": seller, "lines": [{"product": machine, "quantity": str(quantity)}]}
        for account, (_name, machines) in zip(below, COMPANIES, strict=True)
        for quantity in machines
    ]
    made = company.create("sales_order", rows)
    company.act("sales_order", "confirm", made)
    made_by_nobody("sales_order", made)
    return group, sum(_used(below).values(), Decimal(0))


def _machine() -> int:
    machines = rows_of("product").filter(is_active=True, standard_price__gte=9_000)
    return int(machines.order_by("standard_price", "pk").values_list("pk", flat=True)[0])


def _ordered(company: Company, account: int) -> None:
    """An order for one machine, submitted by its salesperson: enough for some, more than is left for others."""
    seller = rows_of("account").values_list("owner_id", flat=True).get(pk=account)
    line = {"product": _machine(), "quantity": "1"}
    (order,) = company.create("sales_order", [{"account": account, "owner": seller, "lines": [line]}])
    act_as(seller, "sales_order", "submit", order)
    made_by_nobody("sales_order", [order])


def _used(accounts: Collection[int]) -> dict[int, Decimal]:
    """What they use of their credit; nothing where they paid more than they owe."""
    parts = exposures(accounts, ())
    return {pk: max(sum(found.values(), Decimal(0)), Decimal(0)) for pk, found in parts.items()}
