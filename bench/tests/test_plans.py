"""The shape of the plans of the main queries on 50,000 leads: what an index is there for is served by it.

No clock: a plan that reads whole tables is wrong however quick it was here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from bench import company
from bench.automation import standing
from bench.caller import Person, sign_in
from bench.pricing import priced
from bench.reading import FIELDS
from bench.reports import insert
from guike.domains.prices.models import PriceBook, PriceBookEntry
from guike.platform.approvals.models import ApprovalRequest
from guike.platform.automation.models import AutomationRun
from guike.platform.database import statements
from guike.platform.exchange import reads
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions
from guike.platform.records.duplicates import find_matches, keys_of
from guike.platform.records.duplicates.lookalikes import MOST
from guike.platform.records.reading import ways
from tests.support import database

GOLDEN = Path(__file__).parents[2] / "tests" / "golden" / "query_counts.json"
ROWS = 50_000
PAGE = 80
#: rows that a page of 80 may touch over all steps of its plan, count included
CAPPED = 60_000


@dataclass
class Plan:
    """The steps of one statement: (node, index, table, rows that came out, rows thrown away), and the text."""

    text: str
    steps: list[tuple[str, str, str, int, int]] = field(default_factory=list)

    def scanned(self, table: str) -> bool:
        """Whether the whole table is read."""
        return any(node == "Seq Scan" and name == table for node, _index, name, _out, _gone in self.steps)

    @property
    def indexes(self) -> set[str]:
        return {index for _node, index, _table, _out, _gone in self.steps if index}

    @property
    def heap_rows(self) -> int:
        """Rows that were fetched from tables, kept or not; those that an index alone answered do not count."""
        return sum(
            out + gone for node, _index, table, out, gone in self.steps if table and node != "Index Only Scan"
        )


@pytest.fixture(scope="module")
def people(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[Callable[[str], Person]]:
    """A database of its own with the company in it."""
    name = database.name_of(f"{worker_id}_plans")
    database.create(name)
    with django_db_blocker.unblock():
        database.point_to(name)
        company.build(ROWS, people=30, variety=500)
        begin_versions()
        yield sign_in
        database.point_to(database.name_of(worker_id))
    database.drop(name)


def plans_of(work: Callable[[], Any], *, of: Sequence[str] = ('"lead"', '"opportunity"')) -> list[Plan]:
    """The plans of all statements of a call that read these tables; of those that are prepared, the plan that does not
    know its parameters."""
    work()  # what a process reads once, it has read
    sent: list[tuple[str, Any, bool]] = []
    prepared: list[str] = []
    watched = statements._watched

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not prepared:
            sent.append((sql, params, False))
        return execute(sql, params, many, context)

    def note_prepared(text: str, given: Sequence[statements.Given]) -> Any:
        prepared.append(text)
        sent.append((text, given, True))
        try:
            return watched(text, given)
        finally:
            prepared.pop()

    with connection.execute_wrapper(note), mock.patch.object(statements, "_watched", note_prepared):
        work()
    return [_explained(*one) for one in sent if any(table in one[0] for table in of)]


def _explained(sql: str, params: Any, is_prepared: bool) -> Plan:
    explain = "EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF, FORMAT JSON)"
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        if is_prepared:
            literals = ", ".join(map(statements._literal, params))
            cursor.execute(f"PREPARE explained AS {sql}")
            cursor.execute(f"{explain} EXECUTE explained" + (f"({literals})" if literals else ""))
            raw = cursor.fetchone()[0]
            cursor.execute("DEALLOCATE explained")
        else:
            cursor.execute(f"{explain} {sql}", params)
            raw = cursor.fetchone()[0]
    plan = Plan(sql)

    def walk(node: dict[str, Any]) -> None:
        loops = node["Actual Loops"]
        gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        out = round(node["Actual Rows"] * loops)
        plan.steps.append(
            (
                node["Node Type"],
                node.get("Index Name", ""),
                node.get("Relation Name", ""),
                out,
                round(gone * loops),
            )
        )
        for child in node.get("Plans", ()):
            walk(child)

    walk((json.loads(raw) if isinstance(raw, str) else raw)[0]["Plan"])
    return plan


def page(person: Person, object_name: str = "lead", **query: Any) -> list[Plan]:
    wanted = {"limit": PAGE, **({"fields": FIELDS} if object_name == "lead" else {}), **query}
    return plans_of(lambda: person.get(f"/records/{object_name}", **wanted))


def grouped(person: Person, object_name: str, group: str, *measures: dict[str, str]) -> list[Plan]:
    body = {"groups": [group], "measures": [{"agg": "count"}, *measures]}
    return plans_of(lambda: person.post(f"/records/{object_name}/aggregate", body))


def problems_of(name: str, plans: list[Plan], *indexes: str, most: int, whole: bool = False) -> list[str]:
    """What is wrong with a call: no plan, a table read whole, an index unused, too many rows fetched."""
    used = set().union(*(plan.indexes for plan in plans)) if plans else set()
    rows = sum(plan.heap_rows for plan in plans)
    found = [] if plans else [f"{name}: nothing was read"]
    found += [f"{name}: does not use {index}, but {sorted(used)}" for index in indexes if index not in used]
    found += [f"{name}: {rows} rows fetched, at most {most}"] if rows > most else []
    if not whole and any(plan.scanned("lead") or plan.scanned("opportunity") for plan in plans):
        found.append(f"{name}: reads a whole table")
    return found


@pytest.mark.req("CO-06")
def test_main_queries(people: Callable[[str], Person]) -> None:
    admin, own, old, few, head, oldhead = map(
        people, ("admin", "own5000", "old5000", "own30", "head", "oldhead")
    )
    newest = own.get("/records/lead", limit=1).json()["items"][0]["id"]
    amount = {"agg": "sum", "field": "amount", "as": "amount"}
    merged = 2 * PAGE + 10
    wrong = [
        *problems_of("administrator", page(admin), "lead_time_ix", most=10_001 + merged, whole=True),
        *problems_of("salesperson", page(own), "lead_owner_ix", most=merged),
        *problems_of("salesperson, old rows", page(old), "lead_owner_ix", most=merged),
        *problems_of("salesperson, thirty old rows", page(few), "lead_owner_ix", most=merged),
        *problems_of("branch head", page(head), "lead_dept_ix", most=merged),
        *problems_of("branch head, old rows", page(oldhead), "lead_dept_ix", most=merged),
        *problems_of("pool", page(people("pooled")), "lead_pool_ix", most=merged),
        *problems_of("search", page(admin, q=company.RARE[0]), "lead_gram_ix", most=4 * PAGE),
        *problems_of("by owner", grouped(admin, "lead", "owner"), "lead_owner_ix", most=500),
        *problems_of("as salesperson", grouped(own, "lead", "status"), "lead_owner_ix", most=5_100),
        *problems_of("board", grouped(admin, "opportunity", "stage", amount), most=10_100, whole=True),
        *problems_of("open", plans_of(lambda: own.get(f"/records/lead/{newest}")), "lead_pkey", most=10),
    ]
    assert wrong == []


@pytest.mark.req("CO-06")
def test_each_way_to_a_page(people: Callable[[str], Person]) -> None:
    """Which way a list takes (`reading.ways`), and that its statement reads no more than the page and its count."""
    taken: list[str] = []
    send = ways.sent

    def noted(asked: Any, place: Any, way: str, rows: Any) -> Any:
        taken.append(way)
        return send(asked, place, way, rows)

    def listed(login: str, **query: Any) -> list[str]:
        taken.clear()
        with mock.patch.object(ways, "sent", noted):
            people(login).get("/records/lead", limit=PAGE, fields=FIELDS, **query)
        return list(taken)

    admin = people("admin")
    called = {
        "merged": listed("own5000"),
        "everything": listed("admin"),
        "collected": listed("admin", q=company.RARE[0]),
        "glanced": listed("admin", q="有限"),
        "walked": listed("admin", q="有限", sort="company"),
    }
    assert {way: steps[-1] for way, steps in called.items()} == {way.name: way.name for way in ways.WAYS}
    assert called["glanced"] == ["collected", "glanced"]
    assert called["walked"] == ["collected", "walked"]
    narrow = {"filter": '{"field": "status", "op": "ne", "value": "invalid"}'}
    assert listed("own5000", **narrow) == ["merged"]
    assert listed("admin", **narrow) == ["collected", "walked"]
    wrong = [
        *problems_of("collected", page(admin, q=company.RARE[0]), "lead_gram_ix", most=4 * PAGE),
        # The planner may look at the rows themselves before it has seen how many hold the word.
        *problems_of("glanced", page(admin, q="有限"), most=3 * CAPPED, whole=True),
        *problems_of("walked", page(admin, **narrow), "lead_time_ix", most=CAPPED),
    ]
    assert wrong == []


@pytest.mark.req("CO-06")
def test_searches(people: Callable[[str], Person]) -> None:
    """Each is looked up by its grams; of a frequent word the newest rows are read, not all that hold it."""
    admin, own = people("admin"), people("own5000")
    lead = admin.get("/records/lead", limit=1, fields="name,number,company").json()["items"][0]
    wrong = [
        *problems_of("name", page(admin, q=lead["name"]), "lead_gram_ix", most=10_001),
        *problems_of("number", page(admin, q=lead["number"]), "lead_gram_ix", most=10_001),
        *problems_of("company", page(admin, q=lead["company"]), "lead_gram_ix", most=10_001),
        *problems_of("frequent, as salesperson", page(own, q="印务"), "lead_gram_ix", most=20_000),
        # The planner may look at the grams and at the rows themselves, according to its sample of the table.
        *problems_of("in every row", page(admin, q="有限"), most=3 * CAPPED, whole=True),
        *problems_of("two words", page(admin, q="印务 有限"), "lead_gram_ix", most=CAPPED),
        *problems_of("pinyin", page(admin, q="zhangwei"), "lead_gram_ix", most=10_001),
    ]
    for name, q, most in (
        ("rare", company.RARE[1], 3_000),  # the small tables are read whole, in the same statement
        (
            "frequent",
            "印务",
            8_000,
        ),  # of an object in whose newest 400 it is found too seldom, 3,000 are read
        ("number", lead["number"], 12_000),  # 10,001 of leads, and the small tables
    ):
        plans = plans_of(lambda q=q: admin.get("/search", q=q))
        wrong += problems_of(f"everywhere, {name}", plans, "lead_gram_ix", most=most)
    assert wrong == []


@pytest.mark.req("CO-05")
def test_who_stands_already(people: Callable[[str], Person]) -> None:
    """A chunk of an import finds its duplicates by one look-up for each row, whatever else its companies have."""
    people("admin")
    spec = catalogue().get("lead")
    key = next(key for key in keys_of(spec) if len(key.parts) == 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT company_key, name_fold, id FROM lead WHERE id % 100 = 1 ORDER BY id LIMIT 500")
        rows = cursor.fetchall()
    wanted = {(company_key, name) for company_key, name, _id in rows}
    found = find_matches(spec, key, wanted)
    told = {m.id for matches in found.values() for m in matches}
    assert all(pk in told or len(found[company, name]) >= MOST for company, name, pk in rows)
    plans = plans_of(lambda: find_matches(spec, key, wanted))
    assert (
        problems_of("duplicates", plans, "lead_company_key_ix", most=2 * sum(map(len, found.values()))) == []
    )


def count_of(work: Callable[[], Any]) -> int:
    """How many statements a call sends, once the process has read what it reads once."""
    work()
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return len(sent)


def order_of(person: Person, account: int, lines: int) -> dict[str, Any]:
    """A new order."""
    rows = [{"product": n, "quantity": "2"} for n in range(1, lines + 1)]
    return dict(person.post("/records/sales_order", {"account": account, "lines": rows}).json())


@pytest.mark.req("CO-06")
@mock.patch.object(reads, "READ_STEP", 10**6)  # how much somebody reads is written down now and then
def test_query_counts(people: Callable[[str], Person], request: pytest.FixtureRequest) -> None:
    """Per endpoint as the golden file says (`--update` rewrites it), and never more for more rows."""
    admin, own, head, pooled = map(people, ("admin", "own5000", "head", "pooled"))
    opportunity = admin.get("/records/opportunity", limit=1).json()["items"][0]["id"]
    counts: dict[str, int] = {}
    for name, person in (
        ("administrator", admin),
        ("salesperson", own),
        ("branch head", head),
        ("pool", pooled),
    ):
        for object_name in ("lead", "account", "contact", "opportunity"):
            few, many = (
                count_of(lambda p=person, o=object_name, n=n: p.get(f"/records/{o}", limit=n))
                for n in (150, 450)
            )
            assert many <= few, (name, object_name)
            counts[f"list {object_name}: {name}"] = few
    account = own.post(
        "/records/account", {"name": "澄漪物流有限公司", "source": "phone", "status": "formal"}
    ).json()["id"]
    lead = {"name": "田雨", "company": "澄漪印务有限公司", "source": "phone"}
    made = own.post("/records/lead", lead).json()["id"]
    counts["search"] = count_of(lambda: admin.get("/records/lead", q="印务", limit=80))
    body = {"groups": ["owner"], "measures": [{"agg": "count"}]}
    counts["figures by owner"] = count_of(lambda: admin.post("/records/lead/aggregate", body))
    counts["open a lead"] = count_of(lambda: own.get(f"/records/lead/{made}"))
    counts["open an opportunity"] = count_of(lambda: admin.get(f"/records/opportunity/{opportunity}"))
    counts["create a lead"] = count_of(lambda: own.post("/records/lead", lead))
    counts["change a lead"] = count_of(
        lambda: own.call(
            "PATCH", f"/records/lead/{made}", "", json.dumps({"title": str(time.monotonic())}).encode()
        )
    )
    convertible = iter([own.post("/records/lead", lead).json()["id"] for _n in range(2)])
    convert = {"account": {}, "contact": {}, "opportunity": {}}
    counts["convert a lead"] = count_of(
        lambda: own.post(f"/records/lead/{next(convertible)}/actions/convert", convert)
    )
    few, many = (count_of(lambda n=n: order_of(own, account, n)) for n in (10, 50))
    assert many <= few
    counts["create an order of 10 lines"] = few
    orders = iter([order_of(own, account, 10)["id"] for _n in range(2)])
    counts["confirm an order of 10 lines"] = count_of(
        lambda: own.post(f"/records/sales_order/{next(orders)}/actions/confirm", {})
    )
    with priced(4) as stand:
        create, confirm, explain = stand.measured(own)[1:]
        counts["create an order of 10 lines among price books"] = count_of(create.work)
        counts["confirm an order of 10 lines among price books"] = count_of(confirm.work)
        counts["explain 10 prices"] = count_of(explain.work)
    if request.config.getoption("--update"):
        GOLDEN.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")
    assert counts == json.loads(GOLDEN.read_text())


@pytest.mark.req("PR-06")
def test_prices_are_looked_up_by_book_and_product(people: Callable[[str], Person]) -> None:
    """Among a hundred thousand entries of a former book, the few that decide are found by an index."""
    own = people("own5000")
    with priced(3) as stand:
        former = PriceBook(name="旧价目表", kind="list", priority=99, is_active=False)
        PriceBook.objects.system(reason="a book of the past").bulk_create([former])
        insert(
            PriceBookEntry,
            100_000,
            {"price_book_id": str(former.pk), "product_id": "1 + n % 200", "price": "n"},
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE price_book_entry")
        (*_others, explain) = stand.measured(own)
        (plan,) = plans_of(explain.work, of=('"price_book_entry"',))
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM price_book_entry WHERE price_book_id = %s", [former.pk])
    assert not plan.scanned("price_book_entry")
    assert plan.indexes == {"price_book_entry_product_ix"}
    assert plan.heap_rows == 100  # ten products in the ten books that are for this account


def test_rules_and_a_definition_that_do_not_match_send_next_to_nothing(
    people: Callable[[str], Person],
) -> None:
    """Among twenty rules and one definition of which none matches, creating sends no statement more than without; changing
    sends two, which look for requests about the record: before it may be written, and after it was."""
    people("admin")
    own = people("own5000")
    account = own.post(
        "/records/account", {"name": "澄漪冷链有限公司", "source": "phone", "status": "formal"}
    ).json()["id"]
    order = order_of(own, account, 10)["id"]
    lead = own.post("/records/lead", {"name": "田雨", "source": "phone"}).json()["id"]

    def change(object_name: str, record_id: int, field: str) -> Callable[[], Any]:
        return lambda: own.call(
            "PATCH",
            f"/records/{object_name}/{record_id}",
            "",
            json.dumps({field: str(time.monotonic())}).encode(),
        )

    cases: tuple[tuple[str, str, str, Callable[[], Any], int], ...] = (
        ("lead", "updated", "", change("lead", lead, "title"), 0),
        ("lead", "created", "", lambda: own.post("/records/lead", {"name": "田雨", "source": "phone"}), 0),
        ("sales_order", "created", "create", lambda: order_of(own, account, 10), 0),
        ("sales_order", "updated", "change", change("sales_order", order, "description"), 1),
    )
    for object_name, trigger, begins, work, more in cases:
        without = count_of(work)
        with standing(object_name, trigger, begins):
            among = count_of(work)
        assert among == without + more, (object_name, trigger)
    assert not AutomationRun.objects.system(reason="nothing was fired").exists()
    assert not ApprovalRequest.objects.system(reason="nothing was asked").exists()


@pytest.mark.req("CO-06")
def test_pages_follow_one_another(people: Callable[[str], Person]) -> None:
    """Merged, collected or walked: every row once, in order, with the same count."""
    for login in ("own5000", "old5000", "own30", "none", "head", "oldhead", "pooled"):
        person = people(login)
        seen: list[tuple[str, int]] = []
        cursor, total = "", None
        for _n in range(4):
            answer = person.get(
                "/records/lead", limit=25, fields="created_at", **({"cursor": cursor} if cursor else {})
            ).json()
            seen += [(item["created_at"], item["id"]) for item in answer["items"]]
            total = answer["total"] if total is None else total
            assert answer["total"] == total
            cursor = answer["next_cursor"]
            if not cursor:
                break
        assert seen == sorted(set(seen), reverse=True), login
        exact = person.get("/records/lead", limit=1, count="exact").json()
        assert total == min(exact["total"], 10_000), login
        assert len(seen) == min(total, 100), login
