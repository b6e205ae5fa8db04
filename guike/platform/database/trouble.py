"""Classifies errors of the database and the disk that are not the program's fault."""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Iterator
from enum import Enum, auto

import psycopg
from django.db import InterfaceError, OperationalError


class Trouble(Enum):
    """The request is right and can be repeated: at once, soon, or after an administrator has acted."""

    BUSY = auto()  # a lock timeout, a deadlock, a cancelled statement
    AWAY = auto()  # the server is unreachable, is starting, or has no free connection
    FULL = auto()  # a disk is full


#: seconds in which one process logs an outage only once
QUIET = 30.0
_said: dict[Trouble, float] = {}
_WORDS = {
    Trouble.BUSY: "others hold what is needed",
    Trouble.AWAY: "the database does not answer",
    Trouble.FULL: "there is no room on the disk",
}
_BUSY = frozenset({"55P03", "40P01", "40001", "57014"})
_AWAY = frozenset({"57P01", "57P02", "57P03", "57P05", "53300", "53400"})
_FULL = frozenset({"53100"})
_CONNECTION = "08"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The kind of trouble, or None for a fault of the program."""
    for one in _chain(error):
        if isinstance(one, OSError) and one.errno in _NO_ROOM:
            return Trouble.FULL
        if isinstance(one, psycopg.Error):
            return _of_state(one)
        if isinstance(one, OperationalError | InterfaceError) and one.__cause__ is None:
            return Trouble.AWAY
    return None


class OnceFilter(logging.Filter):
    """Lets one line pass for an outage that a library logs again and again; other lines pass unchanged."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        trouble = trouble_of(error)
        if error is None or trouble is None or trouble is Trouble.BUSY:
            return True
        record.msg, record.args, record.exc_info = words_of(trouble, error), (), None
        return bool(record.msg)


def words_of(trouble: Trouble, error: BaseException) -> str:
    """One line for the log, or an empty string when the same line was logged lately."""
    now = time.monotonic()
    if trouble in _said and now - _said[trouble] < QUIET:
        return ""
    _said[trouble] = now
    return f"{_WORDS[trouble]}: {' '.join(str(error).split())}"


def _of_state(error: psycopg.Error) -> Trouble | None:
    state = error.sqlstate
    if state is None:
        # libpq's texts for a broken or failed connection. The driver raises a plain DatabaseError for a result without
        # a code, which comes from a connection that broke at this moment.
        broke = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return Trouble.AWAY if broke or type(error) is psycopg.DatabaseError else None
    if state in _BUSY:
        return Trouble.BUSY
    if state in _FULL:
        return Trouble.FULL
    return Trouble.AWAY if state in _AWAY or state.startswith(_CONNECTION) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its causes, because libraries wrap the driver's errors."""
    seen = 0
    while error is not None and seen < 10:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1
