"""A file changes nothing of what a state keeps, neither in ordinary use nor as a migration, and says so in the row."""

from __future__ import annotations

import pytest

from guike.domains.orders.rules import EDITABLE, STATES
from guike.domains.orders.tests.shop import Shop, lines, orders
from guike.entry.tests.people import person
from guike.platform.exchange.tests.conftest import Importer, csv_of

pytestmark = pytest.mark.django_db


def stored() -> tuple[object, ...]:
    return list(orders().values()), list(lines().values())


@pytest.mark.figures_apart("states are set past the write path")
@pytest.mark.parametrize("mode", ["normal", "migration"])
@pytest.mark.parametrize("state", STATES.codes)
def test_an_import_changes_no_order_that_its_state_keeps(state: str, mode: str) -> None:
    shop = Shop.open()
    boss = Importer(person("boss", is_administrator=True))
    order = shop.order({"product": shop.product("100"), "quantity": "2"}, ordered_on="2026-03-01")
    orders().filter(pk=order["id"]).update(status=state)
    before = stored()
    sheet = csv_of("编号,下单日期", f"{order['number']},2026-03-02")
    options = {"on_duplicate": "update", "mode": mode}
    done = boss.take("orders.csv", sheet, "sales_order", **options)
    outcome = (done["updated"], done["failed"])
    if state in EDITABLE:
        assert outcome == (1, 0), done
        assert orders().get().ordered_on.isoformat() == "2026-03-02"
        return
    assert outcome == (0, 1), done
    assert stored() == before
