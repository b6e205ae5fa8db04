"""After each test, what its transactions locked is compared with the order of the house (docs/design/locks.md): whoever
waits for a row that comes before one he holds fails the test that went that way, whatever the test is about.

It watches what is sent to the database, not what the code says it does: every `SELECT … FOR …` and every UPDATE of a
record table counts, unless it gives up at once (`NOWAIT`) or its rows are held already. Ids are read from the answer, the
parameters or the text; where none of them shows any, the place of the object alone is compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.transaction import Atomic

from guike.platform.database import statements
from guike.platform.metadata.catalogue import catalogue
from guike.platform.org.queries import begin_versions

#: (held, waited for) by table, against the order, and why no circle comes of it
ACCEPTED: dict[tuple[str, str], str] = {}

_FOR = re.compile(r"\bFOR (NO KEY UPDATE|KEY SHARE|UPDATE|SHARE)\b( OF \"?\w+\"?)?( NOWAIT| SKIP LOCKED)?")
_FROM = re.compile(r'\bFROM "?(\w+)"?')
_UPDATE = re.compile(r'\s*UPDATE "?(\w+)"?')
_INSERT = re.compile(r'\s*INSERT INTO "?(\w+)"?')
_GIVEN_IDS = "SELECT nextval((SELECT pg_get_serial_sequence"
_SERIAL = re.compile(r"""pg_get_serial_sequence\('"?(\w+)""")
_LISTED = re.compile(r'\b"?id"? (?:IN \(([\d, ]+)\)|= (\d+)\b|= ANY\(\'\{([\d,]*)\}\')')
_MARKS = ("FOR ", "UPDATE", "INSERT", _GIVEN_IDS)

Kind = Literal["own", "shared", "made"]


@dataclass(frozen=True)
class Lock:
    """What one statement does with rows of a table; `waits`: until they are free."""

    table: str
    kind: Kind
    ids: tuple[int, ...]
    waits: bool = True


@dataclass
class Transaction:
    """What one outermost transaction of a test locked, in order."""

    locks: list[Lock] = field(default_factory=list)


_transactions: list[Transaction] = []
_open: ContextVar[Transaction | None] = ContextVar("guike_test_locks", default=None)
_depth_of_test: ContextVar[int] = ContextVar("guike_test_depth", default=0)


def begin_test() -> None:
    """What was locked so far was not locked by the test that begins."""
    _depth_of_test.set(_depth())
    _transactions.clear()
    _open.set(None)


def _depth() -> int:
    return len(connection.savepoint_ids) + 1 if connection.in_atomic_block else 0


def against_the_order() -> list[str]:
    """`account [3] is waited for while campaign is held`"""
    if connection.needs_rollback or not _transactions:
        return []
    begin_versions()
    places = _places()
    return sorted({one for transaction in _transactions for one in _wrong(transaction, places)})


def _places() -> dict[str, int]:
    """Table → the place of its object. Lines are locked under their document, and objects that administrators made share
    one table: both are left out."""
    known = catalogue()
    specs = [spec for spec in known.objects.values() if not spec.is_line and not spec.is_custom]
    return {spec.model._meta.db_table: known.order[spec.name] for spec in specs}


def _wrong(transaction: Transaction, places: dict[str, int]) -> Iterator[str]:
    held: dict[str, set[int]] = defaultdict(set)
    top, highest = (-1, 0), ""
    for lock in transaction.locks:
        if lock.table not in places:
            continue
        fresh = [one for one in lock.ids if one not in held[lock.table]]
        if lock.kind != "made" and (fresh or not lock.ids):
            first = (places[lock.table], min(fresh, default=top[1] if top[0] == places[lock.table] else 0))
            if (
                lock.waits
                and first <= top
                and (highest, lock.table) not in ACCEPTED
                and not (not fresh and first == top)
            ):
                yield f"{lock.table} {fresh[:5]} is waited for while {highest} is held"
        if lock.kind != "shared":
            held[lock.table] |= set(lock.ids)
            if lock.kind == "own" and fresh and (places[lock.table], max(fresh)) > top:
                top, highest = (places[lock.table], max(fresh)), lock.table


def watch() -> None:
    """Note every lock from now on in this process."""
    send, execute, leave = statements._Sender.send, CursorWrapper.execute, Atomic.__exit__

    def sent(self: Any, text: str, given: Any, again: bool) -> Any:
        rows = send(self, text, given, again)
        if any(mark in text for mark in _MARKS):
            _note(text, given, _answered(text, self.transformer.pgresult if rows else None))
        return rows

    def executed(self: Any, sql: Any, params: Any = None) -> Any:
        answer = execute(self, sql, params)
        if any(mark in str(sql) for mark in _MARKS):
            query = getattr(self.cursor, "_query", None)
            text = query.query.decode() if query is not None else str(sql)
            _note(text, (), _answered(text, self.cursor.pgresult))
        return answer

    def left(self: Any, *error: Any) -> Any:
        try:
            return leave(self, *error)
        finally:
            if _depth() <= _depth_of_test.get():
                _open.set(None)

    statements._Sender.send = sent  # type: ignore[method-assign,assignment]
    CursorWrapper.execute = executed  # type: ignore[method-assign]
    Atomic.__exit__ = left  # type: ignore[method-assign]


def _answered(text: str, result: Any) -> tuple[int, ...]:
    if result is None or not result.ntuples:
        return ()
    names = [result.fname(n) for n in range(result.nfields)]
    column = 0 if text.startswith(_GIVEN_IDS) else names.index(b"id") if b"id" in names else None
    if column is None:
        return ()
    return tuple(int(result.get_value(row, column)) for row in range(result.ntuples))


def _note(text: str, params: Iterable[Any], answered: tuple[int, ...]) -> None:
    if _depth() <= _depth_of_test.get():
        return
    transaction = _open.get()
    if transaction is None:
        transaction = Transaction()
        _transactions.append(transaction)
        _open.set(transaction)
    transaction.locks += locks_of(text, list(params), answered)


def locks_of(text: str, params: list[Any], answered: tuple[int, ...] = ()) -> Iterator[Lock]:
    """What a statement locks. Of several tables in one (references of a write) each with the ids given for it."""
    if text.startswith(_GIVEN_IDS):
        shown = _SERIAL.search(text)
        table = shown[1] if shown else params[0].decode().strip('"')
        yield Lock(table, "made", answered)
    elif inserted := _INSERT.match(text):
        yield Lock(inserted[1], "made", answered)
    elif updated := _UPDATE.match(text):
        yield Lock(updated[1], "own", _listed(text, params[:1]))
    else:
        at, found = 0, list(_FOR.finditer(text))
        for number, one in enumerate(found):
            tables = _FROM.findall(text[at : one.start()])
            ids = answered or _listed(text, params)
            if len(found) > 1:
                ids = _listed("", params[number : number + 1])
            kind: Kind = "shared" if "SHARE" in one[1] else "own"
            if tables:
                yield Lock(tables[0], kind, ids, waits=not one[3])
            at = one.end()


def _listed(text: str, params: Iterable[Any]) -> tuple[int, ...]:
    parts = [in_list or one or array for in_list, one, array in _LISTED.findall(text)]
    for given in params:
        shown = given.decode() if isinstance(given, bytes) else str(given)
        if re.fullmatch(r"\{[\d,]*\}", shown):
            parts.append(shown.strip("{}"))
    return tuple(sorted({int(number) for part in parts for number in part.split(",") if number.strip()}))
