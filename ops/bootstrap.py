"""Makes the Python environment of the checkout, with nothing but Python and the package registry.

Run by the Makefile with the system's Python; standard library only. Finds uv on PATH, else in
the private environment .tools, which it makes: with the system's venv module, installing
python3-venv by apt when that is missing and we are root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from guike.platform.database import host  # noqa: E402 -- needs the line above

TOOLS = CHECKOUT / ".tools"
UV_VERSION = "uv>=0.9,<1"
OLDEST = (3, 11)


class Refused(Exception):
    """Something that only a person can change; the message says what."""


def main() -> int:
    """Check the machine, then `uv sync` to the lock file."""
    try:
        check_host()
        sync(find_uv())
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def check_host() -> None:
    """The same sentences that `guike` itself says."""
    if sys.version_info < OLDEST:
        raise Refused(f"Guike needs Python 3.11 or newer, this is {sys.version.split()[0]}: install one.")
    try:
        host.check_platform()
        host.check_disk(CHECKOUT, 600 * 2**20)
    except host.HostError as error:
        raise Refused(str(error)) from error


def find_uv() -> str:
    """uv on PATH if it works (a shim may not), else the one in .tools."""
    uv = shutil.which("uv")
    if uv and not subprocess.run([uv, "--version"], capture_output=True, check=False).returncode:
        return uv
    return private_uv()


def private_uv() -> str:
    """uv in .tools, installed when it is not there."""
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        make_tools()
        run(
            [
                TOOLS / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                UV_VERSION,
            ]
        )
    return str(uv)


def make_tools() -> None:
    """A virtual environment with pip in .tools."""
    if subprocess.run(
        [sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False
    ).returncode:
        install_venv()
    shutil.rmtree(TOOLS, ignore_errors=True)
    run([sys.executable, "-m", "venv", TOOLS])


def install_venv() -> None:
    """Debian keeps venv in a package of its own, which root may add."""
    apt = shutil.which("apt-get")
    wanted = "Neither uv nor Python's venv module is here"
    if os.geteuid() != 0 or apt is None:
        raise Refused(
            f"{wanted}: install uv, or as root the package python3-venv (apt-get install python3-venv)."
        )
    sys.stderr.write(f"{wanted}: installing python3-venv\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "python3-venv"]):
        run([apt, *command], environment)


def sync(uv: str) -> None:
    """Bring .venv to the lock file, with this Python and never a downloaded one."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    environment.pop("VIRTUAL_ENV", None)
    if not (CHECKOUT / ".venv").exists():
        environment["UV_PYTHON"] = sys.executable
    run([uv, "sync", "--locked", "--quiet", "--project", CHECKOUT], environment)


def run(command: "Sequence[object]", environment: "dict[str, str] | None" = None) -> None:
    """Run a command; its own words are the explanation when it fails."""
    done = subprocess.run([str(part) for part in command], env=environment, check=False)
    if done.returncode:
        raise Refused(f"{Path(str(command[0])).name} failed, see above (network, disk space or rights).")


if __name__ == "__main__":
    sys.exit(main())
