"""What is wrong with a filter is said at its place, all at once, and tells nothing of hidden fields."""

from typing import Any

import pytest

from guike.kernel.errors import Invalid
from guike.kernel.filters import parse
from guike.platform.filters.sql import compile_filter
from guike.platform.filters.tests.world import ANYBODY, DEAL, Somebody
from guike.platform.filters.values import operators_of

pytestmark = pytest.mark.usefixtures("definitions")


def faults(raw: Any, ctx: Somebody = ANYBODY) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        compile_filter(ctx, DEAL, parse(raw))
    return [(error.field, error.code) for error in refused.value.errors]


def test_all_faults_at_once_each_at_its_place() -> None:
    raw = {
        "all": [
            {"field": "nothing", "op": "eq", "value": 1},
            {"any": [{"field": "quantity", "op": "contains", "value": "x"}]},
            {"field": "quantity", "op": "in", "value": [1, "many"]},
            {"not": {"field": "due_on", "op": "gt", "value": "tomorrow"}},
            {"some": "lines", "where": {"field": "product", "op": "eq", "value": 5}},
            {"every": "nobody", "where": {"field": "product", "op": "eq", "value": 5}},
            {"field": "name", "op": "eq", "value": "fine"},
        ]
    }
    assert faults(raw) == [
        ("filter.all[0].field", "unknown_field"),
        ("filter.all[1].any[0].op", "filter.operator"),
        ("filter.all[2].value[1]", "type.integer"),
        ("filter.all[3].not.value", "type.date"),
        ("filter.all[4].where.value", "type.text"),
        ("filter.all[5].every", "unknown_field"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("amount", "much", "type.money"),
        ("amount", True, "type.money"),
        ("rate", "1e999999", "type.percent"),
        ("price", "NaN", "type.decimal"),
        ("is_hot", "yes", "type.boolean"),
        ("due_on", "2026-11-18T00:00:00Z", "type.date"),
        ("seen_at", "2026-11-18T00:00:00", "type.instant_offset"),
        ("level", "Z", "type.choice"),
        ("firm", "5", "type.reference"),
        ("firm", 2**63, "type.reference"),
        ("source", {"object": "deal", "id": 1}, "type.any_reference"),
        ("source", 5, "type.any_reference"),
        ("region", "999999", "type.region"),
        ("mobile", "abc", "type.phone"),
        ("name", "a\x00b", "type.control_characters"),
        ("name", "a\ud800b", "type.control_characters"),
    ],
)
def test_values_of_another_type(field: str, value: Any, code: str) -> None:
    assert faults({"field": field, "op": "eq", "value": value}) == [("filter.value", code)]


def test_a_phone_search_needs_digits() -> None:
    assert faults({"field": "mobile", "op": "contains", "value": "abc"}) == [("filter.value", "type.phone")]


@pytest.mark.parametrize("level", ["hidden", "masked"])
@pytest.mark.req("PM-16")
def test_an_unreadable_field_is_answered_like_an_unknown_one(level: str) -> None:
    ctx = Somebody(
        hidden={"deal.secret": level, "deal.firm": level, "firm.level": level, "deal_line.deal": level}
    )
    for field in ("secret", "zzz"):
        with pytest.raises(Invalid) as refused:
            compile_filter(ctx, DEAL, parse({"field": field, "op": "is_empty"}))
        (error,) = refused.value.errors
        assert (error.field, error.code, dict(error.params)) == (
            "filter.field",
            "unknown_field",
            {"name": field},
        )
    assert faults({"field": "firm.name", "op": "is_empty"}, ctx) == [("filter.field", "unknown_field")]
    assert faults({"field": "x_firm.level", "op": "is_empty"}, ctx) == [("filter.field", "unknown_field")]
    assert faults({"field": "name", "op": "eq", "other": "secret"}, ctx) == [
        ("filter.other", "unknown_field")
    ]


def test_a_rule_of_the_system_reads_every_field() -> None:
    ctx = Somebody(hidden={"deal.secret": "hidden"})
    assert compile_filter(ctx, DEAL, parse({"field": "secret", "op": "is_empty"}), trusted=True)


def test_four_steps_to_several_rows_are_the_limit() -> None:
    near: dict[str, Any] = {
        "some": "firm.deals",
        "where": {"field": "lines.product", "op": "eq", "value": "x"},
    }
    for _step in range(2):
        near = {"some": "firm.deals", "where": near}
    assert compile_filter(ANYBODY, DEAL, parse(near))
    far = {"some": "firm.deals", "where": near}
    assert faults(far) == [("filter.where.where.where.where.field", "filter.hops")]


def test_fields_are_compared_with_their_like() -> None:
    assert faults({"field": "amount", "op": "gt", "other": "due_on"}) == [
        ("filter.other", "filter.other_type")
    ]
    assert faults({"field": "lines.quantity", "op": "gt", "other": "quantity"}) == [
        ("filter.other", "filter.other_many")
    ]


def test_operators_offered() -> None:
    fields = DEAL.by_name
    assert "under" not in operators_of(fields["watchers"])
    assert "under" in operators_of(fields["firm"])
    assert operators_of(fields["owner"])[:2] == ("is_me", "in_my_departments")
    assert operators_of(fields["tags"]) == ("has_any", "has_all", "is_empty", "is_not_empty")
    assert operators_of(fields["lines"]) == ()


def test_changes_are_for_rules_only() -> None:
    node = parse({"field": "level", "op": "changed"}, on_change=True)
    with pytest.raises(Invalid) as refused:
        compile_filter(ANYBODY, DEAL, node)
    assert [(e.field, e.code) for e in refused.value.errors] == [("filter.op", "filter.on_change_only")]
