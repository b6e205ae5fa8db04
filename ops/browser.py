"""What the tests need of the machine: Chromium for the journeys, and a font with Chinese letters."""

import os
import shutil
import subprocess
import sys

from ops import bootstrap

PACKAGES = ("chromium", "fonts-noto-cjk")


def missing() -> list[str]:
    """The packages that are not there yet."""
    found = []
    if not os.path.exists(os.environ.get("CHROMIUM", "/usr/bin/chromium")):
        found.append("chromium")
    if not _has_chinese_font():
        found.append("fonts-noto-cjk")
    return found


def _has_chinese_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    said = subprocess.run([listing, ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(said.stdout.strip())


def ensure() -> None:
    """Install what is missing, as root by apt; otherwise `Refused` says what to ask root for."""
    wanted = missing()
    if not wanted:
        return
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        raise bootstrap.Refused(
            f"The tests need {' and '.join(wanted)}: let root run apt-get install {' '.join(wanted)}."
        )
    sys.stderr.write(f"Installing {' and '.join(wanted)}\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    bootstrap.run([apt, "update", "-qq"], environment)
    bootstrap.run(
        [apt, "install", "-qq", "-y", "--no-install-recommends", "fontconfig", *wanted], environment
    )
