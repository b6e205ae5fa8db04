"""What prices by rule cost: orders, and the explanation of their prices, while twenty books with five hundred entries stand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.approving import administrator
from bench.caller import sign_in
from bench.reading import Measurement
from bench.writing import LINES, confirmation_by_hand, in_one_transaction, order_by_hand, order_of_lines
from guike.domains.catalog.models import Product
from guike.domains.prices.models import PriceBook
from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_create

WHY = "the prices of the bench"
BOOKS, ENTRIES = 20, 25


@contextmanager
def priced(runs: int) -> Iterator[list[Measurement]]:
    """The measurements, for which the books stand. `runs`: how often each will be called, warming up included."""
    seller = sign_in("own5000")
    books = _books(administrator())
    try:
        orders = [order_of_lines(seller)["id"] for _n in range(runs)]
        confirmable = iter(orders)
        asked = {
            "account": order_of_lines(seller)["account"]["id"],
            "lines": [{"product": n + 1, "quantity": "3"} for n in range(LINES)],
            "on": clock.now().date().isoformat(),
        }
        yield [
            Measurement(
                "create an order among 500 prices", lambda: order_of_lines(seller), in_one_transaction(lambda: order_by_hand(orders[0])), 77
            ),
            Measurement(
                "confirm an order among 500 prices",
                lambda: seller.post(f"/records/sales_order/{next(confirmable)}/actions/confirm", {}),
                in_one_transaction(lambda: confirmation_by_hand(orders[0])), 196,
            ),
            Measurement("explain 10 prices among 500", lambda: seller.post("/prices/explain", asked), None, 0),
        ]  # fmt: skip
    finally:
        PriceBook.objects.system(reason=WHY).filter(pk__in=books).update(is_active=False)
        bump(metadata=True)
        begin_versions()


def _books(ctx: Context) -> list[int]:
    """Lists in an order of their own; each has the same products, so that the first decides and all are told."""
    products = list(Product.objects.system(reason=WHY).order_by("pk").values_list("pk", flat=True)[:ENTRIES])
    mark = time.time_ns()  # the names of an earlier run are still taken
    rows: list[dict[str, Any]] = [
        {
            "name": f"价目表 {mark} {n}",
            "kind": "list",
            "priority": n,
            "filter": {"field": "level", "op": "eq", "value": "A"} if n % 2 else None,
            "entries": [
                {"product": pk, "price": str(90 + n), "min_quantity": "100" if n % 3 == 0 else None}
                for pk in products
            ],
        }
        for n in range(1, BOOKS + 1)
    ]
    made = record_create(ctx, "price_book", rows, atomic=True)
    begin_versions()
    return [one.id for one in made if one.id is not None]
