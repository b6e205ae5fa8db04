"""A trial ledger with a table of its own: jars, and what was put into them and taken out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, models

from guike.kernel.text import Text
from guike.platform.access.context import Context, system_context
from guike.platform.database.ledger_triggers import hold_ledger
from guike.platform.database.models import (
    PRICE,
    BaseModel,
    PostedModel,
    posted_constraints,
    reference,
    text_column,
)
from guike.platform.metadata import catalogue as catalogues
from guike.platform.metadata.ledgers import check_ledger, entry_fields, ledger_object
from guike.platform.metadata.registry import registry
from guike.platform.metadata.spec import AccessSpec, LedgerSpec, ObjectSpec, RollupSpec
from guike.platform.metadata.spec import spec_field as f
from guike.platform.org.queries import begin_versions, bump
from guike.platform.records.shapes import single
from guike.platform.records.writing import Posting, post, record_create

WHY = "the tests' own rows"


class Jar(BaseModel):
    name = text_column(100)
    on_hand = models.DecimalField(**PRICE, default=0)
    entry_count = models.IntegerField(default=0)

    class Meta(BaseModel.Meta):
        app_label = "ledger_trial"
        db_table = "trial_jar"


class JarEntry(PostedModel):
    jar = reference("ledger_trial.Jar", null=False)
    quantity = models.DecimalField(**PRICE)
    balance = models.DecimalField(**PRICE)
    note = text_column(100)

    class Meta(PostedModel.Meta):
        app_label = "ledger_trial"
        db_table = "trial_jar_entry"
        constraints = posted_constraints("trial_jar_entry", "jar", "balance", floor=True)


JAR = ObjectSpec(
    name="jar",
    model=Jar,
    label=Text("罐", "Jar"),
    plural=Text("罐", "Jars"),
    access=AccessSpec(kind="open"),
    has_team=False,
    has_files=False,
    fields=(
        f("text", "name", "名称", "Name", required=True, searchable=True, max_length=100),
        f("decimal", "on_hand", "现有", "On hand", read_only=True, system=True),
        f("integer", "entry_count", "笔数", "Entries", read_only=True, system=True),
    ),
    rollups=(RollupSpec("entry_count", "jar_entry", "jar", "count"),),
)
JAR_ENTRY = ledger_object(
    name="jar_entry",
    model=JarEntry,
    label=Text("罐流水", "Jar entry"),
    plural=Text("罐流水", "Jar entries"),
    parent="jar",
    parent_relation="entries",
    access=AccessSpec(kind="line"),
    name_field="note",
    ledger=LedgerSpec(account="jar", amount="quantity", balance="balance", level="on_hand", floor=True),
    fields=(
        f("reference", "jar", "罐", "Jar", target="jar"),
        f("decimal", "quantity", "数量", "Quantity"),
        f("decimal", "balance", "结存", "Balance"),
        f("text", "note", "说明", "Note", max_length=100),
        *entry_fields("jar_entry"),
    ),
)


@contextmanager
def jars() -> Iterator[None]:
    """The two objects with their tables, in the database at hand."""
    with pytest.MonkeyPatch.context() as patch:
        for spec in (JAR, JAR_ENTRY):
            patch.setitem(registry.objects, spec.name, spec)
        for spec in (JAR, JAR_ENTRY):
            check_ledger(spec, registry.objects)
        with connection.schema_editor() as editor:
            for model in (Jar, JarEntry):
                editor.create_model(model)
        hold_ledger(JarEntry)
        bump(metadata=True, permission=True)
        begin_versions()
        yield
    catalogues._cached.cache_clear()


def ctx() -> Context:
    return system_context()


def jar(name: str = "甲") -> int:
    outcome = single(record_create(ctx(), "jar", [{"name": name}]))
    assert outcome.id is not None
    return outcome.id


def put(account: int, *amounts: str, **values: Any) -> list[Any]:
    return list(post(ctx(), "jar_entry", [Posting(account, Decimal(one), values) for one in amounts]))


def entries(account: int) -> list[tuple[int, str, str]]:
    """(number, amount, balance) of each, in order."""
    rows = JarEntry.objects.system(reason=WHY).filter(jar_id=account).order_by("sequence")
    return [(one.sequence, f"{one.quantity.normalize():f}", f"{one.balance.normalize():f}") for one in rows]


def level(account: int) -> tuple[str, int]:
    """(what the jar says it holds, how many entries it counts)."""
    row = Jar.objects.system(reason=WHY).get(pk=account)
    return f"{row.on_hand.normalize():f}", row.entry_count
