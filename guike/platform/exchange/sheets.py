"""Writes tables for people: .xlsx row by row with constant memory, .csv with a byte order mark for Excel.

A text that a spreadsheet would run as a formula gets an apostrophe in front, which reading removes again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

#: text that begins so would run as a formula; the full-width signs run in some languages
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MOST_CHARS = 32_767  # in one cell of Excel
_MOST_ROWS = 1_000_000
_HEADER_CHARS = 200  # of the 255 that Excel takes, codes included
_WIDTH = 18
#: the first month that all spreadsheets count alike: Excel has a 29 February 1900 and no earlier years
_CALENDAR = (1900, 3)
_DIGITS = 15  # that a number keeps in Excel; longer ones are written as text


def neutral(text: str) -> str:
    """A text that is never a formula in a cell. A text that begins with apostrophes and such a sign gets one more,
    because reading removes one."""
    if text.lstrip("'").startswith(_RUNS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


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
        if mark:
            self._book.set_properties({"author": mark, "comments": mark})
        self._formats = {
            "head": self._book.add_format({"bold": True, "bg_color": "#F0F2F5"}),
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "instant": self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "second": self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            "money": self._book.add_format({"num_format": "#,##0.00##"}),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._book.close()

    def sheet(self, name: str, header: Sequence[str]) -> WorkbookSheet:
        """A new sheet with its header; sheets are written one after the other."""
        sheet = self._book.add_worksheet(name[:31])
        if self._mark:
            # an ampersand begins a code of the header, two are one
            sheet.set_header("&R" + self._mark.replace("&", "&&")[:_HEADER_CHARS])
        return WorkbookSheet(sheet, self._formats, header)


class WorkbookSheet:
    """One sheet of a workbook."""

    def __init__(self, sheet: Any, formats: dict[str, Any], header: Sequence[str]) -> None:
        self._sheet, self._formats, self._next = sheet, formats, 1
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), _WIDTH)
        for column, text in enumerate(header):
            sheet.write_string(0, column, neutral(text), formats["head"])

    def row(self, values: Sequence[Any]) -> None:
        for column, value in enumerate(values):
            self._cell(self._next, column, value)
        self._next += 1

    def _cell(self, row: int, column: int, value: Any) -> None:
        sheet = self._sheet
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int) and abs(value) < 10**15:
            sheet.write_number(row, column, value)
        elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= _DIGITS:
            sheet.write_number(row, column, float(value), self._formats["money"])
        elif isinstance(value, Decimal):
            sheet.write_string(row, column, format(value, "f"))
        elif isinstance(value, date) and (value.year, value.month) < _CALENDAR:
            sheet.write_string(row, column, _text(value))
        elif isinstance(value, datetime):
            kind = "second" if value.second or value.microsecond else "instant"
            sheet.write_datetime(row, column, value, self._formats[kind])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._formats["date"])
        else:
            sheet.write_string(row, column, neutral(str(value))[:_MOST_CHARS])


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
