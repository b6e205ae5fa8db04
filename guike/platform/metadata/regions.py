"""Administrative divisions of China, GB/T 2260 six-digit codes, from python-stdnum's table."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from guike.kernel.caches import CODE, process_cache

_LINE = re.compile(r'^( *)(\d+) (?:province|county)="([^"]+)"')
_VERSION = re.compile(r"\[(\d*)-(\d*)\]([^,，\[]+)")
#: names that ended before this year are in no address any more
_REMEMBERED = "2000"

#: where the table is not as the divisions are: in traditional characters, without the two districts that Hangzhou has
#: since 2021, and with three that ended (empty)
_CORRECTED = {
    "810000": "香港特别行政区", "820000": "澳门特别行政区",
    "232761": "加格达奇区", "232762": "松岭区", "232763": "新林区", "232764": "呼中区",
    "330113": "临平区", "330114": "钱塘区",
    "422900": "", "422921": "", "429001": "",
}  # fmt: skip


def _regions() -> dict[str, str]:
    """code → short name, divisions in force only."""
    return _tables()[0]


@process_cache(key="none: one table", stale=CODE, limit=1)
def former_regions() -> dict[str, str]:
    """code → last short name of the divisions that were dissolved since 2000. Addresses use them for years, so they are
    accepted and shown, but not offered."""
    return {code: names[-1] for code, names in _tables()[1].items() if code not in _regions()}


def former_names() -> dict[str, list[str]]:
    """code → former names of a division since 2000."""
    return _tables()[1]


@process_cache(key="none: one table", stale=CODE, limit=1)
def _tables() -> tuple[dict[str, str], dict[str, list[str]]]:
    """(divisions in force, former names)."""
    table: dict[str, str] = {}
    former: dict[str, list[str]] = {}
    province = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text("utf-8").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        indent, digits, text = match.groups()
        if not indent:
            province = digits
            table[f"{province}0000"] = text
            continue
        if digits == "0000":
            continue
        name = _in_force(text)
        if name:
            table[province + digits] = name
        ended = [old.strip() for _start, end, old in _VERSION.findall(text) if end >= _REMEMBERED]
        if ended:
            former[province + digits] = ended
    table |= _CORRECTED
    return {code: name for code, name in sorted(table.items()) if name}, former


def _in_force(text: str) -> str | None:
    """The name without an end year; `[1994-]深圳市` → 深圳市, `[-2010]崇文区` → None."""
    versions = _VERSION.findall(text)
    if not versions:
        return text
    return next((name.strip() for _start, end, name in versions if not end), None)


@process_cache(key="the code of a region", stale=CODE, limit=8192)
def region_name(code: str) -> str | None:
    """Full name, `浙江省杭州市西湖区`; None for an unknown code."""
    table = _regions() | former_regions() if code in former_regions() else _regions()
    if code not in table:
        return None
    parts = [table.get(f"{code[:2]}0000", "")]
    if code[2:] != "0000":
        city = table.get(f"{code[:4]}00", "")
        parts.append("" if is_filler(city) else city)
        if code[4:] != "00":
            parts.append(table[code])
    return "".join(dict.fromkeys(parts))


def is_filler(name: str) -> bool:
    """Whether a division exists only in the table, between a province and the counties that it governs directly."""
    return name in ("市辖区", "县", "市") or "直辖县级" in name


def under(code: str) -> tuple[str, str]:
    """Code range [first, last] of a division and all below it."""
    stem = code.rstrip("0")
    stem = stem.ljust(len(stem) + len(stem) % 2, "0") or "00"
    return stem.ljust(6, "0"), stem.ljust(6, "9")


@process_cache(key="none: one table", stale=CODE, limit=1)
def region_tree() -> list[dict[str, Any]]:
    """Provinces → cities → counties: [{code, name, children}], for the cascader."""
    table = _regions()
    nodes: dict[str, dict[str, Any]] = {
        code: {"code": code, "name": name, "children": []} for code, name in sorted(table.items())
    }
    roots = []
    for code, node in nodes.items():
        if code.endswith("0000"):
            roots.append(node)
            continue
        parent = nodes.get(f"{code[:4]}00") if not code.endswith("00") else None
        (parent or nodes[f"{code[:2]}0000"])["children"].append(node)
    return roots
