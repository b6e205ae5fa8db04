"""Keys, grams, and what it means that a text holds the words of a search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.grams import grams_of, is_cjk, query_grams
from guike.kernel.limits import SEARCH_GRAMS
from guike.kernel.search_keys import search_key, squeezed
from guike.kernel.searching import line, sought, whole_gram, whole_text

mixed = st.text(st.sampled_from("云帆科技ABCabcé１２3ﬁ -._（）ßΣσςİıＡ㈱軟🚀&+x·"), max_size=30)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("José Müller", "jose muller"),
        ("雲帆軟體", "云帆软体"),
        ("臺灣積體", "台湾积体"),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
        ("ドン・キホーテ", "ドンキホーテ"),
        ("O’Brien", "obrien"),
        ("Straße", "STRASSE"),
        ("ＡＢＣ１２３", "abc123"),
        ("Łódź", "lodz"),
        ("Ёлка", "елка"),
        ("云\u200b帆", "云帆"),
        ("Acme\u00a0 Ltd", "acme ltd"),
        ("SO‑2026–1", "so-2026-1"),
        ("❤️", "❤"),
    ],
)
def test_spellings_that_meet(first: str, second: str) -> None:
    assert search_key(first) == search_key(second)


@pytest.mark.parametrize(("first", "second"), [("C++", "C"), ("P&G", "PG"), ("云帆", "帆云"), ("が", "か")])
def test_spellings_that_do_not_meet(first: str, second: str) -> None:
    assert search_key(first) != search_key(second)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key_and_has_nothing_that_separates_lines(text: str) -> None:
    key = search_key(text)
    assert not {"\n", "\t", "\v"} & set(key)
    assert not any("A" <= c <= "Z" or c in "БГДЖИЛПУФЦЯЮЭ" for c in key)
    assert key == " ".join(key.split())


@given(mixed)
def test_making_a_key_twice_changes_nothing(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_grams() -> None:
    assert list(grams_of(["云帆ab"])) == ["云", "帆", "云帆", "帆a", "ab"]
    assert list(grams_of(["a-1 云"])) == ["云", "a", "1"]
    assert list(grams_of(["so-26"], ["so26"])) == ["so", "26", "o2"]
    assert list(grams_of(["+12"])) == ["12", "+1"]
    assert list(grams_of(["🚀计"])) == ["计", "🚀"]
    assert list(grams_of(["x公司", "t恤"])) == ["公", "x公", "司", "公司", "x", "恤", "t恤", "t"]
    assert query_grams("云帆") == ["云帆"]
    assert query_grams("云") == ["云"]
    assert query_grams("ab-云") == ["ab", "云"]
    assert query_grams("x-ray") == ["ra", "ay"]
    assert [query_grams(word) for word in ("x", "p&g", "a.b.", "c++", "+1", "🚀", "&")] == [
        ["x"], ["p", "g"], ["a", "b"], ["c"], ["+1"], ["🚀"], [],
    ]  # fmt: skip


@given(mixed, st.data())
def test_whatever_contains_the_words_has_their_grams(text: str, data: st.DataObject) -> None:
    key = search_key(text)
    start = data.draw(st.integers(0, len(key)))
    part = key[start : data.draw(st.integers(start, len(key)))]
    grams = grams_of([key])
    for word in part.split():
        if any(len(gram) > 1 or is_cjk(gram) or not gram.isalnum() for gram in query_grams(word)):
            assert set(query_grams(word)) <= set(grams)


@given(st.lists(mixed.map(search_key), min_size=1, max_size=5))
def test_grams_of_several_texts_are_those_of_each(texts: list[str]) -> None:
    assert set(grams_of(texts)) == {gram for text in texts for gram in grams_of([text])}


def test_grams_are_bounded_for_each_text() -> None:
    endless = "".join(chr(0x4E00 + index) for index in range(5000))
    found = list(grams_of([endless]))
    assert len(found) == SEARCH_GRAMS
    assert list(grams_of([endless, "ab"])) == [*found, "ab"]
    assert list(grams_of(["云帆云帆云帆"])) == ["云", "帆", "云帆", "帆云"]


def _row(*texts: str) -> tuple[str, dict[str, None]]:
    """The searched text and grams of a row with these texts, the first of which names it."""
    keys = [search_key(text) for text in texts]
    lines = "".join(line(key, "F", names=not n) for n, key in enumerate(keys))
    bare = "".join(
        line(squeezed(key), "F", names=not n) for n, key in enumerate(keys) if squeezed(key) != key
    )
    grams = grams_of(keys, [squeezed(key) or key for key in keys])
    return whole_text(lines, bare), {**grams, whole_gram(keys[0]): None}


@pytest.mark.parametrize(
    ("q", "texts", "held"),
    [
        ("云帆软件", ["云帆软件公司"], True),
        ("帆软云件", ["云帆软件公司"], False),
        ("云帆 公司", ["云帆软件公司"], True),
        ("公司 云帆", ["云帆软件公司"], False),
        ("小明 云帆", ["云帆软件公司", "王小明"], True),
        ("云帆 小明", ["云帆软件公司", "王小明"], True),
        ("云帆 小红", ["云帆软件公司", "王小明"], False),
        ("公司 云帆", ["云帆（北京）公司"], False),
        ("北京公司", ["云帆（北京）公司"], True),
        ("公司 小明 云帆", ["云帆软件公司", "王小明"], False),
        ("公司 小明 云帆", ["云帆软件公司", "王小明", "云帆"], True),
        ("SO-2026-0012", ["SO-2026-0012"], True),
        ("SO-2026-0012", ["SO-2026-1200"], False),
        ("so20260012", ["SO-2026-0012"], True),
        ("SO 2026 0012", ["SO-2026-0012"], True),
        ("SO-2026-0012", ["SO20260012"], True),
        ("P&G", ["P&G"], True),
        ("P&G", ["PG"], False),
        ("P&G", ["Sharp & Good"], False),
        ("c++", ["C++"], True),
        ("c++", ["C 公司"], False),
        ("X", ["X公司"], True),
        ("X", ["Xerox"], False),
        ("A.B.", ["A.B."], True),
        ("王", ["小王"], True),
        ("🚀", ["火箭🚀"], True),
        ("——", ["——"], True),
        ("——", ["A——B"], False),
        ("100%", ["100%棉"], True),
        ("1_0", ["110"], False),
        ("%", ["云帆"], False),
        ("", ["云帆"], False),
        ("·", ["云帆"], False),
        ("F", ["云帆"], False),
        ("a b c d e f", ["a b c d e f"], True),
        ("a b c d f e", ["a b c d e f"], False),
    ],
)
def test_a_row_is_found_by_its_words_in_order(q: str, texts: list[str], held: bool) -> None:
    assert sought(q).is_held(*_row(*texts)) is held


@pytest.mark.parametrize("q", ["云帆", " 云帆 ", "雲帆", "云-帆"])
def test_who_is_called_just_so(q: str) -> None:
    for text, named in (("云帆", True), ("云帆软件", False)):
        assert sought(q).is_named(_row(text)[0]) is named


def test_a_search_stays_small() -> None:
    endless = sought(" ".join(f"a{n}-{n}b" for n in range(60)))
    assert len(endless.sets) <= 12
    assert len(endless.readings) <= 48
    assert sought(" ".join("wang" for _n in range(19))).sets
