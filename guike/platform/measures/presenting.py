"""Keys and figures as the API shows them, and the order of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from guike.kernel.pinyin import pinyin
from guike.platform.filters.caller import Caller, all_labels, is_label_told
from guike.platform.filters.labels import told_labels
from guike.platform.measures.asking import TIMES
from guike.platform.measures.figures import Figure, Figures, Group
from guike.platform.measures.grains import Level
from guike.platform.measures.questions import COUNTS, Key, Measure, Question
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.types import TYPES, format_decimal

#: id → label and its sort key
Names = Mapping[int, tuple[str, str]]


class Presenter:
    """Shows the groups of one answer to one caller."""

    def __init__(self, ctx: Caller, question: Question, figures: Figures) -> None:
        self.ctx, self.question, self.figures = ctx, question, figures
        self._names = {n: self._labels(n, key) for n, key in enumerate(question.keys)}

    def keys(self, level: Level, group: Group) -> dict[str, Any]:
        """The keys of a group by name: a reference as {id, name}, a band as {from, to}, a day as its date."""
        return {
            self.question.keys[n].name: self._shown(n, value) for n, value in zip(level, group, strict=True)
        }

    def rank(self, level: Level, group: Group) -> list[tuple[bool, Any, Any]]:
        """The sort key of a group: choices in their order, records by label, others by value, empty last."""
        return [self.place_of(n, value) for n, value in zip(level, group, strict=True)]

    def place_of(self, n: int, value: Any) -> tuple[bool, Any, Any]:
        """The place of one key's value among the others."""
        key = self.question.keys[n]
        if value is None:
            return True, 0, 0
        if _is_reference(key):
            return False, self._names[n].get(value, ("", ""))[1], value
        if key.item.type == "choice" and not key.bands:
            codes = [choice.code for choice in key.item.choices]
            return False, codes.index(value) if value in codes else len(codes), value
        return False, value, 0

    def values(self, figures: Sequence[Figure]) -> dict[str, Any]:
        """The figures of a group by name of measure."""
        pairs = zip(self.question.measures, figures, strict=True)
        return {measure.name: shown_figure(measure, figure) for measure, figure in pairs}

    def _labels(self, n: int, key: Key) -> Names:
        if not _is_reference(key):
            return {}
        ids = {
            group[level.index(n)]
            for level, groups in self.figures.levels.items()
            if n in level
            for group in groups
        }
        return labels_of(self.ctx, key, ids - {None})

    def _shown(self, n: int, value: Any) -> Any:
        key = self.question.keys[n]
        if value is None:
            return None
        if _is_reference(key):
            return {"id": value, "name": self._names[n].get(value, (None, ""))[0]}
        if key.bands:
            bounds = (None, *key.bands, None)
            low, high = (None if one is None else str(one) for one in bounds[value : value + 2])
            return {"from": low, "to": high}
        if key.item.type in TIMES:
            return value.isoformat()
        spelled = self.figures.spellings.get(n, {}).get(value, value)
        return TYPES[key.item.type].dump(key.item, spelled)


def _is_reference(key: Key) -> bool:
    return key.is_record or key.item.is_reference


def labels_of(ctx: Caller, key: Key, ids: Iterable[int]) -> Names:
    """The labels of the records that groups are formed by, as far as the caller may read them."""
    target = key.place.spec if key.is_record else catalogue().get(key.item.target_object)
    wanted = list(ids)
    if not wanted:
        return {}
    if not is_label_told(ctx, target):
        return {pk: (label, pinyin(label)) for pk, label in told_labels(ctx, target, wanted).items()}
    rows = all_labels(target).filter(pk__in=wanted)
    return {pk: (label, key) for pk, label, key in rows.values_list("pk", "label", "label_sort")}


def shown_figure(measure: Measure, figure: Figure) -> Any:
    """A figure in the form of the API: counts as numbers, amounts and decimals as texts, times in ISO form."""
    item = measure.item
    if item is None or measure.aggregate in COUNTS or figure is None:
        return figure
    if item.value_type in TIMES:
        dump: Callable[..., Any] = TYPES[item.value_type].dump
        return dump(item, figure)
    if item.value_type == "integer" and measure.aggregate not in ("avg", "median", "weighted_avg"):
        return int(figure)  # type: ignore[arg-type]
    return format_decimal(item, figure)
