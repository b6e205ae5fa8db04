"""Children end with their parent, their own children with them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from guike.platform.database import child

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
)
PARENT = (
    "import subprocess, sys, time\n"
    "one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print(one.pid, flush=True)\n"
)
PATIENCE = 20.0


def _until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.01)
    return False


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_child_has_a_session_of_its_own() -> None:
    process = child.spawn(SLEEPER)
    assert os.getsid(process.pid) == process.pid
    child.end(process, signal.SIGTERM, PATIENCE)
    assert process.returncode == -signal.SIGTERM


def test_one_that_does_not_listen_is_killed() -> None:
    process = child.spawn([sys.executable, "-c", STUBBORN], output=subprocess.PIPE)
    _first_line(process)
    child.end(process, signal.SIGTERM, 0.1)
    assert process.returncode == -signal.SIGKILL


def test_what_a_dead_leader_left_goes_with_it() -> None:
    process = child.spawn([sys.executable, "-c", PARENT], output=subprocess.PIPE)
    grandchild = int(_first_line(process))
    assert _until(lambda: child.has_ended(process))
    assert process.returncode is None  # not reaped: its number, and so its group's, is still its own
    assert _runs(grandchild)
    child.clear(process)
    assert _until(lambda: not _runs(grandchild))
    assert process.returncode == 0


def test_ending_twice_touches_nobody_else() -> None:
    process = child.spawn(SLEEPER)
    child.end(process, signal.SIGTERM, PATIENCE)
    assert child.has_ended(process)
    child.ask(process, signal.SIGKILL)
    child.end(process, signal.SIGKILL, PATIENCE)
    child.clear(process)
    assert process.returncode == -signal.SIGTERM


def test_a_killed_parent_takes_its_child_along() -> None:
    script = (
        "import sys, time\n"
        "from guike.platform.database import child\n"
        f"print(child.spawn({SLEEPER!r}).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    orphan = int(_first_line(parent))
    parent.kill()
    parent.wait()
    assert _until(lambda: not _runs(orphan))
