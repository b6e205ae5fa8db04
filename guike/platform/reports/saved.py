"""Runs reports that are kept: saved ones and presets, as far as whoever runs them may read what they use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from guike.kernel import filters
from guike.kernel.errors import Invalid, NotFound, field_error, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.filters.resolve import resolve
from guike.platform.measures.pace import Pace
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.registry import registry
from guike.platform.metadata.reports import ReportSpec
from guike.platform.records.reading import require_visible
from guike.platform.reports.models import Report
from guike.platform.reports.running import run_report
from guike.platform.reports.specs import without_hidden

register(
    {
        "report.unusable": T(
            "这份报表用到的字段已停用、已删除或您无权查看，暂时不能运行",
            "A field that this report uses is switched off, deleted or hidden from you; it cannot be run now",
        ),
    }
)

#: the words of a spec that say by what figures are grouped
_BY = ("groups", "columns")
WHY = "the report was found in the caller's scope"


@dataclass(frozen=True)
class Kept:
    """A report that is run by its name. `counts`: as of a preset."""

    name: str
    spec: Mapping[str, Any]
    counts: tuple[str, ...] = ()

    @property
    def object(self) -> str:
        return str(self.spec["object"])


def kept_report(ctx: Context, report_id: int) -> Kept:
    """A saved report. NotFound for one that the caller does not see."""
    require_visible(ctx, "report", report_id)
    row = Report.objects.system(reason=WHY).get(pk=report_id)
    preset = registry.reports.get(row.preset_code)
    counts = preset.counts if preset is not None and _counts_the_same(row.spec, preset) else ()
    return Kept(row.name, row.spec, counts)


def _counts_the_same(spec: Mapping[str, Any], preset: ReportSpec) -> bool:
    """Whether a report that began as a preset still counts what the preset counts, by its groups: what may be counted and not
    seen is bound to these figures. Names, filters, order and what is computed from the figures may differ."""
    groups = [[_part(one) for one in of.get(word) or ()] for of in (spec, preset.spec) for word in _BY]
    own, given = (
        [_part(one) for one in of.get("measures") or () if _is_counted(one)] for of in (spec, preset.spec)
    )
    same_groups = groups[: len(_BY)] == groups[len(_BY) :]
    return spec.get("object") == preset.object and same_groups and all(one in given for one in own)


def _part(one: Any) -> dict[str, Any]:
    """A group or measure without what it is called."""
    parts: Mapping[str, Any] = {"field": one} if isinstance(one, str) else one
    return {name: value for name, value in parts.items() if name not in ("label", "as")}


def _is_counted(one: Any) -> bool:
    return not isinstance(one, Mapping) or not one.keys() & {"formula", "show"}


def kept_template(ctx: Context, code: str) -> Kept:
    """A preset. NotFound for one whose object the caller neither views nor counts."""
    preset = registry.reports.get(code)
    if preset is None or not _is_offered(ctx, preset):
        raise NotFound
    return Kept(preset.label.get(ctx.locale), preset.in_locale(ctx.locale), preset.counts)


def kept_asked(ctx: Context, asked: Mapping[str, Any]) -> Kept:
    """The report that a job was asked for: {"report"} or {"template"}, and the caller's {"filter"}."""
    kept = kept_report(ctx, asked["report"]) if "report" in asked else kept_template(ctx, asked["template"])
    return narrowed(ctx, kept, asked.get("filter"))


def templates(ctx: Context) -> list[dict[str, Any]]:
    """The presets that the caller may run, in their order."""
    offered = [one for one in registry.reports.values() if _is_offered(ctx, one)]
    return [
        {
            "code": one.code,
            "label": one.label.get(ctx.locale),
            "sentence": one.sentence.get(ctx.locale),
            "object": one.object,
            "module": one.module,
            "spec": without_hidden(ctx, one.in_locale(ctx.locale)),
        }
        for one in sorted(offered, key=lambda one: (one.position, one.code))
    ]


def _is_offered(ctx: Context, preset: ReportSpec) -> bool:
    owner = catalogue().get(preset.object).parent or preset.object  # lines have the rights of their document
    counts = preset.object in preset.counts and ctx.can(owner, "figures")
    return ctx.can(owner, "view") or counts


def narrowed(ctx: Context, kept: Kept, raw: Any) -> Kept:
    """The report on those records of its object that meet a filter of the caller's, too. Invalid for a fault in the filter."""
    if raw is None:
        return kept
    ctx.require(kept.object, "view")
    node = filters.parse(raw)
    resolve(ctx, catalogue().get(kept.object), node)
    own = filters.parse(kept.spec["filter"]) if kept.spec.get("filter") else filters.EVERYTHING
    return replace(kept, spec={**kept.spec, "filter": filters.dump(filters.all_of(own, node))})


def run_kept(
    ctx: Context, kept: Kept, *, explained: bool = False, pace: Pace | None = None
) -> dict[str, Any]:
    """The answer of a kept report. `explained`, `pace`: as of `run_report`.

    Measures that read a field which is hidden from the caller are left out, with what is computed from them. A hidden field in
    a group or filter refuses the whole, without a word about which it is.
    """
    spec = restricted(ctx, kept)
    try:
        return run_report(ctx, spec, counts=kept.counts, explained=explained, pace=pace)
    except Invalid:
        raise Invalid([field_error("spec", "report.unusable")]) from None


def restricted(ctx: Context, kept: Kept) -> dict[str, Any]:
    """The spec as this caller runs it. Invalid where nothing of it is left."""
    ctx.require(kept.object, "view")
    spec = without_hidden(ctx, kept.spec)
    if kept.spec.get("measures") and not spec["measures"]:
        raise Invalid([field_error("spec", "report.unusable")])
    return spec
