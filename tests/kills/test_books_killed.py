"""kill -9 of web processes and of the database while people order, ship, pay and return: nothing that was acknowledged is lost, nothing is
there twice, and every figure can be derived again.

GUIKE_KILLS=200 GUIKE_FUZZ_SEED=1 .venv/bin/pytest -q -s tests/kills

Each run kills twice; the long suite says more.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from guike.entry.tests.served import Served, guike, open_folder, until
from guike.platform.database.supervisor import running_dsn

KILLS = int(os.environ.get("GUIKE_KILLS") or 2)
SEED = int(os.environ.get("GUIKE_FUZZ_SEED") or 9)
PEOPLE = 4
PASSWORD = "Long-enough-7"
#: seconds for which one call is repeated under its key until the server answers it
PATIENCE = 240.0
_GOODS = 3


class Unanswered(Exception):
    """The server did not come back."""


@dataclass
class Person:
    """Calls the API until it is answered, each time under the same key. `sent`: object → what marks each record that was acknowledged,
    with its id."""

    port: int
    token: str
    random: Random
    sent: list[tuple[str, str, int]] = field(default_factory=list)
    repeated: int = 0

    def post(self, path: str, body: Any) -> tuple[int, Any]:
        key = secrets.token_hex(12)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status, answer = self._once("POST", path, body, key)
            except (OSError, http.client.HTTPException, ValueError):
                status, answer = 503, None
            if status < 500:
                return status, answer
            self.repeated += 1
            time.sleep(0.1)
        raise Unanswered(path)

    def _once(self, method: str, path: str, body: Any, key: str = "") -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            connection.request(method, f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        return self._once("GET", path, None)[1]

    def set(self, values: dict[str, Any]) -> None:
        status, answer = self._once("PATCH", "/settings", values)
        assert status == 200, answer

    def make(self, name: str, /, **values: Any) -> dict[str, Any]:
        """A record that carries a mark of its own."""
        status, made = self.post(f"/records/{name}", values)
        assert status == 201, (name, made)
        return made  # type: ignore[no-any-return]

    def marked(self, name: str, column: str, /, **values: Any) -> dict[str, Any]:
        mark = secrets.token_hex(10)
        made = self.make(name, **values, **{column: mark})
        self.sent.append((name, mark, int(made["id"])))
        return made

    def do(self, record: str, action: str, **params: Any) -> int:
        """Refusals are answers, too: another person was first."""
        status, _answer = self.post(f"/records/{record}/actions/{action}", params)
        return status


#: object → its table and the column that carries the mark
MARKS = {
    "sales_order": ("sales_order", "description"),
    "payment": ("payment", "reference_no"),
    "sales_return": ("sales_return", "description"),
}


@dataclass
class Work:
    """What people do until it is enough."""

    account: int
    warehouse: int
    products: list[int]
    over: threading.Event = field(default_factory=threading.Event)
    errors: list[BaseException] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def live(self, person: Person) -> None:
        try:
            while not self.over.is_set():
                self._one_order(person)
        except BaseException as error:  # told by the test, in its own thread
            self.errors.append(error)
            self.over.set()

    def _one_order(self, person: Person) -> None:
        lines = [{"product": one, "quantity": str(person.random.randint(1, 5))} for one in self.products]
        stocked = person.make("stock_document", kind="receipt", warehouse=self.warehouse, lines=lines)
        person.do(f"stock_document/{stocked['id']}", "post")
        order = person.marked("sales_order", "description", account=self.account, lines=lines)
        assert person.do(f"sales_order/{order['id']}", "confirm") == 200
        for _twice in range(2):
            shipped = person.do(f"sales_order/{order['id']}", "ship")
            self.done[f"ship {shipped}"] += 1
        paid = person.marked(
            "payment",
            "reference_no",
            account=self.account,
            order=order["id"],
            amount="100.00",
            accepts_over=True,
        )
        assert person.do(f"payment/{paid['id']}", "confirm") == 200
        if person.random.random() < 0.5:
            self._return(person, int(order["id"]))
        self.done["orders"] += 1

    def _return(self, person: Person, order: int) -> None:
        status, found = person.post(
            "/records/sales_order_line/query",
            {"filter": {"field": "sales_order", "op": "eq", "value": order}, "fields": ["id", "shipped_qty"]},
        )
        assert status == 200, found
        parts = [
            {"order_line": line["id"], "quantity": "1", "condition": "restock"} for line in found["items"]
        ]
        back = person.marked(
            "sales_return",
            "description",
            order=order,
            kind="return",
            reason="划伤",
            warehouse=self.warehouse,
            lines=parts,
        )
        person.do(f"sales_return/{back['id']}", "submit")
        received = person.do(f"sales_return/{back['id']}", "receive")
        self.done[f"return {received}"] += 1


def test_nothing_that_was_acknowledged_is_lost_and_nothing_is_there_twice() -> None:
    sys.stdout.write(f"\nseed {SEED}\n")
    random = Random(SEED)
    with open_folder() as folder, Served(Path(folder) / "data", "--demo", "none", "--workers", "2") as served:
        data = str(Path(folder) / "data")
        made = guike("init", "--data", data, "--username", "boss", "--name", "Boss", "--password", PASSWORD)
        assert made.returncode == 0, made.stderr
        token = guike("token", "boss", "--data", data).stdout.strip()
        people = [Person(served.port, token, Random(random.random())) for _one in range(PEOPLE)]
        work = _company(people[0])
        threads = [threading.Thread(target=work.live, args=[person]) for person in people]
        for thread in threads:
            thread.start()
        struck = _strike(served, random, work)
        work.over.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert work.errors == []
        assert until(served.is_ready), served.words
        sys.stdout.write(
            f"{dict(struck)}, {dict(work.done)}, {sum(one.repeated for one in people)} calls repeated\n"
        )
        _compare(people, data)


def _company(boss: Person) -> Work:
    account = boss.make("account", name="澄漪印务")
    warehouse = boss.make("warehouse", code="W1", name="成品仓")
    products = [
        boss.make("product", code=f"P{n}", name=f"产品 P{n}", standard_price="33.33") for n in range(_GOODS)
    ]
    boss.set({"stock.managed": True, "order.require_formal_account": False})
    return Work(int(account["id"]), int(warehouse["id"]), [int(one["id"]) for one in products])


def _strike(served: Served, random: Random, work: Work) -> Counter[str]:
    """kill -9, again and again, each time when it works again; three of four times a web process."""
    struck: Counter[str] = Counter()
    while sum(struck.values()) < KILLS and not work.over.is_set():
        assert until(served.is_ready), served.words
        time.sleep(random.uniform(0.05, 1.5))
        victim = "web" if random.random() < 0.75 else "database"
        pid = served.children().get(victim)
        if pid is None:
            continue
        os.kill(pid, signal.SIGKILL)
        struck[victim] += 1
    return struck


def _compare(people: list[Person], data: str) -> None:
    boss = people[0]
    with psycopg.connect(running_dsn(Path(data)), autocommit=True) as watcher:
        for person in people:
            for name, mark, pk in person.sent:
                table, column = MARKS[name]
                found = watcher.execute(
                    f"SELECT id FROM {table} WHERE {column} = %s",
                    [mark],
                ).fetchall()
                assert found == [(pk,)], (name, mark, pk, found)
    status, started = boss.post("/integrity/check", {})
    assert status == 202, started
    assert until(lambda: boss.get("/integrity")["job"] is None)
    items = boss.get("/integrity")["items"]
    assert {one["checked_at"] is not None for one in items} == {True}
    assert [one for one in items if one["differing"]] == []
    sys.stdout.write(f"{sum(len(one.sent) for one in people)} records, {len(items)} checks, none differs\n")
