"""Child processes that never outlive their parent, however it ends."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
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


def end(process: subprocess.Popen[bytes], stop: signal.Signals, patience: float) -> None:
    """Ask with `stop`, wait `patience` seconds, then kill the whole session."""
    if process.poll() is None:
        process.send_signal(stop)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"{process.args!r} did not stop in {patience:g} s and was killed\n")
            kill_group(process.pid)
            process.wait()


def kill_group(leader: int) -> None:
    """Kill what is left of the session that `leader` began."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
