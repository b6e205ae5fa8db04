"""Somebody who runs reports over the test objects of the filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from guike.kernel.filters import parse
from guike.platform.access.context import Context
from guike.platform.filters.caller import visible_rows
from guike.platform.filters.sql import compile_filter
from guike.platform.filters.tests.world import KNOWN, Somebody
from guike.platform.reports.running import run_report


@dataclass(frozen=True)
class Reader(Somebody):
    """A caller with what running a report needs."""

    locale: str = "zh-CN"

    def require(self, object_name: str, operation: str) -> None:
        assert self.can(object_name, operation)


def run(raw: dict[str, Any], ctx: Somebody | None = None, **options: Any) -> dict[str, Any]:
    """The answer for somebody who sees everything."""
    return run_report(cast(Context, ctx or Reader()), raw, **options)


def table(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Keys and figures of the rows; a record by its name."""
    return [(*map(_key, row["keys"].values()), *row["values"].values()) for row in answer["rows"]]


def _key(value: Any) -> Any:
    return value["name"] if isinstance(value, dict) and "name" in value else value


def opened(drill: dict[str, Any] | None, ctx: Somebody | None = None) -> list[int]:
    """The ids in the list behind a figure."""
    assert drill is not None
    caller, spec = ctx or Reader(), KNOWN.objects[drill["object"]]
    rows = visible_rows(caller, spec).filter(compile_filter(caller, spec, parse(drill["filter"])))
    return sorted(rows.values_list("pk", flat=True))
