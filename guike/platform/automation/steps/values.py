"""Values that a step writes: constants, what the record holds, people, days from today, texts with places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from guike.kernel import clock
from guike.kernel.errors import FieldError
from guike.platform.access.context import Context
from guike.platform.automation.steps.people import check_person, people
from guike.platform.automation.steps.reading import PLACE, as_json, fill_in, read, reads
from guike.platform.automation.steps.registry import Item, Work
from guike.platform.calendar.queries import add_workdays
from guike.platform.metadata.spec import TEXTS, FieldSpec, ObjectSpec
from guike.platform.metadata.types import TYPES, ValueRefused, format_instant

#: the words of a value that is worked out, each alone in its mapping
WORDS = ("from", "who", "today", "workdays", "hours", "record", "empty")
_MOST_DAYS = 3_650
_ANY = ("any_reference", "any_references")


def word_of(given: Any) -> str:
    """The word of a value that is worked out; "" for a constant."""
    if isinstance(given, Mapping) and len(given) == 1:
        (word,) = given
        return word if word in WORDS else ""
    return ""


def is_constant(given: Any) -> bool:
    """Whether the same value is written whatever the record holds."""
    if isinstance(given, list):
        return all(is_constant(one) for one in given)
    if isinstance(given, str):
        return PLACE.search(given) is None
    return word_of(given) in ("", "empty")


def check_value(ctx: Context, spec: ObjectSpec, item: FieldSpec, given: Any, place: str) -> list[FieldError]:
    """The faults of one value for this field."""
    word = word_of(given)
    if not word:
        return _check_constant(ctx, spec, item, given, place)
    inner = given[word]
    if word == "from":
        source = reads(ctx, spec, inner)
        return [] if source is not None else [FieldError(place, "unknown_field", {"name": str(inner)[:100]})]
    if word == "who":
        wrong = item.target_object != "user"
        return (
            [FieldError(place, "automation.not_a_person", {"field": item.label})]
            if wrong
            else check_person(ctx, spec, inner, f"{place}.who")
        )
    if word == "record":
        return _check_record(ctx, spec, item, inner, place)
    if word == "empty":
        return []
    if item.value_type not in ("date", "instant"):
        return [FieldError(place, "automation.not_a_day", {"field": item.label})]
    if type(inner) is not int or abs(inner) > _MOST_DAYS:
        return [FieldError(f"{place}.{word}", "out_of_range", {"min": -_MOST_DAYS, "max": _MOST_DAYS})]
    return []


def _check_record(
    ctx: Context, spec: ObjectSpec, item: FieldSpec, inner: Any, place: str
) -> list[FieldError]:
    named = spec.name if inner is True else ""
    if isinstance(inner, str):
        source = reads(ctx, spec, inner)
        if source is None or not source.target_object:
            return [FieldError(place, "unknown_field", {"name": inner[:100]})]
        named = source.target_object
    fits = named in (item.targets or (named,)) if item.type in _ANY else item.target_object == named
    return [] if named and fits else [FieldError(place, "automation.wrong_record", {"field": item.label})]


def _check_constant(
    ctx: Context, spec: ObjectSpec, item: FieldSpec, given: Any, place: str
) -> list[FieldError]:
    if isinstance(given, list) and any(word_of(one) for one in given):
        return [
            error
            for index, one in enumerate(given)
            for error in check_value(ctx, spec, item, one, f"{place}[{index}]")
            if word_of(one)
        ]
    if isinstance(given, str) and item.value_type in TEXTS:
        unknown = [path for path in PLACE.findall(given) if reads(ctx, spec, path) is None]
        if unknown:
            return [FieldError(place, "unknown_field", {"name": unknown[0][:100]})]
    if given is None:
        return []
    try:
        TYPES[item.value_type].parse(item, given)
    except ValueRefused as refused:
        return [FieldError(place, refused.code, refused.params)]
    return []


def value_for(work: Work, item: Item, target: FieldSpec, given: Any) -> Any:
    """What is sent for this field of this run, as the API takes it."""
    if isinstance(given, list):
        found = [value_for(work, item, target, one) for one in given]
        return [one for one in found if one is not None]
    if isinstance(given, str) and target.value_type in TEXTS:
        return fill_in(given, [work.ctx], work.spec, item.row, work.load)[: target.max_length or None]
    word = word_of(given)
    if not word:
        return given
    inner = given[word]
    if word == "from":
        source, value = read(work.ctx, work.spec, item.row, inner, work.load)
        return None if value is None else as_json(TYPES[source.value_type].dump(source, value))
    if word == "who":
        found = people(work.ctx, work.spec, item.row, item.cause, inner, work.load)
        return found if target.type == "references" else next(iter(found), None)
    if word == "record":
        return _record(work, item, target, inner)
    return None if word == "empty" else _moment(work, target, word, inner)


def _record(work: Work, item: Item, target: FieldSpec, inner: Any) -> Any:
    name, pk = work.spec.name, item.row.pk
    if isinstance(inner, str):
        source, pk = read(work.ctx, work.spec, item.row, inner, work.load)
        name = source.target_object
    if pk is None:
        return None
    return {"object": name, "id": pk} if target.type in _ANY else pk


def _moment(work: Work, target: FieldSpec, word: str, number: int) -> Any:
    now = clock.now()
    if word == "hours":
        moment = now + timedelta(hours=number)
        if target.value_type == "instant":
            return format_instant(moment)
        return clock.today(work.ctx.timezone).isoformat()
    today = clock.today(work.ctx.timezone)
    day = today + timedelta(days=number) if word == "today" else add_workdays(today, number)
    if target.value_type == "date":
        return day.isoformat()
    return format_instant(now + (day - today))
