"""Use-cases of the whole house that meet crosswise, on sixty-four connections: nobody waits in a circle, nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import Sum

from guike.kernel.errors import Refusal
from guike.kernel.text import Text
from guike.platform.access.context import Context, system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ActionSpec, spec_field
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions import record_action, record_patch
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome, RolledBack, single
from guike.platform.records.upkeep.nightly import compare_rollups
from guike.platform.records.writing import record_change, record_create, record_delete, record_restore
from tests.support.race import at_once, overlapping

WHY = "the tests' own rows"
CONNECTIONS = 64
CALLS = 3
CLAIM, PAYMENT = "claim__c", "payment__c"


def make(object_name: str, **values: Any) -> int:
    made = single(record_create(system_context(), object_name, [values], system=True)).id
    assert made is not None
    if object_name in ("object_def", "field_def"):
        begin_versions()
    return made


def rows_of(object_name: str) -> Any:
    return table(catalogue().get(object_name)).system(reason=WHY)


def allocate(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[None]:
    """A part of a payment is set off against claims: what is left of the payment decides how much."""
    payment = rows_of(PAYMENT).get(pk=params["payment"])
    for row in rows:
        left, open_ = Decimal(payment.custom["x_left"]), Decimal(row.custom["x_open"])
        part = min(left, open_, Decimal(1))
        record_change(ctx, PAYMENT, [(payment, {"x_left": left - part})])
        record_change(ctx, CLAIM, [(row, {"x_open": open_ - part})])
    return [None for _row in rows]


#: a payment names a claim, so that it comes before it: what the action decides by is locked before its own rows
ALLOCATE = ActionSpec(
    "allocate",
    Text("核销", "Allocate"),
    allocate,
    operation="edit",
    params=(spec_field("reference", "payment", "收款", "Payment", target=PAYMENT),),
    locks=("params.payment",),
)


@dataclass
class House:
    """What everybody works on."""

    accounts: list[int]
    campaigns: list[int]
    products: list[int]
    contacts: list[int]
    orders: list[int]
    leads: list[int]
    deals: list[int]
    claims: list[int]
    payments: list[int]
    people: list[int]


def _define() -> None:
    approved = {"field": "status", "op": "eq", "value": "approved"}
    formal = {"field": "account.status", "op": "eq", "value": "formal"}
    rules = {
        ("account", "x_orders"): {"object": "sales_order", "via": "account", "agg": "count"},
        ("account", "x_open"): {"object": "opportunity", "via": "account", "agg": "count"},
        ("account", "x_below"): {"object": "account", "via": "parent", "agg": "count"},
        ("product", "x_sold"): {
            "object": "sales_order_line",
            "via": "product",
            "agg": "sum",
            "field": "quantity",
            "filter": {"field": "sales_order.status", "op": "eq", "value": "approved"},
        },
        ("opportunity", "x_formal"): {
            "object": "sales_order",
            "via": "opportunity",
            "agg": "count",
            "filter": formal,
        },
        ("campaign", "x_approved"): {
            "object": "sales_order",
            "via": "campaign",
            "agg": "count",
            "filter": approved,
        },
    }
    for (on, name), rollup in rules.items():
        make("field_def", object=on, api_name=name, type="rollup", label=name, rollup=rollup)
    for name, figure in ((CLAIM, "x_open"), (PAYMENT, "x_left")):
        make("object_def", api_name=name, label=name)
        make("field_def", object=name, api_name=figure, type="decimal", scale=2, label=figure)
    make("field_def", object=PAYMENT, api_name="x_claim", type="reference", target=CLAIM, label="x_claim")


@pytest.fixture
def house(fresh_db: str, monkeypatch: pytest.MonkeyPatch) -> House:
    begin_versions()
    _define()
    spec = catalogue().get(CLAIM)
    monkeypatch.setitem(catalogue().objects, CLAIM, spec.with_(actions=(*spec.actions, ALLOCATE)))  # type: ignore[arg-type]
    people = [
        make("user", username=f"p{n}", name=f"p{n}", kind="internal", is_salesperson=True) for n in range(2)
    ]
    pool, lead_pool = make("account_pool", name="公海"), make("lead_pool", name="线索池")
    states = ("formal", "formal", "potential", "potential")
    accounts = [
        make("account", name=f"客户{n}", owner=people[0], pool=pool, status=state)
        for n, state in enumerate(states)
    ]
    campaigns = [make("campaign", name=f"活动{n}") for n in range(2)]
    products = [make("product", code=f"P{n}", name=f"P{n}", standard_price="10") for n in range(3)]
    contacts = [make("contact", name=f"人{n}", account=accounts[n % 4]) for n in range(8)]
    deals = [
        make(
            "opportunity", name=f"机会{n}", account=accounts[n % 4], source="other", campaign=campaigns[n % 2]
        )
        for n in range(12)
    ]

    orders = [
        make(
            "sales_order",
            account=accounts[n % 4],
            opportunity=deals[n % 8],
            campaign=campaigns[n % 2],
            lines=[{"product": products[(n + m) % 3], "quantity": "1"} for m in range(2)],
        )
        for n in range(24)
    ]
    leads = [
        make(
            "lead",
            name=f"线索{n}",
            source="phone",
            pool=lead_pool,
            owner=people[0],
            campaign=campaigns[n % 2],
        )
        for n in range(24)
    ]
    make("activity", kind="task", subject="事", related=[{"object": "lead", "id": one} for one in leads[:10]])
    claims = [make(CLAIM, name=f"C{n}", x_open="1000") for n in range(3)]
    payments = [make(PAYMENT, name=f"P{n}", x_left="1000", x_claim=claims[n % 3]) for n in range(3)]
    begin_versions()
    return House(accounts, campaigns, products, contacts, orders, leads, deals[8:], claims, payments, people)


def _calls(house: House, dice: random.Random) -> list[tuple[str, Callable[[], Any]]]:
    """Each kind of use-case, on records drawn by lot."""
    ctx = system_context()
    pick = dice.choice

    def act(name: str, verb: str, ids: Sequence[int], **params: Any) -> Any:
        return record_action(ctx, name, verb, ids, params)

    def patch(name: str, ids: Sequence[int], /, **values: Any) -> Any:
        return record_patch(ctx, name, [{"id": one, **values} for one in ids])

    def there_and_back(name: str, one: int) -> Any:
        record_delete(ctx, name, [one])
        return record_restore(ctx, name, [one])

    def other_lines(one: int) -> Any:
        row = rows_of("sales_order").get(pk=one)
        lines = [{"product": p, "quantity": str(dice.randint(1, 5))} for p in dice.sample(house.products, 2)]
        return patch("sales_order", [one], _version=row.version, lines=lines)

    def convert() -> Any:
        chosen = {"account_id": pick(house.accounts)} if dice.random() < 0.6 else {}
        leads = dice.sample(house.leads, 2)
        return act("lead", "convert", leads, contact={"is_primary": True}, opportunity={}, **chosen)

    def follow_up() -> int:
        about = [
            {"object": "lead", "id": pick(house.leads)},
            {"object": "account", "id": pick(house.accounts)},
        ]
        return make("activity", kind="task", subject="事", status="done", content="谈", related=about)

    def order() -> int:
        lines = [{"product": one, "quantity": "1"} for one in dice.sample(house.products, 2)]
        return make("sales_order", account=house.accounts[0], lines=lines)

    return [
        ("confirm", lambda: act("sales_order", "confirm", dice.sample(house.orders, 2))),
        ("confirm", lambda: act("sales_order", "confirm", dice.sample(house.orders, 3))),
        ("edit", lambda: patch("account", dice.sample(house.accounts, 2), phone="010-12345678")),
        ("edit", lambda: patch("account", [pick(house.accounts)], parent=pick(house.accounts))),
        ("edit", lambda: patch(CLAIM, [pick(house.claims)], name="应收")),
        ("convert", convert),
        ("unconvert", lambda: act("lead", "unconvert", [pick(house.leads)], delete_created=True)),
        ("there and back", lambda: there_and_back("sales_order", pick(house.orders))),
        ("there and back", lambda: there_and_back("opportunity", pick(house.deals))),
        ("there and back", lambda: there_and_back("contact", pick(house.contacts))),
        (
            "transfer",
            lambda: act("account", "transfer", dice.sample(house.accounts, 2), owner=pick(house.people)),
        ),
        ("lines", lambda: other_lines(pick(house.orders))),
        ("move", lambda: patch("contact", [pick(house.contacts)], account=pick(house.accounts))),
        ("first", lambda: patch("contact", [pick(house.contacts)], is_primary=dice.random() < 0.7)),
        ("allocate", lambda: act(CLAIM, "allocate", [pick(house.claims)], payment=pick(house.payments))),
        ("follow up", follow_up),
        ("order", order),
    ]


def _work(house: House, number: int) -> Counter[str]:
    """What one connection does, and what it was told."""
    dice = random.Random(number)
    told: Counter[str] = Counter()
    for _turn in range(CALLS):
        name, call = dice.choice(_calls(house, dice))
        begin_versions()
        try:
            answer = call()
        except (Refusal, RolledBack):
            told[f"{name}: refused"] += 1
        except OperationalError as error:
            told[f"waited: {name}: {error}"] += 1
        else:
            outcomes = answer if isinstance(answer, list) else [Outcome(0, answer)]
            told.update(f"{name}: {'refused' if one.refusal else 'done'}" for one in outcomes)
    return told


def _deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _figures(name: str, ids: Sequence[int], field: str) -> Decimal:
    return sum((Decimal(row.custom[field]) for row in rows_of(name).filter(pk__in=ids)), Decimal(0))


def test_no_two_use_cases_wait_for_one_another(house: House) -> None:
    told: Counter[str] = Counter()
    for answer in at_once(*(partial(_work, house, number) for number in range(CONNECTIONS))):
        told.update(answer)
    assert [one for one in told if one.startswith("waited")] == []
    assert _deadlocks() == 0
    begin_versions()
    assert compare_rollups() == 0
    allocated = Decimal(told["allocate: done"])
    assert allocated > 0
    assert _figures(PAYMENT, house.payments, "x_left") == 3000 - allocated
    assert _figures(CLAIM, house.claims, "x_open") == 3000 - allocated
    approved = rows_of("sales_order").filter(status="approved", deleted_at=None)
    assert approved.count() == told["confirm: done"] > 0
    amounts = rows_of("account").aggregate(total=Sum("total_order_amount"))["total"]
    assert amounts == sum(order.total_amount for order in approved) > 0
    # Who is refused by the state that another brought about first differs from run to run; who is called does not.
    called = {name.partition(":")[0] for name in told}
    assert called == {name for name, _call in _calls(house, random.Random(0))}
    assert {told["edit: done"] > 0, told["follow up: done"] > 0} == {True}


@pytest.mark.parametrize("turn", range(3))
def test_what_an_action_declares_to_lock_is_not_lost(house: House, turn: int) -> None:
    """Both read what is left of one payment; the second after the first has written it."""
    one, other = house.claims[:2] if turn else (house.claims[0], house.claims[0])
    params = {"payment": house.payments[turn]}
    calls = [
        partial(record_action, system_context(), CLAIM, "allocate", [claim], params) for claim in (one, other)
    ]
    answers = overlapping(*calls)
    assert [answer[0].refusal for answer in answers] == [None, None]
    begin_versions()
    assert _figures(PAYMENT, [house.payments[turn]], "x_left") == 998
    assert _figures(CLAIM, house.claims, "x_open") == 2998
