"""What rules and approvals cost: saving a record among some that do not match, and an import under a rule that does."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import count
from typing import Any

import orjson
from django.db import connection

from bench.approving import administrator, defined
from bench.caller import Person, sign_in
from bench.clocks import cost_of, cost_of_once
from bench.importing import at_work, imported, speed
from bench.writing import order_of_lines
from guike.platform.automation import running
from guike.platform.automation.models import AutomationRule, AutomationRun
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_create

RULES = 20
#: with and without stand side by side in each turn, because the machine's speed drifts within a minute
TURNS = 25
#: what a save may cost with them, of what it costs without
MOST = 1.10
WHY = "the rules of the bench"
TELL = {"do": "notify", "to": [{"kind": "field", "value": "owner"}], "text": "看"}
#: no record is called so, and no order is so large
NEVER = {
    "lead": {"all": [{"field": "status", "op": "eq", "value": "invalid"}, {"field": "name", "op": "eq", "value": "无"}]},
    "sales_order": {"all": [{"field": "status", "op": "eq", "value": "draft"}, {"field": "total_amount", "op": "gt", "value": "999999999"}]},
}  # fmt: skip
_serial = count(1)


def rules_cost(runs: int) -> Iterator[str]:
    """The CPU time of saving records, with and without rules and a definition that do not match, measured in turns."""
    seller = sign_in("own5000")
    lead = seller.post("/records/lead", {"name": "规则测试", "source": "phone"}).json()["id"]
    order = order_of_lines(seller)["id"]
    cases: tuple[tuple[str, Callable[[], Any], str, str, str], ...] = (
        ("change a lead", lambda: _change(seller, "lead", lead, "company"), "lead", "updated", ""),
        ("create an order of 10 lines", lambda: order_of_lines(seller), "sales_order", "created", "create"),
        ("change an order", lambda: _change(seller, "sales_order", order, "description"), "sales_order", "updated", "change"),
    )  # fmt: skip
    for name, work, object_name, trigger, begins in cases:
        yield (
            f"{name} among {RULES} rules{' and one definition' if begins else ''} that do not match: "
            + _told(work, object_name, trigger, begins, runs)
        )


def _told(work: Callable[[], Any], object_name: str, trigger: str, begins: str, runs: int) -> str:
    pairs: list[tuple[float, float]] = []
    for _turn in range(TURNS):
        bare = cost_of(work, runs).cpu
        with standing(object_name, trigger, begins):
            pairs.append((bare, cost_of(work, runs).cpu))
    bare = statistics.median(one for one, _full in pairs)
    ratio = statistics.median(full / one for one, full in pairs)
    verdict = "within" if ratio <= MOST else "OVER"
    return f"{ratio:.2f}× of {bare:.2f} ms of CPU without ({verdict} {MOST:.2f})"


def _change(seller: Person, object_name: str, record_id: int, field: str) -> Any:
    body = orjson.dumps({field: f"公司{next(_serial)}"})
    return seller.call("PATCH", f"/records/{object_name}/{record_id}", "", body)


@contextmanager
def standing(object_name: str, trigger: str, begins: str) -> Iterator[None]:
    """Within, there are active rules that listen to every write, each with a condition that never holds, and a published
    definition of approvals that begins with such a write (`begins`: its trigger; empty: none) under one as well."""
    rules = [
        {
            "name": f"规则{number}", "object": object_name, "trigger": trigger, "steps": [TELL], "is_active": True,
            "filter": NEVER[object_name],
        }
        for number in range(RULES)
    ]  # fmt: skip
    fields = ["description"] if begins == "change" else []
    never = NEVER[object_name]
    with (
        _rules(rules),
        defined(object=object_name, trigger=begins, fields=fields, filter=never) if begins else nullcontext(),
    ):
        yield


def _work() -> None:
    """What a worker does until nothing is due."""
    while running.run_once():
        pass


@contextmanager
def _rules(rules: list[dict[str, Any]]) -> Iterator[list[int]]:
    """Within, these rules stand; their ids."""
    made = [one.id or 0 for one in record_create(administrator(), "automation_rule", rules, atomic=True)]
    begin_versions()
    try:
        yield made
    finally:
        AutomationRule.objects.system(reason=WHY).filter(pk__in=made).update(is_active=False)
        bump(metadata=True)
        begin_versions()


def ruled_import(rows: int) -> Iterator[str]:
    """An import without a rule, the same under a rule that sets a field of every new lead, and what the worker then does."""
    cost, _told = imported(rows)
    yield f"import of {rows:,} leads without a rule: {speed(rows, cost)}"
    rule = {
        "name": "导入线索", "object": "lead", "trigger": "created", "is_active": True,
        "filter": {"field": "source", "op": "eq", "value": "exhibition"},
        "steps": [{"do": "set", "values": {"title": "展会联系人"}}],
    }  # fmt: skip
    with _rules([rule]) as (made,):
        cost, told = imported(rows)
        yield f"the same under a rule on creation {told}: {speed(rows, cost)}"
        batches, sent = 0, 0

        def took(place: str) -> None:
            nonlocal batches
            batches += place == "taken"

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal sent
            sent += 1
            return execute(sql, params, many, context)

        running.at_places.append(took)
        try:
            with at_work(), connection.execute_wrapper(note):
                cost = cost_of_once(_work)
        finally:
            running.at_places.remove(took)
        runs = AutomationRun.objects.system(reason=WHY).filter(rule=made)
        done = runs.filter(status="done").count()
        yield f"the rule's work: {done:,} of {runs.count():,} runs done in {batches} batches with {sent:,} statements: {speed(done, cost)}"
        runs._raw_delete(runs.db)
