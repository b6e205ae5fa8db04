"""`guike prepare`: what `guike up` does between starting the database and serving."""

import argparse
from importlib import import_module

from guike.platform.database.migrate import migrate_all
from guike.platform.org import queries


def run(args: argparse.Namespace) -> int:
    """Migrate; load the demo company when it is asked for and the company has nobody yet.

    The generator is loaded only then: a working installation never pays for it.
    """
    migrate_all()
    if args.demo != "none" and not queries.directory().people:
        import_module("guike.entry.demo").load(args.demo)
    return 0
