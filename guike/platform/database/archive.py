"""Dumps a database to one file and loads it, by pg_dump and pg_restore of the embedded server's package.

They can dump servers of any supported version. A restore into a server older than 17 uses plain SQL, because pg_restore
sets a parameter that older servers do not know.
"""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg

from guike.platform.database.binaries import find_binaries
from guike.platform.database.host import HostError

_KNOWS_TRANSACTION_TIMEOUT = 170000
_TOO_NEW = b"SET transaction_timeout = 0;\n"
_HEADER_LINES = 60


def dump(dsn: str, target: Path, snapshot: str | None = None) -> None:
    """Write the database to `target`, as of an exported snapshot when one is named."""
    command = [*_client("pg_dump"), "--format=custom", f"--file={target}"]
    if snapshot is not None:
        command.append(f"--snapshot={snapshot}")
    done = subprocess.run([*command, f"--dbname={dsn}"], check=False, capture_output=True)
    if done.returncode:
        raise HostError(f"The database cannot be dumped: {_words(done.stderr)}")


def load(dsn: str, source: Path) -> None:
    """Fill the empty database behind `dsn` from a file that `dump` wrote."""
    with psycopg.connect(dsn) as link:
        old = link.info.server_version < _KNOWS_TRANSACTION_TIMEOUT
    if old:
        _load_as_sql(dsn, source)
        return
    jobs = f"--jobs={os.cpu_count() or 1}"
    command = [*_client("pg_restore"), "--exit-on-error", jobs, f"--dbname={dsn}", str(source)]
    done = subprocess.run(command, check=False, capture_output=True)
    if done.returncode:
        raise HostError(f"The database cannot be filled: {_words(done.stderr)}")


def _load_as_sql(dsn: str, source: Path) -> None:
    psql = str(find_binaries().path("psql"))
    with (
        subprocess.Popen([*_client("pg_restore"), "--file=-", str(source)], stdout=subprocess.PIPE) as reader,
        subprocess.Popen(
            [psql, "-qX", "-v", "ON_ERROR_STOP=1", "--single-transaction", f"--dbname={dsn}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as writer,
    ):
        if reader.stdout is None or writer.stdin is None or writer.stderr is None:
            raise RuntimeError("the pipes are missing")
        try:
            writer.stdin.writelines(_understood(reader.stdout))
            writer.stdin.close()
        except BrokenPipeError:
            reader.kill()
        said = writer.stderr.read()
    if writer.returncode or reader.returncode:
        raise HostError(f"The database cannot be filled: {_words(said)}")


def _understood(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The script without the parameter that only newer servers know. Data further down is not changed."""
    for number, line in enumerate(lines):
        if number > _HEADER_LINES or line != _TOO_NEW:
            yield line


def _client(program: str) -> list[str]:
    return [str(find_binaries().path(program)), "--no-owner", "--no-privileges"]


def _words(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split()) or "it did not say why"
