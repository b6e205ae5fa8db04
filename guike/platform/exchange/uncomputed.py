"""Finds formulas of a workbook without a stored value.

Excel and WPS store the value of each formula with it. A program that writes workbooks without calculating stores only
the formula. A reader of values sees such a cell as empty, although it is not.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

_PIECE = 1 << 20  # bytes that are searched together
_TAIL = 1 << 14  # overlap of two pieces in bytes, because a formula has at most 8,192 characters
_TAG = re.compile(rb"<(?:\w{1,20}:)?(sheet|Relationship)\s([^<>]{1,4000})/?>")
_ATTRIBUTE = re.compile(r"""(?:\w{1,20}:)?(\w{1,40})\s?=\s?["']([^"']{0,2000})["']""")
#: a cell that ends after its formula or after an empty value
_BARE = re.compile(
    rb"""<(?:\w{1,20}:)?c\s(?P<head>[^<>]{1,200})>\s{0,20}"""
    rb"""<(?:\w{1,20}:)?f(?:\s[^<>]{0,300})?(?:/>|>[^<]{0,9000}</(?:\w{1,20}:)?f>)\s{0,20}"""
    rb"""(?P<value><(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s{0,20}</(?:\w{1,20}:)?c>"""
)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, NotImplementedError, EOFError)


def formulas_without_values(path: Path, sheet: str) -> dict[int, list[int]]:
    """{row number in the spreadsheet: places of its cells}; {} if they cannot be found. An empty text as the result of
    a formula is a value."""
    found: dict[int, list[int]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            for letters, row in _bare_cells(archive, part) if part else ():
                found.setdefault(row, []).append(_place(letters))
    except _UNREADABLE:
        return {}
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    ids = {
        unescape(one.get("name", "")): one.get("id", "")
        for one in _tags(archive, "xl/workbook.xml", b"sheet")
    }
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _tags(archive, "xl/_rels/workbook.xml.rels", b"Relationship")
    }
    target = targets.get(ids.get(sheet, ""), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _tags(archive: zipfile.ZipFile, part: str, name: bytes) -> Iterator[dict[str, str]]:
    with archive.open(part) as opened:
        text = opened.read(_PIECE)
    for tag in _TAG.finditer(text):
        if tag[1] == name:
            yield dict(_ATTRIBUTE.findall(tag[2].decode("utf-8", "replace")))


def _bare_cells(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, int]]:
    """(letters of the column, row) of each."""
    with archive.open(part) as opened:
        text = b""
        while piece := opened.read(_PIECE):
            text += piece
            done = 0
            if _may_be_bare(text):
                for cell in _BARE.finditer(text):
                    done = cell.end()
                    place = _PLACE.search(cell["head"])
                    if place and not (cell["value"] and _IS_TEXT.search(cell["head"])):
                        yield place[1], int(place[2])
            text = text[max(done, len(text) - _TAIL) :]


def _may_be_bare(text: bytes) -> bool:
    """Whether a piece may contain such a formula. Most sheets have none, and this test is ten times faster."""
    return b"<f" in text or b":f" in text


def _place(letters: bytes) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
