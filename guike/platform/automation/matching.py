"""Decides in memory whether a change of a record fires a rule. Nothing here reads the database, except rows of other
records that a condition names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from guike.kernel import clock
from guike.platform.access.context import Context
from guike.platform.automation.definition import Definition
from guike.platform.automation.moments import dues_of
from guike.platform.filters.memory import Loader, Matcher
from guike.platform.metadata.spec import FieldSpec, ObjectSpec


class Changed(Protocol):
    """One record of a write, see `records.shapes.Draft`."""

    @property
    def row(self) -> Any: ...

    @property
    def is_new(self) -> bool: ...

    @property
    def old(self) -> Mapping[str, Any]: ...

    def get(self, name: str, /) -> Any: ...

    def before(self, name: str, /) -> Any: ...

    def former(self) -> Any: ...

    def touches_lines(self, name: str, /) -> bool: ...


@dataclass(frozen=True)
class Watcher:
    """A rule made ready: `ctx`: of the identity that it acts as; `watched`: the fields whose change it listens to, empty for
    all that people edit; `from_values`, `to_values`: typed; `condition`: None when there is none."""

    does: Definition
    spec: ObjectSpec
    ctx: Context
    watched: tuple[FieldSpec, ...]
    from_values: tuple[Any, ...]
    to_values: tuple[Any, ...]
    condition: Matcher | None = None

    def heeds(self, change: Changed) -> bool:
        """Whether the change is one that the trigger names, its condition aside."""
        trigger = self.does.trigger
        if change.is_new:
            if trigger == "state_changed":
                return not self.from_values and self._arrives(change)
            return trigger == "created"
        if trigger not in ("updated", "state_changed"):
            return False
        if not self.watched:
            return _edited(self.spec, change)
        if not any(_touched(item, change) for item in self.watched):
            return False
        if self.from_values and change.before(self.watched[0].name) not in self.from_values:
            return False
        return self._arrives(change)

    def _arrives(self, change: Changed) -> bool:
        return not self.to_values or change.get(self.watched[0].name) in self.to_values

    def fires(self, change: Changed, load: Loader) -> bool:
        """Whether the change fires the rule."""
        if not self.heeds(change) or not self.holds(change.row, change.old, load):
            return False
        if self.does.once != "per_entry" or change.is_new:
            return True
        return not self._held_before(change, load)

    def _held_before(self, change: Changed, load: Loader) -> bool:
        """Whether the record was already where the rule wants it: then it does not enter."""
        if self.to_values and change.before(self.watched[0].name) not in self.to_values:
            return False
        return self.holds(change.former(), {}, load)

    def holds(self, row: Any, old: Mapping[str, Any], load: Loader) -> bool:
        """Whether the record meets the condition. `old`: as `Matcher` takes it."""
        return self.condition is None or self.condition(row, old, load)

    def comes_due(self, change: Changed) -> datetime | None:
        """Of a rule on a date: the instant of a date that was reached within the day before it was entered; None for any
        other change."""
        name = self.does.date_field
        if not change.is_new and name not in change.old:
            return None
        now = clock.now()
        dues = dues_of(self.does, change.get(name), now - timedelta(days=1), now, self.ctx.timezone)
        return dues[-1] if dues else None


def _edited(spec: ObjectSpec, change: Changed) -> bool:
    """Whether people's fields or lines changed."""
    by_name = spec.by_name
    for name in change.old:  # a loop is quicker, and every rule on every write asks this
        if not by_name[name].system:
            return True
    return any(item.type == "lines" and change.touches_lines(item.name) for item in spec.fields)


def _touched(item: FieldSpec, change: Changed) -> bool:
    return change.touches_lines(item.name) if item.type == "lines" else item.name in change.old
