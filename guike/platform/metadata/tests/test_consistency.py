"""What is declared wrongly stops the start, and says where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guike.kernel.text import Text
from guike.platform.metadata.catalogue import standard_objects
from guike.platform.metadata.consistency import check_objects
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, Section, ViewSpec, spec_field

NAME = Text("名", "Name")


def _lead(**changes: Any) -> dict[str, Any]:
    found = standard_objects()
    return {**found, "lead": found["lead"].with_(**changes)}


def _with_field(type_: str, name: str, **options: Any) -> dict[str, Any]:
    lead = standard_objects()["lead"]
    return _lead(fields=(*lead.fields, spec_field(type_, name, "名", "Name", **options)))


def test_what_the_product_declares_fits() -> None:
    check_objects(standard_objects(), registry.choice_sets)


@pytest.mark.parametrize(
    ("objects", "said"),
    [
        (lambda: _with_field("datetime", "seen_at"), "lead: seen_at: there is no type 'datetime'"),
        (lambda: _with_field("text", "shoe_size"), "lead: shoe_size: the table has no column 'shoe_size'"),
        (lambda: _with_field("lines", "lines"), "lead: lines: lines_object '' is no line of lead"),
        (
            lambda: _with_field("lines", "lines", lines_object="sales_order_line"),
            "lead: lines: lines_object 'sales_order_line' is no line of lead",
        ),
        (lambda: _with_field("reference", "lake", target="lake", column="pool_id"), "points at 'lake'"),
        (
            lambda: _with_field("reference", "pool2", target="lead_pool", column="pool_id", offered="name"),
            "lead: pool2: offered names 'name', which is no yes-no field of lead_pool",
        ),
        (
            lambda: _with_field("any_reference", "lake", targets=("lake",), column="custom"),
            "points at 'lake'",
        ),
        (lambda: _with_field("choice", "shoe", choice_set="shoes", column="status"), "no choice set 'shoes'"),
        (lambda: _lead(list_columns=("name", "shoe")), "lead: list_columns names ['shoe']"),
        (lambda: _lead(form=(Section(NAME, ("shoe",)),)), "lead: the section 'Name' names ['shoe']"),
        (lambda: _lead(views=(ViewSpec("a", NAME, sort=("-shoe",)),)), "the view 'a' names ['-shoe']"),
        (
            lambda: _lead(views=(ViewSpec("a", NAME, {"field": "shoe", "op": "is_empty"}),)),
            "lead: the view 'a' names ['shoe']",
        ),
        (lambda: _lead(access=AccessSpec(requires=("shoe",))), "lead: access names ['shoe']"),
        (lambda: _lead(access=AccessSpec(switch="lake.open")), "lead: access.switch names 'lake.open'"),
        (lambda: _lead(access=AccessSpec(switch="company.name")), "lead: access.switch names 'company.name'"),
        (
            lambda: _lead(actions=(replace(standard_objects()["lead"].actions[0], shows=("shoe",)),)),
            "names ['shoe']",
        ),
        (lambda: _lead(parent="account"), "lead: a line of account, which is no object or no reference"),
    ],
)
def test_what_does_not_fit_is_named(objects: Any, said: str) -> None:
    with pytest.raises(ValueError, match="do not fit together") as refused:
        check_objects(objects(), registry.choice_sets)
    assert said in str(refused.value)
