"""Child processes that never outlive their parent, however it ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn, Protocol

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_LOOK = 0.02  # seconds between checks whether a child has ended
_LIBC = ctypes.CDLL(None, use_errno=True)


class Process(Protocol):
    """A child, spawned (`Popen`) or forked (`Fork`)."""

    pid: int
    returncode: int | None  # None until it is reaped; -9 when signal 9 ended it

    @property
    def args(self) -> object:
        """The command or name of the child, for messages."""

    def wait(self) -> int:
        """Wait for its end, reap it and return its exit code."""


class Fork:
    """A child that runs a function of this program, in a copy of its memory."""

    def __init__(self, name: str, pid: int) -> None:
        self.args = name
        self.pid = pid
        self.returncode: int | None = None

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        if self.returncode is None:
            _pid, status = os.waitpid(self.pid, 0)
            self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


@dataclass(frozen=True)
class Account:
    """A system account that a child runs under instead of root."""

    name: str
    uid: int
    gid: int


def _die_with_parent(parent: int, death: signal.Signals) -> Callable[[], None]:
    def after_fork() -> None:
        # Runs after setuid, which clears the setting, and before exec, which keeps it.
        die_with_parent(parent, death)

    return after_fork


def die_with_parent(parent: int, death: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send this process the signal `death` when the thread of `parent` that started it ends; end now
    if it has ended already. A child of a process with many threads must call this itself, because code that such a
    parent runs between fork and exec may wait for a lock for ever."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(death), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


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


def fork(name: str, main: Callable[[], int | None], *, closing: Collection[int] = ()) -> Fork:
    """Run `main` in a copy of this process. Both share every page of memory to which neither writes.

    The child has `name` (15 bytes) in lists of processes, a session of its own, no standard input and none of the
    descriptors in `closing`. It ends with the code that `main` returns and never returns to its caller. The kernel
    sends it SIGTERM when the *thread* that called this ends.
    RuntimeError when other threads run, because the copy would have their locks, but not the threads.
    """
    if len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError("Only a process of a single thread may be forked.")
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    # The parent's handlers must not run in the child, so signals are held back until the child has removed them.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        pid = os.fork()
        if pid == 0:
            _live(name, main, parent, closing)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return Fork(name, pid)


def _live(name: str, main: Callable[[], int | None], parent: int, closing: Collection[int]) -> NoReturn:
    """The whole life of a forked child."""
    code = 1
    try:
        os.setsid()
        _die_with_parent(parent, signal.SIGTERM)()
        _LIBC.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
        with open(os.devnull) as nothing:
            os.dup2(nothing.fileno(), 0)
        for descriptor in closing:
            os.close(descriptor)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        code = main() or 0
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else int(asked.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def has_ended(process: Process) -> bool:
    """Whether it has ended. It is not reaped, so no other process can get its number yet."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def ask(process: Process, stop: signal.Signals) -> None:
    """Send a signal to a child that still runs, never to a process number that may belong to another process by now."""
    if not has_ended(process):
        os.kill(process.pid, stop)


def end(process: Process, stop: signal.Signals, patience: float) -> None:
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


def clear(process: Process) -> None:
    """Kill the whole session of a child, whether it has ended or not, and reap it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
