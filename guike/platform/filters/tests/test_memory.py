"""Rules in memory: on rows that are not saved, on changes, with rows of other objects."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from guike.kernel.errors import Invalid
from guike.platform.filters.memory import matches
from guike.platform.filters.resolve import Hop
from guike.platform.filters.tests import world
from guike.platform.filters.tests.world import ANYBODY, DEAL, Deal, Somebody, add, add_deal


def test_a_row_that_is_not_saved(definitions: None) -> None:
    row = Deal(name="云帆", amount=Decimal(5), due_on=date(2026, 1, 1), custom={"x_int": 3, "x_choice": "A"})
    assert matches(ANYBODY, DEAL, {"field": "name", "op": "contains", "value": "云"}, row)
    assert matches(ANYBODY, DEAL, {"field": "amount", "op": "gt", "value": "4.99"}, row)
    assert matches(ANYBODY, DEAL, {"field": "x_int", "op": "eq", "value": "3"}, row)
    assert matches(ANYBODY, DEAL, {"field": "x_choice", "op": "in", "value": ["A"]}, row)
    assert matches(ANYBODY, DEAL, {"field": "is_overdue", "op": "eq", "value": True}, row)
    assert matches(ANYBODY, DEAL, {"field": "firm.level", "op": "is_empty"}, row)
    assert not matches(ANYBODY, DEAL, {"field": "level", "op": "is_not_empty"}, row)
    assert matches(ANYBODY, DEAL, None, row)


def test_a_rule_reads_fields_that_the_caller_may_not(definitions: None) -> None:
    ctx = Somebody(hidden={"deal.secret": "hidden"})
    assert matches(ctx, DEAL, {"field": "secret", "op": "eq", "value": "x"}, Deal(secret="x"))


def test_changes(definitions: None) -> None:
    row = Deal(level="B", quantity=2)
    was = {"level": "A"}
    assert matches(ANYBODY, DEAL, {"field": "level", "op": "changed"}, row, old=was)
    assert matches(ANYBODY, DEAL, {"field": "level", "op": "changed_from", "value": "A"}, row, old=was)
    assert matches(ANYBODY, DEAL, {"field": "level", "op": "changed_to", "value": "B"}, row, old=was)
    assert not matches(ANYBODY, DEAL, {"field": "level", "op": "changed_to", "value": "A"}, row, old=was)
    assert not matches(ANYBODY, DEAL, {"field": "quantity", "op": "changed"}, row, old=was)
    assert matches(ANYBODY, DEAL, {"field": "quantity", "op": "changed"}, row, old={"quantity": None})
    with pytest.raises(Invalid):
        matches(ANYBODY, DEAL, {"field": "level", "op": "changed"}, row)


@pytest.mark.usefixtures("tables")
def test_a_loader_brings_rows_of_other_objects() -> None:
    asked: list[tuple[str, str]] = []
    firm = world.Firm(level="A")

    def load(hop: Hop, row: Any) -> Sequence[Any]:
        asked.append((hop.target.name, hop.item.name))
        return [firm] if hop.target.name == "firm" else []

    row = Deal(firm_id=1)
    assert matches(ANYBODY, DEAL, {"field": "firm.level", "op": "eq", "value": "A"}, row, load=load)
    assert matches(ANYBODY, DEAL, {"none": "lines"}, row, load=load)
    assert asked == [("firm", "firm"), ("deal_line", "deal")]


@pytest.mark.usefixtures("tables")
def test_without_a_loader_rows_are_those_in_scope() -> None:
    firm = add(world.Firm, name="f", level="A")
    deal = add_deal(name="d", firm_id=firm.pk)
    add(world.DealLine, deal_id=deal.pk, product="pen")
    rule = {"all": [{"field": "firm.level", "op": "eq", "value": "A"}, {"some": "lines"}]}
    assert matches(ANYBODY, DEAL, rule, deal)
    assert not matches(Somebody(scopes={"firm": Q(pk__in=[])}), DEAL, rule, deal)
