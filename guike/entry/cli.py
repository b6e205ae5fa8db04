"""The command `guike`.

A command's module is imported only when it is chosen, and those that use the application only
after Django is set up on the right database. So `up` stays small, and `doctor` works even when nothing else does.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import django

from guike.platform.database import companies, host
from guike.platform.database.binaries import default_data_dir
from guike.platform.database.connect import database, external_dsn

SETTINGS = "guike.config.settings"
DEFAULT_PORT = 8000
MOST_WORKERS = 64
_BARE = {"up", "doctor", "bench"}  # they set up the database themselves
_MAKERS = {"init", "prepare", "restore"}  # they may begin a company in an empty folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code. An expected error is one sentence on stderr and code 1."""
    args = _parser().parse_args(arguments)
    try:
        host.check_platform()
        _settle_folder(args)
        if args.command in _BARE:
            return _call(args)
        if "GUIKE_DSN" in os.environ:
            return _with_django(args, os.environ["GUIKE_DSN"])
        with database(args.data) as dsn:
            return _with_django(args, dsn)
    except host.HostError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"{Path(error.cmd[0]).name} failed: {(error.stderr or '').strip()}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _settle_folder(args: argparse.Namespace) -> None:
    """Set the data folder, after checking that no other company can be meant."""
    given = args.data or os.environ.get("GUIKE_DATA")
    args.data, args.is_given = Path(given or default_data_dir()).expanduser().absolute(), bool(given)
    if args.command == "up":
        embedded = external_dsn() is None
        args.is_first = embedded and companies.check_start(args.data, given=args.is_given)
    if args.command in _BARE or external_dsn() is not None or "GUIKE_DSN" in os.environ:
        return
    makes = args.command in _MAKERS or getattr(args, "what", "") == "load"
    companies.check_place(args.data, given=args.is_given, makes=makes)


def _with_django(args: argparse.Namespace, dsn: str) -> int:
    os.environ["GUIKE_DSN"] = dsn
    os.environ["GUIKE_DATA"] = str(args.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    return _call(args)


def _call(args: argparse.Namespace) -> int:
    code: int = import_module(f"guike.entry.commands.{args.command}").run(args)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guike", description="Guike (贵客), a CRM. DATABASE_URL names an external PostgreSQL."
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the data folder (default: GUIKE_DATA, else " + str(default_data_dir()).replace("%", "%%") + ")",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    _add_serving(add("up", "start everything and serve until Ctrl-C"))
    _add_demo_choice(add("prepare", "migrate the database and load the demo company into an empty one"))
    add("migrate", "bring the database to this version")
    add("worker", "run background jobs")
    first = add("init", "create the first administrator")
    first.add_argument("--username")
    first.add_argument("--name", help="the person's name")
    first.add_argument("--password", help="asked for when not given")
    add("token", "make an API token for a user and print it").add_argument("user", help="user name")
    demo = add("demo", "load or clear the demo company")
    demo.add_argument("what", choices=["load", "clear"])
    _add_name(demo)
    add("doctor", "look for trouble and say what to do")
    add("backup", "write database and files to one file").add_argument("file", type=Path)
    restore = add("restore", "put a backup in the place of the present data")
    restore.add_argument("file", type=Path)
    _add_name(restore)
    _add_bench(
        commands.add_parser("bench", help="measure the main paths", description="measure the main paths")
    )
    add("shell", "a Python prompt with the application loaded")
    return parser


def _add_name(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--yes-i-mean",
        metavar="NAME",
        help="the name of the company that goes, instead of typing it when asked",
    )


def _add_bench(bench: argparse.ArgumentParser) -> None:
    """Add the arguments of `bench`. Its company has a folder of its own, never next to real data."""
    bench.add_argument(
        "--data",
        type=Path,
        default=Path("/var/tmp/guike-bench"),  # noqa: S108 - a folder of its own, kept between runs
        metavar="DIR",
        help="default: %(default)s",
    )
    bench.add_argument(
        "--rows", type=int, default=1_000_000, help="leads of the company (default: %(default)s)"
    )
    bench.add_argument(
        "--runs", type=int, default=20, help="repetitions of each measurement (default: %(default)s)"
    )
    bench.add_argument("--seconds", type=int, default=60, help="length of the mixed load; 0 leaves it out")
    bench.add_argument("--only", default="", help="measurements whose name contains this")
    bench.add_argument("--anew", action="store_true", help="fill the company again")


def _between(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers within bounds; argparse reports other values."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}, not {text}")
        return int(text)

    return read


def _add_serving(up: argparse.ArgumentParser) -> None:
    up.add_argument(
        "--port",
        type=_between(0, 65_534),
        default=DEFAULT_PORT,
        help="of the web process; the live channel takes the next (0: any)",
    )
    up.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0: all)")
    up.add_argument(
        "--workers",
        type=_between(1, MOST_WORKERS),
        default=os.cpu_count() or 2,
        help="web processes (default: one per core)",
    )
    _add_demo_choice(up)


def _add_demo_choice(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--demo", choices=["small", "none"], default="none", help="what to load into an empty database"
    )
