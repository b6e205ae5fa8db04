"""Makes PDFs by a child process with limits, so that a document that takes too long costs only whoever prints it (ADR 0019).

The child gets CPU seconds, limited memory, no settings, no connection and no secrets. What people typed reaches it as data and
is never evaluated.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import orjson

from guike.kernel import clock
from guike.kernel.print_limits import PREVIEWED_PAGES, PRINT_SECONDS, PRINTED_BYTES
from guike.platform.printing.errors import PrintRefused
from guike.platform.printing.fonts import font_files

log = logging.getLogger("guike.printing")
#: families in their order; the operator's own folder may have others, which are taken after these
_FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")
_MEMORY = 1024 * 1024 * 1024
_PATIENCE = 10.0  # seconds to wait for a free place, because all share the processors
_AT_ONCE = BoundedSemaphore(2)
_ROOT = Path(__file__).parents[3]


def pdf_of(data: Mapping[str, Any], pictures: Mapping[str, Path]) -> bytes:
    """The PDF. `pictures`: name in the data → file. PrintRefused without a font, and for what takes too long or too much."""
    with _typeset(data, pictures, as_pages=False) as (folder, _said):
        return (folder / "document.pdf").read_bytes()


def pages_of(data: Mapping[str, Any], pictures: Mapping[str, Path]) -> tuple[list[bytes], int]:
    """The first pages as PNG pictures, and how many there are in all. Refused like `pdf_of`."""
    with _typeset(data, pictures, as_pages=True) as (folder, said):
        count = int(said["pages"])
        shown = range(1, min(count, int(PREVIEWED_PAGES)) + 1)
        return [(folder / f"page-{number}.png").read_bytes() for number in shown], count


@contextmanager
def _typeset(
    data: Mapping[str, Any], pictures: Mapping[str, Path], *, as_pages: bool
) -> Iterator[tuple[Path, dict[str, Any]]]:
    fonts = font_files()
    if not fonts:
        raise PrintRefused("print.no_font")
    written = orjson.dumps(data)
    if len(written) > PRINTED_BYTES:
        raise PrintRefused("print.too_large")
    with tempfile.TemporaryDirectory(prefix="guike-print-") as name:
        folder = Path(name)
        (folder / "data.json").write_bytes(written)
        (folder / "fonts").mkdir()
        for number, font in enumerate(fonts):
            (folder / "fonts" / f"{number}{font.suffix}").symlink_to(font)
        for picture, content in pictures.items():
            (folder / picture).write_bytes(content.read_bytes())
        yield folder, _made(folder, as_pages=as_pages)


def _made(folder: Path, *, as_pages: bool) -> dict[str, Any]:
    """Run the child; what it said."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise PrintRefused("print.busy", status=503)
    try:
        order = {
            "parent": os.getpid(),
            "folder": str(folder),
            "families": _FAMILIES,
            "as_pages": as_pages,
            "at": clock.now().replace(microsecond=0).isoformat(),
            "seconds": int(PRINT_SECONDS),
            "memory": _MEMORY,
        }
        code, answer, why = _run(orjson.dumps(order).decode())
    finally:
        _AT_ONCE.release()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise PrintRefused("print.too_long", seconds=int(PRINT_SECONDS))
    if code == -signal.SIGABRT:  # no more memory
        raise PrintRefused("print.too_large")
    said: dict[str, Any] = orjson.loads(answer) if code == 0 else {"refused": why.decode(errors="replace")}
    if "refused" in said:
        log.error("a document could not be laid out: %s", said["refused"])
        raise PrintRefused("print.failed")
    return said


def _run(order: str) -> tuple[int, bytes, bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "guike.platform.printing.child", order],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(_ROOT), "RUST_BACKTRACE": "0"},
        start_new_session=True,
    )
    try:
        answer, why = process.communicate(timeout=float(PRINT_SECONDS))
    except subprocess.TimeoutExpired:
        raise PrintRefused("print.too_long", seconds=int(PRINT_SECONDS)) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
    return process.returncode, answer, why
