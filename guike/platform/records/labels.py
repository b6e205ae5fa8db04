"""What a record is called and what it is found by: label, sort key in pinyin, searched text and search grams.

What the text holds and how it is asked stands in `kernel.searching`. Grams: those of every searchable text, and of how
the label sounds. One GIN index serves them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from guike.kernel import limits
from guike.kernel.fold import fold
from guike.kernel.grams import grams_of
from guike.kernel.phone_search import EXTENSION_SIGN, phone_form
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
from guike.platform.records.values import get_value

_PINYIN_SYLLABLES = 6
_INITIALS = 40
_MOST_GRAMS = int(limits.SEARCH_GRAMS) * 4
_MOST_CHARS = int(limits.SEARCHED_CHARS)
#: an address is not typed without the signs in it
_AS_WRITTEN = frozenset({"email", "url", "long_text"})
#: what of a row the two functions below set
INDEX_COLUMNS = ("label", "label_sort", "search_grams", "search_text")
#: the attribute of a row that holds (values by which it was indexed last, their grams, lines of their searched text)
_INDEXED = "_guike_indexed"

#: (key, mark, does it name the row, the key without its signs)
_Line = tuple[str, str, bool, str]
#: (grams, lines of the searched text, lines without their signs)
_Searched = tuple[dict[str, None], str, str]


@lru_cache(maxsize=4096)
def _sounds(label: str, person: bool) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """How a label sounds: its sort key, its initials and full pinyin, and the grams of these. Kept for a while: people
    are called alike."""
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
    """Set label and label_sort; how the label sounds, and the grams of that."""
    name_item = spec.by_name.get(spec.name_field)
    sort, sounds, grams = _sounds(label, bool(name_item and name_item.person))
    if label != row.label or (label and not row.label_sort):
        row.label, row.label_sort = label, sort
    return sounds, grams


def index_row(spec: ObjectSpec, row: Any) -> None:
    """Set label, label_sort, search_text and search_grams from the row's values. Those of the same values are made once:
    a row may be indexed before it has its number, and then only that is added."""
    label, number = label_of(spec, row), ""
    values: list[Any] = [label]
    for item in spec.searchable_fields:
        if item.name == "number":
            number = row.number
        else:
            values.append(get_value(item, row) if item.custom else getattr(row, item.attname))
    known, grams, lines, bare = row.__dict__.get(_INDEXED) or ((), {}, "", "")
    if known != values or row.label != label:
        marks = [LABEL, mark_of("number")] if number == label else [LABEL]
        grams, lines, bare = _searched(spec, label, marks, _name(spec, row, label), values[1:])
        values = [dict(v) if isinstance(v, dict) else v for v in values]  # as they are now
        row.__dict__[_INDEXED] = values, grams, lines, bare
    if number and number != label:
        key = search_key(number)
        own, written, without = _texts([(key, mark_of("number"), True, _bare(key))])
        grams, lines, bare = grams | own, lines + written, bare + without
    row.search_grams = list(grams) if len(grams) <= _MOST_GRAMS else list(grams)[:_MOST_GRAMS]
    row.search_text = whole_text(lines, bare)


def _searched(
    spec: ObjectSpec,
    label: str,
    marks: list[str],
    sounds: tuple[tuple[str, ...], tuple[str, ...]],
    others: Sequence[Any],
) -> _Searched:
    """Of label and values. marks: of the label, to which those of names are added that say the same: one may read them
    and not be told the label."""
    key = search_key(label)[:_MOST_CHARS]
    lines: list[_Line] = []
    items = [item for item in spec.searchable_fields if item.name != "number"]
    for item, value in zip(items, others, strict=True):
        for one in _lines(spec, item, value) if value else ():
            if one[2] and one[0] == key:
                marks.append(one[1])
            else:
                lines.append(one)
    grams, text, bare = _texts([(key, AND.join(marks), True, _bare(key)), *lines])
    whole = whole_gram(key)
    found = dict.fromkeys((*sounds[1], whole) if whole else sounds[1])
    return found | grams, text + "".join([line(sound, LABEL) for sound in sounds[0]]), bare


def _lines(spec: ObjectSpec, item: FieldSpec, value: Any) -> Iterator[_Line]:
    """Of each text of a value."""
    mark = mark_of(item.name)
    if item.type == "phone":
        digits = phone_form(value, "1")
        extended = phone_form(value, "x").replace("x", EXTENSION_SIGN)
        yield extended, mark, True, digits
        return
    texts = value.values() if item.type == "label" else (value,)
    for one in texts:
        key = search_key(str(one))[:_MOST_CHARS]
        yield key, mark, item.name == spec.name_field, key if item.type in _AS_WRITTEN else _bare(key)


def _bare(key: str) -> str:
    """The key without its signs, where it is found that way, too."""
    return squeezed(key) or key if len(key) <= SQUEEZED_CHARS else key


def _texts(lines: Iterable[_Line]) -> _Searched:
    keys, joined, parts, without = [], [], [], []
    for key, mark, names, bare in lines:
        if not key:
            continue
        keys.append(key)
        joined.append(f"{key}\n{bare}" if EXTENSION_SIGN in key else bare)
        parts.append(line(key, mark, names=names))
        if bare != key:
            without.append(line(bare, mark, names=names))
    return grams_of(keys, joined), "".join(parts), "".join(without)
