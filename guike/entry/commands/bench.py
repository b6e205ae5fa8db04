"""`guike bench`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from guike.platform.database.host import HostError

CHECKOUT = Path(__file__).resolve().parents[3]


def run(args: argparse.Namespace) -> int:
    """Measure the main paths and print the table. The bench is part of the checkout, not of the package."""
    if not (CHECKOUT / "bench" / "__main__.py").exists():
        raise HostError("The bench lies in Guike's source: run it from a checkout with make bench.")
    command = [sys.executable, "-m", "bench", "--data", str(args.data), "--rows", str(args.rows)]
    command += ["--runs", str(args.runs), "--seconds", str(args.seconds), "--only", args.only]
    command += ["--anew"] if args.anew else []
    own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(command, cwd=CHECKOUT, env=own, check=False).returncode
