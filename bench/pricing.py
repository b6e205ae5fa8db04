"""What prices by rule cost: orders, and the explanation of their prices, while twenty books with five hundred entries stand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench import bare
from bench.approving import administrator
from bench.caller import Person, sign_in
from bench.reading import Measurement, page
from bench.writing import LINES, confirmation_by_hand, in_one_transaction, order_by_hand, order_of_lines
from guike.domains.catalog.models import Product
from guike.domains.prices.models import PriceBook
from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_create

WHY = "the prices of the bench"
BOOKS, ENTRIES = 20, 25


@dataclass(frozen=True)
class Priced:
    """What stands while prices are measured: orders that can be confirmed, and what is asked about prices."""

    seller: Person
    first: int
    confirmable: Iterator[int]
    asked: dict[str, Any]

    def measured(self, seller: Person) -> list[Measurement]:
        """The measurements, called by him."""
        return [
            Measurement("list of his leads", page(seller), lambda: bare.run(bare.own(seller.user_id)), 75),
            Measurement(
                "create an order among 500 prices", lambda: order_of_lines(seller), in_one_transaction(self._order_by_hand), 250
            ),
            Measurement(
                "confirm an order among 500 prices",
                lambda: seller.post(f"/records/sales_order/{next(self.confirmable)}/actions/confirm", {}),
                in_one_transaction(lambda: confirmation_by_hand(self.first)), 417,
            ),
            Measurement("explain 10 prices among 500", lambda: seller.post("/prices/explain", self.asked), lambda: bare.run(self._prices_by_hand())),
        ]  # fmt: skip

    def _order_by_hand(self) -> list[bare.Statement]:
        return [*self._prices_by_hand(), *order_by_hand(self.first)]

    def _prices_by_hand(self) -> list[bare.Statement]:
        """Customer, products and what the books in force say about them: without these nobody knows the prices."""
        products = [line["product"] for line in self.asked["lines"]]
        return [
            ("SELECT id, name, status, level, owner_id FROM account WHERE id = %s AND deleted_at IS NULL", [self.asked["account"]]),
            ("SELECT id, name, category_id, base_unit_id, standard_price, tax_rate, is_active, is_sellable FROM product WHERE id = ANY(%s)", [products]),
            (
                "SELECT e.id, e.price_book_id, e.product_id, e.unit_id, e.min_quantity, e.price, e.discount_rate, b.kind, b.priority"
                " FROM price_book_entry e JOIN price_book b ON b.id = e.price_book_id"
                " WHERE b.is_active AND b.deleted_at IS NULL AND b.filter IS NULL AND e.deleted_at IS NULL AND e.product_id = ANY(%s)",
                [products],
            ),
        ]  # fmt: skip


@contextmanager
def priced(runs: int) -> Iterator[Priced]:
    """Within, the books stand. `runs`: how often each will be called, warming up included."""
    seller = sign_in("own5000")
    books = _books(administrator())
    try:
        orders = [order_of_lines(seller)["id"] for _n in range(runs)]
        asked = {
            "account": order_of_lines(seller)["account"]["id"],
            "lines": [{"product": n + 1, "quantity": "3"} for n in range(LINES)],
            "on": clock.today("Asia/Shanghai").isoformat(),
        }
        yield Priced(seller, orders[0], iter(orders), asked)
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
