"""Every place that takes something from a ledger (`audit.retention`), with the reason that the audit keeps."""

from tests.golden.system_reasons import words_of


def produce() -> str:
    """`module: reason`, ordered; tests are left out."""
    return words_of("because", lambda name: name in ("blank", "blank_before", "drop_months", "clear_demo"))
