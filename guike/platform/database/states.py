"""Django's state of the models while migrations run, without rendering all models again for each step.

Every record references a user, so all tables are connected, and Django renders all of them again for each table that a
migration adds. This took most of the time of a new database. The SQL needs only the changed model. A step that reads
data through the state (`RunPython`) gets a completely rendered one first; this is the meaning of `is_delayed`.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class LeanState(ProjectState):
    """Renders only the model that a migration adds, or gives a column, an index or a constraint."""

    _alone = False

    def clone(self) -> LeanState:
        """A copy of the same kind."""
        copy = super().clone()
        copy.__class__ = LeanState
        assert isinstance(copy, LeanState)
        return copy

    def add_field(self, *args: Any, **kwargs: Any) -> None:
        """Add a field without rendering other models, because they do not depend on a new column."""
        self._alone = True
        try:
            super().add_field(*args, **kwargs)
        finally:
            self._alone = False

    def _find_reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        is_new = model_name not in self.apps.all_models.get(app_label, {})
        if is_new or delay or self._alone:
            self.is_delayed = True
            return {(app_label, model_name)}
        found: set[tuple[str, str]] = super()._find_reload_model(app_label, model_name, delay)  # type: ignore[misc]
        return found


def state_now(executor: MigrationExecutor) -> LeanState:
    """The state after the migrations that this database has had."""
    loader = executor.loader
    state = LeanState(real_apps=loader.unmigrated_apps)
    for migration, _backwards in executor.migration_plan(loader.graph.leaf_nodes(), clean_start=True):
        if (migration.app_label, migration.name) in loader.applied_migrations:
            migration.mutate_state(state, preserve=False)
    return state
