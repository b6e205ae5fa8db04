"""Registers the kinds of jobs and the periodic task of imports and exports."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.exchange import checking, exporting, importing, reads, services, undoing
from guike.platform.jobs.registry import job_kind, periodic


def declare() -> None:
    """Register them."""
    job_kind(importing.KIND, importing.run_import, label=T("导入", "Import"), retries=3, source="import")
    job_kind(checking.KIND, checking.run_check, label=T("导入检查", "Check of an import"), retries=1)
    job_kind(
        undoing.KIND, undoing.run_undo, label=T("撤销导入", "Undo of an import"), retries=3, source="undo"
    )
    job_kind(exporting.KIND, exporting.run_export, label=T("导出", "Export"), retries=1)
    periodic("exchange.purge", "45 3 * * *", services.purge)
    periodic("exchange.reads", "50 * * * *", reads.purge)
