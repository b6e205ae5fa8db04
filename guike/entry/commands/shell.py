"""`guike shell`."""

import argparse

from django.core.management import call_command


def run(_args: argparse.Namespace) -> int:
    """Django's interactive prompt."""
    call_command("shell")
    return 0
