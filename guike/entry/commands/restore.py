"""`guike restore`: put a backup in the place of the present database and files.

Everything is unpacked and counted beside the present data first; only then the two are
exchanged, so that a bad file or a full disk changes nothing.
"""

import argparse
import json
import os
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from guike.entry.commands.backup import FORMAT, count_rows, scalar
from guike.platform.database import archive
from guike.platform.database.host import HostError

_NEW = "_restoring"
_OLD = "_replaced"


def run(args: argparse.Namespace) -> int:
    """Restore; refused while others are connected, and over a company in use without --replace."""
    connections.close_all()
    dsn = os.environ["GUIKE_DSN"]
    if not args.replace and _has_users(dsn):
        raise HostError("The present database has users: give --replace to put the backup in its place.")
    args.data.mkdir(mode=0o755, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=args.data) as folder:
        unpacked = Path(folder)
        described = _unpack(args.file, unpacked)
        name = str(conninfo_to_dict(dsn)["dbname"])
        with _maintenance(dsn) as link:
            _rebuild(link, dsn, name, unpacked / "database.dump", described)
            _exchange(link, name)
        _exchange_files(args.data, unpacked)
    sys.stdout.write(
        f"{args.file}: {sum(described['rows'].values())} rows, {described['files']} files restored\n"
    )
    return 0


def _has_users(dsn: str) -> bool:
    with psycopg.connect(dsn) as link:
        if scalar(link, sql.SQL("SELECT to_regclass('public.user_account')")) is None:
            return False
        return bool(scalar(link, sql.SQL("SELECT EXISTS (SELECT 1 FROM user_account)")))


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as tar:
            _extract(tar, folder)
        described: dict[str, Any] = json.loads((folder / "guike.json").read_text())
    except FileNotFoundError as error:
        raise HostError(
            f"{error.filename or file} does not exist: name a file that guike backup wrote."
        ) from error
    except (tarfile.TarError, ValueError) as error:
        why = str(error).partition("\n")[0].rstrip(":")  # the other lines name what was tried
        raise HostError(f"{file} is not a backup of Guike, or is damaged: {why}.") from error
    except OSError as error:
        raise HostError(f"{file} cannot be unpacked: {error.strerror or error}.") from error
    if described.get("format") != FORMAT:
        raise HostError(f"{file} was written by a newer version of Guike ({described.get('version')}).")
    unknown = set(described["migrations"]) - {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown:
        raise HostError(
            f"{file} was written by a newer version of Guike ({described['version']}): install that one."
        )
    return described


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files and folders below `folder`, and nothing else.

    By hand, because tarfile's own filter came with Python 3.11.4 and Debian 12 has 3.11.2.
    """
    for member in tar:
        place = PurePosixPath(member.name)
        if place.is_absolute() or ".." in place.parts or not (member.isfile() or member.isdir()):
            raise tarfile.TarError(f"{member.name} is no plain file of a backup")
        target = folder / place
        content = tar.extractfile(member)
        if content is None:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with content, target.open("xb") as sink:
            shutil.copyfileobj(content, sink)
        target.chmod(member.mode & 0o755)


@contextmanager
def _maintenance(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as link:
        yield link


def _rebuild(
    link: psycopg.Connection[Any], dsn: str, name: str, dump: Path, described: dict[str, Any]
) -> None:
    """The backup as a database of its own, held against the counts it was written with."""
    new = sql.Identifier(name + _NEW)
    link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
    provider = (
        " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'" if link.info.server_version >= 170000 else ""
    )
    try:
        link.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'" + provider
            ).format(new)
        )
    except psycopg.errors.InsufficientPrivilege as error:
        raise HostError(
            "The database role may not create databases, which a restore needs: ALTER ROLE … CREATEDB."
        ) from error
    target = make_conninfo(dsn, dbname=name + _NEW)
    try:
        archive.load(target, dump)
        with psycopg.connect(target) as fresh:
            found = count_rows(fresh)
            fresh.execute("ANALYZE")
        _compare(found, described["rows"])
    except BaseException:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(new))
        raise


def _compare(found: dict[str, int], written: dict[str, int]) -> None:
    wrong = sorted(key for key in found.keys() | written.keys() if found.get(key) != written.get(key))
    if wrong:
        raise HostError(
            f"The backup is incomplete: the rows of {', '.join(wrong)} do not match; nothing was changed."
        )


def _exchange(link: psycopg.Connection[Any], name: str) -> None:
    """Give the new database the name of the present one; both renames or none."""
    new, old, present = sql.Identifier(name + _NEW), sql.Identifier(name + _OLD), sql.Identifier(name)
    link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(old))
    try:
        with link.transaction():
            link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(present, old))
            link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(new, present))
    except psycopg.errors.ObjectInUse as error:
        link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(new))
        raise HostError(
            "The database is in use: stop Guike before a restore; nothing was changed."
        ) from error
    link.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(old))


def _exchange_files(data_dir: Path, unpacked: Path) -> None:
    replaced = unpacked / "replaced"
    for part in ("files", "secret_key"):
        if (data_dir / part).exists():
            replaced.mkdir(exist_ok=True)
            (data_dir / part).rename(replaced / part)
        if (unpacked / part).exists():
            shutil.move(unpacked / part, data_dir / part)
