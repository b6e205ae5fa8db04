"""`guike backup` and `guike restore`: what is restored is what was there."""

import argparse
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from guike.entry.commands import backup, restore
from guike.entry.tests import people
from guike.platform.access.context import system_context
from guike.platform.database.host import HostError
from guike.platform.records.shapes import single
from guike.platform.records.writing import record_create
from guike.platform.settings.services import set_many
from tests.support import database

ROWS = "INSERT INTO django_session SELECT 's' || i, '贵客 ' || i, now() FROM generate_series(1, 500) AS i"


@dataclass
class Company:
    """A database and a data folder."""

    dsn: str
    data: Path

    def state(self) -> tuple[dict[str, int], str | None, dict[str, bytes]]:
        """Rows per table, one value, every file."""
        with psycopg.connect(self.dsn) as link:
            rows = backup.count_rows(link)
            value = link.execute(
                "SELECT session_data FROM django_session WHERE session_key = 's77'"
            ).fetchone()
        files = {
            path.relative_to(self.data).as_posix(): path.read_bytes()
            for path in (self.data / "files").rglob("*")
            if path.is_file()
        }
        return rows, value[0] if value else None, files

    def others(self) -> list[str]:
        """Databases left over from an exchange."""
        with psycopg.connect(self.dsn) as link:
            name = link.info.dbname
            rows = link.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND datname <> %s",
                [name, name],
            )
            return [row[0] for row in rows.fetchall()]


@pytest.fixture
def company(fresh_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A company with rows and files, which the commands take for theirs."""
    connections.close_all()
    company = Company(database.dsn_for(fresh_db), tmp_path / "data")
    monkeypatch.setenv("GUIKE_DSN", company.dsn)
    folder = company.data / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / "合同.pdf").write_bytes(b"%PDF signed")
    (company.data / "secret_key").write_text("of this company")
    with psycopg.connect(company.dsn) as link:
        link.execute("DELETE FROM django_session")
        link.execute(ROWS)
    yield company
    connections.close_all()


@pytest.fixture
def file(company: Company, tmp_path: Path) -> Path:
    """Its backup."""
    file = tmp_path / "company.tar"
    assert backup.run(argparse.Namespace(file=file, data=company.data)) == 0
    return file


def _restore(company: Company, file: Path, *, name: str | None = None) -> int:
    return restore.run(argparse.Namespace(file=file, data=company.data, yes_i_mean=name))


@pytest.fixture
def in_use(company: Company) -> Company:
    """The same company with somebody in it and two records."""
    set_many({"company.name": "澄漪印务（总部）"}, None)
    chief = people.person("chief").id
    for name in ("沈默", "林晚"):
        row = {"name": name, "company": "棠梨包装", "source": "phone", "owner": chief}
        single(record_create(system_context(), "lead", [row], system=True))
    connections.close_all()
    return company


def _altered(file: Path, folder: Path, **changes: object) -> Path:
    """The backup with another description."""
    with tarfile.open(file) as tar:
        tar.extractall(folder / "altered")
    described = json.loads((folder / "altered" / "guike.json").read_text())
    for key, value in changes.items():
        described[key] = {**described[key], **value} if isinstance(value, dict) else value
    (folder / "altered" / "guike.json").write_text(json.dumps(described))
    target = folder / "altered.tar"
    with tarfile.open(target, "w") as tar:
        for name in os.listdir(folder / "altered"):
            tar.add(folder / "altered" / name, name)
    return target


def test_a_backup_names_what_it_holds(file: Path) -> None:
    with tarfile.open(file) as tar:
        member = tar.extractfile("guike.json")
        key = tar.extractfile("secret_key")
        assert member is not None
        assert key is not None
        described = json.load(member)
        assert {"database.dump", "files/ab/合同.pdf"} <= set(tar.getnames())
        assert key.read().decode() == settings.SECRET_KEY
    assert described["rows"]["public.django_session"] == 500
    assert described["files"] == 1
    assert file.stat().st_mode & 0o777 == 0o600


def test_restored_over_a_changed_company_everything_is_as_it_was(company: Company, file: Path) -> None:
    before = company.state()
    with psycopg.connect(company.dsn) as link:
        link.execute("DELETE FROM django_session")
        link.execute("CREATE TABLE made_later (id int)")
    shutil.rmtree(company.data / "files")
    (company.data / "files").mkdir()
    (company.data / "files" / "later").write_bytes(b"new")
    assert company.state() != before
    assert _restore(company, file) == 0
    assert company.state() == before
    assert company.others() == []
    assert (company.data / "secret_key").read_text() == settings.SECRET_KEY


@pytest.mark.parametrize("name", [None, "", "澄漪印务", "yes"])
def test_over_a_company_with_users_its_name_is_asked(
    in_use: Company, file: Path, name: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = in_use.state()
    capsys.readouterr()
    with pytest.raises(HostError, match=r"^Nothing was changed: "):
        _restore(in_use, file, name=name)
    assert in_use.state() == before
    assert in_use.others() == []
    present, instead = capsys.readouterr().out.splitlines()
    assert present.startswith(
        "The present company “澄漪印务（总部）” goes for good: 1 people, 2 records, last changed 2"
    )
    assert instead.startswith(f"In its place comes {file}: “澄漪印务（总部）” of 2")


def test_over_a_company_with_users_its_name_lets_it_through(in_use: Company, file: Path) -> None:
    before = in_use.state()
    with psycopg.connect(in_use.dsn) as link:
        link.execute("DELETE FROM django_session")
    assert _restore(in_use, file, name=" 澄漪印务(总部) ") == 0
    assert in_use.state() == before


def test_a_file_that_lies_there_is_left_alone(company: Company, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(
        HostError, match=r"company\.tar exists already and is left as it is: name another file"
    ):
        backup.run(argparse.Namespace(file=file, data=company.data))
    assert file.read_bytes() == before


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
def test_a_file_that_appears_meanwhile_is_left_alone(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    target = tmp_path / "later.tar"
    write = backup.write

    def slow(*given: Any) -> dict[str, Any]:
        target.write_text("of somebody else")
        return write(*given)

    monkeypatch.setattr(backup, "write", slow)
    if not links:
        monkeypatch.setattr(os, "link", _no_links)
    with pytest.raises(HostError, match="exists already"):
        backup.run(argparse.Namespace(file=target, data=company.data))
    assert target.read_text() == "of somebody else"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "later.tar"]


def test_without_links_a_backup_is_written_too(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _no_links)
    assert backup.run(argparse.Namespace(file=tmp_path / "stick.tar", data=company.data)) == 0
    assert tarfile.is_tarfile(tmp_path / "stick.tar")


def _no_links(_source: Path, _target: Path) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_another_file_is_one_sentence(company: Company, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("no backup")
    with pytest.raises(HostError) as refused:
        _restore(company, letter)
    assert str(refused.value) == (
        f"{letter} is not a backup of Guike, or is damaged: file could not be opened successfully."
    )


def test_a_damaged_file_changes_nothing(company: Company, file: Path, tmp_path: Path) -> None:
    before = company.state()
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(file.read_bytes()[:-30000])
    with pytest.raises(HostError, match=r"damaged\.tar is not a backup of Guike, or is damaged: "):
        _restore(company, damaged)
    assert company.state() == before


@pytest.mark.parametrize(
    ("name", "link"),
    [("../outside", ""), ("files/way", "/etc"), ("files/up", "../../..")],
)
def test_a_file_that_reaches_out_of_its_folder_changes_nothing(
    company: Company, file: Path, tmp_path: Path, name: str, link: str
) -> None:
    before = company.state()
    hostile = tmp_path / "hostile.tar"
    shutil.copy(file, hostile)
    with tarfile.open(hostile, "a") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = (tarfile.SYMTYPE, link) if link else (tarfile.REGTYPE, "")
        tar.addfile(member)
    with pytest.raises(HostError, match=r"hostile\.tar is not a backup of Guike, or is damaged: "):
        _restore(company, hostile)
    assert company.state() == before
    assert not (company.data / "outside").exists()


def test_an_incomplete_backup_changes_nothing(company: Company, file: Path, tmp_path: Path) -> None:
    before = company.state()
    altered = _altered(file, tmp_path, rows={"public.django_session": 501})
    with pytest.raises(HostError) as refusal:
        _restore(company, altered)
    assert str(refusal.value) == (
        "The backup is incomplete: the rows of public.django_session do not match; nothing was changed."
    )
    assert company.state() == before
    assert company.others() == []


@pytest.mark.parametrize("changes", [{"migrations": ["org.9999_later"]}, {"format": 2}])
def test_a_newer_backup_is_refused(
    company: Company, file: Path, tmp_path: Path, changes: dict[str, object]
) -> None:
    before = company.state()
    altered = _altered(file, tmp_path, **changes)
    with pytest.raises(HostError, match="was written by a newer version of Guike"):
        _restore(company, altered)
    assert company.state() == before


def test_a_database_in_use_is_not_replaced(company: Company, file: Path) -> None:
    before = company.state()
    with psycopg.connect(company.dsn), pytest.raises(HostError) as refusal:
        _restore(company, file)
    assert str(refusal.value) == "The database is in use: stop Guike before a restore; nothing was changed."
    assert company.state() == before
    assert company.others() == []


def test_a_missing_file_is_one_sentence(company: Company, tmp_path: Path) -> None:
    with pytest.raises(HostError) as refusal:
        _restore(company, tmp_path / "none.tar")
    assert str(refusal.value) == f"{tmp_path}/none.tar does not exist: name a file that guike backup wrote."


def test_a_place_that_cannot_be_written_is_one_sentence(company: Company, tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"b\.tar: No such file or directory\.$"):
        backup.run(argparse.Namespace(file=tmp_path / "no" / "such" / "b.tar", data=company.data))
