"""The program of the child that opens an uploaded file: only it runs parsers on the bytes, under limits, and it sends
the rows.

Run as a program by `apart.py` with one argument, the order as JSON. It writes frames to its standard output: four
bytes of length, then JSON. The first frame is a dict, the description of the file or {"refused": code, "params": {…}}.
If rows were ordered, lists of [number, cells] or [number, cells, places of rounded numbers, places of formulas without
a value] follow. The last frame is null. The program imports no database and no settings, so it starts within a tenth of
a second.
"""

from __future__ import annotations

import os
import resource
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from guike.kernel.limits import IMPORT_COLUMNS
from guike.platform.database.child import die_with_parent
from guike.platform.exchange.formats import CELL_CHARS, OPENERS, FoundRow, Refused

_BATCH = 500  # rows in a frame
_FRAME_CHARS = 4_000_000


@dataclass(frozen=True)
class Order:
    """The parent's order for one file. options: encoding, sheet, delimiter; the child finds those that are empty.
    `head`: the number of first rows to send; `rows`: send all rows; `counts`: count all rows. The limits are CPU
    seconds and bytes of memory."""

    parent: int
    path: str
    ending: str
    options: dict[str, str]
    head: int
    rows: bool
    counts: bool
    seconds: int
    memory: int


def main(order: Order) -> None:
    """Carry out the order. The limits are set before the file is opened."""
    resource.setrlimit(resource.RLIMIT_CPU, (order.seconds, order.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (order.memory, order.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent(order.parent)
    try:
        found, rows = OPENERS[order.ending](Path(order.path), order.options)
        if order.rows:
            _send(found)
            _send_rows(rows)
            _send(None)
            return
        head = [_fit(row) for row in islice(rows, order.head)]
        found["head"] = head
        found["count"] = sum(1 for _row in rows) + len(head) if order.counts else 0
        _send(found)
    except Refused as refused:
        _send({"refused": refused.code, "params": refused.params})
    except MemoryError:
        _send({"refused": "import.too_big", "params": {}})


def _send_rows(rows: Iterator[FoundRow]) -> None:
    batch: list[Any] = []
    chars = 0
    for row in rows:
        batch.append(_fit(row))
        chars += sum(map(len, row[1]))
        if len(batch) >= _BATCH or chars > _FRAME_CHARS:
            _send(batch)
            batch, chars = [], 0
    if batch:
        _send(batch)


def _fit(row: FoundRow) -> tuple[Any, ...]:
    """A row cut to the width and cell length that the parent accepts."""
    number, cells, rounded, unknown = row
    if len(cells) > IMPORT_COLUMNS:
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > IMPORT_COLUMNS:
            raise Refused("import.too_many_columns", count=len(cells), max=int(IMPORT_COLUMNS))
    if max(map(len, cells), default=0) > CELL_CHARS:
        raise Refused("import.cell_too_long", row=number, max=CELL_CHARS)
    return row if rounded or unknown else (number, cells)


def _send(what: object) -> None:
    data = orjson.dumps(what, option=orjson.OPT_NON_STR_KEYS)
    sys.stdout.buffer.write(struct.pack(">I", len(data)))
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Order(**orjson.loads(sys.argv[1])))
    os._exit(0)  # skips freeing a workbook of millions of cells
