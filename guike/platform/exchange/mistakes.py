"""Writes the rows that an import refused to a workbook, to be corrected and imported again."""

from __future__ import annotations

from pathlib import Path

from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.exchange.importing import told
from guike.platform.exchange.models import Import, ImportRow
from guike.platform.exchange.queries import import_of
from guike.platform.exchange.reading import Reading, letter_of, open_table
from guike.platform.exchange.results import WRITTEN
from guike.platform.exchange.sheets import Workbook
from guike.platform.files.models import File
from guike.platform.files.queries import open_file

FAILED = T("未导入", "Not imported")
SKIPPED = T("已跳过", "Skipped")
NOTED = T("已导入，请核对", "Imported, please check")
ROW = T("行号", "Row")
REASON = T("原因", "Reason")
_BETWEEN = T("；", "; ")
_COLON = T("：", ": ")


def write_mistakes(ctx: Context, import_id: int, path: Path) -> str:
    """Write the workbook to `path` and return its name: failed rows first, then skipped ones, then imported rows that a
    person should check, each with number, reason and its original cells."""
    row = import_of(ctx, import_id)
    columns = _columns(row, ctx.locale)
    with Workbook(path) as book:
        for outcomes, name in (
            ((ImportRow.FAILED,), FAILED),
            ((ImportRow.SKIPPED,), SKIPPED),
            (WRITTEN, NOTED),
        ):
            rows = ImportRow.objects.filter(run=row.job_id, outcome__in=outcomes, reasons__isnull=False)
            rows = rows.order_by("number")
            if outcomes == WRITTEN and not rows.exists():
                continue
            width = len(columns) or max(
                (len(cells or ()) for cells in rows.values_list("cells", flat=True)), default=0
            )
            names = columns or [letter_of(n) for n in range(width)]
            sheet = book.sheet(name.get(ctx.locale), [ROW.get(ctx.locale), REASON.get(ctx.locale), *names])
            found = rows.values_list("number", "reasons", "cells")
            for number, reasons, cells in found.iterator(chunk_size=2_000):
                sheet.row([number, _sentence(ctx, told(reasons, ctx.locale)), *(cells or ())])
    return f"{row.file_name.rpartition('.')[0]}-{FAILED.get(ctx.locale)}.xlsx"


def _columns(row: Import, locale: str) -> list[str]:
    """The file's column names; [] when the file no longer exists."""
    file = File.objects.filter(id=row.file_id, deleted_at=None).first()
    if file is None:
        return []
    return open_table(
        open_file(file), file.name, reading=Reading(**row.reading), locale=locale, is_counted=True
    ).columns


def _sentence(ctx: Context, reasons: list[dict[str, str]]) -> str:
    colon = _COLON.get(ctx.locale)
    parts = [f"{r['column']}{colon}{r['message']}" if r["column"] else r["message"] for r in reasons]
    return _BETWEEN.get(ctx.locale).join(parts)
