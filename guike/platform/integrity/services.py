"""账目核对: every night, and when an administrator asks, everything that follows from something else is derived again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import structlog
from django.db import transaction

from guike.kernel import clock
from guike.kernel.errors import Conflict, Forbidden, register
from guike.kernel.text import T
from guike.platform.access.context import Context
from guike.platform.audit.actions import action, declare_actions
from guike.platform.audit.services import audit
from guike.platform.integrity.comparing import Check, checks
from guike.platform.integrity.models import IntegrityResult
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import Run, job_kind, periodic
from guike.platform.jobs.services import start
from guike.platform.notify.registry import notification_kind
from guike.platform.notify.services import notify
from guike.platform.org.queries import administrators, begin_versions

KIND = "integrity.check"
DIFFERS = "integrity.differs"
#: records of one check that are kept by name; beyond, their number says enough
EXAMPLES = 20
#: differences of one check that are counted: what is wrong in more is wrong in all
COUNTED = 100_000

_log = structlog.get_logger(__name__)

register(
    {
        "integrity.runs": T(
            "账目核对正在进行，请等它完成", "A comparison is running already; wait until it has finished"
        )
    },
    status=Conflict.status,
)


def ask(ctx: Context) -> int:
    """Start a comparison; the id of its job. For administrators; Conflict while one is under way."""
    if not ctx.administers:
        raise Forbidden("access.no_permission")
    with transaction.atomic():
        if Job.objects.filter(kind=KIND, status__in=Job.OPEN).exists():
            raise Conflict("integrity.runs")
        audit(ctx.user_id, "integrity.asked")
        return start(KIND, {}, ctx.user_id)


def _nightly() -> None:
    start(KIND, {}, None)


def run(job: Run) -> Mapping[str, Any]:
    """Compare everything, one check after the other; {"checks", "differing"}. After a restart it goes on with the next one."""
    begin_versions()
    todo = checks()
    differing = int(job.state.get("differing", 0))
    for done, check in enumerate(todo):
        if done < int(job.state.get("done", 0)):
            continue
        if job.cancelled():
            break
        differing += compare(check)
        job.save_state({"done": done + 1, "differing": differing})
        job.progress(done + 1, len(todo), differing)
    IntegrityResult.objects.exclude(code__in=[one.code for one in todo]).delete()
    return {"checks": len(todo), "differing": differing}


def compare(check: Check) -> int:
    """Compare one, keep its result and tell administrators of what differs; how many do."""
    found = check.differences()
    examples = list(islice(found, EXAMPLES))
    count = len(examples) + sum(1 for _one in islice(found, COUNTED))
    IntegrityResult.objects.update_or_create(
        code=check.code,
        defaults={
            "checked_at": clock.now(),
            "compared": check.compared(),
            "differing": count,
            "examples": [{"id": one.id, "kept": one.kept, "derived": one.derived} for one in examples],
        },
    )
    if count:
        _log.error("kept otherwise than derived", check=check.code, rows=count, first=examples[0])
        notify(
            DIFFERS,
            administrators(),
            check.object_name,
            examples[0].id,
            occasion=f"{check.code}:{clock.now():%Y-%m-%d}",
            label=check.label.as_map(),
            count=count,
        )
    return count


def declare() -> None:
    """Register the job, its night, the notice and what the audit says of it."""
    job_kind(KIND, run, label=T("账目核对", "Comparison of the books"), retries=1)
    periodic("integrity.nightly", "55 3 * * *", _nightly)
    notification_kind(
        DIFFERS,
        T("账目核对有差异", "The books differ"),
        T(
            "账目核对：{label}，{count} 条记录与重新推算的不一致",
            "Comparison of the books: {label}, {count} records differ from what was derived again",
        ),
    )
    declare_actions(
        {
            "integrity.asked": action("开始账目核对", "Comparison of the books asked for"),
        }
    )
