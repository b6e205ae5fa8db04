"""Nightly tasks of records: emptying the recycle bin, partitions of the history, comparing roll-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import IntegrityError, connection, transaction

from guike.kernel import clock
from guike.kernel.limits import IDEMPOTENCY_HOURS
from guike.kernel.text import T
from guike.platform.audit.retention import drop_months
from guike.platform.jobs.registry import periodic
from guike.platform.metadata.catalogue import catalogue
from guike.platform.metadata.spec import ObjectSpec
from guike.platform.org.queries import begin_versions
from guike.platform.records.figures import recompute_rollup
from guike.platform.records.models import History, IdempotencyRecord
from guike.platform.records.reading import table
from guike.platform.records.references import forget_links
from guike.platform.records.shapes import ensure_partitions, month_start
from guike.platform.records.writing import purge_answers, purge_deleted
from guike.platform.retention.registry import keep_otherwise
from guike.platform.settings import queries as settings

WHY = "purge of the recycle bin"
CHUNK = 500
_log = structlog.get_logger(__name__)


def purge_recycle_bin() -> int:
    """Remove rows that have been in the recycle bin longer than the company's setting; the number of rows.

    A row that another record still references stays until that record is gone.
    """
    begin_versions()
    now = clock.now()
    specs = [spec for spec in catalogue().objects.values() if spec.recyclable and not spec.is_line]
    kept = {spec.name: int(settings.get("recycle.days", object_name=spec.name)) for spec in specs}
    due = {name: now - timedelta(days=days) for name, days in kept.items()}
    return sum(_purge(spec, due) for spec in specs)


def _purge(spec: ObjectSpec, due: Mapping[str, datetime]) -> int:
    rows = table(spec).system(reason=WHY).filter(deleted_at__lt=due[spec.name]).order_by("-pk")
    ids = list(rows.values_list("pk", flat=True)[:CHUNK])
    return sum(purge_record(spec, record_id, due) for record_id in ids)


def purge_record(spec: ObjectSpec, record_id: int, due: Mapping[str, datetime] | None = None) -> bool:
    """Remove one row of the recycle bin for good; False if another record still references it. due: as for
    `purge_deleted`."""
    if spec.hooks.purging:
        spec.hooks.purging(table(spec).system(reason=WHY).get(pk=record_id))
    try:
        with transaction.atomic():
            purge_deleted(spec, [record_id], due)
            forget_links(spec, [record_id])
            connection.check_constraints()  # foreign keys are checked late: check here, not at the common commit
    except IntegrityError as error:
        why = getattr(getattr(error.__cause__, "diag", None), "message_detail", None)
        _log.info("still pointed at", object=spec.name, id=record_id, by=why)
        return False
    return True


def keep_history() -> int:
    """Create the partitions of coming months and drop those that are older than the company's setting; the number of
    dropped ones."""
    ensure_partitions()
    kept = int(settings.get("history.months"))
    if not kept:
        return 0
    first = month_start(clock.now().date(), -kept)
    return len(drop_months(None, History, first, because="history.months"))


def compare_rollups() -> int:
    """Compare every roll-up with what the engine of reports counts; the number of wrong ones, which are counted again. Each is
    a fault of the program and is logged."""
    begin_versions()
    wrong = 0
    for pairs in catalogue().rollups.values():
        for parent, rollup in pairs:
            found = recompute_rollup(parent, rollup)
            if found:
                _log.error("roll-ups were wrong", object=parent.name, field=rollup.field, rows=found)
            wrong += found
    return wrong


def declare() -> None:
    """Register the nightly work."""
    periodic("records.purge", "50 3 * * *", purge_recycle_bin)
    periodic("records.history", "30 2 * * *", keep_history)
    periodic("records.rollups", "15 4 * * *", compare_rollups)
    periodic("records.answers", "35 * * * *", purge_answers)
    keep_otherwise(
        "history",
        T("修改历史", "History of changes"),
        T("谁何时改了哪个字段，新旧值", "Who changed which field when, with both values"),
        History.objects.all,
        "at",
        key="history.months",
        unit="months",
    )
    keep_otherwise(
        "answers",
        T("重复请求的应答", "Answers for repeated calls"),
        T(
            "写入请求的应答全文，供网络中断后重试",
            "What calls were answered in full, for those who ask again after a lost connection",
        ),
        IdempotencyRecord.objects.all,
        "created_at",
        fixed=T(f"{int(IDEMPOTENCY_HOURS)} 小时", f"{int(IDEMPOTENCY_HOURS)} hours"),
    )
