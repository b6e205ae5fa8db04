"""How the statements of a run go: how long each may take, and who is told when one has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from guike.kernel import limits
from guike.platform.database.granted import Sql, apart, rows_of


def _seconds() -> int:
    return int(limits.REPORT_SECONDS)


@dataclass
class Pace:
    """`seconds`: how long each statement may take, None for as long as it likes. `told`: called with how many statements have
    ended, of how many that are known to come; what it raises ends the run. It has a session of its own, because the
    transaction of the run neither writes nor sees what others write."""

    seconds: int | None = field(default_factory=_seconds)
    told: Callable[[int, int], None] | None = None
    done: int = 0
    total: int = 0

    def expect(self, statements: int) -> None:
        """So many more are to come."""
        self.total += statements
        self._tell()

    def passed(self, statements: int = 1) -> None:
        """So many have ended, or turned out not to be needed."""
        self.done += statements
        self.total = max(self.total, self.done)
        self._tell()

    def rows_of(self, statement: Sql) -> list[tuple[Any, ...]]:
        """Every row of a statement. TooSlow when it takes too long."""
        rows = rows_of(statement, self.seconds)
        self.passed()
        return rows

    def _tell(self) -> None:
        if self.told is not None:
            with apart():
                self.told(self.done, self.total)
