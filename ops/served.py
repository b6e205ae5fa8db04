"""A started Guike for tests from outside: free ports, a new data folder gone at the end.

GUIKE_COMPANY names a folder in which the demo company is kept: the first server makes it there, each begins
with a copy of its own. Without it every server makes it anew.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from guike.platform.database import child
from ops import bootstrap

COMPANY = "GUIKE_COMPANY"
PATIENCE = 300.0  # seconds until the address is printed; the demo company is made first
_ADDRESS = re.compile(rb"http://\S+")


class Started(NamedTuple):
    """A running server: where it answers, its data folder, its first process."""

    address: str
    data: Path
    pid: int


@contextmanager
def server(demo: str = "small") -> Iterator[Started]:
    """A server of its own, ended and forgotten afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="guike-served-"))
    folder.chmod(0o711)  # the database's account has to pass
    environment = {
        key: value for key, value in os.environ.items() if key not in {"GUIKE_DSN", "DATABASE_URL"}
    }
    data = folder / "data"
    if COMPANY in environment and demo == "small":
        _copy_company(Path(environment[COMPANY]), data, environment)
    process = child.spawn(
        [sys.executable, "-m", "guike", "up", "--port", "0", "--demo", demo, "--data", data],
        env=environment,
        cwd=bootstrap.CHECKOUT,
        output=subprocess.PIPE,
    )
    try:
        yield Started(_address(process), data, process.pid)
    finally:
        child.end(process, signal.SIGTERM, 60)
        shutil.rmtree(folder, ignore_errors=True)


def _copy_company(kept: Path, data: Path, environment: dict[str, str]) -> None:
    guike = [sys.executable, "-m", "guike"]
    if not kept.exists():
        bootstrap.run([*guike, "demo", "load", "--data", kept], environment)
    bootstrap.run(["cp", "-a", kept, data], environment)  # the database's files belong to its own account


def _address(process: subprocess.Popen[bytes]) -> str:
    """Pass the server's words on to stderr, for ever, and pick out its address."""
    found = threading.Event()
    address: list[str] = []

    def follow(stream: IO[bytes]) -> None:
        for line in stream:
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()
            match = _ADDRESS.search(line)
            if match and not address and line.startswith("贵客".encode()):
                address.append(match[0].decode())
                found.set()
        found.set()

    if process.stdout is None:
        raise RuntimeError("the server's output is not piped")
    threading.Thread(target=follow, args=(process.stdout,), daemon=True).start()
    found.wait(PATIENCE)
    if not address:
        raise bootstrap.Refused("The server did not start, see above.")
    return address[0]
