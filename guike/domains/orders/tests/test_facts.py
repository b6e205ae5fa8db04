"""I10: what an order keeps when it takes effect: whose performance it is, and what its products cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from guike.domains.catalog.models import Product
from guike.domains.orders.models import SalesOrderLine
from guike.kernel import clock
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions, bump
from guike.platform.reports.running import run_report
from tests.support.company import (
    WHY,
    Company,
    act,
    again,
    caller,
    code,
    ctx_of,
    found,
    make,
    nobody_decides,
    patch,
    row,
)

pytestmark = pytest.mark.django_db
MARCH_5, APRIL_1 = "2026-03-05T02:00:00Z", "2026-03-31T16:05:00Z"


@pytest.fixture
def us() -> Company:
    company = found()
    nobody_decides()
    return company


def product(name: str, cost: str | None, **more: Any) -> Any:
    return make("product", code=name, name=name, standard_price="10", cost=cost, **more)


def order(us: Company, *products: Any, by: int | None = None) -> Any:
    owner = by or us.zhang
    account = us.account(owner=owner, status="formal")
    lines = [{"product": one.pk, "quantity": "2"} for one in products]
    return make("sales_order", owner, account=account.pk, lines=lines)


def lines_of(made: Any) -> list[Any]:
    rows = SalesOrderLine.objects.system(reason=WHY).filter(order_id=made.pk)
    return list(rows.order_by("position"))


def costs(made: Any) -> list[Decimal | None]:
    return [line.unit_cost for line in lines_of(made)]


def test_performance_is_counted_in_the_department_of_the_day(us: Company) -> None:
    """[BA-04 each order once, in the department recorded at confirmation, also after the owner moved] [RP-11]"""
    with clock.frozen(MARCH_5):
        made = order(us, product("A", "4"))
        assert again(made).attributed_on is None
        assert code(act(us.zhang, made, "submit")) is None
        draft = order(us, product("B", "4"))
    User.objects.system(reason=WHY).filter(pk=us.zhang).update(department_id=us.south)
    bump(permission=True)
    begin_versions()
    with clock.frozen(APRIL_1):
        assert code(act(us.admin, made, "transfer", owner=us.wang)) is None
        assert code(act(us.admin, draft, "transfer", owner=us.wang)) is None
        assert code(act(us.admin, draft, "submit")) is None
    now = again(made)
    assert (now.owner_id, now.department_id) == (us.wang, us.south)
    assert (now.attributed_owner_id, now.attributed_department_id, str(now.attributed_on)) == (
        us.zhang, us.north, "2026-03-05",
    )  # fmt: skip
    spec = {
        "object": "sales_order",
        "groups": ["attributed_department", {"field": "attributed_on", "bucket": "month"}],
        "measures": [
            {"as": "orders", "agg": "count"},
            {"as": "amount", "agg": "sum", "field": "total_amount"},
        ],
    }
    answer = run_report(ctx_of(us.admin), spec)
    assert [
        (
            line["keys"]["attributed_department"]["name"],
            line["keys"]["attributed_on"],
            *line["values"].values(),
        )
        for line in answer["rows"]
    ] == [("华北", "2026-03-01", 1, "20.00"), ("华南", "2026-04-01", 1, "20.00")]
    before = again(made).attributed_owner_id
    assert code(patch(us.admin, made, attributed_owner=us.li)) is not None
    assert again(made).attributed_owner_id == before


def test_lines_keep_what_their_products_cost_when_the_order_takes_effect(us: Company) -> None:
    known, free, unknown = product("A", "4.125"), product("B", "0"), product("C", None)
    made = order(us, known, free, unknown)
    assert costs(made) == [None, None, None]
    Product.objects.system(reason=WHY).filter(pk=known.pk).update(cost=Decimal("5.5"))
    assert code(act(us.zhang, made, "submit")) is None
    assert costs(made) == [Decimal("5.5"), Decimal(0), None]
    Product.objects.system(reason=WHY).update(cost=Decimal(9))
    assert costs(again(made)) == [Decimal("5.5"), Decimal(0), None]


def test_a_line_costs_what_its_unit_holds(us: Company) -> None:
    piece, box = make("unit", name="件"), make("unit", name="大箱")
    paper = product("A", "4.125", base_unit=piece.pk, units=[{"unit": box.pk, "factor": "12"}])
    lines = [{"product": paper.pk, "quantity": "2", "unit": unit.pk} for unit in (piece, box)]
    account = us.account(owner=us.zhang, status="formal")
    made = make("sales_order", us.zhang, account=account.pk, lines=lines)
    assert code(act(us.zhang, made, "submit")) is None
    assert costs(made) == [Decimal("4.125"), Decimal("49.5")]


def test_whoever_may_not_see_costs_does_not_see_those_of_lines(us: Company) -> None:
    made = order(us, product("A", "4"))
    assert code(act(us.zhang, made, "submit")) is None
    (line,) = lines_of(made)
    for person, shown in ((us.zhang, None), (us.manager, None), (us.admin, "4.000000")):
        path = f"/records/sales_order_line/{line.pk}"
        answer = caller(person).get(path).json()
        assert ("unit_cost" in answer) is (shown is not None)
        if shown is not None:
            assert Decimal(answer["unit_cost"]) == Decimal(shown)
    spec = {"object": "sales_order_line", "measures": [{"agg": "sum", "field": "unit_cost"}]}
    answer = caller(us.zhang).post("/reports/run", {"spec": spec})
    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["errors"]] == ["unknown_field"]
    assert row("sales_order_line", line.pk).unit_cost == Decimal(4)
