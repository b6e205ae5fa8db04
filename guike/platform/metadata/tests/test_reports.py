"""Presets of reports: no two of one code, and none that names what does not exist."""

from __future__ import annotations

from typing import Any

import pytest

from guike.kernel.text import Text
from guike.platform.metadata.catalogue import relations_of, standard_objects
from guike.platform.metadata.registry import Registry, registry
from guike.platform.metadata.reports import ReportSpec, check_reports, paths_of

LABEL = Text("报表", "Report")


def preset(counts: tuple[str, ...] = (), **spec: Any) -> ReportSpec:
    return ReportSpec("trial", LABEL, LABEL, {"object": "campaign", **spec}, "marketing", counts=counts)


def test_what_the_packages_declare_fits() -> None:
    objects = standard_objects()
    check_reports(objects, relations_of(objects), registry.reports)
    assert {one.label.zh for one in registry.reports.values()} >= {
        "按市场活动统计线索转化过程（含商机）",
        "按市场活动统计线索转化过程（含订单）",
        "按员工统计线索转换情况",
    }


@pytest.mark.parametrize(
    ("trial", "said"),
    [
        (preset(object="lake"), "trial: reports on 'lake', which is no object"),
        (preset(groups=["shoe"]), "trial: names 'shoe', which leads nowhere from campaign"),
        (preset(columns=[{"field": "lakes.name"}]), "trial: names 'lakes.name'"),
        (preset(measures=[{"agg": "sum", "field": "leads.shoe"}]), "trial: names 'leads.shoe'"),
        (
            preset(measures=[{"agg": "last", "field": "leads.score", "by": "leads.shoe"}]),
            "names 'leads.shoe'",
        ),
        (
            preset(measures=[{"agg": "count", "filter": {"field": "leads.shoe", "op": "is_empty"}}]),
            "trial: names 'leads.shoe'",
        ),
        (preset(filter={"field": "shoe", "op": "is_empty"}), "trial: names 'shoe'"),
        (preset(counts=("lake",)), "trial: counts 'lake', which is no object"),
    ],
)
def test_what_names_nothing_is_refused(trial: ReportSpec, said: str) -> None:
    objects = standard_objects()
    with pytest.raises(ValueError, match="declared reports do not fit") as refused:
        check_reports(objects, relations_of(objects), {"trial": trial})
    assert said in str(refused.value)


def test_a_code_is_declared_once() -> None:
    known = Registry()
    known.report(preset())
    with pytest.raises(ValueError, match="report trial is declared twice"):
        known.report(preset(groups=["name"]))
    assert known.reports["trial"].spec == {"object": "campaign"}


def test_paths_are_those_of_groups_columns_measures_and_filters() -> None:
    empty = {"op": "is_empty"}
    found = paths_of(
        {
            "object": "campaign",
            "groups": ["name", {"field": "start_on", "bucket": "year"}],
            "columns": [{"field": "leads.status"}],
            "measures": [
                {
                    "agg": "weighted_avg",
                    "field": "leads.score",
                    "weight": "leads.id",
                    "filter": {"field": "leads.source", **empty},
                },
                {"agg": "count"},
                {"as": "rate", "formula": "count / leads"},
            ],
            "filter": {
                "all": [{"field": "kind", **empty}, {"some": "leads", "where": {"field": "stage", **empty}}]
            },
        }
    )
    assert found == {
        "name",
        "start_on",
        "leads.status",
        "leads.score",
        "leads.id",
        "leads.source",
        "kind",
        "leads.stage",
    }
