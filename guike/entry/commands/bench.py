"""`guike bench`."""

import argparse
import subprocess
import sys

from guike.config.environment import CHECKOUT
from guike.platform.database.host import HostError


def run(args: argparse.Namespace) -> int:
    """Measure the main paths and print the table; the bench lies in the checkout, not in the package."""
    if not (CHECKOUT / "bench" / "__main__.py").exists():
        raise HostError("The bench lies in Guike's source: run it from a checkout with make bench.")
    return subprocess.run(
        [sys.executable, "-m", "bench", *args.options], cwd=CHECKOUT, check=False
    ).returncode
