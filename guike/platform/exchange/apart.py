"""Opens uploaded files in a child process with limits, so that a hostile file costs only its uploader a refusal (ADR
0019).

The child gets CPU seconds by the size of the file, limited memory, no settings, no connection and no secrets. It ends
with this process, and is killed when its rows are no longer needed.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import orjson

from guike.platform.exchange.errors import FileUnreadable

#: CPU seconds of any file, and further seconds for each megabyte. Twenty columns of 200,000 rows take 4 s for 46 MB; a
#: small file that needs more was made to unpack to a large one.
BASE_SECONDS = 2
SECONDS_A_MEGABYTE = 2
MEMORY = 1024 * 1024 * 1024  # 200,000 rows with 20 columns need a third of it
#: seconds to wait for a frame, because the child may have to share its processor
PATIENCE = 60.0
_AT_ONCE = BoundedSemaphore(3)  # files that one process opens at the same time, because they share the memory
_MOST_FRAME = 64 * 1024 * 1024
_ROOT = Path(__file__).parents[3]


def look(path: Path, ending: str, options: Mapping[str, str], *, head: int, counts: bool) -> dict[str, Any]:
    """The description of a file (see `formats.py`), with `head`, its first filled rows, and with `counts` the number of
    all. FileUnreadable when the file is refused."""
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise FileUnreadable("import.busy", status=503)
    try:
        with _child(path, ending, options, head=head, counts=counts) as frames:
            return dict(next(frames))
    finally:
        _AT_ONCE.release()


def rows_of(path: Path, ending: str, options: Mapping[str, str]) -> Iterator[list[Any]]:
    """The filled rows of a file as `formats.FoundRow`, without empty lists of places."""
    with _child(path, ending, options, rows=True) as frames:
        next(frames)
        for frame in frames:
            if frame is None:
                return
            yield from frame
    raise FileUnreadable("import.broken")


@contextmanager
def _child(
    path: Path,
    ending: str,
    options: Mapping[str, str],
    *,
    head: int = 0,
    rows: bool = False,
    counts: bool = False,
) -> Iterator[Iterator[Any]]:
    """A context with the frames of a child, which is killed when the context is left."""
    order = {
        "parent": os.getpid(),
        "path": str(path),
        "ending": ending,
        "options": dict(options),
        "head": head,
        "rows": rows,
        "counts": counts,
        "seconds": BASE_SECONDS + ceil(path.stat().st_size / 1_000_000 * SECONDS_A_MEGABYTE),
        "memory": MEMORY,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "guike.platform.exchange.foreign", orjson.dumps(order).decode()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a crashed parser prints its own stack, which helps nobody here
        env={"PYTHONPATH": str(_ROOT), "RUST_BACKTRACE": "0"},
        start_new_session=True,
    )
    try:
        yield _frames(process)
    finally:
        if process.stdout is not None:
            process.stdout.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()


def _frames(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    while True:
        (length,) = struct.unpack(">I", _read(process, 4))
        if length > _MOST_FRAME:
            raise FileUnreadable("import.too_big")
        frame = orjson.loads(_read(process, length))
        if isinstance(frame, dict) and "refused" in frame:
            raise FileUnreadable(frame["refused"], **frame["params"])
        yield frame


def _read(process: subprocess.Popen[bytes], length: int) -> bytes:
    """Read `length` bytes from the child. FileUnreadable when the child ends before, or is silent for too long."""
    if process.stdout is None:
        raise FileUnreadable("import.broken")
    number = process.stdout.fileno()
    deadline = time.monotonic() + PATIENCE
    parts: list[bytes] = []
    while length:
        waits = select.poll()
        waits.register(number, select.POLLIN)
        if not waits.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise FileUnreadable("import.too_big")
        part = os.read(number, length)
        if not part:
            raise FileUnreadable(_why(process.wait()))
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _why(code: int) -> str:
    """The reason of the child's end: a limit killed it, or the parser got no more memory."""
    limits = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)
    return "import.too_big" if code in limits else "import.broken"
