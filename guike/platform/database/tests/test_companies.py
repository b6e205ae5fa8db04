"""Which company a command works on when nobody says it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from guike.platform.database import companies
from guike.platform.database.host import HostError


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register of this test alone."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "guike" / "companies"


@pytest.fixture
def sleeper() -> Iterator[int]:
    """The id of another process that lives."""
    process = subprocess.Popen(["sleep", "600"])
    yield process.pid
    process.kill()
    process.wait()


def _company(folder: Path, *, held_by: int | None = None, external: bool = False) -> Path:
    """A folder that was noted by this process, and is held by another one."""
    if not external:
        (folder / "pg").mkdir(parents=True)
    companies.remember(folder, external=external)
    if held_by is not None:
        for note in companies.register().iterdir():
            noted = json.loads(note.read_text())
            if noted["data"] == str(folder):
                noted |= {"pid": held_by, "started": companies._started(held_by)}
                note.write_text(json.dumps(noted))
    return folder


def _check(folder: Path, *, given: bool = False, makes: bool = False) -> str:
    try:
        companies.check_place(folder, given=given, makes=makes)
    except HostError as refused:
        return str(refused)
    return ""


def test_beside_a_company_that_runs_nothing_is_done_elsewhere(tmp_path: Path, sleeper: int) -> None:
    runs, usual = _company(tmp_path / "a", held_by=sleeper), tmp_path / "usual"
    wanted = (
        f"Guike runs with the data folder {runs}, and this command would have worked on {usual}: "
        f"nothing was done; give --data {runs}, or --data {usual} if you mean that one."
    )
    assert [_check(usual, makes=makes) for makes in (True, False)] == [wanted, wanted]
    _company(usual)
    assert [_check(usual, makes=makes) for makes in (True, False)] == [wanted, wanted]
    assert _check(usual, given=True) == ""
    assert _check(runs) == ""
    link = tmp_path / "link"
    link.symlink_to(runs)
    assert _check(link) == ""


def test_beside_a_company_that_exists_none_is_made(tmp_path: Path) -> None:
    rests, usual = _company(tmp_path / "a"), tmp_path / "usual"
    wanted = (
        f"There is a company in {rests}, and none in {usual}: nothing was made; "
        f"give --data {rests}, or --data {usual} if you mean a new one."
    )
    assert [_check(usual, makes=makes) for makes in (True, False)] == [wanted, wanted]
    assert _check(usual, given=True, makes=True) == ""
    _company(usual)
    assert [_check(usual, makes=makes) for makes in (True, False)] == ["", ""]


def _start(folder: Path, *, given: bool = False) -> str | bool:
    try:
        return companies.check_start(folder, given=given)
    except HostError as refused:
        return str(refused)


def test_a_start_makes_the_first_company_alone_unasked(tmp_path: Path, sleeper: int) -> None:
    usual = tmp_path / "usual"
    assert (_start(usual), _start(usual, given=True)) == (True, True)
    rests = _company(tmp_path / "a")
    assert _start(usual) == (
        f"There is a company in {rests}, and none in {usual}: nothing was made; "
        f"give --data {rests} (with make: DATA=), or --data {usual} if you mean a new one."
    )
    runs = _company(tmp_path / "b", held_by=sleeper)
    assert _start(usual) == (
        f"Guike runs already, with the data folder {runs}, and there is no company in {usual}: nothing was made; "
        f"give --data {usual} (with make: DATA=) if you mean a new one."
    )
    assert _start(usual, given=True) is False
    assert not usual.exists()
    _company(usual)
    assert (_start(usual), _start(rests), _start(runs)) == (False, False, False)


def test_a_start_does_not_make_one_beside_the_files_of_another(tmp_path: Path, sleeper: int) -> None:
    folder = _company(tmp_path / "a", held_by=sleeper, external=True)
    for given in (True, False):
        assert "set the same DATABASE_URL for this command" in str(_start(folder, given=given))


def test_what_is_nobodys_company_is_forgotten(tmp_path: Path) -> None:
    kept, bench = _company(tmp_path / "a"), _company(tmp_path / "bench")
    companies.forget(bench)
    companies.forget(tmp_path / "never")
    assert [one.data for one in companies.known()] == [kept]


def test_what_makes_none_is_refused_where_none_is(tmp_path: Path) -> None:
    for given in (True, False):
        said = _check(tmp_path / "mistyped", given=given)
        assert said.startswith(f"There is no company in {tmp_path}/mistyped: name the folder of yours")
        assert _check(tmp_path / "new", given=given, makes=True) == ""


@pytest.mark.parametrize("makes", [True, False])
def test_a_company_on_another_database_is_not_mistaken(tmp_path: Path, sleeper: int, makes: bool) -> None:
    """A command without its DATABASE_URL would make an empty one in its folder."""
    folder = _company(tmp_path / "a", held_by=sleeper, external=True)
    for given in (True, False):
        assert "set the same DATABASE_URL for this command" in _check(folder, given=given, makes=makes)
    assert f"Guike runs with the data folder {folder}, " in _check(tmp_path / "usual", makes=makes)


def test_what_is_gone_is_forgotten(tmp_path: Path, register: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    again = _company(tmp_path / "again", held_by=os.getppid())
    note = next(register.iterdir())
    note.write_text(json.dumps({**json.loads(note.read_text()), "started": "1"}))
    _company(tmp_path / "external", held_by=ended.pid, external=True)
    _company(tmp_path / "removed").joinpath("pg").rmdir()
    (register / "broken").write_text("{")
    assert companies.known() == [companies.Company(again, runs=False, external=False)]


def test_a_home_that_cannot_be_written_costs_the_note_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    companies.remember(tmp_path)
    assert companies.known() == []
