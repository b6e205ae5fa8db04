"""Administrative divisions of China, GB/T 2260 six-digit codes, from python-stdnum's table."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

_LINE = re.compile(r'^( *)(\d+) (?:province|county)="([^"]+)"')
_VERSION = re.compile(r"\[(\d*)-(\d*)\]([^,，\[]+)")


#: the table has these in traditional characters
_SIMPLIFIED = {"81": "香港特别行政区", "82": "澳门特别行政区"}


@cache
def _regions() -> dict[str, str]:
    """code → short name, divisions in force only."""
    table: dict[str, str] = {}
    province = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text("utf-8").splitlines():
        match = _LINE.match(line)
        if not match:
            continue
        indent, digits, text = match.groups()
        if not indent:
            province = digits
            table[f"{province}0000"] = _SIMPLIFIED.get(province, text)
            continue
        name = _in_force(text)
        if name and digits != "0000":
            table[province + digits] = name
    return table


def _in_force(text: str) -> str | None:
    """The name without an end year; `[1994-]深圳市` → 深圳市, `[-2010]崇文区` → None."""
    versions = _VERSION.findall(text)
    if not versions:
        return text
    return next((name.strip() for _start, end, name in versions if not end), None)


@cache
def region_name(code: str) -> str | None:
    """Full name, `浙江省杭州市西湖区`; None for an unknown code."""
    table = _regions()
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
    """Whether a division stands only in the table, between a province and what it governs itself."""
    return name in ("市辖区", "县") or "直辖县级" in name


def under(code: str) -> tuple[str, str]:
    """Code range [first, last] of a division and all below it."""
    stem = code.rstrip("0")
    stem = stem.ljust(len(stem) + len(stem) % 2, "0") or "00"
    return stem.ljust(6, "0"), stem.ljust(6, "9")


@cache
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
