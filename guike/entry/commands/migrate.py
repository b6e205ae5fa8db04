"""`guike migrate`."""

import argparse

from guike.platform.database.migrate import migrate_all


def run(_args: argparse.Namespace) -> int:
    """Every migration, then what follows migrations."""
    migrate_all()
    return 0
