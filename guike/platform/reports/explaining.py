"""What a number is: the objects that it counts and the way to them, its conditions, whose rights, currency and clock."""

from __future__ import annotations

from typing import Any

from guike.kernel import clock, filters
from guike.kernel.filters import Node as Condition
from guike.kernel.text import T, Text, join
from guike.platform.access.context import Context
from guike.platform.currency.queries import base_currency
from guike.platform.measures.questions import Measure, Place
from guike.platform.reports.describing import key_label, label_of
from guike.platform.reports.specs import Report
from guike.platform.views.phrases import Names, Phrases

_FIGURES: dict[str, Text] = {
    "count": T("{object}的条数", "the number of {object}"),
    "count_distinct": T("{object}中不同的{field}的个数", "the number of different {field} of {object}"),
    "sum": T("{object}的{field}之和", "the sum of {field} of {object}"),
    "avg": T("{object}的{field}的平均值", "the mean {field} of {object}"),
    "min": T("{object}的{field}的最小值", "the least {field} of {object}"),
    "max": T("{object}的{field}的最大值", "the greatest {field} of {object}"),
    "median": T("{object}的{field}的中位数", "the median {field} of {object}"),
    "last": T("{object}的{field}在期末的合计", "the sum of {field} of {object} at the end of the period"),
    "weighted_avg": T(
        "{object}的{field}按{weight}加权的平均值", "the mean {field} of {object}, weighted by {weight}"
    ),
    "weighted_sum": T(
        "{object}的{field}逐条乘以{weight}（每条四舍五入）之和",
        "the sum of {field} of {object} times {weight}, each rounded",
    ),
}
_FIELD_COUNT = T("{object}中填写了{field}的条数", "the number of {object} with {field}")
_SENTENCE = T(
    "“{label}”是{figure}{way}{only}，每条{object}只计一次{groups}；{rights}{money}；日期按 {zone} 时区，统计于 {at}。",
    "“{label}” is {figure}{way}{only}; each of the {object} counts once{groups}. {rights}{money}. Days are those of {zone}, counted at {at}.",
)
_WAY = T("，经 {way} 得到", ", reached by {way}")
_ONLY = T("，条件：{filter}", ", where {filter}")
_GROUPS = T("，按{keys}分组", " in each {keys}")
_OWN = T("只含您有权查看的记录", "Only records that you may see are counted")
_COUNTED = T("包含您只能统计的记录", "Records that you may only count are included")
_MONEY = T("，金额按各单汇率折算为 {currency}", ", amounts in {currency} at each record's own rate")
_ARROW = " → "


def explain(ctx: Context, report: Report, counted: frozenset[str]) -> dict[str, Any]:
    """`{"sentence": {measure: text}, "path": {measure: [{"object", "label", "cardinality"}]}, "filters": {…: text}, "time_zone",
    "currency", "as_of"}` in the caller's language."""
    names = Names(ctx)
    told: dict[str, Any] = {}
    for _round in range(
        2
    ):  # the first asks for the labels of the records that filters name, the second tells them
        told = _told(ctx, report, counted, Phrases(ctx, names))
        names.load()
    return told


def _told(ctx: Context, report: Report, counted: frozenset[str], phrases: Phrases) -> dict[str, Any]:
    question = report.question
    where = _filter(phrases, question.spec.name, question.where)
    return {
        "sentence": {
            one.name: _sentence(ctx, report, one, counted, phrases, where) for one in question.measures
        },
        "path": {
            one.name: [_step(place, ctx.locale) for place in one.place.chain] for one in question.measures
        },
        "filters": {"": where}
        | {one.name: _conditions(phrases, one) for one in question.measures if one.parts},
        "time_zone": ctx.timezone,
        "currency": base_currency(),
        "as_of": phrases.instant(clock.now().isoformat()),
    }


def _sentence(
    ctx: Context, report: Report, one: Measure, counted: frozenset[str], phrases: Phrases, where: str
) -> str:
    locale, spec = ctx.locale, one.place.spec
    of, field = spec.plural.get(locale), one.item.label.get(locale) if one.item else ""
    weight = one.weight.label.get(locale) if one.weight else ""
    text = _FIELD_COUNT if one.aggregate == "count" and one.item else _FIGURES[one.aggregate]
    if one.counts_records:
        text = _FIGURES["count"]
    chain = one.place.chain
    way = _ARROW.join(place.spec.label.get(locale) for place in chain)
    only = join([part for part in (where, _conditions(phrases, one)) if part], locale)
    keys = join([key_label(key, locale) for key in report.question.keys], locale)
    is_money = one.item is not None and one.item.value_type == "money"
    hidden = any(place.spec.name in counted for place in chain)
    return _SENTENCE.format(
        locale,
        label=label_of(report, one.name, locale),
        figure=text.format(locale, object=of, field=field, weight=weight),
        way=_WAY.format(locale, way=way) if len(chain) > 1 else "",
        only=_ONLY.format(locale, filter=only) if only else "",
        object=spec.plural.get(locale) if locale == "en" else spec.label.get(locale),
        groups=_GROUPS.format(locale, keys=keys) if keys else "",
        rights=(_COUNTED if hidden else _OWN).get(locale),
        money=_MONEY.format(locale, currency=base_currency()) if is_money else "",
        zone=ctx.timezone,
        at=phrases.instant(clock.now().isoformat()),
    )


def _step(place: Place, locale: str) -> dict[str, Any]:
    """A place of the way: of which object, and whether one or many of its records belong to one of the step before."""
    many = place.hop is not None and place.hop.many
    return {
        "object": place.spec.name,
        "label": place.spec.label.get(locale),
        "cardinality": "many" if many else "one",
    }


def _conditions(phrases: Phrases, one: Measure) -> str:
    parts = [_filter(phrases, part.place.spec.name, part.where) for part in one.parts]
    return join(parts, phrases.locale)


def _filter(phrases: Phrases, about: str, where: Condition) -> str:
    return "" if where == filters.EVERYTHING else phrases.filter(about, filters.dump(where))
