"""A record is not deleted while another comes to point at it: every reference of the registry that protects."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import transaction

from guike.domains.orders.models import SalesOrderLine
from guike.kernel.errors import Refusal
from guike.platform.access.context import system_context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.models import User
from guike.platform.org.queries import begin_versions
from guike.platform.records.actions import record_action
from guike.platform.records.references.holding import protects
from guike.platform.records.shapes import Outcome, single
from guike.platform.records.writing import (
    record_change,
    record_create,
    record_delete,
    record_restore,
    record_update,
)
from tests.support import database
from tests.support.company import code, make, row
from tests.support.race import overlapping

WHY = "the tests' own rows"
UNHELD = "it changes rows as domain code does that holds them, and does not hold them"
LOAN = "loan__c"
_serial = itertools.count(1)

Pair = tuple[str, str, str]


#: what takes much to be made, such as rules, or names only what fits its other fields; the write path is the same
ELABORATE = frozenset(
    {
        "approval_definition", "automation_rule", "reminder_rule", "webhook", "post", "comment", "restriction_rule", "team_rule",
        "refund", "write_off", "bank_claim",
    }
)  # fmt: skip


#: no other record can stand there, because one that never changes says which it is
FIXED = frozenset({("account", "invoice_request", "account")})


def pairs() -> list[Pair]:
    """(object, pointing object, field) for every reference that keeps its target; lines are written with their
    parent."""
    found = []
    for target in catalogue().objects.values():
        for child, item in catalogue().referrers.get(target.name, ()):
            # what the system alone makes names what it was made of, and is never deleted
            made = {"create"} & set(target.operations) & set(child.operations)
            is_line = target.is_line or child.is_line
            if (
                made
                and child.name not in ELABORATE
                and protects(child, item, target)
                and item.stored
                and not is_line
            ):
                found.append((target.name, child.name, item.name))
    return sorted(set(found) - FIXED)


def to_name(target: str, child: str, field: str, holder: Any) -> Any:
    """A row that `holder` may name in a field."""
    within = catalogue().get(child).by_name[field].within
    return some(target, child, **({within: getattr(holder, f"{within}_id")} if within else {}))


_STAGES = [{"name": "甲", "win_rate": "0.1"}, {"name": "乙", "win_rate": "0.5"}]
_ALL_OF_IT = [{"name": "全款", "rate": "1"}]
#: a limit that does not meet the others
_A_WHILE = {"is_temporary": True, "valid_to_on": "2036-01-01"}


def some(name: str, child: str = "", **given: Any) -> Any:
    """A row of an object that nothing points at."""
    number = next(_serial)
    values: dict[str, Callable[[], dict[str, Any]]] = {
        "user": lambda: {"username": f"u{number}", "kind": "internal"},
        "account": lambda: {"status": "formal"},
        **dict.fromkeys(("contact", "invoice_title"), lambda: {"account": some("account").pk}),
        "address": lambda: {"account": some("account").pk, "detail": "路"},
        "credit_limit": lambda: {"account": some("account").pk, "limit_amount": "1", **_A_WHILE},
        "product": lambda: {"code": f"P{number}"},
        "lead": lambda: {"source": "phone"},
        "activity": lambda: {
            "kind": "task",
            "subject": "事",
            "related": [{"object": "account", "id": some("account").pk}],
        },
        "campaign_member": lambda: {"campaign": some("campaign").pk, "lead": some("lead").pk},
        "opportunity": lambda: {"account": some("account").pk, "source": "other"},
        "sales_order": lambda: {"account": some("account").pk},
        "resource_booking": lambda: {
            "resource": some("resource", kind="other").pk,
            "start_at": f"2026-11-30T{number % 24:02}:00:00+00:00",
            "end_at": f"2026-11-30T{number % 24:02}:30:00+00:00",
        },
        "post": lambda: {"content": "大家好", "audience": "everybody"},
        "comment": lambda: {"content": "好", "object": "account", "record": some("account").pk},
        "approval_definition": lambda: {
            "object": "sales_order",
            "trigger": "submit",
            "fallback": some("user").pk,
        },
        "user_training": lambda: {"user": some("user").pk, "course": "课"},
        "user_credit": lambda: {"user": some("user").pk, "event": "事"},
        "resource": lambda: {"kind": "other"},
        **{one: lambda: {"code": f"{name[0].upper()}{number}"} for one in ("supplier", "warehouse")},
        **_money(number),
        "invoice_request": _asked,
        "expense": lambda: {"kind": "travel", "amount": "10", "employee": some("user").pk},
        "product_code_request": lambda: {
            "category": some("product_category").pk,
            "base_unit": some("unit").pk,
            "reason": "急",
        },
        "discount_limit": lambda: {"role": some("role").pk, "max_discount_rate": "0.1"},
        "stock_document": lambda: {"kind": "receipt", "warehouse": some("warehouse").pk},
        "stock_level": lambda: {"product": some("product").pk, "warehouse": some("warehouse").pk},
        "shipment": lambda: {"order": some("sales_order").pk},
        "reservation": _reserved,
        "sales_return": _returned,
        "saved_view": lambda: {"object": "lead"},
        "report": lambda: {"spec": {"object": "account", "groups": ["status"]}},
        "record_type": lambda: {"object": child},
        "department": lambda: {"kind": "sales"},
        "sales_process": lambda: {"stages": _STAGES},
    }
    given = {**values.get(name, dict)(), **given}
    if "name" in catalogue().get(name).by_name:
        given["name"] = f"{name} {number}"
    if "owner" in catalogue().get(name).by_name and name != "user":
        given["owner"] = User.objects.system(reason=WHY).get(username="owner").pk
    made = make(name, **given)
    begin_versions()
    return made


def _sold() -> Any:
    lines = [{"product": some("product", standard_price="10").pk, "quantity": "1"}]
    order = some("sales_order", lines=lines)
    single(record_action(system_context(), "sales_order", "confirm", [order.pk], {}))
    return order


def _asked() -> dict[str, Any]:
    return {"order": _sold().pk, "amount": "10"}


def _money(number: int) -> dict[str, Callable[[], dict[str, Any]]]:
    return {
        "payment_term": lambda: {"lines": _ALL_OF_IT},
        "payment_plan": lambda: {"order": some("sales_order").pk, "lines": _ALL_OF_IT},
        "receivable": lambda: {"account": some("account").pk, "amount": "10", "due_on": "2026-12-31"},
        "payment": lambda: {"account": some("account").pk, "amount": "10"},
        "write_off_limit": lambda: {"role": some("role").pk, "max_amount": "1"},
        "bank_receipt": lambda: {"bank_account": "6222", "amount": "10", "reference_no": f"R{number}"},
        "payer_alias": lambda: {"account": some("account").pk},
    }


def _reserved() -> dict[str, Any]:
    product, warehouse = some("product").pk, some("warehouse").pk
    order = some("sales_order", lines=[{"product": product, "quantity": "1"}])
    line = SalesOrderLine.objects.system(reason=WHY).get(order_id=order.pk)
    level = some("stock_level", product=product, warehouse=warehouse)
    places = {"level": level.pk, "product": product, "warehouse": warehouse}
    return {"sales_order": order.pk, "order_line": line.pk, **places, "quantity": "1", "status": "released"}


def _returned() -> dict[str, Any]:
    lines = [{"product": some("product").pk, "quantity": "1", "unit_price": "1"}]
    order = some("sales_order", lines=lines)
    for action in ("confirm", "ship"):
        single(record_action(system_context(), "sales_order", action, [order.pk], {}))
    return {"order": order.pk, "kind": "exchange", "reason": "划伤"}


@pytest.fixture
def company(fresh_db: str) -> None:
    begin_versions()
    make("user", username="owner", name="owner", kind="internal")
    make("object_def", api_name=LOAN, label={"zh-CN": "借用"})
    begin_versions()
    for object_name, api_name, target in (
        (LOAN, "x_account", "account"),
        (LOAN, "x_before", LOAN),
        ("contact", "x_loan", LOAN),
    ):
        make(
            "field_def",
            object=object_name,
            api_name=api_name,
            type="reference",
            target=target,
            label=api_name,
        )
    begin_versions()


def points_at(child: Any, object_name: str, field: str, target: int) -> Callable[[], str | None]:
    """A write by which a standing record comes to point at another; its refusal's first code."""

    def write() -> str | None:
        try:
            record_change(system_context(), object_name, [(child, {field: target})])
        except Refusal as refusal:
            return next((e.code for e in refusal.field_errors()), refusal.code)
        return None

    return write


def deleted(object_name: str, record_id: int) -> Callable[[], str | None]:
    return lambda: code(record_delete(system_context(), object_name, [record_id])[0])


def _made(outcome: Outcome) -> str | None:
    return outcome.refusal and next((e.code for e in outcome.refusal.field_errors()), outcome.refusal.code)


@pytest.mark.locks_apart(UNHELD)
def test_every_write_holds_what_it_comes_to_point_at(company: None, fresh_db: str) -> None:
    """Who deletes locks the row for himself, which he cannot while another has come to point at it."""
    wrong: list[Any] = []
    holders: dict[str, int] = {}
    with psycopg.connect(database.dsn_for(fresh_db), autocommit=True) as other:
        for target, child, field in pairs():
            if child not in holders:
                holders[child] = some(child).pk
            holder = row(child, holders[child])
            held = to_name(target, child, field, holder)
            table_name = catalogue().get(target).model._meta.db_table
            with transaction.atomic():
                said = points_at(holder, child, field, held.pk)()
                try:
                    other.execute(f'SELECT 1 FROM "{table_name}" WHERE id = {held.pk} FOR UPDATE NOWAIT')
                    wrong.append((target, child, field, "not held", said))
                except psycopg.errors.LockNotAvailable:
                    wrong += [(target, child, field, said)] if said else []
            refused = deleted(target, held.pk)()
            wrong += [] if refused == "delete.children" else [(target, child, field, "deleted", refused)]
    assert wrong == []
    assert len(pairs()) > 40


RACES = [
    ("account", "contact", "account"),
    ("account", LOAN, "x_account"),
    (LOAN, "contact", "x_loan"),
    ("contact", "contact", "reports_to"),
    ("department", "user", "department"),
    ("lead_pool", "lead", "pool"),
]


@pytest.mark.locks_apart(UNHELD)
def test_of_two_at_once_one_loses(company: None) -> None:
    for target, child, field in RACES:
        holder = some(child)
        held, gone = (to_name(target, child, field, holder) for _each in range(2))
        born = overlapping(points_at(holder, child, field, held.pk), deleted(target, held.pk))
        assert born == (None, "delete.children"), (target, child, field)
        assert row(target, held.pk).deleted_at is None
        holder = row(child, holder.pk)
        dead = overlapping(deleted(target, gone.pk), points_at(holder, child, field, gone.pk))
        assert dead == (None, "reference.unknown"), (target, child, field)


CHILDREN: list[tuple[str, str, dict[str, Any]]] = [
    ("contact", "account", {"name": "王五"}),
    ("address", "account", {"detail": "路"}),
    ("opportunity", "account", {"name": "大单", "source": "other"}),
    ("sales_order", "account", {}),
    (LOAN, "x_account", {"name": "借"}),
]


def test_new_children(company: None) -> None:
    for child, field, values in CHILDREN:

        def birth(account: int, child: str = child, more: Any = values, field: str = field) -> Any:
            rows = [{**more, field: account}]
            return lambda: _made(record_create(system_context(), child, rows, system=True)[0])

        account, other = some("account").pk, some("account").pk
        assert overlapping(birth(account), deleted("account", account)) == (None, "delete.children")
        assert overlapping(deleted("account", other), birth(other)) == (None, "reference.unknown")


def test_children_out_of_the_recycle_bin(company: None) -> None:
    contact = some("contact")
    assert deleted("contact", contact.pk)() is None
    back = lambda: code(record_restore(system_context(), "contact", [contact.pk])[0])  # noqa: E731
    assert overlapping(back, deleted("account", contact.account_id)) == (None, "delete.children")
    assert deleted("contact", contact.pk)() is None
    assert overlapping(deleted("account", contact.account_id), back) == (None, "restore.parent_deleted")


def _stages(process: int) -> list[Any]:
    stages: Any = catalogue().get("stage").model._default_manager
    return list(stages.system(reason=WHY).filter(process=process, deleted_at=None).order_by("position"))


def _removed(process: Any, keep: list[int]) -> Callable[[], list[tuple[str, str]] | None]:
    """The write that leaves of a process only these stages."""

    def write() -> list[tuple[str, str]] | None:
        values = {"id": process.pk, "_version": process.version, "stages": [{"id": one} for one in keep]}
        refusal = record_update(system_context(), "sales_process", [values])[0].refusal
        return [(e.field, e.code) for e in refusal.field_errors()] if refusal else None

    return write


def test_a_stage_that_an_opportunity_is_in_is_not_removed(company: None) -> None:
    process, other = some("sales_process"), some("sales_process")
    first, second = _stages(process.pk)
    deal = some("opportunity", process=process.pk)
    assert row("opportunity", deal.pk).stage_id == first.pk
    assert _removed(process, [second.pk])() == [("stages", "line.in_use")]
    assert [one.pk for one in _stages(process.pk)] == [first.pk, second.pk]
    assert row("sales_process", process.pk).version == process.version
    assert _removed(process, [first.pk])() is None
    assert [one.pk for one in _stages(process.pk)] == [first.pk]
    assert _removed(other, [_stages(other.pk)[0].pk])() is None, "nobody is in it"
    assert deleted("opportunity", deal.pk)() is None
    now = row("sales_process", process.pk)
    assert _removed(now, [])() is None, "one in the recycle bin holds nothing"


def test_of_a_stage_removed_and_entered_at_once_one_loses(company: None) -> None:
    for _turn in range(2):
        process, held = some("sales_process"), some("sales_process")
        first, second = _stages(process.pk)
        deal = some("opportunity", process=process.pk)
        enter = points_at(deal, "opportunity", "stage", second.pk)
        born = overlapping(enter, _removed(process, [first.pk]))
        assert born == (None, [("stages", "line.in_use")])
        assert len(_stages(process.pk)) == 2
        one, two = _stages(held.pk)
        deal = some("opportunity", process=held.pk)
        dead = overlapping(_removed(held, [one.pk]), points_at(deal, "opportunity", "stage", two.pk))
        assert dead == (None, "reference.unknown")
        assert row("opportunity", deal.pk).stage_id == one.pk


def test_who_names_a_line_names_its_parent_too(db: None) -> None:
    """So a parent with lines that others name is not deleted either."""
    for target in catalogue().objects.values():
        for child, item in catalogue().referrers.get(target.name, ()) if target.is_line else ():
            if not protects(child, item, target):
                continue
            named = {
                one.target_object for one in child.fields if one.is_reference and protects(child, one, target)
            }
            if child.is_line:  # what its document names is held as well
                document = catalogue().get(child.parent)
                named |= {one.target_object for one in document.fields if protects(document, one, target)}
            assert target.parent in named, (child.name, item.name)
