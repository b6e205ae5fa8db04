"""A campaign with leads, customers and opportunities to report on, and short ways to ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_django import Settings

from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from tests.support.company import WHY, Company, act, caller, code, found, make, nobody_decides, row

DEALS, ORDERS = "campaign_leads_to_opportunities", "campaign_leads_to_orders"
BY_SOURCE = {"object": "lead", "groups": ["source"], "measures": [{"as": "leads", "agg": "count"}]}
MONEY = {"as": "amount", "agg": "sum", "field": "leads.opportunities.amount"}
OF_CAMPAIGNS = {
    "object": "campaign",
    "groups": ["name"],
    "measures": [{"as": "leads", "agg": "count", "field": "leads.id"}, MONEY],
}


@dataclass(frozen=True)
class World:
    us: Company
    fair: Any
    empty: Any


@pytest.fixture
def world(db: None) -> World:
    """A campaign with ten leads, of which five became opportunities of four customers; two of its people are named 张伟. 王五
    has a lead of another source and of no campaign."""
    us = found()
    fair, empty = (make("campaign", name=name, owner=us.marketing) for name in ("展会", "无人问津"))
    names = ["张伟", "张伟", *(f"来宾{n}" for n in range(8))]
    leads = [
        us.lead(name=name, company=f"公司{n}", source="exhibition", campaign=fair.pk)
        for n, name in enumerate(names)
    ]
    for n, lead in enumerate(leads[:4]):
        done = act(us.zhang, lead, "convert", account={}, opportunity={"amount": str(100 * (n + 1))})
        assert code(done) is None
    known = row("lead", leads[0].pk).converted_account_id
    assert code(act(us.zhang, leads[4], "convert", account_id=known, opportunity={"amount": "500"})) is None
    us.lead(name="路人", owner=us.wang, source="phone")
    return World(us, fair, empty)


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def asked(answer: Any) -> Any:
    assert answer.status_code == 200, answer.content
    return answer.json()


def figures(answer: dict[str, Any]) -> dict[Any, dict[str, Any]]:
    """Figures of the rows, by name of the first key."""

    def word(value: Any) -> Any:
        return value["name"] if isinstance(value, dict) else value

    return {tuple(map(word, one["keys"].values())): one["values"] for one in answer["rows"]}


def opened(who: Any, drill: dict[str, Any]) -> list[dict[str, Any]]:
    """The records that a figure opens."""
    answer = asked(who.post(f"/records/{drill['object']}/query", {"filter": drill["filter"], "limit": 200}))
    items: list[dict[str, Any]] = answer["items"]
    return items


def saved(who: Any, **values: Any) -> dict[str, Any]:
    answer = who.post("/records/report", {"name": "来源", "spec": BY_SOURCE, **values})
    assert answer.status_code == 201, answer.content
    record: dict[str, Any] = answer.json()
    return record


def leads_of(world: World) -> list[dict[str, Any]]:
    answer = asked(
        caller(world.us.admin).get(
            "/records/lead", filter=json.dumps({"field": "campaign", "op": "eq", "value": world.fair.pk})
        )
    )
    items: list[dict[str, Any]] = answer["items"]
    return items


def ordered(us: Company, deal: int, *, quantities: tuple[str, ...], taken: bool = True) -> None:
    """An order of an opportunity with a line for each quantity; a draft unless `taken`."""
    nobody_decides()
    product = make("product", code=f"P{len(quantities)}", name=f"产品{len(quantities)}", standard_price="10")
    order = make(
        "sales_order",
        us.zhang,
        account=row("opportunity", deal).account_id,
        opportunity=deal,
        lines=[{"product": product.pk, "quantity": one} for one in quantities],
    )
    if taken:
        assert code(act(us.zhang, order, "submit")) is None
        paid = make("payment", us.zhang, account=order.account_id, order=order.pk, amount="20")
        assert code(act(us.admin, paid, "confirm")) is None


def give(code_: str, **columns: Any) -> None:
    """Change a preset role."""
    Role.objects.system(reason=WHY).filter(code=code_).update(**columns)
    bump(permission=True)
