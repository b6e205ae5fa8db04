"""Field types: parsing, storing and showing values.

parse: what a client sent → the typed value, or ValueRefused(code). dump: typed value → JSON of the
API. Custom fields keep `store(value)` in JSON and `load` it back; columns keep the typed value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from guike.kernel import limits
from guike.kernel.entered import many_lines, one_line
from guike.kernel.errors import register
from guike.kernel.phones import PHONE_CHARS, display_phone, lacks_country
from guike.kernel.text import LOCALES, T
from guike.platform.metadata.labels import WRITERS
from guike.platform.metadata.reach import is_email, plain_email, read_phone
from guike.platform.metadata.regions import region_name
from guike.platform.metadata.spec import FieldSpec

register(
    {
        "choices.shape": T(
            "每个选项应为 code、label、color、is_active", "Each choice has code, label, color and is_active"
        ),
        "choices.code": T(
            "选项编码“{value}”无效：只能用字母、数字、点、横线和下划线，最多 60 个字符",
            "“{value}” is no code of a choice: letters, digits, dots, dashes and underscores, at most 60",
        ),
    }
)


class ValueRefused(ValueError):
    """One value is wrong; the caller knows the field and adds its path."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class FieldType:
    """parse/dump take the typed value; `schema` is its JSON schema when read and written."""

    name: str
    parse: Callable[[FieldSpec, Any], Any]
    dump: Callable[[FieldSpec, Any], Any]
    schema: Callable[[FieldSpec], dict[str, Any]]
    store: Callable[[Any], Any] = lambda value: value
    load: Callable[[Any], Any] = lambda value: value

    @property
    def dumper(self) -> Callable[[FieldSpec, Any], Any] | None:
        """`dump`, or None if a value that is not empty is shown unchanged."""
        return None if self.dump in (_unchanged, _dump_text) else self.dump


CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
URL = re.compile(r"https?://[^\s<>\"']{3,2000}", re.IGNORECASE)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MAX_ID = 2**63 - 1


def _unchanged(_spec: FieldSpec, value: Any) -> Any:
    return value


def _text(spec: FieldSpec, raw: Any, limit: int | None = None, clean: Callable[[str], str] = one_line) -> str:
    if not isinstance(raw, str):
        raise ValueRefused("type.text")
    value = clean(raw)
    if not value.isprintable() and CONTROL.search(value):
        raise ValueRefused("type.control_characters")
    longest = spec.max_length or limit or int(limits.TEXT_CHARS)
    if len(value) > longest:
        raise ValueRefused("too_long", max=longest, length=len(value))
    return value


def _long_text(spec: FieldSpec, raw: Any) -> str:
    return _text(spec, raw, int(limits.LONG_TEXT_CHARS), many_lines)


def _bounds(spec: FieldSpec, value: Decimal | int) -> None:
    low, high = spec.minimum, spec.maximum
    if spec.discount and not 0 <= value <= 1:
        raise ValueRefused("out_of_range", min="0%", max="100%")
    if low is not None and value < Decimal(low):
        refused = "not_negative" if Decimal(low) == 0 else "too_small"
        raise ValueRefused(refused, min=_bound(spec, low))
    if high is not None and value > Decimal(high):
        raise ValueRefused("too_large", max=_bound(spec, high))


def _bound(spec: FieldSpec, bound: str) -> str:
    """The text of a bound in the unit that people see."""
    return percent_text(bound) if spec.type == "percent" else bound


def percent_text(rate: str | Decimal) -> str:
    """0.1 → 10%"""
    return f"{(Decimal(rate) * 100).normalize():f}%"


def _integer(spec: FieldSpec, raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueRefused("type.integer")
    try:
        value = int(raw) if isinstance(raw, int) else int(raw.strip())
    except ValueError:
        raise ValueRefused("type.integer") from None
    if abs(value) > 2**31 - 1:
        raise ValueRefused("out_of_range", min=-(2**31) + 1, max=2**31 - 1)
    _bounds(spec, value)
    return value


#: type → (digits before the point, digits after it in storage)
NUMBER_SHAPES: dict[str, tuple[int, int]] = {"money": (16, 4), "decimal": (14, 6), "percent": (3, 6)}


def _decimal(spec: FieldSpec, raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | str | float | Decimal):
        raise ValueRefused(f"type.{spec.type}")
    text = repr(raw) if isinstance(raw, float) else str(raw).strip()
    if not re.fullmatch(r"[+-]?(\d{1,30}(\.\d{1,30})?|\.\d{1,30})", text):
        raise ValueRefused(f"type.{spec.type}")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueRefused(f"type.{spec.type}") from None
    whole, places = NUMBER_SHAPES[spec.type]
    places = min(places, spec.scale) if spec.scale is not None else places
    if abs(value) >= Decimal(10) ** whole:
        raise ValueRefused("type.decimal_digits", max=whole)
    if value != round(value, places):
        raise ValueRefused("type.decimal_scale", max=places)
    _bounds(spec, value)
    return value


def format_decimal(spec: FieldSpec, value: Any) -> str | None:
    """Money with at least two places, other numbers without trailing zeros."""
    if value is None:
        return None
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    least = (2 if spec.scale is None else min(2, spec.scale)) if spec.type == "money" else (spec.scale or 0)
    plain = str(number)
    if "E" in plain:
        plain = format(number, "f")
    whole, _, places = plain.partition(".")
    places = places.rstrip("0").ljust(least, "0")
    return f"{whole}.{places}" if places else whole


def _boolean(_spec: FieldSpec, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise ValueRefused("type.boolean")
    return raw


def _date(_spec: FieldSpec, raw: Any) -> date:
    if not isinstance(raw, str) or not DATE.fullmatch(raw.strip()):
        raise ValueRefused("type.date")
    try:
        value = date.fromisoformat(raw.strip())
    except ValueError:
        raise ValueRefused("type.date") from None
    if value.year < 1800:
        raise ValueRefused("type.date")
    return value


def parse_instant(raw: Any) -> datetime:
    """ISO 8601 with an offset → aware UTC. ValueRefused type.instant / type.instant_offset."""
    if not isinstance(raw, str) or "T" not in raw:
        raise ValueRefused("type.instant")
    try:
        value = datetime.fromisoformat(raw.strip())
    except ValueError:
        raise ValueRefused("type.instant") from None
    if value.tzinfo is None:
        raise ValueRefused("type.instant_offset")
    try:
        value = value.astimezone(UTC)
    except OverflowError:
        raise ValueRefused("type.instant") from None
    if not 1800 <= value.year <= 9998:
        raise ValueRefused("type.instant")
    return value


def format_instant(value: datetime | None) -> str | None:
    """UTC, `2026-11-21T01:30:00Z`; fractions only when there are any."""
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def store_instant(value: datetime) -> str:
    """Fixed width, so that text order is time order."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _choice(spec: FieldSpec, raw: Any) -> str:
    known = spec.choice(raw) if isinstance(raw, str) else None
    if known is None or not known.is_active:
        offered = [c.label for c in spec.choices if c.is_active][:12]
        raise ValueRefused("type.choice", value=str(raw)[:50], choices=offered)
    return known.code


def _list(raw: Any, limit: int) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueRefused("type.list")
    if len(raw) > limit:
        raise ValueRefused("too_many_items", max=limit, count=len(raw))
    return raw


def _unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _multi_choice(spec: FieldSpec, raw: Any) -> list[str]:
    return _unique([_choice(spec, item) for item in _list(raw, int(limits.TAGS_PER_FIELD))])


def _tags(spec: FieldSpec, raw: Any) -> list[str]:
    found = [_text(spec, item, 50) for item in _list(raw, int(limits.TAGS_PER_FIELD))]
    return _unique([tag for tag in found if tag])


def _reference(_spec: FieldSpec, raw: Any) -> int:
    if isinstance(raw, Mapping) and "id" in raw:
        raw = raw["id"]
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= MAX_ID:
        raise ValueRefused("type.reference")
    return raw


def _references(spec: FieldSpec, raw: Any) -> list[int]:
    return _unique([_reference(spec, item) for item in _list(raw, int(limits.REFERENCES_PER_FIELD))])


def _any_reference(spec: FieldSpec, raw: Any) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or not isinstance(raw.get("object"), str):
        raise ValueRefused("type.any_reference")
    if spec.targets and raw["object"] not in spec.targets:
        raise ValueRefused("type.any_reference")
    try:
        return {"object": raw["object"], "id": _reference(spec, raw.get("id"))}
    except ValueRefused:
        raise ValueRefused("type.any_reference") from None


def _any_references(spec: FieldSpec, raw: Any) -> list[dict[str, Any]]:
    found = [_any_reference(spec, item) for item in _list(raw, int(limits.REFERENCES_PER_FIELD))]
    return [
        dict(pair) for pair in _unique([tuple(sorted(item.items(), key=lambda kv: kv[0])) for item in found])
    ]


def _phone(spec: FieldSpec, raw: Any) -> str:
    text = _text(spec, raw, PHONE_CHARS)
    if not text:
        return ""
    number = read_phone(text)
    if number is None:
        raise ValueRefused("type.phone_country" if lacks_country(text) else "type.phone", value=text)
    return number


def _email(spec: FieldSpec, raw: Any) -> str:
    if not isinstance(raw, str):
        raise ValueRefused("type.text")
    if len(raw) > int(limits.LONG_TEXT_CHARS):
        raise ValueRefused("too_long", max=254, length=len(raw))
    text = _text(spec, plain_email(raw), 254)
    if text and not is_email(text):
        raise ValueRefused("type.email")
    return text


def _url(spec: FieldSpec, raw: Any) -> str:
    text = _text(spec, raw, 2000)
    if text and not URL.fullmatch(text):
        raise ValueRefused("type.url")
    return text


def _region(_spec: FieldSpec, raw: Any) -> str:
    if isinstance(raw, Mapping):
        raw = raw.get("code")
    if raw == "":
        return ""
    if not isinstance(raw, str) or region_name(raw) is None:
        raise ValueRefused("type.region")
    return raw


def _geo(_spec: FieldSpec, raw: Any) -> dict[str, float]:
    if not isinstance(raw, Mapping) or set(raw) - {"lat", "lng"}:
        raise ValueRefused("type.geo")
    values = []
    for key, limit in (("lat", 90), ("lng", 180)):
        number = raw.get(key)
        if isinstance(number, bool) or not isinstance(number, int | float) or not -limit <= number <= limit:
            raise ValueRefused("type.geo")
        values.append(round(float(number), 7))
    return {"lat": values[0], "lng": values[1]}


def _refuse_write(_spec: FieldSpec, _raw: Any) -> Any:
    raise ValueRefused("read_only")


def _json(_spec: FieldSpec, raw: Any) -> Any:
    if not isinstance(raw, dict | list):
        raise ValueRefused("type.map")
    return raw


def _label(spec: FieldSpec, raw: Any) -> dict[str, str]:
    """A label from a text or a map of languages; at least one must be filled unless the field may be empty."""
    if isinstance(raw, str):
        raw = {WRITERS: raw}
    if not isinstance(raw, Mapping) or not set(raw) <= {WRITERS, *LOCALES}:
        raise ValueRefused("type.locale_map")
    found = {key: _text(spec, text, int(limits.TEXT_CHARS)) for key, text in raw.items() if text is not None}
    return {key: text for key, text in found.items() if text}


CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_CHOICE_KEYS = frozenset({"code", "label", "color", "is_active", "closed"})


def _choices(spec: FieldSpec, raw: Any) -> list[dict[str, Any]]:
    """[{"code", "label", "color"?, "is_active"?}], or codes alone."""
    found = []
    for row in _list(raw, int(limits.CHOICES_PER_SET)):
        given = {"code": row} if isinstance(row, str) else row
        if not isinstance(given, Mapping) or not set(given) <= _CHOICE_KEYS:
            raise ValueRefused("choices.shape")
        code, color, active = given.get("code"), given.get("color") or "", given.get("is_active", True)
        if not isinstance(code, str) or not CHOICE_CODE.fullmatch(code):
            raise ValueRefused("choices.code", value=str(code)[:60])
        if not isinstance(color, str) or len(color) > 30 or not isinstance(active, bool):
            raise ValueRefused("choices.shape")
        label = _label(spec, given["label"]) if given.get("label") else {}
        found.append({"code": code, "labels": label, "color": color, "is_active": active})
    codes = [row["code"] for row in found]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise ValueRefused("duplicate_item", value=twice)
    return found


def _any_json(_spec: FieldSpec, raw: Any) -> Any:
    return raw


def _dump_region(_spec: FieldSpec, value: Any) -> Any:
    return {"code": value, "name": region_name(value) or value} if value else None


def _dump_held(spec: FieldSpec, value: Any) -> Any:
    return TYPES[spec.value_type].dump(spec, value)


def _held_schema(spec: FieldSpec) -> dict[str, Any]:
    return TYPES[spec.value_type].schema(spec)


def _dump_text(_spec: FieldSpec, value: Any) -> Any:
    return value or None


def _string(**extra: Any) -> Callable[[FieldSpec], dict[str, Any]]:
    def schema(spec: FieldSpec) -> dict[str, Any]:
        length = {"maxLength": spec.max_length} if spec.max_length else {}
        return {"type": ["string", "null"], **length, **extra}

    return schema


def _constant(schema: dict[str, Any]) -> Callable[[FieldSpec], dict[str, Any]]:
    return lambda _spec: schema


def _choice_schema(spec: FieldSpec) -> dict[str, Any]:
    return {"type": ["string", "null"], "description": ", ".join(c.code for c in spec.choices)}


NAMED = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": ["string", "null"]}}}
ANY = {
    "type": "object",
    "properties": {
        "object": {"type": "string"},
        "id": {"type": "integer"},
        "name": {"type": ["string", "null"]},
    },
}
FILE = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": ["string", "null"]},
        "size": {"type": ["integer", "null"]},
        "type": {"type": ["string", "null"]},
    },
}
NULL = {"type": "null"}


def _array(items: dict[str, Any]) -> Callable[[FieldSpec], dict[str, Any]]:
    return _constant({"type": ["array", "null"], "items": items})


def _decimal_type(name: str) -> FieldType:
    return FieldType(
        name, _decimal, format_decimal, _constant({"type": ["string", "null"]}), store=str, load=Decimal
    )


TYPES: dict[str, FieldType] = {
    t.name: t
    for t in (
        FieldType("text", _text, _dump_text, _string()),
        FieldType("long_text", _long_text, _dump_text, _string()),
        FieldType("auto_number", _refuse_write, _dump_text, _string()),
        FieldType("integer", _integer, _unchanged, _constant({"type": ["integer", "null"]})),
        _decimal_type("decimal"),
        _decimal_type("money"),
        _decimal_type("percent"),
        FieldType("boolean", _boolean, _unchanged, _constant({"type": ["boolean", "null"]})),
        FieldType(
            "date",
            _date,
            lambda _spec, value: value.isoformat() if value else None,
            _string(format="date"),
            store=lambda value: value.isoformat(),
            load=date.fromisoformat,
        ),
        FieldType(
            "instant",
            lambda _spec, raw: parse_instant(raw),
            lambda _spec, value: format_instant(value),
            _string(format="date-time"),
            store=store_instant,
            load=datetime.fromisoformat,
        ),
        FieldType("choice", _choice, _dump_text, _choice_schema),
        FieldType("multi_choice", _multi_choice, _unchanged, _array({"type": "string"})),
        FieldType("tags", _tags, _unchanged, _array({"type": "string"})),
        FieldType("reference", _reference, _unchanged, _constant({"anyOf": [NAMED, NULL]})),
        FieldType("user", _reference, _unchanged, _constant({"anyOf": [NAMED, NULL]})),
        FieldType("department", _reference, _unchanged, _constant({"anyOf": [NAMED, NULL]})),
        FieldType("references", _references, _unchanged, _array(NAMED)),
        FieldType("any_reference", _any_reference, _unchanged, _constant({"anyOf": [ANY, NULL]})),
        FieldType("any_references", _any_references, _unchanged, _array(ANY)),
        FieldType("phone", _phone, lambda _spec, value: display_phone(value) if value else None, _string()),
        FieldType("email", _email, _dump_text, _string()),
        FieldType("url", _url, _dump_text, _string()),
        FieldType("region", _region, _dump_region, _constant({"type": ["object", "null"]})),
        FieldType("geo", _geo, _unchanged, _constant({"type": ["object", "null"]})),
        FieldType("image", _reference, _unchanged, _constant({"anyOf": [FILE, NULL]})),
        FieldType("file", _reference, _unchanged, _constant({"anyOf": [FILE, NULL]})),
        FieldType("files", _references, _unchanged, _array(FILE)),
        FieldType("formula", _refuse_write, _dump_held, _held_schema),
        FieldType("rollup", _refuse_write, _dump_held, _held_schema),
        FieldType("lines", _json, _unchanged, _array({"type": "object"})),
        FieldType("json", _json, _unchanged, _constant({})),
        FieldType("value", _any_json, _unchanged, _constant({})),
        FieldType("label", _label, _unchanged, _constant({"type": ["string", "object", "null"]})),
        FieldType("choices", _choices, _unchanged, _array({"type": "object"})),
    )
}


TEXTS_AND_LISTS: frozenset[Any] = frozenset({str, list})
#: types that are stored and shown as [] when empty
LISTS = frozenset({"references", "any_references", "tags", "multi_choice", "files"})


def empty(value: Any) -> bool:
    """Whether a value is empty: null, empty text and empty list are the same everywhere."""
    return value is None or (value.__class__ in TEXTS_AND_LISTS and not value)
