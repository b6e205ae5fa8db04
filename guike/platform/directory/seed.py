"""The roles of a fresh company. Run after every migration."""

from __future__ import annotations

from django.db import transaction

from guike.kernel import clock
from guike.platform.directory.presets import RoleColumns, role_columns
from guike.platform.metadata.registry import registry
from guike.platform.org.models import Role
from guike.platform.org.queries import bump
from guike.platform.records.shapes import INDEX_COLUMNS, index_row

WHY = "the roles of a fresh company are put in after a migration"


def seed_roles() -> None:
    """Add preset roles that never existed and update those that nobody has changed. Roles that people changed or
    deleted stay as they are."""
    with transaction.atomic():
        table = Role.objects.system(reason=WHY)
        known = {row.code: row for row in table.exclude(code="")}
        fresh, changed = [], []
        for role in registry.roles.values():
            columns = role_columns(role)
            row = known.get(role.code)
            if row is None:
                fresh.append(_filled(Role(), columns))
            elif (
                row.version == 1
                and row.deleted_at is None
                and any(getattr(row, k) != v for k, v in columns.items())
            ):
                changed.append(_filled(row, columns))
        taken = set(table.filter(deleted_at=None).values_list("name", flat=True))
        table.bulk_create([row for row in fresh if row.name not in taken])
        table.bulk_update(changed, [*RoleColumns.__annotations__, *INDEX_COLUMNS, "updated_at"])
        if fresh or changed:
            bump(permission=True)


def _filled(row: Role, columns: RoleColumns) -> Role:
    for name, value in columns.items():
        setattr(row, name, value)
    row.updated_at = clock.now()
    index_row(registry.objects["role"], row)
    return row
