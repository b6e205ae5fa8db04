"""Registers the kinds of jobs and the periodic task of imports and exports."""

from __future__ import annotations

from guike.kernel.text import T
from guike.platform.exchange import checking, exporting, importing, reads, services, undoing
from guike.platform.exchange.models import Export, Import, ReadRecords
from guike.platform.jobs.registry import job_kind, periodic
from guike.platform.retention.registry import keep, keep_otherwise


def declare() -> None:
    """Register them."""
    job_kind(importing.KIND, importing.run_import, label=T("导入", "Import"), retries=3, source="import")
    job_kind(checking.KIND, checking.run_check, label=T("导入检查", "Check of an import"), retries=1)
    job_kind(
        undoing.KIND, undoing.run_undo, label=T("撤销导入", "Undo of an import"), retries=3, source="undo"
    )
    job_kind(exporting.KIND, exporting.run_export, label=T("导出", "Export"), retries=1)
    periodic("exchange.reads", "50 * * * *", reads.purge)
    keep(
        "imports",
        T("导入的文件和逐行数据", "Imported files and their rows"),
        T("导入文件的内容、失败和跳过的行", "What imported files held, rows that failed or were skipped"),
        lambda: Import.objects.exclude(file_id=0),
        "created_at",
        services.purge,
        days=90,
    )
    keep(
        "exports",
        T("导出记录", "Exports asked for"),
        T(
            "谁何时按什么条件导出了什么（文件一天后删除，审计日志另有一行）",
            "Who exported what with which filter; files go after a day, the audit has a line of its own",
        ),
        Export.objects.all,
        "created_at",
        services.purge_exports,
        days=400,
        least=2,
    )
    keep_otherwise(
        "reads",
        T("读取计数", "Reads counted"),
        T("谁在一小时内读取了哪些记录", "Who read which records within an hour"),
        ReadRecords.objects.all,
        "at",
        fixed=T("一小时", "one hour"),
    )
