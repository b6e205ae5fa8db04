"""What is measured of writing: leads, conversions, orders, an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import GeneratedField, Model

from bench import bare
from bench.caller import Person, sign_in
from bench.clocks import backend_pid
from bench.reading import Measurement
from guike.domains.accounts.models import Account, Contact
from guike.domains.leads.models import Lead
from guike.domains.opportunities.models import Opportunity
from guike.domains.orders.models import SalesOrder, SalesOrderLine
from guike.entry.demo import words

_serial = count(1)
LINES = 10


def writings(runs: int) -> list[Measurement]:
    """All of them but the import. `runs`: how often each will be called, warming up included."""
    seller = sign_in("own5000")
    convertible = _leads(seller, runs)
    orders = [order_of_lines(seller)["id"] for _n in range(runs)]
    confirmable = iter(orders)
    convert = {"account": {}, "contact": {}, "opportunity": {"amount": "10000"}}
    return [
        Measurement("create a lead", lambda: _lead(seller), in_one_transaction(_lead_by_hand), 35),
        Measurement(
            "convert a lead", lambda: seller.post(f"/records/lead/{next(convertible)}/actions/convert", convert),
            in_one_transaction(_conversion_by_hand), 138,
        ),
        Measurement("create an order of 10 lines", lambda: order_of_lines(seller), in_one_transaction(lambda: order_by_hand(orders[0])), 77),
        Measurement(
            "confirm an order of 10 lines", lambda: seller.post(f"/records/sales_order/{next(confirmable)}/actions/confirm", {}),
            in_one_transaction(lambda: confirmation_by_hand(orders[0])), 196,
        ),
    ]  # fmt: skip


def in_one_transaction(statements: Callable[[], list[bare.Statement]]) -> Callable[[], Any]:
    """Sends the statements, in one transaction."""

    def work() -> None:
        with transaction.atomic():
            bare.run(statements())

    return work


def _lead(seller: Person) -> dict[str, Any]:
    random = Random(next(_serial) + backend_pid() * 1000)
    firm, _industry = words.company_name(random)
    body = {
        "name": words.person_name(random),
        "company": firm,
        "mobile": words.mobile(random),
        "source": "phone",
    }
    return dict(seller.post("/records/lead", body | {"description": words.NEEDS[0]}).json())


def _leads(seller: Person, number: int) -> Iterator[int]:
    ids = [_lead(seller)["id"] for _n in range(number)]
    return iter(ids)


def order_of_lines(seller: Person) -> dict[str, Any]:
    """A new order, as the API answers with it."""
    account = _accounts(seller)
    lines = [{"product": n + 1, "quantity": "3", "discount_rate": "0.1"} for n in range(LINES)]
    return dict(seller.post("/records/sales_order", {"account": account, "lines": lines}).json())


def _accounts(seller: Person, _kept: dict[int, int] = {}) -> int:  # noqa: B006 - one account for the whole bench
    if seller.user_id not in _kept:
        made = seller.post(
            "/records/account", {"name": "瀚澈物流有限公司", "source": "phone", "status": "formal"}
        ).json()
        _kept[seller.user_id] = made["id"]
    return _kept[seller.user_id]


def copied(
    model: type[Model],
    column: str,
    value: int,
    changed: str = "number",
    under: type[Model] | None = None,
    most: int = LINES,
) -> bare.Statement:
    """INSERT of what stands already, so that every column and index is written as the product writes it. under: `column` names
    the row that was last inserted there, else those who read what stands would find more each time. Entries of a ledger get numbers
    that nobody else has."""
    columns = [
        f.column
        for f in model._meta.concrete_fields
        if not isinstance(f, GeneratedField) and not f.primary_key
    ]
    taken = [
        f"'B' || {next(_serial)} || clock_timestamp()::text" if c == changed else f'"{c}"' for c in columns
    ]
    if "sequence" in columns:
        taken[columns.index("sequence")] = (
            f"1000000000 + nextval(pg_get_serial_sequence('{model._meta.db_table}', 'id'))"
        )
    if under is not None:
        taken[columns.index(column)] = f"currval(pg_get_serial_sequence('{under._meta.db_table}', 'id'))"
    table, listed = model._meta.db_table, ", ".join(f'"{c}"' for c in columns)
    living = " AND deleted_at IS NULL" if "deleted_at" in columns else ""  # as the indexes are
    text = f'INSERT INTO "{table}" ({listed}) SELECT {", ".join(taken)} FROM "{table}" WHERE "{column}" = %s{living} LIMIT {most} RETURNING *'  # noqa: S608
    return text, [value]


EVENT = (
    "INSERT INTO event (at, kind, object, payload, actor_id, request_id, depth, state)"
    " VALUES (now(), 'record.created', 'lead', '{\"ids\": [1]}', 1, '', 0, 'done')"
)
COUNTER = (
    "INSERT INTO number_counter (key, value) VALUES ('bench', 1)"
    " ON CONFLICT (key) DO UPDATE SET value = number_counter.value + 1 RETURNING value"
)


def _lead_by_hand() -> list[bare.Statement]:
    return [(COUNTER, ()), copied(Lead, "id", 1), (EVENT, ())]


def _conversion_by_hand() -> list[bare.Statement]:
    return [
        ("SELECT * FROM lead WHERE id = 1 FOR NO KEY UPDATE", ()), (COUNTER, ()), (COUNTER, ()), (COUNTER, ()),
        copied(Account, "id", 1), copied(Contact, "id", 1), copied(Opportunity, "id", 1),
        ("UPDATE lead SET converted_at = now(), version = version + 1, updated_at = now() WHERE id = 1", ()),
        *[(EVENT, ())] * 4,
    ]  # fmt: skip


def order_by_hand(order: int) -> list[bare.Statement]:
    return [
        (COUNTER, ()),
        copied(SalesOrder, "id", order),
        copied(SalesOrderLine, "order_id", order, "", SalesOrder),
        (EVENT, ()),
    ]


def confirmation_by_hand(order: int) -> list[bare.Statement]:
    """The order takes effect, its lines keep what their products cost now, its account how much it has ordered."""
    return [
        ("SELECT * FROM sales_order WHERE id = %s FOR NO KEY UPDATE", [order]),
        ("SELECT * FROM sales_order_line WHERE order_id = %s AND deleted_at IS NULL", [order]),
        (
            "UPDATE sales_order SET approved_at = now(), version = version + 1, updated_at = now() WHERE id = %s",
            [order],
        ),
        ("SELECT id, base_unit_id, cost FROM product WHERE id = ANY(%s)", [list(range(1, LINES + 1))]),
        (
            "UPDATE sales_order_line SET unit_cost = product.cost, version = sales_order_line.version + 1, updated_at = now()"
            " FROM product WHERE order_id = %s AND sales_order_line.deleted_at IS NULL AND product.id = product_id",
            [order],
        ),
        ("SELECT * FROM account WHERE id = 1 FOR NO KEY UPDATE", ()),
        ("UPDATE account SET total_order_amount = total_order_amount + 1 WHERE id = 1", ()),
        *[(EVENT, ())] * 2,
    ]
