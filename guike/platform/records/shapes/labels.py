"""Sets label, sort key in pinyin, searched text and search grams of a row.

`kernel.searching` defines the searched text. The grams are those of every searchable text and of the label's pinyin.
One GIN index serves them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from guike.kernel import limits
from guike.kernel.caches import NEVER, process_cache
from guike.kernel.fold import fold
from guike.kernel.grams import grams_of
from guike.kernel.phone_search import EXTENSION_SIGN, STORED_EXTENSION, phone_form
from guike.kernel.pinyin import pinyin, pinyin_initials
from guike.kernel.search_keys import search_key, squeezed
from guike.kernel.searching import (
    AND,
    LABEL,
    SQUEEZED_CHARS,
    line,
    mark_of,
    pinyin_grams,
    whole_gram,
    whole_text,
)
from guike.platform.filters.labels import label_of
from guike.platform.metadata.spec import FieldSpec, ObjectSpec
from guike.platform.records.shapes.values import get_value

_PINYIN_SYLLABLES = 6
_INITIALS = 40
_MOST_GRAMS = int(limits.SEARCH_GRAMS) * 4
_MOST_CHARS = int(limits.SEARCHED_CHARS)
#: nobody types an address without its signs
_AS_WRITTEN = frozenset({"email", "url", "long_text"})
_NUMBER = mark_of("number")
#: the columns that the two functions below set
INDEX_COLUMNS = ("label", "label_sort", "search_grams", "search_text")
#: the attribute of a row with (the values by which it was last indexed, their grams, the lines of their searched text)
_INDEXED = "_guike_indexed"

#: (key, the key without its signs, marks, whether it names the row)
_Line = tuple[str, str, str, bool]
#: (grams, lines of the searched text, lines without their signs)
_Searched = tuple[dict[str, None], str, str]


@process_cache(key="a label, and whether it is a person's name", stale=NEVER, limit=4096)
def _sounds(label: str, person: bool) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The pinyin of a label: its sort key, its initials and full pinyin, and their grams. Cached, because many people
    share a name."""
    sort = pinyin(label, person=person)[:600]
    initials = pinyin_initials(label, person=person)[:_INITIALS]
    if not initials or initials == fold(label):
        return sort, (), ()
    spelled = "".join(sort.split(" ")[:_PINYIN_SYLLABLES])
    return sort, (initials, spelled), tuple(pinyin_grams(initials, spelled))


def name_row(spec: ObjectSpec, row: Any) -> None:
    """Set label and label_sort."""
    _name(spec, row, label_of(spec, row))


def _name(spec: ObjectSpec, row: Any, label: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Set label and label_sort; returns the label's pinyin and its grams."""
    name_item = spec.by_name.get(spec.name_field)
    sort, sounds, grams = _sounds(label, bool(name_item and name_item.person))
    if label != row.label or (label and not row.label_sort):
        row.label, row.label_sort = label, sort
    return sounds, grams


def index_row(spec: ObjectSpec, row: Any) -> None:
    """Set label, label_sort, search_text and search_grams from the row's values. Parts of unchanged values are not made
    again: a row may be indexed before it has its number, and then only the number is added."""
    label, number = label_of(spec, row), ""
    values: list[Any] = [label]
    for item in spec.searchable_fields:
        if item.name == "number":
            number = row.number
        else:
            values.append(get_value(item, row) if item.custom else getattr(row, item.attname))
    known, grams, lines, bare = row.__dict__.get(_INDEXED) or ((), {}, "", "")
    if known != values or row.label != label:
        marks = [LABEL, _NUMBER] if number == label else [LABEL]
        grams, lines, bare = _searched(spec, label, marks, _name(spec, row, label), values)
        values = [
            dict(v) if isinstance(v, dict) else v for v in values
        ]  # copies, because the originals may change later
        row.__dict__[_INDEXED] = values, grams, lines, bare
    found = list(grams)
    if number and number != label:
        key = search_key(number)
        own, written, without = _texts([(key, _bare(key), _NUMBER, True)])
        found += [gram for gram in own if gram not in grams]
        lines, bare = lines + written, bare + without
    row.search_grams = found if len(found) <= _MOST_GRAMS else found[:_MOST_GRAMS]
    row.search_text = whole_text(lines, bare)


def _searched(
    spec: ObjectSpec,
    label: str,
    marks: list[str],
    sounds: tuple[tuple[str, ...], tuple[str, ...]],
    values: Sequence[Any],
) -> _Searched:
    """The grams and lines of label and values. marks: those of the label and of name fields with the same text, because
    a caller may read these fields but not the label."""
    key = search_key(label)[:_MOST_CHARS]
    lines: list[_Line] = []
    at = 0
    for item in spec.searchable_fields:
        if item.name == "number":
            continue
        at += 1
        value = values[at]
        if not value:
            continue
        mark, is_name = mark_of(item.name), item.name == spec.name_field
        for text, bare in _lines(item, value):
            if is_name and text == key:
                marks.append(mark)
            else:
                lines.append((text, bare, mark, is_name or item.type == "phone"))
    whole = filter(None, map(whole_gram, {key, _bare(key)}))
    also = (*sounds[1], *whole)
    grams, written, without = _texts([(key, _bare(key), AND.join(marks), True), *lines], also)
    return grams, written + "".join([line(sound, LABEL) for sound in sounds[0]]), without


def _lines(item: FieldSpec, value: Any) -> Sequence[tuple[str, str]]:
    """(key, the key without its signs) of each text of a value."""
    if item.type == "phone":
        digits = phone_form(value, "1")
        if STORED_EXTENSION not in value:
            return ((digits, digits),)
        return ((phone_form(value, "x").replace("x", EXTENSION_SIGN), digits),)
    if item.type == "label":
        keys = [search_key(str(one))[:_MOST_CHARS] for one in value.values()]
        return [(key, _bare(key)) for key in keys]
    key = search_key(str(value))[:_MOST_CHARS]
    return ((key, key if item.type in _AS_WRITTEN else _bare(key)),)


def _bare(key: str) -> str:
    """The key without its signs if it is also found in this form, else ""."""
    return key if key.isalnum() or len(key) > SQUEEZED_CHARS else squeezed(key) or key


def _texts(lines: Iterable[_Line], also: Iterable[str] = ()) -> _Searched:
    keys, joined, parts, without = [], [], [], []
    for key, bare, marks, names in lines:
        if not key:
            continue
        keys.append(key)
        joined.append(f"{key}\n{bare}" if EXTENSION_SIGN in key else bare)
        parts.append(line(key, marks, names=names))
        if bare != key:
            without.append(line(bare, marks, names=names))
    return grams_of(keys, joined, also), "".join(parts), "".join(without)
