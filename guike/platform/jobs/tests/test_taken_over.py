"""A job that another worker has taken over is no longer the first one's: it writes nothing more into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import F

from guike.kernel.errors import Conflict
from guike.kernel.text import T
from guike.platform.jobs import runner
from guike.platform.jobs.errors import JobCancelledError, JobLostError
from guike.platform.jobs.models import Job
from guike.platform.jobs.registry import job_kind
from guike.platform.jobs.services import start
from guike.platform.jobs.testing import empty_registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_registry() -> Iterator[Any]:
    with empty_registry():
        yield


def _refuse() -> None:
    raise Conflict("busy")


def _stop() -> None:
    raise JobCancelledError({"done": 1})


def _break() -> None:
    raise ValueError("a bug")


@pytest.mark.parametrize(
    "end", [lambda: None, _refuse, _stop, _break], ids=["done", "refused", "cancelled", "failed"]
)
def test_its_old_run_neither_reports_nor_ends_it(end: Callable[[], None]) -> None:
    lost: list[str] = []
    state = {"chunk": 7}

    def work(run: Any) -> dict[str, int]:
        run.save_state({"chunk": 1})
        # What another worker does when it begins, and how far it is by now.
        Job.objects.filter(pk=run.id).update(attempt=F("attempt") + 1, state=state, done=70)
        for name, report in (
            ("progress", lambda: run.progress(done=2)),
            ("state", lambda: run.save_state({})),
        ):
            try:
                report()
            except JobLostError:
                lost.append(name)
        end()
        return {"rows": 1}

    job_kind("trial", work, label=T("试做", "Trial"))
    job_id = start("trial", {}, created_by=7)
    runner.run(job_id)
    assert lost == ["progress", "state"]
    job = Job.objects.get(pk=job_id)
    assert (job.status, job.attempt, job.state, job.done) == ("running", 2, state, 70)
    assert (job.finished_at, job.result) == (None, None)


def test_a_job_that_has_ended_takes_no_more_reports() -> None:
    """As when it is failed for good while a run of it still lives."""

    def work(run: Any) -> None:
        Job.objects.filter(pk=run.id).update(status=Job.FAILED)
        with pytest.raises(JobLostError):
            run.progress(done=2)

    job_kind("trial", work, label=T("试做", "Trial"))
    job_id = start("trial", {}, created_by=7)
    runner.run(job_id)
    assert (Job.objects.get(pk=job_id).status, Job.objects.get(pk=job_id).done) == ("failed", 0)
