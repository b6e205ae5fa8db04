"""The registry of settings: the package that reads a setting declares it; only values that differ from the default are
stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from guike.kernel.entered import Holds, many_lines, one_line
from guike.kernel.errors import FieldError, field_error
from guike.kernel.text import T, Text
from guike.kernel.working_hours import WorkingWeek, WrongHours

SettingType = Literal[
    "boolean",
    "integer",
    "decimal",
    "text",
    "long_text",
    "secret",
    "date",
    "choice",
    "multi_choice",
    "working_hours",
]
Scope = Literal["company", "department", "object"]
Check = Callable[[Any], FieldError | None]

#: a secret is stored without trimming
_CLEAN = {"text": one_line, "long_text": many_lines}
_TEXT_CHARS = {"text": 255, "secret": 255, "long_text": 20_000}
_SETTINGS: dict[str, SettingSpec] = {}
_CHECKS: dict[str, list[Check]] = {}


@dataclass(frozen=True)
class Section:
    """A heading of the settings page."""

    name: str
    label: Text
    position: int


@dataclass(frozen=True)
class SettingSpec:
    """One setting. `choices` are (code, label); `scope` says how narrow an override may be:
    an override for a department or an object wins over the company's, that over `default`."""

    key: str
    type: SettingType
    default: Any
    label: Text
    help: Text
    section: Section
    scope: Scope = "company"
    choices: tuple[tuple[str, Text], ...] = ()
    minimum: Decimal | int | None = None
    maximum: Decimal | int | None = None
    is_required: bool = False
    #: the meaning of a text beyond its type, which screens use
    holds: Holds | None = None
    #: the system itself sets it; people see it but cannot change it
    is_read_only: bool = False
    check: Check | None = field(default=None, compare=False)

    def parse(self, value: object) -> Any:
        """The typed value of a JSON value. SettingValueError with the fault."""
        if value == "" and self.is_required:
            raise SettingValueError(field_error(self.key, "required"))
        parsed = _PARSERS[self.type](self, value)
        self._check_range(parsed)
        self.check_value(parsed)
        return parsed

    def check_value(self, parsed: Any) -> None:
        """SettingValueError when a condition on the typed value, given back by the default too, does not hold."""
        for check in (self.check, *_CHECKS.get(self.key, ())):
            error = check(parsed) if check else None
            if error is not None:
                raise SettingValueError(FieldError(self.key, error.code, error.params))

    def to_json(self, value: Any) -> Any:
        """How a typed value is stored and served: decimals and dates as text."""
        if isinstance(value, WorkingWeek):
            return value.to_json()
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value

    def from_json(self, stored: Any) -> Any:
        """A stored value typed again; stored values were checked when they were set."""
        if self.type == "decimal":
            return Decimal(stored)
        if self.type == "date":
            return date.fromisoformat(stored) if stored else None
        if self.type == "working_hours":
            return WorkingWeek.parse(stored)
        return tuple(stored) if self.type == "multi_choice" else stored

    def _check_range(self, value: Any) -> None:
        if self.type not in ("integer", "decimal"):
            return
        low, high = self.minimum, self.maximum
        if low is not None and high is not None and not low <= value <= high:
            raise SettingValueError(field_error(self.key, "out_of_range", min=low, max=high))
        if low is not None and value < low:
            raise SettingValueError(field_error(self.key, "too_small", min=low))
        if high is not None and value > high:
            raise SettingValueError(field_error(self.key, "too_large", max=high))


class SettingValueError(ValueError):
    """A value does not fit its setting."""

    def __init__(self, error: FieldError) -> None:
        super().__init__(error.code)
        self.error = error


def setting(
    key: str,
    type: SettingType,
    default: Any,
    *,
    label: Text,
    help: Text,
    section: Section,
    scope: Scope = "company",
    choices: tuple[tuple[str, Text], ...] = (),
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
    is_required: bool = False,
    holds: Holds | None = None,
    is_read_only: bool = False,
    check: Check | None = None,
) -> SettingSpec:
    """Declare a setting; call it at import of the package's metadata. TypeError when the key is taken
    or the default is not a value that could be set."""
    if key in _SETTINGS:
        raise TypeError(f"setting {key!r} is declared twice")
    spec = SettingSpec(
        key,
        type,
        default,
        label,
        help,
        section,
        scope,
        choices,
        minimum,
        maximum,
        is_required,
        holds,
        is_read_only,
        check,
    )
    try:
        # An empty text is allowed as the default of a required setting; the page then asks for a value.
        if default not in ("", None):
            spec.parse(spec.to_json(default))
    except SettingValueError as wrong:
        raise TypeError(f"setting {key!r}: its default is refused ({wrong.error.code})") from wrong
    _SETTINGS[key] = spec
    return spec


def add_check(key: str, check: Check) -> None:
    """A further condition on a value, from a package above the one that declared the setting."""
    _CHECKS.setdefault(key, []).append(check)


def add_choice(key: str, code: str, label: Text) -> None:
    """A further value of a choice, from a package above the one that declared the setting: it is offered from then on. ValueError
    for one that stands already."""
    spec = spec_of(key)
    if code in dict(spec.choices):
        raise ValueError(f"setting {key!r}: {code} is declared twice")
    _SETTINGS[key] = replace(spec, choices=(*spec.choices, (code, label)))


def spec_of(key: str) -> SettingSpec:
    """LookupError for a key that nobody declared: a bug, not a user's mistake."""
    try:
        return _SETTINGS[key]
    except KeyError:
        raise LookupError(f"no setting {key!r} is declared") from None


def find(key: str) -> SettingSpec | None:
    """The setting of a key from a client; None when it is unknown."""
    return _SETTINGS.get(key)


def all_settings() -> list[SettingSpec]:
    """Every setting, in the order of the page."""
    return sorted(_SETTINGS.values(), key=lambda spec: (spec.section.position, spec.section.name))


def _boolean(spec: SettingSpec, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise SettingValueError(field_error(spec.key, "type.boolean"))


def _integer(spec: SettingSpec, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise SettingValueError(field_error(spec.key, "type.integer"))


def _decimal(spec: SettingSpec, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise SettingValueError(field_error(spec.key, "type.decimal"))
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise SettingValueError(field_error(spec.key, "type.decimal")) from None
    if not number.is_finite():
        raise SettingValueError(field_error(spec.key, "type.decimal"))
    return number


def _text(spec: SettingSpec, value: object) -> str:
    if not isinstance(value, str):
        raise SettingValueError(field_error(spec.key, "type.text"))
    value = _CLEAN.get(spec.type, str)(value)
    longest = _TEXT_CHARS[spec.type]
    if len(value) > longest:
        raise SettingValueError(field_error(spec.key, "too_long", max=longest, length=len(value)))
    allowed = "\n\t" if spec.type == "long_text" else ""
    if any(ord(letter) < 32 and letter not in allowed for letter in value):
        raise SettingValueError(field_error(spec.key, "type.control_characters"))
    return value


def _date(spec: SettingSpec, value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise SettingValueError(field_error(spec.key, "type.date")) from None


def _choice(spec: SettingSpec, value: object) -> str:
    codes = [code for code, _label in spec.choices]
    if isinstance(value, str) and value in codes:
        return value
    raise SettingValueError(field_error(spec.key, "type.choice", value=value, choices=codes))


def _multi_choice(spec: SettingSpec, value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise SettingValueError(field_error(spec.key, "type.list"))
    return tuple(dict.fromkeys(_choice(spec, item) for item in value))


def _working_hours(spec: SettingSpec, value: object) -> WorkingWeek:
    try:
        return WorkingWeek.parse(value)
    except WrongHours as wrong:
        place = f"{spec.key}.{wrong.error.field}".rstrip(".")
        raise SettingValueError(FieldError(place, wrong.error.code, wrong.error.params)) from wrong


_PARSERS: dict[str, Callable[[SettingSpec, object], Any]] = {
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "text": _text,
    "long_text": _text,
    "secret": _text,
    "date": _date,
    "choice": _choice,
    "multi_choice": _multi_choice,
    "working_hours": _working_hours,
}

COMPANY = Section("company", T("公司", "Company"), 10)
ORGANISATION = Section("organisation", T("组织", "Organisation"), 20)
SECURITY = Section("security", T("登录安全", "Sign-in"), 25)
GUARD = Section("guard", T("数据防护", "Protection of data"), 27)
PROVIDER = Section("provider", T("公司统一登录", "The company's sign-in"), 26)
RECORDS = Section("records", T("数据", "Records"), 30)
INTEGRATION = Section("integration", T("连接", "Connections"), 90)
