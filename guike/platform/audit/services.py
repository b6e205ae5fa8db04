"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from guike.kernel import clock, limits
from guike.kernel.searching import indexed, mark_of
from guike.platform.audit import origin
from guike.platform.audit.actions import declared_actions
from guike.platform.audit.models import AuditEntry
from guike.platform.database.ledger import append

Outcome = Literal["ok", "refused", "failed"]

HIDDEN = "***"
_SECRET_WORDS = (
    "password",
    "passwd",
    "secret",
    "token",
    "otp",
    "authorization",
    "cookie",
    "csrf",
    "private_key",
    "api_key",
)


#: by so many texts, and so many characters of each, a line is found; the rest of a long detail is only read
_MOST_TEXTS, _TEXT_CHARS = 200, 300
_MOST_GRAMS = int(limits.SEARCH_GRAMS) * 4


@dataclass(frozen=True)
class Bounds:
    """How much of a detail is kept."""

    chars: int
    items: int
    levels: int


#: of what callers send
_SHORT = Bounds(2_000, 200, 6)
#: of values that the write path has checked: old and new must stand there exactly
_WHOLE = Bounds(100_000, 5_000, 40)


@dataclass(frozen=True)
class AuditLine:
    """One line to write; `detail` is any JSON, secrets in it are hidden before it is stored. `is_whole`: its values are
    checked ones of records and are not cut. `words`: further words by which it is found, such as the labels of the fields."""

    action: str
    object_name: str = ""
    record_id: int | None = None
    outcome: Outcome = "ok"
    detail: Mapping[str, object] = field(default_factory=dict)
    is_whole: bool = False
    words: tuple[str, ...] = ()


def audit(
    actor_id: int | None,
    action: str,
    object_name: str = "",
    record_id: int | None = None,
    *,
    outcome: Outcome = "ok",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Write one line; request and address come from the current origin.

    The line belongs to the caller's transaction. Audit a refusal after the rollback, or the line is rolled back, too.
    """
    audit_many(actor_id, [AuditLine(action, object_name, record_id, outcome, detail or {})])


def audit_many(actor_id: int | None, lines: Iterable[AuditLine]) -> list[AuditEntry]:
    """Write several lines in one statement and return them."""
    source = origin.current()
    at = clock.now()
    return append(_entry(actor_id, line, source, at) for line in lines)


def _entry(actor_id: int | None, line: AuditLine, source: origin.Origin, at: datetime) -> AuditEntry:
    detail = without_secrets(line.detail, _WHOLE if line.is_whole else _SHORT)
    grams, text = indexed(_found_by(line, detail, source), mark_of("detail"))
    return AuditEntry(
        created_at=at,
        actor_id=actor_id,
        helper_id=source.helper_id,
        action=line.action[:80],
        object_name=line.object_name[:80],
        record_id=line.record_id,
        outcome=line.outcome,
        request_id=source.request_id[:64],
        ip=source.ip[:45],
        detail=detail,
        search_grams=grams[:_MOST_GRAMS],
        search_text=text,
    )


def _found_by(line: AuditLine, detail: object, source: origin.Origin) -> list[str]:
    """The texts by which a line is found: what its action is called, the words given with it, all texts of its detail, and where
    it came from."""
    called = declared_actions().get(line.action)
    names = [called.label.zh, called.label.en] if called else []
    texts = dict.fromkeys([*names, *line.words, *_texts_in(detail), source.ip])
    return [text[:_TEXT_CHARS] for text in texts if text and text != HIDDEN][:_MOST_TEXTS]


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)


def without_secrets(value: object, bounds: Bounds = _SHORT, level: int = 0) -> object:
    """The value as JSON of bounded size, with every value whose name is like a secret's replaced by `***`."""
    if level > bounds.levels:
        return "…"
    if isinstance(value, Mapping):
        items = list(value.items())[: bounds.items]
        return {
            str(key): HIDDEN if _is_secret(str(key)) else without_secrets(item, bounds, level + 1)
            for key, item in items
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [without_secrets(item, bounds, level + 1) for item in list(value)[: bounds.items]]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    # PostgreSQL's jsonb knows no NUL.
    text = str(value).replace("\x00", "\ufffd")
    return text if len(text) <= bounds.chars else text[: bounds.chars] + "…"


def _is_secret(key: str) -> bool:
    folded = key.lower().replace("-", "_")
    return any(word in folded for word in _SECRET_WORDS)
