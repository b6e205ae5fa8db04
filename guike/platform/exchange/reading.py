"""Reading people's tables: .xlsx and .csv as rows of text, each with its number in the file.

Cells come as the text a person would type: a phone number kept as a number has no ".0", dates are ISO.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from guike.kernel.limits import IMPORT_COLUMNS, IMPORT_ROWS
from guike.platform.exchange.errors import FileUnreadable
from guike.platform.exchange.packed import check_workbook
from guike.platform.files.types import ending_of

HEADER_ROWS = 10  # how far down the row of column names may stand
DELIMITERS = ",\t;|"
_SNIFFED = 64 * 1024
_CELL_CHARS = 131_072
_BLOCK = 1024 * 1024

#: how well a row reads as column names; the best of the first rows wins
Score = Callable[[Sequence[str]], int]


class Row(NamedTuple):
    """One row with content. `number` counts from 1 as the spreadsheet shows it."""

    number: int
    cells: list[str]


@dataclass
class Table:
    """A file ready to be read, from the start as often as wanted.

    columns: the header's texts, made unique; encoding: of a .csv, empty for a workbook.
    """

    columns: list[str]
    header_row: int
    encoding: str
    source: Callable[[], Iterator[list[str]]] = field(repr=False)
    count: int = 0

    def rows(self) -> Iterator[Row]:
        """The rows below the header, empty ones left out, short ones filled up."""
        width = len(self.columns)
        for number, cells in enumerate(self.source(), 1):
            if number <= self.header_row or not any(cells):
                continue
            if len(cells) < width:
                cells = cells + [""] * (width - len(cells))
            yield Row(number, cells if len(cells) == width else cells[:width])


def open_table(path: Path, name: str, score: Score | None = None, *, is_counted: bool = False) -> Table:
    """Look at a file: its columns and how many rows it has. FileUnreadable when it cannot be taken.
    `is_counted`: they were counted before, do not read them all again."""
    ending = ending_of(name)
    if ending == "xlsx":
        encoding, source = "", _workbook(path)
    elif ending in ("csv", "txt"):
        encoding = encoding_of(path)
        source = _csv(path, encoding)
    else:
        raise FileUnreadable("import.type")
    header_row, header = _header(islice(source(), HEADER_ROWS), score)
    while header and not header[-1]:
        header.pop()
    if len(header) > IMPORT_COLUMNS:
        raise FileUnreadable("import.too_many_columns", count=len(header), max=int(IMPORT_COLUMNS))
    table = Table(_unique(header), header_row, encoding, source)
    if is_counted:
        return table
    table.count = sum(1 for cells in islice(source(), header_row, None) if any(cells))
    if not header or table.count == 0:
        raise FileUnreadable("import.no_rows")
    if table.count > IMPORT_ROWS:
        raise FileUnreadable("import.too_many_rows", count=table.count, max=int(IMPORT_ROWS))
    return table


def _header(first: Iterable[list[str]], score: Score | None) -> tuple[int, list[str]]:
    """(row number, texts) of the column names: the row that reads most like them, else the first that has
    at least half as many texts as the widest."""
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(first, 1)]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        return 0, []
    if score is not None:
        best = max(rows, key=lambda row: score(row[1]))
        if score(best[1]) > 0:
            return best
    widest = max(sum(map(bool, cells)) for _number, cells in rows)
    return next(row for row in rows if sum(map(bool, row[1])) * 2 >= widest)


def _unique(header: Sequence[str]) -> list[str]:
    """Columns without a name are called by their letter, a second 电话 becomes 电话 (2)."""
    found: dict[str, None] = {}
    for index, text in enumerate(header):
        name = " ".join(text.split()) or letter_of(index)
        base, serial = name, 2
        while name in found:
            name, serial = f"{base} ({serial})", serial + 1
        found[name] = None
    return list(found)


def letter_of(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _workbook(path: Path) -> Callable[[], Iterator[list[str]]]:
    check_workbook(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            sheet = _first_filled(book)
    except (CalamineError, OSError, ValueError):
        raise FileUnreadable("import.broken") from None

    def rows() -> Iterator[list[str]]:
        if sheet is not None:
            for row in sheet.iter_rows():
                yield [cell if type(cell) is str else text_of(cell) for cell in row]

    return rows


def _first_filled(book: CalamineWorkbook) -> CalamineSheet | None:
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            found = book.get_sheet_by_name(sheet.name)
            if found.height:
                return found
    return None


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
    """As Excel shows it: 15 digits, no exponent, no idle ".0"."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def encoding_of(path: Path) -> str:
    """utf-8-sig, a UTF-16 with its mark, gb18030, else the best guess. FileUnreadable without one."""
    with path.open("rb") as raw:
        head = raw.read(_SNIFFED)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    # loaded by the first file that needs it: most never do
    guess = import_module("charset_normalizer").from_bytes(head).best()
    if guess is None or not _decodes(path, guess.encoding):
        raise FileUnreadable("import.encoding")
    return str(guess.encoding)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        with path.open("rb") as raw:
            while block := raw.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv(path: Path, encoding: str) -> Callable[[], Iterator[list[str]]]:
    with path.open(encoding=encoding, newline="") as file:
        delimiter = delimiter_of(file.read(_SNIFFED))

    def rows() -> Iterator[list[str]]:
        csv.field_size_limit(_CELL_CHARS)
        with path.open(encoding=encoding, newline="") as opened:
            reader = csv.reader(opened, delimiter=delimiter)
            try:
                yield from reader
            except (csv.Error, UnicodeError):
                raise FileUnreadable("import.csv", row=reader.line_num) from None

    return rows


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
