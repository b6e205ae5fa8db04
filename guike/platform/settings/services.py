"""Changing settings."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import FieldError, Invalid, field_error, register
from guike.kernel.text import T
from guike.platform.settings import queries
from guike.platform.settings.models import SettingValue, SettingVersion
from guike.platform.settings.registry import SettingSpec, SettingValueError, all_settings, find
from guike.platform.settings.sealing import is_sealed, seal, unseal

register(
    {
        "setting.unknown": T(
            "没有设置项“{name}”，请检查名称", "There is no setting “{name}”; check the name"
        ),
        "setting.not_for_department": T(
            "此项只能对全公司设置", "This can be set for the whole company only, not for a department"
        ),
        "setting.not_for_object": T(
            "此项只能对全公司设置", "This can be set for the whole company only, not for an object"
        ),
    }
)


@dataclass(frozen=True)
class Change:
    """One changed setting in displayable form: a secret's values are hidden."""

    key: str
    old: Any
    new: Any
    department_id: int | None
    object_name: str | None


Recorder = Callable[[int | None, Sequence[Change]], None]
_recorders: list[Recorder] = []


def on_changed(recorder: Recorder) -> None:
    """Call `recorder(actor_id, changes)` in the transaction of every change. Registered at start."""
    _recorders.append(recorder)


def set_many(
    changes: Mapping[str, object],
    actor_id: int | None,
    *,
    department_id: int | None = None,
    object_name: str | None = None,
    as_system: bool = False,
) -> list[Change]:
    """Set {key: JSON value}; null goes back to the default. All or nothing.

    Invalid with one FieldError per wrong key. `as_system` may also set what is read-only for people.
    """
    if not _recorders:
        raise RuntimeError("settings change only where their changes are recorded")
    with transaction.atomic():
        # The row of the mark is also the lock of settings (see `queries.hold`), so a result that was checked under it
        # stays true.
        SettingVersion.objects.select_for_update(no_key=True).get(id=1)
        queries.forget_snapshot()
        parsed = _validated(changes, department_id, object_name, as_system)
        done = [
            change
            for spec, value in parsed
            if (change := _write(spec, value, actor_id, department_id, object_name)) is not None
        ]
        if done:
            SettingVersion.objects.filter(id=1).update(mark=uuid.uuid4().hex)
            for recorder in _recorders:
                recorder(actor_id, done)
    queries.forget_snapshot()
    return done


def _validated(
    changes: Mapping[str, object], department_id: int | None, object_name: str | None, as_system: bool
) -> list[tuple[SettingSpec, Any]]:
    errors: list[FieldError] = []
    parsed: list[tuple[SettingSpec, Any]] = []
    for key, value in changes.items():
        spec = find(key)
        if spec is None:
            errors.append(field_error(key, "setting.unknown", name=key))
        elif spec.is_read_only and not as_system:
            errors.append(field_error(key, "read_only"))
        elif department_id is not None and spec.scope != "department":
            errors.append(field_error(key, "setting.not_for_department"))
        elif object_name is not None and spec.scope != "object":
            errors.append(field_error(key, "setting.not_for_object"))
        else:
            try:
                parsed.append((spec, _parsed(spec, value)))
            except SettingValueError as wrong:
                errors.append(wrong.error)
    if errors:
        raise Invalid(errors)
    return parsed


def _parsed(spec: SettingSpec, value: object) -> Any:
    """The value to store: JSON, or None for the default, which is checked as well."""
    if value is None:
        if spec.default not in ("", None):
            spec.check_value(spec.default)
        return None
    return spec.to_json(spec.parse(value))


def _write(
    spec: SettingSpec, value: Any, actor_id: int | None, department_id: int | None, object_name: str | None
) -> Change | None:
    place: dict[str, Any] = {
        "key": spec.key,
        "department_id": department_id or 0,
        "object_name": object_name or "",
    }
    row = SettingValue.objects.filter(**place).first()
    secret = spec.type == "secret"
    old = row.value if row else None
    if (unseal(old) if secret else old) == value and (value is None) == (old is None):
        return None
    if value is None:
        SettingValue.objects.filter(**place).delete()
    else:
        stored = seal(value) if secret else value
        SettingValue.objects.update_or_create(
            **place, defaults={"value": stored, "updated_at": clock.now(), "updated_by": actor_id}
        )
    if secret:
        old, value = (None if old is None else "***"), (None if value is None else "***")
    return Change(spec.key, old, value, department_id, object_name)


def seal_secrets() -> None:
    """Encrypt secrets that an earlier version stored in clear text; run after every migration."""
    keys = [spec.key for spec in all_settings() if spec.type == "secret"]
    for row in SettingValue.objects.filter(key__in=keys):
        if not is_sealed(row.value):
            SettingValue.objects.filter(pk=row.pk).update(value=seal(str(row.value)))
