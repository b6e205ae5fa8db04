"""States change by declared steps alone, whoever writes: the screen, a file, an outside key, an action, domain code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from guike.domains.accounts.models import Account
from guike.domains.orders.tests.shop import WHY, Shop, body, errors, lines, orders
from guike.entry.tests.people import person
from guike.kernel.errors import Refusal
from guike.platform.access.context import system_context
from guike.platform.events.models import Event
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.records.models import History
from guike.platform.records.shapes import Draft, new_row
from guike.platform.records.writing import record_change, record_update
from guike.platform.states import engine
from guike.platform.states.errors import UndeclaredStep

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.figures_apart("orders are put into their states past the write path"),
]

WITH_STATES = sorted(spec.name for spec in registry.objects.values() if spec.states)


def moving(spec: ObjectSpec, old: str, new: str, step: str | None) -> Draft:
    """A record with an owner that goes from one state to another."""
    assert spec.states is not None
    row = new_row(spec)
    setattr(row, spec.states.field, old)
    if hasattr(row, "owner_id"):
        row.owner_id = 1
    draft = Draft(spec, row, 0, False, step=step)
    draft.set(spec.states.field, new)
    return draft


def pairs(spec: ObjectSpec) -> Iterator[tuple[str, str]]:
    assert spec.states is not None
    return ((old, new) for old in spec.states.codes for new in spec.states.codes if old != new)


@pytest.mark.parametrize("name", WITH_STATES)
def test_of_all_changes_of_a_state_the_declared_ones_alone_are_admitted(name: str) -> None:
    """Every pair of states by every step of the object, and by hand."""
    spec, ctx = catalogue().get(name), system_context()
    machine = spec.states
    assert machine is not None
    for old, new in pairs(spec):
        for step in machine.steps:
            draft = moving(spec, old, new, step.name)
            engine.check_steps(ctx, spec, [draft])
            assert (draft.refusal is None) == step.leads(old, new), (step.name, old, new)
        by_hand = moving(spec, old, new, None)
        engine.check_steps(ctx, spec, [by_hand])
        open_to_all = any(step.by == "edit" and step.leads(old, new) for step in machine.steps)
        assert (by_hand.refusal is None) == open_to_all, (old, new)
        for unnamed in ("", "no such step"):
            with pytest.raises(UndeclaredStep):
                engine.check_steps(ctx, spec, [moving(spec, old, new, unnamed)])
        migrated = moving(spec, old, new, "")
        engine.check_steps(system_context(migration=True), spec, [migrated])
        assert migrated.refusal is None


def test_the_condition_of_a_step_is_asked_of_the_record_as_it_stood() -> None:
    """A lead without owner is not followed up, also where the same write gives it one, and the other way round."""
    spec, ctx = catalogue().get("lead"), system_context()
    for before, after, admitted in ((None, 1, False), (1, None, True), (1, 2, True), (None, None, False)):
        draft = moving(spec, "pending", "following", "follow_up")
        draft.row.owner_id = before
        draft.set("owner", after)
        engine.check_steps(ctx, spec, [draft])
        assert (draft.refusal is None) == admitted, (before, after)
        assert draft.row.owner_id == after


@pytest.fixture
def shop() -> Shop:
    return Shop.open()


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    return shop.order({"product": shop.product("100"), "quantity": "2"})


def stored() -> tuple[Any, ...]:
    return list(orders().values()), list(lines().values()), Event.objects.count(), History.objects.count()


def set_state(order: dict[str, Any], state: str) -> Any:
    orders().filter(pk=order["id"]).update(status=state)
    return orders().get(pk=order["id"])


@pytest.mark.parametrize(
    ("old", "new"), [("completed", "draft"), ("cancelled", "approved"), ("draft", "shipped")]
)
def test_domain_code_brings_no_order_where_no_step_leads(order: dict[str, Any], old: str, new: str) -> None:
    row = set_state(order, old)
    before = stored()
    for step in ("submit", "confirm", "ship", "cancel"):
        with pytest.raises(Refusal) as refused, transaction.atomic():
            record_change(
                system_context(), "sales_order", [(orders().get(pk=row.pk), {"status": new})], step=step
            )
        assert refused.value.code == "state.transition"
    with pytest.raises(UndeclaredStep), transaction.atomic():
        record_change(system_context(), "sales_order", [(orders().get(pk=row.pk), {"status": new})])
    assert stored() == before


def test_a_step_with_one_target_brings_its_state_along(order: dict[str, Any]) -> None:
    row = orders().get(pk=order["id"])
    record_change(system_context(), "sales_order", [(row, {})], step="confirm")
    assert orders().get(pk=order["id"]).status == "approved"


def test_a_change_without_the_state_needs_no_step(order: dict[str, Any]) -> None:
    row = orders().get(pk=order["id"])
    record_change(system_context(), "sales_order", [(row, {"description": "急"})])
    assert orders().get(pk=order["id"]).description == "急"


def test_the_state_of_an_account_is_written_by_hand_where_that_is_declared(shop: Shop) -> None:
    """By the screen, an outside key and the write path under them alike."""
    path = f"/records/account/{shop.account}"
    assert errors(shop.seller.patch(path, {"status": "potential"})) == [("status", "state.transition")]
    refusal = shop.seller.patch(path, {"status": "potential"}).json()["errors"][0]["message"]  # type: ignore[attr-defined]
    assert refusal == "Cannot go from “Formal” to “Potential”"
    assert body(shop.seller.patch(path, {"status": "lost"}))["status"] == "lost"
    assert body(shop.seller.patch(path, {"status": "potential"}))["status"] == "potential"
    (outcome,) = record_update(system_context(), "account", [{"id": shop.account, "status": "formal"}])
    assert outcome.refusal is not None
    assert outcome.refusal.code == "state.transition"
    assert Account.objects.system(reason=WHY).get(pk=shop.account).status == "potential"


@pytest.mark.parametrize("name", WITH_STATES)
def test_a_new_record_begins_in_a_first_state(name: str) -> None:
    boss = person("boss", is_administrator=True)
    machine = catalogue().get(name).states
    assert machine is not None
    before = Event.objects.count()
    if "create" not in catalogue().get(name).operations:
        answer = boss.post(f"/records/{name}", {machine.field: machine.first[0]})
        assert body(answer, 403)["code"] == "operation.closed"
        return
    for code in machine.codes:
        refused = errors(boss.post(f"/records/{name}", {machine.field: code}))
        wrong = [found for field, found in refused if field == machine.field]
        assert wrong == ([] if code in machine.first else ["state.first"]), (code, refused)
    assert Event.objects.count() == before
