"""The embedded PostgreSQL: starts, is shared, survives, refuses."""

import contextlib
import dataclasses
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from guike.platform.database import binaries, host, supervisor
from guike.platform.database.host import HostError
from guike.platform.database.supervisor import CONNECTIONS, Cluster, InUseError, dsn_of, embedded

PATIENCE = 20.0


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the server's account may enter: pytest closes its own to others whenever it starts."""
    with tempfile.TemporaryDirectory(prefix="guike-cluster-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def data(folder: Path) -> Path:
    """A data folder with a cluster in it, at rest."""
    with embedded(folder / "data", fast=True) as dsn, psycopg.connect(dsn) as link:
        link.execute("CREATE TABLE kept (n int)")
        link.execute("INSERT INTO kept VALUES (42)")
    return folder / "data"


def _kept(dsn: str) -> list[tuple[int]]:
    with psycopg.connect(dsn) as link:
        return link.execute("SELECT n FROM kept").fetchall()


def _until(true: Callable[[], bool], patience: float = PATIENCE) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _holder_process(data: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that holds the folder, and its server's process id."""
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from guike.platform.database.supervisor import Cluster\n"
        "cluster = Cluster(Path(sys.argv[1]), fast=True)\n"
        "cluster.start()\n"
        "print(cluster.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(data)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_data_survives_a_restart_and_the_locale_is_fixed(data: Path) -> None:
    with embedded(data, fast=True) as dsn:
        assert _kept(dsn) == [(42,)]
        with psycopg.connect(dsn) as link:
            row = link.execute(
                "SELECT datctype, pg_encoding_to_char(encoding), current_user, "
                "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
                "current_setting('listen_addresses') FROM pg_database WHERE datname = current_database()"
            ).fetchone()
    assert row == ("C.UTF-8", "UTF8", "guike", False, "")


def test_durable_by_default(data: Path) -> None:
    with embedded(data) as dsn, psycopg.connect(dsn) as link:
        row = link.execute(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'), "
            "current_setting('full_page_writes')"
        ).fetchone()
    assert row == ("on", "on", "on")


def test_the_socket_is_closed_to_others(data: Path) -> None:
    with embedded(data, fast=True) as dsn:
        folder = Path(str(psycopg.conninfo.conninfo_to_dict(dsn)["host"]))
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid != 0


def test_beside_a_holder_nothing_is_started_or_stopped(data: Path) -> None:
    with embedded(data, fast=True) as dsn:
        holder = json.loads((data / "holder.json").read_text())
        with embedded(data, fast=True) as second:
            assert second == dsn
            assert _kept(second) == [(42,)]
        assert _kept(dsn) == [(42,)]
        assert json.loads((data / "holder.json").read_text()) == holder
    assert not (data / "holder.json").exists()


def test_a_second_holder_is_refused_by_name(data: Path) -> None:
    cluster = Cluster(data, fast=True)
    cluster.start()
    try:
        with pytest.raises(InUseError, match=f"in use by process {os.getpid()}: stop that Guike first"):
            Cluster(data, fast=True).start()
        assert _kept(cluster.dsn) == [(42,)]
    finally:
        cluster.stop()


def test_a_killed_holder_leaves_no_server_and_the_next_one_starts(data: Path) -> None:
    process, server = _holder_process(data)
    process.kill()
    process.wait()
    with embedded(data, fast=True) as dsn:  # at once: while the old server may still be ending
        assert _kept(dsn) == [(42,)]
    assert _until(lambda: not _alive(server))


def test_a_killed_server_is_revived(data: Path) -> None:
    cluster = Cluster(data, fast=True)
    cluster.start()
    try:
        assert cluster.revive() == ""
        assert cluster.pid is not None
        os.kill(cluster.pid, signal.SIGKILL)
        assert _until(lambda: cluster.revive() == "The database had ended and was started again.")
        assert _kept(cluster.dsn) == [(42,)]
    finally:
        cluster.stop()


@contextmanager
def _full(cluster: Cluster, small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No room for the server, and then room again: by filling its file system where this account may mount one of
    its own, else by a server that says and does what PostgreSQL says and does then."""
    filler = small / "filler"
    if os.path.ismount(small):
        with filler.open("wb") as file, contextlib.suppress(OSError):
            while file.write(b"x" * 2**20):
                file.flush()
        with pytest.raises(psycopg.OperationalError):
            _write_a_lot(cluster)
        yield
        filler.unlink()
        return
    words = "PANIC:  could not write to file: No space left on device"
    real = cluster._binaries.path("postgres")
    fake = small / "bin" / "postgres"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\n[ -e {filler} ] && echo "{words}" && exit 1\nexec {real} "$@"\n')
    fake.chmod(0o755)
    filler.touch()
    monkeypatch.setattr(cluster, "_binaries", dataclasses.replace(cluster._binaries, folder=small))
    assert cluster.pid is not None
    os.kill(cluster.pid, signal.SIGKILL)
    yield
    filler.unlink()


def _write_a_lot(cluster: Cluster) -> None:
    with psycopg.connect(dsn_of(cluster._socket_dir, "postgres", "postgres"), autocommit=True) as link:
        for _ in range(100):
            link.execute("SELECT pg_logical_emit_message(true, 'x', repeat('x', 1000000))")


@pytest.fixture(params=["mounted", "told"])
def small(request: pytest.FixtureRequest, folder: Path) -> Iterator[Path]:
    """A folder, a file system of its own where that is possible."""
    place = folder / f"small-{request.param}"
    place.mkdir()
    place.chmod(0o755)
    if request.param == "mounted":
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=150m,mode=0755", "tmpfs", place], check=False)
    yield place
    if os.path.ismount(place):
        subprocess.run(["umount", "-l", place], check=True)


def test_a_server_stopped_by_a_full_disk_comes_back_when_there_is_room(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "check_disk", lambda _folder: None)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0.1)
    said: list[str] = []

    def told() -> str:
        said.append(cluster.revive())
        return said[-1]

    cluster = Cluster(small / "data")
    cluster.start()
    with psycopg.connect(cluster.dsn) as link:
        link.execute("CREATE TABLE kept AS SELECT 42 AS n")
    try:
        with _full(cluster, small, monkeypatch):
            assert _until(lambda: "No disk space" in told())
            assert not _until(lambda: bool(told()), patience=0.5)
        assert _until(lambda: told() == "The database had ended and was started again.")
        assert _kept(cluster.dsn) == [(42,)]
        assert {one for one in said if one} == {
            f"No disk space: PostgreSQL cannot write to {small}/data: free some space. "
            "It is tried again until it comes back.",
            "The database had ended and was started again.",
        }
    finally:
        cluster.stop()


def test_stop_ends_the_server(data: Path) -> None:
    cluster = Cluster(data, fast=True)
    cluster.start()
    server = cluster.pid
    cluster.stop()
    cluster.stop()
    assert server is not None
    assert not _alive(server)
    assert not (data / "pg" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    ("written", "words"),
    [(1, "written by a newer version"), (-1, "back it up with the older Guike")],
)
def test_data_of_another_version_is_refused(data: Path, written: int, words: str) -> None:
    version = data / "pg" / "PG_VERSION"
    kept = version.read_text()
    version.write_text(f"{int(kept) + written}\n")
    try:
        with pytest.raises(HostError, match=words):
            Cluster(data, fast=True).start()
    finally:
        version.write_text(kept)
    with embedded(data, fast=True) as dsn:
        assert _kept(dsn) == [(42,)]


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    data = folder / ("long-" + "x" * 90)
    with embedded(data, fast=True) as dsn:
        socket = Path(str(psycopg.conninfo.conninfo_to_dict(dsn)["host"]))
        assert socket.parent == Path("/tmp")
        with psycopg.connect(dsn) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)


def test_a_full_disk_is_one_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "free_bytes", lambda _folder: 5 * 2**20)
    with pytest.raises(HostError, match=r"^No disk space: .* has 5 MB free and Guike needs 300 MB: "):
        Cluster(folder / "full", fast=True).start()
    assert not (folder / "full" / "pg").exists()


def test_a_disk_that_fills_while_starting_is_one_sentence(folder: Path) -> None:
    cluster = Cluster(folder / "filling", fast=True)
    error = cluster._explain("FATAL:  could not write lock file: No space left on device\n")
    assert str(error) == f"No disk space: PostgreSQL cannot write to {folder}/filling: free some space."


def test_half_an_initialisation_is_done_again(folder: Path) -> None:
    data = folder / "crashed"
    (data / "pg.new" / "base").mkdir(parents=True)
    with embedded(data, fast=True) as dsn, psycopg.connect(dsn) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)
    assert not (data / "pg.new").exists()


def test_a_folder_of_somebody_else_is_not_taken(folder: Path) -> None:
    data = folder / "foreign"
    data.mkdir()
    (data / "run").symlink_to("/etc")
    with pytest.raises(HostError, match="belongs to somebody else"):
        Cluster(data, fast=True).start()


def test_a_folder_behind_a_closed_door_is_refused_and_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    account = binaries.system_account()
    cluster = Cluster(closed / "data", fast=True)
    cluster.data_dir.mkdir()
    with pytest.raises(HostError, match=f"runs as the user {account.name}, who may not enter {closed}"):
        cluster._check_passage(account)
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_one_sentence(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(HostError, match=r"file/data cannot be used \(Not a directory\): choose another"):
        Cluster(folder / "file" / "data", fast=True).start()


def test_running_dsn_gives_up_on_a_holder_that_never_starts(folder: Path) -> None:
    with pytest.raises(InUseError, match="held by a process that does not start"):
        supervisor.running_dsn(folder / "nobody", patience=0.05)


@pytest.mark.parametrize(("asked", "taken"), [(40, CONNECTIONS), (168, 168)])
def test_it_takes_as_many_connections_as_its_users_open(data: Path, asked: int, taken: int) -> None:
    """Also of a folder that was made when there were fewer."""
    with embedded(data, fast=True):
        pass
    cluster = Cluster(data, fast=True, connections=asked)
    cluster.start()
    try:
        with psycopg.connect(cluster.dsn) as link:
            assert link.execute("SHOW max_connections").fetchone() == (str(taken),)
    finally:
        cluster.stop()
