"""What a rule does in one of its versions: the frozen data that matching, runs, trials and checks read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

#: the columns of a rule whose change makes a new version
DOES = (
    "object",
    "trigger",
    "fields",
    "from_values",
    "to_values",
    "date_field",
    "offset_days",
    "at_time",
    "every",
    "on_day",
    "filter",
    "steps",
    "once",
)
#: triggers that a write of a record fires, and those that the clock fires
WRITTEN = ("created", "updated", "state_changed")
TIMED = ("date_reached", "schedule")
Step = Mapping[str, Any]


@dataclass(frozen=True)
class Definition:
    """One version of a rule. `from_values`, `to_values`: JSON values of the one watched field or state; `steps`: in order,
    each {"do": kind, …}."""

    rule_id: int
    revision: int
    name: str
    object: str
    trigger: str
    fields: tuple[str, ...]
    from_values: tuple[Any, ...]
    to_values: tuple[Any, ...]
    date_field: str
    offset_days: int
    at_time: str
    every: str
    on_day: int | None
    filter: Mapping[str, Any] | None
    steps: tuple[Step, ...]
    once: str
    run_as: int

    @property
    def waits(self) -> bool:
        """Whether a run of it may wait."""
        return any(step.get("do") == "wait" for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """Everything, for the table of versions."""
        return asdict(self)


def of_rule(row: Any) -> Definition:
    """The present version of a rule."""
    return Definition(
        rule_id=row.pk,
        revision=row.revision,
        name=row.name,
        run_as=row.run_as_id,
        **{name: _whole(getattr(row, name)) for name in DOES},
    )


def of_version(stored: Mapping[str, Any]) -> Definition:
    """A version as it was stored; what later versions of the program added is empty."""
    empty = {"on_day": None, "filter": None, "offset_days": 0}
    names = {one.name for one in fields(Definition)}
    known = {name: _whole(stored.get(name, empty.get(name, ""))) for name in names}
    for name in ("fields", "from_values", "to_values", "steps"):
        known[name] = tuple(known[name] or ())
    return Definition(**known)


def _whole(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
