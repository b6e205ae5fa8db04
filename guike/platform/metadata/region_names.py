"""Regions by what people call them: 浙江省杭州市西湖区, 浙江杭州, 杭州市, 杭州."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from guike.kernel.fold import fold
from guike.platform.metadata.regions import _regions, region_name

_GAPS = re.compile(r"[\s/\\>\-—–·,，]+")
_PROVINCE = re.compile(r"(特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)$")
_PLACE = re.compile(r"(?<=..)(新区|地区|自治州|盟|市|区|县|旗)$")


@lru_cache(maxsize=4096)
def regions_named(text: str) -> frozenset[str]:
    """Codes of the divisions that `text` may mean; one = clear."""
    key = _GAPS.sub("", fold(text))
    return _names().get(key, frozenset())


@cache
def _names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    for code in _regions():
        full = region_name(code) or ""
        whole.setdefault(fold(full), set()).add(code)
        for name in _spellings(code):
            found.setdefault(fold(name), set()).add(code)
    # A full name is always clear, whatever else is called so for short.
    merged = {name: frozenset(_highest(codes)) for name, codes in found.items()}
    merged.update({name: frozenset(_highest(codes)) for name, codes in whole.items()})
    return merged


def _spellings(code: str) -> set[str]:
    table = _regions()
    levels = [f"{code[:2]}0000", f"{code[:4]}00", code]
    names = [table.get(level, "") for level in dict.fromkeys(levels)]
    province, place = names[0], names[-1]
    short_province = _PROVINCE.sub("", province)
    if len(names) == 1:
        return {province, short_province}
    short = _PLACE.sub("", place)
    found = {place, short}
    for head in (province, short_province):
        found |= {head + place, head + short}
    if len(names) == 3 and names[1]:
        city, short_city = names[1], _PLACE.sub("", names[1])
        for middle in (city, short_city):
            found |= {middle + place, middle + short}
            for head in (province, short_province):
                found |= {head + middle + place, head + middle + short}
    return found


def _highest(codes: set[str]) -> set[str]:
    """北京 is the province, not the 市辖区 below it; of a city and a district of the same name in it, the city."""
    if len(codes) == 1:
        return codes
    return {code for code in codes if not any(_above(other, code) for other in codes if other != code)}


def _above(upper: str, lower: str) -> bool:
    stem = upper[:2] if upper.endswith("0000") else upper[:4] if upper.endswith("00") else upper
    return lower.startswith(stem) and upper != lower
