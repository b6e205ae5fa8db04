"""`guike backup` and `guike restore`: what is restored is what was there."""

import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guike.entry.commands.backup import count_rows
from guike.entry.tests.served import Served, guike, open_folder
from guike.platform.database.supervisor import embedded

ROWS = "INSERT INTO django_session SELECT 's' || i, '贵客 ' || i, now() FROM generate_series(1, 500) AS i"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def data(folder: Path) -> Path:
    """A company with rows and files."""
    data = folder / "data"
    assert guike("migrate", "--data", str(data)).returncode == 0
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / "合同.pdf").write_bytes(b"%PDF signed")
    (data / "secret_key").write_text("first key")
    with embedded(data) as dsn, psycopg.connect(dsn) as link:
        link.execute(ROWS)
    return data


@pytest.fixture(scope="module")
def backup(folder: Path, data: Path) -> Path:
    """Its backup."""
    file = folder / "company.tar"
    done = guike("backup", str(file), "--data", str(data))
    assert (done.returncode, done.stderr) == (0, "")
    return file


def _state(data: Path) -> tuple[dict[str, int], str | None, dict[str, bytes]]:
    """Rows per table, one value, every file."""
    with embedded(data) as dsn, psycopg.connect(dsn) as link:
        rows = count_rows(link)
        value = link.execute("SELECT session_data FROM django_session WHERE session_key = 's77'").fetchone()
    files = {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in (data / "files").rglob("*")
        if path.is_file()
    }
    return rows, value[0] if value else None, files


def test_a_backup_names_what_it_holds(backup: Path) -> None:
    with tarfile.open(backup) as tar:
        member = tar.extractfile("guike.json")
        assert member is not None
        described = json.load(member)
        assert {"database.dump", "secret_key", "files/ab/合同.pdf"} <= set(tar.getnames())
    assert described["rows"]["public.django_session"] == 500
    assert described["files"] == 1
    assert backup.stat().st_mode & 0o777 == 0o600


def test_restored_into_a_new_folder_everything_is_the_same(folder: Path, data: Path, backup: Path) -> None:
    fresh = folder / "fresh"
    done = guike("restore", str(backup), "--data", str(fresh))
    assert (done.returncode, done.stderr) == (0, "")
    assert _state(fresh) == _state(data)
    assert (fresh / "secret_key").read_text() == "first key"


def test_restored_over_a_changed_company_everything_is_as_it_was(
    folder: Path, data: Path, backup: Path
) -> None:
    changed = folder / "changed"
    assert guike("restore", str(backup), "--data", str(changed)).returncode == 0
    with embedded(changed) as dsn, psycopg.connect(dsn) as link:
        link.execute("DELETE FROM django_session")
        link.execute("CREATE TABLE made_later (id int)")
    shutil.rmtree(changed / "files")
    (changed / "files").mkdir()
    (changed / "files" / "later").write_bytes(b"new")
    assert guike("restore", str(backup), "--replace", "--data", str(changed)).returncode == 0
    assert _state(changed) == _state(data)


def test_a_damaged_file_changes_nothing(folder: Path, data: Path, backup: Path) -> None:
    before = _state(data)
    damaged = folder / "damaged.tar"
    damaged.write_bytes(backup.read_bytes()[:-30000])
    refused = guike("restore", str(damaged), "--replace", "--data", str(data))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{damaged} is not a backup of Guike, or is damaged: ")
    assert _state(data) == before


def test_an_incomplete_backup_changes_nothing(folder: Path, data: Path, backup: Path) -> None:
    before = _state(data)
    file = _altered(folder, backup, rows={"public.django_session": 501})
    refused = guike("restore", str(file), "--replace", "--data", str(data))
    assert refused.returncode == 1
    assert refused.stderr == (
        "The backup is incomplete: the rows of public.django_session do not match; nothing was changed.\n"
    )
    assert _state(data) == before
    with embedded(data) as dsn, psycopg.connect(dsn) as link:
        names = [name for (name,) in link.execute("SELECT datname FROM pg_database").fetchall()]
    assert [name for name in names if name.startswith("guike_")] == []


def test_a_newer_backup_is_refused(folder: Path, data: Path, backup: Path) -> None:
    file = _altered(folder, backup, migrations=["org.9999_later"])
    refused = guike("restore", str(file), "--replace", "--data", str(data))
    assert refused.returncode == 1
    assert "was written by a newer version of Guike" in refused.stderr


def _altered(folder: Path, backup: Path, **changes: object) -> Path:
    """The backup with another description."""
    with open_folder() as place:
        with tarfile.open(backup) as tar:
            tar.extractall(place, filter="data")
        described = json.loads((Path(place) / "guike.json").read_text())
        for key, value in changes.items():
            described[key] = {**described[key], **value} if isinstance(value, dict) else value
        (Path(place) / "guike.json").write_text(json.dumps(described))
        target = folder / "altered.tar"
        with tarfile.open(target, "w") as tar:
            for name in os.listdir(place):
                tar.add(Path(place) / name, name)
    return target


def test_a_missing_file_is_one_sentence(folder: Path, data: Path) -> None:
    refused = guike("restore", str(folder / "none.tar"), "--data", str(data))
    assert refused.returncode == 1
    assert refused.stderr == f"{folder}/none.tar does not exist: name a file that guike backup wrote.\n"


def test_a_place_that_cannot_be_written_is_one_sentence(folder: Path, data: Path) -> None:
    refused = guike("backup", str(folder / "no" / "such" / "b.tar"), "--data", str(data))
    assert refused.returncode == 1
    assert refused.stderr.endswith("b.tar: No such file or directory.\n")


def test_a_backup_beside_a_running_server_and_no_restore(folder: Path, backup: Path) -> None:
    running = folder / "running"
    with Served(running, "--workers", "1") as server:
        made = guike("backup", str(folder / "hot.tar"), "--data", str(running))
        assert (made.returncode, made.stderr) == (0, "")
        refused = guike("restore", str(backup), "--replace", "--data", str(running))
        assert refused.returncode == 1
        assert refused.stderr == "The database is in use: stop Guike before a restore; nothing was changed.\n"
        assert server.get("/readyz")[0] == 200
