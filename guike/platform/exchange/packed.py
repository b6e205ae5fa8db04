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
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


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
    """Count one part against what is left; a worksheet's extent too."""
    extent = _Extent() if _SHEET.fullmatch(part.filename) else None
    for block in _unpacked(raw, part):
        left -= len(block)
        if left < 0:
            raise FileUnreadable("import.too_big")
        if extent is not None:
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
    """Last row and column with content, from the cells' addresses; cells may lie across two blocks."""

    def __init__(self) -> None:
        self.tail = b""
        self.row = 0
        self.letters: set[bytes] = set()

    def add(self, block: bytes) -> None:
        text = self.tail + block
        cut = text.rfind(b"<")
        self.tail = text[cut:] if cut >= 0 else b""
        found = _FILLED.findall(text, 0, cut if cut >= 0 else len(text))
        if not found:
            return
        self.row = max(self.row, *map(int, set(map(itemgetter(1), found))))
        self.letters.update(letters.upper() for letters in set(map(itemgetter(0), found)))
        if self.row * max(map(_column, self.letters)) > MOST_CELLS:
            raise FileUnreadable("import.too_big")


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
