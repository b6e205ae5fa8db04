"""A real `guike up` for tests: its own folder and ports, looked at from outside."""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from guike.platform.database import child

PATIENCE = 240.0
CHECKOUT = Path(__file__).resolve().parents[3]
_STATE = tempfile.TemporaryDirectory(
    prefix="guike-state-"
)  # no test is noted where this machine's companies are
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


def environment() -> dict[str, str]:
    """This one without what tests or a developer may have set for another database."""
    ours = {"GUIKE_DSN", "GUIKE_DATA", "DATABASE_URL", "GUIKE_SECRET_KEY", "PROMETHEUS_MULTIPROC_DIR"}
    own = {"LANG": "C.UTF-8", "XDG_STATE_HOME": _STATE.name}
    return {key: value for key, value in os.environ.items() if key not in ours} | own


def until(true: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait for something to become true."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def guike(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "guike", *arguments],
        cwd=CHECKOUT,
        env=environment() | (env or {}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def open_folder() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder that the database's account may pass through."""
    folder = tempfile.TemporaryDirectory(prefix="guike-up-")
    Path(folder.name).chmod(0o711)
    return folder


class Served:
    """A running `guike up`; use it as a context."""

    def __init__(self, data: Path, *options: str, env: dict[str, str] | None = None) -> None:
        self.data = data
        self.port = 0
        self.said: list[str] = []
        command = [sys.executable, "-m", "guike", "up", "--port", "0", "--data", str(data), *options]
        self.process = child.spawn(
            command, env=environment() | (env or {}), cwd=CHECKOUT, output=subprocess.PIPE
        )
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        assert self._ready.wait(PATIENCE), self.words
        assert self.port, self.words
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()

    @property
    def words(self) -> str:
        """Everything it has said so far."""
        return "".join(self.said)

    def get(self, path: str, *, live: bool = False) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of a page, of the web processes or of the live one."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port + live, timeout=15)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def is_ready(self) -> bool:
        """Whether it answers and says that it can work; between two processes it does not answer."""
        try:
            return self.get("/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def children(self) -> dict[str, int]:
        """Process ids by role: web (one of them), worker, live, database."""
        roles = {"guike web": "web", "guike worker": "worker", "guike live": "live", "postgres": "database"}
        return {roles[name]: pid for pid in children_of(self.process.pid) if (name := name_of(pid)) in roles}

    def tree(self) -> list[int]:
        """Every process below, at any depth."""
        below, front = [], [self.process.pid]
        while front:
            front = [child for pid in front for child in children_of(pid)]
            below += front
        return below

    def _read(self) -> None:
        assert self.process.stdout is not None
        for raw in self.process.stdout:
            line = raw.decode()
            self.said.append(line)
            match = _ADDRESS.search(line)
            if match and "Guike" in line:
                self.port = int(match[1])
                self._ready.set()
        self._ready.set()


def children_of(pid: int) -> list[int]:
    """Direct children, from /proc."""
    try:
        return [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def name_of(pid: int) -> str:
    """The name of a process; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
