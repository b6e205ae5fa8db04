"""Restrictions that a company switches on by a setting. A package declares the condition; what it means for a caller is decided as
for the rules that administrators write."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from guike.kernel.caches import PERMISSION, process_cache
from guike.kernel.text import Text
from guike.platform.org.models import Role
from guike.platform.org.queries import bump, versions
from guike.platform.settings import queries as settings
from guike.platform.settings.registry import spec_of
from guike.platform.settings.services import Change, on_changed

WHY = "what a setting closes is closed to the roles that it names"
OFF, HIDDEN, READ = "off", "hidden", "read"
#: the values of such a setting, with the effect of the restriction
CHOICES = (
    (OFF, Text("不限制", "No restriction")),
    (READ, Text("只读", "Read only")),
    (HIDDEN, Text("不可见", "Hidden")),
)
_EFFECTS: Mapping[str, str] = MappingProxyType({HIDDEN: "view", READ: "edit"})


@dataclass(frozen=True)
class Switched:
    """A restriction that a setting switches on for preset roles. text: what is said to whom it keeps out."""

    setting: str
    roles: frozenset[str]
    filter: Mapping[str, Any]
    text: Text


_by_object: dict[str, list[Switched]] = {}


def setting_restriction(
    setting: str, object_name: str, roles: Collection[str], filter: Mapping[str, Any]
) -> None:
    """While the setting says so, close the records that `filter` finds to people with one of these preset roles; called at start.
    ValueError for a setting that has other values than CHOICES, or is declared twice."""
    spec = spec_of(setting)
    if spec.choices != CHOICES or any(one.setting == setting for one in _by_object.get(object_name, ())):
        raise ValueError(f"{setting}: not the values of a restriction, or declared twice")
    text = Text(f"参数设置“{spec.label.zh}”不允许", f"The setting “{spec.label.en}” closes it")
    _by_object.setdefault(object_name, []).append(Switched(setting, frozenset(roles), filter, text))


def switched_on(object_name: str, roles: Collection[int]) -> Sequence[tuple[Switched, str]]:
    """What holds now for whoever has these roles, each with its effect."""
    found = [
        (one, effect)
        for one in _by_object.get(object_name, ())
        if (effect := _EFFECTS.get(str(settings.get(one.setting)))) is not None
    ]
    if not found:
        return ()
    codes = _codes(versions().permission)
    held = {codes.get(role) for role in roles}
    return [(one, effect) for one, effect in found if not held.isdisjoint(one.roles)]


@process_cache(key="the version of the rights", stale=PERMISSION, limit=2)
def _codes(_permission: int) -> dict[int, str]:
    rows = Role.objects.system(reason=WHY).filter(deleted_at=None).exclude(code="")
    return {pk: code for pk, code in rows.values_list("pk", "code") if code}


def _follow(_actor_id: int | None, changes: Sequence[Change]) -> None:
    """Such a setting is a right: what was decided by the former one holds no longer, in any process."""
    named = {one.setting for switched in _by_object.values() for one in switched}
    if any(change.key in named for change in changes):
        bump(permission=True)


def declare() -> None:
    """Register with the settings."""
    on_changed(_follow)
