"""Phone numbers: extensions, places without a country code, what a masked one shows."""

from __future__ import annotations

import pytest

from guike.kernel.phones import display_phone, lacks_country, mask_phone, normalize_phone


@pytest.mark.parametrize(
    "written",
    [
        "010-62345678,801",
        "010-62345678;801",
        "010-62345678，801",
        "010-62345678；801",
        "010-62345678,,801",
        "010-62345678 extn 801",
        "010-62345678 ext. 801",
        "010-62345678 Ext:801",
        "(010) 6234 5678 extension 801",
        "010-62345678x801",
        "010-62345678#801",
        "010-62345678＃801",
        "010-62345678*801",
        "010-62345678转801",
        "010-62345678 轉 801",
        "010-62345678 分机：801",
        "010-62345678（转801）",
        "010-62345678(801)",
        "010-62345678-801",
        "010－62345678－801",
        "０１０－６２３４５６７８－８０１",
        "01062345678 801",
        "+86 10 6234 5678 转 801",
        "tel: 010-62345678-801",
        "电话：010-62345678 转 801",
    ],
)
def test_an_extension_in_any_spelling_is_kept(written: str) -> None:
    stored = normalize_phone(written)
    assert stored == "+861062345678;ext=801"
    assert display_phone(stored) == "010-62345678 转 801"
    assert normalize_phone(display_phone(stored)) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("400-820-8820-12", "+864008208820;ext=12"),
        ("13800138000-1234", "+8613800138000;ext=1234"),
        ("95588 转 1", "95588;ext=1"),
        ("+1 212-555-0123 x45", "+12125550123;ext=45"),
        ("+852 6234 5678-12", "+85262345678;ext=12"),
        ("0571-8765-4321", "+8657187654321"),  # a number as a whole
        ("010-6234567-8", "+861062345678"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("\u202d13800138000\u202c", "+8613800138000"),  # copied from a telephone's contacts
    ],
)
def test_other_numbers_with_and_without_extension(written: str, stored: str) -> None:
    assert normalize_phone(written) == stored
    assert normalize_phone(stored) == stored


@pytest.mark.parametrize(
    "written",
    [
        "王总13800138000",
        "13800138000 王总",
        "13800138000/13900139000",
        "13800138000,13900139000",
        "13800138000 或 010-62345678",
        "010-62345678/9",
        "010-62345678 转",
        "010-62345678 转八零一",
        "010-62345678 转 1234567",
        "62345678-801",
        "1-800-FLOWERS",
        "x801",
        "转801",
    ],
)
def test_what_would_lose_something_is_refused(written: str) -> None:
    assert normalize_phone(written) is None


@pytest.mark.parametrize(
    "written", ["(212) 555-0142", "212-555-0142", "212.555.0142", "tel: 212-555-0142 x7"]
)
def test_an_american_number_is_not_taken_for_one_of_shanghai(written: str) -> None:
    assert normalize_phone(written) is None
    assert lacks_country(written)


@pytest.mark.parametrize(
    "written", ["400-820-8820", "800-820-8820", "+1 212-555-0142", "139-0001-2001", "139"]
)
def test_others_do_not_lack_their_country(written: str) -> None:
    assert not lacks_country(written)


@pytest.mark.parametrize(
    ("written", "home", "stored"),
    [
        ("62345678", "HK", "+85262345678"),
        ("9612 3456", "HK", "+85296123456"),  # on the mainland 96… is a service number
        ("6234 5678-801", "HK", "+85262345678;ext=801"),
        ("66123456", "MO", "+85366123456"),
        ("2871 2345", "MO", "+85328712345"),
        ("0912345678", "TW", "+886912345678"),
        ("02-2345-6789 #12", "TW", "+886223456789;ext=12"),
        ("(04) 2345-6789", "TW", "+886423456789"),
        ("13800138000", "HK", "+8613800138000"),
        ("010-62345678", "TW", "+861062345678"),
        ("95588", "HK", "95588"),
        ("+1 212-555-0123", "HK", "+12125550123"),
        ("62345678", "CN", None),
        ("0912345678", "CN", None),
        ("0912345678", "HK", None),
    ],
)
def test_a_number_without_country_code_is_read_where_it_is_written(
    written: str, home: str, stored: str | None
) -> None:
    assert normalize_phone(written, home) == stored


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+8613800138000", "138****8000"),
        ("+8613800138000;ext=1234", "138****8000 转 ***"),
        ("+861062345678", "010-******78"),
        ("+861062345678;ext=801", "010-******78 转 ***"),
        ("+8675588886666", "0755-******66"),
        ("+864008108858", "400-***-**58"),
        ("+12125550123", "+1 212-***-**23"),
        ("+442079460958", "+44 20 **** **58"),
        ("+85221234567", "+852 **** **67"),
        ("+886223456789", "+886 2 **** **89"),
        ("95588", "****"),
        ("96123456", "****"),
    ],
)
def test_a_masked_number_keeps_the_area_and_hides_the_rest(stored: str, shown: str) -> None:
    assert mask_phone(stored) == shown
