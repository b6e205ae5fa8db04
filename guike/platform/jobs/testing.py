"""For tests: a registry of their own, and running what is queued without a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from guike.platform.jobs import registry, runner
from guike.platform.jobs.models import Job


@contextmanager
def empty_registry() -> Iterator[None]:
    """Within, there are no kinds and no periodic tasks; the real ones come back afterwards."""
    kept = registry._kinds, registry._periodics
    registry._kinds, registry._periodics = {}, {}
    try:
        yield
    finally:
        registry._kinds, registry._periodics = kept


def run_queued(*, may_fail: bool = False) -> int:
    """Run every queued job here and now, also those that they start; answers how many ran. AssertionError when one ended in an
    exception that is no refusal, unless it `may_fail`."""
    number = 0
    while (
        job_id := Job.objects.filter(status=Job.QUEUED).order_by("id").values_list("id", flat=True).first()
    ) is not None:
        runner.run(job_id)
        number += 1
        failed = Job.objects.filter(pk=job_id, failures__gt=0).first()
        if failed is not None and not may_fail:
            raise AssertionError(f"{failed} failed: {failed.result}")
    return number
