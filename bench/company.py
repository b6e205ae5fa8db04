"""A company of many leads: 200 people in 20 departments, some of them unlucky for a planner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import connection, transaction

from bench.copying import Row, bare_tables, copy_rows, indexed, next_ids
from guike.domains.accounts.models import Account, Contact
from guike.domains.catalog.models import Product, Unit
from guike.domains.leads.metadata import company_key
from guike.domains.leads.models import Lead
from guike.domains.opportunities.models import Opportunity, SalesProcess, Stage
from guike.entry.demo import words
from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import Role
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.records.writing import record_change, record_create

SEED = 20_261_121
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
SPAN = timedelta(days=1000)
PEOPLE = 200
WHY = "the company of the bench is made by the system"
#: words that few leads have, to search for
RARE = ("瀚澈", "瀚澈阁")
RARE_ROWS = 20
STATES = ("pending", "following", "following", "following", "converted", "invalid")
SOURCES = ("exhibition", "phone", "website", "referral", "search_engine", "wechat")


@dataclass
class Cast:
    """Who is who. The names of `people` are used as logins: admin, own5000, old5000, own30, none, head,
    oldhead, pooled."""

    departments: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)
    crowd: list[int] = field(default_factory=list)
    pool: int = 0


def build(rows: int, *, people: int = PEOPLE, variety: int = 0) -> Cast:
    """Fill an empty, migrated database. `variety`: how many different texts there are (0: all differ)."""
    begin_versions()
    random = Random(SEED)
    with transaction.atomic():
        cast = organisation(people)
    begin_versions()
    with bare_tables(Lead, Account, Contact, Opportunity):
        sizes = Sizes(rows, variety)
        fill_archives()
        fill_accounts(random, cast, sizes)
        fill_opportunities(random, cast, sizes)
        fill_leads(random, cast, sizes)
        next_ids(Lead, Account, Contact, Opportunity, Product)
    settle()
    return cast


@dataclass(frozen=True)
class Sizes:
    """How many rows of what for a company of so many leads."""

    leads: int
    variety: int = 0

    @property
    def own(self) -> int:
        return min(5_000, self.leads // 10)

    @property
    def old_branch(self) -> int:
        return min(20_000, self.leads // 5)

    @property
    def pool(self) -> int:
        return min(20_000, self.leads // 50)

    @property
    def accounts(self) -> int:
        return max(self.leads // 20, 100)

    @property
    def opportunities(self) -> int:
        return max(self.leads // 5, 100)


def settle() -> None:
    """Statistics, visibility and hint bits as after some quiet time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE, FREEZE)")


def _create(object_name: str, row: Row) -> int:
    (outcome,) = record_create(system_context(), object_name, [row], system=True)
    if outcome.refusal is not None:
        raise RuntimeError(f"{object_name}: {outcome.refusal}")
    assert outcome.id is not None
    return outcome.id


def organisation(number: int = PEOPLE) -> Cast:
    """Head office, four branches, fifteen departments below them; 200 people."""
    cast = Cast()
    units = cast.departments
    units["HQ"] = _create("department", {"name": "总部", "code": "HQ"})
    for branch in range(1, 5):
        units[f"B{branch}"] = _create(
            "department", {"name": f"分公司{branch}", "code": f"B{branch}", "parent": units["HQ"]}
        )
        for part in range(1, 5 if branch < 4 else 4):
            name = f"B{branch}D{part}"
            units[name] = _create(
                "department", {"name": f"{branch}部{part}组", "code": name, "parent": units[f"B{branch}"]}
            )
    begin_versions()
    roles = dict(Role.objects.system(reason=WHY).values_list("code", "pk"))
    random = Random(SEED)
    special = [
        ("admin", "HQ", "administrator"), ("head", "B1", "sales_manager"), ("head2", "B2", "sales_manager"),
        ("head3", "B3", "sales_manager"), ("oldhead", "B4", "sales_manager"), ("own5000", "B1D1", "sales"),
        ("old5000", "B1D2", "sales"), ("own30", "B1D1", "sales"), ("none", "B1D1", "sales"), ("pooled", "B2D1", "sales"),
    ]  # fmt: skip
    parts = [name for name in units if "D" in name]
    special += [(f"sales{n}", parts[n % len(parts)], "sales") for n in range(number - len(special))]
    for login, unit, role in special:
        row = {
            "username": login,
            "name": words.person_name(random),
            "department": units[unit],
            "roles": [roles[role]],
        }
        cast.people[login] = _create("user", {**row, "email": f"{login}@example.com"})
        cast.home[cast.people[login]] = units[unit]
        if login.startswith("sales") and not unit.startswith("B4"):
            cast.crowd.append(cast.people[login])
    begin_versions()
    _heads(cast)
    pool = {"name": "华东线索池", "member_departments": [units["B2"]]}
    cast.pool = _create("lead_pool", pool)
    return cast


def _heads(cast: Cast) -> None:
    rows = {row.pk: row for row in table(catalogue().get("department")).system(reason=WHY)}
    heads = {"B1": "head", "B2": "head2", "B3": "head3", "B4": "oldhead"}
    changes = [(rows[cast.departments[unit]], {"head": cast.people[login]}) for unit, login in heads.items()]
    record_change(system_context(), "department", changes)


def fill_archives() -> None:
    """Two hundred products."""
    unit = Unit.objects.system(reason=WHY).order_by("pk").values_list("pk", flat=True).first()
    spec = catalogue().get("product")
    rows = (
        {
            "id": n, "code": f"P{n:04d}", "name": f"岚榭 {n} 型标签打印机", "kind": "goods", "base_unit_id": unit, "is_active": True,
            "standard_price": Decimal(100 + n), "cost": Decimal(60 + n), "tax_rate": Decimal("0.13"), **_times(BEGIN),
        }
        for n in range(1, 201)
    )  # fmt: skip
    copy_rows(Product, indexed(spec, rows), ("base_unit_id", "standard_price", "cost", "tax_rate"))


def _times(at: datetime) -> Row:
    return {"created_at": at, "updated_at": at}


def _owned(cast: Cast, owner: int) -> Row:
    return {
        "owner_id": owner,
        "department_id": cast.home[owner],
        "created_by_id": owner,
        "updated_by_id": owner,
    }


OWNERSHIP = ("owner_id", "department_id", "created_by_id", "updated_by_id")


def fill_accounts(random: Random, cast: Cast, sizes: Sizes) -> None:
    """Accounts with one contact each."""
    count = sizes.accounts
    owners = [random.choice(cast.crowd) for _n in range(count)]

    def accounts() -> Iterator[Row]:
        for n, owner in enumerate(owners, 1):
            name, industry = words.company_name(random)
            yield {
                "id": n, "name": name, "name_key": company_key(name), "industry": industry, "status": "formal", "source": "website",
                "number": f"C{n:07d}", **_times(BEGIN + SPAN * n / count), **_owned(cast, owner),
            }  # fmt: skip

    def contacts() -> Iterator[Row]:
        for n, owner in enumerate(owners, 1):
            yield {
                "id": n, "name": words.person_name(random), "account_id": n, "mobile": "+86" + words.mobile(random), "is_primary": True,
                "number": f"P{n:07d}", **_times(BEGIN + SPAN * n / count), **_owned(cast, owner),
            }  # fmt: skip

    copy_rows(Account, indexed(catalogue().get("account"), accounts(), sizes.variety), OWNERSHIP)
    copy_rows(
        Contact, indexed(catalogue().get("contact"), contacts(), sizes.variety), ("account_id", *OWNERSHIP)
    )


def fill_opportunities(random: Random, cast: Cast, sizes: Sizes) -> None:
    """Opportunities over all stages, a third of them closed."""
    count, accounts = sizes.opportunities, sizes.accounts
    process = SalesProcess.objects.system(reason=WHY).order_by("pk").values_list("pk", flat=True).first()
    stages = list(
        Stage.objects.system(reason=WHY)
        .filter(process_id=process)
        .order_by("position")
        .values_list("pk", "win_rate")
    )

    def rows() -> Iterator[Row]:
        for n in range(1, count + 1):
            stage, rate = random.choice(stages)
            yield {
                "id": n, "name": random.choice(words.PLACES) + "采购", "account_id": random.randint(1, accounts), "process_id": process,
                "stage_id": stage, "win_rate": rate, "amount": Decimal(random.randint(1, 5000) * 100), "source": "other",
                "status": random.choice(("open", "open", "open", "open", "won", "lost")), "number": f"O{n:07d}",
                **_times(BEGIN + SPAN * n / count), **_owned(cast, random.choice(cast.crowd)),
            }  # fmt: skip

    also = ("account_id", "process_id", "stage_id", "amount", *OWNERSHIP)
    copy_rows(Opportunity, indexed(catalogue().get("opportunity"), rows(), sizes.variety), also)


def fill_leads(random: Random, cast: Cast, sizes: Sizes) -> None:
    """The leads, oldest first. The first ones belong to people who have nothing newer."""
    owners = lead_owners(random, cast, sizes)
    step = SPAN / sizes.leads
    rare = set(random.sample(range(sizes.leads // 2, sizes.leads), RARE_ROWS))

    def rows() -> Iterator[Row]:
        for n, owner in enumerate(owners, 1):
            firm, industry = words.company_name(random)
            if n in rare:
                firm = RARE[1] + firm
            yield {
                "id": n, "name": words.person_name(random), "company": firm, "company_key": company_key(firm), "industry": industry,
                "mobile": "+86" + words.mobile(random), "source": random.choice(SOURCES), "region": random.choice(words.REGIONS),
                "number": f"L{n:08d}", "pool_id": cast.pool if owner is None else None, "stage": "raw", "company_size": "small",
                "status": "unassigned" if owner is None else random.choice(STATES),
                "description": random.choice(words.NEEDS), **_times(BEGIN + step * n), **(_owned(cast, owner) if owner else {}),
            }  # fmt: skip

    copy_rows(Lead, indexed(catalogue().get("lead"), rows(), sizes.variety), ("pool_id", *OWNERSHIP))


def lead_owners(random: Random, cast: Cast, sizes: Sizes) -> list[int | None]:
    """The owner of each lead in the order of their creation; None: in the pool."""
    people, branch4 = cast.people, [p for p, unit in cast.home.items() if unit in _below_b4(cast)]
    old: list[int | None] = [people["old5000"]] * sizes.own + [people["own30"]] * 30
    old += [random.choice(branch4) for _n in range(sizes.old_branch)]
    random.shuffle(old)
    rest: list[Any] = [people["own5000"]] * sizes.own + [None] * sizes.pool
    rest += random.choices(cast.crowd, k=sizes.leads - len(old) - len(rest))
    random.shuffle(rest)
    return old + rest


def _below_b4(cast: Cast) -> set[int]:
    return {pk for name, pk in cast.departments.items() if name.startswith("B4D")}
