"""Locks in one order over the whole house, so that nobody waits for somebody whom he keeps waiting.

A use-case asks for the locks it needs as it goes. What comes later in the order than all it holds it waits for. What
comes earlier it takes only if that is free at once: nobody waits against the order, so nobody waits in a circle. Where
it is not free, everything is given back, and the use-case begins anew with all locks that it is known to need, taken
in order before it decides anything. See docs/design/locks.md.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar, cast

import psycopg
from django.db import OperationalError, connection, transaction

from guike.platform.database import statements

P = ParamSpec("P")
T = TypeVar("T")
Id = int | str

#: how often a use-case begins; then its caller is told that others hold what it needs
TURNS = 6
_PAUSE = 0.02  # seconds, for what cannot be waited for by name


class Mode(Enum):
    """How rows are locked, as SQL names it."""

    SHARED = "KEY SHARE"  # they are not deleted; many may hold them so
    OWN = "NO KEY UPDATE"  # nobody else writes them
    WHOLE = "UPDATE"  # nobody writes them or comes to point at them


class Place(NamedTuple):
    """Where a table stands in the order. `section`: turns, then records in the order of their objects, then counters. The
    ids of a table are in order by themselves."""

    section: int
    rank: int
    table: str


TURN = Place(0, 0, "")
COUNTERS = Place(2, 0, "number_counter")


def record_place(rank: int, table: str) -> Place:
    """The place of an object's rows."""
    return Place(1, rank, table)


Wanted = Mapping[Place, Sequence[Id]]


class OutOfOrder(OperationalError):
    """Somebody else holds what would have to be waited for against the order. Seen by callers only when a use-case met it
    again and again, or cannot begin anew: then others are busy with what it needs."""

    def __init__(self, wanted: Wanted, mode: Mode) -> None:
        told = ", ".join(f"{place.table or 'a turn'} {list(ids)[:5]}" for place, ids in wanted.items())
        super().__init__(f"held by another: {told}")
        self.wanted, self.mode = wanted, mode


Asked = dict[tuple[Place, Mode], set[Id]]


@dataclass
class _UseCase:
    """What a use-case asked for and holds in this turn. `top`: the last in order of what it holds for itself. `planned`:
    what it is known to need, taken when its transaction opens."""

    planned: Asked
    asked: Asked = field(default_factory=lambda: defaultdict(set))
    top: tuple[Place, Id] | None = None
    holds: bool = False

    def must_not_wait(self, place: Place, ids: Sequence[Id], mode: Mode) -> bool:
        """Who waits for rows as a whole holds nothing, since those who merely keep them standing may be anywhere."""
        if mode is Mode.WHOLE:
            return self.holds or len(ids) > 1
        return not self._is_next(place, ids[0])

    def _is_next(self, place: Place, one: Id) -> bool:
        """Whether a row comes after all that is held. Ids of one place are of one kind."""
        if self.top is None or self.top[0] != place:
            return self.top is None or self.top[0] < place
        return cast("int", self.top[1]) < cast("int", one)

    def took(self, place: Place, ids: Sequence[Id], mode: Mode) -> None:
        self.holds = True
        if mode is not Mode.SHARED and self._is_next(place, ids[-1]):
            self.top = (place, ids[-1])


_current: ContextVar[_UseCase | None] = ContextVar("guike_use_case", default=None)


def use_case(work: Callable[P, T]) -> Callable[P, T]:
    """A function that is one transaction or a part of one: it may be begun anew from its arguments. The outermost is; its
    transaction is opened with `whole()`."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _current.get() is not None:
            return work(*args, **kwargs)
        known: Asked = defaultdict(set)
        for left in reversed(range(TURNS)):
            case = _UseCase(known)
            token = _current.set(case)
            try:
                return work(*args, **kwargs)
            except OutOfOrder as met:
                if not left or connection.needs_rollback:
                    raise
                for key, ids in case.asked.items():
                    known[key] |= ids
                failed = met
            finally:
                _current.reset(token)
            _until_free(failed)
        raise AssertionError("the last turn returns or raises")

    return run


@contextmanager
def whole(*, savepoint: bool = True) -> Iterator[None]:
    """The transaction of a use-case, or a part of one that can be taken back. What it is known to need is locked first."""
    with transaction.atomic(savepoint=savepoint):
        case = _current.get()
        if case is not None and case.planned and not case.holds:
            _take(case.planned)
        yield


def _take(planned: Asked) -> None:
    """What is wanted as a whole is taken so later, when nobody but those who merely name it can hold it."""
    own: dict[Place, set[Id]] = defaultdict(set)
    shared: dict[Place, set[Id]] = defaultdict(set)
    for (place, mode), ids in planned.items():
        (shared if mode is Mode.SHARED else own)[place] |= ids
    for place in sorted({*own, *shared}):
        if place == TURN:
            take_turns([int(one) for one in own[place]])
            continue
        lock_rows(place, shared[place] - own[place], Mode.SHARED)
        lock_rows(place, own[place])


def _until_free(met: OutOfOrder) -> None:
    """Rows that are wanted as a whole are waited for one by one, while nothing is held. All others will be, in order."""
    if met.mode is not Mode.WHOLE:
        return
    if connection.in_atomic_block:
        time.sleep(_PAUSE)
        return
    for place, ids in met.wanted.items():
        for one in ids:
            with transaction.atomic():
                statements.rows(_text(place, Mode.WHOLE, waits=True), [_array([one])])
                transaction.set_rollback(True)


@contextmanager
def taking(wanted: Mapping[Place, Iterable[Id]], mode: Mode = Mode.OWN) -> Iterator[bool]:
    """Around the statement that locks these rows: whether it must not wait (`NOWAIT`)."""
    case = _current.get()
    if case is None:
        yield False
        return
    rows = {place: sorted(set(ids)) for place, ids in wanted.items() if ids}
    at_once = any(case.must_not_wait(place, ids, mode) for place, ids in rows.items())
    for place, ids in rows.items():
        case.asked[place, mode].update(ids)
    try:
        yield at_once
    except OperationalError as error:
        if at_once and getattr(error.__cause__, "sqlstate", None) == "55P03":
            raise OutOfOrder(rows, mode) from error
        raise
    for place, ids in rows.items():
        case.took(place, ids, mode)


def foresee(wanted: Mapping[Place, Iterable[Id]], mode: Mode = Mode.OWN) -> None:
    """Say what will be locked before the first of it is: when one is not free, all are known the next time."""
    case = _current.get()
    if case is not None:
        for place, ids in wanted.items():
            case.asked[place, mode].update(ids)


def lock_rows(place: Place, ids: Iterable[Id], mode: Mode = Mode.OWN) -> None:
    """Lock rows in the order of their ids; those that are not there are passed over."""
    wanted = sorted(set(ids))
    if not wanted:
        return
    with taking({place: wanted}, mode) as at_once:
        statements.rows(_text(place, mode, waits=not at_once), [_array(wanted)])


def clause(mode: Mode, *, waits: bool) -> str:
    """`FOR NO KEY UPDATE NOWAIT`"""
    return f"FOR {mode.value}{'' if waits else ' NOWAIT'}"


def _text(place: Place, mode: Mode, *, waits: bool) -> str:
    key, kind = ("key", "text") if place == COUNTERS else ("id", "bigint")
    return (
        f'SELECT {key} FROM "{place.table}" WHERE {key} = ANY($1::{kind}[])'  # noqa: S608 - names of our own
        f" ORDER BY {key} {clause(mode, waits=waits)}"
    )


def _array(ids: Iterable[Id]) -> str:
    return "{" + ",".join(str(one) if isinstance(one, int) else _quoted(one) for one in ids) + "}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def take_turns(numbers: Sequence[int]) -> None:
    """Hold numbers that all code of a database shares to the end of the transaction."""
    given = _array(sorted(set(numbers)))
    with taking({TURN: numbers}) as at_once:
        if not at_once:
            statements.rows("SELECT pg_advisory_xact_lock(n) FROM unnest($1::bigint[]) AS n", [given])
            return
        held = statements.rows("SELECT pg_try_advisory_xact_lock(n) FROM unnest($1::bigint[]) AS n", [given])
        if not all(is_ours for (is_ours,) in held):
            raise OutOfOrder({TURN: numbers}, Mode.OWN) from psycopg.errors.LockNotAvailable(
                "a turn is taken"
            )
