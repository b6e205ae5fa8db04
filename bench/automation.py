"""What twenty rules that do not match add to saving a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import orjson

from bench.caller import Person, sign_in
from bench.clocks import cost_of
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.automation.models import AutomationRule
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.writing import record_create

RULES = 20
#: what a save may cost with them, of what it costs without
MOST = 1.10
WHY = "the rules of the bench"
_serial = count(1)


def rules_cost(runs: int) -> Iterator[str]:
    """The median CPU time of saving a lead, with and without the rules, measured in turns."""
    seller = sign_in("own5000")
    lead = seller.post("/records/lead", {"name": "规则测试", "source": "phone"}).json()["id"]
    without: list[float] = []
    among: list[float] = []
    for _turn in range(3):
        without.append(cost_of(lambda: _save(seller, lead), runs).cpu)
        with _rules():
            among.append(cost_of(lambda: _save(seller, lead), runs).cpu)
    bare, full = min(without), min(among)
    verdict = "within" if full / bare <= MOST else "OVER"
    yield f"save a lead among {RULES} rules that do not match: {full:.1f} ms of CPU, {bare:.1f} without, {full / bare:.2f}× ({verdict} {MOST:.2f})"


def _save(seller: Person, lead: int) -> Any:
    return seller.call(
        "PATCH", f"/records/lead/{lead}", "", orjson.dumps({"company": f"公司{next(_serial)}"})
    )


@contextmanager
def _rules() -> Iterator[None]:
    """Rules that listen to every change of a lead, each with a condition that never holds."""
    begin_versions()
    administrator = actor_of(sign_in("admin").user_id)
    assert administrator is not None
    tell = {"do": "notify", "to": [{"kind": "field", "value": "owner"}], "text": "{name}"}
    rows = [
        {
            "name": f"规则{number}", "object": "lead", "trigger": "updated", "steps": [tell], "is_active": True,
            "filter": {"all": [{"field": "status", "op": "eq", "value": "invalid"}, {"field": "name", "op": "eq", "value": f"无{number}"}]},
        }
        for number in range(RULES)
    ]  # fmt: skip
    made = [one.id for one in record_create(Context(administrator), "automation_rule", rows, atomic=True)]
    begin_versions()
    try:
        yield
    finally:
        AutomationRule.objects.system(reason=WHY).filter(pk__in=made).update(is_active=False)
        bump(metadata=True)
        begin_versions()
