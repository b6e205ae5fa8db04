"""Which data folders this account has used, so that no command works on another company than the one meant.

One small file for each folder, in a register of the account: `{"data", "pid", "started", "external"}`. A folder whose
company is gone is forgotten. What runs is known by its process and by when that began, since process ids come again.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from guike.platform.database import binaries
from guike.platform.database.host import HostError


@dataclass(frozen=True)
class Company:
    """A data folder; `runs`: another process holds it now; `external`: its database is the one of DATABASE_URL."""

    data: Path
    runs: bool
    external: bool


def register() -> Path:
    """Where the folders of this account are noted."""
    given = os.environ.get("XDG_STATE_HOME")
    if given is None and binaries.running_as_root():
        return binaries.SYSTEM_HOME / "companies"
    return Path(given or Path.home() / ".local" / "state") / "guike" / "companies"


def remember(data_dir: Path, *, external: bool = False) -> None:
    """Note that this process holds a folder. A home that cannot be written costs the note alone."""
    noted = {
        "data": str(data_dir.resolve()),
        "pid": os.getpid(),
        "started": _started(os.getpid()),
        "external": external,
    }
    target = register() / hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
    draft = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps(noted))
        draft.replace(target)
    except OSError:
        return


def known() -> list[Company]:
    """Every company of this account that still exists, those that run first."""
    try:
        notes = sorted(register().iterdir())
    except OSError:
        return []
    found = [one for note in notes if (one := _read(note)) is not None]
    return sorted(found, key=lambda one: (not one.runs, str(one.data)))


def holds_company(data_dir: Path) -> bool:
    """Whether a company's own database lies in this folder."""
    return (data_dir / "pg").is_dir()


def running(data_dir: Path) -> Company | None:
    """The company of this folder while another process holds it."""
    return next((one for one in known() if one.runs and one.data == data_dir.resolve()), None)


def check_place(data_dir: Path, *, given: bool, makes: bool) -> None:
    """Refuse to work on another company than the person can mean.

    `given`: the folder was named, and is not just the default; `makes`: the command may make a company in it.
    HostError naming the folder that runs, or that there is, and what to write.
    """
    others = [one for one in known() if one.data != data_dir.resolve()]
    own = running(data_dir)
    if own is not None and own.external:
        raise HostError(
            f"Guike runs with the data folder {data_dir} on the database of its DATABASE_URL: "
            "set the same DATABASE_URL for this command."
        )
    if not given and own is None:
        _refuse_instead_of(data_dir, others)
    if not makes and not holds_company(data_dir):
        raise HostError(
            f"There is no company in {data_dir}: name the folder of yours with --data, or make one with guike up."
        )


def _refuse_instead_of(data_dir: Path, others: list[Company]) -> None:
    busy = [one for one in others if one.runs]
    if busy:
        named = " and ".join(str(one.data) for one in busy)
        raise HostError(
            f"Guike runs with the data folder {named}, and this command would have worked on {data_dir}: "
            f"nothing was done; give --data {busy[0].data}, or --data {data_dir} if you mean that one."
        )
    if others and not holds_company(data_dir):
        named = " and ".join(str(one.data) for one in others)
        raise HostError(
            f"There is a company in {named}, and none in {data_dir}: nothing was made; "
            f"give --data {others[0].data}, or --data {data_dir} if you mean a new one."
        )


def _read(note: Path) -> Company | None:
    try:
        noted = json.loads(note.read_text())
        data, external = Path(noted["data"]), bool(noted["external"])
        pid = int(noted["pid"])
        runs = pid != os.getpid() and _started(pid) == noted["started"] != ""
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Company(data, runs, external) if runs or holds_company(data) else None


def _started(pid: int) -> str:
    """When a process began, in ticks since the machine did; empty when there is none."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if facts[0] == "Z" else facts[19]
