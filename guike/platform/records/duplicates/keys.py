"""Duplicate keys: those that the domains declare and rules that administrators add.

A key is one or several fields, each with a way of comparing: "phone" in any spelling, "mobile" only for a number of one
person, "landline" only for other numbers, "email" except shared addresses (info@), "company" without legal form, "text"
without case and width, "exact".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from guike.kernel.fold import fold, normalize_company
from guike.kernel.phones import is_personal
from guike.kernel.text import Text, join
from guike.platform.metadata.catalogue import Catalogue, catalogue
from guike.platform.metadata.models import DuplicateRule
from guike.platform.metadata.reach import read_phone
from guike.platform.metadata.spec import ObjectSpec

HOW = ("exact", "phone", "company", "text")
_WAYS = frozenset({*HOW, "mobile", "landline", "email"})
_PHONES = frozenset({"phone", "mobile", "landline"})
#: before the @ of addresses that several people read (RFC 2142 and what companies here use)
_SHARED = """
abuse accounting accounts admin administrator billing business careers contact cs customerservice enquiries feedback
finance hello help hostmaster hr info inquiry jobs mail market marketing media news noc no-reply noreply office order
orders postmaster press public purchase purchasing recruit root sales security service services support team trade
webmaster welcome
"""
_SHARED_BOXES = frozenset(_SHARED.split())


@dataclass(frozen=True)
class Part:
    """One field of a key. `other`: the name of the field in the searched object, if it differs; `also`: further fields,
    in both objects, in which people may write the same value: a mobile number in the field of phones."""

    field: str
    how: str = "exact"
    other: str = ""
    also: tuple[str, ...] = ()

    @cached_property
    def here(self) -> tuple[str, ...]:
        return (self.field, *self.also)

    @cached_property
    def there(self) -> tuple[str, ...]:
        return (self.other or self.field, *self.also)


@dataclass(frozen=True)
class DuplicateKey:
    """parts: the first one should have an index. object: where to look, empty = the same object.

    `same`: two records with this key are the same (imports skip the row); otherwise a match is only reported.
    `identifies`: the existing record may be changed whatever its name is (imports update it). `blocks`: a second record
    is refused. `shows`: name and owner are shown even if the caller may not see the record.
    """

    parts: tuple[Part, ...]
    object: str = ""
    score: int = 100
    same: bool = True
    blocks: bool = False
    shows: bool = True
    identifies: bool = False

    @property
    def name(self) -> str:
        """The key's name in the API: mobile, company+name."""
        return "+".join(part.field for part in self.parts)

    def label(self, spec: ObjectSpec) -> Text:
        """公司、姓名"""
        labels = [spec.by_name[part.field].label for part in self.parts]
        return Text(*(join([label.get(locale) for label in labels], locale) for locale in ("zh-CN", "en")))


@dataclass(frozen=True)
class KeyColumn:
    """An indexed column, filled by the domain, with a field's comparable value."""

    column: str
    of: Callable[[str], str]


_keys: dict[str, tuple[DuplicateKey, ...]] = {}
_columns: dict[tuple[str, str], KeyColumn] = {}


def duplicate_keys(
    object_name: str, *keys: DuplicateKey, columns: Mapping[str, KeyColumn] | None = None
) -> None:
    """Declare the keys of an object and the columns that hold comparable values of its fields."""
    if object_name in _keys:
        raise ValueError(f"duplicate keys of {object_name} are declared twice")
    _keys[object_name] = keys
    for name, column in (columns or {}).items():
        _columns[object_name, name] = column


def key_column(spec: ObjectSpec, field: str) -> KeyColumn | None:
    """The indexed column that a field is compared by, if the domain keeps one."""
    return _columns.get((spec.name, field))


def keys_of(spec: ObjectSpec) -> tuple[DuplicateKey, ...]:
    """Declared keys and administrators' rules whose fields all exist."""
    known = catalogue()
    rules = (_of_rule(row) for row in known.duplicate_rules.get(spec.name, ()))
    return tuple(
        key for key in (*_keys.get(spec.name, ()), *rules) if key is not None and _stands(known, spec, key)
    )


def _of_rule(row: DuplicateRule) -> DuplicateKey | None:
    parts = tuple(
        Part(m["field"], m.get("how", "exact"), m.get("other", "")) for m in row.match if "field" in m
    )
    if not parts:
        return None
    target = next((m["object"] for m in row.match if m.get("object")), "")
    target = "" if target == row.object else target
    return DuplicateKey(parts, target, same=not target, blocks=row.effect == "block", shows=row.shows_owner)


def _stands(known: Catalogue, spec: ObjectSpec, key: DuplicateKey) -> bool:
    target = known.objects.get(key.object or spec.name)
    if target is None:
        return False
    fields = [(spec, name) for part in key.parts for name in part.here]
    fields += [(target, name) for part in key.parts for name in part.there]
    items = [holder.by_name.get(name) for holder, name in fields]
    return all(i is not None and i.stored for i in items) and all(part.how in _WAYS for part in key.parts)


def comparable(how: str, value: Any) -> str:
    """The value in comparable form; empty when it does not count."""
    if value is None or value == "" or value == []:
        return ""
    if how in _PHONES:
        text = str(value)
        number = text if text.startswith("+") and text[1:].isdecimal() else read_phone(text) or ""
        return number if how == "phone" or is_personal(number) is (how == "mobile") else ""
    if how == "email":
        address = fold(str(value).strip())
        return "" if address.partition("@")[0] in _SHARED_BOXES else address
    if how == "company":
        return normalize_company(str(value))[:200]
    if how == "text":
        return fold(str(value).strip())
    if isinstance(value, Mapping):
        return str(value.get("id") or value.get("code") or "")
    return str(value)


def key_values(
    key: DuplicateKey, value_of: Callable[[str], Any], *, there: bool = False
) -> list[tuple[str, ...]]:
    """The key values of one record, first the one of the main fields; none when a part is empty. `there`: the record is
    one of the searched object."""
    words = [_words(part.how, part.there if there else part.here, value_of) for part in key.parts]
    return [(word,) for word in words[0]] if len(words) == 1 else list(product(*words))


def _words(how: str, names: Iterable[str], value_of: Callable[[str], Any]) -> list[str]:
    """The comparable values of one part of a key, without those that do not count."""
    found = []
    for name in names:
        word = comparable(how, value_of(name))
        if word and word not in found:
            found.append(word)
    return found
