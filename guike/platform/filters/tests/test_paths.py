"""Paths: to-one, to-many, quantifiers, and the scope of every object on the way."""

from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from guike.kernel.errors import Invalid
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import Somebody, add, add_deal, found

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def firms(tables: None) -> dict[str, Any]:
    """Two firms with an owner each; deals of both, one of neither."""
    made: dict[str, Any] = {}
    for name, level in (("alpha", "A"), ("beta", "B")):
        made[f"{name} owner"] = owner = add(world.Person, name=f"{name} owner")
        made[name] = firm = add(
            world.Firm, name=name, level=level, owner_id=owner.pk, x_grade=level, x_keeper=owner.pk
        )
        add_deal(name=f"of {name}", firm_id=firm.pk, x_firm=firm.pk, watchers=[owner.pk], x_firms=[firm.pk])
    add_deal(name="of none")
    return made


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


@pytest.mark.parametrize("field", ["firm", "x_firm"])
def test_to_one(firms: dict[str, Any], field: str) -> None:
    assert found(leaf(f"{field}.level", "eq", "A")) == ["of alpha"]
    assert found(leaf(f"{field}.x_grade", "in", ["A"])) == ["of alpha"]
    assert found(leaf(f"{field}.name", "contains", "ALPHA")) == ["of alpha"]
    assert found(leaf(f"{field}.owner.name", "starts_with", "beta")) == ["of beta"]
    assert found(leaf(f"{field}.x_keeper.name", "starts_with", "beta")) == ["of beta"]
    assert found(leaf(f"{field}.level", "ne", "A")) == ["of beta", "of none"]
    assert found(leaf(f"{field}.level", "is_empty")) == ["of none"]


def test_a_reference_to_any_object_is_followed_to_one(firms: dict[str, Any]) -> None:
    alpha, owner = (
        {"object": name, "id": firms[row].pk} for name, row in (("firm", "alpha"), ("user", "beta owner"))
    )
    add_deal(name="from alpha", source=alpha, related=[alpha, owner], x_any=owner)
    assert found(leaf("source_firm.level", "eq", "A")) == ["from alpha"]
    assert found(leaf("source_user.name", "is_not_empty")) == []
    assert found(leaf("x_any_user.name", "eq", "beta owner")) == ["from alpha"]
    some = {"some": "related_user", "where": leaf("name", "eq", "alpha owner")}
    assert found(some) == []
    assert found({"none": "related_firm", "where": {}}) == ["of alpha", "of beta", "of none"]
    hidden = Somebody(hidden={"deal.source": "hidden"})
    with pytest.raises(Invalid):
        found(leaf("source_firm.level", "eq", "A"), hidden)


def test_an_amount_is_found_by_its_value_in_the_company_s_currency() -> None:
    add_deal(name="of dollars", amount=Decimal(10), currency="USD", exchange_rate=Decimal(7))
    add_deal(name="at home", amount=Decimal(10))
    assert found(leaf("amount_base", "gte", "70")) == ["of dollars"]
    with pytest.raises(Invalid):
        found(leaf("amount_base", "gte", "70"), Somebody(hidden={"deal.amount": "masked"}))


@pytest.mark.req("PM-16")
def test_what_the_caller_may_not_see_is_not_there(firms: dict[str, Any]) -> None:
    partly = Somebody(scopes={"firm": Q(name="beta")})
    nobody = Somebody(without=frozenset({"firm"}))
    assert found(leaf("firm.level", "in", ["A", "B"]), partly) == ["of beta"]
    assert found(leaf("firm.level", "ne", "B"), partly) == ["of alpha", "of none"]
    assert found(leaf("firm.level", "is_empty"), partly) == ["of alpha", "of none"]
    assert found(leaf("firm.level", "is_not_empty"), nobody) == []
    assert found(leaf("firm.owner.name", "is_not_empty"), Somebody(scopes={"user": Q(pk__in=[])})) == []
    assert found({"every": "x_firms", "where": leaf("level", "eq", "A")}, partly) == ["of alpha", "of none"]


def test_a_deleted_target_is_empty(firms: dict[str, Any]) -> None:
    table: Any = world.Firm._default_manager
    table.system(reason=world.WHY).filter(name="alpha").update(deleted_at=world.NOW)
    assert found(leaf("firm.level", "eq", "A")) == []
    assert found(leaf("firm", "eq", firms["alpha"].pk)) == ["of alpha"]


@pytest.mark.parametrize(("path", "field"), [("watchers", "name"), ("x_firms", "name")])
def test_several_references_are_walked(firms: dict[str, Any], path: str, field: str) -> None:
    assert found(leaf(f"{path}.{field}", "starts_with", "alpha")) == ["of alpha"]
    assert found(leaf(f"{path}.{field}", "ne", "alpha")) == (
        ["of beta", "of none"] if path == "x_firms" else ["of alpha", "of beta", "of none"]
    )
    assert found({"some": path, "where": leaf("name", "contains", "beta")}) == ["of beta"]


def test_rows_that_point_here(firms: dict[str, Any]) -> None:
    firm = world.BY_NAME["firm"]
    add_deal(name="second of alpha", firm_id=firms["alpha"].pk, quantity=7)
    assert found(leaf("deals.quantity", "gt", 5), spec=firm) == ["alpha"]
    assert found(leaf("deals.quantity", "ne", 7), spec=firm) == ["beta"]
    assert found(leaf("deals.name", "eq", "of beta"), spec=firm) == ["beta"]
    assert found({"none": "deals", "where": leaf("quantity", "is_not_empty")}, spec=firm) == ["beta"]
    assert found({"every": "deals", "where": leaf("quantity", "eq", 7)}, spec=firm) == []
    assert found({"every": "deals", "where": leaf("name", "contains", "of")}, spec=firm) == ["alpha", "beta"]


def test_conditions_on_one_row_and_on_any_row(firms: dict[str, Any]) -> None:
    deal = add_deal(name="lined")
    for product, quantity in (("pen", 1), ("ink", 9)):
        add(world.DealLine, deal_id=deal.pk, product=product, quantity=quantity)
    split = {"all": [leaf("lines.product", "eq", "pen"), leaf("lines.quantity", "gt", 5)]}
    assert found(split) == ["lined"]
    same = {"some": "lines", "where": {"all": [leaf("product", "eq", "pen"), leaf("quantity", "gt", 5)]}}
    assert found(same) == []
    assert found(leaf("lines.product", "not_contains", "pen")) == ["of alpha", "of beta", "of none"]
    assert found({"every": "lines", "where": leaf("quantity", "gt", 5)}) == ["of alpha", "of beta", "of none"]
    assert found({"none": "lines"}) == ["of alpha", "of beta", "of none"]
    assert found({"some": "lines", "where": {"field": "quantity", "op": "lt", "other": "id"}}) in (
        [],
        ["lined"],
    )


def test_custom_objects_share_a_table_but_not_rows(firms: dict[str, Any]) -> None:
    firm = world.BY_NAME["firm"]
    add(world.Loose, object="visit__c", name="visit", x_firm=firms["alpha"].pk)
    add(world.Loose, object="other__c", name="visit", x_firm=firms["beta"].pk)
    assert found(leaf("visit__c.name", "eq", "visit"), spec=firm) == ["alpha"]
    assert found({"some": "visit__c"}, spec=firm) == ["alpha"]


def test_links_are_followed_backwards(firms: dict[str, Any]) -> None:
    deal = add_deal(name="linked")
    other = add(world.Loose, object="other__c", name="note", x_deals=[deal.pk])
    world.links("other__c", other.pk, "x_deals", {"object": "deal", "id": deal.pk})
    assert found(leaf("other__c.name", "eq", "note")) == ["linked"]
    user = world.BY_NAME["user"]
    watched = leaf(
        "deals.name", "eq", "of alpha"
    )  # `owner` makes no relation: `watchers` is the first reference
    assert found(watched, spec=user) == ["alpha owner"]


def test_a_person_sees_only_the_rows_in_scope_of_a_relation(firms: dict[str, Any]) -> None:
    firm = world.BY_NAME["firm"]
    blind = Somebody(scopes={"deal": Q(name="of beta")})
    assert found({"some": "deals"}, blind, firm) == ["beta"]
    assert found({"none": "deals"}, blind, firm) == ["alpha"]


def test_quantifiers_walk_to_one_first(firms: dict[str, Any]) -> None:
    for name, parent in (("alpha two", "alpha"), ("beta two", "beta")):
        add(world.Firm, name=name, parent_id=firms[parent].pk, level="C" if "alpha" in name else "A")
    assert found({"some": "firm.branches", "where": leaf("level", "eq", "C")}) == ["of alpha"]
    assert found({"none": "firm.branches", "where": leaf("level", "eq", "C")}) == ["of beta", "of none"]
    assert found({"some": "firm", "where": leaf("level", "eq", "A")}) == ["of alpha"]
    assert found({"some": "firm", "where": {"some": "branches", "where": leaf("level", "eq", "A")}}) == [
        "of beta"
    ]
