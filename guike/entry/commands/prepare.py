"""`guike prepare`: the work of `guike up` between starting the database and serving."""

import argparse
from importlib import import_module

from guike.platform.database.migrate import migrate_all
from guike.platform.org import queries


def run(args: argparse.Namespace) -> int:
    """Migrate. Load the demo company if the command asks for it and the company has no users yet.

    Only then the generator is imported, so a working installation never pays for it.
    """
    migrate_all()
    if args.demo != "none" and not queries.directory().people:
        import_module("guike.entry.demo").load(args.demo)
    return 0
