"""The demo company's eighteen months of business, written through the ordinary write path: every
figure, number, roll-up and search key is what the product itself computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce, Least

from guike.entry.demo import catalog, words
from guike.entry.demo.stored import Row, rows_of
from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.platform.access.context import Context, system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.actions import find_action
from guike.platform.records.writing import record_create

MONTHS = 18
#: of nine accounts, which ones buy to sell on, or together with the company
CHANNEL_ROLES = {2: "terminal", 4: "dealer", 7: "partner"}


class Company:
    """What the steps share: the ids of created records, by code or name."""

    def __init__(self, random: Random, users: dict[str, int], departments: dict[str, int]):
        self.random = random
        self.users = users
        self.departments = departments
        self.ctx: Context = system_context(migration=True)
        self.now = clock.now()
        self.products: list[int] = []
        self.larger_units: dict[int, int] = {}
        self.open_materials: set[int] = set()
        self.campaigns: list[tuple[int, date]] = []
        self.pools: list[int] = []
        self.accounts: list[tuple[int, int, str]] = []
        self.contacts: dict[int, int] = {}
        self.branch_of: dict[int, int] = {}
        self.sellers: list[int] = []
        self.warehouses: list[int] = []

    def create(self, object_name: str, rows: Sequence[Row]) -> list[int]:
        """Create records and return their ids; a refused record is a bug of the generator."""
        ids: list[int] = []
        for start in range(0, len(rows), 500):
            outcomes = record_create(self.ctx, object_name, rows[start : start + 500], system=True)
            for outcome in outcomes:
                if outcome.refusal is not None:
                    raise RuntimeError(f"{object_name}: {outcome.refusal}")
                assert outcome.id is not None
                ids.append(outcome.id)
        return ids

    def repeat(self, *rows: Row) -> None:
        """Create activities that repeat, with the rows of the times to come."""
        for row in rows:
            (outcome,) = record_create(system_context(), "activity", [row], system=True)
            if outcome.refusal is not None:
                raise RuntimeError(f"activity: {outcome.refusal}")

    def monthly(self, object_name: str, count: int, make: Callable[[datetime], Row]) -> list[int]:
        """Create `count` records spread over the months, more in recent ones; their numbers follow the month."""
        ids: list[int] = []
        weights = [2 + n for n in range(MONTHS)]
        for n in range(MONTHS):
            share = count * weights[n] // sum(weights)
            start = self.now - timedelta(days=30 * (MONTHS - n))
            rows = [
                make(start + timedelta(seconds=self.random.randrange(29 * 86_400))) for _i in range(share)
            ]
            with clock.frozen(start + timedelta(days=15)):
                created = self.create(object_name, rows)
            self._spread(object_name, created, start)
            ids += created
        return ids

    def _spread(self, object_name: str, ids: Sequence[int], start: datetime) -> None:
        """Set creation times within the month, in the order of the ids."""
        if not ids:
            return
        rows = rows_of(object_name)
        step = Value(timedelta(days=29) / len(ids), DurationField())
        since = ExpressionWrapper((F("pk") - min(ids)) * step, DurationField())
        at = Least(Value(start) + since, Value(self.now), output_field=DateTimeField())
        rows.filter(pk__in=list(ids)).update(created_at=at, updated_at=at)

    def act(self, object_name: str, action: str, ids: Sequence[int], params: Row | None = None) -> None:
        """Run an action on records as the system."""
        spec = catalogue().get(object_name)
        rows = rows_of(object_name).filter(pk__in=list(ids)).order_by("pk")
        verb = find_action(spec, action)
        given = {p.name: None for p in verb.params} | (params or {})
        refused = [one for one in verb.run(self.ctx, list(rows), given) if isinstance(one, Refusal)]
        if refused:
            raise RuntimeError(f"{object_name}.{action}: {refused[0]}")

    def instant(self, at: datetime) -> str:
        return min(at, self.now).isoformat()


def archives(company: Company) -> None:
    """Create pools and campaigns."""
    admins = [company.users["pooladmin1"]]
    company.pools = company.create(
        "lead_pool",
        [
            {
                "name": name,
                "admins": admins,
                "member_departments": [company.departments[d] for d in members],
                "is_claimable": claimable,
                "daily_claim_limit": daily,
                "holding_limit": holding,
                "recycle_days_no_follow_up": 30,
                "remind_days_before": 3,
            }
            for name, members, _assignee, claimable, daily, holding in catalog.POOLS
        ],
    )
    company.create(
        "account_pool",
        [
            {
                "name": "全国客户公海",
                "admins": admins,
                "member_departments": [company.departments["SALES"]],
                "is_claimable": True,
                "daily_claim_limit": 5,
            }
        ],
    )
    today = company.now.date()
    for name, kind, months, days, budget in catalog.CAMPAIGNS:
        start = today - timedelta(days=30 * months)
        end = start + timedelta(days=days)
        row = {
            "name": name,
            "kind": kind,
            "start_on": start.isoformat(),
            "end_on": end.isoformat(),
            "budget_amount": budget,
            "actual_cost_amount": str(int(budget) * company.random.randint(70, 115) // 100),
            "status": "finished" if end < today else "running",
            "owner": company.users["marketing1"],
        }
        company.campaigns += [(one, start) for one in company.create("campaign", [row])]


def accounts(company: Company, count: int) -> None:
    """Create customers with contacts and addresses."""
    random = company.random
    made: list[Row] = []

    def make(_at: datetime) -> Row:
        name, industry = words.company_name(random)
        owner = random.choice(company.sellers)
        row: Row = {
            "name": name,
            "industry": industry,
            "level": random.choice("AABBBCCCCD"),
            "kind": random.choice(("key", "major", "ordinary", "ordinary")),
            "nature": "institution" if industry == "education" else "company",
            "channel_role": CHANNEL_ROLES.get(len(made) % 9, "end_customer"),
            "status": random.choice(("formal", "formal", "potential", "lost")),
            "region": random.choice(words.REGIONS),
            "address": f"{random.choice(words.STREETS)} {random.randint(1, 399)} 号",
            "owner": owner,
            "source": random.choice(("exhibition", "referral", "website", "phone", "campaign")),
        }
        if random.random() < 0.8:
            row["phone"] = words.mobile(random)
        made.append(row)
        return row

    ids = company.monthly("account", count, make)
    company.accounts = [(pk, row["owner"], row["name"]) for pk, row in zip(ids, made, strict=True)]
    people: list[Row] = [
        {
            "name": words.person_name(random),
            "account": pk,
            "title": random.choice(words.TITLES),
            "mobile": words.mobile(random),
            "owner": owner,
            "is_primary": n == 0,
            "decision_role": random.choice(("decider", "influencer", "user", "buyer")),
            "email": f"c{pk}x{n}@example.com" if random.random() < 0.5 else None,
            "birthday": words.birthday(pk, n),
        }
        for pk, owner, _name in company.accounts
        for n in range(random.choice((1, 1, 2)))
    ]
    contacts = company.create("contact", people)
    for contact, row in zip(contacts, people, strict=True):
        company.contacts.setdefault(row["account"], contact)
    company.create(
        "address",
        [
            {
                "account": pk,
                "kind": "shipping",
                "is_default": True,
                "region": random.choice(words.REGIONS),
                "owner": owner,
                "detail": f"{random.choice(words.STREETS)} {random.randint(1, 399)} 号 {random.randint(1, 20)} 栋",
                "contact_name": words.person_name(random),
                "phone": words.mobile(random),
            }
            for pk, owner, _name in company.accounts
            if random.random() < 0.6
        ],
    )


def leads(company: Company, count: int) -> list[int]:
    """Create leads in every state, with the faults of real data: duplicates, odd spellings, gaps."""
    random = company.random
    seen: list[tuple[str, str, str]] = []

    def make(at: datetime) -> Row:
        if seen and random.random() < 0.03:
            name, firm, number = random.choice(seen)
        else:
            name, firm, number = (
                words.person_name(random),
                words.company_name(random)[0],
                words.mobile(random),
            )
            seen.append((name, firm, number))
        branch = random.randrange(4)
        row: Row = {
            "name": name,
            "company": firm,
            "source": random.choice(
                ("exhibition", "phone", "website", "referral", "search_engine", "wechat")
            ),
            "region": random.choice(words.REGIONS),
            "pool": company.pools[branch],
            "industry": random.choice(words.TRADES)[1],
            "company_size": random.choice(("large", "small", "small")),
            "owner": None,
            "status": "unassigned",
        }
        if random.random() < 0.88:
            row["mobile"] = words.dirty_mobile(random, number)
        if random.random() < 0.3:
            row["email"] = f"lead{random.randrange(10**6)}@example.com"
        if random.random() < 0.5:
            row["title"] = random.choice(words.TITLES)
        if random.random() < 0.6:
            row["description"] = random.choice(words.NEEDS)
        recent = [one for one, start in company.campaigns if start <= at.date()]
        if recent and random.random() < 0.55:
            row["campaign"] = recent[-1]
            row["source"] = "campaign"
        _give_owner(company, row, branch)
        return row

    return company.monthly("lead", count, make)


def _give_owner(company: Company, row: Row, branch: int) -> None:
    """Give most leads an owner of the branch and a state."""
    random = company.random
    if random.random() < 0.22:
        return
    sellers = [s for s in company.sellers if company.branch_of[s] == branch] or company.sellers
    row["owner"] = random.choice(sellers)
    row["status"] = random.choice(("pending", "pending", "following", "following", "following", "invalid"))
    if row["status"] == "invalid":
        row["invalid_reason"] = random.choice(("空号", "没有采购计划", "同行询价", "重复登记"))
    if row["status"] == "following" and random.random() < 0.5:
        row["next_contact_at"] = (company.now + timedelta(days=random.randint(-5, 20))).isoformat()


def opportunities(company: Company, count: int) -> list[tuple[int, int]]:
    """Create opportunities in all stages, won and lost ones; (opportunity, account) of the won ones."""
    random = company.random
    made: list[Row] = []

    def make(at: datetime) -> Row:
        account, owner, name = random.choice(company.accounts)
        product = random.choice(catalog.PRODUCTS[:9])
        quantity = random.choice((1, 1, 2, 3, 5, 10))
        row: Row = {
            "name": f"{words.short_name(name)} {product[1].split(' ')[1]} 采购",
            "account": account,
            "owner": owner,
            "primary_contact": company.contacts.get(account),
            "amount": str(int(product[5]) * quantity),
            "expected_close_on": (at + timedelta(days=random.randint(20, 120))).date().isoformat(),
            "source": random.choice(("introduction", "customer_contact", "other")),
        }
        if random.random() < 0.4:
            recent = [one for one, start in company.campaigns if start <= at.date()]
            row["campaign"] = recent[-1] if recent else None
        made.append(row)
        return row

    ids = company.monthly("opportunity", count, make)
    for steps in range(1, 5):
        moved = [pk for n, pk in enumerate(ids) if n % 5 >= steps]
        company.act("opportunity", "advance", moved)
    older = ids[: len(ids) * 2 // 3]
    won = [pk for n, pk in enumerate(older) if n % 3 == 0]
    lost = [pk for n, pk in enumerate(older) if n % 3 == 1]
    company.act("opportunity", "win", won)
    company.act("opportunity", "lose", lost, {"reason": "价格高于预算"})
    company.act(
        "opportunity", "void", [pk for n, pk in enumerate(older) if n % 30 == 2], {"reason": "客户取消项目"}
    )
    accounts_of = [row["account"] for row in made]
    return [(pk, account) for pk, account in zip(ids, accounts_of, strict=True) if pk in set(won)]


def orders(company: Company, count: int, won: Sequence[tuple[int, int]]) -> None:
    """Create orders of formal accounts, some from won opportunities, and confirm most of them."""
    random = company.random
    formal = list(rows_of("account").filter(status="formal").values_list("pk", "owner_id"))
    owners = {pk: owner for pk, owner, _name in company.accounts}
    waiting = list(won)

    def make(at: datetime) -> Row:
        row: Row = {
            "ordered_on": at.date().isoformat(),
            "expected_delivery_on": _delivery(company, at),
            "lines": _lines(company),
        }
        if waiting and random.random() < 0.5:
            opportunity, account = waiting.pop()
            row |= {"account": account, "opportunity": opportunity, "owner": owners[account]}
        else:
            account, owner = random.choice(formal)
            row |= {"account": account, "owner": owner}
        if random.random() < 0.3:
            row["order_discount_rate"] = random.choice(("0.02", "0.05", "0.1"))
        return row

    ids = company.monthly("sales_order", count, make)
    confirmed = [pk for n, pk in enumerate(ids) if n % 9 != 0]
    for start in range(0, len(confirmed), 500):
        company.act("sales_order", "confirm", confirmed[start : start + 500])


def _delivery(company: Company, at: datetime) -> str | None:
    """A promised day of delivery for recent orders only, because Guike does not deliver yet; a few of these days are
    past."""
    day = at + timedelta(days=15 + at.toordinal() % 25)
    return day.date().isoformat() if day > company.now - timedelta(days=3) else None


def _lines(company: Company) -> list[Row]:
    random = company.random
    chosen = random.sample(company.products, random.randint(1, 6))
    rows: list[Row] = []
    for product in chosen:
        quantity = random.choice((1, 1, 2, 3, 5, 10, 20))
        row: Row = {"product": product, "quantity": str(quantity)}
        if quantity == 2 and product in company.larger_units:
            row["unit"] = company.larger_units[product]
        if product in company.open_materials:
            row["attributes"] = {"material": catalog.WANTED[quantity % len(catalog.WANTED)]}
        if random.random() < 0.2:
            row["discount_rate"] = "0.1"
        rows.append(row)
    return rows


def activities(company: Company, lead_ids: Sequence[int]) -> None:
    """Create follow-ups of leads and accounts, and plans for the next days."""
    random = company.random
    worked = list(
        rows_of("lead")
        .filter(pk__in=list(lead_ids), status__in=("following", "invalid"), owner__isnull=False)
        .values_list("pk", "owner_id", "created_at")
    )
    rows: list[Row] = []
    for pk, owner, created in worked:
        for n in range(random.choice((1, 1, 2, 3))):
            rows.append(
                _done(company, "lead", pk, owner, created + timedelta(days=random.randint(0, 20) + 7 * n))
            )
    for pk, owner, _name in random.sample(company.accounts, min(600, len(company.accounts))):
        rows.append(
            _done(company, "account", pk, owner, company.now - timedelta(days=random.randint(0, 200)))
        )
        if random.random() < 0.35:
            rows.append(_planned(company, pk, owner))
    rows += _lately(company, lead_ids)
    _written_when_done(company.create("activity", rows), company.now)


def _lately(company: Company, lead_ids: Sequence[int]) -> list[Row]:
    """Follow-ups of the last six days: most owners keep to it, and one lead in ten is forgotten. Chance of its own, so that
    the rest of the company stays as it is."""
    chance = Random(len(lead_ids))
    leads = rows_of("lead")
    in_hand = leads.filter(pk__in=list(lead_ids), status__in=("pending", "following"), owner__isnull=False)
    return [
        {
            "kind": "call",
            "content": "电话未接通，已发短信" if status == "pending" else chance.choice(words.CALLS),
            "status": "done",
            "done_at": (company.now - timedelta(minutes=chance.randrange(30, 6 * 24 * 60))).isoformat(),
            "related": [{"object": "lead", "id": pk}],
            "owner": owner,
        }
        for pk, owner, status in in_hand.order_by("pk").values_list("pk", "owner_id", "status")
        if chance.random() < 0.9
    ]


def _written_when_done(ids: Sequence[int], now: datetime) -> None:
    """Set creation times: a follow-up was written when it was done, a plan some days before."""
    rows = rows_of("activity").filter(pk__in=list(ids))
    planned = ExpressionWrapper(F("planned_start_at") - Value(timedelta(days=12)), DateTimeField())
    at = Least(Coalesce(F("done_at"), planned), Value(now), output_field=DateTimeField())
    rows.update(created_at=at, updated_at=at)


def _done(company: Company, object_name: str, pk: int, owner: int, at: datetime) -> Row:
    random = company.random
    return {
        "kind": random.choice(("call", "call", "call", "visit", "message", "meeting")),
        "content": random.choice(words.CALLS),
        "status": "done",
        "done_at": company.instant(at),
        "related": [{"object": object_name, "id": pk}],
        "owner": owner,
        "is_problem": random.random() < 0.04,
    }


def _planned(company: Company, pk: int, owner: int) -> Row:
    random = company.random
    day = (company.now + timedelta(days=random.randint(-2, 10))).astimezone(ZoneInfo("Asia/Shanghai"))
    start = day.replace(hour=random.randint(9, 17), minute=random.choice((0, 30)), second=0, microsecond=0)
    return {
        "kind": random.choice(("visit", "call", "meeting", "task")),
        "subject": random.choice(("回访装机情况", "送样", "商务谈判", "续签维保", "确认收货")),
        "status": "planned",
        "planned_start_at": start.isoformat(),
        "planned_end_at": (start + timedelta(hours=1)).isoformat(),
        "related": [{"object": "account", "id": pk}],
        "owner": owner,
    }


def reminder_rules(company: Company) -> None:
    """The dates that the company does not want to miss."""
    deal: Row = {"object": "opportunity", "date_field": "expected_close_on"}
    company.create(
        "reminder_rule",
        [
            {
                **deal,
                "kind": "商机即将到期",
                "days_before": ["7", "1"],
                "receivers": ["owner"],
                "is_workdays": True,
            },
            {**deal, "kind": "商机过期未成交", "days_after": ["3"], "receivers": ["owner", "superior"]},
        ],
    )
