"""Migrates the database to the schema of this version."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string

from guike.platform.database.host import HostError
from guike.platform.database.states import state_now

_LOCK = 0x6775696B65  # "guike": one migrator at a time on one database


def migrate_all() -> None:
    """Run every migration, then every step of `AFTER_MIGRATE`. It may be repeated, and two processes may run it at the
    same time.

    HostError when a newer version of Guike has already migrated this database.
    """
    with _migration_lock():
        refuse_newer()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
        run_migrations()
        for step in settings.AFTER_MIGRATE:
            import_string(step)()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def run_migrations() -> None:
    """Run the missing migrations in order. Django's signals are not sent, because Guike does not use its content types
    and permissions."""
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    if plan:
        executor.migrate(targets, plan, state=state_now(executor))


@contextmanager
def _migration_lock() -> Iterator[None]:
    """Hold the lock of migrations on a connection of its own, because a failed migration makes the main connection
    unusable."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as link:
        link.execute("SET lock_timeout = 0")
        link.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield


def refuse_newer() -> None:
    """HostError when the database carries migrations that this version does not know."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known |= {(app or migration.app_label, name) for app, name in migration.replaces}
    apps = {app for app, _ in loader.disk_migrations}
    unknown = sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in apps and (app, name) not in known
    )
    if unknown:
        raise HostError(
            f"The database belongs to a newer version of Guike (it has {unknown[-1]}): "
            "start that version again."
        )


def pending() -> list[str]:
    """Names of the migrations that have still to run, such as `org.0002_roles`."""
    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.disk_migrations
        if (app, name) not in loader.applied_migrations
    )
