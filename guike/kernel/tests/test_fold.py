"""Text compared: folding, phones, company names, pinyin."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guike.kernel.fold import (
    display_phone,
    fold,
    normalize_company,
    normalize_phone,
    pinyin,
    pinyin_initials,
)

marks = [chr(point) for point in range(0x300, 0x370)]
mixed = st.text(st.sampled_from("云帆科技ABCabcé１２3ﬁ -._（）ßΣσςİıＡ㈱"), max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ABC", "abc"),
        ("ＡＢＣ１２３", "abc123"),
        ("ÄÖÜ", "äöü"),
        ("ΟΔΟΣ", "οδοσ"),
        ("İSTANBUL", "istanbul"),
        ("STRASSE ß", "strasse ß"),
        ("（云帆）", "(云帆)"),
        ("ﬁ", "fi"),
        ("㈱", "(株)"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(st.characters(exclude_categories=["Cs", "Cn", "Mn", "Lm"])) | mixed)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    # Marks composed only in lower case (H + macron below) are the documented exception.
    assume(not any(unicodedata.combining(c) for c in unicodedata.normalize("NFKC", text)) and "ʾ" not in once)
    assert fold(once) == once


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_folding_goes_code_point_by_code_point(text: str) -> None:
    normal = unicodedata.normalize("NFKC", text)
    assert fold(text) == "".join("i" if c == "İ" else c.lower() for c in normal)
    assert len(fold(text)) == len(normal)


@pytest.mark.parametrize(
    ("written", "stored", "shown"),
    [
        ("13800138000", "+8613800138000", "13800138000"),
        ("+86 138-0013 8000", "+8613800138000", "13800138000"),
        ("１３８００１３８０００", "+8613800138000", "13800138000"),
        ("0086 138 0013 8000", "+8613800138000", "13800138000"),
        ("86-13800138000", "+8613800138000", "13800138000"),
        ("010-62345678", "+861062345678", "010-62345678"),
        ("（021）6234 5678", "+862162345678", "021-62345678"),
        ("010-62345678 转 801", "+861062345678;ext=801", "010-62345678 转 801"),
        ("+861062345678;ext=801", "+861062345678;ext=801", "010-62345678 转 801"),
        ("400-810-5858", "+864008105858", "400-810-5858"),
        ("95588", "95588", "95588"),
        ("12315", "12315", "12315"),
        ("+1 (212) 555-0123", "+12125550123", "+1 212-555-0123"),
        ("+852 2123 4567", "+85221234567", "+852 2123 4567"),
    ],
)
def test_phones_in_any_spelling(written: str, stored: str, shown: str) -> None:
    assert normalize_phone(written) == stored
    assert normalize_phone(stored) == stored
    assert display_phone(stored) == shown


@pytest.mark.parametrize(
    "written", ["", "abc", "123", "1234567890123456789", "138001380", "+999 123", "电话", "1" * 300]
)
def test_what_is_no_phone(written: str) -> None:
    assert normalize_phone(written) is None


@given(st.text(max_size=40))
def test_any_text_is_a_phone_or_not(text: str) -> None:
    stored = normalize_phone(text)
    assert stored is None or normalize_phone(stored) == stored


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("云帆（北京）软件有限责任公司", "云帆北京软件"),
        ("云帆(北京) 软件有限公司", "云帆北京软件"),
        ("云帆软件集团股份有限公司", "云帆软件"),
        ("云帆软件集团", "云帆软件"),
        ("ＹＵＮＦＡＮ Trading Co., Ltd.", "yunfantrading"),
        ("Yunfan trading", "yunfantrading"),
        ("云帆软件有限公司上海分公司", "云帆软件上海分公司"),
        ("云帆软件上海分公司", "云帆软件上海分公司"),
        ("公司", "公司"),
        ("甲公司", "甲公司"),
        ("Company", "company"),
        ("", ""),
    ],
)
def test_company_names_for_the_duplicate_check(name: str, key: str) -> None:
    assert normalize_company(name) == key


@given(mixed)
def test_a_company_key_is_its_own_key(name: str) -> None:
    key = normalize_company(name)
    assume(fold(key) == key)
    assert normalize_company(key) == key


@pytest.mark.parametrize(
    ("text", "syllables", "initials"),
    [
        ("重庆长安汽车", "chong qing chang an qi che", "cqcaqc"),
        ("银行行长", "yin hang hang zhang", "yhhz"),
        ("ABC贸易（上海）", "abc mao yi shang hai", "abcmysh"),
        ("吕布", "lv bu", "lb"),
        ("SO-0012", "so 0012", "so0012"),
        ("", "", ""),
        ("😀", "", ""),
    ],
)
def test_pinyin(text: str, syllables: str, initials: str) -> None:
    assert pinyin(text) == syllables
    assert pinyin_initials(text) == initials


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("曾国强", "zeng guo qiang"),
        ("仇小娟", "qiu xiao juan"),
        ("单雄", "shan xiong"),
        ("解文", "xie wen"),
        ("查敏", "zha min"),
        ("区志明", "ou zhi ming"),
        ("尉迟敬", "yu chi jing"),
        ("万俟雪", "mo qi xue"),
        ("张重阳", "zhang chong yang"),
        ("曾", "ceng"),
        ("Zoe 曾", "zoe ceng"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, syllables: str) -> None:
    assert pinyin(name, person=True) == syllables


def test_pinyin_sorts_by_syllable() -> None:
    names = ["连平", "李娜", "李安", "梁安", "A公司"]
    assert sorted(names, key=pinyin) == ["A公司", "李安", "李娜", "连平", "梁安"]
