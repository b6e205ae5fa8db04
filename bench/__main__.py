"""`python -m bench`: fill the company once, measure, print the table."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bench import server
from guike.platform.database.host import HostError


def main() -> int:
    """0 when everything was measured."""
    parser = argparse.ArgumentParser(prog="guike bench", description="measure the main paths")
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="leads of the company (default: %(default)s)"
    )
    parser.add_argument(
        "--runs", type=int, default=20, help="repetitions of each measurement (default: %(default)s)"
    )
    parser.add_argument("--only", default="", help="measurements whose name contains this")
    parser.add_argument(
        "--data", type=Path, default=server.FOLDER, help="where companies are kept (default: %(default)s)"
    )
    parser.add_argument("--seconds", type=int, default=60, help="length of the mixed load (0: leave it out)")
    parser.add_argument("--anew", action="store_true", help="fill the company again")
    parser.add_argument("--fill", action="store_true", help="fill the company and stop")
    args = parser.parse_args()
    try:
        return _measure(args)
    except HostError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _measure(args: argparse.Namespace) -> int:
    with server.database(args.data, args.rows, anew=args.anew) as dsn:
        # these need the application, which stands only now
        import_module("bench.filling").fill(args.data, args.rows)
        if not args.fill:
            import_module("bench.table").measure(dsn, args)
    return 0


if __name__ == "__main__":
    sys.exit(main())
