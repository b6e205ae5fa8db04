"""Reads workbooks, text tables and address cards in the child: a description of the file and its filled rows.

Cells come as the text a person would type: a phone number kept as a number has no ".0", dates are ISO.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from guike.platform.exchange.encodings import SNIFFED, Refused, encodings_of, is_decodable
from guike.platform.exchange.uncomputed import formulas_without_values
from guike.platform.exchange.vcards import card_rows

DELIMITERS = ",\t;|"
CELL_CHARS = 131_072
#: a file that a spreadsheet program wrote never unpacks to more than this: 200,000 rows of 50 filled cells have 450 MB
_MOST_UNPACKED = 600_000_000
#: no sheet that people fill is compressed as much as this; small files may be, because they cost nothing
_TIGHTEST, _SMALL = 150, 64_000_000
_DIGITS = 15  # digits that a spreadsheet keeps of a number
_EXACT = 2**53  # whole numbers below this are exact as floats

#: (number in the file, cells, places of numbers that a spreadsheet has rounded, places of formulas without a value)
FoundRow = tuple[int, list[str], list[int], list[int]]
#: (path, options) → (description, filled rows)
Opener = Callable[[Path, dict[str, str]], tuple[dict[str, Any], Iterator[FoundRow]]]


def _description(**found: Any) -> dict[str, Any]:
    """encoding: of a text file, "" for others; encodings: [{"encoding", "sample"}] that it may be in, likeliest first,
    more than one where only a person can tell; sheets: names; sheet: the one that is read; formulas: "some" where a
    formula stands in it whose value it does not hold."""
    return {
        "encoding": "",
        "encodings": [],
        "sheets": [],
        "sheet": "",
        "delimiter": "",
        "formulas": "",
        **found,
    }


def _open_workbook(path: Path, options: dict[str, str]) -> tuple[dict[str, Any], Iterator[FoundRow]]:
    _check_packing(path)
    try:
        book = CalamineWorkbook.from_path(path)
        names = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        wanted = options.get("sheet")
        if wanted and wanted not in names:
            raise Refused("import.no_sheet", name=wanted, names=names[:20])
        name, sheet = "", None
        for name in [wanted] if wanted else names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                break
    except (CalamineError, OSError, ValueError):
        raise Refused("import.broken") from None
    rows = sheet.iter_rows() if sheet is not None else iter(())
    # searched once: the result tells later readers that the file has no such formulas
    bare = formulas_without_values(path, name) if options.get("formulas", "some") else {}
    found = _description(sheets=names, sheet=name, formulas="some" if bare else "")
    return found, _typed_rows(rows, bare)


def _check_packing(path: Path) -> None:
    """Refuse a file whose directory tells that it unpacks to too much. A wrong directory is stopped by the limits of
    the child."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError):
        raise Refused("import.broken") from None
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > _MOST_UNPACKED or (unpacked > _SMALL and unpacked > packed * _TIGHTEST):
        raise Refused("import.too_big")


def _typed_rows(rows: Iterator[list[Any]], bare: Mapping[int, list[int]]) -> Iterator[FoundRow]:
    number = 0
    for number, row in enumerate(rows, 1):
        cells = [cell if type(cell) is str else text_of(cell) for cell in row]
        unknown = _widened(cells, bare[number]) if number in bare else []
        if unknown or any(cells):
            rounded = [i for i, cell in enumerate(row) if type(cell) is float and is_rounded(cell)]
            yield number, cells, rounded, unknown
    # Rows below the last value have only formulas without a value.
    for below in sorted(row for row in bare if row > number):
        cells = []
        yield below, cells, [], _widened(cells, bare[below])


def _widened(cells: list[str], bare: list[int]) -> list[int]:
    """The places of formulas without a value in a row; the row is extended to include them."""
    cells += [""] * (max(bare) + 1 - len(cells))
    return [place for place in bare if not cells[place]]


def is_rounded(value: float) -> bool:
    """Whether a number had more digits than a spreadsheet keeps, so that its last ones are lost."""
    return abs(value) >= 10**_DIGITS and not (abs(value) < _EXACT and value % 10)


def text_of(cell: Any) -> str:
    """A cell as a person would type it."""
    if type(cell) is str:
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time.min else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _number_text(value: float) -> str:
    """The number as Excel shows it: 15 digits, no exponent, no trailing ".0"; more digits if another program stored
    them."""
    if value.is_integer() and not is_rounded(value):
        return str(int(value))
    return format(Decimal(f"{value:.{_DIGITS}g}"), "f")


def _open_text(path: Path, options: dict[str, str]) -> tuple[dict[str, Any], Iterator[FoundRow]]:
    encoding, offered = _encoding(path, options)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = options.get("delimiter") or delimiter_of(file.read(SNIFFED))
    found = _description(encoding=encoding, encodings=offered, delimiter=delimiter)
    return found, _csv_rows(path, encoding, delimiter)


def _encoding(path: Path, options: dict[str, str]) -> tuple[str, list[dict[str, str]]]:
    wanted = options.get("encoding")
    offered = encodings_of(path)
    if not wanted:
        return offered[0]["encoding"], offered
    if not is_decodable(path, wanted):
        raise Refused("import.encoding_wrong", name=wanted)
    return wanted, offered


def _csv_rows(path: Path, encoding: str, delimiter: str) -> Iterator[FoundRow]:
    csv.field_size_limit(CELL_CHARS)
    with path.open(encoding=encoding, newline="") as opened:
        reader = csv.reader(opened, delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, 1):
                if any(cells):
                    yield number, cells, [], []
        except (csv.Error, UnicodeError):
            raise Refused("import.csv", row=reader.line_num) from None


def delimiter_of(sample: str) -> str:
    """The separator that cuts most lines into the same number of cells, more than one."""
    best, best_key = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = list(islice(csv.reader(io.StringIO(sample), delimiter=delimiter), 50))
        except csv.Error:
            continue
        widths = [len(row) for row in rows[:-1] or rows if row]
        common = max(set(widths), key=widths.count, default=0)
        key = (widths.count(common), common)
        if common > 1 and key > best_key:
            best, best_key = delimiter, key
    return best


def _open_cards(path: Path, options: dict[str, str]) -> tuple[dict[str, Any], Iterator[FoundRow]]:
    encoding, offered = _encoding(path, options)
    rows = card_rows(path.read_text(encoding=encoding, errors="replace"), encoding)
    return _description(encoding=encoding, encodings=offered), iter(rows)


#: ending of the name → how it is read
OPENERS: dict[str, Opener] = {
    "xlsx": _open_workbook,
    "csv": _open_text,
    "txt": _open_text,
    "vcf": _open_cards,
}

__all__ = ["CELL_CHARS", "OPENERS", "Refused"]
