"""Remembers the data folders that this account has used, so that no command works on another company than intended.

One small file for each folder, in a register of the account: `{"data", "pid", "started", "external"}`. A folder without
a company is forgotten. A running company is recognized by its process id and start time, since process ids are used
again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from guike.platform.database import binaries
from guike.platform.database.host import HostError

_MAKE = " (with make: DATA=)"


@dataclass(frozen=True)
class Company:
    """A data folder; `runs`: another process holds it now; `external`: its database is the one of DATABASE_URL."""

    data: Path
    runs: bool
    external: bool


def register() -> Path:
    """The folder in which the companies of this account are registered."""
    given = os.environ.get("XDG_STATE_HOME")
    if given is None and binaries.running_as_root():
        return binaries.SYSTEM_HOME / "companies"
    return Path(given or Path.home() / ".local" / "state") / "guike" / "companies"


def remember(data_dir: Path, *, external: bool = False) -> None:
    """Register that this process holds a folder. If the home folder cannot be written, nothing is registered."""
    noted = {
        "data": str(data_dir.resolve()),
        "pid": os.getpid(),
        "started": _started(os.getpid()),
        "external": external,
    }
    target = _note_of(data_dir)
    draft = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_text(json.dumps(noted))
        draft.replace(target)
    except OSError:
        return


def forget(data_dir: Path) -> None:
    """Remove a folder that is no company from the register."""
    with contextlib.suppress(OSError):
        _note_of(data_dir).unlink()


def _note_of(data_dir: Path) -> Path:
    return register() / hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]


def known() -> list[Company]:
    """Every company of this account that still exists, running ones first."""
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
    """Refuse to work on another company than the person can have meant.

    `given`: the folder was named, and is not just the default; `makes`: the command may make a company in it.
    HostError naming the folder that runs, or that there is, and what to write.
    """
    others = [one for one in known() if one.data != data_dir.resolve()]
    own = running(data_dir)
    _refuse_without_its_database(data_dir, own)
    busy = _named([one for one in others if one.runs])
    if not given and own is None and busy:
        raise HostError(
            f"Guike runs with the data folder {busy}, and this command would have worked on {data_dir}: "
            f"nothing was done; give --data {others[0].data}, or --data {data_dir} if you mean that one."
        )
    if not given and own is None:
        _refuse_a_second(data_dir, others, "")
    if not makes and not holds_company(data_dir):
        raise HostError(
            f"There is no company in {data_dir}: name the folder of yours with --data, or make one with guike up."
        )


def check_start(data_dir: Path, *, given: bool) -> bool:
    """Refuse a start that would create a second company by accident. True when it creates the first company of this
    account.

    HostError naming the folder that runs, or that there is, and what to write.
    """
    others = [one for one in known() if one.data != data_dir.resolve()]
    _refuse_without_its_database(data_dir, running(data_dir))
    if holds_company(data_dir):
        return False
    busy = _named([one for one in others if one.runs])
    if not given and busy:
        raise HostError(
            f"Guike runs already, with the data folder {busy}, and there is no company in {data_dir}: nothing was made; "
            f"give --data {data_dir}{_MAKE} if you mean a new one."
        )
    if not given:
        _refuse_a_second(data_dir, others, _MAKE)
    return not others


def _refuse_without_its_database(data_dir: Path, own: Company | None) -> None:
    if own is not None and own.external:
        raise HostError(
            f"Guike runs with the data folder {data_dir} on the database of its DATABASE_URL: "
            "set the same DATABASE_URL for this command."
        )


def _refuse_a_second(data_dir: Path, others: list[Company], hint: str) -> None:
    if others and not holds_company(data_dir):
        raise HostError(
            f"There is a company in {_named(others)}, and none in {data_dir}: nothing was made; "
            f"give --data {others[0].data}{hint}, or --data {data_dir} if you mean a new one."
        )


def _named(companies: list[Company]) -> str:
    return " and ".join(str(one.data) for one in companies)


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
    """The start of a process in ticks since the machine's start; empty without such a process."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if facts[0] == "Z" else facts[19]
