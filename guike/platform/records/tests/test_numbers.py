"""Numbers: each is given once, in every numbered object, whoever brings it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import UniqueConstraint

from guike.platform.access.context import system_context
from guike.platform.database.migrating import tell_numbers_apart
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import Registry
from guike.platform.metadata.registry import registry as declared
from guike.platform.org.queries import begin_versions
from guike.platform.records.reading import table
from guike.platform.records.shapes import Outcome, single
from guike.platform.records.writing import record_change, record_create

WHY = "the tests' own rows"


def make(object_name: str, /, **values: Any) -> int:
    made = single(record_create(system_context(), object_name, [values], system=True)).id
    assert made is not None
    return made


def brought(object_name: str, /, **values: Any) -> Outcome:
    """As a migration from another system brings it, with its number."""
    (outcome,) = record_create(system_context(migration=True), object_name, [values], system=True)
    return outcome


def number(object_name: str, record_id: int) -> str:
    return str(table(catalogue().get(object_name)).system(reason=WHY).get(pk=record_id).number)


@pytest.mark.django_db
def test_every_object_with_numbers_holds_each_once() -> None:
    begin_versions()
    twice = []
    for spec in catalogue().objects.values():
        if "number" not in spec.by_name or spec.by_name["number"].type != "auto_number":
            continue
        wanted = {"object", "number"} if spec.is_custom else {"number"}
        unique = [c for c in spec.model._meta.constraints if isinstance(c, UniqueConstraint)]
        if not any(set(one.fields) == wanted for one in unique):
            twice.append(spec.name)
    assert twice == []


@pytest.mark.django_db
def test_a_number_that_stands_is_refused_at_its_field() -> None:
    begin_versions()
    pool = make("account_pool", name="公海")
    assert brought("account", name="棠梨包装", pool=pool, number="K-7").refusal is None
    again = brought("account", name="云帆印务", pool=pool, number="K-7").refusal
    assert again is not None
    assert [(e.field, e.code) for e in again.field_errors()] == [("number", "unique.taken")]
    assert brought("account", name="云帆印务", pool=pool, number="K-8").refusal is None


@pytest.mark.django_db
def test_custom_objects_number_each_for_itself() -> None:
    begin_versions()
    for name in ("loan__c", "visit__c"):
        make("object_def", api_name=name, label=name, plural_label=name, number_pattern="N{seq:3}")
    begin_versions()
    loan, visit = make("loan__c", name="甲"), make("visit__c", name="甲")
    assert (number("loan__c", loan), number("visit__c", visit)) == ("N001", "N001")
    again = brought("loan__c", name="乙", number="N001").refusal
    assert again is not None
    assert [(e.field, e.code) for e in again.field_errors()] == [("number", "unique.taken")]


@pytest.mark.django_db
def test_another_pattern_goes_on_behind_what_stands() -> None:
    """Counters go by what stands before the sequence: one that begins anew would run into the numbers given before."""
    begin_versions()
    made = make(
        "object_def", api_name="loan__c", label="借用", plural_label="借用", number_pattern="N{seq:4}"
    )
    begin_versions()
    first = [number("loan__c", make("loan__c", name="甲")) for _n in range(3)]
    definition = table(catalogue().get("object_def")).system(reason=WHY).get(pk=made)
    record_change(system_context(), "object_def", [(definition, {"number_pattern": "N0{seq:3}"})])
    begin_versions()
    assert first == ["N0001", "N0002", "N0003"]
    assert number("loan__c", make("loan__c", name="乙")) == "N0004"


def test_standing_twins_are_told_apart_before_the_constraint(fresh_db: str) -> None:
    begin_versions()
    pool = make("account_pool", name="公海")
    made = [make("account", name=f"客户{n}", pool=pool) for n in range(4)]
    apart = tell_numbers_apart("account")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX account_number_uq")
        for record_id, text in zip(made, ("A-1", "A-1", "", "A-1"), strict=True):
            cursor.execute("UPDATE account SET number = %s WHERE id = %s", [text, record_id])
        cursor.execute(str(apart.sql))
        cursor.execute("CREATE UNIQUE INDEX account_number_uq ON account (number) WHERE number <> ''")
    assert [number("account", one) for one in made] == ["A-1", f"A-1~{made[1]}", "", f"A-1~{made[3]}"]


def test_the_date_of_a_document_is_one_of_its_dates() -> None:
    order = declared.objects["sales_order"]
    for name in ("nothing", "status"):
        wrong = {**declared.objects, "sales_order": order.with_(document_date=name)}
        with pytest.raises(ValueError, match="document_date"):
            Registry(objects=wrong).freeze()
    Registry(objects=dict(declared.objects)).freeze()
