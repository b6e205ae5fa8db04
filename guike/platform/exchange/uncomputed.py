"""Formulas of a workbook whose value the file does not hold.

Excel and WPS keep the value of each formula beside it; a program that writes workbooks without reckoning keeps the
formula alone. To a reader of values such a cell is as empty as one in which nothing stands, which it is not.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from pathlib import Path

_PIECE = 1 << 20  # bytes that are looked at together
_TAIL = 1 << 14  # bytes of one that are looked at again with the next: a formula has at most 8,192 characters
_TAG = re.compile(rb"<(?:\w{1,20}:)?(sheet|Relationship)\s([^<>]{1,4000})/?>")
_ATTRIBUTE = re.compile(r"""(?:\w{1,20}:)?(\w{1,40})\s?=\s?["']([^"']{0,2000})["']""")
#: a cell that ends behind its formula, or behind an empty value
_BARE = re.compile(
    rb"""<(?:\w{1,20}:)?c\s(?P<head>[^<>]{1,200})>\s{0,20}"""
    rb"""<(?:\w{1,20}:)?f(?:\s[^<>]{0,300})?(?:/>|>[^<]{0,9000}</(?:\w{1,20}:)?f>)\s{0,20}"""
    rb"""(?P<value><(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s{0,20}</(?:\w{1,20}:)?c>"""
)
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, NotImplementedError, EOFError)


def formulas_without_values(path: Path, sheet: str) -> dict[int, list[int]]:
    """{row as the spreadsheet shows it: places of its cells}; {} where it cannot be told. The empty text that a formula
    came to is a value."""
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
    """Whether a formula stands in a piece at all: most sheets have none, and this is told ten times faster."""
    return b"<f" in text or b":f" in text


def _place(letters: bytes) -> int:
    """A → 0, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
