"""What a run has come to: put down in the transaction of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guike.kernel import clock
from guike.kernel.errors import Refusal
from guike.kernel.text import LOCALES
from guike.platform.automation.models import AutomationRun
from guike.platform.automation.steps.registry import Item
from guike.platform.automation.taking import LEASE
from guike.platform.database import statements
from guike.platform.database.copying import json_text

OVER = frozenset({"done", "skipped", "failed", "cancelled"})
LONGEST_LABEL = 300

# One statement for all runs of a step: each has its own log.
_PUT = """
UPDATE automation_run r SET status = g.status, position = g.position, due_at = g.due_at, token = g.token,
  attempts = g.attempts, awaits = g.awaits, log = r.log || g.log, error = g.error, label = g.label, batch = g.batch,
  finished_at = g.finished_at, updated_at = g.updated_at
FROM json_populate_recordset(NULL::automation_run, $2) AS g WHERE r.id = ANY($1::bigint[]) AND r.id = g.id
"""


@dataclass
class State:
    """A run between two steps. `log`: what is added to its log."""

    row: AutomationRun
    status: str
    position: int
    due_at: datetime | None
    token: str
    attempts: int
    awaits: Any
    error: str
    label: str
    batch: str
    finished_at: datetime | None = None
    log: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, row: AutomationRun) -> State:
        """As it stands."""
        return cls(
            row, row.status, row.position, row.due_at, row.token, row.attempts, row.awaits, row.error, row.label, row.batch
        )  # fmt: skip

    @property
    def goes_on(self) -> bool:
        return self.status == "running"

    def name(self, rule: str, record: str) -> None:
        """Call it by its rule and its record, once the rule's identity was found to see the record."""
        self.label = f"{rule} · {record}"[:LONGEST_LABEL]

    def finish(self, status: str, error: str = "") -> None:
        """It is over."""
        self.status, self.error, self.finished_at = status, error, clock.now()
        self.due_at, self.token, self.awaits = None, "", None

    def fail(self, refusal: Refusal) -> None:
        """It is over because a step was refused."""
        self._note({}, {"refused": words_of(refusal)})
        self.finish("failed", refusal.code)

    def hold_back(self) -> None:
        """It waits for an administrator."""
        self.status, self.due_at, self.token = "throttled", None, ""

    def wait_in_queue(self, until: datetime) -> None:
        """It is tried again."""
        self.status, self.due_at, self.token = "queued", until, ""

    def passed_over(self, step: Mapping[str, Any], number: int) -> None:
        """The step's own condition does not hold."""
        self._note(step, {"nothing": "condition"})
        self._advance(number)

    def took(self, item: Item, step: Mapping[str, Any], number: int) -> None:
        """The step was taken, refused or waits. `number`: of the rule's steps."""
        if item.refusal is not None:
            self._note(step, {"refused": words_of(item.refusal)})
            self.finish("failed", item.refusal.code)
        elif item.ends:
            self._note(step, {"ended": item.ends})
            self.finish("skipped", item.ends)
        elif item.hold is not None:
            if self.awaits is None:
                self._note(step, {"waits": item.hold.until})
            self.status, self.due_at, self.token = "waiting", item.hold.until, ""
            self.awaits, self.attempts = dict(item.hold.awaits), 0
        else:
            self._note(step, item.did)
            self._advance(number)

    def _advance(self, number: int) -> None:
        self.position += 1
        self.attempts, self.awaits = 0, None
        self.due_at = clock.now() + LEASE
        if self.position >= number:
            self.finish("done")

    def _note(self, step: Mapping[str, Any], did: Mapping[str, Any]) -> None:
        self.log.append({"n": self.position, "do": step.get("do", ""), "at": clock.now(), **did})


def put(states: Sequence[State]) -> None:
    """Put down what the runs have come to."""
    now = clock.now()
    rows = [
        {
            "id": state.row.pk,
            "status": state.status,
            "position": state.position,
            "due_at": state.due_at,
            "token": state.token,
            "attempts": state.attempts,
            "awaits": state.awaits,
            "log": state.log,
            "error": state.error,
            "label": state.label,
            "batch": state.batch,
            "finished_at": state.finished_at,
            "updated_at": now,
        }
        for state in states
    ]
    if rows:
        ids = ",".join(str(state.row.pk) for state in states)
        statements.rows(_PUT, [f"{{{ids}}}", json_text(rows)])


def words_of(refusal: Refusal) -> dict[str, Any]:
    """A refusal as a run keeps it, in every language, because its readers are not known yet."""
    errors = [
        {"field": one.field, "message": {locale: one.message(locale) for locale in LOCALES}}
        for one in refusal.field_errors()[:10]
    ]
    return {
        "code": refusal.code,
        "message": {locale: refusal.message(locale) for locale in LOCALES},
        "errors": errors,
    }
