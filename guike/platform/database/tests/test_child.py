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


FORKING = """
import os, signal, sys, threading, time
from guike.platform.database import child

def main():
    {body}

def handler(number, frame):
    print("the parent's handler", flush=True)

signal.signal(signal.SIGTERM, handler)
try:
    one = child.fork("guike test", main)
    print(one.wait(), flush=True)
finally:
    print("the parent goes on", flush=True)
"""


def _forking(body: str) -> tuple[str, str]:
    """What a program says that forks a child with this body, on both outputs."""
    done = subprocess.run(
        [sys.executable, "-c", FORKING.format(body=body)],
        input="for the parent alone",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    return done.stdout, done.stderr


def test_a_forked_child_has_a_session_and_a_name_and_nothing_to_read() -> None:
    body = (
        "print(os.getsid(0) == os.getpid(), open('/proc/self/comm').read().strip(), repr(sys.stdin.read()))"
    )
    assert _forking(body) == ("True guike test ''\n0\nthe parent goes on\n", "")


def test_a_forked_child_never_comes_back_into_its_parents_frames() -> None:
    assert _forking("return 3") == ("3\nthe parent goes on\n", "")
    assert _forking("sys.exit(4)") == ("4\nthe parent goes on\n", "")
    assert _forking("sys.exit('why')") == ("1\nthe parent goes on\n", "")
    said, why = _forking("raise KeyboardInterrupt")
    assert said == "1\nthe parent goes on\n"
    assert why.endswith("\nKeyboardInterrupt\n")


def test_a_signal_to_a_forked_child_is_its_own() -> None:
    assert _forking("os.kill(os.getpid(), signal.SIGTERM); time.sleep(600)") == (
        "-15\nthe parent goes on\n",
        "",
    )


def test_a_process_with_threads_is_not_forked() -> None:
    script = (
        "import threading, time\n"
        "from guike.platform.database import child\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "child.fork('guike test', lambda: None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 1
    assert done.stderr.endswith("\nRuntimeError: Only a process of a single thread may be forked.\n")


def test_a_forked_child_closes_what_is_its_parents_alone() -> None:
    script = (
        "import os\n"
        "from guike.platform.database import child\n"
        "mine, common = os.pipe()\n"
        "def main():\n"
        "    for descriptor in (mine, common):\n"
        "        try:\n"
        "            os.fstat(descriptor)\n"
        "            print('open')\n"
        "        except OSError as error:\n"
        "            print(error.strerror)\n"
        "child.fork('guike test', main, closing=[mine]).wait()\n"
        "os.fstat(mine)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout == "Bad file descriptor\nopen\n"


def test_a_killed_parent_takes_its_forked_child_along() -> None:
    script = (
        "import time\n"
        "from guike.platform.database import child\n"
        "print(child.fork('guike test', lambda: time.sleep(600)).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    orphan = int(_first_line(parent))
    assert _runs(orphan)
    parent.kill()
    parent.wait()
    assert _until(lambda: not _runs(orphan))
