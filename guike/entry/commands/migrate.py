"""`guike migrate`."""

import argparse

from guike.platform.database.migrate import migrate_all


def run(_args: argparse.Namespace) -> int:
    """Run every migration, then the steps that follow migrations."""
    migrate_all()
    return 0
