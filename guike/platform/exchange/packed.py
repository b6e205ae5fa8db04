"""Whether a workbook may be opened: what it unpacks to is measured before anything else reads it.

A worksheet is held as one block of rows × columns, so two cells far apart would fill the memory as surely as
a zip bomb. Declared sizes are not believed: the data is inflated and counted.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from guike.platform.exchange.errors import FileUnreadable

#: of all parts together, unpacked: 200,000 rows of 50 filled cells have about 450 MB
MOST_UNPACKED = 600 * 1024 * 1024
MOST_PARTS = 5_000
#: rows × columns between the first and the last filled cell
MOST_CELLS = 12_000_000
_BLOCK = 256 * 1024
_SHEET = b"sheetData"  # what cells lie in; a part without it has none
_LONGEST_TAG = 64 * 1024
#: attributes of a tag; no sign of a tag within their quotes, so that nobody can hide one there
_ATTRIBUTES = rb"""(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+')*+"""
#: (letters, digits) of a filled cell as it is mostly written; any other cell or row; what is neither. Every branch
#: ends at the next tag and gives nothing back, so that no text takes longer than its length.
_TAGS = re.compile(
    rb"""<(?:\w++:)?+(?:c\s++r="([A-Za-z]{1,3})(\d{1,7})"(?:\s++[a-qs-z]\w*+="[^"<>]*+")*+\s*+>"""
    rb"""|((?:c|row)(?=[\s/>])ATTRIBUTES>)|((?:c|row)(?=[\s/>])))""".replace(b"ATTRIBUTES", _ATTRIBUTES)
)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")


def check_workbook(path: Path) -> None:
    """FileUnreadable when it is no workbook, or too large unpacked."""
    try:
        with path.open("rb") as raw, zipfile.ZipFile(raw) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise FileUnreadable("import.too_big")
            left = MOST_UNPACKED
            for part in parts:
                if part.flag_bits & 1:
                    raise FileUnreadable("import.broken")
                left = _measured(raw, part, left)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError):
        raise FileUnreadable("import.broken") from None


def _measured(raw: BinaryIO, part: zipfile.ZipInfo, left: int) -> int:
    """Count one part against what is left; the extent of a worksheet too, which may lie under any name."""
    extent = _Extent()
    for block in _unpacked(raw, part):
        left -= len(block)
        if left < 0:
            raise FileUnreadable("import.too_big")
        extent.add(block)
    return left


def _unpacked(raw: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    raw.seek(part.header_offset)
    head = raw.read(30)
    name, extra = struct.unpack("<HH", head[26:30])
    raw.seek(name + extra, 1)
    left = part.compress_size
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileUnreadable("import.broken")
    engine = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        block = raw.read(min(left, _BLOCK))
        if not block:
            return
        left -= len(block)
        if engine is None:
            yield block
            continue
        more = True
        while more:
            out = engine.decompress(block, 4 * _BLOCK)
            yield out
            block = engine.unconsumed_tail
            # The engine may have taken all of the block and still hold back what came of it.
            more = bool(block) or len(out) == 4 * _BLOCK


class _Extent:
    """Last row and column with content. A cell says where it is, or follows the one before it in its row; cells
    may lie across two blocks. FileUnreadable for a tag that could be read in two ways."""

    def __init__(self) -> None:
        self.tail = b""
        self.row = self.width = 0
        self.at_row = self.at_column = 0
        self.is_loose = self.is_sheet = False

    def add(self, block: bytes) -> None:
        text = self.tail + block
        if not self.is_sheet:
            self.tail = text[-len(_SHEET) :]
            self.is_sheet = _SHEET in text
            if not self.is_sheet:
                return
        cut = text.rfind(b"<")
        if cut < 0 or text.find(b">", cut) >= 0:
            cut = len(text)
        self.tail = text[cut:]
        if len(self.tail) > _LONGEST_TAG:
            raise FileUnreadable("import.broken")
        found = _TAGS.findall(text, 0, cut)
        if any(map(itemgetter(3), found)):
            raise FileUnreadable("import.broken")
        others = [tag for tag in map(itemgetter(2), found) if tag and not _is_empty(tag)]
        self.is_loose = self.is_loose or any(tag.startswith(b"c") for tag in others)
        if self.is_loose:
            for letters, digits, tag, _odd in found:
                self._follow(letters, digits, tag)
        else:
            self._take_all(found, others)
        if self.row * self.width > MOST_CELLS:
            raise FileUnreadable("import.too_big")

    def _take_all(self, found: list[tuple[bytes, ...]], rows: list[bytes]) -> None:
        """Every cell says where it is: the usual case, without a look at each."""
        for tag in rows:
            self._begin_row(tag)
        digits = set(map(itemgetter(1), found)) - {b""}
        letters = set(map(itemgetter(0), found)) - {b""}
        if digits:
            self.row = max(self.row, *map(int, digits))
            self.width = max(self.width, *map(_column, letters))
            self.at_column = self.width

    def _follow(self, letters: bytes, digits: bytes, tag: bytes) -> None:
        """One tag after the other."""
        if letters:
            self._cell(_column(letters), int(digits))
        elif tag.startswith(b"row"):
            self._begin_row(tag)
        elif not _is_empty(tag):
            places = _PLACE.findall(tag)
            for letters_there, digits_there in places:
                self._cell(_column(letters_there), int(digits_there))
            if not places:
                self._cell(self.at_column + 1, self.at_row)
        elif not _PLACE.search(tag):
            self.at_column += 1

    def _begin_row(self, tag: bytes) -> None:
        numbers = _ROW_NUMBER.findall(tag)
        self.at_row = max(map(int, numbers)) if numbers else self.at_row + 1
        self.at_column = 0

    def _cell(self, column: int, row: int) -> None:
        self.at_column = column
        self.row, self.width = max(self.row, row), max(self.width, column)


def _is_empty(tag: bytes) -> bool:
    """A cell of a format without content; a row has its number all the same."""
    return tag.endswith(b"/>") and tag.startswith(b"c")


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
