"""Finds the meaning of 10 in a column of percentages: 10 % or 1000 %."""

from __future__ import annotations

from collections.abc import Mapping

from guike.platform.exchange.cells import is_above_one
from guike.platform.exchange.headers import Place
from guike.platform.exchange.reading import Table


def percents_of(table: Table, columns: Mapping[str, Place]) -> dict[int, str]:
    """{column index: meaning of 10} of the columns of percentages: by the header (税率%), by the importer's choice if the
    cells are ambiguous, or "asked" if nobody has chosen."""
    found: dict[int, str] = {}
    open_ones = []
    for index, column in enumerate(table.columns):
        place = columns.get(column)
        if place is None or place.item.type != "percent" or place.item.discount is not None:
            continue
        texts = [row.cells[index].strip() for row in table.first_rows() if index < len(row.cells)]
        is_large = any(is_above_one(text, table.decimal) for text in texts)
        is_named = "%" in column or "％" in column
        found[index] = "hundredths" if is_named and is_large else ""
        if is_large != is_named and (is_large or table.encoding):
            open_ones.append(index)
    for index in open_ones or found:
        if table.percent and not found[index]:
            found[index] = table.percent
        elif index in open_ones:
            found[index] = "asked"
    return found
