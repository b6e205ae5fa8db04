"""Writes tables for people: .xlsx row by row with constant memory, .csv with a byte order mark for Excel.

A text that a spreadsheet would run as a formula gets an apostrophe in front, which reading removes again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from guike.kernel import clock

#: text that begins so would run as a formula; the full-width signs run in some languages
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MOST_CHARS = 32_767  # in one cell of Excel
_MOST_ROWS = 1_000_000
_HEADER_CHARS = 200  # of the 255 that Excel takes, codes included
_WIDTH = 18
#: the first month that all spreadsheets count alike: Excel has a 29 February 1900 and no earlier years
_CALENDAR = (1900, 3)
_SHAPES: Mapping[str, Mapping[str, str]] = {
    "plain": {},
    "head": {"bg_color": "#F0F2F5"},
    "date": {"num_format": "yyyy-mm-dd"},
    "instant": {"num_format": "yyyy-mm-dd hh:mm"},
    "second": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "money": {"num_format": "#,##0.00##"},
    "rate": {"num_format": "0.0%"},
}
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")  # what Excel takes in no name of a sheet
_NAME_CHARS = 31
_DIGITS = 15  # that a number keeps in Excel; longer ones are written as text


def neutral(text: str) -> str:
    """A text that is never a formula in a cell. A text that begins with apostrophes and such a sign gets one more,
    because reading removes one."""
    if text.lstrip("'").startswith(_RUNS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


class Rate(Decimal):
    """A number that is shown as a percentage: 0.25 as 25.0 %."""


class Sheet(Protocol):
    """A table being written. Values: text, int, Decimal, bool, date, naive datetime, None."""

    def row(self, values: Sequence[Any]) -> None:
        """Append a row."""


class Workbook:
    """An .xlsx of one or more sheets; a context manager, whose file is complete after the context."""

    def __init__(self, path: Path, *, mark: str = "") -> None:
        """mark: who made the file; it stands in the header of each printed page and in the properties."""
        # imported by the first export, because it takes three megabytes that most processes never need
        self._book = import_module("xlsxwriter").Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "in_memory": False,
            },
        )
        self._mark = mark
        by = {"author": mark, "comments": mark} if mark else {}
        self._book.set_properties({**by, "created": clock.now()})
        self._formats = {
            (kind, is_strong): self._book.add_format({**shape, "bold": is_strong})
            for kind, shape in _SHAPES.items()
            for is_strong in (False, True)
        }
        self._taken: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._book.close()

    def sheet(self, name: str, header: Sequence[str]) -> WorkbookSheet:
        """A new sheet with its header; sheets are written one after the other."""
        sheet = self._book.add_worksheet(self._free(name))
        if self._mark:
            # an ampersand begins a code of the header, two are one
            sheet.set_header("&R" + self._mark.replace("&", "&&")[:_HEADER_CHARS])
        return WorkbookSheet(sheet, self._formats, header)

    def _free(self, name: str) -> str:
        """The name as Excel takes it, with a number if another sheet has it."""
        plain = _UNNAMEABLE.sub(" ", name).strip("' ")[:_NAME_CHARS] or "1"
        found, number = plain, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{plain[: _NAME_CHARS - 4]} {number}"
        self._taken.add(found.casefold())
        return found


class WorkbookSheet:
    """One sheet of a workbook."""

    def __init__(self, sheet: Any, formats: Mapping[tuple[str, bool], Any], header: Sequence[str]) -> None:
        self._sheet, self._formats, self._next = sheet, formats, 1
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), _WIDTH)
        for column, text in enumerate(header):
            sheet.write_string(0, column, neutral(text), formats["head", True])

    def row(self, values: Sequence[Any], *, is_strong: bool = False) -> None:
        """Append a row; a strong one, such as a total, is in bold."""
        for column, value in enumerate(values):
            if value is not None and value != "":
                self._cell(self._next, column, value, is_strong)
        self._next += 1

    def _cell(self, row: int, column: int, value: Any, is_strong: bool) -> None:
        sheet, style = self._sheet, self._formats[_kind(value), is_strong]
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int) and abs(value) < 10**15:
            sheet.write_number(row, column, value, style)
        elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, column, float(value), style)
        elif isinstance(value, Decimal):
            sheet.write_string(row, column, format(value, "f"), style)
        elif isinstance(value, date) and (value.year, value.month) < _CALENDAR:
            sheet.write_string(row, column, _text(value), style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        else:
            sheet.write_string(row, column, neutral(str(value))[:_MOST_CHARS], style)


def _kind(value: Any) -> str:
    """Which of the formats a value has."""
    if isinstance(value, Decimal):
        return "rate" if isinstance(value, Rate) else "money"
    if isinstance(value, datetime):
        return "second" if value.second or value.microsecond else "instant"
    return "date" if isinstance(value, date) else "plain"


class CsvFile:
    """A .csv in UTF-8 with its mark; a context."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([neutral(text) for text in header])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._file.close()

    def row(self, values: Sequence[Any]) -> None:
        self._writer.writerow([_text(value) for value in values])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second or value.microsecond else "minutes")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return format(value, "f")
    return neutral(str(value))
