"""The embedded PostgreSQL: one server for one data folder, held by one process.

Layout of a data folder: `pg/` (the cluster), `holder.lock` (held by flock as long as the server
runs), `holder.json` (process id and dsn of the holder), `start.log` (the server's output while starting). Other parts
of Guike store their files in the same folder.

The server listens only on a unix socket, in a folder that only its account and root may enter; PostgreSQL trusts every
connection there. Guike connects as the ordinary role `guike`, never as superuser.
"""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path
from urllib.parse import quote

import psycopg

from guike.platform.database import binaries, child, companies, host
from guike.platform.database.host import HostError

ROLE = "guike"
DATABASE = "guike"
_SUPERUSER = "postgres"
_SOCKET_PATH_LIMIT = 100  # the kernel allows 107 bytes, ".s.PGSQL.5432" included
_START_PATIENCE = 30.0  # seconds; after kill -9 the old server needs some time to end or to recover
_STOP_PATIENCE = 30.0
FIRST_PAUSE = 1.0  # seconds before a failed start is tried again; doubles up to LONGEST_PAUSE
LONGEST_PAUSE = 8.0
_SHORT = 0.2
CONNECTIONS = 100  # connections that a server permits unless more are requested
_TAKEN = ("postmaster.pid", "pre-existing shared memory block", "could not bind")

_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "autovacuum": "off",
    "logging_collector": "off",
}


class InUseError(HostError):
    """Another process holds this data folder."""


def dsn_of(socket_dir: Path, role: str = ROLE, database: str = DATABASE) -> str:
    """The libpq URI of a database behind a socket folder."""
    return f"postgresql://{role}@/{database}?host={quote(str(socket_dir), safe='')}"


@dataclass
class Revival:
    """The state of restarting a server that has died."""

    trying: bool = False
    due: float = 0.0  # of the next try
    pause: float = FIRST_PAUSE
    told: str = ""

    def failed(self, now: float, why: str) -> str:
        """Schedule the next try; returns the reason if it is new. An empty reason means that the old server is still
        ending."""
        self.trying = False
        self.due = now + (self.pause if why else _SHORT)
        if why:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if not why or why == self.told:
            return ""
        self.told = why
        return f"{why} It is tried again until it comes back."


class Cluster:
    """One data folder's server, started by this process and ended with it.

    `start()` must be called from the main thread, because the server ends with the thread that started it.
    """

    def __init__(self, data_dir: Path, *, fast: bool = False, connections: int = CONNECTIONS) -> None:
        self.data_dir = data_dir.absolute()
        self.fast = fast
        self._connections = connections  # connections that its users may open at once
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._revival: Revival | None = None

    @property
    def dsn(self) -> str:
        """The dsn of Guike's own database."""
        return dsn_of(self._socket_dir)

    def start(self) -> None:
        """Take the folder, create the cluster when there is none, start and prepare it."""
        host.check_platform()
        self._account = binaries.system_account() if binaries.running_as_root() else None
        self._make_folders()
        self._take()
        try:
            self._binaries = binaries.find_binaries()
            self._check_version()
            if not (self._pg / "PG_VERSION").exists():
                host.check_disk(self.data_dir)
                self._initialise()
            self._launch()
            self._prepare()
            self._announce()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server cleanly and release the folder."""
        if self._server is not None:
            child.end(self._server, signal.SIGINT, _STOP_PATIENCE)
            self._server = None
        if self._lock is not None:
            (self.data_dir / "holder.json").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    def revive(self) -> str:
        """Restart the server if it has died, with growing pauses between failed tries. Returns at once: a sentence to
        print, or an empty string.
        """
        if self._server is None:
            return ""
        ended = self._server.poll() is not None
        if self._revival is None:
            if not ended:
                return ""
            self._revival = Revival()
        revival, now = self._revival, time.monotonic()
        if not ended:
            if not self._is_up():
                return ""
            self._revival = None
            return "The database had ended and was started again."
        if revival.trying:
            return revival.failed(now, self._why())
        if now >= revival.due:
            try:
                self._server = self._spawned()
            except OSError as error:
                return revival.failed(now, f"PostgreSQL cannot be started ({error.strerror}).")
            revival.trying = True
        return ""

    def _why(self) -> str:
        """Why the server ended at its start; an empty string while the old server is still ending."""
        said = self._server_output()
        if any(sign in said for sign in _TAKEN):
            return ""
        if host.is_full(self._pg):
            return str(self._full())
        return str(self._explain(said))

    def _is_up(self) -> bool:
        try:
            psycopg.connect(dsn_of(self._socket_dir, _SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def descriptors(self) -> tuple[int, ...]:
        """Descriptors that a forked child must close, because they would hold the folder after this process."""
        return () if self._lock is None else (self._lock,)

    @property
    def pid(self) -> int | None:
        """Process id of the running server."""
        return self._server.pid if self._server is not None else None

    @property
    def _pg(self) -> Path:
        return self.data_dir / "pg"

    @property
    def _socket_dir(self) -> Path:
        inside = self.data_dir / "run"
        if len(os.fsencode(inside)) <= _SOCKET_PATH_LIMIT - len(".s.PGSQL.5432"):
            return inside
        name = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"guike-{os.geteuid()}-{name}"

    def _make_folders(self) -> None:
        try:
            self.data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
            self._socket_dir.mkdir(mode=0o700, exist_ok=True)
            self._give_to_server(self._socket_dir)
        except OSError as error:
            raise HostError(
                f"The data folder {self.data_dir} cannot be used ({error.strerror}): "
                "choose another with --data."
            ) from error
        if self._account is not None:
            self._check_passage(self._account)

    def _give_to_server(self, folder: Path) -> None:
        """Give `folder` to the server's account and close it to all others."""
        if folder.is_symlink() or folder.stat().st_uid not in self._trusted_owners():
            raise HostError(f"The folder {folder} belongs to somebody else: remove it.")
        if self._account is not None:
            os.chown(folder, self._account.uid, self._account.gid)
        folder.chmod(0o700)

    def _trusted_owners(self) -> set[int]:
        own = {os.geteuid()}
        return own if self._account is None else own | {self._account.uid}

    def _check_passage(self, account: child.Account) -> None:
        """HostError when the server's account cannot reach the folder. The permissions of parent folders are never
        changed."""
        for folder in (self.data_dir, *self.data_dir.parents):
            if not _may_pass(folder, account):
                raise HostError(
                    f"PostgreSQL runs as the user {account.name}, who may not enter {folder}: "
                    "choose a folder with --data that everybody may pass, "
                    f"such as {binaries.SYSTEM_HOME}/data."
                )

    def _take(self) -> None:
        lock = os.open(self.data_dir / "holder.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            holder = _read_holder(self.data_dir)
            who = f"process {holder['pid']}" if holder else "another process"
            raise InUseError(
                f"The data folder {self.data_dir} is in use by {who}: stop that Guike first."
            ) from error
        self._lock = lock
        (self.data_dir / "holder.json").unlink(missing_ok=True)  # left by a holder that was killed

    def _check_version(self) -> None:
        try:
            written = int((self._pg / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return
        if written > self._binaries.major:
            raise HostError(
                f"The data folder {self.data_dir} was written by a newer version (PostgreSQL {written}, "
                f"this Guike brings {self._binaries.major}): start the newer Guike again."
            )
        if written < self._binaries.major:
            raise HostError(
                f"The data folder {self.data_dir} was written by PostgreSQL {written}, this Guike brings "
                f"{self._binaries.major}: back it up with the older Guike and restore into a new folder."
            )

    def _initialise(self) -> None:
        """Create the cluster under a temporary name, so that a crash leaves no incomplete cluster."""
        building = self.data_dir / "pg.new"
        if building.exists():
            shutil.rmtree(building)
        building.mkdir(mode=0o700)
        self._give_to_server(building)
        command: list[str | Path] = [
            self._binaries.path("initdb"),
            "-D",
            building,
            "-U",
            _SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]
        if self.fast:
            command.append("--no-sync")
        for key, value in self._tuning().items():
            command += ["-c", f"{key}={value}"]
        with self._start_log() as log:
            done = child.spawn(
                command, account=self._account, cwd=self.data_dir, output=log, env=_environment()
            )
            failed = done.wait() != 0
        if failed:
            said = self._server_output()
            shutil.rmtree(building, ignore_errors=True)
            raise self._explain(said)
        building.rename(self._pg)

    def _tuning(self) -> dict[str, str]:
        """The first settings, for the size of the machine; people may change them in postgresql.conf."""
        megabytes = host.memory_bytes() // 2**20
        return {
            "shared_buffers": f"{min(max(megabytes // 8, 64), 2048)}MB",
            "effective_cache_size": f"{max(megabytes // 2, 128)}MB",
            "work_mem": "16MB",
            "maintenance_work_mem": f"{min(max(megabytes // 16, 64), 512)}MB",
            "random_page_cost": "1.1",
            "max_wal_size": "2GB",
            "max_connections": str(CONNECTIONS),
            "max_locks_per_transaction": "256",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "logging_collector": "on",
            "log_filename": "postgresql-%a.log",
            "log_truncate_on_rotation": "on",
            "log_rotation_age": "1d",
            "log_rotation_size": "0",
            "log_checkpoints": "off",
            "log_min_messages": "warning",
            # Refused values (a unique key that exists) are answers of the application and do not belong into the log.
            "log_min_error_statement": "panic",
        }

    def _launch(self) -> None:
        """Start the server and wait until it answers.

        After kill -9 of the holder the old server needs a moment to end. Until then a new server finds the folder in
        use, so only this error is tried again.
        """
        deadline = time.monotonic() + _START_PATIENCE
        while True:
            self._server = self._spawned()
            if self._answers(self._server, deadline):
                return
            said = self._server_output()
            if not any(sign in said for sign in _TAKEN) or time.monotonic() > deadline:
                raise self._explain(said)
            time.sleep(0.2)

    def _spawned(self) -> subprocess.Popen[bytes]:
        with self._start_log() as log:
            return child.spawn(
                self._command(),
                death=signal.SIGINT,
                account=self._account,
                cwd=self.data_dir,
                output=log,
                env=_environment(),
            )

    def _command(self) -> list[str | Path]:
        command: list[str | Path] = [self._binaries.path("postgres"), "-D", self._pg]
        must = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": str(self._socket_dir),
            "unix_socket_permissions": "0700",
        }
        if self._connections > CONNECTIONS:
            must["max_connections"] = str(self._connections)
        for key, value in (must | (_FAST if self.fast else {})).items():
            command += ["-c", f"{key}={value}"]
        return command

    def _answers(self, server: subprocess.Popen[bytes], deadline: float) -> bool:
        while server.poll() is None:
            if self._is_up():
                return True
            if time.monotonic() > deadline:
                child.end(server, signal.SIGINT, _STOP_PATIENCE)
                return False
            time.sleep(0.02)
        return False

    def _prepare(self) -> None:
        """Create Guike's role and database if they are missing."""
        with psycopg.connect(dsn_of(self._socket_dir, _SUPERUSER, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
                connection.execute(f"GRANT pg_monitor, pg_signal_backend TO {ROLE}")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")

    def _announce(self) -> None:
        target = self.data_dir / "holder.json"
        target.write_text(json.dumps({"pid": os.getpid(), "dsn": self.dsn}))
        if not self.fast:  # a temporary server has no company
            companies.remember(self.data_dir)

    def _start_log(self) -> BufferedWriter:
        return (self.data_dir / "start.log").open("wb")

    def _server_output(self) -> str:
        return (self.data_dir / "start.log").read_text(errors="replace")

    def _full(self) -> HostError:
        return HostError(f"No disk space: PostgreSQL cannot write to {self.data_dir}: free some space.")

    def _explain(self, said: str) -> HostError:
        if "No space left on device" in said:
            return self._full()
        errors = [
            line for line in said.splitlines() if "FATAL" in line or "PANIC" in line or "error:" in line
        ]
        reason = (errors or said.splitlines() or ["it said nothing"])[-1].strip()
        return HostError(
            f"PostgreSQL does not start in {self.data_dir} ({reason}): see {self.data_dir}/start.log."
        )


def _environment() -> dict[str, str]:
    """The server's environment: only the path, so that no PG* variable affects it."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _may_pass(folder: Path, account: child.Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _read_holder(data_dir: Path) -> dict[str, str | int] | None:
    try:
        holder: dict[str, str | int] = json.loads((data_dir / "holder.json").read_text())
    except (OSError, ValueError):
        return None
    return holder


def running_dsn(data_dir: Path, patience: float = _START_PATIENCE) -> str:
    """The dsn of the server that another process holds; waits while that one is still starting."""
    deadline = time.monotonic() + patience
    while True:
        holder = _read_holder(data_dir.absolute())
        if holder is not None:
            return str(holder["dsn"])
        if time.monotonic() > deadline:
            raise InUseError(
                f"The data folder {data_dir} is held by a process that does not start: stop it first."
            )
        time.sleep(0.05)


@contextmanager
def embedded(data_dir: Path, *, fast: bool = False) -> Iterator[str]:
    """A context with the dsn of this folder's database: of the running server, or of one that is started for this
    context.

    If another process holds the folder, this neither starts nor stops a server.
    """
    own = Cluster(data_dir, fast=fast)
    try:
        own.start()
        beside = None
    except InUseError:
        beside = running_dsn(data_dir)
    try:
        yield own.dsn if beside is None else beside
    finally:
        own.stop()
