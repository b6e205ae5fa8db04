"""Sends repeated statements as prepared statements: each connection plans a text once.

`composing` saves composing a statement. This module saves the next steps: the server's parsing and planning (six
sevenths of its work for a short statement) and the layers of two cursors (60 of 75 µs). A text is prepared when a
connection sends it the second time. Values that differ each time are parameters `$1`, `$2` … in PostgreSQL's notation,
each with its type. Plans do not depend on them (`plan_cache_mode = force_generic_plan`, see `config.environment`), so
only values that are looked up by id may be parameters.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg import Connection, DataError, OperationalError, errors, pq
from psycopg.adapt import Transformer

from guike.kernel.caches import own_cache

#: a parameter as PostgreSQL reads it
Given = str | int | datetime | None

#: texts that one connection remembers; each takes with its plan about 60 kB of the server's memory
KEPT = 150
#: the entry of a text that was sent once and is not prepared yet
_SEEN = b""
#: a quoted text, which contains no parameters, or a parameter
_PARAMETER = re.compile(r"'[^']*'|\"[^\"]*\"|\$([0-9]+)")
_DONE = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)

_epoch: list[object] = [None]


def begin_epoch(definitions: object) -> None:
    """Drop the plans when the definitions have changed, because a plan fails when the type of one of its columns has
    changed."""
    _epoch[0] = definitions


class _Sender:
    """The prepared texts of one connection."""

    def __init__(self, raw: Connection[Any]) -> None:
        self.pgconn = raw.pgconn
        self.encoding = raw.info.encoding
        self.transformer = Transformer(raw)
        self.names: OrderedDict[str, bytes] = OrderedDict()
        self.epoch = _epoch[0]
        self.count = 0

    def begin(self) -> None:
        """Open a transaction."""
        self._checked(self.pgconn.exec_(b"BEGIN"))

    def send(self, text: str, params: Sequence[bytes | None], again: bool) -> list[tuple[Any, ...]]:
        """Send a text and return the rows. psycopg.Error with the server's message."""
        if self.epoch != _epoch[0]:
            self._checked(self.pgconn.exec_(b"DEALLOCATE ALL"))
            self.names.clear()
            self.epoch = _epoch[0]
        name = self._plan_name(text, again)
        result = (
            self.pgconn.exec_prepared(name, cast("Any", params))
            if name
            else self.pgconn.exec_params(text.encode(self.encoding), params)
        )
        self._checked(result)
        count = result.ntuples
        if not count:
            return []
        self.transformer.set_pgresult(result)
        return self.transformer.load_rows(0, count, tuple)

    def _plan_name(self, text: str, again: bool) -> bytes:
        """The name of the server's plan; empty when the text itself must be sent."""
        name = self.names.get(text)
        if name:
            self.names.move_to_end(text)
            return name
        if name is not None:
            return self._prepare(text)
        if again:
            self._remember(text, _SEEN)
        return _SEEN

    def _prepare(self, text: str) -> bytes:
        self.count += 1
        name = f"guike_{self.count}".encode()
        self._checked(self.pgconn.prepare(name, text.encode(self.encoding)))
        self._remember(text, name)
        return name

    def _remember(self, text: str, name: bytes) -> None:
        self.names[text] = name
        self.names.move_to_end(text)
        if len(self.names) > KEPT:
            _text, oldest = self.names.popitem(last=False)
            if oldest:
                self._checked(self.pgconn.exec_(b"DEALLOCATE " + oldest))

    def _checked(self, result: pq.abc.PGresult) -> None:
        if result.status in _DONE:
            return
        # An error of the library itself has no code. Then the connection is lost, even if the library has not noticed
        # yet.
        if result.error_field(pq.DiagnosticField.SQLSTATE) is None:
            raise OperationalError(result.get_error_message(self.encoding))
        raise errors.error_from_result(result, self.encoding)


#: the attribute of a connection with its `_Sender`; both end together
_SENDER = "_guike_sender"


def _sender() -> _Sender | None:
    return getattr(connections[DEFAULT_DB_ALIAS].connection, _SENDER, None)


def _planned() -> int:
    known = _sender()
    return len(known.names) if known and known.epoch == _epoch[0] else 0


own_cache(
    "platform.database.statements.names",
    key="the text of a statement, by each connection; counted of this thread's",
    stale="the connection's end, or other definitions, of which `begin_epoch` tells",
    limit=KEPT,
    size=_planned,
    clear=lambda: begin_epoch(object()),
)


def rows(text: str, given: Sequence[Given] = (), *, again: bool = True) -> list[tuple[Any, ...]]:
    """Send a statement and read every row. again: whether the same text will be sent again; False for a text that
    contains typed words. django.db.Error as from a cursor."""
    wrapper = cast("Any", connections[DEFAULT_DB_ALIAS])
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    if wrapper.execute_wrappers or wrapper.queries_logged:
        return _watched(text, given)
    wrapper.validate_no_broken_transaction()
    raw: Connection[Any] = wrapper.connection
    sender: _Sender | None = getattr(raw, _SENDER, None)
    if sender is None:
        sender = _Sender(raw)
        setattr(raw, _SENDER, sender)
    with wrapper.wrap_database_errors:
        if not raw.autocommit and raw.pgconn.transaction_status == pq.TransactionStatus.IDLE:
            sender.begin()  # as the driver does before its first statement
        return sender.send(text, [_encoded(one) for one in given], again)


def one_row(text: str, given: Sequence[Given] = ()) -> tuple[Any, ...] | None:
    """The first row of a statement on tables without permissions (versions, sessions), never on records."""
    found = rows(text, given)
    return found[0] if found else None


def _encoded(value: Given) -> bytes | None:
    if value is None:
        return None
    found = str(value).encode()
    if 0 in found:  # the library would cut the text off there
        raise DataError("PostgreSQL's text cannot contain the character NUL")
    return found


def _watched(text: str, given: Sequence[Given]) -> list[tuple[Any, ...]]:
    """Send the statement through a cursor, for code that counts or explains statements."""
    with connection.cursor() as cursor:
        cursor.execute(_PARAMETER.sub(lambda m: _literal(given[int(m[1]) - 1]) if m[1] else m[0], text))
        return cursor.fetchall() if cursor.description else []


def _literal(value: Given) -> str:
    return "NULL" if value is None else str(cast("Any", connection.ops).compose_sql("%s", [str(value)]))
