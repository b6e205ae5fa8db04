"""A part of a phone number is looked for in what the screen shows."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guike.kernel.phone_search import phone_form, sought_phone
from guike.kernel.phones import display_phone, normalize_phone

_DIGITS = re.compile(r"[^0-9+]")


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("0755-8888", "07558888"),
        ("138 0013 8000", "13800138000"),
        ("０１０－６２３４", "0106234"),
        ("+1", "+1"),
        ("+1 (212) 555", "+1212555"),
        ("(+1) 212", "+1212"),
        ("6234 转 801", "6234x801"),
        ("6234 分机801", "6234x801"),
        ("ext. 801", "x801"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0086-138-0013-8000", "+8613800138000"),
        ("86 13800138000", "+8613800138000"),
        ("8610 62345678 转 801", "+861062345678x801"),
        ("0086", "0086"),
        ("abc", ""),
        ("+", ""),
        ("转", ""),
    ],
)
def test_what_is_typed(typed: str, sought: str) -> None:
    assert sought_phone(typed) == sought


def _numbers() -> st.SearchStrategy[str]:
    """Valid numbers of China and of several other countries, as they are stored."""
    china = st.one_of(
        st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        st.from_regex(r"0(10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}", fullmatch=True),
        st.from_regex(r"[48]00[0-9]{7}", fullmatch=True),
        st.from_regex(r"0755-?8[0-9]{7}转[1-9][0-9]{0,4}", fullmatch=True),
        st.sampled_from(["95588", "12345", "110"]),
    )
    abroad = st.one_of(
        st.from_regex(r"\+1212[2-9][0-9]{6}", fullmatch=True),
        st.from_regex(r"\+852[2-9][0-9]{7}", fullmatch=True),
        st.from_regex(r"\+49 ?30[0-9]{7,8}", fullmatch=True),
        st.from_regex(r"\+44 ?20[378][0-9]{7}", fullmatch=True),
    )
    return st.one_of(china, abroad).map(normalize_phone).filter(bool).map(str)


@given(_numbers(), st.data())
def test_each_part_of_what_is_shown_is_found_and_begins_where_it_is_shown(
    stored: str, data: st.DataObject
) -> None:
    shown = display_phone(stored)
    digits = _DIGITS.sub("", shown)
    assert phone_form(stored, "1") == digits
    assert phone_form(stored, "x1") == re.sub(r"[^0-9+x]", "", shown.replace("转", "x"))
    start = data.draw(st.integers(0, len(shown) - 1))
    end = data.draw(st.integers(start + 1, len(shown)))
    sought = sought_phone(shown[start:end])
    if sought:
        assert sought in phone_form(stored, sought)
        if start == 0:
            assert phone_form(stored, sought).startswith(sought)


def test_every_example_number_of_china_is_shown_as_it_is_searched() -> None:
    kinds = phonenumbers.PhoneNumberType.values()
    examples = [phonenumbers.example_number_for_type("CN", kind) for kind in kinds]
    found = [phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.E164) for one in examples if one]
    assert len(found) > 3
    for stored in found:
        assert phone_form(stored, "1") == _DIGITS.sub("", display_phone(stored)), stored
