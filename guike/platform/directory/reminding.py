"""The reminder rules of a fresh company, as domains declare them. Put in after every migration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from guike.kernel.text import Text
from guike.platform.access.context import system_context
from guike.platform.notify.models import ReminderRule
from guike.platform.org.queries import begin_versions
from guike.platform.records.shapes import silent
from guike.platform.records.writing import record_create

WHY = "the reminder rules of a fresh company are put in after a migration"
#: stands as the source of a rule that came with the product; its key there is the preset's code
SOURCE = "preset"


@dataclass(frozen=True)
class ReminderPreset:
    """A rule that a fresh company has, until an administrator changes it, switches it off or deletes it."""

    code: str
    name: Text
    object: str
    date_field: str
    days_before: Sequence[int] = ()
    days_after: Sequence[int] = ()
    receivers: Sequence[str] = ("owner",)
    filter: Mapping[str, Any] | None = None
    is_workdays: bool = False


_presets: dict[str, ReminderPreset] = {}


def reminder_preset(preset: ReminderPreset) -> None:
    """Declare it at start. ValueError when the code is taken."""
    if preset.code in _presets:
        raise ValueError(f"the reminder rule {preset.code} is declared twice")
    _presets[preset.code] = preset


def seed_reminders() -> None:
    """Put in each declared rule that never was. What people changed, switched off or deleted stays as it is; so does a rule of their
    own that has the name."""
    rules = ReminderRule.objects.system(reason=WHY)
    known = set(rules.filter(source_system=SOURCE).values_list("external_id", flat=True))
    taken = set(rules.filter(deleted_at=None).values_list("kind", flat=True))
    for code, preset in _presets.items():
        if code in known or preset.name.zh in taken:
            continue
        begin_versions()
        with transaction.atomic():
            (made,) = record_create(
                system_context(), "reminder_rule", [_values(preset)], system=True, atomic=True
            )
            assert made.id is not None
            with silent():  # where a rule comes from is no change of it
                rules.filter(pk=made.id).update(source_system=SOURCE, external_id=code)


def _values(preset: ReminderPreset) -> dict[str, Any]:
    return {
        "kind": preset.name.zh,
        "object": preset.object,
        "date_field": preset.date_field,
        "filter": preset.filter,
        "days_before": [str(days) for days in preset.days_before],
        "days_after": [str(days) for days in preset.days_after],
        "receivers": list(preset.receivers),
        "is_workdays": preset.is_workdays,
    }
