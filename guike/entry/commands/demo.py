"""`guike demo load|clear`."""

import argparse
import sys
from importlib import import_module

from guike.platform.database.host import HostError
from guike.platform.database.migrate import migrate_all
from guike.platform.org import queries


def run(args: argparse.Namespace) -> int:
    """Load the demo company into an empty database, or take it out again."""
    migrate_all()
    generator = import_module("guike.entry.demo")
    if args.what == "clear":
        generator.clear()
        sys.stdout.write("The demo company is gone, and its logins are closed: run guike init for yours.\n")
        return 0
    if queries.directory().people:
        raise HostError(
            "This company has users already: the demo company is loaded into an empty database only."
        )
    generator.load("small")
    sys.stdout.write("The demo company is loaded.\n")
    return 0
