"""Reports that take long: refused at once with words, and run by a job that tells its progress and keeps the answer for whoever
asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from pytest_django import Settings

from guike.entry.tests.reporting import BY_SOURCE, DEALS, World, asked, figures, give, saved, world
from guike.kernel import limits
from guike.platform.database.granted import Sql, rows_of
from guike.platform.files.models import File
from guike.platform.files.services import purge
from guike.platform.jobs.models import Job
from guike.platform.jobs.runner import JobRun
from guike.platform.jobs.services import cancel
from guike.platform.jobs.testing import run_queued
from guike.platform.measures import pace
from guike.platform.measures.figures import figures_of
from guike.platform.notify.models import Notification
from guike.platform.org.models import Role, User
from guike.platform.org.queries import bump
from tests.support import database
from tests.support.company import WHY, caller, found, person

__all__ = ["world"]

SOURCES = "/reports/templates/leads_by_source/run"
MONTHS = {
    "object": "lead",
    "groups": [{"field": "created_at", "bucket": "month", "as": "month"}],
    "measures": [{"as": "leads", "agg": "count"}, {"as": "before", "show": "previous", "of": "leads"}],
    "filter": {"field": "created_at", "op": "within", "value": "this_year"},
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement takes longer than who waits for it may wait."""
    monkeypatch.setattr(limits, "REPORT_SECONDS", 1)

    def sleeping(statement: Sql, seconds: int | None = None) -> Any:
        text = f"SELECT s.* FROM ({statement.text}) AS s, pg_sleep(1.2)"
        return rows_of(Sql(text, statement.params), seconds)

    monkeypatch.setattr(pace, "rows_of", sleeping)


def begun(who: Any, path: str, body: dict[str, Any] | None = None) -> int:
    answer = who.post(path, {**(body or {}), "as_job": True})
    assert answer.status_code == 202, answer.content
    assert answer.json()["id"] == answer.json()["job"]
    return int(answer.json()["id"])


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def watched(monkeypatch: pytest.MonkeyPatch, name: str, *, stop_at: int = -1) -> list[tuple[int, int]]:
    """The progress of jobs as another session of the database reads it; after so many statements the job is cancelled."""
    seen: list[tuple[int, int]] = []
    report = JobRun.progress

    def progress(run: JobRun, done: int | None = None, total: int | None = None) -> None:
        report(run, done, total)
        with psycopg.connect(database.dsn_for(name), autocommit=True) as other:
            row = other.execute("SELECT done, total FROM job WHERE id = %s", [run.id]).fetchone()
        seen.append(row)  # type: ignore[arg-type]
        if done == stop_at:
            cancel(run.created_by, run.id)

    monkeypatch.setattr(JobRun, "progress", progress)
    return seen


DIFFERENT = {"as": "companies", "agg": "count_distinct", "field": "company"}
#: spec → how many statements answer it
STEPS: tuple[tuple[dict[str, Any], int], ...] = (
    (BY_SOURCE, 1),  # the total follows from the groups
    ({**BY_SOURCE, "measures": [*BY_SOURCE["measures"], DIFFERENT]}, 3),  # of different companies it does not
    (MONTHS, 3),  # the months before this year, and last month to date
    ({**BY_SOURCE, "limit": 1, "others": True}, 2),
    ({**BY_SOURCE, "others": True}, 2),  # there are none, which is known after the first
)


def test_progress_is_seen_after_each_statement_and_ends_at_the_total(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    us = found()
    for source in ("phone", "website"):
        us.lead(name="来宾", source=source)
    boss = caller(us.admin)
    seen = watched(monkeypatch, fresh_db)
    for spec, steps in STEPS:
        at_once = asked(boss.post("/reports/run", spec))
        job = begun(boss, "/reports/run", spec)
        waiting = asked(boss.get(f"/reports/runs/{job}"))
        assert (waiting["status"], waiting["answer"]) == ("queued", None)
        seen.clear()
        run_queued()
        assert seen == [(n, steps) for n in range(steps + 1)]
        state = asked(boss.get(f"/reports/runs/{job}"))
        assert (state["status"], state["done"], state["total"]) == ("done", steps, steps)
        assert {**state["answer"], "as_of": ""} == {**at_once, "as_of": ""}
    # nothing follows from a part of the groups: the total is asked, too
    monkeypatch.setitem(figures_of.__kwdefaults__, "limit", 1)
    job = begun(boss, "/reports/run", BY_SOURCE)
    seen.clear()
    run_queued()
    assert seen == [(0, 1), (1, 1), (1, 2), (2, 2)]
    answer = asked(boss.get(f"/reports/runs/{job}"))["answer"]
    assert (answer["truncated"], answer["totals"], len(answer["rows"])) == (True, {"leads": 2}, 1)


def test_it_stops_between_two_statements_and_leaves_nothing(
    fresh_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    us = found()
    boss = caller(us.admin)
    job = begun(boss, "/reports/run", MONTHS)
    seen = watched(monkeypatch, fresh_db, stop_at=1)
    run_queued()
    assert seen == [(0, 3), (1, 3)]
    state = asked(boss.get(f"/reports/runs/{job}"))
    assert (state["status"], state["answer"]) == ("cancelled", None)
    assert not File.objects.exists()
    assert not Notification.objects.filter(user_id=us.admin).exists()


@pytest.mark.django_db
class TestTime:
    def test_what_is_refused_at_once_is_computed_by_a_job(
        self, world: World, slow: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        boss = caller(world.us.admin, "zh-CN")
        answer = boss.post(SOURCES, {"explain": True})
        assert refusal(answer) == (503, "report.too_slow")
        assert answer.json()["detail"] == "计算超过 1 秒；请在后台计算，或缩小范围、减少分组"
        job = begun(boss, SOURCES, {"explain": True})
        run_queued()
        state = asked(boss.get(f"/reports/runs/{job}"))
        assert (state["status"], state["template"], state["report"]) == ("done", "leads_by_source", None)
        monkeypatch.undo()
        at_once = asked(boss.post(SOURCES, {"explain": True}))
        moving = {"as_of": "", "explain": ""}
        assert {**state["answer"], **moving} == {**at_once, **moving}
        assert state["answer"]["explain"].keys() == at_once["explain"].keys()
        notes = asked(boss.get("/notifications", kind="report.done"))["items"]
        assert [(one["text"], one["path"]) for one in notes] == [
            ("报表“线索来源转化分析”已算好", f"/reports/runs/{job}")
        ]

    def test_a_job_has_a_limit_too_and_tells_why_there_is_no_answer(
        self, world: World, slow: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "REPORT_JOB_SECONDS", 1)
        boss = caller(world.us.admin, "zh-CN")
        job = begun(boss, SOURCES)
        run_queued()
        state = asked(boss.get(f"/reports/runs/{job}"))
        assert (state["status"], state["result"]["error"]["code"]) == ("failed", "query.too_slow")
        (note,) = asked(boss.get("/notifications", kind="report.failed"))["items"]
        assert note["text"] == "报表“线索来源转化分析”没有算出来：计算超过 1 秒，请缩小范围或减少分组"

    def test_a_workbook_that_takes_too_long_is_written_by_a_job(self, world: World, slow: None) -> None:
        boss = caller(world.us.admin)
        answer = boss.get("/reports/templates/leads_by_source/export")
        assert answer.status_code == 202, answer.content
        run_queued()
        state = asked(boss.get(f"/exports/{answer.json()['id']}"))
        # the statement, and the file
        assert (state["status"], state["rows"], state["done"], state["total"]) == ("done", 3, 2, 2)


@pytest.mark.django_db
class TestWhose:
    def test_a_filter_and_a_saved_report(self, world: World) -> None:
        zhang = caller(world.us.zhang)
        report = saved(zhang)
        only = {"field": "name", "op": "eq", "value": "张伟"}
        job = begun(zhang, f"/reports/{report['id']}/run", {"filter": only})
        run_queued()
        state = asked(zhang.get(f"/reports/runs/{job}"))
        assert (state["template"], state["report"], state["filter"]) == (None, report["id"], only)
        assert figures(state["answer"]) == {("exhibition",): {"leads": 2}}

    def test_only_whoever_asked_gets_the_answer_and_through_its_run_alone(self, world: World) -> None:
        zhang = caller(world.us.zhang)
        job = begun(zhang, SOURCES)
        run_queued()
        assert asked(zhang.get(f"/reports/runs/{job}"))["answer"]["totals"]["leads"] == 10
        for other in (world.us.li, world.us.admin):
            assert refusal(caller(other).get(f"/reports/runs/{job}")) == (404, "not_found")
        assert zhang.get(f"/files/{Job.objects.get(id=job).result['file']}").status_code == 404
        export = caller(world.us.admin).post("/exports", {"object": "lead"}).json()["id"]
        assert refusal(caller(world.us.admin).get(f"/reports/runs/{export}")) == (404, "not_found")

    def test_it_is_kept_for_a_day(self, world: World) -> None:
        zhang = caller(world.us.zhang, "zh-CN")
        job = begun(zhang, SOURCES)
        run_queued()
        file = File.objects.get()
        File.objects.update(created_at=file.created_at - timedelta(hours=25))
        purge()
        answer = zhang.get(f"/reports/runs/{job}")
        assert refusal(answer) == (404, "report.run_gone")
        assert answer.json()["detail"] == "后台计算的结果只保留一天，请重新计算"

    def test_rights_that_are_gone_when_it_runs(self, world: World) -> None:
        zhang = caller(world.us.zhang)
        job = begun(zhang, SOURCES)
        self.without_leads(world.us.zhang)
        run_queued()
        assert Job.objects.get(id=job).status == "failed"
        assert not File.objects.exists()
        assert zhang.get(f"/reports/runs/{job}").status_code == 200

    def test_rights_that_are_gone_afterwards(self, world: World) -> None:
        zhang = caller(world.us.zhang)
        of_sources, of_deals = begun(zhang, SOURCES), begun(zhang, f"/reports/templates/{DEALS}/run")
        run_queued()
        assert asked(zhang.get(f"/reports/runs/{of_deals}"))["answer"]["totals"]["amount"] == "1500.00"
        give("sales", fields={"opportunity.amount": "hidden"})
        assert refusal(zhang.get(f"/reports/runs/{of_deals}")) == (403, "report.run_rights")
        assert zhang.get(f"/reports/runs/{of_sources}").status_code == 200
        self.without_leads(world.us.zhang)
        assert refusal(zhang.get(f"/reports/runs/{of_sources}")) == (403, "access.no_permission")
        User.objects.system(reason=WHY).filter(pk=world.us.zhang).update(status="left")
        bump(permission=True)
        assert zhang.get(f"/reports/runs/{of_sources}").status_code == 401

    def without_leads(self, user: int) -> None:
        """He keeps the stock from now on."""
        role = Role.objects.system(reason=WHY).get(code="warehouse")
        User.objects.system(reason=WHY).filter(pk=user).update(roles=[role.pk])
        bump(permission=True)

    def test_what_is_refused_starts_no_job(self, world: World) -> None:
        boss, keeper = caller(world.us.admin), caller(person("仓管", "warehouse"))
        wrong = {"spec": {**BY_SOURCE, "groups": ["shoe"]}, "as_job": True}
        assert [one["field"] for one in boss.post("/reports/run", wrong).json()["errors"]] == [
            "groups[0].field"
        ]
        assert keeper.post("/reports/run", {"spec": BY_SOURCE, "as_job": True}).status_code == 403
        assert keeper.post(SOURCES, {"as_job": True}).status_code == 404
        assert boss.post(SOURCES, {"as_job": "yes"}).status_code == 422
        report = saved(boss, shared_with=[{"object": "user", "id": world.us.zhang}])
        give("sales", fields={"lead.source": "hidden"})
        hidden = caller(world.us.zhang).post(f"/reports/{report['id']}/run", {"as_job": True})
        assert [one["code"] for one in hidden.json()["errors"]] == ["report.unusable"]
        assert not Job.objects.exists()

    def test_two_at_once_and_the_same_is_not_run_twice(self, world: World) -> None:
        boss = caller(world.us.admin, "zh-CN")
        first = begun(boss, SOURCES)
        assert begun(boss, SOURCES) == first
        begun(boss, "/reports/run", BY_SOURCE)
        third = boss.post("/reports/run", {"spec": MONTHS, "as_job": True})
        assert refusal(third) == (409, "report.jobs")
        assert third.json()["detail"] == "您已有 2 份报表在后台计算，请等其中一份算完，或取消一份"
        begun(caller(world.us.zhang), SOURCES)
        assert boss.post(f"/jobs/{first}/cancel").status_code == 200
        begun(boss, "/reports/run", {"spec": MONTHS})
