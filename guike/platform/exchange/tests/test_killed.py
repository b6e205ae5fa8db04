"""kill -9 of the worker in the middle of an import."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from guike.entry.tests.people import person
from guike.platform.exchange.models import ImportRow
from guike.platform.exchange.tests.conftest import EVERYTHING, Importer, counts, csv_of
from guike.platform.jobs.models import Job
from guike.platform.metadata.catalogue import catalogue
from guike.platform.records.reading import living
from tests.support import database

PATIENCE = 90.0
SCRIPT = Path(__file__).with_name("import_worker.py")
WHY = "a test looks at everything"


@pytest.fixture
def worker(fresh_db, tmp_path):
    """Starts worker processes on this test's database and files, and ends what is left of them."""
    running = []
    environment = os.environ | {
        "GUIKE_DSN": database.dsn_for(fresh_db),
        "GUIKE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "guike.config.settings",
    }

    def begin(*arguments):
        process = subprocess.Popen([sys.executable, SCRIPT, *arguments], env=environment)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


def ended(job_id):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job = Job.objects.get(id=job_id)
        if job.status not in Job.OPEN:
            return job
        time.sleep(0.1)
    raise AssertionError(f"job stays {job.status} at {job.done}: {job.result}")


@pytest.mark.req("LD-03")
def test_nothing_is_lost_and_nothing_is_done_twice(worker, tmp_path):
    assert tmp_path / "files" == django_settings.FILES_DIR
    anna = Importer(person("anna", {"lead": EVERYTHING}))
    lines = [f"访客{n},138001{n:05d},公司{n},展会" for n in range(230)]
    lines[60] = "坏,1,坏,展会"
    lines[140] = lines[10]
    answer = anna.send("/imports", "a.csv", csv_of("姓名,手机,公司,线索来源", *lines), "lead")
    number = answer.json()["id"]
    assert worker("victim", "2").wait(PATIENCE) == -signal.SIGKILL
    leads = living(catalogue().get("lead")).system(reason=WHY)
    assert (Job.objects.get(id=number).status, leads.count(), ImportRow.objects.count()) == (
        "running",
        99,
        100,
    )
    worker("survivor")
    job = ended(number)
    assert (job.status, job.attempt, job.done, job.total) == ("done", 2, 230, 230)
    assert counts(anna.status(number)) == (228, 0, 1, 1)
    assert leads.count() == len(set(leads.values_list("mobile", flat=True))) == 228
    assert sorted(ImportRow.objects.values_list("number", flat=True)) == list(range(2, 232))
    numbers = sorted(leads.values_list("number", flat=True))
    assert numbers == [f"{numbers[0][:-5]}{n:05d}" for n in range(1, 229)]
