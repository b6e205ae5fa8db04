"""`guike bench`."""

import argparse
import subprocess
import sys

from django.conf import settings

from guike.platform.database.host import HostError


def run(args: argparse.Namespace) -> int:
    """Measure the main paths and print the table; the bench lies in the checkout, not in the package."""
    if not (settings.CHECKOUT / "bench" / "__main__.py").exists():
        raise HostError("The bench lies in Guike's source: run it from a checkout with make bench.")
    return subprocess.run(
        [sys.executable, "-m", "bench", *args.options], cwd=settings.CHECKOUT, check=False
    ).returncode
