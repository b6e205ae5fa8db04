"""CPU and wall time of a piece of work: of this process and of the database's processes for it."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

WARM = 3
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one run: medians."""

    wall: float
    python: float
    database: float
    runs: int = 1

    @property
    def cpu(self) -> float:
        return self.python + self.database


def backend_pid() -> int:
    """The database's process for this connection."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _backend_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _postmaster(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[1])


def _server_seconds(pid: int) -> float:
    """Of all processes of the database, those that write and clean up behind the others included."""
    parent = _postmaster(pid)
    running = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return _helpers_seconds(pid) + sum(map(_backend_seconds, map(int, running)))


def _helpers_seconds(pid: int) -> float:
    """CPU of ended processes, parallel workers above all, counted by the postmaster in ticks of 10 ms."""
    parent = _postmaster(pid)
    fields = Path(f"/proc/{parent}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / _TICK


def cost_of(work: Callable[[], Any], runs: int) -> Cost:
    """Medians over `runs` calls, after some that warm everything up."""
    for _n in range(WARM):
        work()
    pid = backend_pid()
    walls, pythons, databases = [], [], []
    gc.collect()
    helpers = _helpers_seconds(pid)
    for _n in range(runs):
        database, python, wall = _backend_seconds(pid), time.process_time(), time.perf_counter()
        work()
        walls.append(time.perf_counter() - wall)
        pythons.append(time.process_time() - python)
        databases.append(_backend_seconds(pid) - database)
    helpers = (_helpers_seconds(pid) - helpers) / runs
    return Cost(
        statistics.median(walls) * 1e3,
        statistics.median(pythons) * 1e3,
        (statistics.median(databases) + helpers) * 1e3,
        runs,
    )


def cost_of_once(work: Callable[[], Any]) -> Cost:
    """One run, cold as it comes, on however many connections."""
    pid = backend_pid()
    database, python, wall = _server_seconds(pid), time.process_time(), time.perf_counter()
    work()
    return Cost(
        (time.perf_counter() - wall) * 1e3,
        (time.process_time() - python) * 1e3,
        (_server_seconds(pid) - database) * 1e3,
    )
