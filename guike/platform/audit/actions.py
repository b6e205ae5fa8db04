"""What the audit calls the actions that it holds. Whoever writes an action that is no write of a record declares it here at
start; the writes of records are named after their object (`metadata.audited`)."""

from __future__ import annotations

from collections.abc import Mapping

from guike.kernel.text import Text

_declared: dict[str, Text] = {}


def declare_actions(actions: Mapping[str, Text]) -> None:
    """Add actions by their codes. ValueError for a code that is declared twice."""
    for code, label in actions.items():
        if code in _declared:
            raise ValueError(f"the audited action {code} is declared twice")
        _declared[code] = label


def declared_actions() -> Mapping[str, Text]:
    """All of them, by code."""
    return _declared
