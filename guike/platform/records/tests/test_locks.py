"""The order of locks follows from the declarations; what an action or step declares is locked in it, before it decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from guike.kernel.states import Step
from guike.kernel.text import Text
from guike.platform.access.context import system_context
from guike.platform.database.locks import use_case, whole
from guike.platform.metadata.catalogue import catalogue, standard_objects
from guike.platform.metadata.order import house_order
from guike.platform.metadata.spec import ActionSpec, FieldSpec, ObjectSpec, spec_field
from guike.platform.metadata.ways import ways_of
from guike.platform.records.actions import check_locks, record_action
from guike.platform.records.figures.rollups import moves_of
from guike.platform.records.locking import lock
from guike.platform.records.shapes import Draft
from guike.platform.records.tests.test_following import account, make, order, product, rollup, row
from guike.platform.records.writing import record_change
from tests.support.locks import against_the_order, locks_of

__all__ = ["account"]


def names(objects: dict[str, ObjectSpec]) -> list[str]:
    places = house_order(objects, ())
    return sorted(places, key=places.__getitem__)


def test_a_record_comes_before_what_it_names() -> None:
    places = house_order(standard_objects(), ())
    sales = ["activity", "sales_order", "opportunity", "contact", "account", "campaign"]
    assert sorted(sales, key=places.__getitem__) == sales
    wrong = [
        (spec.name, item.name)
        for spec in standard_objects().values()
        for item in spec.fields
        if item.is_reference and item.stored and not item.system and not item.traces and not spec.is_line
        if item.target_object in places and item.target_object != spec.name
        if places[spec.name] > places[item.target_object]
    ]
    # people and departments name one another: the first by name counts
    assert wrong == [("user", "department")]


def test_lines_stand_right_behind_their_document() -> None:
    places = house_order(standard_objects(), ())
    lines = {spec.name: spec.parent for spec in standard_objects().values() if spec.is_line}
    assert lines.keys() >= {"opportunity_line", "sales_order_line", "stage"}
    documents = {name for name, spec in standard_objects().items() if not spec.is_line}
    for name, parent in lines.items():
        between = {one for one, place in places.items() if places[parent] < place <= places[name]}
        assert places[parent] < places[name]
        assert between & documents == set(), name
    assert places["sales_order_line"] < places["product"]


def test_what_an_administrator_adds_moves_nothing_that_the_code_says() -> None:
    """An account that names one of its orders closes a circle; the code's direction stands."""
    objects = standard_objects()
    before = names(objects)
    spec = objects["account"]
    added = FieldSpec("x_main", "reference", Text("主", "Main"), target="sales_order", custom=True)
    assert names({**objects, "account": spec.with_(fields=(*spec.fields, added))}) == before


def test_of_two_that_name_one_another_the_first_by_name_counts() -> None:
    objects = {
        name: standard_objects()["unit"].with_(
            name=name, fields=(FieldSpec("other", "reference", Text("", ""), target=other),)
        )
        for name, other in (("b", "a"), ("a", "b"))
    }
    assert house_order(objects, ()) == {"a": 0, "b": 1}


@pytest.mark.django_db
def test_what_a_write_may_move_is_locked_in_order(account: int) -> None:
    """Parents of several objects, whatever order the rows and their lines stand in."""
    rollup("product", "x_sold", "sales_order_line", "product", "sum", "quantity")
    rollup("opportunity", "x_orders", "sales_order", "opportunity", "count")
    rollup("account", "x_orders", "sales_order", "account", "count")
    goods = [product(f"P{n}") for n in range(3)]
    deal = make("opportunity", name="大单", account=account, source="other")
    made = [order(account, [(one, "1") for one in goods[::way]], opportunity=deal) for way in (1, -1)]
    spec = catalogue().get("sales_order")
    drafts = [
        Draft(spec, row("sales_order", one), n, False, fate="deleted") for n, one in enumerate(made[::-1])
    ]
    with CaptureQueriesContext(connection) as sent:
        moves_of(spec, drafts, *_lines_of(made)).lock()
    locked = [(one.table, one.ids) for query in sent.captured_queries for one in locks_of(query["sql"], [])]
    assert locked == [("opportunity", (deal,)), ("product", tuple(goods)), ("account", (account,))]


def _lines_of(orders: list[int]) -> list[tuple[ObjectSpec, list[Draft]]]:
    line = catalogue().get("sales_order_line")
    rows: Any = line.model._default_manager
    found = rows.system(reason="the tests' own rows").filter(order_id__in=orders).order_by("-pk")
    return [(line, [Draft(line, one, n, False, fate="deleted") for n, one in enumerate(found)])]


TRIAL = ActionSpec(
    "trial",
    Text("试", "Trial"),
    lambda _ctx, rows, _params: [None for _row in rows],
    operation="edit",
    params=(spec_field("reference", "deal", "商机", "Deal", target="opportunity"),),
    locks=("params.deal.primary_contact", "address:account", "campaign"),
)


@pytest.mark.parametrize(
    "wrong", ["nothing", "name", "params.nobody", "params", "lead:campaign", "campaign.name"]
)
def test_a_way_that_leads_nowhere_fails_at_start(wrong: str) -> None:
    objects = standard_objects()
    spec = objects["account"]
    check_locks(objects, spec.with_(actions=(TRIAL,)))
    with pytest.raises(ValueError, match="leads to no record"):
        check_locks(objects, spec.with_(actions=(replace(TRIAL, locks=(wrong,)),)))


def test_ways_say_what_they_lock() -> None:
    found = ways_of(standard_objects(), standard_objects()["account"], TRIAL.locks, TRIAL)
    assert [way.locked for way in found] == [("opportunity", "contact"), ("address",), ("campaign",)]


@pytest.mark.django_db
def test_what_is_declared_is_locked_before_the_action_decides(
    account: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order of the house: some before the record itself, some after it."""
    contact = make("contact", name="王五", account=account)
    deal = make("opportunity", name="大单", account=account, source="other", primary_contact=contact)
    address = make("address", account=account, detail="路")
    campaign = make("campaign", name="春季")
    record_change(system_context(), "account", [(row("account", account), {"campaign": campaign})])
    spec = catalogue().get("account")
    monkeypatch.setitem(catalogue().objects, "account", spec.with_(actions=(*spec.actions, TRIAL)))  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as sent:
        (outcome,) = record_action(system_context(), "account", "trial", [account], {"deal": deal})
    assert outcome.refusal is None
    locked = [(one.table, one.ids) for query in sent.captured_queries for one in locks_of(query["sql"], [])]
    assert locked == [
        ("address", (address,)),
        ("opportunity", (deal,)),
        ("contact", (contact,)),
        ("account", (account,)),
        ("campaign", (campaign,)),
    ]


@pytest.mark.django_db
def test_a_step_by_hand_and_one_of_domain_code_lock_what_they_declare(
    account: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = catalogue().get("account")
    assert spec.states is not None
    campaign = make("campaign", name="春季")
    record_change(system_context(), "account", [(row("account", account), {"campaign": campaign})])
    steps = (Step("drop", ("formal",), ("potential",), by="code", locks=("campaign",)),)
    broken = spec.with_(states=replace(spec.states, steps=(*spec.states.steps, *steps)))
    monkeypatch.setitem(catalogue().objects, "account", broken)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as sent:
        record_change(system_context(), "account", [(row("account", account), {})], step="drop")
    locked = [(one.table, one.ids) for query in sent.captured_queries for one in locks_of(query["sql"], [])]
    assert locked[0] == ("campaign", (campaign,))


@pytest.mark.django_db
def test_objects_are_locked_in_order_however_they_are_given() -> None:
    with CaptureQueriesContext(connection) as sent:
        lock({"campaign": [3, 1], "sales_order": [9], "account": {2}})
    locked = [(one.table, one.ids) for query in sent.captured_queries for one in locks_of(query["sql"], [])]
    assert locked == [("sales_order", (9,)), ("account", (2,)), ("campaign", (1, 3))]


@pytest.mark.django_db
@pytest.mark.locks_apart("it locks against the order")
def test_the_detector_tells_who_waits_against_the_order(account: int) -> None:
    """What the door of locks takes without waiting in a use-case is waited for outside of one."""
    campaign = make("campaign", name="春季")
    with transaction.atomic():
        lock({"account": [account], "campaign": [campaign]})
        lock({"account": [account]})  # held already
    assert against_the_order() == []
    with transaction.atomic():
        lock({"campaign": [campaign]})
        lock({"account": [account]})
    assert against_the_order() == [f"account [{account}] is waited for while campaign is held"]


@pytest.mark.django_db
def test_in_a_use_case_nobody_waits_against_the_order(account: int) -> None:
    campaign = make("campaign", name="春季")

    @use_case
    def against() -> None:
        with whole():
            lock({"campaign": [campaign]})
            lock({"account": [account]})

    with CaptureQueriesContext(connection) as sent:
        against()
    waits = [(one.table, one.waits) for query in sent.captured_queries for one in locks_of(query["sql"], [])]
    assert waits == [("campaign", True), ("account", False)]
    assert against_the_order() == []
