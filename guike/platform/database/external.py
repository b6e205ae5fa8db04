"""Checks a PostgreSQL server of the user's own, which DATABASE_URL names."""

import psycopg

from guike.platform.database.host import HostError

OLDEST = 150000  # server_version_num; older ones lack MERGE and the builtin JSON functions we use
_CTYPES = {"c.utf-8", "c.utf8"}


def check_server(dsn: str) -> None:
    """Refuse, in one sentence, a server that is unreachable, too old, or has the wrong encoding or locale."""
    try:
        connection = psycopg.connect(dsn, connect_timeout=10)
    except (psycopg.Error, UnicodeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise HostError(f"DATABASE_URL does not lead to a PostgreSQL database: {reason}") from error
    with connection:
        _check_shape(connection)


def too_few_connections(dsn: str, needed: int) -> str:
    """A warning when the server permits fewer connections than all processes may open at once; else an empty string."""
    with psycopg.connect(dsn, connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
        ).fetchone()
    taken = int(row[0]) if row else 0
    if taken >= needed:
        return ""
    return (
        f"The server at DATABASE_URL takes {taken} connections, and Guike may open {needed}: under load some requests would "
        "be told to wait; raise max_connections, or give fewer --workers."
    )


def _check_shape(connection: psycopg.Connection) -> None:
    if connection.info.server_version < OLDEST:
        major = connection.info.server_version // 10000
        raise HostError(f"DATABASE_URL leads to PostgreSQL {major}: Guike needs 15 or newer.")
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    encoding, ctype = row or ("", "")
    if encoding != "UTF8" or ctype.lower() not in _CTYPES:
        raise HostError(
            f"The database at DATABASE_URL has encoding {encoding} and LC_CTYPE {ctype}, Guike needs UTF8 "
            f"and C.UTF-8: CREATE DATABASE {connection.info.dbname} TEMPLATE template0 ENCODING 'UTF8' "
            "LOCALE 'C.UTF-8'."
        )
