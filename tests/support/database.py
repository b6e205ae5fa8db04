"""The databases that tests run on: one cluster per session, one migrated template, copies of it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection, connections
from psycopg import sql

from guike.platform.database.external import check_server
from guike.platform.database.migrate import migrate_all
from guike.platform.database.supervisor import Cluster
from tests.support import schema

DSN = "GUIKE_TEST_DSN"  # of the session's cluster, from the controller to its workers
RUN = "GUIKE_TEST_RUN"  # part of every database name, so that two sessions may share one server
_LOCK = 0x74657374
_CROWD = _LOCK + 1


class SessionCluster:
    """The session's server: DATABASE_URL's when that is set, else an embedded one without fsync."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._cluster: Cluster | None = None

    def start(self) -> None:
        """Start it and leave its address in the environment for this process and its children."""
        os.environ[RUN] = str(os.getpid())
        external = os.environ.get("DATABASE_URL")
        if external:
            check_server(external)
            os.environ[DSN] = external
            return
        self._folder = Path(tempfile.mkdtemp(prefix="guike-test-"))
        self._folder.chmod(0o711)  # the server's account has to pass
        self._cluster = Cluster(self._folder / "data", fast=True)
        self._cluster.start()
        os.environ[DSN] = self._cluster.dsn

    def stop(self) -> None:
        """End it and remove what it wrote."""
        if os.environ.get("DATABASE_URL"):
            _drop_all(os.environ[DSN], f"guike_{os.environ[RUN]}_")
        os.environ.pop(DSN, None)
        if self._cluster is not None:
            self._cluster.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def name_of(suffix: str) -> str:
    """A database name of this session."""
    return f"guike_{os.environ[RUN]}_{suffix}"


def dsn_for(name: str) -> str:
    """The session server's dsn with another database."""
    return urlunsplit(urlsplit(os.environ[DSN])._replace(path=f"/{name}"))


def point_to(name: str) -> None:
    """Let Django's default connection, in every thread, use the database `name`."""
    connection.close()
    info = psycopg.conninfo.conninfo_to_dict(dsn_for(name))
    connections.settings["default"].update(
        NAME=name,
        USER=str(info.get("user", "")),
        PASSWORD=str(info.get("password", "")),
        HOST=str(info.get("host", "")),
        PORT=str(info.get("port", "")),
    )
    connections.settings["default"]["OPTIONS"].pop("pool", None)


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ[DSN], autocommit=True) as link:
        yield link


@contextmanager
def crowd() -> Iterator[None]:
    """One test at a time opens fifty connections: a server takes a hundred unless it was told otherwise."""
    with _maintenance() as link:
        link.execute("SELECT pg_advisory_lock(%s)", [_CROWD])
        yield


def create(name: str) -> None:
    """A database `name` that is a copy of the template."""
    with _maintenance() as link:
        link.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(name_of("template"))
            )
        )


def drop(name: str) -> None:
    """Remove a database, whoever is still connected."""
    with _maintenance() as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def ensure_template() -> None:
    """Make the migrated template; of several processes the first does it, the others wait."""
    with _maintenance() as link:
        link.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        ready = name_of("template")
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ready]).fetchone():
            return
        draft = name_of("draft")
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
        link.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' {}").format(
                sql.Identifier(draft), sql.SQL(_locale(link))
            )
        )
        point_to(draft)
        schema.bring(dsn_for(draft))
        migrate_all()
        connection.close()
        link.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(ready))
        )


def _locale(link: psycopg.Connection[Any]) -> str:
    """template0 of a server that we did not make may have another locale."""
    if link.info.server_version >= 170000:
        return "LOCALE 'C.UTF-8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    return "LOCALE 'C.UTF-8'"


def _drop_all(dsn: str, prefix: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as link:
        rows = link.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        ).fetchall()
        for (name,) in rows:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
