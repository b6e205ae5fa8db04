"""While the database is away or a disk is full, everybody is told so, and all goes on by itself afterwards."""

from __future__ import annotations

import json
import logging
import os
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.test import Client, RequestFactory

from guike.config.logs import told_elsewhere
from guike.entry import missing
from guike.entry.api import answers
from guike.entry.tests.people import person
from guike.platform.database import host, trouble
from guike.platform.database.trouble import OnceFilter, Trouble, trouble_of

LEADS = {"lead": ["view", "create"]}


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trouble, "_said", {})


def _raised(outer: type[Exception], inner: BaseException | None) -> Exception:
    error = outer("told")
    error.__cause__ = inner
    return error


def _written_to_a_full_disk() -> OSError:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(OSError, match="No space left") as told:
            os.write(descriptor, b"x")
    finally:
        os.close(descriptor)
    return told.value


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (_raised(OperationalError, psycopg.errors.LockNotAvailable()), Trouble.BUSY),
        (_raised(OperationalError, psycopg.errors.DeadlockDetected()), Trouble.BUSY),
        (_raised(OperationalError, psycopg.errors.AdminShutdown()), Trouble.AWAY),
        (_raised(OperationalError, psycopg.errors.CrashShutdown()), Trouble.AWAY),
        (_raised(OperationalError, psycopg.errors.CannotConnectNow()), Trouble.AWAY),
        (_raised(OperationalError, psycopg.errors.TooManyConnections()), Trouble.AWAY),
        (_raised(OperationalError, psycopg.OperationalError("server closed the connection")), Trouble.AWAY),
        (_raised(InterfaceError, psycopg.InterfaceError("the connection is closed")), Trouble.AWAY),
        (_raised(InterfaceError, None), Trouble.AWAY),
        (_raised(DatabaseError, psycopg.DatabaseError("server closed the connection")), Trouble.AWAY),
        (_raised(OperationalError, psycopg.errors.DiskFull()), Trouble.FULL),
        (_raised(RuntimeError, _raised(OperationalError, psycopg.errors.DiskFull())), Trouble.FULL),
        (OSError(28, "No space left on device"), Trouble.FULL),
        (OSError(13, "Permission denied"), None),
        (_raised(RuntimeError, psycopg.errors.UniqueViolation()), None),
        (psycopg.ProgrammingError("a fault of ours"), None),
        (ValueError("a fault of ours"), None),
        (None, None),
    ],
)
def test_what_passes_is_told_from_what_is_wrong(error: Exception | None, found: Trouble | None) -> None:
    assert trouble_of(error) is found


def test_while_the_database_is_away(
    fresh_db: str, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    anna = person("anna", LEADS)
    assert anna.get("/records/lead").status_code == 200
    signing = {"username": "anna", "password": "x"}
    browser = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
    browser.cookies[django_settings.SESSION_COOKIE_NAME] = "0" * 32
    connection.close()
    with monkeypatch.context() as away, caplog.at_level(logging.WARNING):
        away.setitem(connection.settings_dict, "HOST", "/guike/is/not/started")
        told = [
            anna.get("/records/lead"),
            anna.post("/records/lead", {"name": "x"}),
            browser.get("/api/v1/auth/me"),
            browser.post("/api/v1/auth/login", json.dumps(signing), content_type="application/json"),
        ]
        assert browser.get("/readyz").json() == {"status": "unavailable", "reason": "database"}
        assert browser.get("/healthz").status_code == 200
    assert [(one.status_code, one.headers.get("Retry-After"), one.json()["code"]) for one in told] == [
        (503, "2", "server.starting")
    ] * 4
    assert told[0].json()["detail"] == "The system is starting again; wait a moment, then go on"
    lines = [record for record in caplog.records if record.name == "guike.api"]
    assert [record.exc_info for record in lines] == [None]
    assert lines[0].getMessage().startswith("the database does not answer: ")
    assert anna.get("/records/lead").status_code == 200


def test_a_connection_that_broke_within_a_request_is_an_outage_too(fresh_db: str) -> None:
    anna = person("anna", LEADS)
    assert anna.get("/records/lead").status_code == 200
    raw: Any = connection.connection
    with psycopg.connect(raw.info.dsn, password=raw.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])
    answer = anna.get("/records/lead")
    assert (answer.status_code, answer.json()["code"]) == (503, "server.starting")
    close_old_connections()  # as before each request
    assert anna.get("/records/lead").status_code == 200


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    asked = RequestFactory(headers={"Accept-Language": "zh-CN"}).get("/")

    def answer(error: Exception) -> tuple[int, str]:
        with monkeypatch.context() as raised:
            raised.setattr(missing, "sys", SimpleNamespace(exc_info=lambda: (type(error), error, None)))
            told = missing.broken(asked)
        return told.status_code, json.loads(told.content)["detail"]

    saved = "服务器磁盘已满，内容没有保存；请联系管理员清理磁盘后重试"
    assert answer(_written_to_a_full_disk()) == (507, saved)
    assert answer(_raised(OperationalError, psycopg.errors.DiskFull())) == (507, saved)
    away = _raised(OperationalError, psycopg.OperationalError("no such file"))
    assert answer(away) == (503, "系统正在重新启动，请稍候，片刻后即可继续")
    monkeypatch.setattr(answers.settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(host, "free_bytes", lambda _folder: 5 * 2**20)
    assert answer(away) == (503, "服务器磁盘已满，系统已暂停；请联系管理员清理磁盘，之后会自动恢复")
    assert answer(ValueError("a fault of ours"))[0] == 500


def test_libraries_say_an_outage_once() -> None:
    def record(error: Exception | None, **more: Any) -> logging.LogRecord:
        info = (type(error), error, None) if error else None
        found = logging.LogRecord("x", logging.ERROR, "", 1, "failed: %s", ("a",), info)  # type: ignore[arg-type]
        found.__dict__.update(more)
        return found

    once = OnceFilter()
    away = _raised(RuntimeError, psycopg.OperationalError("gone\naway"))
    first, second, fault, plain = record(away), record(away), record(ValueError("ours")), record(None)
    assert [once.filter(one) for one in (first, second, fault, plain)] == [True, False, True, True]
    assert (first.getMessage(), first.exc_info) == ("the database does not answer: told", None)
    assert (fault.getMessage(), fault.exc_info is not None) == ("failed: a", True)
    assert [told_elsewhere(record(None, status_code=status)) for status in (404, 500, 503)] == [
        True,
        False,
        False,
    ]
