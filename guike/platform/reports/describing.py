"""The columns of a report in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guike.kernel.text import T, Text
from guike.platform.measures.questions import MEANS, WEIGHTED, Key, Measure
from guike.platform.reports.specs import Derived, Report, is_added

_AGGREGATES: dict[str, Text] = {
    "count": T("{name}数", "Number of {name}"),
    "count_distinct": T("{name}数（不重复）", "Different {name}"),
    "sum": T("{name}合计", "Total {name}"),
    "avg": T("平均{name}", "Average {name}"),
    "min": T("最小{name}", "Least {name}"),
    "max": T("最大{name}", "Greatest {name}"),
    "median": T("{name}中位数", "Median {name}"),
    "last": T("期末{name}", "{name} at the end"),
    "weighted_avg": T("加权平均{name}", "Weighted average {name}"),
    "weighted_sum": T("加权{name}", "Weighted {name}"),
}
_SHOWS: dict[str, Text] = {
    "share": T("{name}占比", "Share of {name}"),
    "running": T("{name}累计", "Running {name}"),
    "rank": T("{name}排名", "Rank by {name}"),
    "abc": T("{name} ABC 分类", "ABC class by {name}"),
    "previous": T("上期{name}", "{name}, previous period"),
    "last_year": T("去年同期{name}", "{name}, a year ago"),
    "attainment": T("{name}达成率", "{name} attained"),
    "gap": T("{name}缺口", "{name} missing"),
    "surplus": T("{name}超额", "{name} above target"),
}


def columns_of(report: Report, locale: str) -> list[dict[str, Any]]:
    """Each group, column and measure: its name, label, type, and of a measure whether its groups add up to the total ("added"),
    the total is counted on its own ("own"), or there is none ("none")."""
    question = report.question
    found = [_key_column(key, locale) for key in question.keys]
    measures = {one.name: one for one in question.measures}
    derived = {one.name: one for one in report.derived}
    for name in report.names:
        measure = measures.get(name)
        if measure is not None:
            added = "added" if is_added(question.keys, measure) else "own"
            column = {"type": _type(measure), "total": added}
        else:
            column = {
                "type": _derived_type(derived[name], measures),
                "total": "none" if derived[name].show else "own",
            }
        found.append({"as": name, "kind": "measure", "label": label_of(report, name, locale), **column})
    return found


def _key_column(key: Key, locale: str) -> dict[str, Any]:
    """A group; with the words for the codes of a choice, which its reader may count and perhaps not look up."""
    column = {
        "as": key.name,
        "kind": "column" if key.is_column else "group",
        "label": key_label(key, locale),
        "type": "reference" if key.is_record else key.item.value_type,
        "bucket": key.bucket or None,
        "path": key.path,
    }
    if key.is_record or not key.item.choices:
        return column
    return column | {"labels": {one.code: one.label.get(locale) for one in key.item.choices}}


def label_of(report: Report, name: str, locale: str) -> str:
    """What a figure is called: as its spec says, else by what it counts."""
    if name in report.labels:
        return report.labels[name]
    measure = next((one for one in report.question.measures if one.name == name), None)
    if measure is not None:
        return measure_label(measure, locale)
    one = next(one for one in report.derived if one.name == name)
    return _SHOWS[one.show].format(locale, name=label_of(report, one.of, locale)) if one.show else name


def measure_label(measure: Measure, locale: str) -> str:
    """ "线索数", "商机金额合计"."""
    if measure.counts_records:
        return _AGGREGATES["count"].format(locale, name=measure.place.spec.plural.get(locale))
    assert measure.item is not None
    return _AGGREGATES[measure.aggregate].format(locale, name=measure.item.label.get(locale))


def key_label(key: Key, locale: str) -> str:
    """The label of a group: the field's, of a record that of its object."""
    return (key.place.spec.label if key.is_record else key.item.label).get(locale)


def _type(measure: Measure) -> str:
    if measure.item is None or measure.aggregate in ("count", "count_distinct"):
        return "integer"
    if measure.aggregate in MEANS | WEIGHTED and measure.item.value_type == "integer":
        return "decimal"
    return measure.item.value_type


def _derived_type(one: Derived, measures: Mapping[str, Measure]) -> str:
    if one.is_alike and one.of in measures:
        return _type(measures[one.of])
    if one.format != "number":
        return one.format
    return {"rank": "integer", "abc": "text"}.get(one.show, "decimal")
