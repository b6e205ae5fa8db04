"""The smaller commands: first administrator, tokens, migrations, the doctor."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from guike.entry import cli
from guike.entry.commands import doctor, init, migrate, token
from guike.entry.commands.backup import count_rows
from guike.kernel import clock
from guike.platform.database import host
from guike.platform.database.host import HostError
from guike.platform.events.models import Event
from guike.platform.org import queries
from guike.platform.settings.models import SettingValue
from guike.platform.settings.sealing import seal
from tests.support import database

PASSWORD = "violet-harbour-27"


@pytest.fixture
def company(fresh_db: str) -> Iterator[str]:
    """A migrated database without people."""
    queries.begin_versions()
    yield fresh_db
    cache.clear()


def _init(username: str | None = "chief", password: str | None = PASSWORD) -> int:
    return init.run(argparse.Namespace(username=username, name="陈明", password=password))


def test_the_first_administrator_can_sign_in(company: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _init() == 0
    assert capsys.readouterr().out == "chief may now sign in as administrator.\n"
    client = Client()
    answer = client.post(
        "/api/v1/auth/login", {"username": "chief", "password": PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200
    me = answer.json()
    assert (me["name"], me["is_administrator"], [role["name"] for role in me["roles"]]) == (
        "陈明",
        True,
        ["系统管理员"],
    )


def test_there_is_only_one_first(company: str) -> None:
    _init()
    with pytest.raises(HostError, match=r"^This company has users already: "):
        _init("second")
    assert [person.username for person in queries.directory().people.values()] == ["chief"]


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("chief", "short", "password: "), ("two words", PASSWORD, "username: ")],
)
def test_a_refused_value_is_one_sentence(company: str, username: str, password: str, field: str) -> None:
    with pytest.raises(HostError, match=f"^{field}") as refusal:
        _init(username, password)
    assert "\n" not in str(refusal.value)
    assert password not in str(refusal.value)
    queries.begin_versions()
    assert queries.directory().people == {}


def test_without_a_terminal_the_password_must_be_given(company: str) -> None:
    with pytest.raises(HostError, match="Give --password"):
        _init(password=None)


def test_a_token_opens_the_api_with_its_users_rights(
    company: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _init()
    capsys.readouterr()
    assert token.run(argparse.Namespace(user="CHIEF")) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    answer = Client().get("/api/v1/auth/me", headers={"Authorization": f"Bearer {printed.strip()}"})
    assert (answer.status_code, answer.json()["username"]) == (200, "chief")


def test_a_token_for_nobody_is_one_sentence(company: str) -> None:
    with pytest.raises(HostError, match=r"^There is no user ghost: guike init makes the first one\.$"):
        token.run(argparse.Namespace(user="ghost"))


@pytest.mark.parametrize(
    ("option", "text"),
    [("--port", "65535"), ("--port", "-1"), ("--port", "http"), ("--workers", "0"), ("--workers", "-3")],
)
def test_a_number_that_cannot_be_is_one_sentence(
    option: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The live channel takes the port after the one that is given."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["up", option, text])
    assert ended.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith(f"guike up: error: argument {option}: ")
    assert said.endswith(f", not {text}")


def test_migrating_again_changes_nothing(company: str) -> None:
    def counted() -> dict[str, int]:
        with psycopg.connect(database.dsn_for(company)) as link:
            return count_rows(link)

    before = counted()
    assert migrate.run(argparse.Namespace()) == 0
    assert counted() == before


def test_a_database_of_a_newer_version_is_left_alone(company: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('org', '9999_later', now())"
        )
    with pytest.raises(HostError, match=r"belongs to a newer version of Guike \(it has org\.9999_later\)"):
        migrate.run(argparse.Namespace())


def _examine(
    company: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: Path
) -> tuple[int, dict[str, str]]:
    monkeypatch.setenv("DATABASE_URL", database.dsn_for(company))
    for name in ("GUIKE_DSN", "GUIKE_DATA"):  # the doctor sets them
        monkeypatch.setenv(name, "")
    code = doctor.run(argparse.Namespace(data=data, is_given=True))
    lines = capsys.readouterr().out.splitlines()
    return code, {line[4:16].strip(): line[:4] + line[17:] for line in lines}


@pytest.fixture
def built(tmp_path: Path, settings: object) -> None:
    """A browser client as after `make web`."""
    (tmp_path / "index.html").write_text("")
    settings.WEB_DIST = tmp_path  # type: ignore[attr-defined]


def test_the_doctor_finds_a_healthy_company_healthy(
    company: str,
    built: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    _init()
    capsys.readouterr()
    monkeypatch.setattr(host, "free_bytes", lambda _folder: 9 * 2**30)
    monkeypatch.setattr(host, "memory_bytes", lambda: 8 * 2**30)
    (tmp_path / "company.otf").write_bytes(b"")
    monkeypatch.setenv("GUIKE_FONTS", str(tmp_path))
    # the events of a fresh company are as old as the tests have been running, and nobody delivers them here
    Event.objects.update(at=clock.now())
    code, said = _examine(company, monkeypatch, capsys, tmp_path)
    assert said["users"] == "ok  1 active"
    assert said["migrations"] == "ok  all done"
    assert said["fonts"] == f"ok  {tmp_path}"
    assert said["jobs"] == "ok  0 wait or run, none overdue, none failed"
    assert "locale C.UTF-8" in said["database"]
    assert code == 0, said


def test_the_doctor_names_every_trouble_and_its_remedy(
    company: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(host, "free_bytes", lambda _folder: 50 * 2**20)
    monkeypatch.setattr(host, "memory_bytes", lambda: 512 * 2**20)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) "
            "VALUES ('default', 'late', now() - interval '1 hour')"
        )
    with override_settings(SECRET_KEY="of another machine"):
        lost = seal("correct horse")
    for key, value in (("mail.smtp_password", lost), ("company.name", "sealed lips")):
        SettingValue.objects.create(key=key, value=value, updated_at=clock.now())
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "readme.txt").write_text("no font")
    monkeypatch.setenv("GUIKE_FONTS", str(tmp_path / "fonts"))
    code, said = _examine(company, monkeypatch, capsys, tmp_path)
    assert code == 1
    assert said["fonts"] == (
        "!!  none with Chinese letters, so no PDF is printed: install fonts-noto-cjk, or name a folder of fonts by GUIKE_FONTS"
    )
    assert said["memory"] == "!!  512 MB: Guike needs 2 GB to work well"
    assert said["disk"] == f"!!  50 MB free for {tmp_path}: make room, at least 2 GB"
    assert said["users"] == "!!  nobody can sign in: run guike init"
    assert said["secrets"] == "!!  sealed with another key, enter them again: mail.smtp_password"
    assert said["jobs"] == "!!  1 overdue by ten minutes: is guike up (or guike worker) running?"


def test_the_doctor_speaks_without_a_database(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://guike@127.0.0.1:1/guike")
    assert doctor.run(argparse.Namespace(data=tmp_path, is_given=True)) == 1
    assert "!!  database     DATABASE_URL does not lead to a PostgreSQL database: " in capsys.readouterr().out
