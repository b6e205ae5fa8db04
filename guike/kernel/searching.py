"""Defines when a row matches the words of a search. Lists, search, exports, bulk actions, figures and pickers all use
this definition, in SQL (`platform.records.reading.searching`) or for a row in memory (`Sought.is_held`).

The searched text of a row has a line for each text by which the row is found. Then follow "\\f" and, for each of these
texts that has signs in it, a line without the signs. A line is ``"\\n" + key + "\\t" or "\\v" + mark``. The key is made
by `search_key`. "\\t" follows texts that name the row (label, number, phone), "\\v" all others. The marks are the names
of the fields, or `LABEL`, in capital letters, which no key and no search contains. A label that is also a field's value
is one line with both marks.

A row is found when its text contains every word. Words that are in one line must follow the order in which they were
typed. A single word may also be in a line without signs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product

from guike.kernel import limits
from guike.kernel.caches import NEVER, process_cache
from guike.kernel.grams import grams_of, is_cjk, query_grams
from guike.kernel.phone_search import EXTENSION_SIGN, phone_form, sought_phone
from guike.kernel.search_keys import search_key, squeezed

NAMING, OTHER = "\t", "\v"
BARE = "\f"
#: the marks of the label and of its sound, and the separator between the marks of one line
LABEL, AND = "Ю", "Э"
#: the first characters of grams: of initials, of full pinyin, and of a whole short name
INITIALS, SPELLED, WHOLE = "~", "^", "="
INITIALS_RUN = 4
#: a name of at most so many characters has a gram of its own, since very many rows may contain its words
WHOLE_CHARS = 12
#: texts of at most so many characters are also found without their signs
SQUEEZED_CHARS = 100
#: words whose lines may come in any order; further words must follow the last of these
_FREE_WORDS = 4
#: how many sets of grams are looked up
_MOST_SETS = 12
_MARKS = str.maketrans("abcdefghijklmnopqrstuvwxyz0123456789_", "ABCDEFGHIJKLMNOPQRSTUVWXYZБГДЖИЛПУФЦЯ")
#: each sign has one meaning in the pattern; with two meanings, all their combinations would be tried
_PHONE = re.compile(r"(?:[\d\s()+\-./x*#,;转]|ext|分机|内线)+", re.ASCII)
_LETTER = re.compile(r"[a-z]")
_NUMBER_CHARS = 4


def mark_of(field: str) -> str:
    """A field's mark in the searched text."""
    return field.translate(_MARKS)


def line(key: str, marks: str, *, names: bool = False) -> str:
    """One line of the searched text; `names`: whether the key names the row."""
    return f"\n{key}{NAMING if names else OTHER}{marks}"


def lines_of(marks: Sequence[str]) -> str:
    """A regular expression for the lines that have no other marks than these."""
    one = f"(?:{'|'.join(marks)})"
    return f"\n[^\n{BARE}]*[{NAMING}{OTHER}]{one}(?:{AND}{one})*(?=[\n{BARE}]|$)"


def whole_text(lines: str, bare: str) -> str:
    """The searched text of a row. lines: the lines of its texts; bare: the lines without signs."""
    return f"{lines}{BARE}{bare}"


def indexed(texts: Iterable[str], mark: str) -> tuple[list[str], str]:
    """(grams, searched text) of a row that is found by several texts of one field and has no name."""
    keys = list(dict.fromkeys(key for text in texts if (key := search_key(text))))
    bare = [squeezed(key) if len(key) <= SQUEEZED_CHARS else "" for key in keys]
    joined = [short or key for short, key in zip(bare, keys, strict=True)]
    without = "".join(
        line(short, mark) for short, key in zip(bare, keys, strict=True) if short not in ("", key)
    )
    return list(grams_of(keys, joined)), whole_text("".join(line(key, mark) for key in keys), without)


def whole_gram(key: str) -> str:
    """The gram of a row with this name; empty when the name is too long to need one."""
    return WHOLE + key if 0 < len(key) <= WHOLE_CHARS else ""


def pinyin_grams(initials: str, spelled: str) -> list[str]:
    """The grams of a name's pinyin."""
    runs = [INITIALS + run for run in _runs(initials, range(2, INITIALS_RUN + 1))]
    return list(dict.fromkeys([*runs, *_pairs(spelled)]))


def _runs(text: str, lengths: Iterable[int]) -> list[str]:
    return [text[i : i + n] for n in lengths for i in range(len(text) - n + 1)]


def _pairs(spelled: str) -> list[str]:
    return [SPELLED + spelled[i : i + 2] for i in range(len(spelled) - 1)]


@dataclass(frozen=True)
class Sought:
    """A parsed search. sets: sets of grams; a row must have all grams of one set. readings: sequences of text pieces;
    the searched text must contain the pieces of one sequence in order. names: lines of a row with exactly this name.
    whole: grams of which such a row has one; empty if the search may also be a number or phone. is_told: a row with the
    grams always contains the words."""

    sets: tuple[tuple[str, ...], ...] = ()
    readings: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    is_told: bool = False

    def is_held(self, text: str, grams: Collection[str]) -> bool:
        """Whether a row with this searched text and these grams is found."""
        held = set(grams)
        return any(held.issuperset(one) for one in self.sets) and any(
            _stand(pieces, text) for pieces in self.readings
        )

    def is_named(self, text: str) -> bool:
        """Whether the search is exactly the row's name, number or phone."""
        return any(name in text for name in self.names)


def _stand(pieces: Sequence[str], text: str) -> bool:
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


_LINE = re.compile(f"\n[^\n{BARE}]*[{NAMING}{OTHER}][^\n{BARE}]*")


@dataclass(frozen=True)
class Line:
    """A line of a searched text in which words were found. is_sound: the line is the pinyin of the name."""

    key: str
    marks: tuple[str, ...]
    is_sound: bool


def told_by(q: str, text: str) -> list[Line]:
    """The lines, other than the name, because of which a row with this searched text is found: one line with all words,
    else lines with the words that are not in the name; none if the name has all words."""
    lines = _LINE.findall(text)
    called = [one for one in lines if _is_name(one)]
    readings = sought(q).readings
    for pieces in readings:
        if any(_stand(pieces, one) for one in called):
            return []
    for pieces in readings:
        whole = next((one for one in lines if _stand(pieces, one)), None)
        if whole is not None:
            return [_read(whole)]
    for pieces in readings:
        if _stand(pieces, text):
            left = [piece for piece in pieces if not any(piece in one for one in called)]
            found = [next((one for one in lines if piece in one), None) for piece in left]
            return [_read(one) for one in dict.fromkeys(found) if one is not None]
    return []


def _read(written: str) -> Line:
    key, sign, marks = re.split(f"([{NAMING}{OTHER}])", written[1:], maxsplit=1)
    return Line(key, tuple(marks.split(AND)), sign == OTHER and marks == LABEL)


def _is_name(written: str) -> bool:
    return LABEL in written.split(NAMING, 1)[-1].split(AND) if NAMING in written else False


@process_cache(key="what somebody looks for", stale=NEVER, limit=256)
def sought(q: str) -> Sought:
    """A search, parsed from the text that was typed. Without sets, no row is found."""
    key = search_key(q[: int(limits.SEARCH_CHARS)])
    words = key.split(" ") if key else []
    if not words:
        return Sought()
    phone = _phone(key)
    sets = _least([*_sets([_grams(word) for word in words]), *([tuple(query_grams(phone))] if phone else [])])
    readings = [
        pieces for chosen in _product([_spellings(word) for word in words]) for pieces in _orders(chosen)
    ]
    if phone:
        readings.append((phone,))
    names = list(dict.fromkeys(_named(one) for one in (key, squeezed(key), phone) if one))
    if not sets:  # only signs: rows with exactly this name
        whole = whole_gram(key)
        return Sought(((whole,),), ((_named(key),),), (_named(key),), (whole,)) if whole else Sought()
    is_told = len(sets) == len(sets[0]) == len(words) == 1 and sets[0][0] == key and all(map(is_cjk, key))
    return Sought(sets, tuple(dict.fromkeys(readings)), tuple(names), _whole(key), is_told)


def _least(sets: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The sets that contain no other set: a row that has the grams of a larger set also has those of the smaller
    one."""
    different = {frozenset(one): one for one in reversed(sets)}
    return tuple(
        one for grams, one in reversed(different.items()) if not any(other < grams for other in different)
    )


def _whole(key: str) -> tuple[str, ...]:
    if any(c.isdigit() for c in key):
        return ()
    grams = [whole_gram(one) for one in dict.fromkeys((key, squeezed(key))) if one]
    return tuple(grams) if all(grams) else ()


def _named(key: str) -> str:
    return f"\n{key}{NAMING}"


def _phone(key: str) -> str:
    """The search as lines store a phone number, if it is a number or part of one; otherwise ""."""
    found = sought_phone(key) if _PHONE.fullmatch(key) else ""
    shown = phone_form(found, "1")
    if sum(c.isdigit() for c in shown) < _NUMBER_CHARS:
        return ""
    return shown.replace("x", EXTENSION_SIGN)


def _spellings(word: str) -> list[str]:
    """The word, and if it is some kind of number, also the word without its signs."""
    bare = squeezed(word)
    is_number = len(bare) >= _NUMBER_CHARS and any(c.isdigit() for c in bare)
    return [word, bare] if is_number and bare != word else [word]


def _grams(word: str) -> list[list[str]]:
    """Sets of grams; a row that contains the word has all grams of one set."""
    found = [query_grams(spelling) for spelling in _spellings(word)]
    if word.isascii() and word.isalnum() and len(word) > 1 and _LETTER.search(word):
        lengths = [min(len(word), INITIALS_RUN)]
        found.append([INITIALS + run for run in _runs(word, lengths)])
        found.append(_pairs(word))
    return found


def _product(choices: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Every combination of one spelling for each word; for very many words only the first and the last."""
    if 2 ** sum(len(one) > 1 for one in choices) > _MOST_SETS:
        return [tuple(one[0] for one in choices), tuple(one[-1] for one in choices)]
    return list(product(*choices))


def _sets(words: Sequence[Sequence[Sequence[str]]]) -> list[tuple[str, ...]]:
    """The sets of all words joined: every combination of one set for each word, as long as these are few. With more
    words only three are made: the grams of the plain text, of the initials, and of the pinyin."""
    number = 1
    for one in words:
        number *= len(one)
    chosen: Iterable[Sequence[Sequence[str]]] = product(*words)
    if number > _MOST_SETS:
        longest = max(map(len, words))
        chosen = [[one[min(n, len(one) - 1)] for one in words] for n in range(longest)]
    joined = [tuple(dict.fromkeys(gram for grams in one for gram in grams)) for one in chosen]
    return [grams for grams in dict.fromkeys(joined) if grams]


def _orders(words: Sequence[str]) -> list[tuple[str, ...]]:
    """The words in each order, with a line break between two words that were typed in the opposite order. Several words
    must be in lines with signs; otherwise one word might be found in a line and another in the same line without its
    signs."""
    free, rest = words[:_FREE_WORDS], words[_FREE_WORDS:]
    found = []
    for order in permutations(range(len(free))):
        pieces = [free[order[0]]]
        for before, after in pairwise(order):
            pieces += [free[after]] if before < after else ["\n", free[after]]
        if not rest or order[-1] == len(free) - 1:
            found.append((*pieces, *rest) if len(words) == 1 else (*pieces, *rest, BARE))
    return found
