"""`guike up`: one tree of processes that serves, heals and ends whole."""

import os
import shlex
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from guike.entry import cli
from guike.entry.tests.served import (
    CHECKOUT,
    PATIENCE,
    Served,
    alive,
    children_of,
    guike,
    name_of,
    open_folder,
    until,
)
from guike.platform.database import host


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    with Served(folder / "data", "--workers", "1") as running:
        yield running


def test_it_serves_with_safe_headers(server: Served) -> None:
    status, headers, body = server.get("/readyz")
    assert (status, body) == (200, '{"status": "ok"}')
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'self'; script-src 'self';" in headers["Content-Security-Policy"]
    assert f"connect-src 'self' http://127.0.0.1:{server.port + 1};" in headers["Content-Security-Policy"]
    assert server.get("/healthz")[0] == 200
    assert (
        'guike_request_seconds_count{method="GET",route="healthz",status="200"}' in server.get("/metrics")[2]
    )


def test_it_says_where_the_data_lies_and_what_comes_next(server: Served) -> None:
    """Nobody can sign in yet; no demo login is named in a company that is none."""
    assert until(lambda: "Ctrl-C stops it\n" in server.said)
    assert f"Data folder  {server.data}\n" in server.said
    said = server.said[server.said.index(f"Data folder  {server.data}\n") + 1 :]
    assert said[0] == "Nobody can sign in yet. Make the first administrator from another terminal:\n"
    typed = shlex.split(said[1])
    assert typed[-3:] == ["init", "--data", str(server.data)]
    assert subprocess.run([*typed, "--help"], cwd=CHECKOUT, capture_output=True, check=False).returncode == 0
    assert "password" not in server.words


def test_the_key_is_made_once_and_closed(server: Served) -> None:
    key = server.data / "secret_key"
    assert len(key.read_text()) > 40
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_second_one_on_the_same_folder_is_refused(server: Served) -> None:
    refused = guike("up", "--port", "0", "--data", str(server.data))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"The data folder {server.data} is in use by process {server.process.pid}: stop that Guike first.\n"
    )
    assert server.get("/readyz")[0] == 200


def test_a_taken_port_is_refused(server: Served, folder: Path) -> None:
    refused = guike("up", "--port", str(server.port), "--data", str(folder / "other"))
    assert refused.returncode == 1
    assert refused.stderr == (
        f"Port {server.port} on 127.0.0.1 cannot be used (Address already in use): "
        "choose another with --port (with make: PORT=).\n"
    )
    assert not (folder / "other").exists()


def test_the_live_channels_port_must_be_free_too(folder: Path) -> None:
    address = "127.0.0.9"  # nobody else's, so that the port before is free
    with socket.create_server((address, 0)) as taken:
        port = taken.getsockname()[1]
        refused = guike("up", "--host", address, "--port", str(port - 1), "--data", str(folder / "other"))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} on {address} cannot be used")


def test_commands_beside_it_leave_it_alone(server: Served) -> None:
    before = server.children()["database"]
    looked = guike("doctor", "--data", str(server.data))
    assert "ok  database" in looked.stdout
    assert "ok  migrations   all done" in looked.stdout
    assert server.children()["database"] == before
    assert server.get("/readyz")[0] == 200


@pytest.mark.parametrize("role", ["web", "worker", "live", "database"])
def test_a_killed_process_comes_back(server: Served, role: str) -> None:
    assert until(lambda: role in server.children())
    victim = server.children()[role]
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: server.children().get(role, victim) != victim)
    assert until(server.is_ready)
    assert until(lambda: _answers_live(server))
    assert server.process.poll() is None


def _answers_live(server: Served) -> bool:
    try:
        return server.get("/healthz", live=True)[0] == 200
    except OSError:
        return False


def test_its_processes_are_copies_of_the_one_that_loaded_the_application(server: Served) -> None:
    forked = {role: pid for role, pid in server.children().items() if role != "database"}
    assert forked.keys() == {"web", "worker", "live"}
    program = Path(f"/proc/{server.process.pid}/cmdline").read_text()
    assert {Path(f"/proc/{pid}/cmdline").read_text() for pid in forked.values()} == {program}
    for pid in forked.values():
        memory = _memory(pid)
        assert memory["Private_Dirty"] < memory["Rss"] / 2, memory


def _memory(pid: int) -> dict[str, int]:
    """Kilobytes by kind; Private_Dirty is what the process alone has, since it wrote to it."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {name: int(rest.split()[0]) for name, rest in (row.split(":") for row in rows)}


def test_they_hold_nothing_of_one_another(server: Served) -> None:
    """Else a port, or the folder, stays taken for as long as one of them still finishes its work."""
    children = server.children()
    web, live = (_listening(server.port + n) for n in (0, 1))
    held = {role: _held(children[role]) for role in ("web", "worker", "live")}
    sockets = {role: {found for found in things if found in {web, live}} for role, things in held.items()}
    assert sockets == {"web": {web}, "worker": set(), "live": {live}}
    lock = str(server.data / "holder.lock")
    assert lock in _held(server.process.pid)
    assert [role for role, things in held.items() if lock in things] == []


def _held(pid: int) -> set[str]:
    return {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}


def _listening(port: int) -> str:
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = row.split()
        if fields[1].endswith(f":{port:04X}") and fields[3] == "0A":
            return f"socket:[{fields[9]}]"
    raise AssertionError(f"nobody listens on {port}")


def test_of_two_web_processes_the_other_goes_on(folder: Path) -> None:
    with Served(folder / "two", "--workers", "2") as server:
        both = _web(server)
        assert len(both) == 2
        os.kill(both[0], signal.SIGKILL)
        assert [server.get("/healthz")[0] for _ in range(20)] == [200] * 20
        assert until(lambda: both[0] not in _web(server) and len(_web(server)) == 2)
        assert both[1] in _web(server)
        assert any(line.startswith("The web process ended (-9), it starts again ") for line in server.said)
        _assert_ends_whole(server, signal.SIGTERM)


def _web(server: Served) -> list[int]:
    return [pid for pid in children_of(server.process.pid) if name_of(pid) == "guike web"]


def test_a_backup_is_made_beside_it_and_a_restore_refused(server: Served, folder: Path) -> None:
    file = folder / "hot.tar"
    made = guike("backup", str(file), "--data", str(server.data))
    assert (made.returncode, made.stderr) == (0, "")
    again = guike("backup", str(file), "--data", str(server.data))
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith(f"{file} exists already and is left as it is: name another file, such as ")
    assert [one.name for one in folder.iterdir() if one.name.startswith(".guike-backup")] == []
    refused = guike("restore", str(file), "--yes-i-mean", "我的公司", "--data", str(server.data))
    assert refused.returncode == 1
    assert refused.stderr == "The database is in use: stop Guike before a restore; nothing was changed.\n"
    assert server.get("/readyz")[0] == 200


@pytest.mark.parametrize(
    "command",
    [
        ("init", "--username", "chief", "--password", "violet-harbour-27"),
        ("doctor",),
        ("demo", "load"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_without_a_folder_no_command_works_beside_the_company_that_runs(
    server: Served, folder: Path, command: tuple[str, ...]
) -> None:
    """The usual folder is another one, in which nothing is made."""
    refused = guike(*command, env={"XDG_DATA_HOME": str(folder / "home")})
    assert refused.returncode == 1
    said = refused.stdout if command == ("doctor",) else refused.stderr
    usual = folder / "home" / "guike" / "data"
    assert (
        f"Guike runs with the data folder {server.data}, and this command would have worked on {usual}"
        in said
    )
    assert f"nothing was done; give --data {server.data}, or " in said
    assert not (folder / "home").exists()


def test_without_a_folder_no_second_company_is_made(server: Served, folder: Path) -> None:
    refused = guike("up", "--port", "0", env={"XDG_DATA_HOME": str(folder / "home")})
    usual = folder / "home" / "guike" / "data"
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"Guike runs already, with the data folder {server.data}")
    assert f", and there is no company in {usual}: nothing was made; give --data {usual} " in refused.stderr
    assert not (folder / "home").exists()


def _assert_ends_whole(server: Served, stop: signal.Signals) -> None:
    assert until(lambda: {"web", "worker", "database"} <= server.children().keys())
    tree = server.tree()
    server.process.send_signal(stop)
    assert server.process.wait(PATIENCE) == 0
    assert [pid for pid in tree if alive(pid)] == []
    assert not (server.data / "pg" / "postmaster.pid").exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port)).close()


def test_it_ends_whole_when_terminated(folder: Path) -> None:
    with Served(folder / "terminated", "--workers", "1") as server:
        _assert_ends_whole(server, signal.SIGTERM)


def test_it_ends_whole_by_ctrl_c(folder: Path) -> None:
    with Served(folder / "interrupted", "--workers", "1") as server:
        _assert_ends_whole(server, signal.SIGINT)


def test_killed_it_leaves_nothing_behind(folder: Path) -> None:
    with Served(folder / "killed", "--workers", "1") as server:
        tree = server.tree()
        server.process.kill()
        server.process.wait()
        assert until(lambda: not any(alive(pid) for pid in tree))
    with Served(folder / "killed", "--workers", "1") as again:
        assert again.get("/readyz")[0] == 200


def test_a_wrong_database_url_is_one_sentence(folder: Path) -> None:
    refused = guike(
        "up",
        "--port",
        "0",
        "--data",
        str(folder / "external"),
        env={"DATABASE_URL": "postgresql://guike@127.0.0.1:1/guike"},
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_URL does not lead to a PostgreSQL database: ")
    assert refused.stderr.count("\n") == 1


def test_a_newer_data_folder_is_one_sentence(folder: Path) -> None:
    data = folder / "newer"
    (data / "pg").mkdir(parents=True)
    (data / "pg" / "PG_VERSION").write_text("99\n")
    refused = guike("up", "--port", "0", "--data", str(data))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"The data folder {data} was written by a newer version (PostgreSQL 99,")
    assert refused.stderr.count("\n") == 1


def test_a_full_disk_is_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(host, "free_bytes", lambda _folder: 5 * 2**20)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(signal, "signal", lambda *_arguments: None)
    assert cli.main(["up", "--port", "0", "--data", str(folder / "full")]) == 1
    assert capsys.readouterr().err == (
        f"No disk space: {folder}/full has 5 MB free and Guike needs 300 MB: "
        "free some space or choose another folder with --data.\n"
    )
    assert not (folder / "full").exists()


def test_another_system_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(host, "check_platform", _refuse)
    assert cli.main(["up"]) == 1
    assert capsys.readouterr().err == "Not here.\n"


def _refuse() -> None:
    raise host.HostError("Not here.")
