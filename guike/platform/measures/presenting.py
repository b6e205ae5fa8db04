"""Keys and figures as the API shows them, and the order of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from guike.kernel.pinyin import pinyin
from guike.platform.filters.caller import UNREADABLE, Caller, all_labels, is_label_told, visible_rows
from guike.platform.filters.labels import told_labels
from guike.platform.measures.asking import TIMES
from guike.platform.measures.figures import Figure, Figures, Group
from guike.platform.measures.grains import Level
from guike.platform.measures.questions import COUNTS, MEANS, WEIGHTED, Key, Measure, Question
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.metadata.types import TYPES, format_decimal

#: id → label, and the place among the records of its object
Names = Mapping[int, tuple[str, tuple[Any, ...]]]


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
        """The sort key of a group: choices and records in the order of their object, others by value, empty last."""
        return [self.place_of(n, value) for n, value in zip(level, group, strict=True)]

    def place_of(self, n: int, value: Any) -> tuple[bool, Any, Any]:
        """The place of one key's value among the others."""
        key = self.question.keys[n]
        if value is None:
            return True, 0, 0
        if _is_reference(key):
            return False, self._names[n].get(value, ("", ()))[1], value
        if key.item.type == "choice" and not key.bands:
            codes = [choice.code for choice in key.item.choices]
            return False, codes.index(value) if value in codes else len(codes), value
        return False, value, 0

    def opens(self, n: int, groups: Iterable[Any]) -> list[int]:
        """Of the records that are these values of a key, those whose page the caller may open; a line of a document has none."""
        key = self.question.keys[n]
        if not _is_reference(key) or target_of(key).is_line:
            return []
        rows = visible_rows(self.ctx, target_of(key)).filter(pk__in=set(groups) - {None})
        return sorted(rows.values_list("pk", flat=True))

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


def target_of(key: Key) -> ObjectSpec:
    """The object whose records are the values of a key by records."""
    return key.place.spec if key.is_record else catalogue().get(key.item.target_object)


def labels_of(ctx: Caller, key: Key, ids: Iterable[int]) -> Names:
    """The labels of the records that groups are formed by, as far as the caller may read them, and their places."""
    target = target_of(key)
    wanted = list(ids)
    if not wanted:
        return {}
    rows = all_labels(target).filter(pk__in=wanted)
    found = rows.values_list("pk", "label", "label_sort", *_ordinals(ctx, target))
    told = None if is_label_told(ctx, target) else told_labels(ctx, target, wanted)
    names: dict[int, tuple[str, tuple[Any, ...]]] = {}
    for pk, label, by_label, *ordinals in found:
        if told is not None:
            label, by_label = told[pk], pinyin(told[pk])
        names[pk] = (label, (*(one or 0 for one in ordinals), by_label))
    return names


def _ordinals(ctx: Caller, spec: ObjectSpec) -> tuple[str, ...]:
    """The columns that put the records of an object in an order of their own: of a line its document and its number there, of an
    archive the field `position`."""
    item = spec.by_name.get("position")
    if item is None or item.type != "integer" or item.custom or spec.ledger is not None:
        return ()
    if ctx.level(spec.name, item.name) in UNREADABLE:
        return ()
    return (spec.by_name[spec.parent].attname, item.attname) if spec.is_line else (item.attname,)


def shown_figure(measure: Measure, figure: Figure) -> Any:
    """A figure in the form of the API: counts as numbers, amounts and decimals as texts, times in ISO form."""
    item = measure.item
    if item is None or measure.aggregate in COUNTS or figure is None:
        return figure
    if item.value_type in TIMES:
        dump: Callable[..., Any] = TYPES[item.value_type].dump
        return dump(item, figure)
    if item.value_type == "integer" and measure.aggregate not in MEANS | WEIGHTED:
        return int(figure)  # type: ignore[arg-type]
    return format_decimal(item, figure)
