"""Loads the demo company into an empty database."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from guike.entry.api.auth import DEMO_PASSWORD
from guike.entry.demo import (
    automatic,
    business,
    codes,
    conversions,
    credit,
    endings,
    expenses,
    forecasts,
    goods,
    invoices,
    kept,
    launch,
    money,
    occasions,
    outside,
    papers,
    personal,
    prices,
    processes,
    products,
    returns,
    talk,
    templates,
    told,
    week,
)
from guike.entry.demo.business import Company
from guike.entry.demo.people import COMPANY, departments, people
from guike.entry.demo.stored import WHY
from guike.platform.access.context import system_context
from guike.platform.database.upkeep import analyze
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role, User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.reading import table
from guike.platform.records.writing import record_change, record_create
from guike.platform.settings import queries as settings
from guike.platform.settings.services import set_many

SEED = 20_240_601
#: size → numbers of leads, accounts, opportunities, orders
SIZES = {"small": (5_000, 1_500, 700, 900), "tiny": (200, 60, 30, 40)}


def load(size: str = "small") -> None:
    """Create the whole company in one transaction; do nothing when the database has users already."""
    begin_versions()
    random = Random(SEED)
    leads, accounts, opportunities, orders = SIZES[size]
    with transaction.atomic(), settings.snapshot():
        company = _organisation(random)
        products.products(company)
        business.archives(company)
        business.reminder_rules(company)
        business.accounts(company, accounts)
        made = business.leads(company, leads)
        won = business.opportunities(company, opportunities)
        business.orders(company, orders, won)
        endings.endings(company)
        goods.former(company)
        goods.stock(company)
        goods.held(company)
        money.money(company)
        returns.returns(company)
        invoices.invoices(company)
        business.activities(company, made)
        occasions.occasions(company)
        outside.webhooks(company)
        week.week(company)
        conversions.conversions(company)
        prices.prices(company)
        templates.templates(company)
        processes.approvals(company)
        codes.code_requests(company)
        credit.credit(company)
        expenses.expenses(company)
        personal.personal(company)
        automatic.rules(company)
        talk.talk(company)
        forecasts.forecasts(company)
        kept.reports(company)
        papers.templates(company)
        money.the_rest(company)
        money.banked(company)
        told.told(company)
        launch.launch(company)
        Event.objects.all().delete()
        set_many({"company.name": COMPANY, "company.is_demo": True}, None, as_system=True)
    begin_versions()
    analyze()


def _create(object_name: str, row: Mapping[str, object]) -> int:
    (outcome,) = record_create(system_context(), object_name, [row], system=True)
    if outcome.refusal is not None:
        raise RuntimeError(f"{object_name}: {outcome.refusal}")
    assert outcome.id is not None
    return outcome.id


def _organisation(random: Random) -> Company:
    roles = dict(Role.objects.system(reason=WHY).values_list("code", "pk"))
    units: dict[str, int] = {}
    for unit in departments():
        row = {
            "name": unit.name,
            "code": unit.code,
            "kind": unit.kind or None,
            "parent": units.get(unit.parent),
            "members": [units[code] for code in unit.members],
        }
        units[unit.code] = _create("department", row)
    begin_versions()
    users: dict[str, int] = {}
    for one in people(random):
        users[one.username] = _create(
            "user",
            {
                "username": one.username,
                "name": one.name,
                "department": units[one.department],
                "superior": users.get(one.superior),
                "roles": [roles[code] for code in one.roles],
                "departments": [units[code] for code in one.charged],
                "deputies": [users[name] for name in one.serves],
                "is_salesperson": one.is_salesperson,
                "email": f"{one.username}@example.com",
            },
        )
    sealed = make_password(DEMO_PASSWORD)  # once for all users, because hashing takes as long as a sign-in
    User.objects.system(reason=WHY).filter(pk__in=users.values()).update(password=sealed)
    bump(permission=True)
    _heads(units, users)
    begin_versions()
    company = Company(random, users, units)
    for name, pk in users.items():
        if name.startswith("sales"):
            plan = next(p for p in people(Random(SEED)) if p.username == name)
            company.sellers.append(pk)
            company.branch_of[pk] = int(plan.department[1]) - 1
    return company


def _heads(units: dict[str, int], users: dict[str, int]) -> None:
    spec = catalogue().get("department")
    rows = {row.pk: row for row in table(spec).system(reason=WHY)}
    changes = [(rows[units[p.code]], {"head": users[p.head]}) for p in departments() if p.head in users]
    record_change(system_context(), "department", changes)
