"""The bench's own database: one data folder for each size, filled once and kept."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from guike.platform.database import companies
from guike.platform.database.host import HostError
from guike.platform.database.supervisor import embedded

FOLDER = Path("/var/tmp/guike-bench")  # noqa: S108 - large, kept between runs, no secrets
READY = "filled"
#: raised whenever the generator makes something else
GENERATION = "1"


@contextmanager
def database(folder: Path, rows: int, *, anew: bool = False) -> Iterator[str]:
    """Django on a filled database of so many leads; yields its dsn."""
    home = folder / f"{rows}-{GENERATION}"
    if companies.holds_company(folder):
        raise HostError(f"{folder} holds a company: give the bench a folder of its own with --data.")
    if companies.running(home) is not None:
        raise HostError(f"Another bench works in {home}: wait for it, or stop it first.")
    if anew or (home.exists() and not (home / READY).exists()):
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    try:
        yield from _opened(home)
    finally:
        companies.forget(home)  # no command shall take it for a company


def _opened(home: Path) -> Iterator[str]:
    with embedded(home) as dsn:
        os.environ.update(GUIKE_DSN=dsn, GUIKE_DATA=str(home), GUIKE_LOG_LEVEL="ERROR")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guike.config.settings")
        django.setup()
        yield dsn


def say(text: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()
