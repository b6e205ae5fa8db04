"""Finds regions by the names that people use: 浙江省杭州市西湖区, 浙江杭州, 杭州市, 杭州."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guike.kernel.caches import CODE, process_cache
from guike.kernel.fold import fold
from guike.kernel.pinyin import pinyin
from guike.platform.metadata.regions import _regions, former_names, former_regions, is_filler, region_name

_MOST_CHARS = 200  # with gaps, in whatever language
_GAPS = re.compile(r"[\s/\\>\-—–·,，、|;；.'’]+")
_RANK = re.compile(r"(?<=[a-z]{3})(province|city|municipality|sar)", re.ASCII)
_COUNTRY = re.compile(r"^(中华人民共和国|中国|china|prc|cn)(?=.)")
_PEOPLES = (
    "壮|回|维吾尔|藏|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水"
    "|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|怒|鄂温克|裕固|保安|独龙|鄂伦春|蒙古|塔吉克|各"
)
#: 延边朝鲜族自治州, 博尔塔拉蒙古自治州, 新疆维吾尔自治区: what follows the name itself
_PEOPLE = f"(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜|维吾尔|锡伯|塔吉克)"
_AUTONOMOUS = re.compile(rf"(?<=..){_PEOPLE}*自治[区州县旗]$")
_PROVINCE = re.compile(r"(特别行政区|省|市)$")
_PLACE = re.compile(r"(?<=..)(新区|地区|林区|盟|市|区|县|旗)$")
#: other names of provinces, folded and without gaps
_CALLED = {
    "150000": "内蒙 innermongolia neimenggu",
    "540000": "tibet",
    "610000": "shaanxi",
    "140000": "shanxi",
    "710000": "臺灣 臺灣省 台灣 台灣省 taiwan",
    "810000": "香港特別行政區 hongkong hk",
    "820000": "澳門 澳門特別行政區 macau macao",
}


def regions_named(text: str) -> frozenset[str]:
    """Codes of the divisions that `text` may mean; it is clear if there is one. Empty for a text longer than any
    name."""
    return _named(text) if len(text) <= _MOST_CHARS else frozenset()


@process_cache(key="what was written", stale=CODE, limit=4096)
def _named(text: str) -> frozenset[str]:
    key = _RANK.sub("", _COUNTRY.sub("", _GAPS.sub("", fold(text))))
    return _names().get(key, frozenset())


@process_cache(key="none: one table", stale=CODE, limit=1)
def _names() -> dict[str, frozenset[str]]:
    return _dissolved() | _standing()


def _standing() -> dict[str, frozenset[str]]:
    """The names of the divisions in force."""
    found: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    for code in _regions():
        full = region_name(code) or ""
        whole.setdefault(fold(full), set()).add(code)
        for name in (*_spellings(code), *_latin(code)):
            found.setdefault(fold(name), set()).add(code)
    # A full name is always clear, even if it is the short name of another division, and so is every name of a province.
    merged = {name: frozenset(_highest(codes)) for name, codes in found.items()}
    merged.update({name: frozenset(_highest(codes)) for name, codes in whole.items()})
    merged.update({fold(name): frozenset({code}) for code in _provinces() for name in _spellings(code)})
    return merged


def _dissolved() -> dict[str, frozenset[str]]:
    """The names of dissolved divisions: 江津市 is now 江津区 in the same province; if no present division has the name, it
    means the dissolved one."""
    now: dict[tuple[str, str], set[str]] = {}
    for code, name in _regions().items():
        now.setdefault((code[:2], _short(name)), set()).add(code)
    found: dict[str, set[str]] = {}
    for code, names in former_names().items():
        for name in names:
            heirs = {code} if code in _regions() else now.get((code[:2], _short(name)), set())
            for spelling in _spellings(code, name) if not is_filler(name) else ():
                found.setdefault(fold(spelling), set()).update(heirs if len(heirs) == 1 else {code})
    return {name: frozenset(_highest(codes)) for name, codes in found.items()}


def _provinces() -> list[str]:
    return [code for code in _regions() if code.endswith("0000")]


def _short(name: str) -> str:
    """浙江, 广西, 延边, 滨江."""
    for ending in (_AUTONOMOUS, _PROVINCE, _PLACE):
        short = ending.sub("", name)
        if short != name:
            return short
    return name


def _spellings(code: str, called: str = "") -> Iterator[str]:
    """The spellings of a division; `called`: a former name to use instead."""
    table = _regions() if code in _regions() else _regions() | former_regions()
    levels = [f"{code[:2]}0000", f"{code[:4]}00", code]
    names = [table.get(level, "") for level in dict.fromkeys(levels)]
    names[-1] = called or names[-1]
    heads, ends = _both(names[0]), _both(names[-1])
    if len(names) == 1:
        yield from (*heads, *_CALLED.get(code, "").split())
        return
    if not is_filler(names[-1]):
        yield from ends
    yield from (head + end for head in heads for end in ends)
    if len(names) == 3 and names[1]:
        # 北京市北京市朝阳区, 北京市市辖区朝阳区: how tables with three columns write it
        middles = (*heads, names[1]) if is_filler(names[1]) else _both(names[1])
        yield from (middle + end for middle in middles for end in ends)
        yield from (head + middle + end for head in heads for middle in middles for end in ends)


def _both(name: str) -> tuple[str, str]:
    """The full and the short name of a division."""
    return name, _short(name)


def _latin(code: str) -> Iterator[str]:
    """Provinces and cities as foreign systems write them: Zhejiang, Hangzhou."""
    name = _regions()[code]
    if code.endswith("00") and not is_filler(name) and code not in _CALLED:
        own = pinyin(_short(name)).replace(" ", "")
        yield own
        if not code.endswith("0000"):
            yield pinyin(_short(_regions()[f"{code[:2]}0000"])).replace(" ", "") + own


def _highest(codes: set[str]) -> set[str]:
    """北京 is the province, not the 市辖区 below it; of a city and a district of the same name in it, the city."""
    if len(codes) == 1:
        return codes
    return {code for code in codes if not any(_above(other, code) for other in codes if other != code)}


def _above(upper: str, lower: str) -> bool:
    stem = upper[:2] if upper.endswith("0000") else upper[:4] if upper.endswith("00") else upper
    return lower.startswith(stem) and upper != lower
