"""Reading settings. `get` costs one tiny query, and none inside `snapshot()` after the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists

from guike.kernel.caches import own_cache
from guike.platform.database.statements import one_row
from guike.platform.settings.models import SettingValue
from guike.platform.settings.registry import SettingSpec, all_settings, spec_of
from guike.platform.settings.sealing import unseal

Place = tuple[str, int, str]
Overrides = Mapping[Place, Any]


@dataclass
class _Snapshot:
    """The overrides for one request or job step; None until first read. `read`: typed values that were read before."""

    values: Overrides | None = None
    read: dict[tuple[str, int | None, str | None], Any] = field(default_factory=dict)


_cached: tuple[str, Overrides] = ("", {})
_snapshot: ContextVar[_Snapshot | None] = ContextVar("guike_settings", default=None)
_department_path: Callable[[int], tuple[int, ...]] = lambda department_id: (department_id,)  # noqa: E731


def set_department_path(path: Callable[[int], tuple[int, ...]]) -> None:
    """Set the function that returns a department and those above it, nearest first. The organisation sets it at
    start."""
    global _department_path
    _department_path = path


@contextmanager
def snapshot() -> Iterator[None]:
    """Inside, settings are read from the database at most once. For one request or one step of a job."""
    token = _snapshot.set(_Snapshot())
    try:
        yield
    finally:
        _snapshot.reset(token)


def forget_snapshot() -> None:
    """Drop the values that this request has read, because a setting was changed."""
    held = _snapshot.get()
    if held is not None:
        held.values = None
        held.read.clear()


def get(key: str, department_id: int | None = None, object_name: str | None = None) -> Any:
    """The value in force, typed: narrowest override, else the company's, else the default.

    LookupError for an undeclared key. A department's value also holds for those below it.
    """
    held = _snapshot.get()
    if held is None:
        return _typed(key, department_id, object_name)
    asked = (key, department_id, object_name)
    if asked not in held.read:
        held.read[asked] = _typed(key, department_id, object_name)
    return held.read[asked]


def differs(key: str, value: object) -> Exists:
    """As an expression: whether the company has set the key to this JSON value. For statements that are composed once and must follow
    the setting all the same; the database looks once for each statement."""
    spec_of(key)
    return Exists(SettingValue.objects.filter(key=key, department_id=0, object_name="", value=value))


def _typed(key: str, department_id: int | None, object_name: str | None) -> Any:
    spec = spec_of(key)
    found, value = _stored(spec, department_id, object_name)
    if found and spec.type == "secret":
        value = unseal(value)
        found = value is not None
    return spec.from_json(value) if found else spec.default


def serve(
    locale: str, department_id: int | None = None, object_name: str | None = None, *, all_labels: bool = False
) -> dict[str, list[dict[str, Any]]]:
    """The body of GET /settings.

    A secret is never served: its value is null, `is_set` tells whether there is one.
    """
    shown = [
        spec
        for spec in all_settings()
        if (department_id is None or spec.scope == "department")
        and (object_name is None or spec.scope == "object")
    ]
    with snapshot():
        return {"items": [_item(spec, locale, department_id, object_name, all_labels) for spec in shown]}


def _item(
    spec: SettingSpec, locale: str, department_id: int | None, object_name: str | None, all_labels: bool
) -> dict[str, Any]:
    found, stored = _stored(spec, department_id, object_name)
    default = spec.to_json(spec.default)
    hidden = spec.type == "secret"
    value = (unseal(stored) if hidden else stored) if found else default

    def words(text: Any) -> Any:
        return text.as_map() if all_labels else text.get(locale)

    return {
        "key": spec.key,
        "label": words(spec.label),
        "help": words(spec.help),
        "type": spec.type,
        "value": None if hidden else value,
        "default": None if hidden else default,
        "scope": spec.scope,
        "choices": [{"code": code, "label": words(label)} for code, label in spec.choices],
        "section": spec.section.name,
        "section_label": words(spec.section.label),
        "minimum": spec.to_json(spec.minimum),
        "maximum": spec.to_json(spec.maximum),
        "required": spec.is_required,
        "read_only": spec.is_read_only,
        "holds": spec.holds,
        "is_set": bool(value) if hidden else found,
    }


def _stored(spec: SettingSpec, department_id: int | None, object_name: str | None) -> tuple[bool, Any]:
    overrides = _overrides()
    for place in _places(spec, department_id, object_name):
        if place in overrides:
            return True, overrides[place]
    return False, None


def _places(spec: SettingSpec, department_id: int | None, object_name: str | None) -> Iterator[Place]:
    if spec.scope == "department" and department_id is not None:
        yield from ((spec.key, above, "") for above in _department_path(department_id))
    if spec.scope == "object" and object_name:
        yield spec.key, 0, object_name
    yield spec.key, 0, ""


def _overrides() -> Overrides:
    held = _snapshot.get()
    if held is None:
        return _read()
    if held.values is None:
        held.values = _read()
    return held.values


def _read() -> Overrides:
    """The overrides, from this process's copy while the mark in the database is still the same."""
    (mark,) = one_row("SELECT mark FROM setting_version WHERE id = 1") or ("",)
    return _marked(mark)


def take_mark(mark: str) -> None:
    """Set the mark of the snapshot, which another statement has read."""
    held = _snapshot.get()
    if held is not None:
        held.values = _marked(mark)
        held.read.clear()


def hold() -> None:
    """Prevent changes of settings until the caller's transaction ends, for writes that must fit a setting. Values that
    this request read before are read again. Several transactions may hold the settings; a change of a setting waits for
    them."""
    (mark,) = one_row("SELECT mark FROM setting_version WHERE id = 1 FOR SHARE") or ("",)
    held = _snapshot.get()
    if held is not None and held.values is not _marked(mark):
        take_mark(mark)


def _forget() -> None:
    global _cached
    _cached = ("", {})


own_cache(
    "platform.settings.queries.cached",
    key="none: the settings of the company",
    stale="another mark in the database, which is compared",
    limit=1,
    size=lambda: int(bool(_cached[0])),
    clear=_forget,
)


def _marked(mark: str) -> Overrides:
    global _cached
    if _cached[0] != mark or not mark:
        rows = (
            SettingValue.objects.values_list("key", "department_id", "object_name", "value") if mark else ()
        )
        _cached = (mark, {(key, department, name): value for key, department, name, value in rows})
    return _cached[1]
