"""Checks the machine before anything is installed or started.

Standard library only and no import of the rest of the package: the Makefile runs this with the
system's Python before the environment exists.
"""

import os
import platform
import shutil
import sys
from pathlib import Path

MACHINES = ("x86_64", "aarch64")
FREE_BYTES_TO_START = 300 * 1024 * 1024  # initdb writes 40 MB, and the first WAL segments another 40 MB
FULL_BYTES = 32 * 1024 * 1024  # two segments of PostgreSQL's write-ahead log; it cannot go on with less


class HostError(Exception):
    """The machine cannot run Guike in this way. The message is one sentence that tells what to do."""


def check_platform() -> None:
    """Refuse platforms without wheels: all but glibc Linux on x86-64 or arm64."""
    if sys.platform != "linux":
        raise HostError(
            f"Guike runs on Linux; this is {platform.system() or sys.platform}: "
            "use a Linux machine, a virtual machine or WSL 2."
        )
    if platform.machine() not in MACHINES:
        raise HostError(f"Guike runs on x86-64 and arm64; this machine is {platform.machine()}.")
    if platform.libc_ver()[0] != "glibc":
        raise HostError(
            "Guike needs a Linux with glibc (Debian, Ubuntu, Fedora …); "
            "this one uses another C library (musl, as in Alpine?)."
        )


def memory_bytes() -> int:
    """The memory that this process may use: the machine's, or the limit of its control group."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return total
    return min(total, int(limit)) if limit.isdecimal() else total


def free_bytes(folder: Path) -> int:
    """Bytes that may still be written below `folder`, which need not exist yet."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    return shutil.disk_usage(existing).free


def is_full(folder: Path) -> bool:
    """Whether PostgreSQL can no longer write there."""
    return free_bytes(folder) < FULL_BYTES


def check_disk(folder: Path, needed: int = FREE_BYTES_TO_START) -> None:
    """Refuse to start on an almost full disk, where PostgreSQL would stop during a write."""
    free = free_bytes(folder)
    if free < needed:
        raise HostError(
            f"No disk space: {folder} has {free // 2**20} MB free and Guike needs {needed // 2**20} MB: "
            "free some space or choose another folder with --data."
        )
