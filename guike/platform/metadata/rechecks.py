"""What is checked against the definitions again after they changed: packages register what they keep that speaks of objects,
fields, people or roles. The administration has it done after a change and every night."""

from __future__ import annotations

from collections.abc import Callable

#: checks everything of its package and marks what fits no more; the number of rows that changed
Check = Callable[[], int]

_checks: dict[str, Check] = {}


def recheck(name: str, check: Check) -> None:
    """Register a check; called at start. Repeating it must be harmless. TypeError when the name is taken."""
    if name in _checks:
        raise TypeError(f"the check {name!r} is declared twice")
    _checks[name] = check


def recheck_all() -> dict[str, int]:
    """Do every check: its name → how many rows changed."""
    return {name: check() for name, check in _checks.items()}
