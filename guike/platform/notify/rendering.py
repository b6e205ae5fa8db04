"""Texts of notices with values of a record, made for each receiver under his own rights."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from guike.kernel.errors import FieldError, field_error, register
from guike.kernel.limits import PATH_SEGMENTS
from guike.kernel.text import T, Text, display, join, pick_locale
from guike.platform.access.actor import actor_of
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.org.queries import user_by_id
from guike.platform.records.reading import Record, reader_of
from guike.platform.settings import queries as settings

#: printed for what the receiver may not see
UNSEEN = "***"
_EMPTY = "—"
_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)\}")

register(
    {
        "template.unknown_field": T(
            "“{object}”没有字段“{name}”，请从字段列表中选择",
            "“{object}” has no field “{name}”; choose one of its fields",
        ),
    }
)


def template_errors(name: str, object_name: str, template: str) -> list[FieldError]:
    """The faults of a template that somebody writes, at the field `name`: paths that lead nowhere."""
    spec = catalogue().get(object_name)
    return [
        field_error(name, "template.unknown_field", object=spec.label, name=path)
        for path in dict.fromkeys(_PLACE.findall(template))
        if _place_of(spec, path) is None
    ]


def render_for(
    receivers: Collection[int], template: str | Text, object_name: str, record_id: int
) -> dict[int, str]:
    """User id → the template with each `{field}` or `{reference.field}` as the value of the record that he may see, in his
    language. A value that he may not see prints `***`; so does every value of a record that he may not see. A masked
    value prints as he sees it elsewhere, an empty one as a dash. People who are no longer active are left out."""
    found = {}
    for user_id in dict.fromkeys(receivers):
        ctx = receiver_context(user_id)
        if ctx is not None:
            text = template if isinstance(template, str) else template.get(ctx.locale)
            found[user_id] = _rendered(ctx, text, catalogue().get(object_name), record_id)
    return found


def receiver_context(user_id: int) -> Context | None:
    """A context with a person's rights and language, to make something for him; None for one who is not active."""
    actor, user = actor_of(user_id), user_by_id(user_id)
    if actor is None or user is None:
        return None
    return Context(actor, pick_locale(user.locale or settings.get("company.locale")))


def _rendered(ctx: Context, template: str, spec: ObjectSpec, record_id: int) -> str:
    paths = [path for path in dict.fromkeys(_PLACE.findall(template)) if _may_read(ctx, spec, path)]
    record = _values(ctx, spec, record_id, paths)

    def shown(place: re.Match[str]) -> str:
        path = place[1]
        found = _place_of(spec, path)
        if found is None:
            return place[0]
        if record is None or path not in paths or _is_behind_unseen(record, path):
            return UNSEEN
        holder, item = found
        if item.value_type == "money" and record.get(path) is not None:
            return _amount(record[path], None if holder.is_in_base(item) else record.get(_currency_of(path)))
        return in_words(ctx, item, record.get(path))

    return _PLACE.sub(shown, template)


def _place_of(spec: ObjectSpec, path: str) -> tuple[ObjectSpec, FieldSpec] | None:
    """The field at the end of a path over references and its object, whoever asks; None when it leads nowhere."""
    *steps, last = path.split(".")
    if len(steps) >= int(PATH_SEGMENTS):
        return None
    for step in steps:
        item = spec.by_name.get(step)
        target = (
            catalogue().objects.get(item.target_object) if item is not None and item.is_reference else None
        )
        if target is None:
            return None
        spec = target
    item = spec.by_name.get(last)
    if item is None or item.write_only or item.type == "lines" or not item.is_active:
        return None
    return spec, item


def _may_read(ctx: Context, spec: ObjectSpec, path: str) -> bool:
    """Whether the caller may read every field on the way."""
    for step in path.split("."):
        item = spec.by_name.get(step)
        if item is None or ctx.level(spec.name, step) == "hidden":
            return False
        spec = catalogue().objects.get(item.target_object, spec)
    return True


def _stations(path: str) -> list[str]:
    """The references that a path goes over: `a.b.c` → `a`, `a.b`."""
    steps = path.split(".")[:-1]
    return [".".join(steps[: number + 1]) for number in range(len(steps))]


def _values(ctx: Context, spec: ObjectSpec, record_id: int, paths: list[str]) -> Record | None:
    """The values at the paths, and at the references on their way; None for a record that the caller may not see."""
    if not ctx.can(spec.parent or spec.name, "view"):
        return None
    stations = [one for path in paths for one in _stations(path)]
    currencies = [
        one for one in map(_currency_of, paths) if _place_of(spec, one) and _may_read(ctx, spec, one)
    ]
    names = dict.fromkeys([*paths, *stations, *(f"{one}.id" for one in stations), *currencies])
    reader = reader_of(ctx, spec, list(names), lines=False)
    records = reader.records(reader.visible([record_id]))
    return records[0] if records else None


def _is_behind_unseen(record: Record, path: str) -> bool:
    """Whether the path goes over a record that is there, but that the caller may not see."""
    return any(record.get(one) is not None and record.get(f"{one}.id") is None for one in _stations(path))


def in_words(ctx: Context, item: FieldSpec, value: Any) -> str:
    """A value of the API as people read it in a sentence."""
    if value is None or value == []:
        return _EMPTY
    if isinstance(value, list):
        return join((in_words(ctx, item, one) for one in value), ctx.locale)
    if isinstance(value, Mapping):
        return str(value.get("name") or _EMPTY)
    if item.value_type in ("choice", "multi_choice"):
        choice = item.choice(value)
        return choice.label.get(ctx.locale) if choice else str(value)
    if item.value_type == "instant":
        return f"{datetime.fromisoformat(value).astimezone(ZoneInfo(ctx.timezone)):%Y-%m-%d %H:%M}"
    return display(value, ctx.locale)


def _currency_of(path: str) -> str:
    """The path of the currency that stands beside an amount."""
    return ".".join([*path.split(".")[:-1], "currency"])


def _amount(value: str, currency: str | None) -> str:
    """1,234.50, with the code of its currency where that is not the company's."""
    try:
        text = f"{Decimal(value):,}"
    except ArithmeticError:  # a masked amount
        return value
    return text if currency in (None, settings.get("company.base_currency")) else f"{currency} {text}"
