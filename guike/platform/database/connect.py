"""Chooses the database of a command: DATABASE_URL when it is set, else the embedded one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guike.platform.database.external import check_server
from guike.platform.database.supervisor import embedded


def external_dsn() -> str | None:
    """The dsn in DATABASE_URL; None when the embedded server is used."""
    return os.environ.get("DATABASE_URL") or None


@contextmanager
def database(data_dir: Path) -> Iterator[str]:
    """A context with the dsn of the database. A HostError tells in one sentence why there is none."""
    dsn = external_dsn()
    if dsn is not None:
        check_server(dsn)
        yield dsn
        return
    with embedded(data_dir) as own:
        yield own
