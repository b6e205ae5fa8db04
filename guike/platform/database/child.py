"""Child processes that never outlive their parent, however it ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_LOOK = 0.02  # seconds between looks whether a child has ended
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Account:
    """A system account that a child runs under instead of root."""

    name: str
    uid: int
    gid: int


def _die_with_parent(parent: int, death: signal.Signals) -> Callable[[], None]:
    def after_fork() -> None:
        # Runs after setuid, which clears the setting, and before exec, which keeps it.
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return after_fork


def spawn(
    command: Sequence[str | Path],
    *,
    death: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that a terminal's Ctrl-C reaches only the parent.

    The kernel sends it `death` when the *thread* that called this ends: call from the main thread.
    `account` drops root first. `output` takes both stdout and stderr.
    """
    drop: dict[str, object] = {}
    if account is not None:
        drop = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        start_new_session=True,
        pass_fds=pass_fds,
        preexec_fn=_die_with_parent(os.getpid(), death),
        **drop,
    )


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended, without reaping it: until then its number belongs to nobody else."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def ask(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    """Send a signal to a child that still runs, never to a number that may be another's by now."""
    if not has_ended(process):
        os.kill(process.pid, stop)


def end(process: subprocess.Popen[bytes], stop: signal.Signals, patience: float) -> None:
    """Ask with `stop`, wait `patience` seconds, then kill what is left of its session, and reap it."""
    if process.returncode is not None:
        return
    ask(process, stop)
    deadline = time.monotonic() + patience
    while not has_ended(process):
        if time.monotonic() > deadline:
            sys.stderr.write(f"{process.args!r} did not stop in {patience:g} s and was killed\n")
            break
        time.sleep(_LOOK)
    clear(process)


def clear(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole session of a child that has ended, or shall, and reap it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
