"""The answer of a report as a table: groups as columns, column keys across, subtotals below their rows, the total last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from guike.kernel.text import T, display
from guike.platform.access.context import Context
from guike.platform.exchange.sheets import Rate

Json = Mapping[str, Any]

TOTAL, SUBTOTAL = T("合计", "Total"), T("小计", "Subtotal")
OTHERS = T("其他（{count} 组）", "Others ({count} groups)")
EMPTY, NOBODY = T("（空）", "(empty)"), T("未分配", "Unassigned")
BELOW, FROM = T("{to} 以下", "Below {to}"), T("{from_} 及以上", "{from_} and above")
NOTES, AS_OF, ZONE = T("说明", "Notes"), T("数据时间", "As of"), T("时区", "Time zone")
CURRENCY, CUT = T("币种", "Currency"), T("分组太多，只列出一部分", "There are more groups than are listed")


@dataclass(frozen=True)
class Line:
    """A row of cells. `is_total`: a subtotal or the total."""

    cells: Sequence[Any]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """`as_of` and so on: what the answer says about its figures."""

    header: Sequence[str]
    lines: Sequence[Line]
    as_of: str
    currency: str
    time_zone: str
    is_cut: bool


@dataclass(frozen=True)
class _Maker:
    """Turns one answer into lines. `across`: the combinations of column keys, in the order in which they are first met."""

    ctx: Context
    answer: Json
    across: Mapping[bytes, Json] = field(default_factory=dict)

    def columns(self, kind: str) -> list[Json]:
        return [one for one in self.answer["columns"] if one["kind"] == kind]

    def header(self) -> list[str]:
        groups = [one["label"] for one in self.columns("group")]
        measures = [one["label"] for one in self.columns("measure")]
        spread = [
            " ".join((*(str(self.key(one, keys.get(one["as"]))) for one in self.columns("column")), label))
            for keys in self.across.values()
            for label in measures
        ]
        total = TOTAL.get(self.ctx.locale)
        return [*groups, *spread, *(f"{total} {one}" if spread else one for one in measures)]

    def line(self, keys: Sequence[Any], part: Json) -> list[Any]:
        """The cells of a line: its keys, its figures for each combination of column keys, and over all of them."""
        cells = {orjson.dumps(one["keys"]): one["values"] for one in part.get("cells") or ()}
        values = [cells.get(place, {}) for place in self.across] + [part.get("values") or {}]
        return [
            *keys,
            *(self.figure(one, row.get(one["as"])) for row in values for one in self.columns("measure")),
        ]

    def key(self, column: Json, value: Any) -> Any:
        """The value of a group as a cell."""
        locale = self.ctx.locale
        if value is None:
            return (NOBODY if column["type"] == "user" else EMPTY).get(locale)
        if isinstance(value, Mapping) and "from" in value:
            return _band(value, locale)
        if isinstance(value, Mapping):
            return value.get("name") or ""
        if column["type"] == "choice":
            return column.get("labels", {}).get(value, value)
        if column["type"] in ("date", "instant"):
            return _period(value, column.get("bucket") or "day")
        return display(value, locale) if isinstance(value, bool) else value

    def figure(self, column: Json, value: Any) -> Any:
        """A figure as a cell: a real number, with its format."""
        if value is None or column["type"] == "text":
            return value
        if column["type"] == "percent":
            return Rate(value)
        if column["type"] == "date":
            return date.fromisoformat(value)
        if column["type"] == "instant":
            zone = ZoneInfo(self.ctx.timezone)
            return datetime.fromisoformat(value).astimezone(zone).replace(tzinfo=None)
        return Decimal(value) if isinstance(value, str) else value


def table_of(ctx: Context, answer: Json) -> Table:
    """The answer as people read it in a spreadsheet."""
    maker = _Maker(ctx, answer, _across(answer))
    groups = maker.columns("group")
    lines: list[Line] = []
    waiting = _by_last_row(answer)
    for index, row in enumerate(answer["rows"]):
        lines.append(Line(maker.line([maker.key(one, row["keys"].get(one["as"])) for one in groups], row)))
        for part in waiting.get(index, ()):
            keys = [maker.key(one, part["keys"][one["as"]]) for one in groups if one["as"] in part["keys"]]
            lines.append(Line(maker.line(_filled(keys, SUBTOTAL.get(ctx.locale), len(groups)), part), True))
    others = answer.get("others")
    if others:
        word = OTHERS.format(ctx.locale, count=others["count"])
        lines.append(Line(maker.line(_filled([], word, len(groups)), others)))
    if answer["totals"]:
        total = {"values": answer["totals"], "cells": answer.get("cells")}
        lines.append(Line(maker.line(_filled([], TOTAL.get(ctx.locale), len(groups)), total), True))
    return Table(
        maker.header(), lines, answer["as_of"], answer["currency"], answer["time_zone"], answer["truncated"]
    )


def facts_of(ctx: Context, table: Table) -> tuple[str, list[tuple[Any, ...]]]:
    """The title and the rows of the sheet that tells about the figures."""
    zone = ZoneInfo(table.time_zone)
    local = datetime.fromisoformat(table.as_of).astimezone(zone).replace(tzinfo=None, microsecond=0)
    facts: list[tuple[Any, ...]] = [
        (AS_OF.get(ctx.locale), local),
        (ZONE.get(ctx.locale), table.time_zone),
        (CURRENCY.get(ctx.locale), table.currency),
    ]
    if table.is_cut:
        facts.append((CUT.get(ctx.locale),))
    return NOTES.get(ctx.locale), facts


def _across(answer: Json) -> dict[bytes, Json]:
    """The combinations of column keys: in the order of the total, then those that only a row has."""
    parts = [
        *(answer.get("cells") or ()),
        *(cell for row in answer["rows"] for cell in row.get("cells") or ()),
    ]
    return {orjson.dumps(one["keys"]): one["keys"] for one in parts}


def _by_last_row(answer: Json) -> dict[int, list[Json]]:
    """The subtotals by the index of the last row that they are of, those of more keys first."""
    found: dict[int, list[Json]] = {}
    for part in answer.get("subtotals") or ():
        of = [n for n, row in enumerate(answer["rows"]) if part["keys"].items() <= row["keys"].items()]
        if of:
            found.setdefault(of[-1], []).append(part)
    return {n: sorted(parts, key=lambda one: -len(one["keys"])) for n, parts in found.items()}


def _filled(keys: Sequence[Any], word: str, count: int) -> list[Any]:
    """The key cells of a line with fewer keys: a word after the last of them."""
    return [*keys, word, *([None] * count)][:count]


def _band(value: Json, locale: str) -> str:
    low, high = value["from"], value["to"]
    if low is None:
        return BELOW.format(locale, to=high)
    return FROM.format(locale, from_=low) if high is None else f"{low}–{high}"


def _period(value: str, bucket: str) -> Any:
    """Days and weeks as the date of their first day, longer periods by year and first month."""
    first = date.fromisoformat(value[:10])
    if bucket in ("day", "week"):
        return first
    return f"{first:%Y}" if bucket == "year" and first.month == 1 else f"{first:%Y-%m}"
