"""Computes the rows of the preset roles from the grants of all packages."""

from __future__ import annotations

from typing import TypedDict

from guike.platform.metadata.registry import registry
from guike.platform.metadata.roles import EVERYBODY, OWN, RoleSpec


class RoleColumns(TypedDict):
    """The columns of a preset role's row."""

    name: str
    code: str
    description: str
    is_administrator: bool
    is_headquarters_only: bool
    permissions: dict[str, list[str]]
    scopes: dict[str, dict[str, str]]
    fields: dict[str, str]


def role_columns(role: RoleSpec) -> RoleColumns:
    """The operations, scopes and limits of the role from all packages."""
    return {
        "name": role.label.zh,
        "code": role.code,
        "description": role.description,
        "is_administrator": role.is_administrator,
        "is_headquarters_only": role.is_headquarters_only,
        "permissions": _permissions(role),
        "scopes": _scopes(role),
        "fields": {
            f"{limit.object}.{name}": limit.level
            for limit in registry.limits
            if limit.concerns(role)
            for name in limit.fields
        },
    }


def _permissions(role: RoleSpec) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for grant in registry.grants:
        for duty, operations in grant.operations.items():
            if role.has([duty]):
                found.setdefault(grant.object, {}).update(dict.fromkeys(operations))
    return {name: [*operations] for name, operations in found.items()}


def _scopes(role: RoleSpec) -> dict[str, dict[str, str]]:
    found = {grant.object: grant.scopes[role.code] for grant in registry.grants if role.code in grant.scopes}
    if role.scope != OWN:
        for grant in registry.grants:
            if role.has(grant.operations.keys() - {EVERYBODY}):
                found.setdefault(grant.object, role.scope)
    return {name: {"view": view, "edit": edit} for name, (view, edit) in found.items()}


def is_granted(object_name: str) -> bool:
    """Whether a package grants rights on the object, even if the object does not exist yet."""
    return any(grant.object == object_name for grant in registry.grants)


def operations_to_come(object_name: str) -> frozenset[str]:
    """Operations that are granted on the object before they exist."""
    return frozenset(
        operation
        for grant in registry.grants
        if grant.to_come and grant.object == object_name
        for operations in grant.operations.values()
        for operation in operations
    )


def is_to_come(object_name: str, field_name: str) -> bool:
    """Whether a field is limited before it exists."""
    return any(
        limit.to_come and limit.object == object_name and field_name in limit.fields
        for limit in registry.limits
    )
