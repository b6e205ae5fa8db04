"""What a record is called and what it is found by: label, sort key in pinyin, search grams.

Grams: pairs of neighbouring characters of every searchable field; "~" + runs of pinyin initials
and "^" + pairs of the full pinyin of the label; digits of phones. One GIN index serves them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from guike.kernel import limits
from guike.kernel.fold import fold, grams_of, query_grams
from guike.kernel.phones import phone_digits
from guike.kernel.pinyin import pinyin, pinyin_initials
from guike.platform.filters.labels import label_of
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.values import get_value

_INITIALS_RUN = 4
_PINYIN_SYLLABLES = 6
_MOST_GRAMS = int(limits.SEARCH_GRAMS) * 4
#: what of a row the two functions below set
INDEX_COLUMNS = ("label", "label_sort", "search_grams")
#: the attribute of a row that holds (values by which it was indexed last, their grams, grams of its sound)
_INDEXED = "_guike_indexed"


@lru_cache(maxsize=4096)
def _sounds(label: str, person: bool) -> tuple[str, tuple[str, ...]]:
    """How a label sounds: its sort key, and the grams of it. Kept for a while: people are called alike."""
    sort = pinyin(label, person=person)[:600]
    initials = pinyin_initials(label, person=person)[:40]
    if not initials or initials == fold(label):
        return sort, ()
    joined = "".join(sort.split(" ")[:_PINYIN_SYLLABLES])
    runs = ["~" + run for run in _runs(initials, _INITIALS_RUN)]
    pairs = ["^" + joined[i : i + 2] for i in range(len(joined) - 1)]
    return sort, tuple(dict.fromkeys(runs + pairs))


def _runs(text: str, longest: int) -> list[str]:
    return [text[i : i + n] for n in range(2, longest + 1) for i in range(len(text) - n + 1)]


def name_row(spec: ObjectSpec, row: Any) -> tuple[str, ...]:
    """Set label and label_sort; the grams of how the label sounds."""
    return _name(spec, row, label_of(spec, row))


def _name(spec: ObjectSpec, row: Any, label: str) -> tuple[str, ...]:
    name_item = spec.by_name.get(spec.name_field)
    sort, grams = _sounds(label, bool(name_item and name_item.person))
    if label != row.label or (label and not row.label_sort):
        row.label, row.label_sort = label, sort
    return grams


def index_row(spec: ObjectSpec, row: Any) -> None:
    """Set label, label_sort and search_grams from the row's values. Those of the same values are made once: a row may
    be indexed before it has its number, and then only that is added."""
    label, number = label_of(spec, row), ""
    values: list[Any] = [label]
    for item in spec.searchable_fields:
        if item.name == "number":
            number = row.number
        else:
            values.append(get_value(item, row) if item.custom else getattr(row, item.attname))
    known, grams, sounds = row.__dict__.get(_INDEXED) or ((), {}, ())
    if known != values or row.label != label:
        sounds = _name(spec, row, label)
        grams = grams_of(_texts(spec, values))
        values = [dict(v) if isinstance(v, dict) else v for v in values]  # as they are now
        row.__dict__[_INDEXED] = values, grams, sounds
    if number and number != label:
        grams = grams | grams_of([number])
    found = [*grams, *sounds]  # no text has a gram with the sign of a sound
    row.search_grams = found if len(found) <= _MOST_GRAMS else found[:_MOST_GRAMS]


def _texts(spec: ObjectSpec, values: Sequence[Any]) -> list[str]:
    """What is searched of label and values, without what says the label again."""
    label, *others = values
    items = [item for item in spec.searchable_fields if item.name != "number"]
    pairs = zip(items, others, strict=True)
    return [label, *(_searched(item, value) for item, value in pairs if value and value != label)]


def _searched(item: FieldSpec, value: Any) -> str:
    """The text of a searchable value: of a phone its digits, of a label every language."""
    if item.type == "phone":
        return phone_digits(value)
    return " ".join(value.values()) if item.type == "label" else str(value)


@lru_cache(maxsize=64)  # one call asks several times
def search_alternatives(q: str) -> tuple[tuple[str, ...], ...]:
    """Sets of grams of which one must be contained in a row that matches `q`; none when q is too short."""
    text = fold(q)[: int(limits.SEARCH_CHARS)].strip()
    found = []
    plain = query_grams(text)
    if plain:
        found.append(plain)
    digits = phone_digits(text)
    if len(digits) >= 4 and digits != text and not any(c.isalpha() for c in text):
        found.append(query_grams(digits))
    letters = text.replace(" ", "").replace("'", "")
    if letters.isascii() and letters.isalpha() and len(letters) >= 2:
        runs = [letters] if len(letters) <= _INITIALS_RUN else _runs(letters, _INITIALS_RUN)
        found.append(["~" + run for run in runs if len(run) == min(len(letters), _INITIALS_RUN)])
        found.append(["^" + letters[i : i + 2] for i in range(len(letters) - 1)])
    return tuple(tuple(grams) for grams in found if grams)
