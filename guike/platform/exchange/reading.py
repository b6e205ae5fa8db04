"""Reads tables as rows of text, each with its number in the file. A child process opens the files (`apart.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from guike.kernel.errors import FieldError, Invalid
from guike.kernel.limits import IMPORT_ROWS
from guike.platform.exchange.apart import look, rows_of
from guike.platform.exchange.errors import FileUnreadable
from guike.platform.exchange.vcards import column_names
from guike.platform.files.types import ending_of

HEADER_ROWS = 30  # the header must be among the first so many rows
HEAD = 240  # rows that are read at once: the header, the rows above it, and 200 rows below it to try
_TAKEN = frozenset({"xlsx", "csv", "txt", "vcf"})
#: formats of other programs, which can also save .xlsx
_OTHER_TABLES = frozenset({"xls", "et", "ods", "xlsm", "xlsb", "numbers"})
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,}))")
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{1,3}(,\d{3}){2,})")

#: scores a row as column names; the best of the first rows is the header
Score = Callable[[Sequence[str]], int]


class Row(NamedTuple):
    """One row with content. `number` counts from 1 as the spreadsheet shows it; `rounded`: places of numbers whose
    last digits the spreadsheet lost; `unknown`: places of formulas whose value the file does not hold."""

    number: int
    cells: list[str]
    rounded: Sequence[int] = ()
    unknown: Sequence[int] = ()


@dataclass(frozen=True)
class Reading:
    """A person's choices for reading a file; empty and 0 mean automatic. encoding: of a text file; sheet: of a
    workbook; header_row: the number of the header's row; decimal: "." or ","; percent: the meaning of 10 in a column of
    percentages, "hundredths" (10 %) or "wholes" (1000 %)."""

    encoding: str = ""
    sheet: str = ""
    header_row: int = 0
    decimal: str = ""
    percent: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Reading:
        """The Reading of a request. Invalid with all faults."""
        errors = []
        for name, value in given.items():
            words = _WORDS.get(name)
            wanted = int if name == "header_row" else str
            if name not in cls.__dataclass_fields__:
                errors.append(FieldError(f"reading.{name}", "import.not_an_option", {"name": str(name)[:60]}))
            elif type(value) is not wanted:
                code = "type.integer" if wanted is int else "type.text"
                errors.append(FieldError(f"reading.{name}", code))
            elif words and value not in words:
                params = {"value": str(value)[:50], "words": [word for word in words if word]}
                errors.append(FieldError(f"reading.{name}", "import.word", params))
        if errors:
            raise Invalid(errors)
        return cls(**given)

    def as_map(self) -> dict[str, Any]:
        """What was chosen."""
        return {name: value for name in self.__dataclass_fields__ if (value := getattr(self, name))}


_WORDS = {"decimal": ("", ".", ","), "percent": ("", "hundredths", "wholes")}


@dataclass
class Table:
    """A file that can be read from the start any number of times.

    columns: the header's texts, made unique; encoding: of a text file, empty for a workbook; encodings: those that it
    may be in, {"encoding", "sample"} each, more than one where a person has to say; head: the first filled rows of
    the file, the header and what stands above it included.
    """

    columns: list[str]
    header_row: int
    head: list[Row] = field(repr=False)
    source: Callable[[], Iterator[Row]] = field(repr=False)
    encoding: str = ""
    encodings: list[dict[str, str]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    decimal: str = "."
    percent: str = ""
    count: int = 0
    is_head_all: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the encoding is certain."""
        return len(self.encodings) < 2

    def rows(self) -> Iterator[Row]:
        """The rows below the header, empty ones left out, short ones filled up. The first rows are in memory; the child
        that reads all rows starts when these are used up."""
        yield from self.first_rows()
        if self.is_head_all:
            return
        last = self.head[-1].number
        for row in self.source():
            if row.number > last:
                yield self._fitted(row)

    def first_rows(self) -> Iterator[Row]:
        """The rows in memory, which are enough to try the file."""
        for row in self.head:
            if row.number > self.header_row:
                yield self._fitted(row)

    def _fitted(self, row: Row) -> Row:
        width, cells = len(self.columns), row.cells
        if len(cells) == width:
            return row
        cells = cells + [""] * (width - len(cells)) if len(cells) < width else cells[:width]
        return Row(row.number, cells, row.rounded, row.unknown)

    def reading(self) -> Reading:
        """The way in which the file was read, to read it again in the same way."""
        return Reading(self.encoding, self.sheet, self.header_row, self.decimal, self.percent)


def open_table(
    path: Path,
    name: str,
    score: Score | None = None,
    reading: Reading = Reading(),
    *,
    locale: str = "zh-CN",
    is_counted: bool = False,
) -> Table:
    """Open a file and find its columns and number of rows. FileUnreadable when it is refused, Invalid for a way of
    reading that does not fit it. `is_counted`: the rows were counted before; `locale`: the language of column names for
    a file without a header."""
    ending = ending_of(name)
    if ending not in _TAKEN:
        raise FileUnreadable(
            "import.other_table" if ending in _OTHER_TABLES else "import.type", ending=ending
        )
    options = {"encoding": reading.encoding, "sheet": reading.sheet}
    found = look(path, ending, options, head=HEAD, counts=not is_counted)
    head = [Row(*row) for row in found["head"]]
    options |= {key: found[key] for key in ("encoding", "sheet", "delimiter", "formulas")}
    header_row, header = _header(head, score, reading.header_row)
    if ending == "vcf":
        header = column_names(locale) if header else header
    table = Table(
        _unique(header),
        header_row,
        head,
        lambda: (Row(*row) for row in rows_of(path, ending, options)),
        encoding=found["encoding"],
        encodings=[] if reading.encoding else found["encodings"],
        sheets=found["sheets"],
        sheet=found["sheet"],
        decimal=reading.decimal or _decimal_of(head, found["delimiter"]),
        percent=reading.percent,
        is_head_all=len(head) < HEAD,
    )
    if not is_counted:
        above = sum(row.number <= header_row for row in head)
        table.count = found["count"] - above
        _check_size(table)
    return table


def _check_size(table: Table) -> None:
    if not table.columns or table.count <= 0:
        raise FileUnreadable("import.no_rows")
    if table.count > IMPORT_ROWS:
        raise FileUnreadable("import.too_many_rows", count=table.count, max=int(IMPORT_ROWS))


def _header(head: Sequence[Row], score: Score | None, wanted: int) -> tuple[int, list[str]]:
    """(row number, texts) of the column names: the requested row, else the row with the best score, else the first with
    at least half as many texts as the widest. Merged names over two rows are read from both."""
    rows = [(row.number, [cell.strip() for cell in row.cells]) for row in head]
    rows = [row for row in rows if any(row[1]) and row[0] <= max(HEADER_ROWS, wanted)]
    if score is not None:
        above = dict(rows)
        rows = [(number, _with_above(above.get(number - 1, []), cells, score)) for number, cells in rows]
    if wanted:
        found = next((row for row in rows if row[0] == wanted), None)
        if found is None:
            raise Invalid([FieldError("reading.header_row", "import.no_header_row", {"row": wanted})])
    elif not rows:
        return 0, []
    else:
        found = _likeliest(rows, score)
    number, cells = found
    while cells and not cells[-1]:
        cells.pop()
    return number, cells


def _likeliest(rows: Sequence[tuple[int, list[str]]], score: Score | None) -> tuple[int, list[str]]:
    filled = {number: sum(map(bool, cells)) for number, cells in rows}
    widest = max(filled.values())
    if score is not None:
        # a line of instructions may contain one name; a header contains several, or almost nothing else
        best = max(rows, key=lambda row: score(row[1]))
        points = score(best[1])
        if points > 1 or (points and filled[best[0]] * 2 >= widest):
            return best
    return next(row for row in rows if filled[row[0]] * 2 >= widest)


def _with_above(above: Sequence[str], cells: list[str], score: Score) -> list[str]:
    """A row of names completed by the one above, where that makes more names of it: merged cells hold their text in
    the upper row."""
    if sum(map(bool, above)) < 2:
        return cells
    width = max(len(above), len(cells))
    pairs = zip([*above, *[""] * (width - len(above))], [*cells, *[""] * (width - len(cells))], strict=True)
    both = [lower or upper for upper, lower in pairs]
    return both if score(both) > score(cells) > 1 else cells


def _decimal_of(head: Sequence[Row], delimiter: str) -> str:
    """The decimal sign of a text file's numbers. Files with a decimal comma separate cells by semicolons."""
    cells = [cell.strip() for row in head for cell in row.cells if "," in cell or "." in cell]
    if any(map(_POINT.fullmatch, cells)):
        return "."
    return "," if delimiter and (delimiter == ";" or any(map(_COMMA.fullmatch, cells))) else "."


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
