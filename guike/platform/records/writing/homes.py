"""Reads phone numbers without a country code as numbers of the record's region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from guike.kernel.phones import normalize_phone
from guike.platform.access.context import Context
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.reading import visible
from guike.platform.records.shapes import Draft, get_value

#: first digits of the codes of regions with phone numbers of their own → the region whose numbers are read
_PLACES = {"71": "TW", "81": "HK", "82": "MO"}


def read_at_home(ctx: Context, drafts: Sequence[Draft]) -> None:
    """Read numbers again that are not numbers of the mainland or of the company's own region, if the record or its
    parent has a region."""
    unclear = {id(draft): names for draft in drafts if (names := list(_unclear(draft)))}
    if not unclear:
        return
    waiting = [draft for draft in drafts if id(draft) in unclear]
    places = _own_places(waiting)
    _inherited(ctx, [draft for draft in waiting if id(draft) not in places], places)
    for draft in waiting:
        place = places.get(id(draft))
        for name, text in unclear[id(draft)] if place else ():
            number = normalize_phone(text, place or "")
            if number is not None:
                draft.errors = [e for e in draft.errors if e.field != draft.prefix + name]
                draft.sent[name] = number
                draft.set(name, number)


def _unclear(draft: Draft) -> Iterator[tuple[str, str]]:
    """(field, the text) of numbers that were refused, or taken for a service number of the mainland."""
    for item in draft.spec.phone_fields:
        for error in draft.errors:
            if error.code == "type.phone" and error.field == draft.prefix + item.name:
                yield item.name, str(error.params.get("value", ""))
        value = draft.get(item.name) if item.name in draft.old else None
        if value and not value.startswith("+"):
            yield item.name, value


def _place(spec: ObjectSpec, row: Any) -> str:
    code = next((code for item in spec.region_fields if (code := get_value(item, row))), "")
    return _PLACES.get(code[:2], "CN") if code else ""


def _own_places(drafts: Sequence[Draft]) -> dict[int, str]:
    return {id(draft): place for draft in drafts if (place := _place(draft.spec, draft.row))}


def _belongs_to(spec: ObjectSpec) -> Iterator[tuple[FieldSpec, ObjectSpec]]:
    """References to the record's parents that have a region."""
    for name in dict.fromkeys((*spec.access.inherits, *spec.access.requires)):
        item = spec.by_name.get(name)
        target = catalogue().objects.get(item.target_object) if item is not None else None
        if item is not None and item.is_reference and target is not None and target.region_fields:
            yield item, target


def _inherited(ctx: Context, drafts: Sequence[Draft], places: dict[int, str]) -> None:
    wanted: dict[str, dict[int, list[Draft]]] = defaultdict(lambda: defaultdict(list))
    for draft in drafts:
        for item, target in _belongs_to(draft.spec):
            value = draft.get(item.name)
            if value is not None:
                wanted[target.name][value].append(draft)
    for name, waiting in wanted.items():
        target = catalogue().get(name)
        for row in visible(ctx, target).filter(pk__in=list(waiting)):
            place = _place(target, row)
            for draft in waiting[row.pk] if place else ():
                places.setdefault(id(draft), place)
