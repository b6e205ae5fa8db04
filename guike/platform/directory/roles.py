"""Writes of roles: every granted right is checked by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guike.kernel.errors import FieldError
from guike.platform.access.actor import ALL, SCOPES
from guike.platform.access.context import Context
from guike.platform.directory.errors import AdministrationRefused
from guike.platform.directory.headquarters import check_role
from guike.platform.directory.presets import is_granted, is_to_come, operations_to_come
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.roles import operations_there
from guike.platform.org.models import Role, User
from guike.platform.org.queries import administrators, bump
from guike.platform.records.shapes import Draft
from guike.platform.records.writing import record_create
from guike.platform.sharing.services import dimension_errors

WHY = "roles are checked against those who hold them"
CODE = re.compile(r"[a-z][a-z0-9_]{0,49}")
LIMITED = ("hidden", "masked", "masked_edit", "read")
#: rights that can be granted besides those on objects
FUNCTIONS: Mapping[str, frozenset[str]] = {
    "setting": frozenset({"view", "edit"}),
    "audit": frozenset({"view"}),
}


def role_prepare(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Check a role; every wrong word gets an error with its path, such as `permissions.lead[2]`."""
    for draft in drafts:
        code = draft.get("code")
        if draft.changed("code") and code and not CODE.fullmatch(code):
            draft.error("code", "role.code")
        for name, check in (
            ("permissions", permission_errors),
            ("fields", field_errors),
            ("scopes", scope_errors),
            ("dimensions", dimension_errors),
        ):
            if draft.changed(name):
                draft.errors += check(draft.get(name) or {})
        check_role(draft)
        if draft.changed("is_administrator"):
            if not ctx.actor.is_administrator:
                draft.error("is_administrator", "read_only")
            elif not draft.is_new:
                _keep_administrator(draft)


def operations_of(object_name: str) -> frozenset[str] | None:
    """The operations that may be granted on an object; None for an object of a package that is not installed, where any
    may be granted."""
    spec = catalogue().objects.get(object_name)
    if spec is not None and spec.access.administrators:
        return frozenset()
    if spec is not None:
        return operations_there(spec) | operations_to_come(object_name)
    return FUNCTIONS.get(object_name)


def _can_be_granted(object_name: str) -> bool:
    return object_name == ALL or is_granted(object_name) or operations_of(object_name) is not None


def permission_errors(granted: Any) -> list[FieldError]:
    """{object: [operations]}"""
    if not isinstance(granted, Mapping):
        return [FieldError("permissions", "type.map")]
    errors = []
    for object_name, operations in granted.items():
        path = f"permissions.{object_name}"
        if not _can_be_granted(object_name):
            errors.append(FieldError(path, "unknown_object", {"name": object_name}))
        elif not isinstance(operations, list):
            errors.append(FieldError(path, "type.list"))
        else:
            errors += _operation_errors(path, object_name, operations)
    return errors


def _operation_errors(path: str, object_name: str, operations: Iterable[Any]) -> list[FieldError]:
    allowed = operations_of(object_name)
    return [
        FieldError(f"{path}[{index}]", "role.operation", {"object": object_name, "name": str(operation)[:60]})
        for index, operation in enumerate(operations)
        if not isinstance(operation, str)
        or not (CODE.fullmatch(operation) or operation == ALL)
        or (allowed is not None and operation not in allowed)
    ]


def field_errors(levels: Any) -> list[FieldError]:
    """{object.field: hidden | masked | read}"""
    if not isinstance(levels, Mapping):
        return [FieldError("fields", "type.map")]
    errors = []
    for key, level in levels.items():
        path = f"fields.{key}"
        object_name, _dot, field = key.partition(".")
        spec = catalogue().objects.get(object_name)
        if spec is None and not is_granted(object_name):
            errors.append(FieldError(path, "unknown_object", {"name": object_name}))
        elif spec is not None and field not in spec.by_name and not is_to_come(object_name, field):
            errors.append(FieldError(path, "unknown_field", {"name": field}))
        if level not in LIMITED:
            errors.append(FieldError(path, "role.level"))
    return errors


def scope_errors(scopes: Any) -> list[FieldError]:
    """{object: {"view": word, "edit": word}}"""
    if not isinstance(scopes, Mapping):
        return [FieldError("scopes", "type.map")]
    errors = []
    for object_name, words in scopes.items():
        path = f"scopes.{object_name}"
        if not _can_be_granted(object_name):
            errors.append(FieldError(path, "unknown_object", {"name": object_name}))
        if not isinstance(words, Mapping):
            errors.append(FieldError(path, "type.map"))
            continue
        for access, word in words.items():
            if access not in ("view", "edit"):
                errors.append(FieldError(f"{path}.{access}", "role.access"))
            elif word not in SCOPES:
                errors.append(FieldError(f"{path}.{access}", "role.scope"))
    return errors


def _keep_administrator(draft: Draft) -> None:
    if draft.get("is_administrator"):
        return
    bump(permission=True)  # also a lock, so that two changes cannot both remove the last administrator role
    others = (
        Role.objects.system(reason=WHY)
        .filter(deleted_at=None, is_administrator=True)
        .exclude(pk=draft.row.pk)
    )
    holders = User.objects.system(reason=WHY).filter(pk__in=administrators())
    if not holders.filter(roles__overlap=list(others.values_list("pk", flat=True))).exists():
        draft.refusal = AdministrationRefused("user.last_administrator")


def role_copy(ctx: Context, rows: Sequence[Any], params: Mapping[str, Any]) -> list[Any]:
    """A new role with everything of this one but its people, its name and its code. Answers {"object", "id", "name"}."""
    kept = [
        item
        for item in catalogue().get("role").fields
        if item.stored
        and not item.custom
        and not item.read_only
        and not item.create_only
        and item.name != "name"
    ]
    answers: list[Any] = []
    for row in rows:
        values = {item.name: getattr(row, item.attname) for item in kept}
        (outcome,) = record_create(ctx, "role", [{**values, "name": params["name"]}])
        answers.append(outcome.refusal or {"object": "role", "id": outcome.id, "name": params["name"]})
    return answers


def role_deleting(_ctx: Context, drafts: Sequence[Draft]) -> None:
    """Refuse to delete a role that a user has."""
    for draft in drafts:
        holders = User.objects.system(reason=WHY).filter(deleted_at=None, roles__contains=[draft.row.pk])
        count = holders.count()
        if count:
            draft.refusal = AdministrationRefused("role.in_use", count=count)
