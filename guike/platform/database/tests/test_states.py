"""The lean picture of the models gives the statements that Django's own gives."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations import AddIndex, CreateModel
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.db.models import PROTECT, BigAutoField, ForeignKey, Index, TextField

from guike.platform.database.states import LeanState, state_now

pytestmark = pytest.mark.django_db


def statements(executor: MigrationExecutor, state: ProjectState, app: str) -> list[str]:
    """What the migrations of one app, and those it needs, would send to an empty database."""
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] == app]
    assert targets
    found: list[str] = []
    state.apps  # noqa: B018 - rendered once, as the executor does
    for migration, _backwards in executor.migration_plan(targets, clean_start=True):
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        found += editor.collected_sql
    return found


@pytest.mark.parametrize("app", ["org", "metadata"])
def test_same_statements_as_django(app: str) -> None:
    executor = MigrationExecutor(connection)
    apps = executor.loader.unmigrated_apps
    lean = statements(executor, LeanState(real_apps=apps), app)
    assert lean == statements(MigrationExecutor(connection), ProjectState(real_apps=apps), app)
    assert any("FOREIGN KEY" in line for line in lean)


def test_only_what_changed_is_rendered_until_somebody_reads() -> None:
    state = LeanState()
    CreateModel("One", [("id", BigAutoField(primary_key=True))]).state_forwards("shop", state)
    one = state.apps.get_model("shop", "One")
    fields: list[tuple[str, Any]] = [
        ("id", BigAutoField(primary_key=True)),
        ("name", TextField()),
        ("one", ForeignKey("shop.One", PROTECT)),
    ]
    CreateModel("Two", fields).state_forwards("shop", state)
    AddIndex("Two", Index(fields=["name"], name="two_ix")).state_forwards("shop", state)
    assert state.apps.get_model("shop", "One") is one
    assert [i.name for i in state.apps.get_model("shop", "Two")._meta.indexes] == ["two_ix"]
    copy = state.clone()
    assert isinstance(copy, LeanState)
    copy.clear_delayed_apps_cache()
    related = copy.apps.get_model("shop", "One")._meta.related_objects
    assert [relation.related_model._meta.model_name for relation in related] == ["two"]


def test_the_picture_of_a_migrated_database_is_complete() -> None:
    executor = MigrationExecutor(connection)
    whole = executor.loader.project_state(executor.loader.graph.leaf_nodes())
    mine = state_now(executor)
    assert {key: list(model.fields) for key, model in mine.models.items()} == {
        key: list(model.fields) for key, model in whole.models.items()
    }
